using System.Globalization;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class TreeBindingTests
{
    [Theory]
    [InlineData("""["all",["eq",{"f":"age"},1],["not",["eq",{"f":"colour"},"red"]]]""", "tree_unknown_field", "tree.all[1].not", "조건 “colour가 red인 고객”: 고객에 ‘colour’ 항목이 없어요.")]
    [InlineData("""["ge",{"f":"shop.region"},3]""", "tree_type_mismatch", "tree", "조건 “지역이 3 이상인 고객”: 텍스트와 정수를 비교할 수 없어요.")]
    [InlineData("""["ge",{"f":"spent"},50000]""", "tree_type_mismatch", "tree", "조건 “구매 금액이 50,000 이상인 고객”: 금액과 정수를 비교할 수 없어요.")]
    [InlineData("""["lt",{"f":"vip"},true]""", "tree_operator_not_allowed", "tree", "조건 “VIP가 ‘예’ 미만인 고객”: 예/아니요는 크고 작음을 비교할 수 없어요.")]
    [InlineData("""["contains",{"f":"age"},"3"]""", "tree_operator_not_allowed", "tree", "조건 “나이에 ‘3’이 들어 있는 고객”: 글자 찾기는 텍스트에만 쓸 수 있는데 정수 값이에요.")]
    [InlineData("""["eq",{"f":"code"},{"f":"name"}]""", "tree_type_mismatch", "tree", null)]
    [InlineData("""["eq",{"f":"name"}," "]""", "tree_bad_value", "tree", null)]
    [InlineData("""["eq",{"f":"name"},"\u0000"]""", "tree_bad_value", "tree", null)]
    [InlineData("""["eq",{"f":"spent"},{"money":1,"cur":"won"}]""", "tree_bad_value", "tree", null)]
    [InlineData("""["between",{"f":"age"},1]""", "tree_wrong_number_of_values", "tree", null)]
    [InlineData("""["last",{"f":"age"},3,"day"]""", "tree_type_mismatch", "tree", null)]
    [InlineData("""["last",{"f":"joined"},0,"day"]""", "tree_bad_value", "tree", null)]
    [InlineData("""["next",{"f":"joined"},2000000000,"month"]""", "tree_bad_value", "tree", null)]
    [InlineData("""["dates",{"f":"joined"},"2026-02-01","2026-01-01"]""", "tree_bad_value", "tree", null)]
    [InlineData("""["eq",{"f":"joined"},{"today":-2147483648}]""", "tree_bad_value", "tree", null)]
    [InlineData("""["in",{"f":"age"},{"f":"visits"}]""", "tree_bad_value", "tree", null)]
    [InlineData("""["gt",["mul",{"f":"spent"},{"f":"spent"}],1]""", "tree_type_mismatch", "tree", null)]
    [InlineData("""["gt",["round",{"f":"score"},9],1]""", "tree_bad_value", "tree", null)]
    [InlineData("""["ge",{"m":"visits","take":"count"},3]""", "tree_unknown_measure", "tree", null)]
    [InlineData("""["ge",{"m":"purchases","take":"sum"},3]""", "tree_bad_measure", "tree", null)]
    [InlineData("""["ge",{"m":"purchases","take":"sum","of":"amount"},3]""", "tree_bad_measure", "tree", null)]
    [InlineData("""["ge",{"m":"purchases","take":"sum","of":"category"},3]""", "tree_bad_measure", "tree", null)]
    [InlineData("""["ge",{"m":"purchases","take":"count","where":["eq",{"f":"age"},20]},3]""", "tree_unknown_field", "tree.where", "조건 “age가 20인 구매”: 구매에 ‘age’ 항목이 없어요.")]
    public void a_clause_that_makes_no_sense_is_refused_by_name(string tree, string rule, string place, string? korean)
    {
        var clause = TreeParser.Clause($$"""{"v":1,"tree":{{tree}}}""");
        var refused = Assert.Throws<Refused>(() => Shoppers.Schema.Bind(clause, Shoppers.At));
        Assert.Equal((rule, place), (refused.Rule, refused.Field));
        Assert.StartsWith("조건 “", refused.Text.Ko, StringComparison.Ordinal);
        Assert.StartsWith("Condition “", refused.Text.En, StringComparison.Ordinal);
        if (korean is not null) Assert.Equal(korean, refused.Text.Ko);
    }

    [Fact]
    public void a_value_that_is_none_of_the_choices_is_refused_and_one_that_is_reads_by_its_label()
    {
        var schema = new TreeSchema(new("고객", "customer"),
            [new("tier", new("등급", "tier"), FieldKind.Text, Choices: new Dictionary<string, Text> { ["gold"] = new("골드", "Gold") })]);
        var gold = new Clause.Compare(new Term.Field("tier"), Operator.Equal, new Term.Literal("gold"));
        Assert.Equal("등급이 골드인 고객", TreeSentence.Of(gold, schema).Ko);
        schema.Bind(gold, Shoppers.At);
        var refused = Assert.Throws<Refused>(() => schema.Bind(gold with { Values = [new Term.Literal("silver")] }, Shoppers.At));
        Assert.Equal("조건 “등급이 silver인 고객”: 등급에 ‘silver’ 값이 없어요.", refused.Text.Ko);
    }

    [Fact]
    public void a_computed_value_that_makes_no_sense_is_refused()
    {
        var refused = Assert.Throws<Refused>(() => Shoppers.Schema.Bind(new Term.Calculate(new Term.Field("name"), Arithmetic.Add, new Term.Literal(1)), Shoppers.At));
        Assert.Equal("텍스트 + 정수는 계산할 수 없어요.", refused.Text.Ko);
        Assert.Equal("A text + a whole number can't be calculated.", refused.Text.En);
    }

    [Theory]
    [InlineData("2026-03-31", "last 1 day", "2026-03-31", "2026-03-31")]
    [InlineData("2026-03-31", "last 90 day", "2026-01-01", "2026-03-31")]
    [InlineData("2026-03-31", "last 1 month", "2026-03-01", "2026-03-31")]
    [InlineData("2026-05-15", "last 1 month", "2026-04-16", "2026-05-15")]
    [InlineData("2026-03-31", "next 7 day", "2026-03-31", "2026-04-06")]
    [InlineData("2026-01-31", "next 1 month", "2026-01-31", "2026-02-27")]
    [InlineData("2026-03-29", "thisweek", "2026-03-23", "2026-03-29")]
    [InlineData("2026-03-30", "lastweek", "2026-03-23", "2026-03-29")]
    [InlineData("2024-02-10", "thismonth", "2024-02-01", "2024-02-29")]
    [InlineData("2026-01-05", "lastmonth", "2025-12-01", "2025-12-31")]
    [InlineData("2026-01-05", "lastquarter", "2025-10-01", "2025-12-31")]
    [InlineData("2026-08-05", "thisquarter", "2026-07-01", "2026-09-30")]
    [InlineData("2026-08-05", "lastyear", "2025-01-01", "2025-12-31")]
    public void a_period_has_its_days(string today, string period, string from, string to)
    {
        var words = period.Split(' ');
        Period asked = words.Length == 1
            ? new Period.Named(Enum.Parse<PeriodName>(words[0], ignoreCase: true))
            : Enum.Parse<PeriodUnit>(words[2], ignoreCase: true) is var unit && words[0] == "last"
                ? new Period.Last(int.Parse(words[1], CultureInfo.InvariantCulture), unit)
                : new Period.Next(int.Parse(words[1], CultureInfo.InvariantCulture), unit);
        Assert.Equal((Day(from), Day(to)), asked.On(Day(today)));
    }

    [Fact]
    public void a_business_day_begins_at_midnight_of_the_zone_even_where_the_clock_jumps()
    {
        Assert.Equal(new DateTime(2026, 3, 30, 15, 0, 0, DateTimeKind.Utc), Shoppers.At.Start(Day("2026-03-31")));
        // In Santiago the clock of 6 September 2026 jumps from midnight to 1:00.
        var santiago = new AsOf(Day("2026-09-06"), TimeZoneInfo.FindSystemTimeZoneById("America/Santiago"));
        Assert.Equal(new DateTime(2026, 9, 6, 4, 0, 0, DateTimeKind.Utc), santiago.Start(Day("2026-09-06")));
        Assert.Equal(new DateTime(2026, 9, 7, 3, 0, 0, DateTimeKind.Utc), santiago.Start(Day("2026-09-07")));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

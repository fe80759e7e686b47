using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class SegmentQueryTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory, EveryEngine]
    public async Task a_tree_over_fields_and_purchases_is_counted_clause_by_clause(Engine engine)
    {
        await using var shop = await Small(engine);
        var seoul = Is("region", "서울");
        var often = Bought(3, new Period.Last(90, PeriodUnit.Day));
        var noTea = new Clause.Not(Bought(1, null, Is("category", "tea")));
        var tree = new Clause.All([seoul, often, noTea]);

        var count = await shop.Company.Get<SegmentQuery>().Count(Actor.System, tree, Today);

        Assert.Equal((1, 4), (count.Members, count.Customers));
        Assert.Equal((3, 2, 3), (count.Alone[seoul], count.Alone[often], count.Alone[noTea]));
        Assert.Equal([3L, 2, 1], count.Left);
        Assert.Equal(1, count.Alone[tree]);
    }

    [Theory, EveryEngine]
    public async Task a_purchase_of_two_lines_is_one_and_what_came_later_is_not_known(Engine engine)
    {
        await using var shop = await Small(engine);
        var everBought = Bought(1, null);
        var query = shop.Company.Get<SegmentQuery>();

        Assert.Equal(3, (await query.Count(Actor.System, everBought, Today)).Members);
        Assert.Equal(0, (await query.Count(Actor.System, everBought, new DateOnly(2026, 1, 1))).Members);
        // Three coffees within 90 days of 10 October: the third came in November.
        Assert.Equal(0, (await query.Count(Actor.System, Bought(3, new Period.Last(90, PeriodUnit.Day)), new DateOnly(2026, 10, 10))).Members);
    }

    [Theory, EveryEngine]
    public async Task sums_distinct_and_last_dates_are_conditions_too(Engine engine)
    {
        await using var shop = await Small(engine);
        var query = shop.Company.Get<SegmentQuery>();
        var spent = new Clause.Compare(new Term.Measure("purchases", Aggregate.Sum, "amount", "KRW"), Operator.AtLeast, new Term.Literal(new Money(60_000, "KRW")));
        var kinds = new Clause.Compare(new Term.Measure("purchases", Aggregate.Distinct, "category"), Operator.AtLeast, new Term.Literal(2));
        var idle = new Clause.Compare(new Term.Measure("purchases", Aggregate.Last), Operator.Less, new Term.Today(-60));
        var returned = new Clause.Compare(new Term.Measure("returns", Aggregate.Count), Operator.AtLeast, new Term.Literal(1));

        Assert.Equal(1, (await query.Count(Actor.System, spent, Today)).Members);
        Assert.Equal(1, (await query.Count(Actor.System, kinds, Today)).Members);
        Assert.Equal(1, (await query.Count(Actor.System, idle, Today)).Members);
        Assert.Equal(1, (await query.Count(Actor.System, returned, Today)).Members);
        var members = await query.Members(Actor.System, new Clause.Any([idle, kinds]), Today);
        Assert.Equal(members.Order(), members);
        Assert.Equal([members[1]], await query.Page(Actor.System, new Clause.Any([idle, kinds]), Today, members[0], 10));
    }

    [Theory, EveryEngine]
    public async Task a_segment_keeps_what_it_means_and_refuses_what_it_cannot_ask(Engine engine)
    {
        await using var shop = await Small(engine);
        var save = shop.Company.Get<SaveSegment>();
        var id = await shop.Segment("서울 단골", new Clause.All([Is("region", "서울"), Bought(3, new Period.Last(90, PeriodUnit.Day))]));
        Assert.Equal(1, await shop.Company.Count("select count(*) from segments where id = @id and sentence_ko like '%서울%' and sentence_ko like '%3회 이상%'", ("id", id)));

        Assert.Equal("duplicate", (await Assert.ThrowsAsync<Refused>(() => shop.Segment(" 서울  단골", Is("region", "부산")))).Rule);
        Assert.Equal("tree_empty", (await Assert.ThrowsAsync<Refused>(() => shop.Segment("빈 것", new Clause.All([])))).Rule);
        Assert.StartsWith("tree_", (await Assert.ThrowsAsync<Refused>(() => shop.Segment("모름", Is("shoe_size", "42")))).Rule, StringComparison.Ordinal);
        Assert.StartsWith("tree_", (await Assert.ThrowsAsync<Refused>(() => save.Run(Actor.System, new("깨짐", "{\"v\":1}")))).Rule, StringComparison.Ordinal);
        Assert.Equal("version_missing", (await Assert.ThrowsAsync<Refused>(() => save.Run(Actor.System, new("x", TreeJson.Write(Is("region", "부산")), id)))).Rule);
        Assert.Equal("changed_meanwhile", (await Assert.ThrowsAsync<Refused>(() => save.Run(Actor.System, new("x", TreeJson.Write(Is("region", "부산")), id, 7)))).Rule);
    }

    private static Clause Is(string field, string value) => new Clause.Compare(new Term.Field(field), Operator.Equal, new Term.Literal(value));

    private static Clause Bought(long times, Period? period, Clause? where = null) =>
        new Clause.Compare(new Term.Measure("purchases", Aggregate.Count, Period: period, Where: where), Operator.AtLeast, new Term.Literal(times));

    /// <summary>Four customers: one of Seoul and one of Busan who buy coffee often, one of Seoul who bought tea as well, one of Seoul who bought nothing.</summary>
    private static async Task<Market> Small(Engine engine)
    {
        var shop = await Market.Open(engine, Today);
        await shop.Customers([new("1") { Region = "서울" }, new("2") { Region = "서울" }, new("3") { Region = "부산" }, new("4") { Region = "서울" }]);
        await shop.Sell([("1", new(2026, 9, 20), 10_000), ("1", new(2026, 10, 1), 10_000), ("1", new(2026, 11, 1), 10_000), ("2", new(2026, 9, 20), 20_000), ("2", new(2026, 10, 1), 20_000)]);
        await shop.Sell("T", "tea", [("2", new(2026, 11, 2), 20_000)]);
        await shop.Sell([("3", new(2026, 8, 1), 5_000), ("3", new(2026, 9, 1), -5_000)]);
        await shop.Load();
        return shop;
    }
}

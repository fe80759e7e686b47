using Dangol.Platform;

namespace Dangol.Tests;

public sealed class TreeSentenceTests
{
    private static readonly Term.Measure Bought90 = new("purchases", Aggregate.Count, Period: new Period.Last(90, PeriodUnit.Day));

    private static readonly Clause Coffee = Is("category", Operator.Equal, "커피");

    public static TheoryData<Clause, string, string> Sentences => new()
    {
        { new Clause.All([]), "모든 고객", "All customers" },
        {
            new Clause.All([Count(Bought90, Operator.AtLeast, 3), Is("shop.region", Operator.Equal, "서울"), Is("age", Operator.AtLeast, 30)]),
            "최근 90일 동안 3회 이상 구매했고, 지역이 서울이며, 나이가 30 이상인 고객",
            "Customers that bought at least 3 times in the last 90 days, and whose region is 서울, and whose age is at least 30"
        },
        {
            Count(new("purchases", Aggregate.Count, Where: Coffee), Operator.Equal, 0),
            "분류가 커피인 구매를 한 번도 하지 않은 고객",
            "Customers that never bought (only purchases whose category is 커피)"
        },
        { new Clause.Not(Count(Bought90, Operator.AtLeast, 1)), "최근 90일 동안 한 번도 구매하지 않은 고객", "Customers not those that bought at least once in the last 90 days" },
        {
            Count(new("purchases", Aggregate.Count, Period: new Period.Last(1, PeriodUnit.Month), Where: Coffee), Operator.AtLeast, 3),
            "최근 1개월 동안 분류가 커피인 구매를 3회 이상 한 고객",
            "Customers that bought at least 3 times in the last month (only purchases whose category is 커피)"
        },
        { Count(Bought90, Operator.AtMost, 2), "최근 90일 동안 구매 횟수가 2회 이하인 고객", "Customers whose number of purchases in the last 90 days is at most 2" },
        {
            new Clause.Compare(new Term.Measure("purchases", Aggregate.Sum, "amount", "KRW", new Period.Named(PeriodName.ThisYear)), Operator.AtLeast, new Term.Literal(new Money(100_000, "KRW"))),
            "올해에 구매 금액 합계가 ₩100,000 이상인 고객",
            "Customers whose total purchase amount this year is at least ₩100,000"
        },
        {
            new Clause.Compare(new Term.Measure("purchases", Aggregate.Last), Operator.Less, new Term.Today(-90)),
            "마지막 구매일이 ‘90일 전’보다 전인 고객",
            "Customers whose last purchase is before 90 days ago"
        },
        { Count(new("calls", Aggregate.Count, Period: new Period.Last(7, PeriodUnit.Day)), Operator.AtLeast, 1), "최근 7일 동안 연락을 한 번 이상 받은 고객", "Customers that were called at least once in the last 7 days" },
        {
            new Clause.All([new Clause.Any([Is("shop.region", Operator.Equal, "서울"), Is("shop.region", Operator.Equal, "제주")]), new Clause.Not(Is("vip", Operator.Equal, true))]),
            "(지역이 서울이거나, 지역이 제주인 경우)이고, VIP가 ‘예’인 경우가 아닌 고객",
            "Customers (whose region is 서울, or whose region is 제주), and not those whose VIP is yes"
        },
        {
            new Clause.Any([new Clause.Compare(new Term.Field("name"), Operator.Contains, new Term.Literal("철수")), new Clause.Compare(new Term.Field("name"), Operator.StartsWith, new Term.Literal("김"))]),
            "이름에 ‘철수’가 들어 있거나, 이름이 ‘김’으로 시작하는 고객",
            "Customers whose name contains “철수”, or whose name starts with “김”"
        },
        {
            new Clause.All([new Clause.Compare(new Term.Field("owner"), Operator.Equal, new Term.Me()), new Clause.Compare(new Term.Field("age"), Operator.Empty, []),
                new Clause.Compare(new Term.Field("code"), Operator.NotEmpty, [])]),
            "담당자가 본인이고, 나이가 비어 있으며, 코드가 비어 있지 않은 고객",
            "Customers whose owner is me, and whose age is empty, and whose code is not empty"
        },
        {
            new Clause.Compare(new Term.Field("joined"), Operator.Between, [new Term.Literal(new DateOnly(2026, 1, 1)), new Term.Literal(new DateOnly(2026, 3, 31))]),
            "가입일이 2026년 1월 1일부터 2026년 3월 31일까지인 고객",
            "Customers whose joining date is from 1 January 2026 to 31 March 2026"
        },
        { new Clause.Within(new Term.Field("seen"), new Period.Named(PeriodName.LastMonth)), "마지막 접속이 지난달인 고객", "Customers whose last visit is last month" },
        {
            new Clause.Compare(new Term.Field("code"), Operator.NotIn, [new Term.Literal("A1"), new Term.Literal("B2")]),
            "코드가 A1, B2 중 하나가 아닌 고객",
            "Customers whose code is none of A1, B2"
        },
        {
            new Clause.Compare(new Term.Calculate(new Term.Field("debt"), Arithmetic.Multiply, new Term.Literal(1.1m)), Operator.More, new Term.Field("spent")),
            "미수금 × 1.1이 구매 금액 초과인 고객",
            "Customers whose debt × 1.1 is more than amount spent"
        },
    };

    [Theory, MemberData(nameof(Sentences))]
    public void a_tree_reads_as_a_sentence(Clause clause, string korean, string english)
    {
        Shoppers.Schema.Bind(clause, Shoppers.At);
        Assert.Equal((korean, english), (TreeSentence.Of(clause, Shoppers.Schema).Ko, TreeSentence.Of(clause, Shoppers.Schema).En));
    }

    private static Clause.Compare Is(string field, Operator comparison, object value) => new(new Term.Field(field), comparison, new Term.Literal(value));

    private static Clause.Compare Count(Term.Measure measure, Operator comparison, int times) => new(measure, comparison, new Term.Literal(times));
}

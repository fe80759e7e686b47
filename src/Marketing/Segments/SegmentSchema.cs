using System.Globalization;

namespace Dangol.Marketing;

/// <summary>What a segment may say of a customer, and where the warehouse has it.</summary>
internal static class SegmentSchema
{
    public const string Purchases = "purchases", Returns = "returns";

    private static readonly IReadOnlyDictionary<string, Text> Channel = new Dictionary<string, Text>
    {
        ["store"] = new("매장", "shop"), ["online"] = new("온라인", "online"), ["phone"] = new("전화", "telephone"), ["unknown"] = new("알 수 없음", "unknown"),
    };

    // As Analytics writes them.
    private static readonly IReadOnlyDictionary<string, Text> Groups = new Dictionary<string, Text>
    {
        ["champions"] = new("최우수 고객", "champions"), ["loyal"] = new("단골 고객", "loyal"), ["potential_loyal"] = new("단골 후보", "potential loyal"),
        ["new"] = new("신규 고객", "new"), ["promising"] = new("관심 고객", "promising"), ["need_attention"] = new("관리 필요", "need attention"),
        ["about_to_sleep"] = new("휴면 직전", "about to sleep"), ["at_risk"] = new("이탈 위험", "at risk"), ["cant_lose"] = new("놓치면 안 될 고객", "can't lose"),
        ["hibernating"] = new("휴면 고객", "hibernating"),
    };

    private static readonly TreeField[] Lines =
    [
        new("business_date", new("구매일", "date"), FieldKind.Date, Nullable: false),
        new("category", new("상품 분류", "product category"), FieldKind.Text),
        new("code", new("상품코드", "product code"), FieldKind.Text),
        new("channel", new("채널", "channel"), FieldKind.Text, Choices: Channel),
        new("quantity", new("수량", "quantity"), FieldKind.Whole),
        new("amount", new("금액", "amount"), FieldKind.Money),
    ];

    /// <summary>The schema of every segment.</summary>
    public static TreeSchema Tree { get; } = new(new("고객", "customer"),
    [
        new("region", new("지역", "region"), FieldKind.Text),
        new("city", new("시·군·구", "city"), FieldKind.Text),
        new("country", new("국가", "country"), FieldKind.Text),
        new("sex", new("성별", "sex"), FieldKind.Text, Choices: new Dictionary<string, Text> { ["f"] = new("여성", "female"), ["m"] = new("남성", "male") }),
        new("birth_year", new("출생 연도", "year of birth"), FieldKind.Whole),
        new("kind", new("구분", "kind"), FieldKind.Text, Choices: new Dictionary<string, Text> { ["person"] = new("개인", "person"), ["organisation"] = new("기업", "organisation") }),
        new("joined_on", new("가입일", "joining date"), FieldKind.Date),
        new("recency_days", new("마지막 구매 후 지난 일수", "days since the last purchase"), FieldKind.Whole),
        new("frequency", new("구매 횟수(점수 기준일까지)", "number of purchases (scored)"), FieldKind.Whole),
        new("monetary", new("구매 금액(점수 기준일까지)", "amount spent (scored)"), FieldKind.Money),
        new("r", new("R 점수", "R score"), FieldKind.Whole),
        new("f", new("F 점수", "F score"), FieldKind.Whole),
        new("m", new("M 점수", "M score"), FieldKind.Whole),
        new("group", new("RFM 그룹", "RFM group"), FieldKind.Text, Choices: Groups),
    ],
    [
        new(Purchases, new("구매", "purchase"), "bought", "business_date", Lines),
        new(Returns, new("반품", "return"), "returned", "business_date", Lines),
    ]);

    /// <summary>Is the field of a customer there for the actor, and open?</summary>
    public static bool Shows(Actor actor, string field) => actor.Rights.MaySee("customer", field) && !actor.Rights.IsAlwaysMasked("customer", field);

    /// <summary>The schema without the fields that the actor doesn't see: counts by them would tell who has which value.</summary>
    public static TreeSchema For(Actor actor) => Tree.Fields.All(f => Shows(actor, f.Name)) ? Tree : new(Tree.Subject, Tree.Fields.Where(f => Shows(actor, f.Name)), Tree.Facts);

    private static readonly Dictionary<string, string> Scores = new(StringComparer.Ordinal)
    {
        ["recency_days"] = "recency_days", ["frequency"] = "frequency", ["monetary"] = "monetary", ["r"] = "r", ["f"] = "f", ["m"] = "m", ["group"] = "group_code",
    };

    /// <summary>Where a tree's fields lie, and what it reads from: <c>dim_customers c</c>, with the scores <c>s</c> only where it names one.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="asOf">What was bought later is not known.</param>
    public static (SqlMap Map, string From) Sql(Clause tree, DateOnly asOf)
    {
        var from = TreeSize.Names(tree).Any(Scores.ContainsKey)
            ? "dim_customers c left join dim_customer_scores s on s.customer_id = c.customer_id and s.model = 'rfm'"
            : "dim_customers c";
        var withProducts = ReadsProducts(tree);
        return (new("c.customer_id", Column, Fact), from);

        SqlColumn Column(string name) => Scores.TryGetValue(name, out var score)
            ? new("s." + score, name == "monetary" ? "s.currency" : null)
            : new("c." + name);

        SqlFact Fact(string name)
        {
            var kind = name == Returns ? "cancellation" : "sale";
            var until = asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (columns, join) = withProducts ? (", p.category, p.code", " left join dim_products p on p.product_id = l.product_id") : ("", "");
            var lines = $"""
                (select l.customer_id, l.order_id, l.business_date, l.channel, l.quantity, l.amount, l.currency{columns} from fact_order_lines l{join}
                where l.kind = 'product' and l.order_kind = '{kind}' and l.business_date <= date '{until}')
                """;
            return new(lines, "f.customer_id", column => new("f." + column, column == "amount" ? "f.currency" : null), "f.order_id");
        }
    }

    /// <summary>Joining the products costs time, so it is done where a measure asks of them.</summary>
    private static bool ReadsProducts(object? node) => node switch
    {
        Clause.All(var clauses) => clauses.Any(ReadsProducts),
        Clause.Any(var clauses) => clauses.Any(ReadsProducts),
        Clause.Not(var clause) => ReadsProducts(clause),
        Clause.Compare(var left, _, var values) => ReadsProducts(left) || values.Any(ReadsProducts),
        Clause.Within(var left, _) => ReadsProducts(left),
        Term.Calculate(var left, _, var right) => ReadsProducts(left) || ReadsProducts(right),
        Term.Round(var value, _) => ReadsProducts(value),
        Term.Measure measure => measure.Column is "category" or "code" || measure.Where is { } where && TreeSize.Names(where).Overlaps(["category", "code"]),
        _ => false,
    };
}

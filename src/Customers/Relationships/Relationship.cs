namespace Dangol.Customers;

/// <summary>How one customer belongs to another, and from when until when.</summary>
internal sealed class Relationship : Record
{
    private Relationship() { }

    public Guid FromCustomerId { get; private set; }
    public string Kind { get; private set; } = "";
    public Guid ToCustomerId { get; private set; }
    public DateOnly? Since { get; private set; }
    public DateOnly? Until { get; private set; }
    public string? Note { get; private set; }

    /// <summary>The same two customers in the same way at the same time; two people of a household are so from either side.</summary>
    public bool IsSameAs(Relationship other) =>
        Kind == other.Kind
        && ((FromCustomerId, ToCustomerId) == (other.FromCustomerId, other.ToCustomerId) || Kind == RelationshipType.Household && (FromCustomerId, ToCustomerId) == (other.ToCustomerId, other.FromCustomerId))
        && !(Until < other.Since) && !(other.Until < Since);
}

internal sealed class RelationshipType : RecordType<Relationship>
{
    public const string Household = "household";

    /// <summary>What the other one is to the first: they work there, it is their parent company.</summary>
    private static readonly Choice[] Kinds =
    [
        new("works_at", new("근무처", "Works at")), new(Household, new("가족", "Household")), new("parent_company", new("모회사", "Parent company")), new("dealer", new("공급사", "Dealer of")),
    ];

    /// <summary>The same from the other side.</summary>
    private static readonly Choice[] Reverse =
    [
        new("works_at", new("소속 직원", "Employee")), new(Household, new("가족", "Household")), new("parent_company", new("자회사", "Subsidiary")), new("dealer", new("대리점", "Dealer")),
    ];

    public RelationshipType() : base("relationship", "relationships", new("고객 관계", "Relationship"))
    {
        Field(r => r.FromCustomerId, new("고객", "Customer")).Required().Refers("customer");
        Field(r => r.Kind, new("관계", "Relationship")).Required().Choice(Kinds).Says(new("상대가 이 고객에게 무엇인지 골라요.", "What the other one is to this customer."));
        Field(r => r.ToCustomerId, new("상대 고객", "Other customer")).Required().Refers("customer");
        Field(r => r.Since, new("시작일", "Since"));
        Field(r => r.Until, new("종료일", "Until"));
        Field(r => r.Note, new("메모", "Note")).As(LongTextType.Lines).AtMost(2_000).Personal();
        Rule(r =>
        {
            if (r.FromCustomerId == r.ToCustomerId) throw new Refused("with_itself", "to_customer_id", new("상대 고객은 다른 고객이어야 해요.", "The other customer must be another one."));
            if (r.Until < r.Since) throw new Refused("ends_before_it_starts", "until", new("종료일은 시작일보다 늦어야 해요.", "It must end after it starts."));
        });
        Rule(OnlyOnce);
        BelongsTo(r => r.FromCustomerId, "customer");
        Paged(new("relationships", NavGroup.Customers, "affiliate", "from_customer_id", "kind", "to_customer_id", "since", "until")   // icon
        {
            Many = new("고객 관계", "Relationships"), KeyFacts = ["from_customer_id", "kind", "to_customer_id", "since", "until"], Related = false,
            For = new("누가 어느 회사에 다니고, 누가 누구의 가족인지 적어 두는 곳이에요.", "Who works where, who belongs to which household or group."),
        });
    }

    /// <summary>What a customer's page calls a relationship, from either side.</summary>
    public static ChoiceType Called(bool fromOther) => new(fromOther ? Reverse : Kinds);

    private static async Task<IReadOnlyDictionary<Guid, Refused>> OnlyOnce(Change change, IReadOnlyList<Relationship> rows, CancellationToken cancel)
    {
        var people = rows.SelectMany(r => new[] { r.FromCustomerId, r.ToCustomerId }).Distinct().ToList();
        var ids = await change.Session.List($"select id from relationships where {change.Session.In<Guid>("from_customer_id", "people")}", row => row.Guid(0), cancel, ("people", people));
        var known = ids.Count == 0 ? [] : (await change.Load<Relationship>(ids, cancel)).Values.ToList();
        var refused = new Dictionary<Guid, Refused>();
        for (var i = 0; i < rows.Count; i++)
            if (known.Exists(k => rows.All(r => r.Id != k.Id) && k.IsSameAs(rows[i])) || rows.Take(i).Any(r => r.IsSameAs(rows[i])))
                refused[rows[i].Id] = new("duplicate", "to_customer_id", new("같은 기간에 같은 관계가 이미 있어요.", "They are so already at that time."), 409);
        return refused;
    }
}

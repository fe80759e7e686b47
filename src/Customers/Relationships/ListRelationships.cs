namespace Dangol.Customers;

/// <summary>A relationship as it reads on the page of one of the two.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Kind">What the other one is to this customer.</param>
/// <param name="Other">The other one's key.</param>
/// <param name="Name">What the other one is called; null where the actor doesn't reach them.</param>
/// <param name="Until">When it ended or will.</param>
public sealed record RelationshipRow(Guid Id, string Kind, bool FromOther, Guid Other, string? Name, DateOnly? Since, DateOnly? Until);

/// <summary>Reads the relationships of a customer from both sides, those that hold today first.</summary>
internal sealed class ListRelationships(Company company, Actor actor)
{
    private const int Most = 20;

    public async Task<IReadOnlyList<RelationshipRow>> Read(Guid customer, CancellationToken cancel = default)
    {
        if (!actor.Rights.Allows(new("relationship", Actions.View))) return [];
        await using var read = await company.Store.Read(cancel);
        var (type, people) = (company.Declarations.Named("relationship"), company.Declarations.Named("customer"));
        var (reach, named) = (Reach.Sql(actor, type, "r", read.Engine), Reach.Sql(actor, people, "c", read.Engine));
        string Side(string mine, string other, int fromOther) => $"""
            select r.id, r.kind, {fromOther} as side, r.{other} as other, c.name, r.since, r.until from relationships r left join customers c on c.id = r.{other} and ({named.Where})
            where r.{mine} = @customer and ({reach.Where})
            """;
        return await read.List($"""
            select * from ({Side("from_customer_id", "to_customer_id", 0)} union all {Side("to_customer_id", "from_customer_id", 1)}) both_sides
            order by case when until < @today then 1 else 0 end, kind, side, id limit {Most}
            """, row => new RelationshipRow(row.Guid(0), row.Text(1), row.Int(2) == 1, row.Guid(3), row.TextOrNull(4), row.DateOrNull(5), row.DateOrNull(6)), cancel,
            [("customer", customer), ("today", company.Today), .. reach.Args, .. named.Args]);
    }
}

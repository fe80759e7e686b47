namespace Dangol.Marketing;

/// <summary>One order inside the window of a campaign.</summary>
public sealed record ResponseLine(Guid Customer, string Name, Guid Order, string? OrderNumber, string Arm, string Kind, Money Amount, DateOnly On);

/// <summary>Which responses, and from where the page begins.</summary>
public sealed record ResponseQuery(string? Arm = null, string? After = null);

/// <summary>A page of them.</summary>
public sealed record ResponseLines(IReadOnlyList<ResponseLine> Lines, CappedCount Count, string? Next);

/// <summary>The orders behind the result of a campaign.</summary>
internal sealed class ListResponses(Company company)
{
    public const int PageSize = 100;

    public async Task<ResponseLines> Run(Actor actor, Guid campaign, ResponseQuery query, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        var (where, args) = (new List<string> { "r.campaign_id = @campaign" }, new List<(string, object?)> { ("campaign", campaign) });
        if (Arms.All.Contains(query.Arm)) { where.Add("r.arm = @arm"); args.Add(("arm", query.Arm)); }
        await using var read = await company.Store.Read(cancel);
        var count = await CappedCount.Of(read, $"from responses r where {string.Join(" and ", where)}", cancel, [.. args]);
        if (Keyset.Of(query.After) is { Value: { } customer } at && Guid.TryParse(customer, out var after))
        {
            where.Add("(r.customer_id, r.order_id) > (@after, @order)");
            args.AddRange([("after", after), ("order", at.Id)]);
        }
        var lines = await read.List($"""
            select r.customer_id, coalesce(c.name, ''), r.order_id, o.number, r.arm, r.kind, r.amount, r.currency, r.business_date
            from responses r left join pub_customers c on c.id = r.customer_id left join pub_orders o on o.id = r.order_id
            where {string.Join(" and ", where)} order by r.customer_id, r.order_id limit {PageSize + 1}
            """, row => new ResponseLine(row.Guid(0), row.Text(1), row.Guid(2), row.TextOrNull(3), row.Text(4), row.Text(5), new(row.Long(6), row.Text(7)), row.Date(8)), cancel, [.. args]);
        var more = lines.Count > PageSize;
        if (more) lines.RemoveAt(PageSize);
        return new(lines, count, more ? new Keyset(lines[^1].Customer.ToString("N"), lines[^1].Order).ToUrl() : null);
    }
}

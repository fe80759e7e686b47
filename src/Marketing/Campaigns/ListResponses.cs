namespace Dangol.Marketing;

/// <summary>One order inside the window of a campaign.</summary>
public sealed record ResponseLine(Guid Campaign, string CampaignName, Guid Customer, string Name, Guid Order, string? OrderNumber, string Arm, string Kind, Money Amount, DateOnly On);

/// <summary>Which responses, and from where the page begins.</summary>
public sealed record ResponseQuery(string? Arm = null, string? After = null);

/// <summary>A page of them.</summary>
public sealed record ResponseLines(IReadOnlyList<ResponseLine> Lines, CappedCount Count, string? Next);

/// <summary>The orders behind the result of a campaign, or of all of them.</summary>
internal sealed class ListResponses(Company company)
{
    public const int PageSize = 100;

    public async Task<ResponseLines> Run(Actor actor, Guid? campaign, ResponseQuery query, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        actor.MustSeeAll(company.Declarations.Named("customer"));
        var (where, args) = (new List<string> { campaign is null ? "1 = 1" : "r.campaign_id = @campaign" }, campaign is null ? [] : new List<(string, object?)> { ("campaign", campaign) });
        if (Arms.All.Contains(query.Arm)) { where.Add("r.arm = @arm"); args.Add(("arm", query.Arm)); }
        await using var read = await company.Store.Read(cancel);
        var count = await CappedCount.Of(read, $"from responses r where {string.Join(" and ", where)}", cancel, [.. args]);
        if (Keyset.Of(query.After) is { Value: { Length: 64 } keys } at && Guid.TryParse(keys[..32], out var customer) && Guid.TryParse(keys[32..], out var of))
        {
            where.Add("(r.customer_id, r.campaign_id, r.order_id) > (@after, @of, @order)");
            args.AddRange([("after", customer), ("of", of), ("order", at.Id)]);
        }
        var seen = Reach.SqlOrNothing(actor, company.Declarations.Named("customer"), "c", read.Engine);
        args.AddRange(seen.Args);
        var lines = await read.List($"""
            select r.campaign_id, m.name, r.customer_id, coalesce(c.name, '–'), r.order_id, o.number, r.arm, r.kind, r.amount, r.currency, r.business_date
            from responses r join campaigns m on m.id = r.campaign_id left join pub_customers c on c.id = r.customer_id and ({seen.Where}) left join pub_orders o on o.id = r.order_id
            where {string.Join(" and ", where)} order by r.customer_id, r.campaign_id, r.order_id limit {PageSize + 1}
            """, row => new ResponseLine(row.Guid(0), row.Text(1), row.Guid(2), row.Text(3), row.Guid(4), row.TextOrNull(5), row.Text(6), row.Text(7), new(row.Long(8), row.Text(9)), row.Date(10)), cancel, [.. args]);
        var more = lines.Count > PageSize;
        if (more) lines.RemoveAt(PageSize);
        return new(lines, count, more ? new Keyset($"{lines[^1].Customer:N}{lines[^1].Campaign:N}", lines[^1].Order).ToUrl() : null);
    }
}

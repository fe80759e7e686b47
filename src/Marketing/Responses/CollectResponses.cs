namespace Dangol.Marketing;

/// <summary>What a collection found: responses that are new or came out otherwise, and orders that are no more.</summary>
public sealed record Collected(int Written, int Gone);

/// <summary>
/// Notes the orders of treated and held out alike inside a campaign's window, all at once from the warehouse. It can be run as often as one likes: what is
/// noted already stays as it is.
/// </summary>
internal sealed class CollectResponses(Company company)
{
    /// <summary>May collect.</summary>
    public static readonly Permission Collect = new("response", "collect");

    private const int Chunk = 2000;
    private static readonly Text Reason = new("캠페인 반응 집계", "Collect responses");

    // An order counts with the products in it; postage and fees are no purchase. A cancellation inside the window takes away.
    private const string Found = """
        select t.customer_id, l.order_id, min(t.arm) as arm, min(l.order_kind) as kind, cast(sum(l.amount) as bigint) as amount, min(l.currency) as currency, min(l.business_date) as business_date
        from fact_contacts t join fact_order_lines l on l.customer_id = t.customer_id
        where t.campaign_id = $1 and t.arm in ('treated', 'control') and l.business_date >= $2 and l.business_date <= $3
            and l.kind = 'product' and l.order_kind in ('sale', 'cancellation')
        group by t.customer_id, l.order_id
        """;

    /// <summary>Collects for one campaign.</summary>
    /// <exception cref="Refused"><c>campaign_unknown</c>, <c>not_launched</c>.</exception>
    public async Task<Collected> Run(Actor actor, Guid campaignId, CancellationToken cancel = default)
    {
        actor.Must(Collect);
        var campaign = await FindCampaign.Run(company, campaignId, cancel);
        var launch = campaign.Launch ?? throw LaunchCampaign.NotLaunched();
        await company.Warehouse.LoadNew(cancel: cancel);
        object?[] window = [campaignId, launch.ContactOn, launch.WindowEndsOn];
        var news = await company.Warehouse.Ask(actor, $"""
            select f.customer_id, f.order_id, f.arm, f.kind, f.amount, f.currency, f.business_date from ({Found}) f
            left join fact_responses r on r.campaign_id = $1 and r.customer_id = f.customer_id and r.order_id = f.order_id
            where r.order_id is null or r.amount <> f.amount or r.kind <> f.kind or r.business_date <> f.business_date
            order by f.customer_id, f.order_id
            """, window, Of, cancel, TimeSpan.FromMinutes(5));
        var gone = await company.Warehouse.Ask(actor, $"""
            select r.customer_id, r.order_id from fact_responses r left join ({Found}) f on f.customer_id = r.customer_id and f.order_id = r.order_id
            where r.campaign_id = $1 and f.order_id is null
            """, window, row => (Customer: row.Id(0), Order: row.Id(1)), cancel, TimeSpan.FromMinutes(5));

        var set = company.Writes.NewChangeSet(actor, new($"{Reason.Ko}: {campaign.Name}", $"{Reason.En}: {campaign.Name}"));
        foreach (var chunk in gone.Chunk(Chunk))
            await company.Writes.Run(set, change => change.TakeBack<Response>(
                $"campaign_id = @campaign and {change.Session.In<Guid>("customer_id", "customers")} and {change.Session.In<Guid>("order_id", "orders")}", cancel,
                ("campaign", campaignId), ("customers", chunk.Select(g => g.Customer).ToArray()), ("orders", chunk.Select(g => g.Order).ToArray())), background: true, cancel);
        foreach (var chunk in news.Chunk(Chunk))
            await company.Writes.Run(set, async change =>
            {
                var verdicts = await change.Bulk(chunk, OnExisting.Replace, "customer_id, campaign_id, order_id", cancel);
                return Array.Find(verdicts, v => v.Outcome == BulkOutcome.Refused).Why is { } why ? throw why : true;
            }, background: true, cancel);
        if (news.Count + gone.Count > 0) await company.Warehouse.LoadNew(cancel: cancel);
        return new(news.Count, gone.Count);

        Response Of(WarehouseRow row) => new()
        {
            CustomerId = row.Id(0), CampaignId = campaignId, OrderId = row.Id(1), Arm = row.Text(2)!, Kind = row.Text(3)!, Amount = row.Long(4), Currency = row.Text(5)!, BusinessDate = row.Date(6),
        };
    }
}

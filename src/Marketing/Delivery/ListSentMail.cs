namespace Dangol.Marketing;

/// <summary>A message that the mail server took.</summary>
public sealed record SentLine(Guid Campaign, string CampaignName, Guid Customer, string Number, string Name, DateTime? At);

/// <summary>A page of them; <paramref name="Next"/> is where the next page begins.</summary>
public sealed record SentLines(IReadOnlyList<SentLine> Lines, CappedCount Count, string? Next);

/// <summary>The messages that the mail server took, of all campaigns.</summary>
internal sealed class ListSentMail(Company company)
{
    public const int PageSize = 100;

    public async Task<SentLines> Run(Actor actor, string? after, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        actor.MustSeeAll(company.Declarations.Named("customer"));
        await using var read = await company.Store.Read(cancel);
        var count = await CappedCount.Of(read, "from deliveries where state = 'confirmed'", cancel);
        (Guid Campaign, Guid Customer) at = Keyset.Of(after) is { Value: { } key } place && Guid.TryParse(key, out var campaign) ? (campaign, place.Id) : default;
        var seen = Reach.SqlOrNothing(actor, company.Declarations.Named("customer"), "c", read.Engine);
        var lines = await read.List($"""
            select d.campaign_id, m.name, d.customer_id, coalesce(c.number, ''), coalesce(c.name, '–'), d.ended_at
            from deliveries d join campaigns m on m.id = d.campaign_id left join pub_customers c on c.id = d.customer_id and ({seen.Where})
            where d.state = 'confirmed' and (d.campaign_id, d.customer_id) > (@campaign, @customer) order by d.campaign_id, d.customer_id limit {PageSize + 1}
            """, row => new SentLine(row.Guid(0), row.Text(1), row.Guid(2), row.Text(3), row.Text(4), row.InstantOrNull(5)), cancel, [("campaign", at.Campaign), ("customer", at.Customer), .. seen.Args]);
        var more = lines.Count > PageSize;
        if (more) lines.RemoveAt(PageSize);
        return new(lines, count, more ? new Keyset(lines[^1].Campaign.ToString("N"), lines[^1].Customer).ToUrl() : null);
    }
}

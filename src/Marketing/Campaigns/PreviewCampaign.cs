namespace Dangol.Marketing;

/// <summary>What a launch now would do with the members of the segment.</summary>
public sealed record CampaignPreview(Assigned Assigned, IReadOnlyList<(string Reason, long Customers)> Suppressed, DateOnly ContactOn, DateOnly WindowEndsOn);

/// <summary>
/// Tells before the launch what it will do: the same members, the same tests and the same draw as <see cref="AssignContacts"/>, without writing. Where nothing
/// changes in between, the launch gives these numbers exactly.
/// </summary>
internal sealed class PreviewCampaign(Company company, SegmentQuery segments)
{
    private const int Chunk = 5000;

    public async Task<CampaignPreview> Run(Actor actor, Guid campaignId, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        var campaign = await FindCampaign.Run(company, campaignId, cancel);
        var day = campaign.ContactOn is { } on && on < company.Today ? on : company.Today;
        await company.Warehouse.LoadNew(cancel: cancel);
        var members = await segments.Members(actor, TreeParser.Clause(campaign.Tree), day, cancel);
        var (treated, control, reasons) = (0, 0, new Dictionary<string, long>(StringComparer.Ordinal));
        await using var read = await company.Store.Read(cancel);
        foreach (var keys in members.Chunk(Chunk))
        {
            var known = (await read.List($"""
                select c.id, n.status, c.email, c.phone, coalesce(c.address, c.city, c.region, c.country, c.postal_code) is not null
                from pub_customers c left join pub_consents n on n.customer_id = c.id and n.channel = @channel where {read.In<Guid>("c.id", "keys")}
                """, row => (Id: row.Guid(0), Reach: new Reachable(row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.Bool(4))), cancel,
                ("channel", campaign.Channel), ("keys", keys))).ToDictionary(c => c.Id, c => c.Reach);
            foreach (var key in keys)
            {
                if ((known.TryGetValue(key, out var reach) ? Eligibility.Against(campaign.Channel, reach) : Eligibility.Unknown) is { } against)
                    reasons[against] = reasons.GetValueOrDefault(against) + 1;
                else if (ArmAssignment.IsControl(key, campaign.Id, campaign.ControlShare)) control++;
                else treated++;
            }
        }
        return new(new(treated, control, members.Count - treated - control), [.. reasons.OrderByDescending(r => r.Value).Select(r => (r.Key, r.Value))], day, day.AddDays(campaign.WindowDays));
    }
}

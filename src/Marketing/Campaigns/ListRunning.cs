namespace Dangol.Marketing;

/// <summary>A campaign that is not over, with what it may want of a person.</summary>
/// <param name="Facts">The campaign.</param>
/// <param name="Waiting">Messages that have not gone out.</param>
/// <param name="InDoubt">Messages of which nobody knows whether they went out.</param>
/// <param name="IsListTaken">Its list was taken out.</param>
public sealed record RunningCampaign(CampaignFacts Facts, long Waiting, long InDoubt, bool IsListTaken);

/// <summary>The latest campaigns that are drafts, going out, or inside their window: for the first page.</summary>
internal sealed class ListRunning(Company company)
{
    private const int Most = 5, LookedAt = 50;

    public async Task<IReadOnlyList<RunningCampaign>> Run(CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var running = (await FindCampaign.List(read, null, LookedAt, cancel)).Select(c => CampaignFacts.Of(c, company.Today))
            .Where(f => f.State is not (CampaignState.Ended or CampaignState.Stopped)).Take(Most).ToList();
        if (running.Count == 0) return [];
        var these = running.Select(f => f.Id).ToArray();
        var mail = await read.List($"select campaign_id, state, count(*) from deliveries where {read.In<Guid>("campaign_id", "these")} and state in ('reserved', 'unknown') group by campaign_id, state",
            row => (Id: row.Guid(0), State: row.Text(1), Count: row.Long(2)), cancel, ("these", these));
        var lists = await read.List($"select distinct campaign_id from campaign_lists where {read.In<Guid>("campaign_id", "these")}", row => row.Guid(0), cancel, ("these", these));
        long Of(Guid id, string state) => mail.Where(m => m.Id == id && m.State == state).Sum(m => m.Count);
        return [.. running.Select(f => new RunningCampaign(f, Of(f.Id, DeliveryStates.Reserved), Of(f.Id, DeliveryStates.Unknown), lists.Contains(f.Id)))];
    }
}

using Microsoft.EntityFrameworkCore;

namespace Dangol.Marketing;

/// <summary>Pauses a campaign: what is being sent is finished, nothing else goes out until somebody lets it go on.</summary>
internal sealed class PauseCampaign(Company company)
{
    private static readonly Text Reason = new("캠페인 일시정지", "Pause campaign");

    /// <exception cref="Refused"><c>not_launched</c>, <c>stopped_already</c>; one that is paused already stays so.</exception>
    public Task Run(Actor actor, Guid campaign, string? why = null, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Send);
        return company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<MarketingDb>();
            if (!await db.Launches.AnyAsync(l => l.CampaignId == campaign, cancel)) throw LaunchCampaign.NotLaunched();
            if (await db.Stops.AnyAsync(s => s.CampaignId == campaign, cancel)) throw StopCampaign.StoppedAlready();
            if (await db.Pauses.AnyAsync(p => p.CampaignId == campaign, cancel)) return;
            db.Pauses.Add(CampaignPause.Of(campaign, string.IsNullOrWhiteSpace(why) ? null : why.Trim()));
            await change.Save(cancel);
        }, cancel);
    }
}

/// <summary>Lets a paused campaign go on; consents are looked up again as everything goes out.</summary>
internal sealed class ResumeCampaign(Company company, Jobs jobs)
{
    private static readonly Text Reason = new("캠페인 다시 시작", "Resume campaign");

    /// <exception cref="Refused"><c>not_paused</c></exception>
    public Task Run(Actor actor, Guid campaign, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Send);
        return company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<MarketingDb>();
            var pause = await db.Pauses.SingleOrDefaultAsync(p => p.CampaignId == campaign, cancel)
                ?? throw new Refused("not_paused", null, new("일시정지한 캠페인이 아니에요.", "The campaign is not paused."), 409);
            db.Pauses.Remove(pause);
            await change.Save(cancel);
            await jobs.Start(change, SendCampaign.Job, new LaunchCampaign.Arguments(campaign), cancel);
        }, cancel);
    }
}

/// <summary>Ends a campaign for good: what has not gone out never will. What went out is measured to the end.</summary>
internal sealed class StopCampaign(Company company)
{
    private static readonly Text Reason = new("캠페인 중단", "Stop campaign");

    /// <exception cref="Refused"><c>not_launched</c>, <c>stopped_already</c></exception>
    public Task Run(Actor actor, Guid campaign, string? why = null, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Send);
        return company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<MarketingDb>();
            if (!await db.Launches.AnyAsync(l => l.CampaignId == campaign, cancel)) throw LaunchCampaign.NotLaunched();
            if (await db.Stops.AnyAsync(s => s.CampaignId == campaign, cancel)) throw StoppedAlready();
            db.Stops.Add(CampaignStop.Of(campaign, string.IsNullOrWhiteSpace(why) ? null : why.Trim()));
            await change.Save(cancel);
        }, cancel);
    }

    internal static Refused StoppedAlready() => new("stopped_already", null, new("이미 중단한 캠페인이에요.", "The campaign was stopped already."), 409);
}

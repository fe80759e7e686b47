using Microsoft.EntityFrameworkCore;

namespace Dangol.Marketing;

/// <summary>
/// A company that was brought back from a backup doesn't know who got mail after the backup was made. So a launch of an earlier epoch of the journal of which messages wait
/// is paused, once: a person who knows better lets it go on.
/// </summary>
internal static class PauseRestored
{
    private static readonly Text Reason = new("되살린 뒤 캠페인 일시정지", "Pause campaign after a restore");

    /// <summary>What the page says of such a pause.</summary>
    public static readonly Text Why = new(
        "백업에서 되살린 회사예요. 백업 뒤에 나간 메일은 기록에 없어서, 다시 시작하면 같은 메일을 두 번 받는 고객이 있을 수 있어요.",
        "The company was restored from a backup. Mail that went out after the backup is not on record, so going on may reach customers a second time.");

    /// <summary>Pauses it where that is due.</summary>
    /// <returns>True where it was paused.</returns>
    public static Task<bool> Run(Company company, CampaignCard campaign, CancellationToken cancel) => company.Writes.Run(Actor.System, Reason, async change =>
    {
        var held = change.Session.Engine == Engine.Postgres ? "for update" : "";
        var epoch = await change.Session.First($"select epoch from launch_progresses where launch_id = @launch {held}", row => row.Int(0), cancel, ("launch", campaign.Launch!.Id));
        if (epoch >= company.Epoch.Number) return false;
        await change.Execute("update launch_progresses set epoch = @now where launch_id = @launch", cancel, ("now", company.Epoch.Number), ("launch", campaign.Launch.Id));
        if (await change.Session.Number("select count(*) from deliveries where campaign_id = @campaign and state = 'reserved'", cancel, ("campaign", campaign.Id)) == 0) return false;
        var db = change.Open<MarketingDb>();
        if (!await db.Pauses.AnyAsync(p => p.CampaignId == campaign.Id, cancel))
        {
            db.Pauses.Add(CampaignPause.Of(campaign.Id, $"{Why.Ko} · {Why.En}"));
            await change.Save(cancel);
        }
        return true;
    }, cancel);
}

namespace Dangol.Marketing;

/// <summary>Sends a campaign's mail in the background.</summary>
internal sealed class SendJob(SendCampaign send) : IJob
{
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var campaign = run.Arguments<LaunchCampaign.Arguments>().Campaign;
        try
        {
            run.Result(await send.Run(run.Actor, campaign, (done, total) => run.Progress(done, total, new("메일을 보내는 중이에요", "Sending mail")), patient: true, cancel), $"/campaigns/{campaign}");
        }
        // After that long another run really sends it: it will come to the end, or the schedule goes on with what it leaves.
        catch (Refused refused) when (refused.Rule == SendCampaign.Already) { run.Result(await send.Read(campaign, cancel), $"/campaigns/{campaign}"); }
    }
}

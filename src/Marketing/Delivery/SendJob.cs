namespace Dangol.Marketing;

/// <summary>Sends a campaign's mail in the background.</summary>
internal sealed class SendJob(SendCampaign send) : IJob
{
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var campaign = run.Arguments<LaunchCampaign.Arguments>().Campaign;
        var sent = await send.Run(run.Actor, campaign, (done, total) => run.Progress(done, total, new("메일을 보내는 중이에요", "Sending mail")), cancel);
        run.Result(sent, $"/campaigns/{campaign}");
    }
}

namespace Dangol.Marketing;

/// <summary>
/// Works a launch off in the background: every member into the contact history, then for mail the sending is asked for. Stopped at any point, it goes on from
/// there; a second sending finds nothing left to do.
/// </summary>
internal sealed class LaunchJob(Company company, AssignContacts assign, Jobs jobs) : IJob
{
    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var asked = run.Arguments<LaunchCampaign.Arguments>();
        var assigned = await assign.Run(run.Actor, asked.Campaign, (done, total) => run.Progress(done, total, new("고객을 나누는 중이에요", "Assigning customers")), cancel);
        var campaign = await FindCampaign.Run(company, asked.Campaign, cancel);
        if (campaign is { IsMail: true, MaySend: true } && assigned.Treated > 0) await jobs.Start(run.Actor, SendCampaign.Job, asked, cancel);
        run.Result(assigned, $"/campaigns/{asked.Campaign}");
    }
}

namespace Dangol.Marketing;

/// <summary>Asks for what waits to be sent. Whoever asks twice has it sent once: the second finds the first one's job.</summary>
internal sealed class AskSending(Company company, ShowCampaign show, Jobs jobs)
{
    /// <returns>The job that sends.</returns>
    /// <exception cref="Refused"><c>campaign_unknown</c>, <c>not_launched</c>.</exception>
    public async Task<Guid> Run(Actor actor, Guid campaign, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Send);
        if ((await FindCampaign.Run(company, campaign, cancel)).Launch is null) throw LaunchCampaign.NotLaunched();
        return (await show.Run(actor, campaign, cancel)).Job is { EndedAt: null } job ? job.Id : await jobs.Start(actor, SendCampaign.Job, new LaunchCampaign.Arguments(campaign), cancel);
    }
}

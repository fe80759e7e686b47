namespace Dangol.Marketing;

/// <summary>How a campaign's messages stand, and whether this run came to the end of them.</summary>
public sealed record Sent(long Waiting, long BeingSent, long Confirmed, long Failed, long InDoubt, long Suppressed)
{
    /// <summary>All of them.</summary>
    public long Total => Waiting + BeingSent + Confirmed + Failed + InDoubt + Suppressed;

    /// <summary>Those that are settled.</summary>
    public long Done => Total - Waiting - BeingSent;
}

/// <summary>
/// Sends a campaign's mail, several connections at a time, to nobody twice: each message is committed as handed off before its connection is made. One run at a
/// time has the lease; a run that dies leaves at most one message a worker in doubt.
/// </summary>
internal sealed class SendCampaign(Company company, Leases leases, MailSettings settings, DeliveryPace pace)
{
    /// <summary>The kind of job that sends.</summary>
    public const string Job = "campaign_send";

    /// <summary>The rule by which a second run at the same time is refused.</summary>
    public const string Already = "sending_already";

    /// <summary>Sends what waits, until nothing does, the campaign is paused, or the server can't be reached.</summary>
    /// <param name="actor">Who has it sent.</param>
    /// <param name="campaignId">Which campaign.</param>
    /// <param name="progress">How many of how many.</param>
    /// <param name="patient">Waits where another run has the campaign: one that died lets go of it when its lease has run out, and one that sees a pause when it has ended.</param>
    /// <param name="cancel">Stops before the next message.</param>
    /// <exception cref="Refused"><c>not_launched</c>, <c>smtp_not_set</c>, <c>sending_already</c>, <c>smtp_unreachable</c>, <c>smtp_busy</c>, <c>smtp_unsure</c>.</exception>
    public async Task<Sent> Run(Actor actor, Guid campaignId, Action<long, long>? progress = null, bool patient = false, CancellationToken cancel = default)
    {
        actor.Must(Campaign.Send);
        var campaign = await FindCampaign.Run(company, campaignId, cancel);
        if (campaign.Launch is null) throw LaunchCampaign.NotLaunched();
        LaunchCampaign.MustBeComplete(campaign, company.Profile, settings);
        var lease = await Take($"deliver:{campaignId}", patient ? pace.Lease * 2 : TimeSpan.Zero, cancel)
            ?? throw new Refused(Already, null, new("이 캠페인은 이미 보내고 있어요.", "This campaign is being sent already."), 409);
        var before = await Read(campaignId, cancel);
        var sending = new Sending(company, settings.MustBeSet(), pace, campaign, new DeliveryQueue(company, campaignId, lease, pace), done => progress?.Invoke(before.Done + done, before.Total));
        using var ended = new CancellationTokenSource();
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var renewing = Renew(lease, lost, ended.Token);
        try { await sending.Run(lost.Token); }
        finally
        {
            await ended.CancelAsync();
            await renewing;
            await leases.GiveBack(lease, CancellationToken.None);
        }
        return await Read(campaignId, cancel);
    }

    /// <summary>How the messages of a campaign stand.</summary>
    public async Task<Sent> Read(Guid campaign, CancellationToken cancel = default)
    {
        await using var read = await company.Store.Read(cancel);
        var states = (await read.List("select state, count(*) from deliveries where campaign_id = @campaign group by state", row => (State: row.Text(0), Count: row.Long(1)), cancel, ("campaign", campaign)))
            .ToDictionary(s => s.State, s => s.Count, StringComparer.Ordinal);
        long Of(string state) => states.GetValueOrDefault(state);
        return new(Of(DeliveryStates.Reserved), Of(DeliveryStates.HandedOff), Of(DeliveryStates.Confirmed), Of(DeliveryStates.Failed), Of(DeliveryStates.Unknown), Of(DeliveryStates.Suppressed));
    }

    private async Task<Lease?> Take(string name, TimeSpan patience, CancellationToken cancel)
    {
        var run = $"send-{company.Ids.Next():N}";
        for (var began = company.Clock.GetTimestamp(); ;)
        {
            if (await leases.Take(name, run, pace.Lease, cancel) is { } lease) return lease;
            if (company.Clock.GetElapsedTime(began) >= patience) return null;
            await Task.Delay(pace.Lease / 20, company.Clock, cancel);
        }
    }

    private async Task Renew(Lease lease, CancellationTokenSource lost, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(pace.Lease / 3, company.Clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested) return;
            // A lease that could not be renewed is noticed by MustHold before the next message, whatever is thrown here.
            try { if (await leases.Take(lease.Name, lease.Node, pace.Lease, CancellationToken.None) is not { } kept || kept.Fencing != lease.Fencing) await lost.CancelAsync(); }
            catch (Exception error) when (error is not Refused) { await lost.CancelAsync(); }
        }
    }
}

using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>What came of taking the next message: the message, or why it is not sent, or that the campaign was paused.</summary>
internal readonly record struct Taken(Recipient? To, bool MustStop);

/// <summary>A message with what the server made of it, and whether in this run the server took or refused any: only then does "later" speak of the message.</summary>
internal readonly record struct Answered(Guid Customer, MailAnswer Answer, bool ServerDecides);

/// <summary>The queue of a campaign's messages. Every step is a short transaction; what decides is read inside it.</summary>
internal sealed class DeliveryQueue(Company company, Guid campaign, Lease lease, DeliveryPace pace)
{
    private static readonly Text Reason = new("메일 보내기", "Send mail");

    /// <summary>
    /// What a run that is no more had handed to the mail server is in doubt: it may have gone out, so it is not sent again by itself.
    /// </summary>
    /// <returns>How many.</returns>
    public Task<int> DoubtWhatIsLeft(CancellationToken cancel) => Write(change => change.Execute(
        "update deliveries set state = 'unknown', ended_at = @now, reply = @why where campaign_id = @campaign and state = 'handed_off' and run <> @run", cancel,
        ("now", change.Now), ("why", "stopped before the server's answer"), ("campaign", campaign), ("run", lease.Node)), cancel);

    /// <summary>From now on the launch can't be taken back.</summary>
    public Task Finalize(Guid launch, CancellationToken cancel) => Write(async change =>
    {
        await HoldLaunch.ForGood(change, launch, cancel);
        return true;
    }, cancel);

    /// <summary>Customers whose message waits and is due, in their order.</summary>
    public async Task<List<Guid>> Waiting(Guid after, int limit, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.List($"""
            select customer_id from deliveries where campaign_id = @campaign and state = 'reserved' and customer_id > @after and (not_before is null or not_before <= @now)
            order by customer_id limit {limit}
            """, row => row.Guid(0), cancel, ("campaign", campaign), ("after", after), ("now", company.Clock.GetUtcNow().UtcDateTime));
    }

    /// <summary>When the next message that waits is due; null where none waits.</summary>
    public async Task<DateTime?> NextDue(CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.First("select min(coalesce(not_before, @now)) from deliveries where campaign_id = @campaign and state = 'reserved'", row => row.InstantOrNull(0), cancel,
            ("campaign", campaign), ("now", company.Clock.GetUtcNow().UtcDateTime));
    }

    /// <summary>
    /// Notes what became of one message and takes the next, in one transaction. The next is <c>handed_off</c> before this returns, and only after consent was
    /// looked up again.
    /// </summary>
    /// <param name="settled">The message before, or null.</param>
    /// <param name="next">Whose message comes next, or null at the end.</param>
    /// <param name="cancel">Stops before the transaction.</param>
    public Task<Taken> SettleAndTake(Answered? settled, Guid? next, CancellationToken cancel) => Write(async change =>
    {
        if (settled is { } before) await Settle(change, before, cancel);
        if (next is not { } customer) return default;
        await Leases.MustHold(change, lease, cancel);
        var held = change.Session.Engine == Engine.Postgres ? "for update of d" : "";
        var found = await change.Session.First($"""
            select t.id, c.name, c.number, c.email, n.status, l.id is null or p.id is not null or s.id is not null
            from deliveries d left join campaign_launches l on l.campaign_id = d.campaign_id left join campaign_pauses p on p.campaign_id = d.campaign_id
                left join campaign_stops s on s.campaign_id = d.campaign_id
                left join contacts t on t.customer_id = d.customer_id and t.campaign_id = d.campaign_id and t.arm = 'treated'
                left join pub_customers c on c.id = d.customer_id left join pub_consents n on n.customer_id = d.customer_id and n.channel = @channel
            where d.campaign_id = @campaign and d.customer_id = @customer and d.state = 'reserved' {held}
            """, row => new
        {
            Contact = row.GuidOrNull(0), Name = row.TextOrNull(1), Number = row.TextOrNull(2), Reach = new Reachable(row.TextOrNull(4), row.TextOrNull(3), null, false), Stop = row.Bool(5),
        }, cancel, ("channel", Channels.Email), ("campaign", campaign), ("customer", customer));
        if (found is null) return default;
        if (found.Stop) return new(null, MustStop: true);
        var against = found.Contact is null || found.Name is null ? Eligibility.Unknown : Eligibility.Against(Channels.Email, found.Reach);
        if (against is not null)
        {
            await change.Execute("update deliveries set state = 'suppressed', ended_at = @now, reply = @why where campaign_id = @campaign and customer_id = @customer", cancel,
                ("now", change.Now), ("why", against), ("campaign", campaign), ("customer", customer));
            return default;
        }
        await change.Execute("update deliveries set state = 'handed_off', run = @run, handed_at = @now, attempts = attempts + 1, not_before = null where campaign_id = @campaign and customer_id = @customer",
            cancel, ("run", lease.Node), ("now", change.Now), ("campaign", campaign), ("customer", customer));
        return new Taken(new(customer, found.Contact!.Value, found.Name!, found.Number!, found.Reach.Email!), MustStop: false);
    }, cancel);

    /// <summary>A run that was given up for dead may still say what it knows: it is surer than "in doubt".</summary>
    private async Task Settle(Change change, Answered answered, CancellationToken cancel)
    {
        var (customer, answer) = (answered.Customer, answered.Answer);
        var (state, wait, uncounted) = answer.Verdict switch
        {
            MailVerdict.Accepted => (DeliveryStates.Confirmed, false, 0),
            MailVerdict.Refused => (DeliveryStates.Failed, false, 0),
            MailVerdict.InDoubt => (DeliveryStates.Unknown, false, 0),
            MailVerdict.NoServer => (DeliveryStates.Reserved, false, 1),
            _ => (DeliveryStates.Reserved, true, 0),
        };
        var attempts = !wait ? 1 : (int)await change.Session.Number("select attempts from deliveries where campaign_id = @campaign and customer_id = @customer", cancel, ("campaign", campaign), ("customer", customer));
        if (wait && attempts >= DeliveryPace.Tries && answered.ServerDecides) (state, wait) = (DeliveryStates.Failed, false);
        await change.Execute("""
            update deliveries set state = @state, attempts = attempts - @uncounted, not_before = @after, ended_at = @ended, reply = @reply
            where campaign_id = @campaign and customer_id = @customer and run = @run and state in ('handed_off', 'unknown')
            """, cancel, ("state", state), ("uncounted", uncounted), ("after", wait ? change.Now + pace.Retry * (1 << (Math.Min(attempts, DeliveryPace.Tries) - 1)) : null),
            ("ended", state == DeliveryStates.Reserved ? null : change.Now), ("reply", answer.Reply), ("campaign", campaign), ("customer", customer), ("run", lease.Node));
    }

    /// <summary>On SQLite people go first at the one gate; PostgreSQL has a connection for each worker.</summary>
    private Task<T> Write<T>(Func<Change, Task<T>> work, CancellationToken cancel) =>
        company.Writes.Run(company.Writes.NewChangeSet(Actor.System, Reason), work, background: company.Store.Engine == Engine.Sqlite, cancel);
}

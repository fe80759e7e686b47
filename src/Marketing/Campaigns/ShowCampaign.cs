using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>How a campaign stands, as pages say it.</summary>
public enum CampaignState { Draft, Launching, Open, Paused, Stopped, Ended }

/// <summary>What was frozen at the launch, and how many members have been worked off.</summary>
public sealed record LaunchFacts(DateTime At, DateOnly ContactOn, DateOnly WindowEndsOn, int Members, int Done);

/// <summary>A campaign as its pages show it.</summary>
public sealed record CampaignFacts(
    Guid Id, int Version, string Name, string Channel, Guid SegmentId, string SegmentName, Text Sentence, Guid? OfferId, string? OfferName, string Subject, string Body,
    int ControlShare, int WindowDays, DateOnly? ContactOn, Money? Budget, LaunchFacts? Launch, CampaignState State, string? PausedWhy = null, int? WantedLift = null, long? NeededControl = null)
{
    /// <summary>It goes out as e-mail, and not as a list for people to work off.</summary>
    public bool IsMail => Channel == Channels.Email;

    internal static CampaignFacts Of(CampaignCard card, DateOnly today) => new(card.Id, card.Version, card.Name, card.Channel, card.SegmentId, card.SegmentName, card.Sentence, card.Offer?.Id,
        card.Offer?.Name, card.Subject, card.Body, card.ControlShare, card.WindowDays, card.ContactOn, card.Budget,
        card.Launch is { } l ? new(l.At, l.ContactOn, l.WindowEndsOn, l.Members, l.Done) : null, StateOf(card, today), card.PausedWhy, card.WantedLift, card.NeededControl);

    private static CampaignState StateOf(CampaignCard card, DateOnly today) => card switch
    {
        { Launch: null } => CampaignState.Draft,
        { StoppedAt: not null } => CampaignState.Stopped,
        { PausedAt: not null } => CampaignState.Paused,
        { Launch.IsComplete: false } => CampaignState.Launching,
        _ => today > card.Launch!.WindowEndsOn ? CampaignState.Ended : CampaignState.Open,
    };
}

/// <summary>One campaign as the list shows it: with its numbers once it was launched, and what it came to once its window is over.</summary>
public sealed record CampaignLine(CampaignFacts Facts, Assigned? Assigned, LiftVerdict? Verdict);

/// <summary>Messages that failed or are in doubt, as their page shows them.</summary>
public sealed record DeliveryLine(Guid Customer, string Name, string State, DateTime? At, string? Reply);

/// <summary>A launched campaign with everything that its page shows.</summary>
public sealed record CampaignDetail(CampaignFacts Facts, Assigned Assigned, IReadOnlyList<(string Reason, long Customers)> Suppressed, Sent? Sent, IReadOnlyList<DeliveryLine> Faults, IReadOnlyList<ListLine> Lists, Job? Job);

/// <summary>A list that was taken out.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rows">How many customers.</param>
/// <param name="At">When (UTC).</param>
/// <param name="File">SHA-256 of the file.</param>
/// <param name="IsOpen">Who looks took it, and it is still kept.</param>
public sealed record ListLine(Guid Id, string Reason, int Rows, DateTime At, string File, bool IsOpen);

/// <summary>Reads what the page of a launched campaign shows.</summary>
internal sealed class ShowCampaign(Company company, SendCampaign send, Jobs jobs)
{
    private const int MostFaults = 50;

    public async Task<CampaignFacts> Facts(Actor actor, Guid id, CancellationToken cancel)
    {
        actor.Must(Campaign.View);
        actor.MustSeeAll(company.Declarations.Named("customer"));
        return CampaignFacts.Of(await FindCampaign.Run(company, id, cancel), company.Today);
    }

    /// <exception cref="Refused"><c>campaign_unknown</c></exception>
    public async Task<CampaignDetail> Run(Actor actor, Guid id, CancellationToken cancel)
    {
        var facts = await Facts(actor, id, cancel);
        await using var read = await company.Store.Read(cancel);
        var arms = await read.List("select arm, reason, count(*) from contacts where campaign_id = @campaign group by arm, reason", row => (Arm: row.Text(0), Reason: row.TextOrNull(1) ?? "", Customers: row.Long(2)),
            cancel, ("campaign", id));
        var seen = Reach.SqlOrNothing(actor, company.Declarations.Named("customer"), "c", read.Engine);
        var faults = facts.IsMail ? await read.List($"""
            select d.customer_id, coalesce(c.name, '–'), d.state, d.ended_at, d.reply from deliveries d left join pub_customers c on c.id = d.customer_id and ({seen.Where})
            where d.campaign_id = @campaign and d.state in ('unknown', 'failed') order by d.state desc, d.customer_id limit {MostFaults}
            """, row => new DeliveryLine(row.Guid(0), row.Text(1), row.Text(2), row.InstantOrNull(3), row.TextOrNull(4)), cancel, [("campaign", id), .. seen.Args]) : [];
        var kept = company.Clock.GetUtcNow().UtcDateTime - TakeList.Kept;
        int Of(string arm) => (int)arms.Where(a => a.Arm == arm).Sum(a => a.Customers);
        return new(facts, new(Of(Arms.Treated), Of(Arms.Control), Of(Arms.Suppressed)),
            [.. arms.Where(a => a.Arm == Arms.Suppressed).OrderByDescending(a => a.Customers).Select(a => (a.Reason, a.Customers))],
            facts.IsMail ? await send.Read(id, cancel) : null, faults,
            await read.List("select id, reason, list_rows, created_at, file, created_by from campaign_lists where campaign_id = @campaign order by id desc",
                row => new ListLine(row.Guid(0), row.Text(1), row.Int(2), row.Instant(3), row.Text(4), row.Guid(5) == actor.Id && row.Instant(3) > kept), cancel, ("campaign", id)), await LatestJob(read, id, cancel));
    }

    /// <summary>The job that works on it now, or that did so last.</summary>
    private async Task<Job?> LatestJob(Session read, Guid campaign, CancellationToken cancel)
    {
        var id = await read.First("select id from jobs where kind in ('campaign_launch', 'campaign_send') and arguments like @campaign order by asked_at desc, id desc limit 1", row => (Guid?)row.Guid(0),
            cancel, ("campaign", $"%{campaign}%"));
        return id is { } job ? await jobs.Find(job, cancel) : null;
    }
}

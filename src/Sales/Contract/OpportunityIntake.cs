namespace Dangol.Sales;

/// <summary>A sale that may come about, as another system knows it, with the stages that it came through there.</summary>
/// <param name="Key">That system's own key.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Entered">
/// When it came into the stages of the first pipeline (UTC), one after the other from the first on. Where it has fewer open stages, the later ones are left out.
/// </param>
public sealed record IncomingOpportunity(string Key, string Name, IReadOnlyList<DateTime> Entered)
{
    /// <summary>How it ended; null where it is open.</summary>
    public IncomingEnd? End { get; init; }

    /// <summary>Whose it is.</summary>
    public Guid? CustomerId { get; init; }

    /// <summary>What it is worth, in minor units.</summary>
    public long? Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>The day on which it is expected to be decided.</summary>
    public DateOnly? CloseOn { get; init; }

    /// <summary>From where it came, as of <see cref="IncomingLead.Source"/>.</summary>
    public string? Source { get; init; }

    /// <summary>Who else offers.</summary>
    public string? Competitor { get; init; }

    /// <summary>What is to be done next.</summary>
    public string? NextStep { get; init; }

    /// <summary>The day on which it is to be done.</summary>
    public DateOnly? NextStepOn { get; init; }

    /// <summary>Notes.</summary>
    public string? Notes { get; init; }

    /// <summary>Who is to be in charge; null for nobody yet.</summary>
    public Guid? OwnerId { get; init; }
}

/// <summary>How a sale ended.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Won">Did it come about?</param>
/// <param name="LostReason">Why not: <c>price</c>, <c>competitor</c>, <c>budget</c>, <c>timing</c>, <c>no_need</c>, <c>no_answer</c>, <c>product</c> or <c>other</c>.</param>
/// <param name="LostNote">The same in words.</param>
public sealed record IncomingEnd(DateTime At, bool Won, string? LostReason = null, string? LostNote = null);

/// <summary>Takes opportunities that come in bulk from other systems, inside the caller's change, with their stage log.</summary>
public sealed class OpportunityIntake(Company company)
{
    /// <summary>
    /// Makes the opportunities whose keys are not known; those that are known stay as they are. What fields a stage asks for is not asked of the past. Where the
    /// first pipeline has no stage for how one ended, that one is left out; where no pipeline has an open stage, all are.
    /// </summary>
    /// <returns>The key here by the source's key.</returns>
    /// <exception cref="Refused"><c>lost_reason_missing</c>, or what is wrong with a field.</exception>
    public async Task<Dictionary<string, Guid>> Take(Change change, IReadOnlyList<IncomingOpportunity> incoming, CancellationToken cancel)
    {
        change.Set.Actor.Must(new("opportunity", Actions.Create));
        change.Set.Actor.Must(Opportunity.Move);
        var ids = await ExternalKeys.Known(change, "opportunities", incoming.Select(o => o.Key), cancel);
        var stages = await StageCard.OfFirst(change, cancel);
        var open = stages.FindAll(s => s.Outcome == Stage.Open);
        if (open.Count == 0) return ids;
        var (rows, log) = (new List<Opportunity>(incoming.Count), new List<StageMove>());
        foreach (var said in incoming)
        {
            var outcome = said.End is { Won: true } ? Stage.Won : Stage.Lost;
            var end = said.End is null ? null : stages.Find(s => s.Outcome == outcome);
            if (ids.ContainsKey(said.Key) || (said.End is not null && end is null)) continue;
            var row = Opportunity.From(change.NewId(), said);
            log.AddRange(Through(change, row, said, open, end));
            rows.Add(row);
            ids[said.Key] = row.Id;
        }
        if (Array.Find(await change.Bulk(rows, cancel: cancel), v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
        await StageMove.Log(change, log, cancel);
        return ids;
    }

    /// <summary>Leads a new row through its stages, and says what the log has to say.</summary>
    private IEnumerable<StageMove> Through(Change change, Opportunity row, IncomingOpportunity said, List<StageCard> open, StageCard? end)
    {
        if (said.Entered.Count == 0) throw new ArgumentException($"{said.Key} was never in a stage", nameof(said));
        if (said.End is { Won: false, LostReason: null }) throw MoveStage.ReasonMissing();
        StageCard? from = null;
        foreach (var (stage, at) in open.Zip(said.Entered))
        {
            yield return Enter(stage, at);
            from = stage;
        }
        if (end is not null) yield return Enter(end, said.End!.At);

        StageMove Enter(StageCard stage, DateTime at)
        {
            var seconds = from is null ? 0 : Math.Max(0, (long)(at - row.StageEnteredAt).TotalSeconds);
            var day = company.BusinessDate(at);
            row.Enter(stage, at, day, said.End?.LostReason, said.End?.LostNote);
            return StageMove.Of(change, row, from, seconds, at, day);
        }
    }
}

namespace Dangol.Platform;

/// <summary>
/// Makes, changes and removes many records of one type, set by set, with a verdict for each row: what the API's batch calls, and whatever else brings many. A row
/// that is refused keeps none of the others back. It commits in chunks under one change set, so the whole can be taken back.
/// </summary>
public sealed class BatchRecords(Company company)
{
    /// <summary>Most rows of one chunk: what a write may hold the gate for.</summary>
    public const int ChunkRows = 1000;

    /// <summary>Does one chunk in one transaction.</summary>
    /// <param name="set">The change set that the chunks share.</param>
    /// <param name="type">The type of all its rows.</param>
    /// <param name="rows">At most <see cref="ChunkRows"/>.</param>
    /// <param name="also">Does something of the system's own in the same transaction.</param>
    /// <param name="cancel">Stops before the write.</param>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>not_by_hand</c>: the whole.</exception>
    internal async Task<BatchVerdict[]> Run(ChangeSet set, DeclaredType type, IReadOnlyList<BatchRow> rows, Func<Change, BatchVerdict[], Task>? also, CancellationToken cancel)
    {
        foreach (var action in rows.SelectMany(ActionsOf).Distinct(StringComparer.Ordinal))
        {
            set.Actor.Must(new(type.Name, action));
            if (action != Actions.Edit) EditRecords.MustBeByHand(type);
        }
        var fill = new RecordRows(type, company, set.Actor);
        for (var again = 0; ; again++)
        {
            try
            {
                return await company.Writes.Run(set, async change =>
                {
                    var chunk = BatchChunk.Of(change, type, rows, fill, company);
                    var verdicts = await chunk.Run(cancel);
                    if (also is not null) await also(change, verdicts);
                    return verdicts;
                }, background: true, cancel);
            }
            // Somebody else made a record with the same key between the look and the write: the next look finds it.
            catch (Refused refused) when (refused is { Rule: "duplicate", Field: not null } && again < 3) { }
        }
    }

    private static IEnumerable<string> ActionsOf(BatchRow row) => row.Do switch
    {
        BatchDo.Create => [Actions.Create],
        BatchDo.Update => [Actions.Edit],
        BatchDo.Delete => [Actions.Delete],
        _ => [Actions.Create, Actions.Edit],
    };
}

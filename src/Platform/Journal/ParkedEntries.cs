namespace Dangol.Platform;

/// <summary>An entry that its reader could not handle.</summary>
/// <param name="Reader">Whose.</param>
/// <param name="At">Where in the journal.</param>
/// <param name="ParkedAt">Since when, or when it failed last.</param>
/// <param name="Error">What went wrong, as programs say it; the first line is the message.</param>
/// <param name="Type">The noun of the entry.</param>
/// <param name="RecordId">The record, where it is about one.</param>
/// <param name="Operation">What was done; see <see cref="Operations"/>.</param>
/// <param name="Reason">Why the change was made.</param>
/// <param name="ActorName">Who made it.</param>
/// <param name="ChangeSetId">The change set.</param>
public sealed record ParkedEntry(string Reader, JournalPosition At, DateTime ParkedAt, string Error, string Type, Guid? RecordId, string Operation, Text Reason, string ActorName, Guid ChangeSetId);

/// <summary>What readers could not handle: looked at, handled once more, or dropped.</summary>
public sealed class ParkedEntries(Store store, Writes writes, JournalReaders readers)
{
    /// <summary>May look at parked entries, retry and drop them.</summary>
    public static readonly Permission Steer = new("parked_entry", "steer");

    /// <summary>The oldest of them.</summary>
    public async Task<List<ParkedEntry>> List(int limit, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return await read.List($"""
            select p.reader, p.epoch, p.xid, p.seq, p.parked_at, p.error, j.type, j.record_id, j.operation, s.reason_ko, s.reason_en, s.actor_name, s.id
            from parked_entries p join journal j on {Same("p")} join change_sets s on s.id = j.change_set_id
            order by p.parked_at, p.reader, p.epoch, p.xid, p.seq limit {limit}
            """, row => new ParkedEntry(row.Text(0), new(row.Int(1), row.Long(2), row.Long(3)), row.Instant(4), row.Text(5), row.Text(6), row.GuidOrNull(7), row.Text(8),
            new(row.Text(9), row.Text(10)), row.Text(11), row.Guid(12)), cancel);
    }

    /// <summary>How many there are.</summary>
    public async Task<long> Count(CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return await read.Number("select count(*) from parked_entries", cancel);
    }

    /// <summary>Handles an entry once more. What came after it has been handled since, so a reader must bear that order here.</summary>
    /// <exception cref="Refused"><c>parked_unknown</c>, <c>reader_unknown</c>, or <c>parked_failed</c> with the new error.</exception>
    public async Task Retry(Actor actor, string name, JournalPosition at, CancellationToken cancel = default)
    {
        actor.Must(Steer);
        var reader = readers.Named(name) ?? throw new Refused("reader_unknown", "reader", new($"'{name}' 자동 처리가 없어요.", $"There is no reader '{name}'."), 404);
        try
        {
            await writes.Run(actor, reader.Reason, async change =>
            {
                if (await Remove(change, name, at, cancel) == 0) throw Unknown();
                var entry = await change.Session.First($"select {JournalFeed.Columns} from journal where epoch = @epoch and xid = @xid and seq = @seq", JournalFeed.Map, cancel, Key(name, at)[1..]);
                await reader.Handle(change, entry ?? throw Unknown(), cancel);
            }, cancel);
        }
        catch (Exception error) when (error is not (OperationCanceledException or Refused { Rule: "parked_unknown" }))
        {
            await writes.Run(actor, reader.Reason, change => change.Execute(
                "update parked_entries set parked_at = @now, error = @error where reader = @reader and epoch = @epoch and xid = @xid and seq = @seq", cancel,
                [("now", change.Now), ("error", error.ToString()), .. Key(name, at)]), cancel);
            throw new Refused("parked_failed", null, new($"다시 처리했지만 또 실패했어요: {error.Message}", $"It was tried again and failed again: {error.Message}"), 409);
        }
    }

    /// <summary>Gives an entry up: the reader never handles it.</summary>
    /// <exception cref="Refused"><c>parked_unknown</c>.</exception>
    public async Task Drop(Actor actor, string name, JournalPosition at, CancellationToken cancel = default)
    {
        actor.Must(Steer);
        await writes.Run(actor, new("처리하지 못한 변경 버리기", "Drop an entry that could not be handled"), async change =>
        {
            if (await Remove(change, name, at, cancel) == 0) throw Unknown();
        }, cancel);
    }

    private static Task<int> Remove(Change change, string name, JournalPosition at, CancellationToken cancel) =>
        change.Execute("delete from parked_entries where reader = @reader and epoch = @epoch and xid = @xid and seq = @seq", cancel, Key(name, at));

    private static (string, object?)[] Key(string name, JournalPosition at) => [("reader", name), ("epoch", at.Epoch), ("xid", at.Xid), ("seq", at.Seq)];

    private static string Same(string parked) => $"j.epoch = {parked}.epoch and j.xid = {parked}.xid and j.seq = {parked}.seq";

    private static Refused Unknown() => new("parked_unknown", null, new("이미 처리했거나 버린 항목이에요.", "It was handled or dropped already."), 404);
}

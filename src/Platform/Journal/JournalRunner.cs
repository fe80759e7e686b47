namespace Dangol.Platform;

/// <summary>Drives one journal reader: reads a batch, handles it in one transaction with the checkpoint, parks what keeps failing.</summary>
public sealed class JournalRunner(Store store, Writes writes, JournalFeed feed, TimeProvider clock)
{
    /// <summary>After so many failures an entry is parked. Between them it waits 1, 2, 4 and 8 seconds, so that a short fault elsewhere parks nothing.</summary>
    public const int Tries = 5;

    private const int Batch = 200, Many = 2_000;

    /// <summary>Reads all there is now, or up to an entry that fails; that one is tried again by a later call.</summary>
    /// <returns>How many entries were handled, without those parked.</returns>
    public async Task<int> CatchUp(JournalReader reader, CancellationToken cancel = default)
    {
        for (var total = 0; ; )
        {
            if (await Look(reader, cancel) is not { } look) return total;
            var step = await Together(reader, look, cancel) ?? await Handle(reader, null, cancel);
            // What came before a failing entry is handled by itself; that may fail in turn, at an earlier one.
            while (step is { Failing: { } failing, Error: { } error })
            {
                var before = await Handle(reader, failing.Position, cancel);
                if (before.Reached && !await Count(reader, before.At, failing, error, cancel)) return total + before.Handled;
                step = before;
            }
            total += step.Handled;
        }
    }

    /// <summary>What one transaction did. <c>Reached</c>: it stopped before the entry that it was told to stop at; else another node has passed that one.</summary>
    private sealed record Step(int Handled, JournalPosition At, bool Reached = false, JournalEntry? Failing = null, Exception? Error = null);

    /// <summary>What lies ahead of a reader, and what it wants to write for that: seen without a transaction.</summary>
    private sealed record Ahead(JournalPosition From, JournalPosition To, int Wanted, Func<Change, Task>? Write);

    /// <summary>Most wakes bring nothing for a reader (null), and a few unwanted entries need no checkpoint.</summary>
    private async Task<Ahead?> Look(JournalReader reader, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        var (from, retry) = await read.First("select epoch, xid, seq, retry_at from journal_checkpoints where reader = @reader",
            row => (new JournalPosition(row.Int(0), row.Long(1), row.Long(2)), row.InstantOrNull(3)), cancel, ("reader", reader.Name));
        if (retry > clock.GetUtcNow().UtcDateTime) return null;
        var next = await feed.HeadsAfter(read, from, Many, cancel);
        var wanted = next.FindAll(reader.Wants);
        if (wanted.Count == 0) return next.Count < Batch ? null : new(from, next[^1].Position, 0, _ => Task.CompletedTask);
        return new(from, next[^1].Position, wanted.Count, await reader.Ready(read, wanted, cancel));
    }

    /// <summary>Writes what was made ready; null where it wasn't or that failed, so that one by one shows which entry it is.</summary>
    private async Task<Step?> Together(JournalReader reader, Ahead look, CancellationToken cancel)
    {
        if (look.Write is not { } write) return null;
        try
        {
            return await Write(reader, async (change, from) =>
            {
                // Another node has passed it: look again.
                if (from != look.From) return new Step(0, from);
                await write(change);
                await Move(change, reader, look.To, cancel);
                return new Step(look.Wanted, look.To);
            }, cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException) { return null; }
    }

    private async Task<Step> Handle(JournalReader reader, JournalPosition? until, CancellationToken cancel)
    {
        JournalEntry? failing = null;
        try
        {
            return await Write(reader, async (change, from) =>
            {
                var (handled, at, reached) = (0, from, false);
                foreach (var entry in await feed.After(change.Session, from, Batch, cancel))
                {
                    if (reached = entry.Position == until) break;
                    failing = entry;
                    if (reader.Wants(entry)) { await reader.Handle(change, entry, cancel); handled++; }
                    at = entry.Position;
                }
                failing = null;
                if (at != from) await Move(change, reader, at, cancel);
                return new Step(handled, at, reached);
            }, cancel);
        }
        catch (Exception error) when (failing is not null && error is not OperationCanceledException) { return new Step(0, default, false, failing, error); }
    }

    /// <summary>Counts a failure, and parks the entry when it was one too many.</summary>
    /// <returns>True where the reader goes on: the entry was parked, or another node has passed it meanwhile.</returns>
    private Task<bool> Count(JournalReader reader, JournalPosition before, JournalEntry failing, Exception error, CancellationToken cancel) => Write(reader, async (change, from) =>
    {
        if (from != before) return true;
        var failures = await change.Session.Number("select failures from journal_checkpoints where reader = @reader", cancel, ("reader", reader.Name)) + 1;
        if (failures < Tries)
        {
            await change.Execute("update journal_checkpoints set failures = @failures, last_error = @error, retry_at = @retry where reader = @reader", cancel,
                ("failures", failures), ("error", error.Message), ("retry", change.Now.AddSeconds(1 << ((int)failures - 1))), ("reader", reader.Name));
            return false;
        }
        var at = failing.Position;
        await change.Execute("insert into parked_entries (reader, epoch, xid, seq, parked_at, error) values (@reader, @epoch, @xid, @seq, @at, @error)", cancel,
            ("reader", reader.Name), ("epoch", at.Epoch), ("xid", at.Xid), ("seq", at.Seq), ("at", change.Now), ("error", error.ToString()));
        await Move(change, reader, at, cancel);
        return true;
    }, cancel);

    /// <summary>Opens a transaction in which the reader's checkpoint is held, so that two nodes never handle the same entries at once.</summary>
    private Task<T> Write<T>(JournalReader reader, Func<Change, JournalPosition, Task<T>> work, CancellationToken cancel) =>
        writes.Run(writes.NewChangeSet(Actor.System with { Origin = Origin.Reader }, reader.Reason), async change =>
        {
            await change.Execute("insert into journal_checkpoints (reader, epoch, xid, seq, failures) values (@reader, 0, 0, 0, 0) on conflict (reader) do nothing", cancel, ("reader", reader.Name));
            var held = change.Session.Engine == Engine.Postgres ? "for update" : "";
            var from = await change.Session.First($"select epoch, xid, seq from journal_checkpoints where reader = @reader {held}",
                row => new JournalPosition(row.Int(0), row.Long(1), row.Long(2)), cancel, ("reader", reader.Name));
            return await work(change, from);
        }, background: true, cancel);

    private static Task Move(Change change, JournalReader reader, JournalPosition to, CancellationToken cancel) => change.Execute(
        "update journal_checkpoints set epoch = @epoch, xid = @xid, seq = @seq, failures = 0, last_error = null, retry_at = null where reader = @reader", cancel,
        ("epoch", to.Epoch), ("xid", to.Xid), ("seq", to.Seq), ("reader", reader.Name));
}

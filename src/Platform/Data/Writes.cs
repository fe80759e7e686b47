namespace Dangol.Platform;

/// <summary>
/// The only way to write. What runs inside is one transaction with one change set in the journal; checks that decide are read inside it. Nothing slow
/// (HTTP, SMTP, hashing, parsing) is awaited there.
/// </summary>
public sealed class Writes(Store store, Declarations declarations, Ids ids, TimeProvider clock, JournalEpoch epoch)
{
    private static readonly AsyncLocal<bool> Inside = new();

    /// <summary>On which business date of the company an instant falls.</summary>
    public Func<DateTime, DateOnly> BusinessDate { get; init; } = DateOnly.FromDateTime;

    /// <summary>Writes for an actor, with the reason that the journal will show.</summary>
    public Task<T> Run<T>(Actor actor, Text reason, Func<Change, Task<T>> work, CancellationToken cancel = default) =>
        Run(new ChangeSet(ids.Next(), actor, reason), work, background: false, cancel);

    /// <summary>Writes for an actor, with the reason that the journal will show.</summary>
    public Task Run(Actor actor, Text reason, Func<Change, Task> work, CancellationToken cancel = default) =>
        Run(actor, reason, async change => { await work(change); return true; }, cancel);

    /// <summary>A change set that many chunks share: bulk work opens it once and calls <see cref="Run{T}(ChangeSet, Func{Change, Task{T}}, bool, CancellationToken)"/> for each.</summary>
    public ChangeSet NewChangeSet(Actor actor, Text reason, Guid? undoes = null) => new(ids.Next(), actor, reason) { Undoes = undoes };

    /// <summary>One chunk of a change set, in a transaction of its own; background work waits behind people.</summary>
    public async Task<T> Run<T>(ChangeSet set, Func<Change, Task<T>> work, bool background = true, CancellationToken cancel = default)
    {
        if (Inside.Value) throw new InvalidOperationException("writes.Run was called inside writes.Run: do both in one change, or publish an event");
        return await store.Transact(background, async session =>
        {
            Inside.Value = true;
            try
            {
                await using var change = new Change(set, session, store, declarations, ids, clock, epoch) { BusinessDate = BusinessDate };
                var result = await work(change);
                change.MustBeSaved();
                await change.Settle(cancel);
                return result;
            }
            finally { Inside.Value = false; }
        }, cancel);
    }
}

/// <summary>What the journal says of a change: who, why, and through which door.</summary>
public sealed record ChangeSet(Guid Id, Actor Actor, Text Reason)
{
    /// <summary>The change set that this one takes back.</summary>
    public Guid? Undoes { get; init; }

    /// <summary>Why it can't be taken back (something was sent or erased), or null where it can.</summary>
    public Text? Final { get; init; }
}

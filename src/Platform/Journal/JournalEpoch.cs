namespace Dangol.Platform;

/// <summary>
/// Counts how often the database was restored or moved. Positions of an earlier epoch mean nothing to a later one, so derived stores rebuild themselves.
/// </summary>
public sealed class JournalEpoch
{
    private int _number;

    /// <summary>The epoch of this database, read when the company is opened.</summary>
    public int Number => _number > 0 ? _number : throw new InvalidOperationException("the company is not open yet");

    /// <summary>Begins a new epoch, after the database was restored or moved: before it is opened for work.</summary>
    internal static Task<int> Raise(Store store, string reason, TimeProvider clock, CancellationToken cancel) => store.Transact(background: false, async session =>
    {
        await using var command = session.Command("insert into journal_epochs (epoch, since, reason) select max(epoch) + 1, @now, @reason from journal_epochs", ("now", clock.GetUtcNow().UtcDateTime), ("reason", reason));
        await command.RunAsync(cancel);
        return (int)await session.Number("select max(epoch) from journal_epochs", cancel);
    }, cancel);

    internal async Task Read(Store store, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        _number = (int)await read.Number("select max(epoch) from journal_epochs", cancel);
    }
}

namespace Dangol.Platform;

/// <summary>A place in the journal: everything up to and including it has been read.</summary>
public readonly record struct JournalPosition(int Epoch, long Xid, long Seq)
{
    /// <summary>Before the first entry.</summary>
    public static JournalPosition Start { get; }
}

/// <summary>One entry of the journal.</summary>
public sealed record JournalEntry(
    JournalPosition Position, Guid ChangeSetId, int ChunkNo, string Type, Guid? RecordId, int? Version, string Operation, string? Before, string? After, string? Personal)
{
    /// <summary>The event that this entry carries.</summary>
    public T Event<T>() where T : class => System.Text.Json.JsonSerializer.Deserialize<T>(After!, JournalJson.Options)!;
}

/// <summary>
/// Reads the journal in the one order in which nothing is lost, skipped or doubled. On SQLite that is the row number (there is one writer). On PostgreSQL it is
/// (epoch, transaction, seq), and only transactions older than the oldest one still running are shown: whatever commits later has a higher number. An entry's transaction is its own, or
/// a later one that had committed when the entry was written; so the entries of one record stand in the order of its versions.
/// </summary>
public sealed class JournalFeed(Store store, JournalEpoch epoch)
{
    internal const string Columns = $"{Head}, before, after, personal";

    private const string Head = "epoch, xid, seq, change_set_id, chunk_no, type, record_id, version, operation";

    /// <summary>The entries after a position, oldest first, at most <paramref name="limit"/>.</summary>
    public async Task<List<JournalEntry>> After(JournalPosition position, int limit, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return await After(read, position, limit, cancel);
    }

    /// <summary>The last position that a reader could have reached now.</summary>
    public async Task<JournalPosition> End(CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        var latest = store.Engine == Engine.Sqlite ? "seq desc" : "epoch desc, xid desc, seq desc";
        return await read.First($"select epoch, xid, seq from journal where {Settled(store.Engine)} order by {latest} limit 1",
            row => new JournalPosition(row.Int(0), row.Long(1), row.Long(2)), cancel, ("current", epoch.Number));
    }

    /// <summary>
    /// True where a reader with a store of its own read its position before the database was restored or moved: the position means nothing now, and the store
    /// is to be built anew from <see cref="JournalPosition.Start"/>.
    /// </summary>
    public bool MustStartAnew(JournalPosition position) => position != JournalPosition.Start && position.Epoch < epoch.Number;

    internal Task<List<JournalEntry>> After(Session session, JournalPosition position, int limit, CancellationToken cancel) => After(session, Columns, position, limit, cancel);

    /// <summary>The same without values before and after, which are most of an entry.</summary>
    internal Task<List<JournalEntry>> HeadsAfter(Session session, JournalPosition position, int limit, CancellationToken cancel) =>
        After(session, $"{Head}, null, null, null", position, limit, cancel);

    private async Task<List<JournalEntry>> After(Session session, string columns, JournalPosition position, int limit, CancellationToken cancel)
    {
        var order = session.Engine == Engine.Sqlite
            ? "where seq > @seq and epoch >= @epoch and @xid >= 0 and @current >= 0 order by seq"
            : $"where (epoch, xid, seq) > (@epoch, @xid, @seq) and {Settled(session.Engine)} order by epoch, xid, seq";
        return await session.List($"select {columns} from journal {order} limit @limit", Map, cancel,
            ("epoch", position.Epoch), ("xid", position.Xid), ("seq", position.Seq), ("limit", limit), ("current", epoch.Number));
    }

    internal static JournalEntry Map(Row row) => new(new(row.Int(0), row.Long(1), row.Long(2)), row.Guid(3), row.Int(4), row.Text(5), row.GuidOrNull(6), row.IntOrNull(7),
        row.Text(8), row.TextOrNull(9), row.TextOrNull(10), row.TextOrNull(11));

    private static string Settled(Engine engine) => engine == Engine.Sqlite
        ? "@current >= 0"
        : "(epoch < @current or xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)";
}

namespace Dangol.Platform;

/// <summary>What making the search index anew did.</summary>
/// <param name="Records">How many records it looked at in this run.</param>
/// <param name="Resumed">It went on with a run that had broken off.</param>
public sealed record SearchRebuilt(long Records, bool Resumed);

/// <summary>
/// Makes the search index anew from the records themselves, while people work: chunk by chunk in the order of the keys, so that a run that breaks off goes on where it stopped.
/// What changes meanwhile the journal's reader indexes as ever; the checkpoint that both hold keeps them apart.
/// </summary>
public sealed class RebuildSearch(Company company, JournalFeed feed)
{
    /// <summary>May make the search index anew.</summary>
    public static readonly Permission Rebuild = new("company", "rebuild_search");

    private const int Chunk = 1000;
    private static readonly Text Reason = new("검색 색인 다시 만들기", "The search index made anew");

    /// <summary>Does it, or goes on with it.</summary>
    public async Task<SearchRebuilt> Run(Actor actor, Func<long, Text, Task>? tell = null, CancellationToken cancel = default)
    {
        actor.Must(Rebuild);
        var types = company.Declarations.All.Where(IndexRecords.IsSearched).ToList();
        var resumed = await Begin(types, cancel);
        var records = 0L;
        foreach (var type in types)
            while (await Next(type, cancel) is > 0 and var some)
            {
                records += some;
                if (tell is not null) await tell(records, type.Label);
            }
        await Write(async change => await change.Execute("delete from search_rebuilds", cancel), cancel);
        return new(records, resumed);
    }

    /// <summary>Empties the index, unless a run broke off.</summary>
    private async Task<bool> Begin(List<DeclaredType> types, CancellationToken cancel)
    {
        var end = await feed.End(cancel);
        return await Write(async change =>
        {
            if (await change.Session.Number("select count(*) from search_rebuilds", cancel) > 0) return true;
            if (change.Session.Engine == Engine.Sqlite) await change.Execute("insert into search_grams (search_grams) values ('delete-all')", cancel);
            await change.Execute("delete from search_documents", cancel);
            await change.Execute("delete from search_upgrades", cancel);
            // What is there up to now is read from the records; the journal tells what comes.
            await change.Execute("update journal_checkpoints set epoch = @epoch, xid = @xid, seq = @seq, failures = 0, last_error = null, retry_at = null where reader = @reader", cancel,
                ("epoch", end.Epoch), ("xid", end.Xid), ("seq", end.Seq), ("reader", IndexRecords.Reader));
            foreach (var type in types) await change.Execute("insert into search_rebuilds (type, after, ended) values (@type, @none, @no)", cancel, ("type", type.Name), ("none", Guid.Empty), ("no", false));
            return false;
        }, cancel);
    }

    /// <summary>The next records of a type; how many there were.</summary>
    private Task<int> Next(DeclaredType type, CancellationToken cancel) => Write(async change =>
    {
        var after = await change.Session.First("select after from search_rebuilds where type = @type and ended = @no", row => (Guid?)row.Guid(0), cancel, ("type", type.Name), ("no", false));
        if (after is null) return 0;
        var ids = await change.Session.List($"select id from {type.Table} where id > @after order by id limit {Chunk}", row => row.Guid(0), cancel, ("after", after));
        if (ids.Count > 0) await IndexRecords.Renew(change, type, [.. ids], cancel);
        await change.Execute("update search_rebuilds set after = @after, ended = @ended where type = @type", cancel, ("after", ids.Count > 0 ? ids[^1] : after), ("ended", ids.Count < Chunk), ("type", type.Name));
        return ids.Count;
    }, cancel);

    /// <summary>Writes while the reader's checkpoint is held.</summary>
    internal Task<T> Write<T>(Func<Change, Task<T>> work, CancellationToken cancel) => company.Writes.Run(company.Writes.NewChangeSet(Actor.System, Reason), async change =>
    {
        await change.Execute("insert into journal_checkpoints (reader, epoch, xid, seq, failures) values (@reader, 0, 0, 0, 0) on conflict (reader) do nothing", cancel, ("reader", IndexRecords.Reader));
        await change.Execute("update journal_checkpoints set reader = reader where reader = @reader", cancel, ("reader", IndexRecords.Reader));
        return await work(change);
    }, background: true, cancel);
}

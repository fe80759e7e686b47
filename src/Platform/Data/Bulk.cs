using System.Collections.Concurrent;

namespace Dangol.Platform;

/// <summary>What became of one row of a bulk write.</summary>
public enum BulkOutcome { Written, Existed, Refused }

/// <summary>The verdict for one row, in the order of the rows; <see cref="Why"/> only where it was refused.</summary>
public readonly record struct BulkVerdict(BulkOutcome Outcome, Refused? Why = null);

/// <summary>What to do where a row with the same key is there already.</summary>
public enum OnExisting { Fail, Keep, Replace }

public sealed partial class Change
{
    private static readonly ConcurrentDictionary<(Type, Engine), object> Shapes = new();

    /// <summary>
    /// The same as <see cref="Save"/>, set-wise: declared rules, rows and journal for many rows of one type, with a verdict for each. Facts make one entry of
    /// the journal, records one each.
    /// </summary>
    /// <param name="rows">New rows. Keys inside one call must be distinct.</param>
    /// <param name="existing">What to do with a row whose key is there. <see cref="OnExisting.Replace"/> is for facts that are derived, such as scores.</param>
    /// <param name="key">The columns of the unique index that decides, comma-separated; needed unless <paramref name="existing"/> is Fail.</param>
    /// <param name="cancel">Stops before the commit.</param>
    public async Task<BulkVerdict[]> Bulk<T>(IReadOnlyList<T> rows, OnExisting existing = OnExisting.Fail, string? key = null, CancellationToken cancel = default)
        where T : class
    {
        var type = _declarations.Of(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not declared");
        if (existing == OnExisting.Replace && type.Grain == Grain.Record)
            throw new InvalidOperationException($"{type.Name}: records are updated through Save, which keeps what was there before");
        // What would be replaced is not looked at, so only somebody who reaches all of it may.
        if (existing == OnExisting.Replace && !_reach.IsAll(type, Actions.Edit)) throw ReachOfChange.OutOfReach(type);
        var verdicts = new BulkVerdict[rows.Count];
        var good = new List<(T Row, int Index)>(rows.Count);
        var kept = type.Fields.Where(f => !Set.Actor.Rights.MaySet(type.Name, f.Name)).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            try
            {
                foreach (var field in type.Fields)
                    field.Folded?.SetValue(rows[i], field.FoldOf(rows[i]));
                if (kept.Find(f => f.IsSaid(rows[i])) is { } said) throw NotAllowed(Set.Actor, type, said);
                _reach.CheckRow(type, Actions.Create, rows[i], isNew: true);
                type.CheckRow(rows[i]);
                good.Add((rows[i], i));
            }
            catch (Refused why) { verdicts[i] = new(BulkOutcome.Refused, why); }
        }
        if (good.Count == 0) return verdicts;

        await PutInCharge(type, good.ConvertAll(g => g.Row), null, cancel);
        var chunk = await _journal.OpenChunk(cancel);
        foreach (var (row, _) in good) Complete(row, isNew: true, chunk);
        var refused = await type.JudgeRows(this, good.Select(g => (object)g.Row), cancel);
        if (refused.Count > 0)
        {
            foreach (var (row, i) in good) if (refused.TryGetValue(((Record)(object)row).Id, out var why)) verdicts[i] = new(BulkOutcome.Refused, why);
            good.RemoveAll(g => verdicts[g.Index].Why is not null);
            if (good.Count == 0) return verdicts;
        }
        var shape = ShapeOf<T>(type);
        var written = await WithinReach(type, Actions.Create, good.ConvertAll(g => (g.Index, g.Row)), some => Unique(() => RowWriter.Insert(Session, shape, some, existing, key, Set.Id, cancel)), verdicts, cancel);
        good.RemoveAll(g => verdicts[g.Index].Why is not null);
        if (good.Count == 0) return verdicts;
        Touch(type);
        Lead(type, good, g => g.Row, (_, _) => true);
        for (var i = 0; i < good.Count; i++)
            if (!written[i]) verdicts[good[i].Index] = new(BulkOutcome.Existed);

        if (type.Grain == Grain.Fact)
        {
            if (Array.Exists(written, w => w)) await _journal.Append(type.Name, null, null, Operations.Facts, null, null, null, cancel);
        }
        else
        {
            var entries = new List<JournalRow>(good.Count);
            var cells = new JournalCells(type, shape.Columns);
            for (var i = 0; i < good.Count; i++)
            {
                if (!written[i]) continue;
                var record = (Record)(object)good[i].Row;
                var (after, personal) = cells.Take(shape, good[i].Row);
                entries.Add(_journal.Row(type, record.Id, record.Version, chunk, Operations.Created, null, after, personal));
            }
            await _journal.Append(entries, cancel);
        }
        return verdicts;
    }

    /// <summary>
    /// Writes rows of which each must be within the actor's reach afterwards: those that would not be are refused, and the others written without them.
    /// </summary>
    private async Task<bool[]> WithinReach<T>(DeclaredType type, string action, List<(int Index, T Row)> rows, Func<List<T>, Task<bool[]>> write, BulkVerdict[] verdicts, CancellationToken cancel) where T : class
    {
        if (type.Grain != Grain.Record || !_reach.HasBranches(type, action)) return await write(rows.ConvertAll(r => r.Row));
        await ExecuteUnchecked("savepoint within_reach", cancel);
        var written = await write(rows.ConvertAll(r => r.Row));
        var ids = rows.Where((_, n) => written[n]).Select(r => ((Record)(object)r.Row).Id).ToList();
        var within = await _reach.Within(type, action, ids, cancel);
        if (within.Count == ids.Count)
        {
            await ExecuteUnchecked("release savepoint within_reach", cancel);
            return written;
        }
        await ExecuteUnchecked("rollback to savepoint within_reach", cancel);
        var stays = rows.Where((r, n) => !written[n] || within.Contains(((Record)(object)r.Row).Id)).ToList();
        foreach (var (index, row) in rows.Except(stays)) verdicts[index] = new(BulkOutcome.Refused, ReachOfChange.OutOfReach(type));
        return stays.Count == 0 ? [] : await write(stays.ConvertAll(r => r.Row));
    }

    private async Task<TResult> Unique<TResult>(Func<Task<TResult>> write)
    {
        try { return await write(); }
        catch (Exception error) when (Session.UniqueHit(error) is { } index) { throw Duplicate(index); }
        catch (Exception error) when (Session.ReferenceHit(error)) { throw Removed(null); }
    }

    private RowShape<T> ShapeOf<T>(DeclaredType type) where T : class => (RowShape<T>)Shapes.GetOrAdd((typeof(T), Session.Engine), _ => RowShape<T>.Of(type, _store, _declarations));
}

/// <summary>One row of the journal on its way to a bulk insert.</summary>
internal sealed class JournalRow
{
    public required int Epoch { get; init; }
    public required Guid ChangeSetId { get; init; }
    public required int ChunkNo { get; init; }
    public required string Type { get; init; }
    public required Guid RecordId { get; init; }
    public required int Version { get; init; }
    public required string Operation { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }
    public string? Personal { get; init; }

    /// <summary>On PostgreSQL the column's default is what <see cref="JournalWriter"/> says of single entries.</summary>
    public long Xid => 0;

    private static readonly RowShape<JournalRow> Postgres = ShapeWithout(nameof(Xid)), Sqlite = ShapeWithout();

    public static RowShape<JournalRow> Shape(Engine engine) => engine == Engine.Postgres ? Postgres : Sqlite;

    private static RowShape<JournalRow> ShapeWithout(params string[] names) =>
        new("journal", [.. typeof(JournalRow).GetProperties().Where(p => !names.Contains(p.Name)).Select(p => (Names.Snake(p.Name), p))]);
}

using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>One record or field that could not be taken back, and why.</summary>
public sealed record UndoConflict(string Type, Guid RecordId, string? Field, Text Why);

/// <summary>What an undo did: records and chunks of facts taken back, and what was left alone.</summary>
public sealed record UndoReport(Guid ChangeSetId, int Records, long Facts, IReadOnlyList<UndoConflict> Conflicts)
{
    /// <summary>The change set that took it back; null where nothing could be.</summary>
    public Guid? UndoId { get; init; }

    /// <summary>How many records were taken back, as the pages of the undo say it.</summary>
    public CappedCount Count { get; init; } = new(0, false);

    /// <summary>Something that was made is kept by what came later; once that is gone, the change set can be undone again.</summary>
    public bool HasRest { get; init; }
}

/// <summary>Stands in the journal of an undo: what it left alone, the first of them where they are many.</summary>
public sealed record ChangeSetUndone(Guid ChangeSetId, int Records, long Facts, IReadOnlyList<UndoConflict> Conflicts);

/// <summary>
/// Takes a change set back, newest entry first: what it made is removed, what it changed gets its former values, what it removed comes back. A field that
/// somebody changed since is a conflict: it is listed and left alone. Undo is itself a change set, and can be undone.
/// </summary>
public sealed class UndoChangeSet(Company company, Store store, Writes writes, Declarations declarations)
{
    private const int MostConflicts = 200;

    private readonly Dictionary<string, RecordShape> _shapes = new(StringComparer.Ordinal);

    /// <summary>Takes the whole change set back, or only the records named: the others can still be taken back later.</summary>
    /// <exception cref="Refused"><c>change_set_unknown</c>, <c>change_set_final</c> (something was sent or erased), <c>already_undone</c>.</exception>
    public Task<UndoReport> Run(Actor actor, Guid changeSetId, IReadOnlySet<Guid>? only = null, IProgress<long>? progress = null, CancellationToken cancel = default) =>
        Run(actor, changeSetId, only, null, (_, place) => { progress?.Report(place.Records + place.Facts); return Task.FromResult(true); }, cancel);

    /// <summary>The same as background work: with progress, going on after a crash. Somebody may ask for its end; what it left can be taken back later.</summary>
    public async Task<UndoReport> Run(JobRun run, Guid changeSetId)
    {
        long total;
        await using (var read = await store.Read(run.Stop)) total = await read.Number("select count(*) from journal where change_set_id = @id", run.Stop, ("id", changeSetId));
        var seen = run.State<Place>()?.Seen ?? 0;
        var report = await Run(run.Actor, changeSetId, null, run.State<Place>(), async (change, place) =>
        {
            await run.Checkpoint(change, place, run.Stop);
            run.Progress(seen = place.Seen, total, new("되돌리는 중", "Taking it back"));
            return !run.CancelAsked;
        }, run.Stop);
        run.Progress(seen, total, new($"{report.Count}건을 되돌렸어요.", $"{report.Count} undone."));
        return report;
    }

    /// <summary>May the actor take it back, and can it be?</summary>
    /// <returns>What the change set was for.</returns>
    /// <exception cref="Refused">As <see cref="Run(Actor, Guid, IReadOnlySet{Guid}?, IProgress{long}?, CancellationToken)"/>.</exception>
    public async Task<Text> Check(Actor actor, Guid changeSetId, CancellationToken cancel)
    {
        var reason = await Find(changeSetId, cancel);
        foreach (var type in await TypesIn(changeSetId, cancel))
        {
            actor.Must(new Permission(type, Actions.Undo));
            // Taken back it decides anew who may do what: asked here, before it may go on in the background.
            if (declarations.Has(type) && declarations.Named(type).IsGuarded) actor.MustBeProved(actor.Rights.Allows(ListChanges.Read) ? $"/settings/changes/{changeSetId}" : null);
        }
        return reason;
    }

    /// <summary>How far an undo is: all entries from this one on are taken back.</summary>
    internal sealed record Place(Guid Undo, int Chunk, long Seq, long Seen, int Records, long Facts, IReadOnlyList<UndoConflict> Conflicts, bool HasRest = false);

    /// <param name="begun">Where an earlier run stopped.</param>
    /// <param name="step">Told after each chunk, inside its transaction; false ends the undo there, and what it left can be taken back later.</param>
    internal async Task<UndoReport> Run(Actor actor, Guid changeSetId, IReadOnlySet<Guid>? only, Place? begun, Func<Change, Place, Task<bool>> step, CancellationToken cancel)
    {
        var original = await Check(actor, changeSetId, cancel);
        var undo = writes.NewChangeSet(actor, new($"되돌리기: {original.Ko}", $"Undo: {original.En}"), undoes: changeSetId);
        if (begun is not null) undo = new(begun.Undo, actor, undo.Reason) { Undoes = changeSetId };
        var place = begun ?? new(undo.Id, int.MaxValue, long.MaxValue, 0, 0, 0, []);
        var size = new ChunkSize(company.Clock);
        for (var (more, wanted) = (true, true); more && wanted;)
        {
            var most = size.Rows;
            (place, more, wanted) = await writes.Run(undo, change => size.Learn(most, async () =>
            {
                // Something may have gone out since the first look; the lock makes whoever would hand it over wait, and see that this has begun.
                var held = change.Session.Engine == Engine.Postgres ? "for update" : "";
                MustNotBeFinal(await change.Session.First($"select final_ko, final_en from change_sets where id = @id {held}", row => FinalOf(row, 0), cancel, ("id", changeSetId)));
                var entries = await change.Session.List($"""
                    select {JournalFeed.Columns} from journal where change_set_id = @set and (chunk_no, seq) < (@chunk, @seq)
                    order by chunk_no desc, seq desc limit {most}
                    """, JournalFeed.Map, cancel, ("set", changeSetId), ("chunk", place.Chunk), ("seq", place.Seq));
                var (done, gone, left) = (0, 0L, new List<UndoConflict>());
                var records = new UndoRecords(change, changeSetId, Shape, left);
                foreach (var run in UndoRecords.Runs(entries.Where(e => e.Operation != Operations.Event && (only is null || (e.RecordId is { } id && only.Contains(id))))))
                    if (run[0].RecordId is null) gone += await UndoFacts(change, run[0], left, cancel);
                    else done += await records.Run(run, cancel);
                // What happened with a record goes with it, where it could be taken back.
                if (only is not null)
                    foreach (var entry in entries.Where(e => e.Operation == Operations.Facts && declarations.Named(e.Type).Parent is not null)) gone += await UndoFactsOf(change, entry, only, left, cancel);
                var next = entries.Count == 0 ? place
                    : new Place(undo.Id, entries[^1].ChunkNo, entries[^1].Position.Seq, place.Seen + entries.Count, place.Records + done, place.Facts + gone, [.. place.Conflicts, .. left.Take(MostConflicts - place.Conflicts.Count)], place.HasRest || records.HasRest);
                if (entries.Count == most) return (next, true, await step(change, next));
                // What was beyond the reach of this actor can still be taken back by somebody else.
                await Complete(change, undo.Id, next, changeSetId, whole: only is null && next.Conflicts.All(c => c.Why != UndoRecords.OutOfReach), cancel);
                return (next, false, await step(change, next));
            }), background: true, cancel);
        }
        if ((await TypesIn(changeSetId, cancel)).Contains(CompanyProfile.Edit.Type)) await company.ReadProfile(cancel);
        await using var after = await store.Read(cancel);
        var count = await ListChanges.Count(after, undo.Id, cancel);
        return new(changeSetId, place.Records, place.Facts, place.Conflicts) { UndoId = place.Records + place.Facts > 0 ? undo.Id : null, HasRest = place.HasRest, Count = count.More ? new(place.Records, false) : count };
    }

    private RecordShape Shape(string type) => _shapes.TryGetValue(type, out var known) ? known : _shapes[type] = RecordShape.Of(declarations.Named(type), store, declarations);

    /// <summary>What was taken back is said to the other modules; from now on the change set counts as undone, where all of it was asked for and nothing is left that can be taken back later.</summary>
    private static async Task Complete(Change change, Guid undo, Place place, Guid changeSetId, bool whole, CancellationToken cancel)
    {
        if (place.Records + place.Facts == 0) return;
        await change.Publish(new ChangeSetUndone(changeSetId, place.Records, place.Facts, place.Conflicts), cancel);
        if (whole && !place.HasRest) await change.ExecuteUnchecked("update change_sets set undoes_part = false where id = @id", cancel, ("id", undo));
    }

    private async Task<Text> Find(Guid changeSetId, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        var found = await read.First("select reason_ko, reason_en, final_ko, final_en from change_sets where id = @id",
            row => (Reason: new Text(row.Text(0), row.Text(1)), Final: FinalOf(row, 2)), cancel, ("id", changeSetId));
        if (found.Reason.Ko is null)
            throw new Refused("change_set_unknown", "change_set", new("그런 변경 묶음이 없어요.", "There is no such change set."), 404);
        MustNotBeFinal(found.Final);
        if (await read.Number($"select count(*) from change_sets c where c.id = @id and {ListChanges.UndoneBy("c")} is not null", cancel, ("id", changeSetId)) > 0)
            throw new Refused("already_undone", "change_set", new("이미 되돌린 변경이에요.", "This change was undone already."), 409);
        return found.Reason;
    }

    private static Text? FinalOf(Row row, int column) => row.TextOrNull(column) is { } ko ? new Text(ko, row.Text(column + 1)) : null;

    private static void MustNotBeFinal(Text? final)
    {
        if (final is { } why) throw new Refused("change_set_final", "change_set", new($"되돌릴 수 없는 변경이에요: {why.Ko}", $"This change can't be undone: {why.En}"), 409);
    }

    private async Task<List<string>> TypesIn(Guid changeSetId, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        return await read.List("select distinct type from journal where change_set_id = @id and operation <> 'event'", row => row.Text(0), cancel, ("id", changeSetId));
    }

    private async Task<long> UndoFacts(Change change, JournalEntry entry, List<UndoConflict> conflicts, CancellationToken cancel)
    {
        var type = declarations.Named(entry.Type);
        if (!change.Reached.IsAll(type, Actions.Undo))
        {
            conflicts.Add(new(entry.Type, Guid.Empty, null, UndoRecords.OutOfReach));
            return 0;
        }
        if (entry.Operation == Operations.FactsUndone)
        {
            // What is derived is made anew from what it was derived from.
            if (type.References.Any(r => r.IsDerived)) return 0;
            conflicts.Add(new(entry.Type, Guid.Empty, null, new($"되돌린 {type.Label.Ko} 기록은 다시 가져와야 해요.", $"{type.Label.En} rows that were taken back must be imported again.")));
            return 0;
        }
        return await Remove(change, entry, "true", [], cancel);
    }

    /// <summary>Takes back the facts of a chunk that belong to the records named, but for those that were left alone.</summary>
    private async Task<long> UndoFactsOf(Change change, JournalEntry entry, IReadOnlySet<Guid> only, List<UndoConflict> conflicts, CancellationToken cancel)
    {
        var (column, owner) = declarations.Named(entry.Type).Parent!.Value;
        var ids = new List<Guid>();
        foreach (var id in only.Where(id => conflicts.TrueForAll(c => c.RecordId != id || c.Type != owner)))
            if (await change.Reached.Holds(declarations.Named(owner), id, Actions.Undo, cancel)) ids.Add(id);
        return ids.Count == 0 ? 0 : await Remove(change, entry, change.Session.In<Guid>(column, "ids"), [("ids", ids)], cancel);
    }

    private async Task<long> Remove(Change change, JournalEntry entry, string which, (string, object?)[] args, CancellationToken cancel)
    {
        var gone = await change.ExecuteUnchecked($"delete from {declarations.Named(entry.Type).Table} where change_set_id = @set and chunk_no = @chunk and {which}", cancel, [("set", entry.ChangeSetId), ("chunk", entry.ChunkNo), .. args]);
        if (gone > 0)
            await change.Journal.Append(entry.Type, null, null, Operations.FactsUndone, null,
                new JsonObject { ["change_set_id"] = entry.ChangeSetId.ToString(), ["chunk_no"] = entry.ChunkNo, ["rows"] = gone }.ToJsonString(), null, cancel);
        return gone;
    }
}

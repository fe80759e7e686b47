using System.Text.Json;
using Npgsql;

namespace Dangol.Platform;

/// <summary>
/// Takes entries of records back inside one transaction, set by set: entries of one type and kind, each of another record, are read, judged, written and journaled together. Where such
/// a set hits a constraint or leads out of reach, halves of it are tried, down to the record that is in the way: it is left alone.
/// </summary>
internal sealed class UndoRecords(Change change, Guid undone, Func<string, RecordShape> shapes, List<UndoConflict> conflicts)
{
    public static readonly Text OutOfReach = new("권한이 미치지 않는 항목이라 남겨 두었어요.", "It is beyond your reach, so it was left alone.");

    private static readonly Text NotYours = new("바꿀 권한이 없는 항목이라 남겨 두었어요.", "You may not change this field, so it was left alone.");

    private static readonly Text ChangedSince = new("그 뒤에 다시 바뀐 값이라 남겨 두었어요.", "The value was changed again since, so it was left alone.");

    /// <summary>An entry that can be taken back: the row that shall be, the columns that this sets, and what the journal will say.</summary>
    private sealed record Step(JournalEntry Entry, RecordShape.State Row, HashSet<string> Columns, string? Before = null, string? After = null, string? Personal = null);

    /// <summary>Something was left alone that can be taken back later.</summary>
    public bool HasRest { get; private set; }

    /// <summary>The longest runs of entries that can be taken back together: what comes later in the list may depend on what came before.</summary>
    public static IEnumerable<List<JournalEntry>> Runs(IEnumerable<JournalEntry> entries)
    {
        var (run, named) = (new List<JournalEntry>(), new HashSet<Guid?>());
        foreach (var entry in entries)
        {
            if (run.Count > 0 && (entry.RecordId is null || entry.Type != run[0].Type || entry.Operation != run[0].Operation || named.Contains(entry.RecordId)))
            {
                yield return run;
                (run, named) = ([], []);
            }
            run.Add(entry);
            named.Add(entry.RecordId);
        }
        if (run.Count > 0) yield return run;
    }

    /// <summary>Takes a run back.</summary>
    /// <returns>How many records it took back.</returns>
    public async Task<int> Run(IReadOnlyList<JournalEntry> run, CancellationToken cancel)
    {
        var (type, shape) = (change.Declarations.Named(run[0].Type), shapes(run[0].Type));
        var now = await shape.Read(change.Session, [.. run.Select(e => e.RecordId!.Value)], cancel);
        var reached = await Reached(type, now.Keys, cancel);
        var within = new List<JournalEntry>(run.Count);
        foreach (var entry in run)
            if (now.ContainsKey(entry.RecordId!.Value) && !reached(entry.RecordId.Value)) Left(entry, null, OutOfReach);
            else within.Add(entry);
        var (json, steps) = (new EntryJson(type, shape.Columns), new List<Step>(within.Count));
        var made = run[0].Operation == Operations.Created;
        var touched = made ? await Touched(type, within, cancel) : [];
        foreach (var entry in within)
            if (Plan(entry, now.GetValueOrDefault(entry.RecordId!.Value)) is { } step) steps.Add(step);
        if (made) await Part(type, steps, cancel);
        else await LeadSomewhere(type, shape, steps, cancel);
        var done = await Write(type, shape, steps, cancel);
        if (done.Count == 0) return 0;
        var (chunk, operation) = (await change.Journal.OpenChunk(cancel), Reverse(run[0].Operation));
        await change.Journal.Append(done.ConvertAll(s => change.Journal.Row(type, s.Row.Id, s.Row.Version, chunk, operation, s.Before, s.After, s.Personal)), cancel);
        return done.Count;

        Step? Plan(JournalEntry entry, RecordShape.Current? current) => entry.Operation switch
        {
            Operations.Created when current is null => null,
            Operations.Created when touched.GetValueOrDefault(entry.RecordId!.Value) > entry.Version => Kept(entry, new("그 뒤에 바뀐 항목이라 남겨 두었어요.", "It was changed since, so it was left alone.")),
            Operations.Created => Remove(entry, current, shape, json),
            Operations.Deleted when current is not null => Left(entry, null, new("같은 항목이 이미 있어요.", "The item exists again.")),
            Operations.Deleted => BringBack(entry, shape, json),
            _ when current is null => Left(entry, null, new("지워진 항목이에요.", "It has been deleted.")),
            _ => Restore(type, entry, current, shape, json),
        };
    }

    /// <summary>Which of these records, as they stand now, may be taken back.</summary>
    private async Task<Func<Guid, bool>> Reached(DeclaredType type, IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        ids.Count == 0 || change.Reached.IsAll(type, Actions.Undo) ? _ => true : (await change.Reached.Within(type, Actions.Undo, ids, cancel)).Contains;

    private static string Reverse(string operation) => operation switch { Operations.Created => Operations.Deleted, Operations.Deleted => Operations.Created, _ => Operations.Updated };

    /// <summary>
    /// The latest version to which somebody else brought records that were made. What readers of the journal made of them followed from other changes; what was taken back, and its
    /// taking back, count no more.
    /// </summary>
    private async Task<Dictionary<Guid, int?>> Touched(DeclaredType type, List<JournalEntry> made, CancellationToken cancel) =>
        (await change.Session.List($"""
            select j.record_id, max(j.version) from journal j join change_sets c on c.id = j.change_set_id
            where {change.Session.In<Guid>("j.record_id", "ids")} and j.type = @type and j.change_set_id not in (@set, @undo) and c.undoes is distinct from @set
                and c.origin <> 'reader' and {ListChanges.UndoneBy("c")} is null
                and not exists (select 1 from change_sets b where b.id = c.undoes and {ListChanges.UndoneBy("b")} is not null)
            group by j.record_id
            """, row => (Id: row.Guid(0), Version: row.IntOrNull(1)), cancel, ("ids", made.Select(e => e.RecordId!.Value).ToArray()), ("type", type.Name), ("set", undone), ("undo", change.Set.Id)))
        .ToDictionary(t => t.Id, t => t.Version);

    /// <summary>Parts records that can be removed from those to which rows refer that stay: set by set, until nothing that goes is referred to by what stays.</summary>
    private async Task Part(DeclaredType type, List<Step> steps, CancellationToken cancel)
    {
        while (steps.Count > 0)
        {
            var used = await ReferredTo.Users(change, type, steps.ConvertAll(s => s.Row.Id), along: true, cancel);
            foreach (var step in steps)
                if (used.TryGetValue(step.Row.Id, out var user))
                    Kept(step.Entry, new($"{user.By.Label.Ko} 기록이 이 항목을 쓰고 있어 남겨 두었어요.", $"{user.By.Label.En} records refer to it, so it was left alone."));
            steps.RemoveAll(s => used.ContainsKey(s.Row.Id));
            if (used.Count == 0 || type.References.All(r => r.To != type.Name)) break;
        }
        await ReferredTo.TakeDerived(change, type, steps.ConvertAll(s => s.Row.Id), cancel);
    }

    /// <summary>Leaves alone what would lead to a record again that is gone meanwhile.</summary>
    private async Task LeadSomewhere(DeclaredType type, RecordShape shape, List<Step> steps, CancellationToken cancel)
    {
        foreach (var reference in type.References.Where(r => r.Theirs == "id"))
        {
            if (shape.PlaceOf(reference.Column) is not { } at || !change.Declarations.Has(reference.To)) continue;
            Guid? To(Step step) => step.Columns.Contains(reference.Column) && step.Row.Values[at] is Guid to && to != Guid.Empty ? to : null;
            var wanted = steps.Select(To).OfType<Guid>().ToHashSet();
            if (reference.To == type.Name) wanted.ExceptWith(steps.Select(s => s.Row.Id));
            if (wanted.Count == 0) continue;
            var there = await change.Session.List($"select id from {change.Declarations.Named(reference.To).Table} where {change.Session.In<Guid>("id", "ids")} order by id{change.Held()}", row => row.Guid(0), cancel, ("ids", wanted));
            wanted.ExceptWith(there);
            foreach (var step in steps.Where(s => To(s) is { } to && wanted.Contains(to))) Left(step.Entry, reference.Column, new("가리키던 기록이 지워져 남겨 두었어요.", "What it referred to has been removed, so it was left alone."));
            steps.RemoveAll(s => To(s) is { } to && wanted.Contains(to));
        }
    }

    private Step Remove(JournalEntry entry, RecordShape.Current current, RecordShape shape, EntryJson json)
    {
        for (var i = 0; i < shape.Columns.Count; i++) json.Before(i, current.Values[i]);
        return Taken(json, new(entry, new(entry.RecordId!.Value, current.Version + 1, [], change), []));
    }

    private Step BringBack(JournalEntry entry, RecordShape shape, EntryJson json)
    {
        var (values, columns) = (new object?[shape.Columns.Count], new HashSet<string>(StringComparer.Ordinal));
        foreach (var (name, former) in Values(entry, entry.Before, "before"))
        {
            if (shape.PlaceOf(name) is not { } at) continue;
            values[at] = shape.ValueOf(at, former);
            columns.Add(name);
            json.After(at, values[at]);
        }
        return Taken(json, new(entry, new(entry.RecordId!.Value, (entry.Version ?? 0) + 1, values, change), columns));
    }

    private Step? Restore(DeclaredType type, JournalEntry entry, RecordShape.Current current, RecordShape shape, EntryJson json)
    {
        var (values, columns, after) = ((object?[])current.Values.Clone(), new HashSet<string>(StringComparer.Ordinal), Values(entry, entry.After, "after"));
        foreach (var (name, written) in Values(entry, entry.Before, "before"))
        {
            var place = shape.PlaceOf(name);
            var (now, former) = place is { } at ? (current.Values[at], shape.ValueOf(at, written)) : (null, written.ValueKind == JsonValueKind.Null ? null : written);
            if (Equals(now, former)) continue;   // as before already: it was taken back alone, or by hand
            if (!change.Set.Actor.Rights.MaySet(type.Name, type.Behind(name)?.Name ?? name))
            {
                Left(entry, name, NotYours);
                continue;
            }
            if (place is null || !Equals(now, shape.ValueOf(place.Value, after.GetValueOrDefault(name))))
            {
                // A folded column goes with its field, which says it.
                if (type.Fields.All(f => f.Folded is not { } folded || Names.Snake(folded.Name) != name)) Left(entry, name, ChangedSince);
                continue;
            }
            values[place.Value] = former;
            columns.Add(name);
            json.Before(place.Value, now);
            json.After(place.Value, former);
        }
        return columns.Count == 0 ? null : Taken(json, new(entry, new(entry.RecordId!.Value, current.Version + 1, values, change), columns));
    }

    private static Step Taken(EntryJson json, Step step) => json.Take() is var (before, after, personal) ? step with { Before = before, After = after, Personal = personal } : step;

    /// <summary>Writes what can be written of some steps; what can't is left alone, with its reason.</summary>
    /// <returns>What was done.</returns>
    private async Task<List<Step>> Write(DeclaredType type, RecordShape shape, List<Step> steps, CancellationToken cancel)
    {
        if (steps.Count == 0) return steps;
        var (stands, wentOut) = await Try(type, shape, steps, cancel);
        if (stands) return steps;
        if (steps.Count > 1)
            return [.. await Write(type, shape, steps[..(steps.Count / 2)], cancel), .. await Write(type, shape, steps[(steps.Count / 2)..], cancel)];
        if (steps[0].Entry.Operation == Operations.Created) Kept(steps[0].Entry, new("다른 항목이 이 항목을 쓰고 있어 남겨 두었어요.", "Other items refer to it, so it was left alone."));
        else Left(steps[0].Entry, null, steps[0].Entry.Operation switch
        {
            _ when wentOut => OutOfReach,
            Operations.Deleted => new("같은 값을 가진 다른 항목이 있어 되살리지 못했어요.", "Another item has the same values, so it could not be brought back."),
            _ => new("같은 값을 가진 다른 항목이 있어 되돌리지 못했어요.", "Another item has the same values, so it could not be restored."),
        });
        return [];
    }

    /// <summary>Tries to write all of some steps; a broken reference, a doubled key or a row that would be out of reach undoes all of them, and nothing else.</summary>
    private async Task<(bool Stands, bool WentOut)> Try(DeclaredType type, RecordShape shape, List<Step> steps, CancellationToken cancel)
    {
        await change.ExecuteUnchecked("savepoint undo_some", cancel);
        var (stands, wentOut) = (false, false);
        try
        {
            stands = await Put(shape, steps, cancel);
            wentOut = stands && steps[0].Entry.Operation != Operations.Created && !steps.Select(s => s.Row.Id).All(await Reached(type, [.. steps.Select(s => s.Row.Id)], cancel));
            stands &= !wentOut;
        }
        catch (Exception error) when (error is Refused { Rule: "duplicate" } or PostgresException { SqlState: "23502" or "23503" or "23505" } or Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 }) { /* it is taken back below, and the caller says why */ }
        if (!stands) await change.ExecuteUnchecked("rollback to savepoint undo_some", cancel);
        await change.ExecuteUnchecked("release savepoint undo_some", cancel);
        return (stands, wentOut);
    }

    private async Task<bool> Put(RecordShape shape, List<Step> steps, CancellationToken cancel)
    {
        switch (steps[0].Entry.Operation)
        {
            case Operations.Created:
                await shape.Delete(change, steps.Select(s => s.Row.Id), cancel);
                return true;
            case Operations.Deleted:
                foreach (var alike in steps.GroupBy(s => s.Columns, HashSet<string>.CreateSetComparer()))
                    await shape.Insert(change.Session, [.. alike.Select(s => s.Row)], alike.Key, cancel);
                return true;
            default:
                // A row has in the others' columns what it has now.
                return await shape.Update(change.Session, steps.ConvertAll(s => s.Row), steps.SelectMany(s => s.Columns).ToHashSet(StringComparer.Ordinal), cancel);
        }
    }

    private Step? Left(JournalEntry entry, string? field, Text why)
    {
        conflicts.Add(new(entry.Type, entry.RecordId!.Value, field, why));
        return null;
    }

    /// <summary>Something that was made is left alone for now: once what keeps it is gone, it can be taken back too.</summary>
    private Step? Kept(JournalEntry entry, Text why)
    {
        HasRest = true;
        return Left(entry, null, why);
    }

    private static Dictionary<string, JsonElement> Values(JournalEntry entry, string? plain, string side)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (plain is not null) Add(JsonElement.Parse(plain));
        if (entry.Personal is not null && JsonElement.Parse(entry.Personal).TryGetProperty(side, out var personal)) Add(personal);
        return values;

        void Add(JsonElement json)
        {
            foreach (var value in json.EnumerateObject()) values[value.Name] = value.Value;
        }
    }
}

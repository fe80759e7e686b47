using System.Collections.Concurrent;

namespace Dangol.Platform;

/// <summary>The rows of one chunk of a batch, inside its transaction: looked up, checked and written set by set.</summary>
internal abstract class BatchChunk
{
    private static readonly ConcurrentDictionary<Type, Func<Change, DeclaredType, IReadOnlyList<BatchRow>, RecordRows, Company, BatchChunk>> Makers = new();

    public static BatchChunk Of(Change change, DeclaredType type, IReadOnlyList<BatchRow> rows, RecordRows fill, Company company) => Makers.GetOrAdd(type.Entity, entity =>
    {
        var of = typeof(BatchChunk<>).MakeGenericType(entity).GetConstructors().Single();
        return (c, t, r, f, k) => (BatchChunk)of.Invoke([c, t, r, f, k]);
    })(change, type, rows, fill, company);

    public abstract Task<BatchVerdict[]> Run(CancellationToken cancel);
}

internal sealed class BatchChunk<T>(Change change, DeclaredType type, IReadOnlyList<BatchRow> rows, RecordRows fill, Company company) : BatchChunk where T : Record
{
    private readonly BatchVerdict[] _verdicts = new BatchVerdict[rows.Count];
    private readonly Guid[] _ids = new Guid[rows.Count];
    private readonly Field[] _keys = [.. type.Fields.Where(f => f.UniqueIndex is not null)];

    /// <summary>So many rows of one chunk may name the same record: each is a round of its own.</summary>
    private const int MostRounds = 50;

    public override async Task<BatchVerdict[]> Run(CancellationToken cancel)
    {
        var open = new List<int>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
            if (rows[i].Wrong is { } wrong) Refuse(i, wrong);
            else open.Add(i);
        for (var round = 0; open.Count > 0; round++)
        {
            await FindUpserts(open.FindAll(i => rows[i].Do == BatchDo.Upsert), cancel);
            var (now, later) = Apart(Open(open));
            if (round == MostRounds)
            {
                foreach (var i in Open(open)) Refuse(i, new("named_too_often", "id", new($"같은 기록은 {BatchRecords.ChunkRows:N0}행마다 {MostRounds}번까지 쓸 수 있어요.", $"The same record may be named {MostRounds} times in {BatchRecords.ChunkRows:N0} rows.")));
                break;
            }
            await Round(now, cancel);
            open = later;
        }
        return _verdicts;
    }

    /// <summary>Rows of which no two name the same record or value of a key; what a later row does depends on the earlier one, so it comes in a later round.</summary>
    private (List<int> Now, List<int> Later) Apart(List<int> open)
    {
        var (now, later, named) = (new List<int>(open.Count), new List<int>(), new HashSet<object>());
        foreach (var i in open)
        {
            var fits = Key(i) is var id && (id == Guid.Empty || named.Add(id));
            foreach (var key in _keys)
                if (rows[i].Values.GetValueOrDefault(key.Name) is { } value) fits &= named.Add((key.Name, value));
            (fits ? now : later).Add(i);
        }
        return (now, later);
    }

    private async Task Round(List<int> now, CancellationToken cancel)
    {
        await MustExist(now, cancel);
        var there = Open(now).FindAll(i => rows[i].Do is BatchDo.Update or BatchDo.Delete || _ids[i] != Guid.Empty);
        var before = there.Count == 0 ? [] : await change.Load<T>(there.ConvertAll(Key), cancel);
        await MustNotMeet(there, before, cancel);
        await MustBeWithin(Open(there), cancel);
        there = Open(there);
        await Delete(there.FindAll(i => rows[i].Do == BatchDo.Delete), before, cancel);
        var changed = Changed(there.FindAll(i => rows[i].Do != BatchDo.Delete), before);
        var made = Made(Open(now).FindAll(i => rows[i].Do == BatchDo.Create || (rows[i].Do == BatchDo.Upsert && _ids[i] == Guid.Empty)));
        List<(int Index, Record Row)> written = [.. changed.Select(c => (c.Index, (Record)c.After)), .. made.Select(m => (m.Index, (Record)m.Row))];
        await MustBeAboutSomething(written, cancel);
        await MustBeUnique(written, cancel);
        await Update(changed.FindAll(c => IsOpen(c.Index)), cancel);
        await Create(made.FindAll(m => IsOpen(m.Index)), cancel);
    }

    /// <summary>Refuses what may be changed one by one, but not many at once.</summary>
    private async Task MustBeWithin(List<int> there, CancellationToken cancel)
    {
        if (there.Count == 0 || change.Reached.IsAll(type, Actions.BulkEdit) && change.Set.Actor.Rights.Allows(new(type.Name, Actions.BulkEdit))) return;
        var within = await change.Reached.Within(type, Actions.BulkEdit, [.. there.Select(Key).Distinct()], cancel);
        foreach (var i in there)
            if (!within.Contains(Key(i))) Refuse(i, ReachOfChange.OutOfReach(type));
    }

    /// <summary>Which records upserts mean, by their keys: one question for each field.</summary>
    private async Task FindUpserts(List<int> upserts, CancellationToken cancel)
    {
        foreach (var group in upserts.GroupBy(i => rows[i].By!))
        {
            var known = await Holders(group.Key, group.Select(i => rows[i].Values.GetValueOrDefault(group.Key.Name)), cancel);
            foreach (var i in group)
                if (rows[i].Values.GetValueOrDefault(group.Key.Name) is not { } value) Refuse(i, group.Key.Missing());
                else _ids[i] = known.GetValueOrDefault(value);
        }
    }

    /// <summary>Refuses references to what is not there or out of reach: one question for each field that refers.</summary>
    private async Task MustExist(List<int> open, CancellationToken cancel)
    {
        foreach (var column in RecordColumns.Of(type, company.Declarations).Own.Where(c => c.Type is ReferenceType { To.Length: > 0 } reference && company.Declarations.Has(reference.To)))
        {
            var wanted = Open(open).Where(i => rows[i].Values.GetValueOrDefault(column.Path) is Guid).Select(i => (i, (Guid)rows[i].Values[column.Path]!)).ToList();
            if (wanted.Count > 0) await MustExist(column, company.Declarations.Named(((ReferenceType)column.Type).To), wanted, cancel);
        }
    }

    /// <summary>The same for references whose type stands in another field, as the rows will be: one question for each type that they name.</summary>
    private async Task MustBeAboutSomething(List<(int Index, Record Row)> written, CancellationToken cancel)
    {
        foreach (var (field, beside) in EditRecords.RegardingOf(type))
        {
            var column = RecordColumns.Of(type, company.Declarations).Find(field.Name);
            var touched = written.Where(w => IsOpen(w.Index) && (rows[w.Index].Values.ContainsKey(field.Name) || rows[w.Index].Values.ContainsKey(beside.Name)) && RecordRow.Get(field, w.Row) is Guid);
            foreach (var group in touched.ToLookup(w => RecordRow.Get(beside, w.Row) as string))
            {
                if (group.Key is not { } to) continue;
                try { await MustExist(column, EditRecords.TypeNamed(company.Declarations, beside, to), [.. group.Select(w => (w.Index, (Guid)RecordRow.Get(field, w.Row)!))], cancel); }
                catch (Refused why) { foreach (var (i, _) in group) Refuse(i, why); }
            }
        }
    }

    private async Task MustExist(RecordColumn column, DeclaredType target, List<(int Index, Guid Id)> wanted, CancellationToken cancel)
    {
        var reach = target.Name == "user" ? new("true", []) : Reach.Sql(change.Set.Actor, target, "t", change.Session.Engine);
        var there = (await change.Session.List($"select t.id from {target.Table} t where {change.Session.In<Guid>("t.id", "ids")} and ({reach.Where})", row => row.Guid(0), cancel,
            [("ids", wanted.Select(w => w.Id).Distinct().ToArray()), .. reach.Args])).ToHashSet();
        foreach (var (i, id) in wanted)
            if (!there.Contains(id)) Refuse(i, EditRecords.NotThere(column.Path, column, target));
    }

    /// <summary>
    /// Refuses what is not there or out of reach, and where somebody else has changed since the version that was read what the row sets; what they did to other fields stays, and
    /// what earlier rows of the same batch did is no conflict.
    /// </summary>
    private async Task MustNotMeet(List<int> there, Dictionary<Guid, T> before, CancellationToken cancel)
    {
        foreach (var i in there)
            if (!before.ContainsKey(Key(i))) Refuse(i, ReachOfChange.OutOfReach(type));
        var older = Open(there).FindAll(i => rows[i].Version is { } read && read != before[Key(i)].Version);
        if (older.Count == 0) return;
        var since = (await ChangedMeanwhile.Since(change.Session, type, [.. older.Select(Key)], older.Min(i => rows[i].Version!.Value), change.Set.Id, cancel)).ToLookup(s => s.Id);
        foreach (var i in older)
        {
            try { ChangedMeanwhile.MustNotMeet(type, before[Key(i)], rows[i].Version!.Value, rows[i].Do == BatchDo.Delete ? null : rows[i].Values, since[Key(i)]); }
            catch (Refused why) { Refuse(i, why); }
        }
    }

    private async Task Delete(List<int> gone, Dictionary<Guid, T> before, CancellationToken cancel)
    {
        if (gone.Count == 0) return;
        var used = await ReferredTo.Find(change, type, gone.ConvertAll(Key), cancel);
        foreach (var i in gone) if (used.TryGetValue(Key(i), out var why)) Refuse(i, why);
        gone = Open(gone);
        await ReferredTo.TakeDerived(change, type, gone.ConvertAll(Key), cancel);
        foreach (var (n, verdict) in (await change.BulkRemove(gone.ConvertAll(i => before[Key(i)]), cancel)).Index())
            _verdicts[gone[n]] = verdict.Why is { } why ? new(BatchOutcome.Refused, Why: why) : new(BatchOutcome.Deleted, Key(gone[n]), before[Key(gone[n])].Version);
    }

    private List<(int Index, T Before, T After)> Changed(List<int> there, Dictionary<Guid, T> before)
    {
        var changed = new List<(int, T, T)>(there.Count);
        foreach (var i in there)
        {
            try
            {
                var row = before[Key(i)];
                var after = RowChange<T>.Copy(row);
                fill.Set(after, rows[i].Values);
                fill.Settle(after, rows[i].Values);
                changed.Add((i, row, after));
            }
            catch (Refused why) { Refuse(i, why); }
        }
        return changed;
    }

    private List<(int Index, T Row)> Made(List<int> news)
    {
        var made = new List<(int, T)>(news.Count);
        foreach (var i in news)
        {
            try { made.Add((i, (T)fill.New(rows[i].Values, change.NewId()))); }
            catch (Refused why) { Refuse(i, why); }
        }
        return made;
    }

    /// <summary>Refuses what another record, or an earlier row, has already in a unique field.</summary>
    private async Task MustBeUnique(List<(int Index, Record Row)> written, CancellationToken cancel)
    {
        foreach (var field in _keys)
        {
            var said = written.FindAll(w => IsOpen(w.Index) && rows[w.Index].Values.ContainsKey(field.Name) && RecordRow.Get(field, w.Row) is not null);
            if (said.Count == 0) continue;
            var holders = await Holders(field, said.Select(w => RecordRow.Get(field, w.Row)), cancel);
            var taken = new HashSet<object>();
            foreach (var (i, row) in said)
            {
                var value = RecordRow.Get(field, row)!;
                var holder = holders.GetValueOrDefault(value);
                if ((holder != Guid.Empty && holder != row.Id) || !taken.Add(value))
                    Refuse(i, new("duplicate", field.Name, new($"같은 {field.Label.Ko} 값을 가진 항목이 이미 있어요.", $"Another item has the same {field.Label.En}."), 409));
            }
        }
    }

    private async Task Update(List<(int Index, T Before, T After)> changed, CancellationToken cancel)
    {
        if (changed.Count == 0) return;
        foreach (var (n, verdict) in (await change.BulkUpdate(changed.ConvertAll(c => (c.Before, c.After)), cancel)).Index())
            _verdicts[changed[n].Index] = verdict.Why is { } why ? new(BatchOutcome.Refused, Why: why)
                : new(verdict.Outcome == BulkOutcome.Existed ? BatchOutcome.Unchanged : BatchOutcome.Updated, changed[n].After.Id, changed[n].After.Version);
    }

    private async Task Create(List<(int Index, T Row)> made, CancellationToken cancel)
    {
        if (made.Count == 0) return;
        var refused = await type.BeginRows(change, made.ConvertAll(m => (object)m.Row), cancel);
        foreach (var (i, row) in made) if (refused.TryGetValue(row.Id, out var why)) Refuse(i, why);
        made.RemoveAll(m => !IsOpen(m.Index));
        if (made.Count == 0) return;
        foreach (var (n, verdict) in (await change.Bulk(made.ConvertAll(m => m.Row), cancel: cancel)).Index())
            _verdicts[made[n].Index] = verdict.Why is { } not ? new(BatchOutcome.Refused, Why: not) : new(BatchOutcome.Created, made[n].Row.Id, made[n].Row.Version);
        await type.FollowRows(change, [.. made.Where(m => IsOpen(m.Index)).Select(m => m.Row)], cancel);
    }

    /// <summary>Who has these values of a unique field, reach or not: a value is taken by whomever.</summary>
    private async Task<Dictionary<object, Guid>> Holders(Field field, IEnumerable<object?> values, CancellationToken cancel)
    {
        var some = values.OfType<object>().Distinct().ToList();
        var (isOne, args) = field.Type.Kind == FieldKind.Text
            ? (change.Session.In<string>(field.Name, "texts"), [("texts", some.Cast<string>().ToArray())])
            : ($"{field.Name} in ({string.Join(", ", some.Select((_, n) => $"@v{n}"))})", some.Select((value, n) => ($"v{n}", (object?)value)).ToArray());
        if (some.Count == 0) return [];
        var found = await change.Session.List($"select {field.Name}, id from {type.Table} where {isOne}", row => (Value: field.Type.Read(row, 0), Id: row.Guid(1)), cancel, args);
        return found.ToDictionary(f => f.Value, f => f.Id);
    }

    private Guid Key(int i) => rows[i].Id ?? _ids[i];

    private List<int> Open(List<int> some) => some.FindAll(IsOpen);

    private bool IsOpen(int i) => _verdicts[i].Why is null;

    private void Refuse(int i, Refused why) => _verdicts[i] = new(BatchOutcome.Refused, Why: Disclosure.Said(change.Set.Actor, type, why));
}

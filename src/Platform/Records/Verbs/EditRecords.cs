namespace Dangol.Platform;

/// <summary>A record as a verb left it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Version">Its version now.</param>
/// <param name="ChangeSetId">What can be taken back; empty where nothing was changed.</param>
public sealed record RecordSaved(Guid Id, int Version, Guid ChangeSetId);

/// <summary>Makes, changes and removes records of any declared type by their fields: what forms, inline edits, the API and batches all call.</summary>
public sealed class EditRecords(Company company)
{
    /// <summary>Makes a record; with a key that was given out before, so that what is sent twice is made once (<c>duplicate</c>).</summary>
    /// <exception cref="Refused">What is wrong, at its field.</exception>
    public Task<RecordSaved> Create(Actor actor, DeclaredType type, RecordValues values, CancellationToken cancel = default, Guid? id = null) => Create(actor, type, values, null, cancel, id);

    /// <summary>Makes a record, and does something of the system's own in the same transaction.</summary>
    internal Task<RecordSaved> Create(Actor actor, DeclaredType type, RecordValues values, Func<Change, RecordSaved, Task>? also, CancellationToken cancel, Guid? id = null) =>
        Write(actor, type, new($"{type.Label.Ko} 만들기", $"New {type.Label.En.ToLowerInvariant()}"), async change =>
        {
            var row = await Put(change, type, values, cancel, id);
            await change.Save(cancel);
            return row;
        }, also, cancel);

    /// <summary>Changes fields of a record. Where somebody else has changed it since, what they did to other fields stays.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its key.</param>
    /// <param name="version">The version that was read.</param>
    /// <param name="values">The fields to set.</param>
    /// <param name="cancel">Stops before the write.</param>
    /// <exception cref="Refused"><c>out_of_reach</c>, <c>changed_meanwhile</c> (409, at the field that somebody else changed), or what is wrong at its field.</exception>
    public Task<RecordSaved> Change(Actor actor, DeclaredType type, Guid id, int version, RecordValues values, CancellationToken cancel = default) =>
        Change(actor, type, id, version, values, null, cancel);

    /// <summary>Changes fields of a record, and does something of the system's own in the same transaction.</summary>
    internal Task<RecordSaved> Change(Actor actor, DeclaredType type, Guid id, int version, RecordValues values, Func<Change, RecordSaved, Task>? also, CancellationToken cancel) =>
        Write(actor, type, new($"{type.Label.Ko} 수정", $"Edit of a {type.Label.En.ToLowerInvariant()}"), async change =>
        {
            var row = await Update(change, type, id, version, values, cancel);
            await change.Save(cancel);
            return row;
        }, also, cancel);

    /// <summary>Removes a record; the journal keeps it for undo.</summary>
    /// <exception cref="Refused"><c>out_of_reach</c>, <c>in_use</c> (409).</exception>
    public Task<RecordSaved> Delete(Actor actor, DeclaredType type, Guid id, CancellationToken cancel = default) => Delete(actor, type, id, null, cancel);

    /// <summary>Removes a record as long as it has the version that was read.</summary>
    internal Task<RecordSaved> Delete(Actor actor, DeclaredType type, Guid id, int? version, CancellationToken cancel) =>
        Write(actor, type, new($"{type.Label.Ko} 삭제", $"Removal of a {type.Label.En.ToLowerInvariant()}"), async change =>
        {
            actor.Must(new(type.Name, Actions.Delete));
            MustBeByHand(type);
            var row = await Find(change, type, id, cancel);
            if (version is { } read && read != row.Version)
                throw ChangedMeanwhile.Whole(412);
            if ((await ReferredTo.Find(change, type, [id], cancel)).TryGetValue(id, out var used)) throw used;
            await ReferredTo.TakeDerived(change, type, [id], cancel);
            change.Open<RecordsDb>().Remove(row);
            await change.Save(cancel);
            return row;
        }, null, cancel, removes: true);

    /// <summary>A new row in a change, ready to be saved.</summary>
    internal async Task<Record> Put(Change change, DeclaredType type, RecordValues values, CancellationToken cancel, Guid? id = null)
    {
        var actor = change.Set.Actor;
        actor.Must(new(type.Name, Actions.Create));
        MustBeByHand(type);
        var row = Rows(type, actor).New(values, id ?? change.NewId());
        await MustExist(change, type, row, values, cancel);
        if ((await type.BeginRows(change, [row], cancel)).TryGetValue(row.Id, out var why)) throw why;
        await type.FollowRows(change, [row], cancel);
        change.Open<RecordsDb>().Add(row);
        return row;
    }

    /// <summary>A row in a change with its fields set, ready to be saved.</summary>
    internal async Task<Record> Update(Change change, DeclaredType type, Guid id, int version, RecordValues values, CancellationToken cancel)
    {
        var actor = change.Set.Actor;
        actor.Must(new(type.Name, Actions.Edit));
        var row = await Find(change, type, id, cancel);
        if (!await change.Reached.Holds(type, id, Actions.Edit, cancel)) throw ReachOfChange.NotThisOne(type);
        if (row.Version != version) ChangedMeanwhile.MustNotMeet(type, row, version, values, await ChangedMeanwhile.Since(change.Session, type, [id], version, change.Set.Id, cancel));
        var rows = Rows(type, actor);
        rows.Set(row, values);
        rows.Settle(row, values);
        await MustExist(change, type, row, values, cancel);
        return row;
    }

    private async Task<RecordSaved> Write(Actor actor, DeclaredType type, Text reason, Func<Change, Task<Record>> work, Func<Change, RecordSaved, Task>? also, CancellationToken cancel, bool removes = false)
    {
        var set = company.Writes.NewChangeSet(actor, reason);
        try
        {
            return await company.Writes.Run(set, async change =>
            {
                var row = await work(change);
                var saved = new RecordSaved(row.Id, row.Version, removes || row.ChangeSetId == set.Id ? set.Id : Guid.Empty);
                if (also is not null) await also(change, saved);
                return saved;
            }, background: false, cancel);
        }
        catch (Refused refused)
        {
            var said = Disclosure.Said(actor, type, refused);
            if (said != refused) throw said;
            throw;
        }
    }

    private RecordRows Rows(DeclaredType type, Actor actor) => new(type, company, actor);

    /// <summary>What a new record has in a field where nothing is said.</summary>
    internal object? Beginning(Field field, Actor actor) => RecordRows.Beginning(field, company, actor);

    private static async Task<Record> Find(Change change, DeclaredType type, Guid id, CancellationToken cancel)
    {
        var row = (Record?)await change.Open<RecordsDb>().FindAsync(type.Entity, [id], cancel) ?? throw ReachOfChange.OutOfReach(type);
        // Who may change but not see must not learn from the answer that it is there.
        return await change.Reached.Holds(type, id, Actions.View, cancel) ? row : throw ReachOfChange.OutOfReach(type);
    }

    /// <summary>Refuses a reference to what is not there, or not within reach.</summary>
    private async Task MustExist(Change change, DeclaredType type, Record row, RecordValues values, CancellationToken cancel)
    {
        foreach (var (name, value) in values)
        {
            if (value is not Guid id || RecordColumns.Of(type, company.Declarations).FindOrNull(name) is not { Type: ReferenceType { Beside: null, To: var to } } column || !company.Declarations.Has(to)) continue;
            await MustExist(change, column, company.Declarations.Named(to), id, cancel);
        }
        // The type alone makes it mean another record.
        foreach (var (field, beside) in RegardingOf(type).Where(r => values.ContainsKey(r.Field.Name) || values.ContainsKey(r.Beside.Name)))
            if (RecordRow.Get(field, row) is Guid id && RecordRow.Get(beside, row) is string to)
                await MustExist(change, RecordColumns.Of(type, company.Declarations).Find(field.Name), TypeNamed(company.Declarations, beside, to), id, cancel);
    }

    private static async Task MustExist(Change change, RecordColumn column, DeclaredType target, Guid id, CancellationToken cancel)
    {
        if (await change.Session.Number($"select count(*) from {target.Table} where id = @id", cancel, ("id", id)) == 0 || (target.Name != "user" && !await change.Reached.Holds(target, id, Actions.View, cancel)))
            throw NotThere(column.Path, column, target);
    }

    /// <summary>The references whose type stands in another field, with that field.</summary>
    internal static IEnumerable<(Field Field, Field Beside)> RegardingOf(DeclaredType type) =>
        type.Fields.Where(f => f.Type is ReferenceType { Beside: not null }).Select(f => (f, type.Fields.Single(b => b.Name == ((ReferenceType)f.Type).Beside)));

    /// <summary>The type that a field names.</summary>
    /// <exception cref="Refused"><c>unknown_type</c> at the field.</exception>
    internal static DeclaredType TypeNamed(Declarations declarations, Field beside, string name) =>
        declarations.Has(name) ? declarations.Named(name) : throw new Refused("unknown_type", beside.Name, new($"'{name}' 유형이 없어요.", $"There is no type '{name}'."));

    internal static Refused NotThere(string name, RecordColumn column, DeclaredType target) => new("reference_unknown", name, new(
        $"{column.Label.Ko} 항목에서 고른 {target.Label.Ko} 기록을 찾지 못했어요.", $"The {target.Label.En.ToLowerInvariant()} chosen for {column.Label.En} was not found."));

    internal static void MustBeByHand(DeclaredType type)
    {
        if (type.Pages is { ByHand: false } or null)
            throw new Refused("not_by_hand", null, new($"{type.Label.Ko} 기록은 여기서 만들거나 지울 수 없어요.", $"{type.Label.En} records are not made or removed here."), 403);
    }
}

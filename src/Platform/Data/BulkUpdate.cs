using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

public sealed partial class Change
{
    private static readonly string[] Always = ["id", "version", "updated_at", "updated_by", "change_set_id"];

    /// <summary>The rows with these keys that the actor reaches, as they are now; on PostgreSQL nobody else changes them until this change ends.</summary>
    public async Task<Dictionary<Guid, T>> Load<T>(IReadOnlyCollection<Guid> ids, CancellationToken cancel = default) where T : Record
    {
        var type = _declarations.Of(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not declared");
        var reach = Reach.Sql(Set.Actor, type, "t", Session.Engine);
        (string Name, object? Value)[] args = [("ids", ids), .. reach.Args];
        using var command = Session.Command("", args);
        var parameters = command.Parameters.Cast<DbParameter>().ToArray<object>();
        command.Parameters.Clear();
        var sql = $"select * from {type.Table} t where {Session.In<Guid>("t.id", "ids")} and ({reach.Where}){(Session.Engine == Engine.Postgres ? " for update" : "")}";
        var rows = await Open<RecordsDb>().Set<T>().FromSqlRaw(sql, parameters).AsNoTracking().ToListAsync(cancel);
        return rows.ToDictionary(r => r.Id);
    }

    /// <summary>
    /// Changes many rows of one type as <see cref="Save"/> does one: fields that the actor may set, reach before and after, declared rules, rows, journal with before and after;
    /// a verdict for each. A row in which nothing differs is left alone (<see cref="BulkOutcome.Existed"/>).
    /// </summary>
    /// <param name="rows">Each as <see cref="Load{T}"/> gave it, and a copy of it as it shall be.</param>
    /// <param name="cancel">Stops before the commit.</param>
    public async Task<BulkVerdict[]> BulkUpdate<T>(IReadOnlyList<(T Before, T After)> rows, CancellationToken cancel = default) where T : Record
    {
        var (type, shape, verdicts) = (_declarations.Of(typeof(T))!, ShapeOf<T>(_declarations.Of(typeof(T))!), new BulkVerdict[rows.Count]);
        var differences = new RowChange<T>(type, shape);
        // A column that no row changes isn't written, and the indices over it aren't either. What never shows in the journal is always written.
        var changed = new HashSet<string>(Always.Concat(type.Fields.Where(f => f.IsSecret).Select(f => f.Name)), StringComparer.Ordinal);
        var good = new List<int>(rows.Count);
        await _reach.Look(type, Actions.Edit, [.. rows.Select(r => r.Before.Id)], cancel);
        var kept = await Kept(type, [.. rows.Where(r => r.Before.OwnerId != r.After.OwnerId).Select(r => r.Before.Id)], cancel);
        await PutInCharge(type, [.. rows.Select(r => r.After)], i => rows[i].Before, cancel);
        for (var i = 0; i < rows.Count; i++)
        {
            var (before, after) = rows[i];
            try
            {
                foreach (var field in type.Fields) field.Folded?.SetValue(after, field.FoldOf(after));
                var touched = differences.Touched(before, after).ToList();
                if (touched.Count == 0) { verdicts[i] = new(BulkOutcome.Existed); continue; }
                foreach (var (_, field) in touched)
                    if (field is not null && !Set.Actor.Rights.MaySet(type.Name, field.Name)) throw NotAllowed(Set.Actor, type, field);
                if (kept.Contains(before.Id) && before.OwnerId != after.OwnerId) throw ReachOfChange.NotThisOne(type);
                _reach.CheckBefore(type, Actions.Edit, before);
                _reach.CheckRow(type, Actions.Edit, after, isNew: false);
                type.CheckRow(after);
                changed.UnionWith(touched.Select(t => t.Column));
                good.Add(i);
            }
            catch (Refused why) { verdicts[i] = new(BulkOutcome.Refused, why); }
        }
        var refused = await type.JudgeRows(this, good.Select(i => (object)rows[i].After), cancel);
        foreach (var i in good) if (refused.TryGetValue(rows[i].After.Id, out var why)) verdicts[i] = new(BulkOutcome.Refused, why);
        good.RemoveAll(i => verdicts[i].Why is not null);
        if (good.Count == 0) return verdicts;

        var chunk = await _journal.OpenChunk(cancel);
        foreach (var i in good) Complete(rows[i].After, isNew: false, chunk);
        Touch(type);
        Lead(type, good, i => rows[i].After, (i, property) => !Equals(property.GetValue(rows[i].Before), property.GetValue(rows[i].After)));
        var columns = shape.Only(changed.Contains);
        var written = await WithinReach(type, Actions.Edit, good.ConvertAll(i => (i, rows[i].After)), some => Unique(() => RowWriter.Update(Session, columns, some, cancel)), verdicts, cancel);
        good.RemoveAll(i => verdicts[i].Why is not null);
        if (good.Count == 0) return verdicts;
        var entries = new List<JournalRow>(good.Count);
        foreach (var (n, i) in good.Index())
        {
            if (!written[n]) throw Meanwhile();
            var (before, after, personal) = differences.Entry(rows[i].Before, rows[i].After);
            entries.Add(Entry(type, rows[i].After, chunk, Operations.Updated, before, after, personal));
        }
        await _journal.Append(entries, cancel);
        return verdicts;
    }

    /// <summary>Removes many rows of one type that <see cref="Load{T}"/> gave; the journal keeps them. A verdict for each.</summary>
    public async Task<BulkVerdict[]> BulkRemove<T>(IReadOnlyList<T> rows, CancellationToken cancel = default) where T : Record
    {
        var type = _declarations.Of(typeof(T))!;
        var (differences, verdicts, good) = (new RowChange<T>(type, ShapeOf<T>(type)), new BulkVerdict[rows.Count], new List<T>(rows.Count));
        await _reach.Look(type, Actions.Delete, [.. rows.Select(r => r.Id)], cancel);
        for (var i = 0; i < rows.Count; i++)
        {
            try
            {
                _reach.CheckBefore(type, Actions.Delete, rows[i]);
                good.Add(rows[i]);
            }
            catch (Refused why) { verdicts[i] = new(BulkOutcome.Refused, why); }
        }
        if (good.Count == 0) return verdicts;

        Touch(type);
        var chunk = await _journal.OpenChunk(cancel);
        if (!await Remove(type, good, cancel))
        {
            // One is in use: then one by one shows which.
            for (var i = 0; i < rows.Count; i++)
                if (verdicts[i].Why is null && !await Remove(type, [rows[i]], cancel))
                {
                    verdicts[i] = new(BulkOutcome.Refused, InUse());
                    good.Remove(rows[i]);
                }
            if (good.Count == 0) return verdicts;
        }
        var entries = good.ConvertAll(row =>
        {
            var (before, _, personal) = differences.Entry(row, null);
            return Entry(type, row, chunk, Operations.Deleted, before, null, personal);
        });
        await _journal.Append(entries, cancel);
        return verdicts;
    }

    /// <summary>Removes rows; false, and nothing done, where something refers to one of them.</summary>
    private async Task<bool> Remove<T>(DeclaredType type, IReadOnlyList<T> rows, CancellationToken cancel) where T : Record
    {
        await ExecuteUnchecked("savepoint removal", cancel);
        try
        {
            if (await ExecuteUnchecked($"delete from {type.Table} where {Session.In<Guid>("id", "ids")}", cancel, ("ids", rows.Select(r => r.Id).ToArray())) != rows.Count) throw Meanwhile();
        }
        catch (Exception error) when (Session.ReferenceHit(error))
        {
            await ExecuteUnchecked("rollback to savepoint removal", cancel);
            return false;
        }
        await ExecuteUnchecked("release savepoint removal", cancel);
        return true;
    }

    private JournalRow Entry(DeclaredType type, Record row, int chunk, string operation, string? before, string? after, string? personal) =>
        _journal.Row(type, row.Id, row.Version, chunk, operation, before, after, personal);

    internal static Refused NotAllowed(Actor actor, DeclaredType type, Field field) => Disclosure.Said(actor, type, new("field_not_allowed", field.Name, new($"{field.Label.Ko} 항목을 바꿀 권한이 없어요.", $"You are not allowed to change {field.Label.En}."), 403));

    private static Refused Meanwhile() => new("changed_meanwhile", null, new(
        "그 사이에 다른 사람이 이 항목을 바꿨어요. 새로 고친 뒤 다시 해 주세요.", "Somebody else changed this item in the meantime. Please reload and try again."), 409);
}

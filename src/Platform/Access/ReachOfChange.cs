using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Dangol.Platform;

/// <summary>
/// Holds what one change touches to the reach of its actor: before and after, so that nobody moves a record out of their sight or into it. What roles reach is asked of the
/// database in the same transaction, in the words of every list; a fixed rule is asked of the row.
/// </summary>
internal sealed class ReachOfChange(Change change)
{
    private readonly Dictionary<(DeclaredType, string), Func<Func<PropertyInfo, object?>, bool>?> _tests = [];
    private readonly HashSet<(DeclaredType, string, Guid)> _held = [];
    private Actor Actor => change.Set.Actor;

    /// <summary>True where the actor reaches every record of the type.</summary>
    public bool IsAll(DeclaredType type, string action) => !HasBranches(type, action) && Actor.Rights.Reach(new(type.Name, action)) is null;

    /// <summary>True where it is a role that says how far.</summary>
    public bool HasBranches(DeclaredType type, string action) => Actor.Rights.Branches(type, Asked(action), "t") is not null;

    /// <summary>Looks which of these records, as they stand in the database now, are within reach of an action: one question, which <see cref="CheckBefore"/> relies on.</summary>
    public async Task Look(DeclaredType type, string action, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        if (ids.Count == 0 || !HasBranches(type, action)) return;
        foreach (var id in await Within(type, action, ids, cancel)) _held.Add((type, action, id));
    }

    /// <summary>The same for rows that are tracked and not new.</summary>
    public async Task Look(IEnumerable<EntityEntry> entries, CancellationToken cancel)
    {
        foreach (var group in entries.Where(e => e.Entity is Record && e.State is EntityState.Modified or EntityState.Deleted).GroupBy(e => (Type: change.DeclaredAs(e), Action: ActionOf(e))))
            await Look(group.Key.Type, group.Key.Action, [.. group.Select(e => ((Record)e.Entity).Id)], cancel);
    }

    /// <summary>Refuses a tracked row that is out of reach as it was or, by a fixed rule, as it will be.</summary>
    public void Check(DeclaredType type, EntityEntry entry)
    {
        var (isNew, action) = (entry.State == EntityState.Added, ActionOf(entry));
        if (!isNew && entry.Entity is Record record) MustBeHeld(type, action, record.Id);
        if (Test(type, action) is { } test && !isNew && !test(p => entry.Property(p.Name).OriginalValue)) throw OutOfReach(type);
        if (entry.State != EntityState.Deleted) CheckRow(type, action, entry.Entity, isNew);
    }

    /// <summary>Refuses rows that were written and are out of reach as they stand now: what was made, and what was given to somebody else.</summary>
    public async Task CheckWritten(IEnumerable<(DeclaredType Type, string Action, Guid Id)> written, CancellationToken cancel)
    {
        foreach (var group in written.GroupBy(w => (w.Type, w.Action)))
        {
            if (!HasBranches(group.Key.Type, group.Key.Action)) continue;
            var ids = group.Select(w => w.Id).ToList();
            if ((await Within(group.Key.Type, group.Key.Action, ids, cancel)).Count < ids.Count) throw OutOfReach(group.Key.Type);
        }
    }

    /// <summary>Those of these records that are within reach as they stand now.</summary>
    public async Task<HashSet<Guid>> Within(DeclaredType type, string action, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var reach = Reach.SqlOrNothing(Actor, type, "t", change.Session.Engine, Asked(action));
        return [.. await change.Session.List($"select t.id from {type.Table} t where {change.Session.In<Guid>("t.id", "ids")} and ({reach.Where})", row => row.Guid(0), cancel, [("ids", ids), .. reach.Args])];
    }

    /// <summary>Refuses a row that is out of reach, by a fixed rule, as it will be.</summary>
    public void CheckRow(DeclaredType type, string action, object row, bool isNew)
    {
        // Who makes a row and when is written into it later; the rule sees it already.
        if (Test(type, action) is { } test && !test(p => (isNew, p.Name) switch
        {
            (true, nameof(Record.CreatedBy)) or (_, nameof(Record.UpdatedBy)) => Actor.Id,
            (true, nameof(Record.CreatedAt)) or (_, nameof(Record.UpdatedAt)) => change.Now,
            _ => p.GetValue(row),
        })) throw OutOfReach(type);
    }

    /// <summary>Refuses a row that is out of reach as it was; <see cref="Look(DeclaredType, string, IReadOnlyCollection{Guid}, CancellationToken)"/> first.</summary>
    public void CheckBefore(DeclaredType type, string action, Record row)
    {
        MustBeHeld(type, action, row.Id);
        if (Test(type, action) is { } test && !test(p => p.GetValue(row))) throw OutOfReach(type);
    }

    /// <summary>Is the row of that key, as it stands in the database now, within reach?</summary>
    public async Task<bool> Holds(DeclaredType type, Guid id, string action, CancellationToken cancel) => IsAll(type, action) || (await Within(type, action, [id], cancel)).Count > 0;

    /// <summary>There is nothing to see here, whether there is or not.</summary>
    public static Refused OutOfReach(DeclaredType type) =>
        new("out_of_reach", null, new($"{Particle.With(type.Label.Ko, "을/를")} 찾을 수 없어요.", $"There is no such {type.Label.En.ToLowerInvariant()}."), 404);

    /// <summary>It may be seen, and not be done to this one.</summary>
    public static Refused NotThisOne(DeclaredType type) => new("not_allowed", null, new(
        $"이 {type.Label.Ko} 기록은 볼 수만 있어요. 담당자나 관리자에게 요청해 주세요.", $"You may only look at this {type.Label.En.ToLowerInvariant()}. Please ask whoever is in charge of it."), 403);

    public static string ActionOf(EntityEntry entry) => entry.State switch { EntityState.Added => Actions.Create, EntityState.Deleted => Actions.Delete, _ => Actions.Edit };

    /// <summary>What a file brings in asks for the right to bring it in, and not for the reach of those who make records by hand.</summary>
    private string Asked(string action) => Actor.Origin == Origin.Import && action is Actions.Create or Actions.Edit ? Actions.Import : action;

    private void MustBeHeld(DeclaredType type, string action, Guid id)
    {
        if (HasBranches(type, action) && !_held.Contains((type, action, id))) throw OutOfReach(type);
    }

    private Func<Func<PropertyInfo, object?>, bool>? Test(DeclaredType type, string action)
    {
        if (!_tests.TryGetValue((type, action), out var test))
            _tests[(type, action)] = test = Actor.Rights.Reach(new(type.Name, action)) is { } rule ? RecordTree.Of(type).Test(Reach.Bind(type, rule, Actor)) : null;
        return test;
    }
}

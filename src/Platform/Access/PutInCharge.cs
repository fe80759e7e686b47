using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Dangol.Platform;

/// <summary>Something that people are given to see to: what it is about comes close to whom it is given, so who gave it is kept.</summary>
public interface IGiven
{
    /// <summary>Who last said who sees to it and what it is about; null where that was before it was kept: then it was its maker.</summary>
    Guid? GivenBy { get; set; }

    /// <summary>Is it for the same person and about the same as another state of it?</summary>
    bool IsGivenLike(IGiven before);
}

/// <summary>Who is responsible for a record that is made or given away, where nobody says: its maker, if they reach only what is somebody's; and the team in which that person is at home.</summary>
public sealed partial class Change
{
    private Dictionary<Guid, Guid?>? _homes;

    private async Task PutInCharge(List<EntityEntry> entries, CancellationToken cancel)
    {
        var given = new List<(Record Row, EntityEntry Entry)>();
        foreach (var entry in entries)
        {
            if (entry.Entity is not Record row || row is User) continue;
            if (entry.State == EntityState.Added) Begin(DeclaredAs(entry), row);
            if (row is IGiven now && (entry.State == EntityState.Added || entry.State == EntityState.Modified && !now.IsGivenLike((IGiven)entry.OriginalValues.ToObject())))
            {
                now.GivenBy = Set.Actor.Id;
                entry.DetectChanges();
            }
            if (entry.State == EntityState.Added ? row.OwnerId is { } owner && owner != Set.Actor.Id : entry.State == EntityState.Modified && entry.Property(nameof(Record.OwnerId)).IsModified) MustAssign(DeclaredAs(entry));
            var isGiven = entry.State == EntityState.Added ? row.TeamId is null : entry.State == EntityState.Modified && entry.Property(nameof(Record.OwnerId)).IsModified && !entry.Property(nameof(Record.TeamId)).IsModified;
            if (isGiven && (row.OwnerId is not null || entry.State == EntityState.Modified)) given.Add((row, entry));
        }
        foreach (var of in entries.Where(e => e is { Entity: Record and not User, State: EntityState.Modified } && e.Property(nameof(Record.OwnerId)).IsModified).GroupBy(DeclaredAs))
            if (await Kept(of.Key, [.. of.Select(e => ((Record)e.Entity).Id)], cancel) is { Count: > 0 }) throw ReachOfChange.NotThisOne(of.Key);
        if (given.Count == 0) return;
        await ReadHomes(given.Select(g => g.Row.OwnerId), cancel);
        foreach (var (row, entry) in given)
        {
            row.TeamId = HomeOf(row.OwnerId);
            entry.DetectChanges();
        }
    }

    /// <summary>The same for rows that are written many at once; <paramref name="before"/> is what they were, or null where they are new.</summary>
    private async Task PutInCharge<T>(DeclaredType type, IReadOnlyList<T> rows, Func<int, T>? before, CancellationToken cancel) where T : class
    {
        if (type.Grain != Grain.Record) return;
        var given = new List<Record>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = (Record)(object)rows[i];
            if (before is null)
            {
                Begin(type, row);
                if (row is IGiven made) made.GivenBy = Set.Actor.Id;
                if (row.OwnerId is { } owner && owner != Set.Actor.Id) MustAssign(type);
                if (row is { TeamId: null, OwnerId: not null }) given.Add(row);
            }
            else if ((Record)(object)before(i) is var was)
            {
                if (row is IGiven now && !now.IsGivenLike((IGiven)was)) now.GivenBy = Set.Actor.Id;
                if (was.OwnerId == row.OwnerId) continue;
                MustAssign(type);
                if (was.TeamId == row.TeamId) given.Add(row);
            }
        }
        if (given.Count == 0) return;
        await ReadHomes(given.Select(g => g.OwnerId), cancel);
        foreach (var row in given) row.TeamId = HomeOf(row.OwnerId);
    }

    private void Begin(DeclaredType type, Record row)
    {
        if (row.OwnerId is null && _reach.HasBranches(type, Actions.Create)) row.OwnerId = Set.Actor.Id;
    }

    /// <summary>Only who may assign puts somebody else in charge; of what has no pages of its own its verbs decide.</summary>
    private void MustAssign(DeclaredType type)
    {
        if (type.Pages is not null && Set.Actor.Origin != Origin.Import) Set.Actor.Must(new(type.Name, Actions.Assign));
    }

    /// <summary>Those of these records that the actor may not give to somebody else, as they stand now.</summary>
    private async Task<HashSet<Guid>> Kept(DeclaredType type, IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        ids.Count == 0 || type.Pages is null || Set.Actor.Origin == Origin.Import || !_reach.HasBranches(type, Actions.Assign) ? [] : [.. ids.Except(await _reach.Within(type, Actions.Assign, ids, cancel))];

    private Guid? HomeOf(Guid? owner) => owner is { } id ? _homes!.GetValueOrDefault(id) : null;

    private async Task ReadHomes(IEnumerable<Guid?> owners, CancellationToken cancel)
    {
        _homes ??= [];
        var unknown = owners.OfType<Guid>().Distinct().Where(id => !_homes.ContainsKey(id)).ToArray();
        if (unknown.Length == 0) return;
        foreach (var id in unknown) _homes[id] = null;
        foreach (var (id, team) in await Session.List($"select id, team_id from users where {Session.In<Guid>("id", "ids")} and team_id is not null", row => (row.Guid(0), row.Guid(1)), cancel, ("ids", unknown))) _homes[id] = team;
    }
}

using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Dangol.Platform;

/// <summary>One write: its transaction, the module contexts opened in it, and its entries in the journal.</summary>
public sealed partial class Change : IAsyncDisposable
{
    private readonly Store _store;
    private readonly Declarations _declarations;
    private readonly TimeProvider _clock;
    private readonly Ids _ids;
    private readonly List<ModuleDb> _open = [];
    private readonly JournalWriter _journal;
    private readonly ReachOfChange _reach;

    internal Change(ChangeSet set, Session session, Store store, Declarations declarations, Ids ids, TimeProvider clock, JournalEpoch epoch)
    {
        (Set, Session, _store, _declarations, _ids, _clock) = (set, session, store, declarations, ids, clock);
        _journal = new JournalWriter(this, epoch);
        _reach = new ReachOfChange(this);
    }

    /// <summary>Who, why, and the key of the change set.</summary>
    public ChangeSet Set { get; }

    /// <summary>The same connection and transaction for hand-written SQL that reads; what decides is read here.</summary>
    public Session Session { get; }

    /// <summary>Now (UTC, whole milliseconds): one instant for the whole change.</summary>
    public DateTime Now => _now ??= new DateTime(_clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);

    private DateTime? _now;

    /// <summary>The business date of <see cref="Now"/>.</summary>
    public DateOnly Today => BusinessDate(Now);

    internal Func<DateTime, DateOnly> BusinessDate { get; init; } = DateOnly.FromDateTime;

    /// <summary>A new key, where another row must name it before <see cref="Save"/>.</summary>
    public Guid NewId() => _ids.Next();

    /// <summary>A module's tables, on this change's connection and transaction.</summary>
    public T Open<T>() where T : ModuleDb
    {
        if (_open.OfType<T>().FirstOrDefault() is { } known) return known;
        var db = ModuleDbFactory<T>.New(_store, _declarations);
        db.Join(Session);
        _open.Add(db);
        return db;
    }

    /// <summary>
    /// Carries out what was changed in the open contexts, visibly in this order: fields that the actor may set, records that they reach, declared rules, duplicates, rows, journal.
    /// </summary>
    public async Task Save(CancellationToken cancel = default)
    {
        foreach (var db in _open)
        {
            db.ChangeTracker.DetectChanges();
            var entries = db.ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
            if (entries.Count == 0) continue;

            foreach (var entry in entries) CheckFields(entry);
            await _reach.Look(entries, cancel);
            foreach (var entry in entries) _reach.Check(DeclaredAs(entry), entry);
            await PutInCharge(entries, cancel);
            var chunk = await _journal.OpenChunk(cancel);
            foreach (var entry in entries.Where(e => e.State != EntityState.Deleted)) Complete(entry.Entity, entry.State == EntityState.Added, chunk);
            foreach (var entry in entries.Where(e => e.State != EntityState.Deleted)) DeclaredAs(entry).CheckRow(entry.Entity);
            await CheckAmongOthers(entries, cancel);
            var written = entries.Select(_journal.Take).ToList();
            var put = entries.Where(e => e.Entity is Record && e.State != EntityState.Deleted).Select(e => (DeclaredAs(e), ReachOfChange.ActionOf(e), ((Record)e.Entity).Id)).ToList();
            foreach (var entry in entries) Touch(DeclaredAs(entry));
            foreach (var group in entries.Where(e => e.State != EntityState.Deleted).GroupBy(DeclaredAs)) Lead(group.Key, group, e => e.Entity, (e, property) => e.State == EntityState.Added || e.Property(property.Name).IsModified);
            await WriteRows(db, cancel);
            await _reach.CheckWritten(put, cancel);
            await _journal.Append(written, cancel);
        }
    }

    /// <summary>Says something to the other modules: an entry of the journal that their readers handle, at least once and in order.</summary>
    public Task Publish<T>(T happened, CancellationToken cancel = default) where T : class => _journal.AppendEvent(happened, cancel);

    /// <summary>
    /// SQL that writes to a table of the system's own: leases, sessions, checkpoints, jobs. Declared tables are refused here, since their changes must be
    /// journaled.
    /// </summary>
    /// <returns>How many rows it touched.</returns>
    public async Task<int> Execute(string sql, CancellationToken cancel, params (string Name, object? Value)[] args)
    {
        foreach (Match match in WrittenTables().Matches(sql))
            if (_declarations.Owns(match.Groups[1].Value))
                throw new InvalidOperationException($"{match.Groups[1].Value} is a declared table: write it through Save or Bulk");
        return await ExecuteUnchecked(sql, cancel, args);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var db in _open) await db.DisposeAsync();
    }

    internal Declarations Declarations => _declarations;

    internal JournalWriter Journal => _journal;

    internal ReachOfChange Reached => _reach;

    internal async Task<int> ExecuteUnchecked(string sql, CancellationToken cancel, params (string Name, object? Value)[] args)
    {
        await using var command = Session.Command(sql, args);
        try { return await command.RunAsync(cancel); }
        catch (Exception error) when (Session.UniqueHit(error) is { } index) { throw Duplicate(index); }
    }

    internal void MustBeSaved()
    {
        foreach (var db in _open)
            if (db.ChangeTracker.HasChanges())
                throw new InvalidOperationException($"{db.GetType().Name} has changes that were not saved: call change.Save()");
    }

    internal DeclaredType DeclaredAs(EntityEntry entry) => _declarations.Of(entry.Entity.GetType())
        ?? throw new InvalidOperationException($"{entry.Entity.GetType().Name} is not declared: give it a record or fact type");

    internal void Complete(object row, bool isNew, int chunk)
    {
        switch (row)
        {
            case Record record:
                if (record.Id == Guid.Empty) record.Id = _ids.Next();
                if (isNew) (record.CreatedAt, record.CreatedBy, record.Version) = (Now, Set.Actor.Id, 0);
                (record.UpdatedAt, record.UpdatedBy, record.ChangeSetId, record.Version) = (Now, Set.Actor.Id, Set.Id, record.Version + 1);
                break;
            case Fact fact:
                (fact.ChangeSetId, fact.ChunkNo) = (Set.Id, chunk);
                break;
        }
    }

    internal Refused Duplicate(string index)
    {
        var field = _declarations.All.SelectMany(t => t.Fields).FirstOrDefault(f => f.UniqueIndex is { } unique && index.Contains(unique, StringComparison.Ordinal));
        // SQLite names the columns instead of the index.
        field ??= _declarations.All.SelectMany(t => t.Fields.Select(f => (Type: t, Field: f)))
            .FirstOrDefault(x => x.Field.UniqueIndex is not null && index.Contains($"{x.Type.Table}.{x.Field.Name}", StringComparison.Ordinal)).Field;
        return field is null
            ? new Refused("duplicate", null, new("같은 항목이 이미 있어요.", "The same item exists already."), 409)
            : new Refused("duplicate", field.Name, new($"같은 {field.Label.Ko} 값을 가진 항목이 이미 있어요.", $"Another item has the same {field.Label.En}."), 409);
    }

    private void CheckFields(EntityEntry entry)
    {
        var type = DeclaredAs(entry);
        if (entry.Entity is Fact && entry.State != EntityState.Added)
            throw new InvalidOperationException($"{type.Name} states what happened and is never changed: add a correcting row");
        if (entry.State == EntityState.Deleted) return;
        foreach (var field in type.Fields)
        {
            var touched = entry.State == EntityState.Added ? field.IsSaid(entry.Entity) : entry.Property(field.Property.Name).IsModified;
            if (touched && !Set.Actor.Rights.MaySet(type.Name, field.Name))
                throw NotAllowed(Set.Actor, type, field);
            if (field.Folded is { } folded) entry.Property(folded.Name).CurrentValue = field.FoldOf(entry.Entity);
        }
    }

    /// <summary>Refuses what rules over several records speak against.</summary>
    private async Task CheckAmongOthers(List<EntityEntry> entries, CancellationToken cancel)
    {
        foreach (var group in entries.Where(e => e.State != EntityState.Deleted).GroupBy(DeclaredAs))
            if (await group.Key.JudgeRows(this, group.Select(e => e.Entity), cancel) is { Count: > 0 } refused) throw refused.Values.First();
    }

    private async Task WriteRows(ModuleDb db, CancellationToken cancel)
    {
        try { await db.WriteRows(cancel); }
        catch (DbUpdateConcurrencyException)
        {
            throw new Refused("changed_meanwhile", null, new(
                "그 사이에 다른 사람이 이 항목을 바꿨어요. 새로 고친 뒤 다시 해 주세요.",
                "Somebody else changed this item in the meantime. Please reload and try again."), 409);
        }
        catch (DbUpdateException error) when (Session.UniqueHit(error) is { } index) { throw Duplicate(index); }
        catch (DbUpdateException error) when (Session.ReferenceHit(error)) { throw db.ChangeTracker.Entries().Any(e => e.State == EntityState.Deleted) ? InUse() : Removed(null); }
    }

    /// <summary>A record that can't be removed.</summary>
    internal static Refused InUse() => new("in_use", null, new("다른 기록이 이 기록을 쓰고 있어 삭제할 수 없어요.", "Other records refer to it, so it can't be removed."), 409);

    [GeneratedRegex(@"\b(?:insert\s+(?:or\s+\w+\s+)?into|update|delete\s+from|replace\s+into|truncate(?:\s+table)?|copy)\s+""?(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex WrittenTables();
}

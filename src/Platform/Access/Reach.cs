using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Dangol.Platform;

/// <summary>A condition for hand-written SQL with its parameters: <c>and ({Where})</c>; it is <c>true</c> where the actor reaches everything.</summary>
public sealed record ReachSql(string Where, (string Name, object? Value)[] Args);

/// <summary>Adds to a read what the actor reaches, so that a list, its count and a page of one record show the same.</summary>
public static partial class Reach
{
    /// <summary>The records of a type that the actor may read (or may do something else with), for lists of every kind.</summary>
    /// <exception cref="Refused"><c>not_allowed</c></exception>
    public static IQueryable<T> Of<T>(this RecordsDb db, Actor actor, string action = Actions.Read) where T : class
    {
        var type = db.Declarations.Of(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not declared");
        actor.Must(new(type.Name, action));
        return actor.Rights.Reach(new(type.Name, action)) is { } rule ? db.Set<T>().Where(RecordTree.Of(type).Where<T>(Bind(type, rule, actor))) : db.Set<T>();
    }

    /// <summary>The same for SQL by hand, over the type's table under an alias.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="type">The declared type.</param>
    /// <param name="alias">What the table is called in the statement.</param>
    /// <param name="engine">Whose SQL it is.</param>
    /// <param name="action">What is to be done.</param>
    /// <exception cref="Refused"><c>not_allowed</c></exception>
    public static ReachSql Sql(Actor actor, DeclaredType type, string alias, Engine engine, string action = Actions.Read)
    {
        actor.Must(new(type.Name, action));
        return actor.Rights.Reach(new(type.Name, action)) is { } rule ? Written(type, Bind(type, rule, actor), alias, engine) : new("true", []);
    }

    internal static ReachSql Written(DeclaredType type, BoundClause rule, string alias, Engine engine)
    {
        var test = RecordTree.Of(type).Sql(rule, alias);
        var where = Numbered().Replace(test.Where, match => $"@reach_{alias}_{match.Groups[1].Value}");
        if (engine == Engine.Sqlite) where = where.Replace("strpos(", "instr(", StringComparison.Ordinal);
        return new(where, [.. test.Parameters.Select((value, i) => (string.Create(CultureInfo.InvariantCulture, $"reach_{alias}_{i + 1}"), (object?)value))]);
    }

    /// <summary>The rule ready for an interpreter. It has no business with the day, so the day is that of the epoch, for all alike.</summary>
    internal static BoundClause Bind(DeclaredType type, Clause rule, Actor actor) =>
        RecordTree.Of(type).Schema.Bind(rule, new AsOf(DateOnly.FromDateTime(DateTime.UnixEpoch), TimeZoneInfo.Utc, actor.Id));

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Numbered();
}

/// <summary>Holds what one change touches to the reach of its actor: before and after, so that nobody moves a record out of their sight or into it.</summary>
internal sealed class ReachOfChange(Change change)
{
    private readonly Dictionary<(DeclaredType, string), Func<Func<PropertyInfo, object?>, bool>?> _tests = [];
    private Actor Actor => change.Set.Actor;

    /// <summary>True where the actor reaches every record of the type.</summary>
    public bool IsAll(DeclaredType type, string action) => Actor.Rights.Reach(new(type.Name, action)) is null;

    /// <summary>Refuses a tracked row that is out of reach as it was or as it will be.</summary>
    public void Check(DeclaredType type, EntityEntry entry)
    {
        var isNew = entry.State == EntityState.Added;
        var action = isNew ? Actions.Create : entry.State == EntityState.Deleted ? Actions.Delete : Actions.Edit;
        if (Test(type, action) is not { } test) return;
        if (!isNew && !test(p => entry.Property(p.Name).OriginalValue)) throw OutOfReach(type);
        if (entry.State != EntityState.Deleted) CheckRow(type, action, entry.Entity, isNew);
    }

    /// <summary>Refuses a row that is out of reach as it will be.</summary>
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

    /// <summary>Refuses a row that is out of reach as it was.</summary>
    public void CheckBefore(DeclaredType type, string action, object row)
    {
        if (Test(type, action) is { } test && !test(p => p.GetValue(row))) throw OutOfReach(type);
    }

    /// <summary>Is the row of that key, as it stands in the database now, within reach?</summary>
    public async Task<bool> Holds(DeclaredType type, Guid id, string action, CancellationToken cancel) =>
        Actor.Rights.Reach(new(type.Name, action)) is not { } rule
        || Reach.Written(type, Reach.Bind(type, rule, Actor), "t", change.Session.Engine) is var sql
        && await change.Session.Number($"select count(*) from {type.Table} t where t.id = @id and ({sql.Where})", cancel, [("id", id), .. sql.Args]) > 0;

    /// <summary>Are all rows of these keys, as they stand in the database now, within reach?</summary>
    public async Task<bool> HoldsAll(DeclaredType type, Guid[] ids, string action, CancellationToken cancel) => IsAll(type, action)
        || Of(type, action) is var reach
        && await change.Session.Number($"select count(*) from {type.Table} t where {change.Session.In<Guid>("t.id", "ids")} and ({reach.Where})", cancel, [("ids", ids), .. reach.Args]) == ids.Length;

    /// <summary>What is within reach, for a statement over the type's table as <c>t</c>.</summary>
    public ReachSql Of(DeclaredType type, string action) =>
        Actor.Rights.Reach(new(type.Name, action)) is { } rule ? Reach.Written(type, Reach.Bind(type, rule, Actor), "t", change.Session.Engine) : new("true", []);

    /// <summary>There is nothing to see here, whether there is or not.</summary>
    public static Refused OutOfReach(DeclaredType type) =>
        new("out_of_reach", null, new($"{Particle.With(type.Label.Ko, "을/를")} 찾을 수 없어요.", $"There is no such {type.Label.En.ToLowerInvariant()}."), 404);

    private Func<Func<PropertyInfo, object?>, bool>? Test(DeclaredType type, string action)
    {
        if (!_tests.TryGetValue((type, action), out var test))
            _tests[(type, action)] = test = Actor.Rights.Reach(new(type.Name, action)) is { } rule ? RecordTree.Of(type).Test(Reach.Bind(type, rule, Actor)) : null;
        return test;
    }
}

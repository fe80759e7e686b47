using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Dangol.Platform;

/// <summary>A condition for hand-written SQL with its parameters: <c>and ({Where})</c>; it is <c>true</c> where the actor reaches everything.</summary>
public sealed record ReachSql(string Where, (string Name, object? Value)[] Args)
{
    /// <summary>The ways that <see cref="Where"/> joins, each by itself; null where the actor's roles reach everything.</summary>
    internal ReachBranches? Branches { get; init; }

    /// <summary>The actor reaches everything.</summary>
    public bool IsAll => Where == "true";

    internal static ReachSql Everything { get; } = new("true", []);

    internal static ReachSql Nothing { get; } = new("false", []);
}

/// <summary>Adds to a read what the actor reaches, so that a list, its count and a page of one record show the same.</summary>
public static partial class Reach
{
    /// <summary>The records of a type that the actor may read (or may do something else with), for lists of every kind.</summary>
    /// <exception cref="Refused"><c>not_allowed</c></exception>
    public static IQueryable<T> Of<T>(this RecordsDb db, Actor actor, string action = Actions.View) where T : class
    {
        var type = db.Declarations.Of(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not declared");
        var reach = Sql(actor, type, "t", db.Reading!.Engine, action);
        if (reach.IsAll) return db.Set<T>();
        using var command = db.Reading.Command("", reach.Args);
        var parameters = command.Parameters.Cast<System.Data.Common.DbParameter>().ToArray<object>();
        command.Parameters.Clear();
        var sql = $"select t.* from {type.Table} t where {reach.Where}";
        return db.Set<T>().FromSqlRaw(sql, parameters);
    }

    /// <summary>The same for SQL by hand, over the type's table under an alias.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="type">The declared type.</param>
    /// <param name="alias">What the table is called in the statement.</param>
    /// <param name="engine">Whose SQL it is.</param>
    /// <param name="action">What is to be done.</param>
    /// <exception cref="Refused"><c>not_allowed</c></exception>
    public static ReachSql Sql(Actor actor, DeclaredType type, string alias, Engine engine, string action = Actions.View)
    {
        actor.Must(new(type.Name, action));
        return Rule(actor, type, alias, engine, action);
    }

    /// <summary>The same where the answer to somebody who may not do it at all is that there is nothing.</summary>
    public static ReachSql SqlOrNothing(Actor actor, DeclaredType type, string alias, Engine engine, string action = Actions.View) =>
        actor.Rights.Allows(new(type.Name, action)) ? Rule(actor, type, alias, engine, action) : ReachSql.Nothing;

    private static ReachSql Rule(Actor actor, DeclaredType type, string alias, Engine engine, string action)
    {
        var fixedRule = actor.Rights.Reach(new(type.Name, action)) is { } rule ? Written(type, Bind(type, rule, actor), alias, engine) : null;
        if (actor.Rights.Branches(type, action, alias) is not { } branches) return fixedRule ?? ReachSql.Everything;
        return fixedRule is null ? new(branches.Where, branches.Args) { Branches = branches } : new($"({branches.Where}) and ({fixedRule.Where})", [.. branches.Args, .. fixedRule.Args]);
    }

    internal static ReachSql Written(DeclaredType type, BoundClause rule, string alias, Engine engine)
    {
        var test = RecordTree.Of(type).Sql(rule, alias, engine);
        var where = Numbered().Replace(test.Where, match => $"@reach_{alias}_{match.Groups[1].Value}");
        return new(where, [.. test.Parameters.Select((value, i) => (string.Create(CultureInfo.InvariantCulture, $"reach_{alias}_{i + 1}"), (object?)value))]);
    }

    /// <summary>The rule ready for an interpreter. It has no business with the day, so the day is that of the epoch, for all alike.</summary>
    internal static BoundClause Bind(DeclaredType type, Clause rule, Actor actor) =>
        RecordTree.Of(type).Schema.Bind(rule, new AsOf(DateOnly.FromDateTime(DateTime.UnixEpoch), TimeZoneInfo.Utc, actor.Id));

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Numbered();
}

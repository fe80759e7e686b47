using System.Collections.Concurrent;

namespace Dangol.Platform;

/// <summary>What SQLite's indices can do for a list: it is asked once for each order and condition of a type. PostgreSQL's planner knows by itself, and nothing is said for it.</summary>
/// <param name="store">Whose answers are remembered.</param>
/// <param name="read">Where it is asked.</param>
/// <param name="type">Of which type.</param>
/// <param name="query">The list.</param>
/// <param name="sql">Begins its question; with conditions that no index is to be chosen for, or not.</param>
/// <param name="sort">The column of its order.</param>
internal sealed class ListIndices(Store store, Session read, DeclaredType type, RecordQuery query, Func<bool, RecordSql> sql, RecordColumn? sort)
{
    private enum Ask { Both, Whose, Own, Team }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Store, ConcurrentDictionary<(string Type, string? Field, Operator Asked, string? Sort, Ask), bool>> Known = [];

    /// <summary>Does one begin with the one value asked for and go on in the order, or is it that of the order itself, in which the rows asked for lie together?</summary>
    public async Task<bool> HaveBoth(CancellationToken cancel) =>
        query.Filter is Clause.Compare(Term.Field(var path), var asked, { Count: <= 1 }) && sort is not null && (asked is Operator.Equal or Operator.In or Operator.Empty || asked == Operator.StartsWith && path == query.Sort)
        && await Told(Ask.Both, walks: false, (key, where) => $"where {where} and {key} is not null order by {key}, t.id limit 50", plan => plan is [var only] && only.StartsWith("SEARCH t USING", StringComparison.Ordinal), cancel);

    /// <summary>Does the one by which the order is walked say whose a record is, and whether it fits?</summary>
    public async Task<bool> SayWhose(CancellationToken cancel) => sort is not null && (query.Filter is null || await HaveBoth(cancel))
        && await Told(Ask.Whose, walks: false, (key, where) => $"where {where} and +t.owner_id is not null and +t.team_id is not null order by {key}, t.id limit 50", plan => plan is [var only] && IsEnough(only), cancel);

    /// <summary>Does the one of the way itself say whether a record fits, and where it stands in the order?</summary>
    public async Task<bool> Answer(ReachBranch way, CancellationToken cancel) => sort?.Published is null && (query.Filter is null or Clause.Compare(Term.Field, _, _))
        && await Told(way.Way == ReachWay.Team ? Ask.Team : Ask.Own, walks: true, (key, where) => $"where {where} and {(way.Way == ReachWay.Team ? "t.team_id" : "t.owner_id")} = @some order by +{key ?? "t.id"}, t.id limit 50", plan => plan is [var only, ..] && IsEnough(only) && plan.Skip(1).All(step => step.StartsWith("USE TEMP", StringComparison.Ordinal)), cancel);

    private static bool IsEnough(string plan) => plan.Contains("USING COVERING INDEX", StringComparison.Ordinal);

    private async Task<bool> Told(Ask what, bool walks, Func<string?, string, string> rest, Func<List<string>, bool> fits, CancellationToken cancel)
    {
        if (read.Engine == Engine.Postgres) return false;
        var known = Known.GetOrCreateValue(store);
        var about = query.Filter is Clause.Compare(Term.Field(var path), var asked, _) ? (type.Name, path, asked, query.Sort, what) : (type.Name, (string?)null, Operator.Empty, query.Sort, what);
        if (known.TryGetValue(about, out var has)) return has;
        var asks = sql(walks);
        var (where, key) = (query.Filter is { } filter ? asks.Where(filter) : "true", sort is null ? null : asks.SortKey(sort));
        var plan = await read.List($"explain query plan select t.id from {asks.From} {rest(key, where)}", row => row.Text(3), cancel, [.. asks.Args, ("some", Guid.Empty)]);
        return known[about] = fits(plan);
    }
}

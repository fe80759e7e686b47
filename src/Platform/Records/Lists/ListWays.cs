using System.Collections.Concurrent;

namespace Dangol.Platform;

/// <summary>A way by which the actor reaches records of a list.</summary>
/// <param name="Branch">The way.</param>
/// <param name="IsFew">It leads to so few that they are found by it and sorted; else the order of the list is walked.</param>
internal readonly record struct ListWay(ReachBranch Branch, bool IsFew)
{
    /// <summary>The condition as one that is looked at row by row: SQLite is to choose no index for it.</summary>
    public string Beside(Engine engine) => engine == Engine.Sqlite
        ? Branch.Where.Replace("t.owner_id", "+t.owner_id", StringComparison.Ordinal).Replace("t.team_id", "+t.team_id", StringComparison.Ordinal)
        : Branch.Where;
}

/// <summary>The ways by which an actor reaches the records of a list, with what is to be bound.</summary>
internal sealed record ListWays(IReadOnlyList<ListWay> All, (string Name, object? Value)[] Args)
{
    // Sorting m rows that fit costs m look-ups; walking n rows in their order until a page fits costs 50 n / m. They meet at the root of 50 n: 7,000 at a million rows.
    private const int FewEnoughToSort = 7_000;
    private const int MostShares = 50_000;
    private static readonly TimeSpan ShareKept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Store, ConcurrentDictionary<(Guid, string, ReachWay), (bool Few, long At)>> Shares = [];

    /// <summary>Every way leads to few.</summary>
    public bool AreFew => All.All(w => w.IsFew);

    /// <summary>Any of the ways: by their own indices where all lead to few, else looked at row by row.</summary>
    public string Any(Engine engine) => string.Join(" or ", All.Select(w => $"({(AreFew ? w.Branch.Where : w.Beside(engine))})"));

    /// <summary>The ways of an actor; null where everything is reached, nothing, or what a fixed rule says.</summary>
    public static async Task<ListWays?> Of(Company company, Reading read, Actor actor, DeclaredType type, CancellationToken cancel)
    {
        if (Reach.Sql(actor, type, "t", read.Engine).Branches is not { Branches.Count: > 0 } reached) return null;
        var ways = new List<ListWay>();
        foreach (var way in reached.Branches) ways.Add(new(way, await IsFew(company, read, actor, type, way, reached.Args, cancel)));
        return new(ways, reached.Args);
    }

    /// <summary>Up to how many rows are sorted.</summary>
    public static async Task<long> FewEnough(Reading read, DeclaredType type, CancellationToken cancel) => read.Engine == Engine.Postgres ? FewEnoughToSort
        : Math.Clamp((long)Math.Sqrt(50.0 * await read.Number($"select max(rowid) from {type.Table}", cancel)), CappedCount.Limit + 1, FewEnoughToSort);

    /// <summary>Counted up to the limit, and remembered for a minute: it only decides from which side the list is made.</summary>
    private static async Task<bool> IsFew(Company company, Reading read, Actor actor, DeclaredType type, ReachBranch way, (string Name, object? Value)[] args, CancellationToken cancel)
    {
        if (way.Way is ReachWay.Share or ReachWay.Parent) return way.Way == ReachWay.Share;
        var known = Shares.GetOrCreateValue(company.Store);
        var now = company.Clock.GetTimestamp();
        if (known.TryGetValue((actor.Id, type.Name, way.Way), out var found) && company.Clock.GetElapsedTime(found.At, now) < ShareKept) return found.Few;
        if (known.Count > MostShares) known.Clear();
        var few = await FewEnough(read, type, cancel);
        try
        {
            var isFew = await read.Within(Longest, () => read.Number($"select count(*) from (select 1 from {type.Table} t where {way.Where} limit {few}) fit", cancel, args)) < few;
            known[(actor.Id, type.Name, way.Way)] = (isFew, now);
            return isFew;
        }
        catch (TimeoutException) { return false; }
    }
}

using System.Collections.Concurrent;

namespace Dangol.Platform;

/// <summary>To how many records a way leads.</summary>
internal enum Led
{
    /// <summary>So few that they are found by it and sorted.</summary>
    Few,

    /// <summary>The order of the list is walked, but a count goes by the way.</summary>
    Some,

    /// <summary>Such a part of all that a count by the list's conditions soon meets enough of them.</summary>
    Many,
}

/// <summary>A way by which the actor reaches records of a list.</summary>
/// <param name="Branch">The way.</param>
/// <param name="Led">To how many it leads.</param>
/// <param name="IsCovered">Its index answers the list's conditions and order, without looking at the records.</param>
internal readonly record struct ListWay(ReachBranch Branch, Led Led, bool IsCovered)
{
    public bool IsFew => Led == Led.Few;

    /// <summary>From where what it leads to is taken, by its index. PostgreSQL needs a fence: it would walk the order of the list and look who is reached.</summary>
    public string Of(DeclaredType type, Engine engine) => engine == Engine.Postgres ? $"(select * from {type.Table} t where {Branch.Where} offset 0) t" : $"{type.Table} t";

    /// <summary>The condition that is left for what is taken from there.</summary>
    public string? Within(Engine engine) => engine == Engine.Postgres ? null : Branch.Where;

    /// <summary>
    /// The condition as one that is looked at row by row: neither engine is to come from its index. PostgreSQL would take a list of teams or people for a join, reckon it far too short, and sort
    /// all that it leads to; said to be true it stays a list, made once, and where many are reached each row is looked up, as a page is soon full.
    /// </summary>
    public string Beside(Engine engine) => engine == Engine.Sqlite
        ? Branch.Where.Replace("t.owner_id", "+t.owner_id", StringComparison.Ordinal).Replace("t.team_id", "+t.team_id", StringComparison.Ordinal)
        : Branch.Way is ReachWay.Team or ReachWay.Subtree ? (Led == Led.Many ? Branch.Probe : null) ?? $"({Branch.Where}) is true"
        : Branch.Where;
}

/// <summary>The ways by which an actor reaches the records of a list, with what is to be bound.</summary>
internal sealed record ListWays(IReadOnlyList<ListWay> All, (string Name, object? Value)[] Args)
{
    // Sorting m rows that fit costs m look-ups; walking n rows in their order until a page fits costs 50 n / m. They meet at the root of 50 n: 7,000 at a million rows.
    // Where the index of the order says whose a record is, to pass one over costs a tenth of a look-up; where the index of the way has conditions and order, to sort one costs a 27th.
    private const int LookUps = 50, ToPass = 10, ToSort = 27, FewEnoughToSort = 7_000, FewEnoughWithin = 40_000;
    // One in fourteen: then a thousand are met among 14,000.
    private const int ManyOf = 14, MostShares = 50_000;
    private static readonly TimeSpan ShareKept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Store, ConcurrentDictionary<(Guid, string, ReachWay), (long There, long At)>> Shares = [];

    /// <summary>Some way leads to many.</summary>
    public bool IsAnyMany => All.Any(w => w.Led == Led.Many);

    /// <summary>The indices of the ways answer the list's conditions; what is shared is looked at.</summary>
    public bool AreCovered => All.All(w => w.IsCovered || w.Branch.Way == ReachWay.Share);

    /// <summary>Any of the ways, by their own indices.</summary>
    public string Any => string.Join(" or ", All.Select(w => $"({w.Branch.Where})"));

    /// <summary>Any of the ways, looked at row by row.</summary>
    public string AnyBeside(Engine engine) => string.Join(" or ", All.Select(w => $"({w.Beside(engine)})"));

    /// <summary>The ways of an actor; null where everything is reached, nothing, or what a fixed rule says.</summary>
    /// <param name="company">Whose.</param>
    /// <param name="read">Where they are read.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="type">Of which type.</param>
    /// <param name="indices">What indices can do for the list.</param>
    /// <param name="limits">From how many on they are not few, and many; null where that is reckoned.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<ListWays?> Of(Company company, Reading read, Actor actor, DeclaredType type, ListIndices indices, (long Few, long Many)? limits, CancellationToken cancel)
    {
        if (Reach.Sql(actor, type, "t", read.Engine).Branches is not { Branches.Count: > 0 } reached) return null;
        var ways = new List<ListWay>();
        var rows = await Rows(read, type, cancel);
        var whose = await indices.SayWhose(cancel);
        foreach (var way in reached.Branches)
        {
            var covered = way.Way is ReachWay.Own or ReachWay.Team or ReachWay.Subtree && (read.Engine == Engine.Postgres || await indices.Answer(way, cancel));
            var few = limits?.Few ?? FewEnough(read.Engine, rows * LookUps / (whose ? ToPass : 1) * (covered ? ToSort : 1), covered ? FewEnoughWithin : FewEnoughToSort);
            ways.Add(new(way, await LedBy(company, read, actor, type, way, reached.Args, few, limits?.Many ?? Math.Max(FewEnoughToSort, rows / ManyOf), cancel), covered));
        }
        return new(ways, reached.Args);
    }

    /// <summary>Up to how many rows are sorted.</summary>
    public static async Task<long> FewEnough(Reading read, DeclaredType type, CancellationToken cancel) =>
        FewEnough(read.Engine, read.Engine == Engine.Postgres ? 0 : await Rows(read, type, cancel) * LookUps, FewEnoughToSort);

    private static long FewEnough(Engine engine, long square, long most) => engine == Engine.Postgres ? FewEnoughToSort : Math.Clamp((long)Math.Sqrt(square), CappedCount.Limit + 1, most);

    /// <summary>About how many records there are.</summary>
    private static Task<long> Rows(Reading read, DeclaredType type, CancellationToken cancel) =>
        read.Number(read.Engine == Engine.Postgres ? $"select reltuples::bigint from pg_class where oid = '{type.Table}'::regclass" : $"select max(rowid) from {type.Table}", cancel);

    /// <summary>Counted as far as it matters, and remembered for a minute: it only decides from which side the list is made.</summary>
    private static async Task<Led> LedBy(Company company, Reading read, Actor actor, DeclaredType type, ReachBranch way, (string Name, object? Value)[] args, long few, long many, CancellationToken cancel)
    {
        if (way.Way is ReachWay.Share or ReachWay.Parent) return way.Way == ReachWay.Share ? Led.Few : Led.Many;
        var known = Shares.GetOrCreateValue(company.Store);
        var now = company.Clock.GetTimestamp();
        if (known.TryGetValue((actor.Id, type.Name, way.Way), out var found) && company.Clock.GetElapsedTime(found.At, now) < ShareKept) return LedTo(found.There);
        if (known.Count > MostShares) known.Clear();
        try
        {
            var there = await read.Within(Longest, () => read.Number($"select count(*) from (select 1 from {type.Table} t where {way.Where} limit {many}) fit", cancel, args));
            known[(actor.Id, type.Name, way.Way)] = (there, now);
            return LedTo(there);
        }
        catch (TimeoutException) { return Led.Many; }

        Led LedTo(long there) => there >= many ? Led.Many : there < few ? Led.Few : Led.Some;
    }
}

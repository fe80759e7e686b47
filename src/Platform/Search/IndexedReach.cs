namespace Dangol.Platform;

/// <summary>
/// What somebody reaches, as far as documents of the search index say it by their tokens: who is in charge of a record, and its team. Where that takes too many of them (the subtree of
/// half a company) or hangs on something else (what a record belongs to), the index is asked for all records of the type, and what is found is looked at.
/// </summary>
/// <param name="Conditions">What the index is asked for: types of which it knows what is reached, and the others by themselves, so that these don't stand before those.</param>
/// <param name="Shared">What was shared, which is found by its keys.</param>
internal sealed record IndexedReach(IReadOnlyList<string> Conditions, IReadOnlyList<ReachSql> Shared)
{
    private const int MostTokens = 200;

    /// <summary>What the actor reaches of some types.</summary>
    /// <param name="read">Where it is read.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="types">The types.</param>
    /// <param name="areAll">The index has no others.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<IndexedReach> Of(Reading read, Actor actor, IReadOnlyList<DeclaredType> types, bool areAll, CancellationToken cancel)
    {
        var (groups, open, shared, told) = (new Dictionary<string, List<DeclaredType>>(StringComparer.Ordinal), new List<DeclaredType>(), new List<ReachSql>(), new Dictionary<string, List<string>>(StringComparer.Ordinal));
        var isTold = !await UpgradeSearch.IsDue(read, cancel);
        foreach (var type in types)
        {
            var reach = Reach.SqlOrNothing(actor, type, "t", read.Engine);
            if (reach.IsAll) Add("");
            else if (!isTold || reach.Branches is not { } ways || await Tokens(read, ways, told, cancel) is not { } tokens) open.Add(type);
            else if (tokens.Count > 0) Add(IndexQuery.Any(read.Engine, tokens.Select(t => IndexQuery.Has(read.Engine, t))));
            if (reach.Branches?.Branches.FirstOrDefault(b => b.Way == ReachWay.Share) is { } share) shared.Add(new(share.Where.Replace("t.id", "d.record_id", StringComparison.Ordinal), ArgsOf(share, reach.Args)));

            void Add(string whose) => (groups.TryGetValue(whose, out var of) ? of : groups[whose] = []).Add(type);
        }
        var conditions = new List<string>();
        if (groups.Count == 1 && areAll && open.Count == 0 && groups.Values.Single().Count == types.Count) conditions.AddRange(groups.Keys);
        else if (groups.Count > 0) conditions.Add(IndexQuery.Any(read.Engine, groups.Select(g => $"({IndexQuery.All(read.Engine, OfTypes(g.Value), g.Key)})")));
        if (open.Count > 0) conditions.Add(OfTypes(open));
        return new(conditions, shared);

        // The token of a type is in every one of its records: it is asked only where it keeps some out.
        string OfTypes(List<DeclaredType> some) => IndexQuery.Any(read.Engine, some.Select(t => IndexQuery.Has(read.Engine, Grams.OfType(t.Name))));
    }

    /// <summary>The tokens of whose records are reached, beside what is shared; null where they don't say it. Types that are reached alike ask once.</summary>
    private static async Task<List<string>?> Tokens(Reading read, ReachBranches ways, Dictionary<string, List<string>> told, CancellationToken cancel)
    {
        var tokens = new List<string>();
        foreach (var way in ways.Branches)
        {
            if (way.Way == ReachWay.Share) continue;
            if (way.Way == ReachWay.Parent) return null;
            if (!told.TryGetValue(way.Where, out var some)) told[way.Where] = some = await (way.Way == ReachWay.Team
                ? read.List($"select t.id from teams t where {way.Where.Replace("t.team_id", "t.id", StringComparison.Ordinal)} limit {MostTokens + 1}", row => Whose.OfTeam(row.Guid(0)), cancel, ArgsOf(way, ways.Args))
                : read.List($"select t.id from users t where {way.Where.Replace("t.owner_id", "t.id", StringComparison.Ordinal)} limit {MostTokens + 1}", row => Whose.OfOwner(row.Guid(0)), cancel, ArgsOf(way, ways.Args)));
            tokens.AddRange(some);
            if (tokens.Count > MostTokens) return null;
        }
        return tokens;
    }

    private static (string Name, object? Value)[] ArgsOf(ReachBranch way, (string Name, object? Value)[] args) => [.. args.Where(a => way.Where.Contains("@" + a.Name, StringComparison.Ordinal))];
}

namespace Dangol.Platform;

/// <summary>
/// What somebody reaches, as far as documents of the search index say it by their tokens: who is in charge of a record, and its team. Where that takes too many of them (the subtree of
/// half a company) or hangs on something else (what a record belongs to), the index is asked for all records of the type, and what is found is looked at.
/// </summary>
/// <param name="Open">The types of which the index is asked for all records: those of which everything is reached, and those of which it can't say.</param>
/// <param name="OfOpen">What it is asked for with them; empty where it has no others.</param>
/// <param name="Whose">What it is asked for with the other types; null where there are none or nothing of them is reached.</param>
/// <param name="Shared">What was shared, which is found by its keys.</param>
internal sealed record IndexedReach(IReadOnlySet<string> Open, string OfOpen, string? Whose, IReadOnlyList<ReachSql> Shared)
{
    // SQLite seeks each token in every segment of the index, and then for each name that is found: 2 to 12 ms for a hundred people, more for teams, which have more. Of what is still more people's, enough is among the newest.
    private const int MostPeople = 128, MostTeams = 32;

    /// <summary>What the actor reaches of some types.</summary>
    /// <param name="read">Where it is read.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="types">The types.</param>
    /// <param name="areAll">The index has no others.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<IndexedReach> Of(Reading read, Actor actor, IReadOnlyList<DeclaredType> types, bool areAll, CancellationToken cancel)
    {
        var (open, whose, shared, told) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new List<ReachSql>(), new Dictionary<string, List<string>>(StringComparer.Ordinal));
        var isTold = !await UpgradeSearch.IsDue(read, cancel);
        foreach (var type in types)
        {
            var reach = Reach.SqlOrNothing(actor, type, "t", read.Engine);
            if (!reach.IsAll && isTold && reach.Branches is { } ways && await Tokens(read, ways, told, cancel) is { } tokens) whose.UnionWith(tokens);
            else open.Add(type.Name);
            if (reach.Branches?.Branches.FirstOrDefault(b => b.Way == ReachWay.Share) is { } share) shared.Add(new(share.Where.Replace("t.id", "d.record_id", StringComparison.Ordinal), ArgsOf(share, reach.Args)));
        }
        return new(open, areAll && open.Count == types.Count ? "" : AnyOf(open.Select(Grams.OfType)), whose.Count == 0 ? null : AnyOf(whose), shared);

        string AnyOf(IEnumerable<string> some) => IndexQuery.Any(read.Engine, some.Select(t => IndexQuery.Has(read.Engine, t)));
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
                ? read.List($"select t.id from teams t where {way.Where.Replace("t.team_id", "t.id", StringComparison.Ordinal)} limit {MostTeams + 1}", row => Platform.Whose.OfTeam(row.Guid(0)), cancel, ArgsOf(way, ways.Args))
                : read.List($"select t.id from users t where {way.Where.Replace("t.owner_id", "t.id", StringComparison.Ordinal)} limit {MostPeople + 1}", row => Platform.Whose.OfOwner(row.Guid(0)), cancel, ArgsOf(way, ways.Args)));
            if (some.Count > (way.Way == ReachWay.Team ? MostTeams : MostPeople)) return null;
            tokens.AddRange(some);
        }
        return tokens;
    }

    private static (string Name, object? Value)[] ArgsOf(ReachBranch way, (string Name, object? Value)[] args) => [.. args.Where(a => way.Where.Contains("@" + a.Name, StringComparison.Ordinal))];
}

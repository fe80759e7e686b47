namespace Dangol.Platform;

/// <summary>
/// Gathers what of the index fits a search and is within reach: the newest first, and where those are not all there is, what the index has of the actor's own. It is asked for types only where it must be:
/// to seek them beside the words costs more than to pass over what others have.
/// </summary>
internal sealed class Candidates(Session read, Actor actor, SearchWords said, WithinReach within, IReadOnlySet<string> types, Func<SearchCandidate, int> rank, TimeProvider clock, int enough)
{
    private const int Newest = 500, AtOnce = 100, Growth = 4, MostAtOnce = 8_000, MostShared = 20_000;
    private const string Columns = "d.id, d.type, d.record_id, d.title, d.content";
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(45), Shortest = Longest / 3, Latest = Longest * 2;
    private readonly Dictionary<Guid, bool> _known = [];   // whether it fits
    private readonly long _began = clock.GetTimestamp();

    /// <summary>What fits.</summary>
    public List<SearchCandidate> Fits { get; } = [];

    /// <summary>There may be more.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Gathers them.</summary>
    /// <param name="tokens">The tokens of the words.</param>
    /// <param name="whole">The token of what is called so.</param>
    /// <param name="reach">How far the index knows what is reached.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task Gather(IReadOnlyCollection<string> tokens, string whole, IndexedReach reach, CancellationToken cancel)
    {
        // Where a narrower question may be answered at once, this one is not waited for.
        var newest = await Read(Sql, [("tokens", Match(tokens, ""))], Newest, reach.OfOpen.Length == 0 ? Longest : Longest / 2, cancel);
        if (newest.IsAll)
        {
            await Keep(newest.News, cancel);
            return;
        }
        // What is called so may be older than the newest that hold the words.
        if (reach.Open.Count > 0)
        {
            var fit = await Keep(newest.News.FindAll(c => reach.Open.Contains(c.Type)), cancel);
            if (fit > enough || (!newest.InTime && reach.OfOpen.Length == 0)) IsCut = true;
            else IsCut |= await Look(tokens, reach.OfOpen, Newest * (reach.OfOpen.Length == 0 ? Growth : 1), cancel);
            if (IsCut) await Look([whole], reach.OfOpen, enough + 1, cancel);
        }
        if (reach.Whose is { } whose && await Look(tokens, whose, Newest, cancel))
        {
            IsCut = true;
            await Look([whole], whose, enough + 1, cancel);
        }
        foreach (var shared in reach.Shared)
        {
            if (Fits.Count > enough) break;
            var some = await Read($"select {Columns} from search_documents d where {shared.Where}", shared.Args, MostShared, Left, cancel);
            await Keep(some.News, cancel);
            IsCut |= !some.IsAll;
        }
    }

    /// <summary>Looks at the newest that have all of some tokens, and at four times as many as long as too few of them fit and there is time.</summary>
    /// <returns>True where it ended before the last.</returns>
    private async Task<bool> Look(IReadOnlyCollection<string> tokens, string reach, int most, CancellationToken cancel)
    {
        for (; ; most *= Growth)
        {
            var some = await Read(Sql, [("tokens", Match(tokens, reach))], most, Left, cancel);
            var fit = some.Fit + await Keep(some.News, cancel);
            if (some.IsAll) return false;
            if (fit > enough || !some.InTime || most >= MostAtOnce || clock.GetElapsedTime(_began) > Longest) return true;
        }
    }

    /// <summary>How long a question may still take: however late it is, what is quick is answered.</summary>
    private TimeSpan Left => Longest - clock.GetElapsedTime(_began) is var left && left > Shortest ? left : Shortest;

    private string Match(IEnumerable<string> tokens, string reach) => IndexQuery.All(read.Engine, [.. tokens.Select(t => IndexQuery.Has(read.Engine, t)), reach]);

    // The index of SQLite gives the newest first, one after another: no row is looked at before it is known to be asked for.
    private string Sql => $"select {Columns} from " + (read.Engine == Engine.Sqlite
        ? "search_grams cross join search_documents d on d.id = search_grams.rowid where search_grams match @tokens order by search_grams.rowid desc"
        : "search_documents d where d.tokens @@ @tokens::tsquery");

    /// <summary>Reads what holds all words, letter by letter. Words that many records have, but hardly one of them together, take long: what was found until then is kept.</summary>
    /// <returns>What was not known before, how many fit of what was, and whether this is all.</returns>
    private async Task<(List<SearchCandidate> News, int Fit, bool IsAll, bool InTime)> Read(string sql, (string Name, object? Value)[] args, int most, TimeSpan longest, CancellationToken cancel)
    {
        var (looked, fit, inTime, news) = (0, 0, true, new List<SearchCandidate>());
        try
        {
            await read.Within(longest, async () =>
            {
                await foreach (var candidate in read.Stream($"{sql} limit {most}", SearchCandidate.Of, cancel, args))
                {
                    looked++;
                    if (_known.TryGetValue(candidate.Record, out var fits)) fit += fits ? 1 : 0;
                    else if (types.Contains(candidate.Type) && said.AreIn(candidate.Content)) news.Add(candidate);
                }
                return true;
            });
        }
        catch (TimeoutException) { inTime = false; }
        return (news, fit, inTime && looked < most, inTime);
    }

    /// <summary>Keeps what is within reach, the best first, until there is enough or it is too late; how many that are.</summary>
    private async Task<int> Keep(List<SearchCandidate> news, CancellationToken cancel)
    {
        var kept = 0;
        foreach (var some in news.OrderBy(rank).ThenByDescending(c => c.Id).Chunk(AtOnce))
        {
            if (kept > enough || clock.GetElapsedTime(_began) > Latest)
            {
                IsCut = true;
                break;
            }
            foreach (var candidate in some) _known[candidate.Record] = false;
            var fits = await within.Keep(read, actor, said, [.. some], cancel);
            foreach (var candidate in fits) _known[candidate.Record] = true;
            Fits.AddRange(fits);
            kept += fits.Count;
        }
        return kept;
    }
}

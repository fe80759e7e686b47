namespace Dangol.Platform;

/// <summary>
/// Gathers what of the index fits a search and is within reach, the newest first. What the index lets through may still be others': then four times as many are looked at, until there is enough, nothing
/// more, or no time.
/// </summary>
internal sealed class Candidates(Session read, Actor actor, SearchWords said, WithinReach within, TimeProvider clock, int enough)
{
    private const int Growth = 4, MostAtOnce = 8_000, MostShared = 20_000;
    private const string Columns = "d.id, d.type, d.record_id, d.title, d.content";
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(60);
    private readonly HashSet<long> _known = [];
    private readonly long _began = clock.GetTimestamp();

    /// <summary>What fits.</summary>
    public List<SearchCandidate> Fits { get; } = [];

    /// <summary>There may be more.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Looks at the newest that have all of some tokens.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="reach">Which documents at all (<see cref="IndexedReach"/>).</param>
    /// <param name="most">How many at first.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task Look(IEnumerable<string> tokens, string reach, int most, CancellationToken cancel)
    {
        var match = IndexQuery.All(read.Engine, [.. tokens.Select(t => IndexQuery.Has(read.Engine, t)), reach]);
        // The index of SQLite gives the newest first, one after another: no row is looked at before it is known to be asked for.
        var sql = $"select {Columns} from " + (read.Engine == Engine.Sqlite
            ? "search_grams cross join search_documents d on d.id = search_grams.rowid where search_grams match @tokens order by search_grams.rowid desc"
            : "search_documents d where d.tokens @@ @tokens::tsquery");
        for (var before = Fits.Count; await Read(sql, most, [("tokens", match)], cancel) is var (looked, inTime); most *= Growth)
        {
            if (looked < most && inTime) return;
            if (inTime && Fits.Count - before <= enough && most < MostAtOnce && clock.GetElapsedTime(_began) < Longest) continue;
            IsCut = true;
            return;
        }
    }

    /// <summary>Looks at what was shared: by its keys, as the index doesn't say it.</summary>
    public async Task Look(ReachSql shared, CancellationToken cancel)
    {
        var (looked, inTime) = await Read($"select {Columns} from search_documents d where {shared.Where}", MostShared, shared.Args, cancel);
        IsCut |= looked == MostShared || !inTime;
    }

    /// <summary>
    /// Words that many records have, but hardly one of them together, take long: what was found until then is kept.
    /// </summary>
    private async Task<(int Looked, bool InTime)> Read(string sql, int most, (string Name, object? Value)[] args, CancellationToken cancel)
    {
        var (looked, inTime, found) = (0, true, new List<SearchCandidate>());
        try
        {
            await read.Within(Longest, async () =>
            {
                await foreach (var candidate in read.Stream($"{sql} limit {most}", SearchCandidate.Of, cancel, args))
                {
                    looked++;
                    if (_known.Add(candidate.Id) && said.AreIn(candidate.Content)) found.Add(candidate);
                }
                return true;
            });
        }
        catch (TimeoutException) { inTime = false; }
        Fits.AddRange(await within.Keep(read, actor, said, found, cancel));
        return (looked, inTime);
    }
}

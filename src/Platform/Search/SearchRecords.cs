namespace Dangol.Platform;

/// <summary>A record that was found.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its key.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Facts">The next columns of its list as the person may see them.</param>
public sealed record Found(DeclaredType Type, Guid Id, string Title, IReadOnlyList<(RecordColumn Column, object Value, string? Name)> Facts)
{
    /// <summary>Its page.</summary>
    public string Href => $"/{Type.Pages!.Path}/{Id}";

    /// <summary>Its facts in one line.</summary>
    public string Said(Screen screen) => string.Join(" · ", Facts.Select(f => f.Name ?? (f.Value is MaskedValue masked ? masked.Text : f.Column.Type.Show(f.Value, screen.Format))));
}

/// <summary>What was found, and whether there may be more.</summary>
public sealed record SearchResult(IReadOnlyList<Found> Records, bool More);

/// <summary>
/// Finds records of every type by parts of names, initial consonants, fragments of telephone numbers and mail addresses: candidates by the index, then letter by
/// letter, then what the actor may see of them.
/// </summary>
public sealed class SearchRecords(Company company, ListRecords lists, WithinReach within)
{
    private const int Candidates = 500, FactsShown = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(60);

    /// <summary>The best of what fits: whole titles, then titles that begin so, then the newest.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="query">What was typed.</param>
    /// <param name="type">One type only, or null.</param>
    /// <param name="limit">Most records.</param>
    /// <param name="cancel">Stops the question.</param>
    public async Task<SearchResult> Run(Actor actor, string? query, string? type, int limit, CancellationToken cancel = default)
    {
        var said = new SearchWords(query);
        var words = said.All;
        var types = company.Declarations.All.Where(t => IndexRecords.IsSearched(t) && (type is null || t.Name == type) && actor.Rights.Allows(new(t.Name, Actions.View))).ToList();
        if (words.Count == 0 || types.Count == 0) return new([], More: false);
        await using var read = await company.Store.Read(cancel);
        var tokens = words.SelectMany(Grams.Asked).ToHashSet(StringComparer.Ordinal);
        // The token of a type is in every one of its records: it is asked only where it keeps some out.
        var among = types.Count == company.Declarations.All.Count(IndexRecords.IsSearched) ? [] : types.ConvertAll(t => Grams.OfType(t.Name));
        var whole = Grams.Whole + string.Concat(words);
        var (candidates, cut) = (new List<SearchCandidate>(), false);
        foreach (var (asked, most) in new (IReadOnlyCollection<string>, int)[] { ([whole], limit + 1), (tokens, Candidates) })
            cut |= await Read(read, asked, among, most, candidates, cancel);
        var fits = await within.Keep(read, actor, said, [.. candidates.DistinctBy(c => c.Record).Where(c => said.AreIn(c.Content))], cancel);
        // The newest may all be others': then one's own are looked through.
        if (cut && fits.Count <= limit && types.Exists(t => actor.Rights.Branches(t, Actions.View, "t") is not null))
        {
            var (own, known) = (new List<SearchCandidate>(), fits.Select(f => f.Record).ToHashSet());
            var reached = types.FindAll(t => actor.Rights.Branches(t, Actions.View, "t") is null).ConvertAll(t => Grams.OfType(t.Name));
            cut = reached.Count > 0 && await Read(read, tokens, reached, Candidates, own, cancel);
            own.RemoveAll(c => !said.AreIn(c.Content));
            foreach (var of in types) cut |= await within.Read(read, actor, of, said, own, cancel);
            fits.AddRange((await within.Keep(read, actor, said, own, cancel)).Where(c => known.Add(c.Record)));
        }
        fits = [.. fits.OrderBy(c => Rank(actor, c, words[0])).ThenByDescending(c => c.Id)];
        var found = new List<Found>();
        foreach (var some in fits.Chunk(limit + 1))
        {
            found.AddRange(await Shown(actor, some, cancel));
            if (found.Count > limit) break;
        }
        return new([.. found.Take(limit)], cut || found.Count > limit);
    }

    /// <summary>
    /// Adds the newest records that have all of these tokens; true where there may be more of them. Words that many records have, but hardly one of them together, take
    /// long: what was found until then is kept.
    /// </summary>
    private static async Task<bool> Read(Session read, IReadOnlyCollection<string> tokens, IReadOnlyList<string> among, int limit, List<SearchCandidate> into, CancellationToken cancel)
    {
        var (had, sqlite) = (into.Count, read.Engine == Engine.Sqlite);
        var (and, or, word) = sqlite ? (" AND ", " OR ", (Func<string, string>)Quoted) : (" & ", " | ", Lexeme);
        var match = string.Join(and, [.. tokens.Select(word), .. among.Count == 0 ? Array.Empty<string>() : [$"({string.Join(or, among.Select(word))})"]]);
        // The index gives the newest first, one after another: no row is looked at before it is known to be asked for.
        var sql = "select d.id, d.type, d.record_id, d.title, d.content from " + (sqlite
            ? "search_grams cross join search_documents d on d.id = search_grams.rowid where search_grams match @tokens order by search_grams.rowid desc"
            : "search_documents d where d.tokens @@ @tokens::tsquery");
        try
        {
            return await read.Within(Longest, async () =>
            {
                await foreach (var candidate in read.Stream($"{sql} limit {limit}", SearchCandidate.Of, cancel, ("tokens", match))) into.Add(candidate);
                return into.Count - had == limit;
            });
        }
        catch (TimeoutException) { return true; }
    }

    private static string Quoted(string token) => $"\"{token.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Lexeme(string token) => $"'{token.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>What is called so comes first, where one may read what it is called.</summary>
    private int Rank(Actor actor, SearchCandidate candidate, string word)
    {
        if (!Disclosure.IsCalledOpenly(actor, company.Declarations.Named(candidate.Type))) return 3;
        var folded = Grams.Typed(Fold.Of(candidate.Title));
        return folded == word ? 0 : folded.StartsWith(word, StringComparison.Ordinal) ? 1 : Grams.Holds(folded, word) ? 2 : 3;
    }

    /// <summary>The records as the actor may see them: what is out of reach falls away here.</summary>
    private async Task<IEnumerable<Found>> Shown(Actor actor, SearchCandidate[] candidates, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, Found>();
        foreach (var of in candidates.GroupBy(c => c.Type))
        {
            var type = company.Declarations.Named(of.Key);
            var columns = type.Pages!.Columns.Where(c => c != type.TitleField!.Name).Take(FactsShown).ToList();
            var page = await lists.Read(actor, type, new()
            {
                Columns = [type.TitleField!.Name, .. columns], Counted = false, Size = candidates.Length,
                Filter = new Clause.Compare(new Term.Field("id"), Operator.In, of.Select(c => (Term)new Term.Literal(c.Record)).ToSeq()),
            }, cancel);
            foreach (var row in page.Rows)
                found[row.Id] = new(type, row.Id, page.Columns.Select((c, i) => c.Path == type.TitleField.Name ? row.Values[i] : null).FirstOrDefault(v => v is not null)?.ToString() ?? "–",
                    [.. page.Columns.Select((c, i) => (Column: c, Value: row.Values[i], Name: row.Names[i])).Where(f => f.Value is not null && f.Column.Path != type.TitleField.Name).Select(f => (f.Column, f.Value!, f.Name))]);
        }
        return candidates.Select(c => found.GetValueOrDefault(c.Record)).OfType<Found>();
    }
}

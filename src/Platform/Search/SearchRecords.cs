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
public sealed class SearchRecords(Company company, ListRecords lists)
{
    private const int Candidates = 500, LongestQuery = 200, FactsShown = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(60);

    /// <summary>The best of what fits: whole titles, then titles that begin so, then the newest.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="query">What was typed.</param>
    /// <param name="type">One type only, or null.</param>
    /// <param name="limit">Most records.</param>
    /// <param name="cancel">Stops the question.</param>
    public async Task<SearchResult> Run(Actor actor, string? query, string? type, int limit, CancellationToken cancel = default)
    {
        var words = Asked(query);
        var types = company.Declarations.All.Where(t => IndexRecords.IsSearched(t) && (type is null || t.Name == type) && actor.Rights.Allows(new(t.Name, Actions.View))).ToList();
        if (words.Count == 0 || types.Count == 0) return new([], More: false);
        await using var read = await company.Store.Read(cancel);
        var tokens = words.SelectMany(Grams.Asked).ToHashSet(StringComparer.Ordinal);
        // The token of a type is in every one of its records: it is asked only where it keeps some out.
        var among = types.Count == company.Declarations.All.Count(IndexRecords.IsSearched) ? [] : types.ConvertAll(t => Grams.OfType(t.Name));
        var whole = Grams.Whole + string.Concat(words);
        var (candidates, cut) = (new List<Candidate>(), false);
        foreach (var (asked, most) in new (IReadOnlyCollection<string>, int)[] { ([whole], limit + 1), (tokens, Candidates) })
            cut |= await Read(read, asked, among, most, candidates, cancel);
        var fits = candidates.DistinctBy(c => c.Record).Where(c => words.TrueForAll(word => Grams.Holds(c.Content, word)))
            .OrderBy(c => Rank(c.Title, words[0])).ThenByDescending(c => c.Id).ToList();
        var found = new List<Found>();
        foreach (var some in fits.Chunk(limit + 1))
        {
            found.AddRange(await Shown(actor, some, cancel));
            if (found.Count > limit) break;
        }
        return new([.. found.Take(limit)], cut || found.Count > limit);
    }

    private sealed record Candidate(long Id, string Type, Guid Record, string Title, string Content);

    /// <summary>The words of a query; a telephone number is one word, however it is written.</summary>
    private static List<string> Asked(string? query)
    {
        if (string.IsNullOrWhiteSpace(query)) return [];
        var typed = Grams.Typed(Fold.Of(query.Length > LongestQuery ? query[..LongestQuery] : query));
        if (typed.Count(char.IsAsciiDigit) >= 7 && PhoneNumber.Of(typed) is { } phone) typed = new([.. PhoneNumber.Show(phone).Where(char.IsAsciiDigit)]);
        return [.. Grams.Words(typed).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Adds the newest records that have all of these tokens; true where there may be more of them. Words that many records have, but hardly one of them together, take
    /// long: what was found until then is kept.
    /// </summary>
    private static async Task<bool> Read(Session read, IReadOnlyCollection<string> tokens, IReadOnlyList<string> among, int limit, List<Candidate> into, CancellationToken cancel)
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
                await foreach (var candidate in read.Stream($"{sql} limit {limit}", Map, cancel, ("tokens", match))) into.Add(candidate);
                return into.Count - had == limit;
            });
        }
        catch (TimeoutException) { return true; }
    }

    private static Candidate Map(Row row) => new(row.Long(0), row.Text(1), row.Guid(2), row.Text(3), row.Text(4));

    private static string Quoted(string token) => $"\"{token.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Lexeme(string token) => $"'{token.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    private static int Rank(string title, string word)
    {
        var folded = Grams.Typed(Fold.Of(title));
        return folded == word ? 0 : folded.StartsWith(word, StringComparison.Ordinal) ? 1 : Grams.Holds(folded, word) ? 2 : 3;
    }

    /// <summary>The records as the actor may see them: what is out of reach falls away here.</summary>
    private async Task<IEnumerable<Found>> Shown(Actor actor, Candidate[] candidates, CancellationToken cancel)
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
                found[row.Id] = new(type, row.Id, row.Values[0]?.ToString() ?? "", [.. columns.Select((_, i) => (Column: page.Columns[i + 1], Value: row.Values[i + 1], Name: row.Names[i + 1])).Where(f => f.Value is not null).Select(f => (f.Column, f.Value!, f.Name))]);
        }
        return candidates.Select(c => found.GetValueOrDefault(c.Record)).OfType<Found>();
    }
}

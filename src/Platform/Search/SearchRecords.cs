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
    private const int FactsShown = 3;

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
        within.Note(actor, said);
        await using var read = await company.Store.Read(cancel);
        var reached = await IndexedReach.Of(read, actor, types, areAll: types.Count == company.Declarations.All.Count(IndexRecords.IsSearched), cancel);
        var candidates = new Candidates(read, actor, said, within, types.Select(t => t.Name).ToHashSet(StringComparer.Ordinal), c => Rank(actor, c, words[0]), company.Clock, enough: limit);
        await candidates.Gather(words.SelectMany(Grams.Asked).ToHashSet(StringComparer.Ordinal), Grams.Whole + string.Concat(words), reached, cancel);
        var fits = candidates.Fits.OrderBy(c => Rank(actor, c, words[0])).ThenByDescending(c => c.Id);
        var found = new List<Found>();
        foreach (var some in fits.Chunk(limit + 1))
        {
            found.AddRange(await Shown(actor, some, cancel));
            if (found.Count > limit) break;
        }
        return new([.. found.Take(limit)], candidates.IsCut || found.Count > limit);
    }

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

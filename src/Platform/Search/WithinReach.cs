namespace Dangol.Platform;

/// <summary>
/// What of the index somebody may be told. A candidate is held to what they reach and see: every word must be in a field that is open to them, or what was typed be the whole of one
/// that is masked. So parts of a masked number find nothing, and the whole of it, which one knows already, finds.
/// </summary>
public sealed class WithinReach(Company company, NearRecords near)
{
    /// <summary>Notes that a whole number is asked for by somebody for whom such are masked; that nobody has it tells as well.</summary>
    /// <exception cref="Refused"><c>too_many_guesses</c> (429)</exception>
    internal void Note(Actor actor, SearchWords asked)
    {
        if (actor.Rights == Rights.Everything || !asked.IsWholeNumber) return;
        var masks = company.Declarations.All.Where(IndexRecords.IsSearched).Any(type => RecordColumns.Of(actor, type, company.Declarations) is var columns
            && columns.Own.Any(c => c is { Field.IsSearchable: true, Type: PhoneType or EmailType } && Disclosure.Masks(actor, columns, c, company.Declarations, near: false)));
        if (masks) MaskedGuesses.Note(company.Declarations, actor, [asked.GetHashCode()]);
    }

    /// <summary>Those of the candidates that may be told: two or three questions a type.</summary>
    internal async Task<List<SearchCandidate>> Keep(Session read, Actor actor, SearchWords asked, List<SearchCandidate> candidates, CancellationToken cancel)
    {
        if (actor.Rights == Rights.Everything || candidates.Count == 0) return candidates;
        var told = new HashSet<Guid>();
        foreach (var of in candidates.GroupBy(c => c.Type, StringComparer.Ordinal))
            foreach (var ids in of.Select(c => c.Record).Chunk(500)) told.UnionWith(await Told(read, actor, company.Declarations.Named(of.Key), asked, ids, cancel));
        return candidates.FindAll(c => told.Contains(c.Record));
    }

    private async Task<IEnumerable<Guid>> Told(Session read, Actor actor, DeclaredType type, SearchWords asked, Guid[] ids, CancellationToken cancel)
    {
        var reach = Reach.SqlOrNothing(actor, type, "t", read.Engine);
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var fields = type.Fields.Where(f => f.IsSearchable).Select(f => columns.FindOrNull(f.Name)).OfType<RecordColumn>().ToList();
        var masks = fields.ConvertAll(f => (Far: Disclosure.Masks(actor, columns, f, company.Declarations, near: false), Near: Disclosure.Masks(actor, columns, f, company.Declarations, near: true)));
        var all = masks.TrueForAll(m => !m.Far) && fields.Count == type.Fields.Count(f => f.IsSearchable);
        if (all && reach.IsAll) return ids;
        var rows = await read.List($"select t.id{(all ? "" : string.Concat(fields.Select(f => ", t." + f.Name)))} from {type.Table} t where {read.In<Guid>("t.id", "ids")} and ({reach.Where})",
            row => (Id: row.Guid(0), Said: all ? [] : fields.Select((f, i) => row.IsNull(i + 1) ? null : IndexRecords.AsFound(f.Type, f.Type.Read(row, i + 1))).ToList()), cancel, [("ids", ids), .. reach.Args]);
        if (all) return rows.Select(r => r.Id);
        var close = masks.Exists(m => m.Far && !m.Near) ? await near.Of(read, actor, type, rows.ConvertAll(r => r.Id), cancel) : new HashSet<Guid>();
        return rows.Where(row =>
        {
            var isClose = close.Contains(row.Id);
            var said = row.Said.Zip(masks, (text, mask) => (Text: text, Masked: isClose ? mask.Near : mask.Far)).Where(s => s.Text is not null).ToLookup(s => s.Masked, s => s.Text!);
            return asked.AreIn(string.Join('\n', said[false]), said[true]);
        }).Select(row => row.Id);
    }
}

/// <summary>What the index says of a record.</summary>
internal sealed record SearchCandidate(long Id, string Type, Guid Record, string Title, string Content)
{
    public static SearchCandidate Of(Row row) => new(row.Long(0), row.Text(1), row.Guid(2), row.Text(3), row.Text(4));
}

/// <summary>What was typed, in its parts between blanks; each has its words. A telephone number is one part and one word, however it is written.</summary>
internal sealed class SearchWords
{
    private const int LongestQuery = 200;
    private readonly List<(string Whole, List<string> Words)> _parts = [];
    private readonly string _typed = "";

    public SearchWords(string? query)
    {
        if (string.IsNullOrWhiteSpace(query)) return;
        _typed = Grams.Typed(Fold.Of(query.Length > LongestQuery ? query[..LongestQuery] : query)).Trim();
        if (Number(_typed) is { } number) _typed = number;
        foreach (var part in _typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            if (Grams.Words(part).ToList() is { Count: > 0 } words) _parts.Add((Number(part) ?? part, words));
    }

    /// <summary>The words, each once.</summary>
    public List<string> All => [.. _parts.SelectMany(p => p.Words).Distinct(StringComparer.Ordinal)];

    /// <summary>Are all words in a text?</summary>
    public bool AreIn(string content) => _parts.TrueForAll(p => p.Words.TrueForAll(word => Grams.Holds(content, word)));

    /// <summary>Are all words in the open text, or parts the whole of what is covered?</summary>
    public bool AreIn(string open, IEnumerable<string> covered) =>
        covered.Contains(_typed, StringComparer.Ordinal) || _parts.TrueForAll(p => p.Words.TrueForAll(word => Grams.Holds(open, word)) || covered.Contains(p.Whole, StringComparer.Ordinal));

    /// <summary>It is what a mask covers a part of: a telephone number or a mail address.</summary>
    public bool IsWholeNumber => Number(_typed) is not null || _typed.Contains('@', StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => _typed.GetHashCode(StringComparison.Ordinal);

    /// <summary>A telephone number as the index has it: in one run of digits.</summary>
    private static string? Number(string typed) =>
        typed.Count(char.IsAsciiDigit) >= 7 && PhoneNumber.Of(typed) is { } phone ? new([.. PhoneNumber.Show(phone).Where(char.IsAsciiDigit)]) : null;
}

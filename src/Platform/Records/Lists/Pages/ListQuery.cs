namespace Dangol.Platform;

/// <summary>Turns what a list's address says into questions, and into words.</summary>
public sealed class ListQuery(Company company, FillForm fill, SuggestChoices suggest)
{
    /// <summary>Which records; null for all of them.</summary>
    /// <exception cref="Refused"><c>unknown_field</c>, <c>filter_…</c>, <c>tree_…</c>, or what is wrong with a value.</exception>
    public Clause? Filter(Actor actor, DeclaredType type, ListState state, bool quick = true)
    {
        if (state.Lacks) throw new Refused("view_hides", "view", new("이 보기에는 내가 볼 수 없는 항목의 조건이 있어요. 다른 보기를 고르거나 조건을 새로 정해 주세요.", "This view has a condition on a field that you can't see. Choose another view, or set the conditions anew."));
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var clauses = state.Filters.Select(f => columns.Find(f.Path) is var column ? f.ToClause(column, fill.At(column)) : null!).ToList();
        if (state.Tree is { } tree) clauses.Add(TreeParser.FromUrl(tree));
        if (quick && state.Q is { } q) clauses.Add(Typed(actor, columns, q));
        return clauses switch { [] => null, [var one] => one, _ => new Clause.All(clauses.ToSeq()) };
    }

    /// <summary>The question for a page.</summary>
    public RecordQuery Query(Actor actor, DeclaredType type, ListState state)
    {
        var group = state.Group?.TrimStart('-');
        return new()
        {
            Columns = group is null || state.Columns.Contains(group) ? state.Columns : [.. state.Columns, group], Filter = Filter(actor, type, state), Sort = state.Sort.TrimStart('-'), Descending = state.Sort.StartsWith('-'),
            // Months stand the way in which their days were asked for.
            Group = group, GroupDescending = group is not null && (state.Group!.StartsWith('-') || state.Sort == "-" + group), After = Keyset.Of(state.After),
        };
    }

    /// <summary>What the conditions mean, in a sentence that has names instead of keys; null where there are none.</summary>
    public Text? Sentence(Actor actor, DeclaredType type, Clause? clause, IReadOnlyDictionary<Guid, string> names) =>
        clause is null ? null : TreeSentence.Of(Named(clause, names), RecordColumns.Of(actor, type, company.Declarations).Schema);

    /// <summary>The field by whose beginning a list is searched.</summary>
    public static string TitleOf(DeclaredType type) => type.TitleField?.Name ?? type.Pages!.Columns[0];

    /// <summary>What was typed to find records: a whole mail address, a whole telephone number, a number of the company's own, else the beginning of the name.</summary>
    private static Clause Typed(Actor actor, RecordColumns columns, string typed)
    {
        var searched = columns.Own.Where(c => c.Field is { IsSearchable: true }).ToList();
        if (typed.Contains('@', StringComparison.Ordinal) && searched.Find(c => c.Type is EmailType) is { } email) return Equal(email.Path, typed);
        if (columns.FindOrNull(TitleOf(columns.Type)) is not { } title) throw columns.Unknown(TitleOf(columns.Type));
        // A record without a name is found by what it refers to first.
        var path = title.Type is ReferenceType ? columns.All.First(c => c.Through == title && c.Folded is not null).Path : title.Path;
        var clauses = new List<Clause> { new Clause.Compare(new Term.Field(path), actor.Rights.IsAlwaysMasked(columns.Type.Name, title.Path) ? Operator.Equal : Operator.StartsWith, new Term.Literal(typed)) };
        if (typed.Any(char.IsAsciiDigit))
        {
            clauses.AddRange(searched.Where(c => c.Field!.UniqueIndex is not null && c != title).Select(c => Equal(c.Path, typed)));
            if (PhoneNumber.Of(typed) is { } number) clauses.AddRange(searched.Where(c => c.Type is PhoneType).Select(c => Equal(c.Path, number)));
        }
        return clauses is [var one] ? one : new Clause.Any(clauses.ToSeq());
    }

    private static Clause.Compare Equal(string path, string value) => new(new Term.Field(path), Operator.Equal, new Term.Literal(value));

    /// <summary>What the records are called that a clause names by their keys: one question a type.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Names(Actor actor, RecordColumns columns, Clause clause, CancellationToken cancel)
    {
        var result = new Dictionary<Guid, string>();
        foreach (var group in Keys(clause, columns).GroupBy(k => k.To).Where(g => company.Declarations.Has(g.Key)))
            foreach (var (id, name) in await suggest.Names(actor, company.Declarations.Named(group.Key), [.. group.Select(k => k.Id)], cancel)) result[id] = name;
        return result;
    }

    private static IEnumerable<(string To, Guid Id)> Keys(Clause clause, RecordColumns columns) => clause switch
    {
        Clause.Compare(Term.Field(var path), _, var values) when columns.FindOrNull(path)?.Type is ReferenceType { To: var to } => values.OfType<Term.Literal>().Select(v => v.Value).OfType<Guid>().Select(id => (to, id)),
        _ => TreeSize.Children(clause).OfType<Clause>().SelectMany(c => Keys(c, columns)),
    };

    /// <summary>A sentence reads names, not keys.</summary>
    private static Clause Named(Clause clause, IReadOnlyDictionary<Guid, string> names) => clause switch
    {
        Clause.All(var clauses) => new Clause.All(clauses.Select(c => Named(c, names)).ToSeq()),
        Clause.Any(var clauses) => new Clause.Any(clauses.Select(c => Named(c, names)).ToSeq()),
        Clause.Not(var inner) => new Clause.Not(Named(inner, names)),
        Clause.Compare compare => compare with { Values = compare.Values.Select(v => v is Term.Literal { Value: Guid id } && names.TryGetValue(id, out var name) ? new Term.Literal(name) : v).ToSeq() },
        _ => clause,
    };
}

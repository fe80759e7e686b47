using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Dangol.Platform;

/// <summary>Something of a record that can be shown, asked for and sorted by: a field, a formula, or by a dotted path a field of what it refers to.</summary>
public sealed record RecordColumn(string Path, Text Label, FieldType Type)
{
    /// <summary>The declared field behind it; null for a formula and for what the system keeps.</summary>
    public Field? Field { get; init; }

    /// <summary>The reference that the path goes through, or null.</summary>
    public RecordColumn? Through { get; init; }

    /// <summary>The formula behind it.</summary>
    public Formula? Formula { get; init; }

    /// <summary>What another module publishes, of which it is; null for the record's own.</summary>
    public PublishedColumns? Published { get; init; }

    /// <summary>From what a published column is reckoned: the records of a type, or a field of them. Null for the record's own.</summary>
    public (string Type, string? Field)? Tells { get; init; }

    /// <summary>A line below its control.</summary>
    public Text? Help { get => field ?? Field?.Help; init; }

    /// <summary>The column of the table.</summary>
    internal string Name { get; init; } = "";

    /// <summary>The folded column of a text.</summary>
    internal string? Folded { get; init; }

    /// <summary>The column of an amount's currency.</summary>
    internal string? Currency { get; init; }

    /// <summary>It can't be empty.</summary>
    internal bool IsNeverEmpty { get; init; }

    /// <summary>What is personal is masked in lists.</summary>
    public bool IsPersonal => Field?.IsPersonal ?? false;
}

/// <summary>The columns of a declared type, with those of what it refers to, one step far.</summary>
public sealed class RecordColumns
{
    private static readonly ConcurrentDictionary<(Declarations, DeclaredType), RecordColumns> Known = new();
    private static readonly ConcurrentDictionary<(RecordColumns All, string Hidden), RecordColumns> Narrowed = new();
    private static readonly ConditionalWeakTable<Rights, ConcurrentDictionary<RecordColumns, RecordColumns>> Seen = [];
    private readonly Dictionary<string, RecordColumn> _byPath;

    private RecordColumns(DeclaredType type, Declarations declarations)
    {
        Type = type;
        Own = [.. OwnOf(type), .. declarations.Published[type.Name].SelectMany(p => p.Columns.Select(c => new RecordColumn(c.Name, c.Label, c.Type) { Published = p, Name = c.Column, Currency = c.Currency, Tells = c.Tells }))];
        // Asked for by programs; people have names for it.
        var id = new RecordColumn("id", new("식별자", "Id"), new ReferenceType("")) { Name = "id", IsNeverEmpty = true };
        var all = Own.Concat(type.Grain == Grain.Record ? [id] : []).Concat(Own.SelectMany(column => Through(column, declarations))).ToList();
        _byPath = all.ToDictionary(c => c.Path, StringComparer.Ordinal);
        Schema = SchemaOf(type, all);
    }

    /// <summary>The same without some.</summary>
    private RecordColumns(RecordColumns all, HashSet<string> hidden)
    {
        Type = all.Type;
        Own = [.. all.Own.Where(c => !hidden.Contains(c.Path))];
        _byPath = all._byPath.Where(c => !hidden.Contains(c.Key)).ToDictionary(StringComparer.Ordinal);
        Schema = SchemaOf(Type, _byPath.Values);
    }

    private static TreeSchema SchemaOf(DeclaredType type, IEnumerable<RecordColumn> all) =>
        new(type.Label, all.Where(c => c.Formula is null).Select(c => new TreeField(c.Path, c.Label, c.Type.Kind, !c.IsNeverEmpty, c.Folded is null ? null : c.Path,
            c.Type is ChoiceType { IsOpen: false } choices ? choices.Choices.ToDictionary(x => x.Value, x => x.Label, StringComparer.Ordinal) : null) { IsCode = c.Field is { UniqueIndex: not null }, IsPhone = c.Type is PhoneType }));

    /// <summary>The type.</summary>
    public DeclaredType Type { get; }

    /// <summary>Its own columns: fields as declared, formulas, what the system keeps, then what other modules publish.</summary>
    public IReadOnlyList<RecordColumn> Own { get; }

    /// <summary>Every column, those through references too.</summary>
    public IReadOnlyCollection<RecordColumn> All => _byPath.Values;

    /// <summary>What trees about the type may name, formulas aside: <see cref="Expanded(Clause)"/> puts those in their place.</summary>
    public TreeSchema Schema { get; }

    /// <summary>The columns of a type.</summary>
    public static RecordColumns Of(DeclaredType type, Declarations declarations) => Known.GetOrAdd((declarations, type), key => new(key.Item2, key.Item1));

    /// <summary>The columns that are there for somebody: what a role hides has neither a name nor a value for them.</summary>
    public static RecordColumns Of(Actor actor, DeclaredType type, Declarations declarations)
    {
        var all = Of(type, declarations);
        return actor.Rights == Rights.Everything ? all : Seen.GetOrCreateValue(actor.Rights).GetOrAdd(all, static (all, at) =>
        {
            // Many people miss the same fields: such columns are made once.
            var hidden = all.All.Where(c => !Disclosure.Has(at.actor, all, c, at.declarations)).Select(c => c.Path).Order(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            return hidden.Count == 0 ? all : Narrowed.GetOrAdd((all, string.Join(' ', hidden)), _ => new(all, hidden));
        }, (actor, declarations));
    }

    /// <summary>The column of a path.</summary>
    /// <exception cref="Refused"><c>unknown_field</c></exception>
    public RecordColumn Find(string path) => _byPath.GetValueOrDefault(path) ?? throw Unknown(path);

    /// <summary>There is no such column, or not for who asks.</summary>
    internal Refused Unknown(string path) => new("unknown_field", path, new($"{Type.Label.Ko}에는 '{path}' 항목이 없어요.", $"{Type.Label.En} has no field '{path}'."));

    /// <summary>The column of a path, or null.</summary>
    public RecordColumn? FindOrNull(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The clause with every formula in it written out.</summary>
    public Clause Expanded(Clause clause) => clause switch
    {
        Clause.All(var clauses) => new Clause.All(clauses.Select(Expanded).ToSeq()),
        Clause.Any(var clauses) => new Clause.Any(clauses.Select(Expanded).ToSeq()),
        Clause.Not(var inner) => new Clause.Not(Expanded(inner)),
        Clause.Compare compare => Compared(compare),
        Clause.Within within => within with { Left = Expanded(within.Left) },
        _ => clause,
    };

    /// <summary>The term with every formula in it written out.</summary>
    public Term Expanded(Term term) => term switch
    {
        Term.Field(var path) when _byPath.GetValueOrDefault(path)?.Formula is { } formula => Expanded(formula.Value),
        Term.Calculate calculate => calculate with { Left = Expanded(calculate.Left), Right = Expanded(calculate.Right) },
        Term.Round round => round with { Value = Expanded(round.Value) },
        _ => term,
    };

    /// <summary>A text of several values has one of them where its bars and all are in it.</summary>
    private Clause.Compare Compared(Clause.Compare compare)
    {
        if (compare is { Operator: Operator.Contains, Left: Term.Field(var path), Values: [Term.Literal { Value: string value }] } && _byPath.GetValueOrDefault(path)?.Type is ManyType && !value.StartsWith('|'))
            return compare with { Values = [new Term.Literal(ManyType.Part(value))] };
        return compare with { Left = Expanded(compare.Left), Values = compare.Values.Select(Expanded).ToSeq() };
    }

    private static IEnumerable<RecordColumn> OwnOf(DeclaredType type)
    {
        foreach (var field in type.Fields.Where(f => !f.IsSecret))
            yield return new(field.Name, field.Label, field.Type)
            {
                Field = field, Name = field.Name, Folded = field.Folded is { } folded ? Names.Snake(folded.Name) : null,
                Currency = field.Currency is { } currency ? Names.Snake(currency.Name) : null,
                IsNeverEmpty = field.IsRequired || field.Property.PropertyType is { IsValueType: true } value && Nullable.GetUnderlyingType(value) is null,
            };
        foreach (var formula in type.Formulas) yield return new(formula.Name, formula.Label, formula.Type) { Formula = formula };
        if (type.Grain != Grain.Record) yield break;
        var declared = type.Fields.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        if (!declared.Contains("owner_id")) yield return new("owner_id", new("담당자", "Owner"), new ReferenceType("user")) { Name = "owner_id" };
        if (!declared.Contains("team_id")) yield return new("team_id", new("팀", "Team"), new ReferenceType("team")) { Name = "team_id" };
        yield return new("created_at", new("만든 때", "Created"), InstantType.Moment) { Name = "created_at", IsNeverEmpty = true };
        yield return new("created_by", new("만든 사람", "Created by"), new ReferenceType("user")) { Name = "created_by", IsNeverEmpty = true };
        yield return new("updated_at", new("바뀐 때", "Changed"), InstantType.Moment) { Name = "updated_at", IsNeverEmpty = true };
        yield return new("updated_by", new("바꾼 사람", "Changed by"), new ReferenceType("user")) { Name = "updated_by", IsNeverEmpty = true };
    }

    private static IEnumerable<RecordColumn> Through(RecordColumn reference, Declarations declarations)
    {
        if (reference.Type is not ReferenceType { To: { Length: > 0 } to } || !declarations.Has(to)) yield break;
        var step = reference.Path.EndsWith("_id", StringComparison.Ordinal) ? reference.Path[..^3] : reference.Path;
        foreach (var column in OwnOf(declarations.Named(to)).Where(c => c.Formula is null && c.Field is not null))
            yield return column with { Path = $"{step}.{column.Path}", Label = new($"{reference.Label.Ko} {column.Label.Ko}", $"{reference.Label.En} {column.Label.En}"), Through = reference, IsNeverEmpty = false };
    }
}

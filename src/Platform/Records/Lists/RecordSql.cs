using System.Globalization;
using System.Text;

namespace Dangol.Platform;

/// <summary>
/// Writes the SQL of questions about one declared type: its table as <c>t</c>, what it refers to joined only where it is named and only where the actor
/// reaches it. Every value is a parameter.
/// </summary>
internal sealed class RecordSql
{
    private readonly Declarations _declarations;
    private readonly Engine _engine;
    private readonly Actor _actor;
    private readonly AsOf _at;
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly StringBuilder _joins = new();
    private readonly List<(string Name, object? Value)> _args = [];
    private readonly List<PublishedColumns> _published = [];
    private string? _lead, _only;
    private bool _namesOwn;

    public RecordSql(DeclaredType type, Declarations declarations, Engine engine, Actor actor, AsOf at)
    {
        (_declarations, _engine, _actor, _at) = (declarations, engine, actor, at);
        Columns = RecordColumns.Of(actor, type, declarations);
        var reach = Reach.Sql(actor, type, "t", engine);
        Reached = reach.Where == "true" ? null : reach.Where;
        _args.AddRange(reach.Args);
    }

    public RecordColumns Columns { get; }

    /// <summary>What the actor reaches, or null for everything.</summary>
    public string? Reached { get; }

    /// <summary>The rows are walked in their order until a page is full: no index is to be chosen for the conditions (SQLite).</summary>
    public bool Walks { get; init; }

    /// <summary>How the names of its parameters begin: several questions may become one.</summary>
    public string Prefix { get; init; } = "a";

    /// <summary>The column in whose order they are walked: conditions on it say where to begin and end.</summary>
    public string? InOrderOf { get; init; }

    /// <summary>The record's key, where the rows come from.</summary>
    public string Key { get; private set; } = "t.id";

    /// <summary>The table and what was joined so far.</summary>
    public string From => (_lead ?? $"{Columns.Type.Table} t") + _joins;

    /// <summary>The same, with the record's rows from elsewhere than the whole table.</summary>
    public string FromOf(string rows) => rows + _joins;

    /// <summary>The clause that the rows are to fulfil.</summary>
    public Clause? Filter { get; init; }

    /// <summary>From where the rows are counted that these conditions choose: where they are about nothing but a published view, its index is enough.</summary>
    public string Counted(params string?[] conditions)
    {
        if (_namesOwn || _published is not [var published] || !Needs(published) || Reached is not null) return From + Conditions(conditions);
        return $"{published.View} {_aliases[published.View]}{Conditions([.. conditions, Only(published)])}";
    }

    /// <summary>The rows come in the order of a published column, from its view: one index has the value, and the key that breaks ties. Nothing may be joined yet.</summary>
    public void LeadBy(PublishedColumns published)
    {
        var alias = _aliases[published.View] = "p1";
        _published.Add(published);
        Key = $"{alias}.{published.Key}";
        _only = Only(published);
        _lead = $"{published.View} {alias} {(_engine == Engine.Sqlite ? "cross join" : "join")} {Columns.Type.Table} t on t.id = {Key}";
    }

    /// <summary>The rows, called <c>t</c>, come from elsewhere than the whole table. Nothing may be joined yet.</summary>
    public void LeadBy(string from) => _lead = from;

    public (string Name, object? Value)[] Args => [.. _args];

    /// <summary>A value to bind.</summary>
    public string Bind(object? value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_args.Count}");
        _args.Add((name, value));
        return "@" + name;
    }

    /// <summary>The column as it is shown; for an amount followed by its currency.</summary>
    public string Shown(RecordColumn column)
    {
        var (value, currency) = Value(column);
        return column.Type.HasCurrency ? $"{value}, {currency ?? "null"}" : value;
    }

    /// <summary>The column's value, and for an amount its currency.</summary>
    public (string Value, string? Currency) Value(RecordColumn column)
    {
        MustBeThere(column);
        if (column.Formula is { } formula) return Term(formula.Value);
        var alias = AliasOf(column);
        return ($"{alias}.{column.Name}", column.Currency is { } currency ? $"{alias}.{currency}" : null);
    }

    /// <summary>What the record is called that a reference leads to; null where that type has no name.</summary>
    public string? Called(RecordColumn reference) =>
        TitleOf(reference, _declarations) is { } title && reference.Through is null && _actor.Rights.MaySee(((ReferenceType)reference.Type).To, title.Name) ? $"{Joined(reference, _declarations.Named(((ReferenceType)reference.Type).To))}.{title.Name}" : null;

    /// <summary>What the list is sorted by; a text in its folded form, a reference by what it is called.</summary>
    public string SortKey(RecordColumn column)
    {
        MustBeThere(column);
        if (column.Formula is { } formula) return Term(formula.Value).Value;
        if (TitleOf(column, _declarations) is { } title) return $"{Joined(column, _declarations.Named(((ReferenceType)column.Type).To))}.{(title.Folded is { } folded ? Names.Snake(folded.Name) : title.Name)}";
        return $"{AliasOf(column)}.{column.Folded ?? column.Name}";
    }

    /// <summary>The place of what a reference leads to among its like, where that type declares one: a stage in its pipeline. Null elsewhere.</summary>
    public string? Place(RecordColumn reference) =>
        TitleOf(reference, _declarations) is not null && _declarations.Named(((ReferenceType)reference.Type).To) is var to && StageOrder.Of(to) is { IsByPlace: true, By: var place } ? $"{Joined(reference, to)}.{place}" : null;

    /// <summary>Whether a list in the column's order stands in that of a text.</summary>
    public bool SortsAsText(RecordColumn column) => SortsAsText(column, _declarations);

    /// <summary>The field that names what a reference leads to; null for what is no reference, or leads to what has no name.</summary>
    public static Field? TitleOf(RecordColumn column, Declarations declarations) =>
        column.Type is ReferenceType { To: { Length: > 0 } to } && declarations.Has(to) ? declarations.Named(to).TitleField : null;

    /// <summary>Whether a list in its order stands in that of a text: its own, or the name of what it refers to.</summary>
    public static bool SortsAsText(RecordColumn column, Declarations declarations) => column.Type.Kind == FieldKind.Text || TitleOf(column, declarations) is not null;

    /// <summary>A clause as a condition.</summary>
    public string Where(Clause clause)
    {
        Disclosure.MustNotTell(_actor, Columns, clause, _declarations);
        return Written(TreeSql.Where(Columns.Schema.Bind(Columns.Expanded(clause), _at), Map(Walks), 1), t => t.Where, t => t.Parameters);
    }

    /// <summary>What a role hides is not there: not to be shown, not to be sorted, grouped or added up by.</summary>
    private void MustBeThere(RecordColumn column)
    {
        if (!Disclosure.Has(_actor, Columns, column, _declarations)) throw Columns.Unknown(column.Path);
    }

    /// <summary>Conditions as a WHERE; nothing where there are none.</summary>
    public string Conditions(params string?[] conditions) =>
        conditions.Append(_only).Where(c => c is not null).Select(c => $"({c})").ToList() is { Count: > 0 } some ? " where " + string.Join(" and ", some) : "";

    private (string Value, string? Currency) Term(Term term)
    {
        var value = TreeSql.Value(Columns.Schema.Bind(Columns.Expanded(term), _at), Map(walking: false));
        var names = value.Parameters.Select(Bind).ToList();
        return (Named(value.Value, names), value.Currency is { } currency ? Named(currency, names) : null);
    }

    private string Written<T>(T sql, Func<T, string> text, Func<T, IReadOnlyList<object>> parameters) => Named(text(sql), parameters(sql).Select(Bind).ToList());

    /// <summary>The tree's $1, $2, … in the names of this statement.</summary>
    private static string Named(string sql, List<string> names)
    {
        var result = new StringBuilder(sql.Length + 16);
        for (var i = 0; i < sql.Length; i++)
        {
            if (sql[i] != '$') { result.Append(sql[i]); continue; }
            var end = i + 1;
            while (end < sql.Length && char.IsAsciiDigit(sql[end])) end++;
            result.Append(names[int.Parse(sql.AsSpan(i + 1, end - i - 1), CultureInfo.InvariantCulture) - 1]);
            i = end - 1;
        }
        return result.ToString();
    }

    private SqlMap Map(bool walking)
    {
        return new("t.id", path =>
        {
            var column = Columns.Find(path);
            var alias = AliasOf(column);
            var plus = walking && _engine == Engine.Sqlite && path != InOrderOf ? "+" : "";
            return new($"{plus}{alias}.{column.Folded ?? column.Name}", column.Currency is { } currency ? $"{plus}{alias}.{currency}" : null);
        }, Of: _engine);
    }

    private string AliasOf(RecordColumn column)
    {
        if (column.Published is { } published) return Joined(published);
        _namesOwn = true;
        return column.Through is { Type: ReferenceType reference } through ? Joined(through, _declarations.Named(reference.To)) : "t";
    }

    private string Joined(PublishedColumns published)
    {
        if (_aliases.TryGetValue(published.View, out var alias)) return alias;
        _aliases[published.View] = alias = string.Create(CultureInfo.InvariantCulture, $"p{_aliases.Count + 1}");
        _published.Add(published);
        // A left join that the conditions make an inner one would be turned round, and every row sorted.
        var join = Walks && _engine == Engine.Sqlite && Needs(published) ? "cross join" : "left join";
        _joins.Append(CultureInfo.InvariantCulture, $" {join} {published.View} {alias} on {alias}.{published.Key} = t.id{(Only(published) is { } only ? $" and {only}" : "")}");
        return alias;
    }

    /// <summary>Do the clause or the order leave out the records that have no row in the view?</summary>
    private bool Needs(PublishedColumns published) => IsOf(InOrderOf, published) || Filter is not null && Needs(Filter, published);

    private bool Needs(Clause clause, PublishedColumns published) => clause switch
    {
        Clause.All(var clauses) => clauses.Any(c => Needs(c, published)),
        Clause.Any(var clauses) => clauses.All(c => Needs(c, published)),
        // A comparison with what is empty is false.
        Clause.Compare(Term.Field(var path), var comparison, _) => comparison != Operator.Empty && IsOf(path, published),
        Clause.Within(Term.Field(var path), _) => IsOf(path, published),
        _ => false,
    };

    private bool IsOf(string? path, PublishedColumns published) => path is not null && Columns.FindOrNull(path)?.Published == published;

    /// <summary>Where the record's own rows are walked, the view is looked up by the key alone.</summary>
    private string? Only(PublishedColumns published) =>
        published.Only is { } only ? $"{(Walks && Key == "t.id" && _engine == Engine.Sqlite ? "+" : "")}{_aliases[published.View]}.{only.Column} = {Bind(only.Value)}" : null;

    private string Joined(RecordColumn reference, DeclaredType to)
    {
        if (_aliases.TryGetValue(reference.Path, out var alias)) return alias;
        var from = AliasOf(reference);
        _aliases[reference.Path] = alias = string.Create(CultureInfo.InvariantCulture, $"r{_aliases.Count + 1}");
        // People are named to everybody; any other record only to those who reach it.
        var reach = to.Name == "user" ? new("true", []) : _actor.Rights.Allows(new(to.Name, Actions.View)) ? Reach.Sql(_actor, to, alias, _engine) : new ReachSql("false", []);
        _args.AddRange(reach.Args);
        _joins.Append(CultureInfo.InvariantCulture, $" left join {to.Table} {alias} on {alias}.id = {from}.{reference.Name}{(reach.Where == "true" ? "" : $" and ({reach.Where})")}");
        return alias;
    }
}

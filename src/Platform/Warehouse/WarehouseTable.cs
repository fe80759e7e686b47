using System.Globalization;

namespace Dangol.Platform;

/// <summary>What a column of the warehouse holds; the same on DuckDB and PostgreSQL.</summary>
public enum WarehouseType
{
    /// <summary>A key (UUID).</summary>
    Id,
    /// <summary>Text.</summary>
    Text,
    /// <summary>A whole number of 64 bits: counts, amounts in minor units.</summary>
    Long,
    /// <summary>A whole number of 32 bits.</summary>
    Int,
    /// <summary>A floating-point number.</summary>
    Double,
    /// <summary>Yes or no.</summary>
    Bool,
    /// <summary>A calendar day.</summary>
    Date,
    /// <summary>A UTC instant.</summary>
    Instant,
}

/// <summary>A column: its name in the warehouse and the expression over <c>From</c> that gives it.</summary>
public sealed record WarehouseColumn(string Name, WarehouseType Type, string Expression);

/// <summary>
/// A table of the warehouse as a module declares it: columns with the SQL that reads them from the operational store (the same text on SQLite and
/// PostgreSQL), the natural key, and which entries of the journal bring new rows. The warehouse is derived: it is filled from this and nothing else.
/// </summary>
public sealed class WarehouseTable
{
    private readonly List<WarehouseColumn> _columns = [];
    private readonly List<string> _key = [];
    private readonly List<(string Type, string Column)> _records = [];
    private string[]? _tells;

    private WarehouseTable(string name, string from) => (Name, From) = (name, from);

    /// <summary>Its name: <c>dim_…</c> or <c>fact_…</c>, plural.</summary>
    public string Name { get; }

    /// <summary>What comes after FROM: a table with its alias, and joins.</summary>
    public string From { get; }

    /// <summary>What comes after WHERE, or null for all rows.</summary>
    public string? Condition { get; private set; }

    /// <summary>Its columns in order, the key among them.</summary>
    public IReadOnlyList<WarehouseColumn> Columns => _columns;

    /// <summary>The natural key: no two rows share it, and no part of it is ever empty.</summary>
    public IReadOnlyList<string> NaturalKey => _key;

    internal IReadOnlyList<(string Type, string Column)> Records => _records;

    internal string? FactType { get; private set; }

    /// <summary>Of whose records it tells; null where nothing was said, so that only the product itself may ask.</summary>
    internal IReadOnlyList<DeclaredType>? Tells { get; private set; }

    /// <summary>A dimension: who, what, where of the facts.</summary>
    /// <param name="name"><c>dim_customers</c>.</param>
    /// <param name="from">A table with its alias, and joins: <c>customers c</c>.</param>
    public static WarehouseTable Dimension(string name, string from) => new(Prefixed(name, "dim_"), from);

    /// <summary>Facts: one row for each thing that happened.</summary>
    /// <inheritdoc cref="Dimension"/>
    public static WarehouseTable Fact(string name, string from) => new(Prefixed(name, "fact_"), from);

    /// <summary>A column of the natural key.</summary>
    public WarehouseTable Key(string name, WarehouseType type, string expression)
    {
        _key.Add(name);
        return Column(name, type, expression);
    }

    /// <summary>A column.</summary>
    public WarehouseTable Column(string name, WarehouseType type, string expression)
    {
        if (_columns.Any(column => column.Name == name)) throw new ArgumentException($"{Name} has {name} already", nameof(name));
        _columns.Add(new(name, type, expression));
        return this;
    }

    /// <summary>Keeps only some rows. A row that may leave later needs a <see cref="LoadedBy"/> that names it.</summary>
    public WarehouseTable Where(string condition)
    {
        Condition = condition;
        return this;
    }

    /// <summary>
    /// When a record of this type was made, changed or removed, the rows in which <paramref name="column"/> is its key are read anew. Name every type whose
    /// values the columns show.
    /// </summary>
    public WarehouseTable LoadedBy(string recordType, string column)
    {
        if (ColumnNamed(column).Type != WarehouseType.Id) throw new ArgumentException($"{Name}.{column} is no key", nameof(column));
        _records.Add((recordType, column));
        return this;
    }

    /// <summary>
    /// Rows come by the chunk: those of a fact type, found by change set and chunk number, which become columns here too (a fact opens into what brought it).
    /// </summary>
    /// <param name="factType">The fact type's name in the journal.</param>
    /// <param name="alias">Its table's alias in <see cref="From"/>.</param>
    public WarehouseTable LoadedByChunksOf(string factType, string alias)
    {
        FactType = factType;
        return Column(ChangeSet, WarehouseType.Id, $"{alias}.change_set_id").Column(Chunk, WarehouseType.Int, $"{alias}.chunk_no");
    }

    /// <summary>
    /// Says of whose records the rows tell: whoever asks must see all records of these types (<see cref="Actor.SeesAll"/>), since a sum or a count tells of those beyond their
    /// reach. No type: everybody may ask. A table that says nothing is answered to nobody but the product itself.
    /// </summary>
    public WarehouseTable TellsOf(params string[] types)
    {
        _tells = types;
        return this;
    }

    internal const string ChangeSet = "change_set_id";
    internal const string Chunk = "chunk_no";

    internal WarehouseColumn ColumnNamed(string name) =>
        _columns.FirstOrDefault(column => column.Name == name) ?? throw new ArgumentException($"{Name} has no column {name}", nameof(name));

    /// <summary>All names, with a prefix for each.</summary>
    internal string Names(string prefix = "") => string.Join(", ", _columns.Select(column => prefix + column.Name));

    /// <summary>The statement that reads it from the operational store, narrowed to some rows where a filter is given.</summary>
    internal string Select(string? filter = null)
    {
        var conditions = new[] { Condition, filter }.Where(part => part is not null).Select(part => $"({part})").ToList();
        return $"select {string.Join(", ", _columns.Select(column => $"{column.Expression} as {column.Name}"))} from {From}"
            + (conditions.Count == 0 ? "" : " where " + string.Join(" and ", conditions));
    }

    /// <summary>The condition that two rows of one key fulfil.</summary>
    internal string SameKey(string left, string right) => string.Join(" and ", _key.Select(name => $"{left}.{name} = {right}.{name}"));

    /// <summary>All that decides what stands in the table: when it changes, the warehouse is rebuilt.</summary>
    internal string Fingerprint() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}|{Select()}|{string.Join(',', _columns.Select(column => column.Type))}|{string.Join(',', _key)}|{string.Join(',', _records)}|{FactType}");

    /// <summary>A mistake in the declaration is found when the program starts, not in the answers.</summary>
    internal void Check(Declarations declarations)
    {
        if (_key.Count == 0) throw new InvalidOperationException($"{Name} has no natural key");
        Tells = _tells is null ? null : [.. _tells.Select(declarations.Named)];
        if (FactType is null && _records.Count == 0) throw new InvalidOperationException($"{Name} is loaded by nothing: say LoadedBy or LoadedByChunksOf");
        var types = _records.Select(record => (record.Type, Grain.Record)).Concat(FactType is null ? [] : [(FactType, Grain.Fact)]);
        foreach (var (type, grain) in types)
            if (declarations.All.FirstOrDefault(declared => declared.Name == type)?.Grain != grain)
                throw new InvalidOperationException($"{Name} is loaded by {type}, which is no declared {grain} type");
    }

    private static string Prefixed(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) ? name : throw new ArgumentException($"{name} must begin with {prefix}", nameof(name));
}

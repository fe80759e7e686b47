using System.Globalization;

namespace Dangol.Platform;

/// <summary>Where a field lies in the warehouse, as SQL that the program wrote (never a person): <c>c.region_folded</c>; for money, units and currency.</summary>
public sealed record SqlColumn(string Value, string? Currency = null);

/// <summary>Where a fact lies: its table as <c>f</c>, the key by which it belongs to a record, its columns as <c>f.…</c>.</summary>
/// <param name="Table">The table, or a query in brackets; it is called f.</param>
/// <param name="Key">The record's key in the fact: <c>f.customer_key</c>.</param>
/// <param name="Column">By name, the columns.</param>
/// <param name="One">What makes one of it where several rows do, so that a count says how many purchases, not how many lines: <c>f.order_id</c>.</param>
public sealed record SqlFact(string Table, string Key, Func<string, SqlColumn> Column, string? One = null);

/// <summary>How a schema lies in the warehouse.</summary>
/// <param name="Key">The key of the outer row that facts are joined on: <c>c.customer_key</c>.</param>
/// <param name="Column">By name or path, the column; for a text that is compared folded, the folded column.</param>
/// <param name="Fact">By name, the facts; null where there are none.</param>
/// <param name="Of">Whose SQL it is, where the database of the records is asked; null for what DuckDB and PostgreSQL share.</param>
public sealed record SqlMap(string Key, Func<string, SqlColumn> Column, Func<string, SqlFact>? Fact = null, Engine? Of = null);

/// <summary>A condition: <c>SELECT … FROM dim_customer c {Joins} WHERE {Where}</c>, with the values of $1, $2, … in their order.</summary>
public sealed record SqlTest(string Joins, string Where, IReadOnlyList<object> Parameters);

/// <summary>A value: <c>SELECT {Value} FROM dim_customer c {Joins}</c>; money has its currency beside it.</summary>
public sealed record SqlValue(string Joins, string Value, string? Currency, IReadOnlyList<object> Parameters);

/// <summary>
/// The tree as SQL that DuckDB and PostgreSQL share, or for the database of the records. Every value of a person's is a parameter ($1, $2, …: long, double, string, DateOnly, DateTime, bool,
/// Guid). Each distinct measure is one grouped sub-select that is joined once; nothing is asked per row.
/// </summary>
public static class TreeSql
{
    /// <summary>The clause as a condition.</summary>
    /// <param name="clause">The checked clause.</param>
    /// <param name="map">Where its fields and facts lie.</param>
    /// <param name="firstParameter">The number of its first parameter, where the statement has others.</param>
    /// <param name="names">With what the names of its joins begin, where the statement has others.</param>
    public static SqlTest Where(BoundClause clause, SqlMap map, int firstParameter = 1, string names = "m")
    {
        var sql = new InSql(map, firstParameter, names);
        var where = sql.Test(clause.Test, map.Column);
        return new(sql.Joins, where, sql.Parameters);
    }

    /// <summary>The term as a value.</summary>
    public static SqlValue Value(BoundTerm term, SqlMap map, int firstParameter = 1)
    {
        var sql = new InSql(map, firstParameter, "m");
        var value = sql.Cell(term.Value, map.Column);
        var currency = term.Currency is null ? null : sql.Cell(term.Currency, map.Column);
        return new(sql.Joins, value, currency, sql.Parameters);
    }
}

/// <summary>Writes the nodes of a checked tree as SQL. An unknown stands for "not true" everywhere but under NOT, which therefore coalesces.</summary>
internal sealed class InSql(SqlMap map, int firstParameter, string names)
{
    private readonly Dictionary<Cell.Measure, string> _measures = [];
    private readonly List<string> _joins = [];

    public List<object> Parameters { get; } = [];

    public string Joins => string.Join('\n', _joins);

    public string Test(Test test, Func<string, SqlColumn> column) => test switch
    {
        Platform.Test.Both { Tests: [] } => "TRUE",
        Platform.Test.Both(var tests) => $"({string.Join(" AND ", tests.Select(t => Test(t, column)))})",
        Platform.Test.Either { Tests: [] } => "FALSE",
        Platform.Test.Either(var tests) => $"({string.Join(" OR ", tests.Select(t => Test(t, column)))})",
        // What is empty, or is not, is said so that an index can answer it.
        Platform.Test.Fails(Platform.Test.Known(Platform.Cell.Unblank(Platform.Cell.Column text))) => $"({Cell(text, column)} IS NULL OR {Cell(text, column)} = '')",
        Platform.Test.Fails(Platform.Test.Known(var cell)) => $"{Cell(cell, column)} IS NULL",
        Platform.Test.Known(Platform.Cell.Unblank(Platform.Cell.Column text)) => $"{Cell(text, column)} <> ''",
        Platform.Test.Fails(var inner) => $"(NOT COALESCE({Test(inner, column)}, FALSE))",
        Platform.Test.Known(var cell) => $"{Cell(cell, column)} IS NOT NULL",
        Platform.Test.Pair(var left, var relation, var right) => $"{Cell(left, column)} {Sign(relation)} {Cell(right, column)}",
        Platform.Test.OneOf(var cell, var choices) => $"{Cell(cell, column)} IN ({string.Join(", ", choices.Select(c => Cell(c, column)))})",
        // SQLite compares so without making each text small first: as fast as with large and small letters apart.
        Platform.Test.Holds(Platform.Cell.Small(var text), Platform.Cell.Constant { Value: string part }) when map.Of == Engine.Sqlite => $"{Cell(text, column)} LIKE {Parameter($"%{Plain(part)}%")} ESCAPE '\\'",
        Platform.Test.Holds(var text, var part) => $"{(map.Of == Engine.Sqlite ? "instr" : "strpos")}({Cell(text, column)}, {Cell(part, column)}) > 0",
        _ => throw new InvalidOperationException($"No such test: {test}"),
    };

    public string Cell(Cell cell, Func<string, SqlColumn> column) => cell switch
    {
        Platform.Cell.Constant { Value: null } => "NULL",
        Platform.Cell.Constant(_, var value) => Parameter(value!),
        Platform.Cell.Column { IsCurrency: true, Path: var path } =>
            column(path).Currency ?? throw new InvalidOperationException($"{path} is money and wants the column of its currency"),
        Platform.Cell.Column { Path: var path } => column(path).Value,
        Platform.Cell.Unblank(var text) => $"NULLIF({Cell(text, column)}, '')",
        Platform.Cell.Small(var text) => map.Of switch
        {
            Engine.Sqlite => $"lower({Cell(text, column)})",
            Engine.Postgres => $"""lower({Cell(text, column)} COLLATE "C")""",
            _ => $"translate({Cell(text, column)}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')",
        },
        Platform.Cell.ToReal(var number) => $"CAST({Cell(number, column)} AS DOUBLE PRECISION)",
        Platform.Cell.ToWhole(var number) => $"CAST({Cell(number, column)} AS BIGINT)",
        Platform.Cell.Calculate(var a, Arithmetic.Divide, var b) => $"({Cell(a, column)} / NULLIF({Cell(b, column)}, 0))",
        Platform.Cell.Calculate(var a, var sign, var b) =>
            $"({Cell(a, column)} {(sign switch { Arithmetic.Add => "+", Arithmetic.Subtract => "-", _ => "*" })} {Cell(b, column)})",
        Platform.Cell.Nearest(var number) => $"({Cell(number, column)} + {Rint} - {Rint})",
        Platform.Cell.When(var test, var value) => $"CASE WHEN {Test(test, column)} THEN {Cell(value, column)} END",
        Platform.Cell.Measure measure => measure.Take is Aggregate.Min or Aggregate.Max ? Joined(measure) + ".v" : $"COALESCE({Joined(measure)}.v, 0)",
        _ => throw new InvalidOperationException($"No such value: {cell}"),
    };

    private static readonly string Rint = $"CAST({Platform.Cell.Rint.ToString("F0", CultureInfo.InvariantCulture)} AS DOUBLE PRECISION)";

    private string Parameter(object value)
    {
        Parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${firstParameter + Parameters.Count - 1}");
    }

    /// <summary>The name of the sub-select that has the measure; equal measures share one.</summary>
    private string Joined(Cell.Measure measure)
    {
        if (_measures.TryGetValue(measure, out var known)) return known;
        var fact = (map.Fact ?? throw new InvalidOperationException($"The fact {measure.Fact} is not mapped"))(measure.Fact);
        var value = measure.Value is null ? "*" : Cell(measure.Value, fact.Column);
        var taken = measure.Take switch
        {
            Aggregate.Count => fact.One is null ? "count(*)" : $"count(DISTINCT {fact.One})",
            Aggregate.Distinct => $"count(DISTINCT {value})",
            Aggregate.Sum => measure.Shape == Shape.Whole ? $"CAST(sum({value}) AS BIGINT)" : $"sum({value})",
            Aggregate.Min => $"min({value})",
            _ => $"max({value})",
        };
        var where = Test(measure.Where, fact.Column);
        var name = string.Create(CultureInfo.InvariantCulture, $"{names}{firstParameter}_{_measures.Count + 1}");
        _joins.Add($"LEFT JOIN (SELECT {fact.Key} AS k, {taken} AS v FROM {fact.Table} f WHERE {where} GROUP BY {fact.Key}) {name} ON {name}.k = {map.Key}");
        return _measures[measure] = name;
    }

    /// <summary>Without a sign that stands for others.</summary>
    private static string Plain(string part) => part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static string Sign(Relation relation) => relation switch
    {
        Relation.Equal => "=",
        Relation.NotEqual => "<>",
        Relation.Less => "<",
        Relation.AtMost => "<=",
        Relation.More => ">",
        _ => ">=",
    };
}

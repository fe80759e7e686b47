namespace Dangol.Platform;

/// <summary>How a row in memory gives its values.</summary>
/// <param name="Column">
/// By the field's name, a function of the row that gives string (as it is: folding is done here), long or int, double or decimal, <see cref="Money"/>,
/// DateOnly, DateTime (UTC), bool, Guid or null.
/// </param>
/// <param name="Fact">By the fact's name, its rows and their columns; null where there are no facts.</param>
public sealed record MemoryMap<T>(Func<string, Func<T, object?>> Column, Func<string, MemoryFact<T>>? Fact = null);

/// <summary>The rows of a fact that belong to a record, and how they give their columns.</summary>
public sealed record MemoryFact<T>(Func<T, IEnumerable<object>> Rows, Func<string, Func<object, object?>> Column);

/// <summary>A clause, whether it holds for one record, and the same of its parts: why a customer is in a segment, or is not.</summary>
public sealed record Reason(Clause Clause, Text Sentence, bool Holds, IReadOnlyList<Reason> Parts);

/// <summary>The tree in memory: checked once, then asked row by row.</summary>
public static class TreeMemory
{
    /// <summary>The clause as a function of a row.</summary>
    public static Func<T, bool> Where<T>(BoundClause clause, MemoryMap<T> map) => new InMemory<T>(map.Column, map.Fact).Test(clause.Test);

    /// <summary>The term as a function of a row: string, long, double, DateOnly, DateTime, bool, Guid, <see cref="Money"/> or null.</summary>
    public static Func<T, object?> Value<T>(BoundTerm term, MemoryMap<T> map)
    {
        var rows = new InMemory<T>(map.Column, map.Fact);
        var value = rows.Cell(term.Value);
        if (term.Currency is null) return value;
        var currency = rows.Cell(term.Currency);
        return row => value(row) is long minor && currency(row) is string code ? new Money(minor, code) : null;
    }

    /// <summary>Why the clause holds for a row or does not, clause by clause.</summary>
    public static Reason Why<T>(Clause clause, TreeSchema schema, AsOf at, MemoryMap<T> map, T row) => new(
        clause, TreeSentence.Of(clause, schema), Where(schema.Bind(clause, at), map)(row),
        clause is Clause.All or Clause.Any or Clause.Not
            ? TreeSize.Children(clause).Select(part => Why((Clause)part, schema, at, map, row)).ToList()
            : []);
}

/// <summary>Turns the nodes of a checked tree into functions.</summary>
internal sealed class InMemory<T>(Func<string, Func<T, object?>> column, Func<string, MemoryFact<T>>? fact)
{
    public Func<T, bool> Test(Test test)
    {
        switch (test)
        {
            case Platform.Test.Both(var tests):
                var all = tests.Select(Test).ToArray();
                return row => Array.TrueForAll(all, t => t(row));
            case Platform.Test.Either(var tests):
                var any = tests.Select(Test).ToArray();
                return row => Array.Exists(any, t => t(row));
            case Platform.Test.Fails(var inner):
                var holds = Test(inner);
                return row => !holds(row);
            case Platform.Test.Known(var cell):
                var known = Cell(cell);
                return row => known(row) is not null;
            case Platform.Test.Pair(var left, var relation, var right):
                var (l, r) = (Cell(left), Cell(right));
                return row => l(row) is { } a && r(row) is { } b && Stands(a, relation, b);
            case Platform.Test.OneOf(var cell, var choices):
                var (asked, set) = (Cell(cell), choices.Select(c => c.Value).ToHashSet());
                return row => asked(row) is { } value && set.Contains(value);
            case Platform.Test.Holds(var cell, var part):
                var (text, needle) = (Cell(cell), (string)part.Value!);
                return row => text(row) is string hay && hay.Contains(needle, StringComparison.Ordinal);
            default:
                throw new InvalidOperationException($"No such test: {test}");
        }
    }

    public Func<T, object?> Cell(Cell cell)
    {
        switch (cell)
        {
            case Platform.Cell.Constant(_, var constant):
                return _ => constant;
            case Platform.Cell.Column stored:
                var read = column(stored.Path);
                return row => Read(stored, read(row));
            case Platform.Cell.Unblank(var inner):
                var text = Cell(inner);
                return row => text(row) is string { Length: > 0 } filled ? filled : null;
            case Platform.Cell.Small(var inner):
                var large = Cell(inner);
                return row => large(row) is string words ? Fold.Small(words) : null;
            case Platform.Cell.ToReal(var inner):
                var whole = Cell(inner);
                return row => whole(row) is long number ? (double)number : null;
            case Platform.Cell.ToWhole(var inner):
                var real = Cell(inner);
                return row => real(row) is double number ? (long)number : null;
            case Platform.Cell.Calculate(var left, var sign, var right):
                var (l, r) = (Cell(left), Cell(right));
                return row => l(row) is double a && r(row) is double b ? Calculate(a, sign, b) : null;
            case Platform.Cell.Nearest(var inner):
                var exact = Cell(inner);
                return row => exact(row) is double number ? number + Platform.Cell.Rint - Platform.Cell.Rint : null;
            case Platform.Cell.When(var test, var inner):
                var (holds, value) = (Test(test), Cell(inner));
                return row => holds(row) ? value(row) : null;
            case Platform.Cell.Measure measure:
                return Measure(measure);
            default:
                throw new InvalidOperationException($"No such value: {cell}");
        }
    }

    private Func<T, object?> Measure(Cell.Measure measure)
    {
        var source = (fact ?? throw new InvalidOperationException($"The fact {measure.Fact} is not mapped"))(measure.Fact);
        var rows = new InMemory<object>(source.Column, null);
        var where = rows.Test(measure.Where);
        var of = measure.Value is null ? null : rows.Cell(measure.Value);
        return record =>
        {
            var counted = source.Rows(record).Where(where);
            if (of is null) return counted.LongCount();
            var values = counted.Select(of).OfType<object>();
            return measure.Take switch
            {
                Aggregate.Distinct => values.Distinct().LongCount(),
                Aggregate.Sum => measure.Shape == Shape.Whole ? values.Cast<long>().Sum() : (object)values.Cast<double>().Sum(),
                Aggregate.Min => values.Min(),
                _ => values.Max(),
            };
        };
    }

    private static double? Calculate(double a, Arithmetic sign, double b) => sign switch
    {
        Arithmetic.Add => a + b,
        Arithmetic.Subtract => a - b,
        Arithmetic.Multiply => a * b,
        _ => b == 0 ? null : a / b,
    };

    internal static bool Stands(object a, Relation relation, object b)
    {
        var order = a is string text ? CodePoints.Compare(text, (string)b) : Comparer<object>.Default.Compare(a, b);
        return relation switch
        {
            Relation.Equal => order == 0,
            Relation.NotEqual => order != 0,
            Relation.Less => order < 0,
            Relation.AtMost => order <= 0,
            Relation.More => order > 0,
            _ => order >= 0,
        };
    }

    private static object? Read(Cell.Column stored, object? value) => (stored.Shape, value) switch
    {
        (_, null) => null,
        (Shape.Text, Money money) when stored.IsCurrency => money.Currency,
        (Shape.Text, UnitPrice price) when stored.IsCurrency => price.Currency,
        (Shape.Text, string text) => stored.IsFolded ? Fold.Of(text) : text,
        (Shape.Whole, Money money) => money.Minor,
        (Shape.Whole, UnitPrice price) => price.Micros,
        (Shape.Whole, int number) => (long)number,
        (Shape.Real, decimal number) => (double)number,
        (Shape.Real, double.NaN) => null,
        (Shape.Whole, long) or (Shape.Real, double) or (Shape.Day, DateOnly) or (Shape.Instant, DateTime) or (Shape.YesNo, bool) or (Shape.Id, Guid) => value,
        _ => throw new InvalidOperationException($"{stored.Path} gave a {value.GetType().Name} where the schema has {stored.Shape}"),
    };
}

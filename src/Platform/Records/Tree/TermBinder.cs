using System.Text;

namespace Dangol.Platform;

/// <summary>A checked value: its type, its cell, for money its currency, for text whether it is the folded form.</summary>
internal sealed record Typed(FieldKind Kind, Cell Value, Cell? Currency = null, bool IsFolded = false, TreeField? Field = null)
{
    public bool IsNumber => Kind is FieldKind.Whole or FieldKind.Decimal;
    public bool IsMoney => Kind == FieldKind.Money;
    public bool IsLiteral => Value is Cell.Constant;
    public bool IsNothing => Value is Cell.Constant { Value: null };

    /// <summary>A literal text in the form in which the other side is compared.</summary>
    public Typed FoldedLike(Typed other) =>
        other.IsFolded && Value is Cell.Constant { Value: string text } ? this with { Value = new Cell.Constant(Shape.Text, Fold.Of(text)), IsFolded = true } : this;
}

/// <summary>Checks terms against a schema and settles them.</summary>
internal sealed class TermBinder(TreeSchema schema, AsOf at)
{
    /// <exception cref="TreeFault">What is wrong; the clause around gives its name to it.</exception>
    public Typed Bind(Term term, string path) => term switch
    {
        Term.Field(var name) => Column(schema.Field(name) ?? throw TreeFault.UnknownField(path, schema, name)),
        Term.Literal(var value) => Literal(value, path),
        Term.Me => new(FieldKind.Id, new Cell.Constant(Shape.Id, at.Me)),
        Term.Today(var days) when Math.Abs((long)days) <= 36_500 => new(FieldKind.Date, new Cell.Constant(Shape.Day, at.Today.AddDays(days))),
        Term.Today => throw TreeFault.TooFar(path),
        Term.Calculate(var left, var sign, var right) => Calculated(Bind(left, path), sign, Bind(right, path), path),
        Term.Round(var value, var digits) => Rounded(Bind(value, path), digits, path),
        Term.Measure measure => Measured(measure, path),
        _ => throw TreeFault.UnknownNode(path, term.GetType().Name),
    };

    /// <summary>The days of a period, after checking that its counts and ends make sense.</summary>
    public static (DateOnly? From, DateOnly? To) Days(Period period, DateOnly today, string path)
    {
        var (count, unit) = period switch { Period.Last(var n, var u) => (n, u), Period.Next(var n, var u) => (n, u), _ => (1, PeriodUnit.Day) };
        if (count < 1) throw TreeFault.PeriodTooShort(path);
        if (count > (unit switch { PeriodUnit.Day => 36_500, PeriodUnit.Week => 5_200, _ => 1_200 })) throw TreeFault.TooFar(path);
        if (period is Period.Dates(null, null)) throw TreeFault.PeriodWithoutEnds(path);
        if (period is Period.Dates({ } from, { } to) && from > to) throw TreeFault.PeriodBackwards(path);
        return period.On(today);
    }

    private static Typed Column(TreeField field)
    {
        var value = new Cell.Column(ShapeOf(field.Kind), field.Name, IsFolded: field.Folded is not null);
        var currency = field.Kind is FieldKind.Money or FieldKind.UnitPrice ? new Cell.Column(Shape.Text, field.Name, IsCurrency: true) : null;
        return new(field.Kind, value, currency, field.Folded is not null, field);
    }

    private static Shape ShapeOf(FieldKind kind) => kind switch
    {
        FieldKind.Text => Shape.Text,
        FieldKind.Whole or FieldKind.Money or FieldKind.UnitPrice => Shape.Whole,
        FieldKind.Decimal => Shape.Real,
        FieldKind.Date => Shape.Day,
        FieldKind.Instant => Shape.Instant,
        FieldKind.YesNo => Shape.YesNo,
        _ => Shape.Id,
    };

    private static Typed Literal(object? value, string path) => value switch
    {
        null => new(FieldKind.Text, new Cell.Constant(Shape.Text, null)),
        string text => new(FieldKind.Text, new Cell.Constant(Shape.Text, Clean(text, path))),
        long whole => new(FieldKind.Whole, new Cell.Constant(Shape.Whole, whole)),
        decimal number when Math.Abs(number) <= 1e15m => new(FieldKind.Decimal, new Cell.Constant(Shape.Real, (double)number)),
        Money { Currency: { } code, Minor: var minor } => new(FieldKind.Money, new Cell.Constant(Shape.Whole, minor), Currency(code, path)),
        UnitPrice { Currency: { } code, Micros: var micros } => new(FieldKind.UnitPrice, new Cell.Constant(Shape.Whole, micros), Currency(code, path)),
        DateOnly { Year: >= 1000 and <= 9000 } day => new(FieldKind.Date, new Cell.Constant(Shape.Day, day)),
        DateTime { Year: >= 1000 and <= 9000, Kind: DateTimeKind.Utc } instant when instant.Ticks % TimeSpan.TicksPerMillisecond == 0 => new(FieldKind.Instant, new Cell.Constant(Shape.Instant, instant)),
        bool yes => new(FieldKind.YesNo, new Cell.Constant(Shape.YesNo, yes)),
        Guid id => new(FieldKind.Id, new Cell.Constant(Shape.Id, id)),
        _ => throw TreeFault.BadLiteral(path, value),
    };

    private static string Clean(string text, string path)
    {
        if (string.IsNullOrWhiteSpace(text)) throw TreeFault.BlankText(path);
        if (text.Length > 1000) throw TreeFault.LongText(path);
        // Neither engine stores NUL, and half a surrogate pair is not a character.
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done || rune.Value == 0) throw TreeFault.BadText(path);
            rest = rest[used..];
        }
        return text;
    }

    private static Cell.Constant Currency(string code, string path) =>
        code.Length == 3 && code.All(char.IsAsciiLetterUpper) ? new(Shape.Text, code) : throw TreeFault.BadCurrency(path, code);

    private static Typed Calculated(Typed left, Arithmetic sign, Typed right, string path)
    {
        if (left.IsNothing || right.IsNothing) throw TreeFault.CalculatesNothing(path);
        var result = new Cell.Calculate(Cell.Real(left.Value), sign, Cell.Real(right.Value));
        return (left.Kind, sign, right.Kind) switch
        {
            _ when left.IsNumber && right.IsNumber => new(FieldKind.Decimal, result),
            (FieldKind.Money, Arithmetic.Add or Arithmetic.Subtract, FieldKind.Money) => new(FieldKind.Money, InOneCurrency(left, right, result), left.Currency),
            (FieldKind.Money, Arithmetic.Divide, FieldKind.Money) => new(FieldKind.Decimal, InOneCurrency(left, right, result)),
            (FieldKind.Money, Arithmetic.Multiply or Arithmetic.Divide, _) when right.IsNumber => new(FieldKind.Money, new Cell.Nearest(result), left.Currency),
            (_, Arithmetic.Multiply, FieldKind.Money) when left.IsNumber => new(FieldKind.Money, new Cell.Nearest(result), right.Currency),
            _ => throw TreeFault.NotCalculable(path, left.Kind, sign, right.Kind),
        };
    }

    /// <summary>The result where both are of one currency. A column is compared with itself too: an amount without a currency is empty.</summary>
    private static Cell InOneCurrency(Typed left, Typed right, Cell result) =>
        Test.Of(left.Currency!, Relation.Equal, right.Currency!) is var same && same == Test.True ? result : new Cell.When(same, result);

    private static Typed Rounded(Typed value, int digits, string path)
    {
        if (!value.IsNumber) throw TreeFault.NotANumber(path, value.Kind);
        if (digits is < 0 or > 6) throw TreeFault.Digits(path);
        var number = Cell.Real(value.Value);
        if (digits == 0) return new(FieldKind.Decimal, new Cell.Nearest(number));
        var power = new Cell.Constant(Shape.Real, Math.Pow(10, digits));
        var scaled = new Cell.Nearest(new Cell.Calculate(number, Arithmetic.Multiply, power));
        return new(FieldKind.Decimal, new Cell.Calculate(scaled, Arithmetic.Divide, power));
    }

    private Typed Measured(Term.Measure measure, string path)
    {
        var fact = schema.Fact(measure.Fact) ?? throw TreeFault.UnknownFact(path, schema, measure.Fact);
        var rows = TreeSchema.Of(fact);
        var wantsColumn = measure.Take is not (Aggregate.Count or Aggregate.First or Aggregate.Last);
        if (wantsColumn != measure.Column is not null) throw TreeFault.MeasureColumn(path, wantsColumn);
        var name = measure.Column ?? fact.Day;
        var column = Column(rows.Field(name) ?? throw TreeFault.UnknownField(path, rows, name));
        if (column.IsMoney != measure.Currency is not null) throw TreeFault.MeasureCurrency(path, column.IsMoney);

        var tests = new List<Test>();
        var (from, to) = measure.Period is { } period ? Days(period, at.Today, path) : default;
        var day = new Cell.Column(Shape.Day, fact.Day);
        if (from is { } first) tests.Add(Test.Of(day, Relation.AtLeast, new Cell.Constant(Shape.Day, first)));
        if (to is { } last) tests.Add(Test.Of(day, Relation.AtMost, new Cell.Constant(Shape.Day, last)));
        var currency = measure.Currency is { } code ? Currency(code, path) : null;
        if (currency is not null) tests.Add(Test.Of(column.Currency!, Relation.Equal, currency));
        if (measure.Where is { } where) tests.Add(new ClauseBinder(rows, at).Bind(where, path + ".where"));

        var value = column.Kind == FieldKind.Text ? new Cell.Unblank(column.Value) : column.Value;
        return measure.Take switch
        {
            Aggregate.Count => new(FieldKind.Whole, Of(Aggregate.Count, Shape.Whole, null)),
            Aggregate.First => new(FieldKind.Date, Of(Aggregate.Min, Shape.Day, day)),
            Aggregate.Last => new(FieldKind.Date, Of(Aggregate.Max, Shape.Day, day)),
            Aggregate.Distinct when !column.IsMoney && column.Kind != FieldKind.Decimal => new(FieldKind.Whole, Of(Aggregate.Distinct, Shape.Whole, value)),
            Aggregate.Sum when column.IsNumber || column.IsMoney => new(column.Kind, Of(Aggregate.Sum, value.Shape, value), currency),
            Aggregate.Average when column.IsNumber || column.IsMoney => Average(),
            Aggregate.Min or Aggregate.Max when column.IsNumber || column.IsMoney || column.Kind == FieldKind.Date =>
                new(column.Kind, Of(measure.Take, value.Shape, value), currency),
            _ => throw TreeFault.MeasureKind(path, measure.Take, column.Kind),
        };

        Cell Of(Aggregate take, Shape shape, Cell? of, Test? also = null) =>
            new Cell.Measure(shape, fact.Name, take, of, new Test.Both((also is null ? tests : [.. tests, also]).ToSeq()));

        // A sum over a count, which is the same in every engine, where avg() is not.
        Typed Average()
        {
            var mean = new Cell.Calculate(Cell.Real(Of(Aggregate.Sum, value.Shape, value)), Arithmetic.Divide,
                Cell.Real(Of(Aggregate.Count, Shape.Whole, null, new Test.Known(value))));
            return column.IsMoney ? new(FieldKind.Money, new Cell.Nearest(mean), currency) : new(FieldKind.Decimal, mean);
        }
    }
}

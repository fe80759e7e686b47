namespace Dangol.Platform;

// The tree with everything settled: names, types, folding, relative dates, the person who asks, currencies. Its few kinds of node are all that an
// interpreter has to know. A test is true or not true; an interpreter may let an unknown stand for "not true" as long as Fails turns both into true.

/// <summary>A yes-or-no node of the checked tree.</summary>
internal abstract record Test
{
    internal sealed record Both(Seq<Test> Tests) : Test;
    internal sealed record Either(Seq<Test> Tests) : Test;
    internal sealed record Fails(Test Test) : Test;
    internal sealed record Known(Cell Cell) : Test;

    /// <summary>Two values of one shape; not true when either is empty.</summary>
    internal sealed record Pair(Cell Left, Relation Relation, Cell Right) : Test;

    /// <summary>The value is one of the constants (none of which is empty).</summary>
    internal sealed record OneOf(Cell Cell, Seq<Cell.Constant> Choices) : Test;

    /// <summary>The text has the part (which is not blank) in it.</summary>
    internal sealed record Holds(Cell Text, Cell.Constant Part) : Test;

    internal static readonly Test True = new Both([]);
    internal static readonly Test False = new Either([]);

    /// <summary>A comparison; of two constants it is settled here, so that no store compares text in its own way.</summary>
    internal static Test Of(Cell left, Relation relation, Cell right) => (left, right) switch
    {
        (Cell.Constant { Value: null }, _) or (_, Cell.Constant { Value: null }) => False,
        (Cell.Constant { Value: var a }, Cell.Constant { Value: var b }) => InMemory<object>.Stands(a!, relation, b!) ? True : False,
        _ => new Pair(left, relation, right),
    };

    internal static Test And(params ReadOnlySpan<Test> tests) => new Both(tests.ToArray().ToSeq());
    internal static Test Or(params ReadOnlySpan<Test> tests) => new Either(tests.ToArray().ToSeq());
}

internal enum Relation { Equal, NotEqual, Less, AtMost, More, AtLeast }

/// <summary>What a value is made of in a store. Money is two cells: minor units (Whole or Real) and currency (Text).</summary>
internal enum Shape { Text, Whole, Real, Day, Instant, YesNo, Id }

/// <summary>A value of the checked tree; any may be empty.</summary>
internal abstract record Cell(Shape Shape)
{
    /// <summary>string, long, double, DateOnly, DateTime (UTC), bool, Guid or null, after the shape.</summary>
    internal sealed record Constant(Shape Shape, object? Value) : Cell(Shape);

    /// <summary>A field of the row, or of the fact's row inside a measure: its value, or the currency of a money field.</summary>
    internal sealed record Column(Shape Shape, string Path, bool IsCurrency = false, bool IsFolded = false) : Cell(Shape);

    /// <summary>A blank text counts as empty.</summary>
    internal sealed record Unblank(Cell Text) : Cell(Shape.Text);

    /// <summary>The text with the letters A to Z small (<see cref="Fold.Small"/>).</summary>
    internal sealed record Small(Cell Text) : Cell(Shape.Text);

    /// <summary>A whole number as a 64-bit float.</summary>
    internal sealed record ToReal(Cell Number) : Cell(Shape.Real);

    /// <summary>A float that has a whole value as a whole number.</summary>
    internal sealed record ToWhole(Cell Number) : Cell(Shape.Whole);

    /// <summary>Calculation on floats; division by zero is empty.</summary>
    internal sealed record Calculate(Cell Left, Arithmetic Sign, Cell Right) : Cell(Shape.Real);

    /// <summary>The nearest whole number, half to even: (x + <see cref="Rint"/>) − <see cref="Rint"/>, which every IEEE engine computes alike.</summary>
    internal sealed record Nearest(Cell Number) : Cell(Shape.Real);

    /// <summary>The value where the test is true, else empty.</summary>
    internal sealed record When(Test Test, Cell Value) : Cell(Value.Shape);

    /// <summary>Count (of rows), Sum (0 of none), Distinct, Min or Max over the fact's rows where the test is true.</summary>
    internal sealed record Measure(Shape Shape, string Fact, Aggregate Take, Cell? Value, Test Where) : Cell(Shape);

    /// <summary>
    /// 1.5 × 2⁵²: a float of magnitude below 2⁵¹ added to it has no room for a fraction, so the sum is rounded half to even and the difference is the
    /// whole number nearest. (round() itself differs: half away from zero in SQLite and DuckDB, half to even in PostgreSQL.)
    /// </summary>
    internal const double Rint = 6755399441055744.0;

    internal static Cell Real(Cell number) => number switch
    {
        { Shape: Shape.Real } => number,
        Constant(_, long whole) => new Constant(Shape.Real, (double)whole),
        Constant(_, null) => new Constant(Shape.Real, null),
        _ => new ToReal(number),
    };

    /// <summary>As a whole number; beyond ±9 × 10¹⁵, where floats have gaps and engines differ over the cast, it is empty.</summary>
    internal static Cell Whole(Cell number) => number.Shape == Shape.Whole ? number : new When(
        Test.And(Test.Of(number, Relation.More, new Constant(Shape.Real, -9e15)), Test.Of(number, Relation.Less, new Constant(Shape.Real, 9e15))),
        new ToWhole(number));
}

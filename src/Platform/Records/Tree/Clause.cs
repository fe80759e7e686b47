namespace Dangol.Platform;

/// <summary>
/// The yes-or-no half of the one typed tree: what a filter, a segment clause and an access rule are. Its values are <see cref="Term"/>s.
/// <para>
/// Every clause is true or false, never unknown, and all three interpreters (EF expression, warehouse SQL, memory) keep to this:
/// a comparison with an empty value is false, whichever the operator, so <c>region ≠ 서울</c> leaves out customers without a region while
/// <c>not (region = 서울)</c> takes them in. An empty text counts as empty. Division by zero gives an empty value. Text is compared on its folded form
/// (<see cref="Fold"/>) where the field has one, else as it is (only a part or the beginning of what is no code is found in large and small letters of A to Z alike), in the order of code points. Amounts of different currencies are never equal (<c>≠</c> is true of
/// them) and neither is the smaller. An instant is compared with a date as the business day it falls on.
/// </para>
/// </summary>
public abstract record Clause
{
    /// <summary>Every clause holds; with none it is true.</summary>
    public sealed record All(Seq<Clause> Clauses) : Clause;

    /// <summary>At least one clause holds; with none it is false.</summary>
    public sealed record Any(Seq<Clause> Clauses) : Clause;

    /// <summary>The clause does not hold, which includes that it can't be told for want of a value.</summary>
    public sealed record Not(Clause Clause) : Clause;

    /// <summary>
    /// A value against others: two for <see cref="Operator.Between"/> (both ends belong to it), any number for In and NotIn, none for Empty and
    /// NotEmpty, else one.
    /// </summary>
    public sealed record Compare(Term Left, Operator Operator, Seq<Term> Values) : Clause
    {
        /// <summary>A comparison with one value.</summary>
        public Compare(Term left, Operator comparison, Term right) : this(left, comparison, [right]) { }
    }

    /// <summary>A date, or the business day of an instant, lies in a period that moves with the day on which it is asked.</summary>
    public sealed record Within(Term Left, Period Period) : Clause;
}

/// <summary>How a value is compared.</summary>
public enum Operator { Equal, NotEqual, Less, AtMost, More, AtLeast, Between, In, NotIn, Contains, StartsWith, Empty, NotEmpty }

/// <summary>The value half of the tree, and alone what a computed field is.</summary>
public abstract record Term
{
    /// <summary>A field of the record, or by a dotted path one of what it refers to: <c>customer.region</c>.</summary>
    public sealed record Field(string Path) : Term;

    /// <summary>
    /// A fixed value: string, long, decimal, <see cref="Money"/>, <see cref="UnitPrice"/>, DateOnly, DateTime (UTC, milliseconds), bool, Guid, or null, the empty value.
    /// </summary>
    public sealed record Literal(object? Value) : Term
    {
        /// <summary>The value; an int is taken as a long.</summary>
        public object? Value { get; init; } = Value is int number ? (long)number : Value;
    }

    /// <summary>The id of the person who asks (<c>@me</c>).</summary>
    public sealed record Me : Term;

    /// <summary>The business date on which it is asked, moved by days: −90 is ninety days ago.</summary>
    public sealed record Today(int Days) : Term;

    /// <summary>
    /// + − × ÷ on numbers, in 64-bit floating point (exact for whole numbers up to 2⁵³), and on money: money ± money of one currency (else empty),
    /// money × or ÷ number (rounded half to even to minor units), money ÷ money of one currency (a number).
    /// </summary>
    public sealed record Calculate(Term Left, Arithmetic Sign, Term Right) : Term;

    /// <summary>A number rounded half to even to 0 to 6 decimals.</summary>
    public sealed record Round(Term Value, int Digits) : Term;

    /// <summary>
    /// An aggregate over a fact of the record, such as the purchases of a customer in the last 90 days where the category is coffee.
    /// </summary>
    /// <param name="Fact">The fact's name in the schema.</param>
    /// <param name="Take">
    /// Count, Sum and Distinct give 0 where there is no row; First and Last (a date), Min, Max and Average are empty then.
    /// </param>
    /// <param name="Column">What is summed, told apart or compared; none for Count, First and Last.</param>
    /// <param name="Currency">For a column of money, and only there: rows of this currency count.</param>
    /// <param name="Period">The business dates that count; all where null.</param>
    /// <param name="Where">Which rows count, in the fact's own columns; all where null.</param>
    public sealed record Measure(string Fact, Aggregate Take, string? Column = null, string? Currency = null, Period? Period = null,
        Clause? Where = null) : Term;
}

/// <summary>The four kinds of calculation.</summary>
public enum Arithmetic { Add, Subtract, Multiply, Divide }

/// <summary>What a measure takes from its rows.</summary>
public enum Aggregate { Count, Sum, Distinct, First, Last, Min, Max, Average }

using System.Globalization;

namespace Dangol.Platform;

/// <summary>
/// What a tree means, in words: 최근 90일 동안 3회 이상 구매했고, 지역이 서울인 고객. The builder shows it while a segment is made, the campaign when it is
/// approved, a refusal when something is wrong with it; so it reads also trees that are not right, naming what it doesn't know by its name in the tree.
/// </summary>
public static class TreeSentence
{
    /// <summary>The clause with the records that it describes.</summary>
    public static Text Of(Clause clause, TreeSchema schema) =>
        new(new KoreanSentence(schema).Whole(clause), new EnglishSentence(schema).Whole(clause));

    /// <summary>The term, as a noun.</summary>
    public static Text Of(Term term, TreeSchema schema) => new(new KoreanSentence(schema).Noun(term), new EnglishSentence(schema).Noun(term));

    internal static string Sign(Arithmetic sign) => sign switch
    {
        Arithmetic.Add => "+",
        Arithmetic.Subtract => "−",
        Arithmetic.Multiply => "×",
        _ => "÷",
    };

    internal static Text AggregateName(Aggregate take) => take switch
    {
        Aggregate.Count => new("횟수", "number"),
        Aggregate.Sum => new("합계", "total"),
        Aggregate.Distinct => new("종류 수", "number of different values"),
        Aggregate.First => new("첫 날짜", "first date"),
        Aggregate.Last => new("마지막 날짜", "last date"),
        Aggregate.Min => new("최솟값", "least"),
        Aggregate.Max => new("최댓값", "greatest"),
        _ => new("평균", "average"),
    };

    internal static string Number(object value) => value switch
    {
        long whole => whole.ToString("N0", CultureInfo.InvariantCulture),
        decimal number => number.ToString("#,##0.############", CultureInfo.InvariantCulture),
        Money money => money.ToString(),
        UnitPrice price => price.ToString(),
        DateTime instant => instant.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC",
        Guid id => "#" + id.ToString("N")[..8],
        _ => value.ToString() ?? "",
    };

    /// <summary>The field that a term is, whose choices name the values it is compared with.</summary>
    internal static TreeField? FieldOf(Term term, TreeSchema schema) => term is Term.Field(var path) ? schema.Field(path) : null;

    internal static bool IsDate(Term term, TreeSchema schema) => term switch
    {
        Term.Field(var path) => schema.Field(path)?.Kind is FieldKind.Date or FieldKind.Instant,
        Term.Literal(var value) => value is DateOnly or DateTime,
        Term.Today => true,
        Term.Measure { Take: Aggregate.First or Aggregate.Last } => true,
        Term.Measure { Fact: var fact, Column: { } column } => schema.Fact(fact)?.Columns.FirstOrDefault(c => c.Name == column)?.Kind == FieldKind.Date,
        _ => false,
    };
}

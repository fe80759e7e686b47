namespace Dangol.Customers;

/// <summary>
/// Given names, surnames and companies: equal; of one sound, across scripts too; one slip (of a jamo, where both are Hangul) or Jaro–Winkler 0.92; 0.88; 0.7. The level
/// <c>crossed</c> is given by <see cref="PairComparison"/>, which sees both names.
/// </summary>
internal sealed class NameComparison(FieldColumn column) : FieldComparison(column, LevelName.Far, LevelName.Near, LevelName.Crossed, LevelName.Close, LevelName.Sound, LevelName.Exact)
{
    public const byte Far = 2, Near = 3, Crossed = 4, Close = 5, Sound = 6;

    public override byte Of(int a, int b) => Of(Column, a, b);

    public static byte Of(FieldColumn column, int a, int b)
    {
        var sound = column.Sound(a);
        // Two names in Hangul are told apart by more than Latin letters can say.
        if (sound != 0 && sound == column.Sound(b) && !(column.IsHangul(a) && column.IsHangul(b))) return Sound;
        // In two scripts only the sounds can be compared.
        var across = column.IsHangul(a) != column.IsHangul(b) && sound != 0 && column.Sound(b) != 0;
        return across ? Similarity.Level(column.Sounds!, sound, column.Sound(b)) : Similarity.Level(column.Values, a, b);
    }
}

/// <summary>Levels of words: <see cref="NameComparison.Close"/> for one slip or Jaro–Winkler 0.92, then 0.88 and 0.7.</summary>
internal static class Similarity
{
    public static byte Level(TextTable texts, int numberA, int numberB)
    {
        ReadOnlySpan<char> a = texts[numberA], b = texts[numberB];
        if (JaroWinkler.AtMost(a.Length, b.Length, texts.MostInCommon(numberA, numberB)) < 0.7) return FieldComparison.Differ;
        var least = Math.Min(a.Length, b.Length);
        if (least >= 4 && DamerauLevenshtein.Within(a, b, 1) == 1) return NameComparison.Close;
        return JaroWinkler.Of(a, b) switch { >= 0.92 => NameComparison.Close, >= 0.88 => NameComparison.Near, >= 0.7 => NameComparison.Far, _ => FieldComparison.Differ };
    }
}

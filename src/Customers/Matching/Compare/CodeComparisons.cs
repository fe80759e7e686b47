namespace Dangol.Customers;

/// <summary>Dates of birth: <see cref="Birthday"/>.</summary>
internal sealed class DayComparison(FieldColumn column) : FieldComparison(column,
    new LevelName("same_year", new("같은 해", "the same year"), 0.02), new LevelName("two_parts", new("연월일 가운데 둘이 같음", "two of year, month and day equal"), 0.03), LevelName.Close, LevelName.Exact)
{
    public override byte Of(int a, int b) => Birthday.Level(Column.Values[a], Column.Values[b]);
}

/// <summary>Mail addresses: equal; up to two slips; the same name at another provider; names alike.</summary>
internal sealed class EmailComparison(FieldColumn column) : FieldComparison(column,
    new LevelName("names_alike", new("아이디가 비슷함", "the names alike"), 0.04), new LevelName("same_name", new("아이디가 같음", "the same name elsewhere"), 0.06), LevelName.Close, LevelName.Exact)
{
    private const byte Alike = 2, SameName = 3, Close = 4;

    public override byte Of(int a, int b)
    {
        ReadOnlySpan<char> one = Column.Values[a], other = Column.Values[b];
        if (Column.Values.LeastSlips(a, b) <= 2 && DamerauLevenshtein.Within(one, other, 2) <= 2) return Close;
        ReadOnlySpan<char> name = one[..one.LastIndexOf('@')], otherName = other[..other.LastIndexOf('@')];
        if (name.SequenceEqual(otherName)) return SameName;
        return JaroWinkler.Of(name, otherName) >= 0.88 ? Alike : Differ;
    }
}

/// <summary>Telephone numbers and other numbers of one holder: equal; one slip; two; the last eight digits equal counts as one slip, since the beginning is a country or an area.</summary>
internal sealed class NumberComparison(FieldColumn column) : FieldComparison(column, LevelName.Near, LevelName.Close, LevelName.Exact)
{
    private const byte Near = 2, Close = 3;
    private const int OwnDigits = 8;

    public override byte Of(int a, int b)
    {
        ReadOnlySpan<char> one = Column.Values[a], other = Column.Values[b];
        if (Column.Kind == MatchField.Phone && one.Length > OwnDigits && other.Length > OwnDigits && one[^OwnDigits..].SequenceEqual(other[^OwnDigits..])) return Close;
        return DamerauLevenshtein.Within(one, other, 2) switch { 1 => Close, 2 => Near, _ => Differ };
    }
}

/// <summary>Postal codes: equal; one slip; the same first half, which is a town or district almost everywhere.</summary>
internal sealed class PostcodeComparison(FieldColumn column) : FieldComparison(column, new LevelName("same_area", new("같은 지역", "the same area"), 0.08), LevelName.Close, LevelName.Exact)
{
    private const byte SameArea = 2, Close = 3;

    public override byte Of(int a, int b)
    {
        ReadOnlySpan<char> one = Column.Values[a], other = Column.Values[b];
        if (DamerauLevenshtein.Within(one, other, 1) == 1) return Close;
        var half = Math.Max(Math.Min(one.Length, other.Length) + 1, 4) / 2;
        return one.Length > half && other.Length > half && one[..half].SequenceEqual(other[..half]) ? SameArea : Differ;
    }
}

/// <summary>Streets, places and other words: one slip or Jaro–Winkler 0.92; 0.88; 0.7.</summary>
internal sealed class WordsComparison(FieldColumn column) : FieldComparison(column, LevelName.Far, LevelName.Near, LevelName.Close, LevelName.Exact)
{
    private const byte Close = 4;

    public override byte Of(int a, int b) => Math.Min(Similarity.Level(Column.Values, a, b), Close);
}

/// <summary>One of some few values: equal or not.</summary>
internal sealed class CategoryComparison(FieldColumn column) : FieldComparison(column, LevelName.Exact)
{
    public override byte Of(int a, int b) => Differ;
}

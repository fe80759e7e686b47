using Dangol.Customers;
using FsCheck;
using FsCheck.Fluent;

namespace Dangol.Tests;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("martha", "marhta", 0.9611)]
    [InlineData("dwayne", "duane", 0.84)]
    [InlineData("dixon", "dicksonx", 0.8133)]
    [InlineData("abc", "xyz", 0)]
    [InlineData("same", "same", 1)]
    public void jaro_winkler_gives_the_published_figures(string a, string b, double similarity) => Assert.Equal(similarity, JaroWinkler.Of(a, b), 0.0001);

    [Fact]
    public void jaro_winkler_is_symmetric_and_below_its_bound() => Check(pair =>
    {
        var table = new TextTable();
        int a = table.Add(pair.A), b = table.Add(pair.B);
        var similarity = JaroWinkler.Of(pair.A, pair.B);
        return Math.Abs(similarity - JaroWinkler.Of(pair.B, pair.A)) < 0.15 && (pair.A.Length == 0 || pair.B.Length == 0 || similarity <= JaroWinkler.AtMost(pair.A.Length, pair.B.Length, table.MostInCommon(a, b)) + 1e-12);
    });

    [Fact]
    public void slips_are_counted_as_by_the_whole_table() => Check(pair =>
    {
        var whole = Naive(pair.A, pair.B);
        return new[] { 1, 2, 3 }.All(limit => DamerauLevenshtein.Within(pair.A, pair.B, limit) == Math.Min(whole, limit + 1));
    });

    [Fact]
    public void letters_that_only_one_has_are_slips_at_least() => Check(pair =>
    {
        var table = new TextTable();
        return table.LeastSlips(table.Add(pair.A), table.Add(pair.B)) <= Naive(pair.A, pair.B);
    });

    [Theory]
    [InlineData("19710624", "19710624", Birthday.Exact)]
    [InlineData("19710624", "19710625", Birthday.Slip)]
    [InlineData("19710624", "19710642", Birthday.Slip)]
    [InlineData("19710612", "19711206", Birthday.Slip)]
    [InlineData("19710624", "19710630", Birthday.TwoParts)]
    [InlineData("19710624", "19711113", Birthday.SameYear)]
    [InlineData("19710624", "19821113", Birthday.Differ)]
    [InlineData("1971", "19710624", Birthday.TwoParts)]
    public void days_differ_as_people_mistake_them(string a, string b, byte level)
    {
        Assert.Equal(level, Birthday.Level(a, b));
        Assert.Equal(level, Birthday.Level(b, a));
    }

    [Fact]
    public void a_wrong_jamo_is_one_slip_and_another_script_no_hindrance()
    {
        var column = Column(MatchField.FullName, "김민수", "김민주", "Minsu Kim", "박영희", "김밍수");
        var names = new FullNameComparison(column);
        Assert.Equal(FullNameComparison.Close, names.Of(1, 5));
        Assert.Equal(FullNameComparison.Sound, names.Of(1, 3));
        Assert.Equal(FieldComparison.Differ, names.Of(1, 4));
    }

    [Fact]
    public void words_of_a_name_may_be_exchanged_left_out_and_short()
    {
        var column = Column(MatchField.FullName, "thomas clifford", "clifford thomas", "thomas of clifford", "tom clifford", "william brown", "thom clifford");
        var names = new FullNameComparison(column);
        Assert.Equal(FullNameComparison.Sound, names.Of(1, 2));
        Assert.Equal(FullNameComparison.WordsEqual, names.Of(1, 3));
        Assert.Equal(FullNameComparison.WordsAlike, names.Of(1, 6));
        Assert.Equal(FieldComparison.Differ, names.Of(1, 5));
    }

    private static FieldColumn Column(MatchField kind, params string[] values)
    {
        var column = FieldColumn.Of("x", kind, monthFirst: false);
        column.Add(row => values[row], values.Length, new int[values.Length]);
        return column;
    }

    /// <summary>Short texts of few letters, so that they often have some in common; Hangul among them.</summary>
    private static void Check(Func<(string A, string B), bool> holds)
    {
        var text = Gen.ArrayOf(Gen.Elements("abcd1ㄱㅏ".ToCharArray())).Select(chars => new string(chars.Take(24).ToArray()));
        Prop.ForAll(Gen.Zip(text, text).ToArbitrary(), pair => holds((pair.Item1, pair.Item2))).QuickCheckThrowOnFailure();
    }

    private static int Naive(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}

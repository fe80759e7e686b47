using System.Numerics;

namespace Dangol.Customers;

/// <summary>Whole names as sets of words: order says nothing, a word may be left out, be an initial or a short form, and have a slip.</summary>
internal sealed class FullNameComparison(FieldColumn column) : FieldComparison(column,
    new LevelName("alike_word", new("비슷한 낱말 하나", "one word alike"), 0.02), new LevelName("one_word", new("같은 낱말 하나", "one word equal"), 0.03), new LevelName("two_words", new("비슷한 낱말 둘", "two words alike"), 0.05),
    new LevelName("words_alike", new("모든 낱말이 비슷함", "all words of the shorter alike"), 0.08), new LevelName("words_equal", new("짧은 쪽의 모든 낱말이 같음", "all words of the shorter equal"), 0.08),
    LevelName.Close, LevelName.Sound, LevelName.Exact)
{
    public const byte AlikeWord = 2, OneWord = 3, TwoWords = 4, WordsAlike = 5, WordsEqual = 6, Close = 7, Sound = 8;

    public override byte Of(int a, int b)
    {
        var sound = Column.Sound(a);
        // Two names in Hangul are told apart by more than Latin letters can say.
        if (sound != 0 && sound == Column.Sound(b) && !(Column.IsHangul(a) && Column.IsHangul(b))) return Sound;
        ReadOnlySpan<int> partsA = Column.Parts!.Of(a), partsB = Column.Parts.Of(b);
        if (partsA.Length == 1 && partsB.Length == 1 || Column.IsHangul(a) || Column.IsHangul(b)) return Whole(a, b);
        return Words(partsA, partsB, Column.Values[a], Column.Values[b]);
    }

    /// <summary>Names of one word, Korean ones above all.</summary>
    private byte Whole(int a, int b)
    {
        var across = Column.IsHangul(a) != Column.IsHangul(b);
        var one = across ? Column.Sounds![Column.Sound(a)] : Column.Values[a];
        var other = across ? Column.Sounds![Column.Sound(b)] : Column.Values[b];
        var least = Math.Min(one.Length, other.Length);
        if (least < 4) return Differ;
        return DamerauLevenshtein.Within(one, other, 2) switch { 1 => Close, 2 when least >= 6 => TwoWords, _ => JaroWinkler.Of(one, other) >= 0.88 ? AlikeWord : Differ };
    }

    private byte Words(ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<char> wholeA, ReadOnlySpan<char> wholeB)
    {
        var brief = a.Length <= b.Length ? a : b;
        var full = a.Length <= b.Length ? b : a;
        int equal = 0, alike = 0;
        uint taken = 0, left = 0;
        for (var i = 0; i < brief.Length; i++)
        {
            var j = 0;
            while (j < full.Length && (full[j] != brief[i] || (taken >> j & 1) != 0)) j++;
            if (j == full.Length) { left |= 1U << i; continue; }
            taken |= 1U << j;
            equal++;
        }
        for (; left != 0; left &= left - 1)
        {
            var word = Column.Parts!.Texts[brief[BitOperations.TrailingZeroCount(left)]];
            for (var j = 0; j < full.Length; j++)
            {
                if ((taken >> j & 1) != 0 || !IsAlike(word, Column.Parts.Texts[full[j]])) continue;
                taken |= 1U << j;
                alike++;
                break;
            }
        }
        var found = equal + alike;
        if (brief.Length >= 2 && equal == brief.Length) return WordsEqual;
        if (found == brief.Length && found >= 2) return brief.Length == full.Length && DamerauLevenshtein.Within(wholeA, wholeB, 1) == 1 ? Close : WordsAlike;
        if (found >= 2) return TwoWords;
        if (equal == 1) return OneWord;
        return alike == 1 ? AlikeWord : Differ;
    }

    /// <summary>One slip, Jaro–Winkler 0.9, an initial, or the beginning of the other (will, william).</summary>
    private static bool IsAlike(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var brief = a.Length <= b.Length ? a : b;
        var whole = a.Length <= b.Length ? b : a;
        if ((brief.Length == 1 || brief.Length >= 3) && whole.StartsWith(brief, StringComparison.Ordinal)) return true;
        if (brief.Length < 3) return false;
        return (brief.Length >= 4 && DamerauLevenshtein.Within(brief, whole, 1) == 1) || JaroWinkler.Of(brief, whole) >= 0.9;
    }
}

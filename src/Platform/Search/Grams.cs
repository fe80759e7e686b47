using System.Globalization;
using System.Text;

namespace Dangol.Platform;

/// <summary>
/// The tokens by which records are found: overlapping pairs of Hangul syllables, pairs of initial consonants, threes of other letters, fours of digits, and the
/// beginnings of words for what is shorter. One tokenizer for both engines, since neither's own finds two-syllable Korean names.
/// </summary>
internal static class Grams
{
    /// <summary>Stands before the beginning of a word, a whole title and the name of a type; no letter of a text.</summary>
    public const char Begins = 'ˆ', Whole = 'ː';

    private const string Initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

    /// <summary>The tokens of what a record says.</summary>
    public static HashSet<string> Of(string content)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words(content))
        {
            Take(tokens, word);
            if (IsSyllable(word[0]) || word.Any(IsSyllable)) Take(tokens, Initial(word));
        }
        return tokens;

        static void Take(HashSet<string> tokens, string word)
        {
            Span<char> beginning = stackalloc char[4];
            beginning[0] = Begins;
            for (var length = 1; length < SizeOf(word) && length <= word.Length; length++)
            {
                beginning[length] = word[length - 1];
                tokens.GetAlternateLookup<ReadOnlySpan<char>>().Add(beginning[..(length + 1)]);
            }
            Slide(word, tokens);
        }
    }

    /// <summary>The token of a type of records.</summary>
    public static string OfType(string type) => "§" + type.Replace("_", "", StringComparison.Ordinal);

    /// <summary>The tokens that a record must all have in which a query is found; empty where the query has no word.</summary>
    public static HashSet<string> Asked(string query)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in Words(query))
        {
            // A syllable that is half typed has initials in it: then all of it is asked for by initials.
            var asked = word.Any(IsInitial) && word.Any(IsSyllable) ? Initial(word) : word;
            if (asked.Length < SizeOf(asked)) tokens.Add(Begins + asked);
            else Cover(asked, tokens);
        }
        return tokens;
    }

    /// <summary>
    /// The tokens side by side that cover a word, the last of them flush with its end. Those across their seams would cost as much again and shut out hardly anything,
    /// as what is found is looked at letter by letter.
    /// </summary>
    private static void Cover(string word, HashSet<string> tokens)
    {
        var size = SizeOf(word);
        for (var at = 0; at < word.Length - size; at += size) tokens.Add(word.Substring(at, size));
        tokens.Add(word[^size..]);
    }

    /// <summary>The words of a text in their folded form: runs of letters and digits, Hangul apart from the rest.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var folded = Typed(Fold.Of(text));
        for (var at = 0; at < folded.Length;)
        {
            var kind = KindOf(folded[at]);
            var end = at + 1;
            while (end < folded.Length && KindOf(folded[end]) == kind) end++;
            if (kind != Kind.None) yield return folded[at..end];
            at = end;
        }
    }

    /// <summary>Is the word in the content, letter by letter, an initial consonant standing for any syllable that begins with it?</summary>
    public static bool Holds(string content, string word)
    {
        if (!word.Any(IsInitial)) return content.Contains(word, StringComparison.Ordinal);
        for (var from = 0; from + word.Length <= content.Length; from++)
        {
            var at = 0;
            while (at < word.Length && (content[from + at] == word[at] || (IsInitial(word[at]) && InitialOf(content[from + at]) == word[at]))) at++;
            if (at == word.Length) return true;
        }
        return false;
    }

    private enum Kind { None, Hangul, Letter, Digit }

    private static void Slide(string word, HashSet<string> tokens)
    {
        var (size, known) = (SizeOf(word), tokens.GetAlternateLookup<ReadOnlySpan<char>>());
        for (var at = 0; at + size <= word.Length; at++) known.Add(word.AsSpan(at, size));
    }

    private static int SizeOf(string word) => KindOf(word[0]) switch { Kind.Hangul => 2, Kind.Digit => 4, _ => 3 };

    private static Kind KindOf(char c) => IsSyllable(c) || IsInitial(c) ? Kind.Hangul : char.IsAsciiDigit(c) ? Kind.Digit
        : char.IsLetterOrDigit(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark ? Kind.Letter : Kind.None;

    private static bool IsSyllable(char c) => c is >= '가' and <= '힣';

    private static bool IsInitial(char c) => c is >= 'ㄱ' and <= 'ㅎ';

    private static string Initial(string word) => string.Create(word.Length, word, (initials, from) =>
    {
        for (var i = 0; i < from.Length; i++) initials[i] = InitialOf(from[i]);
    });

    private static char InitialOf(char c) => IsSyllable(c) ? Initials[(c - '가') / (21 * 28)] : c;

    /// <summary>NFKC turns a compatibility consonant into a conjoining one; here it is brought back, as that is what keyboards give.</summary>
    internal static string Typed(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u1100', '\u1112')) return text;
        var result = new StringBuilder(text.Length);
        foreach (var c in text) result.Append(c is >= '\u1100' and <= '\u1112' ? Initials[c - '\u1100'] : c);
        return result.ToString();
    }
}

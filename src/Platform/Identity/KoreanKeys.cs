using System.Text;

namespace Dangol.Platform;

/// <summary>
/// Which keys of an English keyboard write a Korean text on the usual two-set layout (KS X 5002): 비밀번호 is qlalfqjsgh. People type Korean words so for a password, and whoever guesses
/// passwords does too.
/// </summary>
internal static class KoreanKeys
{
    private const int First = 0xAC00, Last = 0xD7A3, Vowels = 21, Finals = 28;

    private static readonly string[] Initial = ["r", "R", "s", "e", "E", "f", "a", "q", "Q", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g"];
    private static readonly string[] Vowel = ["k", "o", "i", "O", "j", "p", "u", "P", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l"];
    private static readonly string[] Final = ["", "r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "qt", "t", "T", "d", "w", "c", "z", "x", "v", "g"];

    // Single letters in the order of Unicode, U+3131 to U+3163.
    private static readonly string[] Single =
    [
        "r", "R", "rt", "s", "sw", "sg", "e", "E", "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a", "q", "Q", "qt", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g",
        "k", "o", "i", "O", "j", "p", "u", "P", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l",
    ];

    /// <summary>The keys, in small letters; what is not Korean stays.</summary>
    public static string Of(string text)
    {
        var keys = new StringBuilder(text.Length * 3);
        foreach (var c in text.Normalize(NormalizationForm.FormC))
            if (c is >= (char)First and <= (char)Last)
            {
                var place = c - First;
                keys.Append(Initial[place / (Vowels * Finals)]).Append(Vowel[place / Finals % Vowels]).Append(Final[place % Finals]);
            }
            // Folding (NFKC) makes single letters into those of which syllables are composed.
            else if (c is >= '\u1100' and <= '\u1112') keys.Append(Initial[c - '\u1100']);
            else if (c is >= '\u1161' and <= '\u1175') keys.Append(Vowel[c - '\u1161']);
            else if (c is >= '\u11a8' and <= '\u11c2') keys.Append(Final[c - '\u11a8' + 1]);
            else if (c is >= 'ㄱ' and <= 'ㅣ') keys.Append(Single[c - 'ㄱ']);
            else keys.Append(c);
        return keys.ToString().ToLowerInvariant();
    }
}

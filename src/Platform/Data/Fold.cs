using System.Globalization;
using System.Text;

namespace Dangol.Platform;

/// <summary>
/// The form in which text is sorted, compared and found on both engines alike: NFKC, lower case, runs of white space as one blank. It is made here and
/// stored in a column of its own (<c>name_folded</c>), since the engines' own collations differ.
/// </summary>
public static class Fold
{
    /// <summary>Most names, codes and addresses are: whole syllables, small letters, digits and signs of ASCII, with single blanks between.</summary>
    private static bool IsFoldedAlready(string text)
    {
        var before = ' ';
        foreach (var c in text)
        {
            if (c == ' ' ? before == ' ' : c is not ((> ' ' and < 'A') or (> 'Z' and < '\u007f') or (>= '가' and <= '힣'))) return false;
            before = c;
        }
        return before != ' ';
    }

    /// <summary>With the letters A to Z small: what every engine can do while it asks, where no column has the folded form.</summary>
    internal static string Small(string text) => string.Create(text.Length, text, static (small, text) => { for (var i = 0; i < small.Length; i++) small[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i]; });

    /// <summary>With the letters a to z large.</summary>
    internal static string Large(string text) => string.Create(text.Length, text, static (large, text) => { for (var i = 0; i < large.Length; i++) large[i] = char.IsAsciiLetterLower(text[i]) ? (char)(text[i] & ~0x20) : text[i]; });

    /// <summary>The folded form; empty text for null.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (IsFoldedAlready(text)) return text;
        var folded = text.Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture).Normalize(NormalizationForm.FormKC);
        var result = new StringBuilder(folded.Length);
        foreach (var c in folded.AsSpan().Trim())
        {
            if (!char.IsWhiteSpace(c)) result.Append(c);
            else if (result[^1] != ' ') result.Append(' ');
        }
        return result.ToString();
    }
}

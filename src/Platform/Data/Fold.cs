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

using System.Globalization;
using System.Text;

namespace Dangol.Platform;

/// <summary>
/// Finds resident registration numbers in text: six digits of a date of birth, a hyphen or what people type for one, a digit from 1 to 8 and six more, in whichever form of digits. No law lets a CRM
/// keep them (PIPA art. 24-2), so text that has one is refused wherever it enters. The check digit says nothing any more (numbers given since October 2020 are random behind the first), so it isn't asked.
/// </summary>
public static class ResidentNumbers
{
    private const int Length = 13, Born = 6, MostBetween = 5, MostMarks = 2;

    /// <summary>Is there one in the text?</summary>
    /// <param name="text">What was typed or came in.</param>
    /// <param name="bare">Also without anything between; in codes thirteen digits in a row mean something else.</param>
    public static bool Has(ReadOnlySpan<char> text, bool bare)
    {
        Span<int> at = stackalloc int[Length];
        return Next(text, 0, bare, at, out _);
    }

    /// <summary>The text with what follows the seventh digit of each covered: for what is not ours to refuse, such as a line of somebody's file.</summary>
    public static string Masked(string text, bool bare)
    {
        Span<int> at = stackalloc int[Length];
        char[]? copy = null;
        for (var from = 0; Next(text, from, bare, at, out from);)
        {
            copy ??= text.ToCharArray();
            foreach (var digit in at[(Born + 1)..]) copy.AsSpan(digit, char.IsSurrogate(copy[digit]) ? 2 : 1).Fill('*');
        }
        return copy is null ? text : new(copy);
    }

    /// <summary>Refuses a reason, a note or another text that is no field of a record and has one.</summary>
    /// <param name="text">What was typed or came in.</param>
    /// <param name="field">Where it is said.</param>
    /// <param name="bare">As for <see cref="Has"/>.</param>
    /// <exception cref="Refused"><c>resident_number</c></exception>
    public static void MustNotBeIn(string? text, string field, bool bare = true)
    {
        if (text is not null && Has(text, bare)) throw Refusal(field);
    }

    /// <summary>The refusal at a field.</summary>
    public static Refused Refusal(string field) => new("resident_number", field, new(
        "주민등록번호는 저장할 수 없어요(개인정보 보호법 제24조의2). 번호를 지우고 다시 저장해 주세요.",
        "Resident registration numbers must not be kept (PIPA art. 24-2). Take the number out and save again."));

    /// <summary>Where the digits of the first number from a place on stand, and where it ends; false where there is none.</summary>
    private static bool Next(ReadOnlySpan<char> text, int from, bool bare, Span<int> at, out int end)
    {
        Span<char> digits = stackalloc char[Length];
        end = from;
        while (true)
        {
            while (end < text.Length && Digit(text, end, out _) < 0) end++;
            if (end >= text.Length) return false;
            var many = Run(text, end, at, digits, out var isSplit, out end);
            if (many == Length && (bare || isSplit) && IsOne(digits)) return true;
            if (many != Born || Between(text, end) is not { } second || Run(text, second, at[Born..], digits[Born..], out _, out var after) != Length - Born) continue;
            if (!IsOne(digits) || IsCompany(digits) || IsPath(text, at[0], end, second, after)) continue;
            end = after;
            return true;
        }
    }

    /// <summary>How many digits stand in a row, characters that nobody sees left out; those that have room are told.</summary>
    /// <param name="isSplit">Such a character stands behind the sixth.</param>
    /// <param name="end">Behind the last digit.</param>
    private static int Run(ReadOnlySpan<char> text, int from, Span<int> at, Span<char> digits, out bool isSplit, out int end)
    {
        var many = 0;
        isSplit = false;
        end = from;
        for (var i = from; i < text.Length;)
        {
            if (Digit(text, i, out var width) is var digit && digit >= 0)
            {
                if (many < digits.Length) (at[many], digits[many]) = (i, (char)('0' + digit));
                many++;
                end = i += width;
            }
            else if (IsUnseen(text[i]))
            {
                isSplit |= many == Born;
                i++;
            }
            else break;
        }
        return many;
    }

    /// <summary>Where the digit stands that follows a hyphen or what is typed for one; null where something else stands between, or too much.</summary>
    private static int? Between(ReadOnlySpan<char> text, int end)
    {
        var marks = 0;
        for (var i = end; i < text.Length && i <= end + MostBetween; i++)
        {
            if (Digit(text, i, out _) >= 0) return i;
            if (IsMark(text[i])) { if (++marks > MostMarks) return null; }
            else if (!char.IsWhiteSpace(text[i]) && !IsUnseen(text[i])) return null;
        }
        return null;
    }

    /// <summary>The value of a digit, full-width, raised or of another script alike; -1 for what is none.</summary>
    private static int Digit(ReadOnlySpan<char> text, int at, out int width)
    {
        var c = text[at];
        width = 1;
        if (c < '\u0080') return char.IsAsciiDigit(c) ? c - '0' : -1;
        if (c is >= '가' and <= '힣') return -1;
        if (!char.IsHighSurrogate(c)) return CharUnicodeInfo.GetDigitValue(c);
        return Rune.DecodeFromUtf16(text[at..], out var rune, out width) == System.Buffers.OperationStatus.Done && Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? (int)Rune.GetNumericValue(rune) : -1;
    }

    private static bool IsUnseen(char c) => c > '\u007f' && char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark;

    /// <summary>What people type for a hyphen; a comma is none, since lists have it between a day and an amount.</summary>
    private static bool IsMark(char c) => (c is >= '\uff01' and <= '\uff5e' ? (char)(c - 0xfee0) : c) is '-' or '.' or '/' or '_' or '~' or '·' or '‧' or '・' or '−' or 'ㅡ' or 'ー' || c > '\u007f' && char.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation;

    /// <summary>Parts of a longer number or address that has dots or strokes before or behind as well: 10.240101.1234567, /240101/1234567.</summary>
    private static bool IsPath(ReadOnlySpan<char> text, int start, int end, int second, int after) => text[end..second].ContainsAny('.', '/')
        && (start > 1 && text[start - 1] is '.' or '/' && char.IsAsciiLetterOrDigit(text[start - 2]) || after + 1 < text.Length && text[after] is '.' or '/' && char.IsAsciiLetterOrDigit(text[after + 1]));

    private static bool IsOne(ReadOnlySpan<char> digits) => digits[Born] is >= '1' and <= '8' && IsDate(digits);

    /// <summary>
    /// A stock company's registration number has the same form: court, kind 11, and a check digit (weights 1 2 1 2 …). Where all of that fits it is taken for one; of
    /// resident numbers only those of people born on the 11th of a month whose digits happen to fit would pass.
    /// </summary>
    private static bool IsCompany(ReadOnlySpan<char> digits)
    {
        if (digits[4] != '1' || digits[5] != '1') return false;
        var sum = 0;
        for (var i = 0; i < 12; i++) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 2);
        return (10 - sum % 10) % 10 == digits[12] - '0';
    }

    private static bool IsDate(ReadOnlySpan<char> digits)
    {
        var (month, day) = ((digits[2] - '0') * 10 + digits[3] - '0', (digits[4] - '0') * 10 + digits[5] - '0');
        return month is >= 1 and <= 12 && day is >= 1 and <= 31;
    }
}

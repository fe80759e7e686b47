namespace Dangol.Platform;

/// <summary>
/// Finds resident registration numbers in text: six digits of a date of birth, a hyphen or blank, a digit from 1 to 8 and six more. No law lets a CRM keep them
/// (PIPA art. 24-2), so text that has one is refused wherever it enters. The check digit says nothing any more (numbers given since October 2020 are random behind the first), so it isn't asked.
/// </summary>
public static class ResidentNumbers
{
    /// <summary>Is there one in the text?</summary>
    /// <param name="text">What was typed or came in.</param>
    /// <param name="bare">Also without a hyphen or blank; in codes thirteen digits in a row mean something else.</param>
    public static bool Has(ReadOnlySpan<char> text, bool bare) => Tail(text, 0, bare) >= 0;

    /// <summary>The text with what follows the seventh digit of each covered: for what is not ours to refuse, such as a line of somebody's file.</summary>
    public static string Masked(string text, bool bare)
    {
        var covered = text.AsSpan();
        char[]? copy = null;
        for (var tail = Tail(covered, 0, bare); tail >= 0; tail = Tail(covered, tail + 7, bare)) (copy ??= text.ToCharArray()).AsSpan(tail + 1, 6).Fill('*');
        return copy is null ? text : new(copy);
    }

    /// <summary>Where the seven digits behind the date of birth begin, of the first number from a place on; -1 where there is none.</summary>
    private static int Tail(ReadOnlySpan<char> text, int from, bool bare)
    {
        for (var at = Next(text, from); at >= 0 && at + 13 <= text.Length;)
        {
            var end = at;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - at == 6 && end + 8 <= text.Length && text[end] is '-' or ' ' or '–' && IsTail(text, end + 1) && IsDate(text[at..end]) && !IsCompany(text[at..end], text.Slice(end + 1, 7))) return end + 1;
            if (bare && end - at == 13 && text[at + 6] is >= '1' and <= '8' && IsDate(text.Slice(at, 6))) return at + 6;
            at = Next(text, end);
        }
        return -1;
    }

    private static int Next(ReadOnlySpan<char> text, int from) => from >= text.Length || text[from..].IndexOfAnyInRange('0', '9') is var next && next < 0 ? -1 : from + next;

    /// <summary>Refuses a reason, a note or another text that is no field of a record and has one.</summary>
    /// <exception cref="Refused"><c>resident_number</c></exception>
    public static void MustNotBeIn(string? text, string field)
    {
        if (text is not null && Has(text, bare: true)) throw Refusal(field);
    }

    /// <summary>The refusal at a field.</summary>
    public static Refused Refusal(string field) => new("resident_number", field, new(
        "주민등록번호는 저장할 수 없어요(개인정보 보호법 제24조의2). 번호를 지우고 다시 저장해 주세요.",
        "Resident registration numbers must not be kept (PIPA art. 24-2). Take the number out and save again."));

    private static bool IsTail(ReadOnlySpan<char> text, int at)
    {
        if (at + 7 > text.Length || text[at] is < '1' or > '8') return false;
        for (var i = 1; i < 7; i++) if (!char.IsAsciiDigit(text[at + i])) return false;
        return at + 7 == text.Length || !char.IsAsciiDigit(text[at + 7]);
    }

    /// <summary>
    /// A stock company's registration number has the same form: court, kind 11, and a check digit (weights 1 2 1 2 …). Where all of that fits it is taken for one; of
    /// resident numbers only those of people born on the 11th of a month whose digits happen to fit would pass.
    /// </summary>
    private static bool IsCompany(ReadOnlySpan<char> court, ReadOnlySpan<char> rest)
    {
        if (court[4] != '1' || court[5] != '1') return false;
        var sum = 0;
        for (var i = 0; i < 12; i++) sum += ((i < 6 ? court[i] : rest[i - 6]) - '0') * (i % 2 == 0 ? 1 : 2);
        return (10 - sum % 10) % 10 == rest[6] - '0';
    }

    private static bool IsDate(ReadOnlySpan<char> digits)
    {
        var (month, day) = ((digits[2] - '0') * 10 + digits[3] - '0', (digits[4] - '0') * 10 + digits[5] - '0');
        return month is >= 1 and <= 12 && day is >= 1 and <= 31;
    }
}

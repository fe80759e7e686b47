using System.Buffers.Text;

namespace Dangol.Integration;

/// <summary>
/// Reads dates with or without a time for analyses: 19970131, 2010-12-01 08:26, 31/01/2010, 01.31.2010, 2010년 1월 31일, 31-Jan-2010, 2010-01, 2010-Q1, 2010; the days that a spreadsheet counts
/// (45292 is 2024-01-01, what stands behind a point the time), seconds or milliseconds since 1970. Whether the day or the month comes first is decided for a whole column. An offset from UTC behind the time is passed over: the day is the one that was written.
/// </summary>
/// <param name="MonthFirst">01/31/2010 instead of 31/01/2010.</param>
/// <param name="YearFirst">10-01-31 instead of 31-01-10.</param>
internal readonly record struct LooseDay(bool MonthFirst, bool YearFirst = false)
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>
    /// What a column's values say of its order: only where the second number of one goes above 12 is it month first. Where years have two digits, they stand at the end that varies less.
    /// </summary>
    public static LooseDay Of(IEnumerable<ReadOnlyMemory<byte>> values)
    {
        var (least, most, leastLast, mostLast) = (int.MaxValue, int.MinValue, int.MaxValue, int.MinValue);
        foreach (var value in values)
        {
            var rest = value.Span;
            if (rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0) continue;
            var (first, digits) = Group(ref rest);
            if (digits is 0 or > 2) return default;
            var (second, _) = Group(ref rest);
            var (third, lastDigits) = Group(ref rest);
            if (lastDigits == 2)
            {
                (least, most, leastLast, mostLast) = (Math.Min(least, first), Math.Max(most, first), Math.Min(leastLast, third), Math.Max(mostLast, third));
                if (second is > 12 and < 32 && first <= 12) return new(true);
                continue;
            }
            if (first > 12) return default;
            if (second is > 12 and < 32) return new(true);
        }
        return new(false, most > 0 && mostLast <= 31 && (most > 31 || most - least < mostLast - leastLast));
    }

    /// <summary>The moment as it was written, of no zone; false where the text is none.</summary>
    public bool Read(ReadOnlySpan<byte> text, out DateTime moment)
    {
        moment = default;
        var rest = text;
        if (text.Length is 6 or 8 or 14 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return Make(Digits(text[..4]), Digits(text[4..6]), text.Length > 6 ? Digits(text[6..8]) : 1, text.Length > 8 ? Digits(text[8..10]) * 3600 + Digits(text[10..12]) * 60 + Digits(text[12..]) : 0, out moment);
        if (Counted(text, out moment)) return true;
        if (text.Length < 5) return false;
        var named = Month(ref rest);
        var (a, digits) = Group(ref rest);
        if (digits is 0 or 3 or > 4) return false;
        if (digits == 4 && rest.TrimStart("- /"u8) is [(byte)'Q' or (byte)'q', >= (byte)'1' and <= (byte)'4'] quarter) return Make(a, (quarter[1] - '1') * 3 + 1, 1, 0, out moment);
        var written = named > 0 ? named : Month(ref rest);
        if (written > 0)
        {
            var (other, otherDigits) = Group(ref rest);
            var (year, dayOf) = digits == 4 ? (a, otherDigits == 0 ? 1 : other) : (Year(other, otherDigits), a);
            return digits == 4 || otherDigits > 0 ? Make(year, written, dayOf, Time(rest), out moment) : Make(Year(a, digits), written, 1, 0, out moment);
        }
        var (b, bDigits) = Group(ref rest);
        if (bDigits is 0 or > 2) return false;
        if (digits == 4 && !rest.IsEmpty && rest[0] == (byte)':') return false;
        var (c, cDigits) = Group(ref rest);
        if (digits == 4) return Make(a, b, cDigits == 0 ? 1 : c, Time(rest), out moment);
        if (cDigits is not (2 or 4)) return false;
        if (YearFirst && digits == 2 && cDigits == 2) return Make(Year(a, digits), b, c, Time(rest), out moment);
        return MonthFirst ? Make(Year(c, cDigits), a, b, Time(rest), out moment) : Make(Year(c, cDigits), b, a, Time(rest), out moment);
    }

    /// <summary>What programs count: a year alone, a spreadsheet's days since the end of 1899 (from 1950 to 2100, so that no amount is taken for a day by its looks), seconds or milliseconds since 1970.</summary>
    private static bool Counted(ReadOnlySpan<byte> text, out DateTime moment)
    {
        moment = default;
        var whole = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var at ? at : text.Length;
        if (whole == 4 && whole == text.Length) return Make(Digits(text), 1, 1, 0, out moment);
        if (whole == 5 && Utf8Parser.TryParse(text, out double days, out var used) && used == text.Length && days is >= 18_264 and < 73_416)
        {
            moment = new DateTime(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(Math.Round(days * 86_400));
            return true;
        }
        if (whole != text.Length || whole is not (10 or 13) || !Utf8Parser.TryParse(text, out long since, out _)) return false;
        moment = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(whole == 13 ? since / 1000 : since);
        return moment.Year <= 2200;
    }

    private static int Year(int written, int digits) => digits > 2 ? written : written < 70 ? 2000 + written : 1900 + written;

    private static bool Make(int year, int month, int day, int seconds, out DateTime moment)
    {
        moment = default;
        if (year is < 1800 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || seconds is < 0 or >= 86_400) return false;
        moment = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).AddSeconds(seconds);
        return true;
    }

    /// <summary>Seconds of the day; −1 where what is there is no time.</summary>
    private static int Time(ReadOnlySpan<byte> rest)
    {
        var after = rest.IndexOf("오후"u8) >= 0 || rest.IndexOf("PM"u8) >= 0 || rest.IndexOf("pm"u8) >= 0;
        var before = rest.IndexOf("오전"u8) >= 0 || rest.IndexOf("AM"u8) >= 0 || rest.IndexOf("am"u8) >= 0;
        var (hour, digits) = Group(ref rest);
        if (digits == 0) return 0;
        if (digits > 2 || rest.IsEmpty) return -1;
        var (minute, _) = Group(ref rest);
        var second = !rest.IsEmpty && rest[0] == (byte)':' ? Group(ref rest).Value : 0;
        if ((after || before) && hour == 12) hour = 0;
        return hour > 23 || minute > 59 || second > 60 ? -1 : (after ? hour + 12 : hour) * 3600 + minute * 60 + Math.Min(second, 59);
    }

    /// <summary>The next digits, past what stands before them and is no letter of a month's name.</summary>
    private static (int Value, int Digits) Group(ref ReadOnlySpan<byte> rest)
    {
        var from = rest.IndexOfAnyInRange((byte)'0', (byte)'9');
        if (from < 0) return (0, 0);
        rest = rest[from..];
        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length < 0) length = rest.Length;
        var value = length > 9 ? int.MaxValue : Digits(rest[..length]);
        rest = rest[length..];
        return (value, length);
    }

    /// <summary>The month whose English name begins before the next digit, and what stands behind the name; 0 where there is none.</summary>
    private static int Month(ref ReadOnlySpan<byte> rest)
    {
        Span<char> name = stackalloc char[3];
        var from = rest.IndexOfAnyExcept(" -/.,"u8);
        if (from < 0 || rest.Length < from + 3) return 0;
        for (var i = 0; i < 3; i++) name[i] = char.ToLowerInvariant((char)rest[from + i]);
        for (var month = 0; month < 12; month++)
        {
            if (!name.SequenceEqual(Months[month])) continue;
            rest = rest[(from + 3)..];
            while (!rest.IsEmpty && char.IsAsciiLetter((char)rest[0])) rest = rest[1..];
            return month + 1;
        }
        return 0;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var b in text) value = value * 10 + (b - '0');
        return value;
    }
}

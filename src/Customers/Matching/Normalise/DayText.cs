using System.Globalization;

namespace Dangol.Customers;

/// <summary>Days as people and systems write them, as eight digits: 1971-06-24, 1971. 6. 24., 24/06/1971, 24 Jun 1971, 19710624, 1971년 6월 24일. A day that can't be (month 21) stays what was typed.</summary>
internal static class DayText
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The eight digits; four for a year alone; null where it is no day.</summary>
    /// <param name="raw">As written.</param>
    /// <param name="monthFirst">What 06/07/1971 means in this column.</param>
    public static string? Of(string raw, bool monthFirst)
    {
        Span<int> numbers = stackalloc int[3];
        Span<int> digits = stackalloc int[3];
        var (count, month, at) = (0, -1, 0);
        var text = raw.AsSpan().Trim();
        while (at < text.Length)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                var from = at;
                var value = 0;
                while (at < text.Length && char.IsAsciiDigit(text[at]) && at - from < 9) value = value * 10 + (text[at++] - '0');
                // What follows the day is its time.
                if (count == 3) break;
                (numbers[count], digits[count]) = (value, at - from);
                count++;
            }
            else if (char.IsAsciiLetter(text[at]))
            {
                var from = at;
                while (at < text.Length && char.IsAsciiLetter(text[at])) at++;
                if (at - from >= 3 && month < 0) month = MonthOf(text[from..at]);
            }
            else at++;
        }
        if (count == 1 && digits[0] == 8) return Day(numbers[0] / 10000, numbers[0] / 100 % 100, numbers[0] % 100);
        if (count == 1 && digits[0] == 6) return Day(Century(numbers[0] / 10000), numbers[0] / 100 % 100, numbers[0] % 100);
        if (count == 1 && digits[0] == 4 && numbers[0] is > 1000 and < 2200) return numbers[0].ToString("0000", CultureInfo.InvariantCulture);
        if (count == 2 && month >= 0) return digits[0] == 4 ? Day(numbers[0], month + 1, numbers[1]) : Day(Year(numbers[1], digits[1]), month + 1, numbers[0]);
        if (count < 3) return null;
        if (digits[0] >= 3) return Day(numbers[0], numbers[1], numbers[2]);
        if (digits[2] >= 3 || text.Contains('/')) return monthFirst ? Day(Year(numbers[2], digits[2]), numbers[0], numbers[1]) : Day(Year(numbers[2], digits[2]), numbers[1], numbers[0]);
        return Day(Century(numbers[0]), numbers[1], numbers[2]);
    }

    /// <summary>Is the first number of three a month in this column? Where one is above 12 it can't be.</summary>
    public static bool IsMonthFirst(IEnumerable<string> values)
    {
        int first = 0, second = 0;
        foreach (var value in values)
        {
            var parts = value.Split('/', '-', '.');
            if (parts.Length < 3 || parts[0].Trim().Length > 2 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var one) || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var two)) continue;
            if (one > 12) first++;
            if (two > 12) second++;
        }
        return second > first;
    }

    private static int MonthOf(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < Months.Length; i++)
            if (word[..3].Equals(Months[i], StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    private static int Year(int year, int digits) => digits <= 2 ? Century(year) : year;

    private static int Century(int year) => year < 30 ? 2000 + year : 1900 + year;

    private static string? Day(int year, int month, int day) =>
        year is < 1 or > 9999 || month is < 0 or > 99 || day is < 0 or > 99 ? null : (year * 10000 + month * 100 + day).ToString("00000000", CultureInfo.InvariantCulture);
}

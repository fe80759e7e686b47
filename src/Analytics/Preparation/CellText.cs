using System.Globalization;

namespace Dangol.Analytics;

/// <summary>What a cell says: nothing, a number however it is written, or a day.</summary>
internal static class CellText
{
    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase) { "", "na", "n/a", "#n/a", "nan", "null", "nil", "?", "-", "--", ".", "없음", "미상" };
    private const string Marks = "₩￦$€£¥%원 \u00a0";
    private static readonly string[][] DayFormats =
    [
        ["yyyy-MM-dd", "yyyy-M-d", "yyyy/MM/dd", "yyyy/M/d", "yyyy.MM.dd", "yyyy.M.d", "yyyy.M.d.", "yyyy. M. d", "yyyy. M. d.", "yyyy년 M월 d일", "yyyy년M월d일"],
        ["yyyyMMdd"],
        ["dd/MM/yyyy", "d/M/yyyy", "dd-MM-yyyy", "dd.MM.yyyy", "d.M.yyyy"],
        ["MM/dd/yyyy", "M/d/yyyy"],
    ];

    public static bool IsMissing(string? cell) => cell is null || Nothing.Contains(cell.Trim());

    /// <summary>A number with thousands separators, a currency sign, accounting brackets or a per cent sign, with a point or (where the column has them) a comma before its decimals.</summary>
    public static bool TryNumber(ReadOnlySpan<char> cell, bool decimalComma, out double number)
    {
        cell = cell.Trim();
        var percent = cell.EndsWith("%", StringComparison.Ordinal);
        cell = cell.Trim(Marks);
        // (1,234) and △1,234 are how accounts write what is below zero, and a sign may stand in front of the currency.
        var bracketed = cell.Length > 2 && cell[0] == '(' && cell[^1] == ')';
        var negative = bracketed || (cell.Length > 1 && cell[0] is '-' or '−' or '△' or '▲');
        if (negative) cell = (bracketed ? cell[1..^1] : cell[1..]).Trim(Marks);
        number = 0;
        if (cell.IsEmpty || cell.Length > 40) return false;
        Span<char> plain = stackalloc char[cell.Length];
        var length = 0;
        foreach (var c in cell)
        {
            if (c is ' ' or '\u00a0' or '\'' || c == (decimalComma ? '.' : ',')) continue;
            plain[length++] = c == ',' ? '.' : c;
        }
        if (cell.ContainsAny(",.") && !GroupsAreWhole(cell, decimalComma ? '.' : ',', decimalComma ? ',' : '.')) return false;
        if (!double.TryParse(plain[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out number) || !double.IsFinite(number)) return false;
        if (percent) number /= 100;
        if (negative) number = -number;
        return true;
    }

    /// <summary>Days since 1970 of cells that are days, all in one order of day, month and year; null where they are not.</summary>
    public static double[]? Days(string?[] cells)
    {
        foreach (var formats in DayFormats)
        {
            var days = new double[cells.Length];
            var (read, wrong) = (0, false);
            for (var i = 0; i < cells.Length && !wrong; i++)
            {
                days[i] = double.NaN;
                if (IsMissing(cells[i])) continue;
                wrong = !TryDay(cells[i]!.Trim(), formats, out days[i]);
                read++;
            }
            if (!wrong && read > 0) return days;
        }
        return null;
    }

    /// <summary>Whether a comma stands before decimals in this column: "3,14" or "1.234,5", and never a comma that groups three digits only.</summary>
    public static bool HasDecimalComma(string?[] cells)
    {
        foreach (var cell in cells)
        {
            if (cell is null) continue;
            var comma = cell.LastIndexOf(',');
            if (comma < 0) continue;
            if (cell.LastIndexOf('.') > comma) return false;
            var behind = cell.AsSpan(comma + 1).TrimEnd(" %원₩€$£)");
            if (behind.Length != 3 || cell.LastIndexOf('.', comma) >= 0) return true;
        }
        return false;
    }

    private static bool TryDay(string cell, string[] formats, out double days)
    {
        days = double.NaN;
        var end = cell.AsSpan().IndexOfAny('T', ':');
        var date = end < 0 ? cell : cell[..(cell[end] == 'T' ? end : Math.Max(0, cell.LastIndexOf(' ', end)))];
        if (!DateTime.TryParseExact(date, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return false;
        days = (day - DateTime.UnixEpoch).TotalDays;
        if (end >= 0 && TimeSpan.TryParse(cell[(cell[end] == 'T' ? end + 1 : date.Length)..].Trim(' ', 'Z'), CultureInfo.InvariantCulture, out var time)) days += time.TotalDays;
        return true;
    }

    private static bool GroupsAreWhole(ReadOnlySpan<char> cell, char group, char point)
    {
        var end = cell.IndexOf(point);
        var whole = end < 0 ? cell : cell[..end];
        var first = whole.IndexOf(group);
        if (first < 0) return true;
        for (var i = first; i < whole.Length; i += 4)
            if (whole[i] != group || i + 4 > whole.Length) return false;
        return first <= 4;
    }
}

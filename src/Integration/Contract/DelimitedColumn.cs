using System.Text;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>One column of a table with its values read as one type; a value that is none refuses with file, column, line and what to do.</summary>
/// <param name="table">The table.</param>
/// <param name="index">The column, counted from 0.</param>
public sealed class DelimitedColumn(DelimitedTable table, int index)
{
    private static readonly string[] Missing = ["", "na", "n/a", "nan", "null", "none", "-", "?", "\\n", "#n/a", "없음"];
    private static readonly string[] Yes = ["yes", "y", "true", "t", "1", "1.0", "on", "o", "예", "네", "참", "이탈", "해지", "탈퇴", "종료"], No = ["no", "n", "false", "f", "0", "0.0", "off", "x", "아니오", "아니요", "거짓", "유지", "이용중", "이용 중"];

    /// <summary>Its number, counted from 0.</summary>
    public int Index { get; } = index;

    /// <summary>Its name, or its number counted from 1 where the file names none.</summary>
    public string Name => table.Header is { } header && Index < header.Count && header[Index].Length > 0 ? header[Index] : $"{Index + 1}";

    /// <summary>Whether a value is left out: empty, NA, null, ?, - and the like.</summary>
    public bool IsMissing(int row) => IsMissing(table.Cell(row, Index).Span);

    /// <summary>Whether every value that is there is a number.</summary>
    public bool IsNumeric
    {
        get
        {
            var (form, some) = (NumberForm(), false);
            foreach (var value in Values())
            {
                if (IsMissing(value.Span)) continue;
                if (!form.Read(value.Span, out _)) return false;
                some = true;
            }
            return some;
        }
    }

    /// <summary>Whether its first values, as far as they are there, are dates, and none of them a number as well.</summary>
    public bool IsDate
    {
        get
        {
            var (form, some) = (LooseDay.Of(Values()), 0);
            for (var row = 0; row < table.Rows && some < 200; row++)
            {
                var value = table.Cell(row, Index).Span;
                if (IsMissing(value)) continue;
                if (default(LooseNumber).Read(value, out _) || !form.Read(value, out _)) return false;
                some++;
            }
            return some > 0;
        }
    }

    /// <summary>Its numbers; NaN where one is missing, if that is allowed.</summary>
    /// <exception cref="Refused">A value is no number, or missing where it must not be.</exception>
    public double[] Numbers(bool missing = false)
    {
        var (form, numbers) = (NumberForm(), new double[table.Rows]);
        for (var row = 0; row < numbers.Length; row++)
        {
            var value = table.Cell(row, Index).Span;
            if (form.Read(value, out numbers[row])) continue;
            if (!IsMissing(value)) throw Wrong("number_unreadable", row, new("숫자", "a number"));
            numbers[row] = missing ? double.NaN : throw Absent(row);
        }
        return numbers;
    }

    /// <summary>Its dates, with the time where there is one, of no zone.</summary>
    /// <exception cref="Refused">A value is no date, or missing.</exception>
    /// <param name="needed">Which rows must have one; the others may be without. All, where none is given.</param>
    public DateTime[] Moments(Func<int, bool>? needed = null)
    {
        var (form, moments) = (LooseDay.Of(Values()), new DateTime[table.Rows]);
        for (var row = 0; row < moments.Length; row++)
        {
            var value = table.Cell(row, Index).Span;
            if (form.Read(value, out moments[row]) || needed?.Invoke(row) == false) continue;
            throw IsMissing(value) ? Absent(row) : Wrong("date_unreadable", row, new("날짜(2026-01-31, 31/01/2026)", "a date (2026-01-31, 31/01/2026)"));
        }
        return moments;
    }

    /// <summary>Yes or no: yes/no, true/false, 1/0, 예/아니요; or whether it is the value named.</summary>
    /// <param name="positive">The value that means yes, where a column has words of its own.</param>
    /// <exception cref="Refused">A value is neither, or missing.</exception>
    public bool[] Flags(string? positive = null)
    {
        var flags = new bool[table.Rows];
        for (var row = 0; row < flags.Length; row++)
        {
            if (IsMissing(row)) throw Absent(row);
            var text = table.Text(row, Index);
            if (positive is not null) flags[row] = text.Equals(positive, StringComparison.OrdinalIgnoreCase);
            else if (Yes.Contains(text, StringComparer.OrdinalIgnoreCase)) flags[row] = true;
            else if (!No.Contains(text, StringComparer.OrdinalIgnoreCase))
                throw Wrong("flag_unreadable", row, new("예/아니요(yes/no, 1/0, true/false)", "yes/no, 1/0 or true/false; --positive VALUE names another word for yes"));
        }
        return flags;
    }

    /// <summary>Its texts as they are.</summary>
    public string[] Texts() => [.. Enumerable.Range(0, table.Rows).Select(row => table.Text(row, Index))];

    /// <summary>Its values numbered in the order in which they come first, without a text per row; −1 where one is empty.</summary>
    /// <param name="names">The values by number.</param>
    /// <param name="missing">Whether NaN, null and the like are nobody too: so for customers and items, not for words that may mean something ("none").</param>
    public int[] Codes(out string[] names, bool missing = false)
    {
        var (known, found, codes) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>(), new int[table.Rows]);
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        var chars = new char[256];
        for (var row = 0; row < codes.Length; row++)
        {
            var value = table.Cell(row, Index).Span;
            if (value.IsEmpty || (missing && IsMissing(value)))
            {
                codes[row] = -1;
                continue;
            }
            if (chars.Length < value.Length) chars = new char[value.Length * 2];
            var text = chars.AsSpan(0, Encoding.UTF8.GetChars(value, chars));
            if (!lookup.TryGetValue(text, out codes[row]))
            {
                codes[row] = found.Count;
                found.Add(text.ToString());
                known.Add(found[^1], codes[row]);
            }
        }
        names = [.. found];
        return codes;
    }

    /// <summary>The refusal of one row's value.</summary>
    /// <param name="rule">Its code.</param>
    /// <param name="row">The row.</param>
    /// <param name="wanted">What it should be.</param>
    public Refused Wrong(string rule, int row, Text wanted) => new(rule, Name, new(
        $"{table.File} {table.Line(row)}번째 줄, '{Name}' 열: '{Shown(row)}'{Particle.With(Shown(row), "은/는")[Shown(row).Length..]} {wanted.Ko}{Particle.With(wanted.Ko.Split('(')[0], "으로/로")[wanted.Ko.Split('(')[0].Length..]} 읽을 수 없어요. 값을 고치거나 다른 열을 골라 주세요.",
        $"{table.File}, line {table.Line(row)}, column '{Name}': '{Shown(row)}' is not {wanted.En}. Correct it, or choose another column."));

    private Refused Absent(int row) => new("value_missing", Name, new(
        $"{table.File} {table.Line(row)}번째 줄, '{Name}' 열의 값이 비어 있어요. 채우거나 그 줄을 빼 주세요.", $"{table.File}, line {table.Line(row)}, column '{Name}' has no value. Fill it in, or leave the line out."));

    private string Shown(int row) => table.Text(row, Index) is { Length: > 40 } text ? text[..40] + "…" : table.Text(row, Index);

    private LooseNumber NumberForm() => LooseNumber.Of(Values(), table.Delimiter == ";");

    private IEnumerable<ReadOnlyMemory<byte>> Values()
    {
        for (var row = 0; row < table.Rows; row++) yield return table.Cell(row, Index);
    }

    private static bool IsMissing(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return true;
        if (value.Length > 6) return false;
        var text = Encoding.UTF8.GetString(value);
        return Missing.Contains(text, StringComparer.OrdinalIgnoreCase);
    }
}

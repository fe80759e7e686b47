using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>
/// Which rows of a file count: conditions such as <c>Country=United Kingdom</c>, <c>Quantity>0</c>, <c>StockCode~^[0-9]{5}</c>, <c>InvoiceNo!~^C</c>, all of which must hold. <c>=</c> and <c>!=</c> compare
/// texts, the others but <c>~</c> numbers; a missing number fulfils nothing.
/// </summary>
internal static partial class RowFilter
{
    public static readonly Option<string[]> Where = new("--where")
    {
        Description = "Only rows for which this holds: COLUMN=TEXT, !=, <, <=, >, >=, ~ (regular expression), !~. May be given again; all must hold.", HelpName = "CONDITION", AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Whether each row counts.</summary>
    /// <exception cref="Refused">A condition cannot be read, or names a column that is not there.</exception>
    public static bool[] Keep(DataFile file, ParseResult parsed)
    {
        var keep = new bool[file.Table.Rows];
        Array.Fill(keep, true);
        foreach (var condition in parsed.GetValue(Where) ?? [])
        {
            var m = Condition().Match(condition);
            if (!m.Success) throw Unreadable(condition);
            var column = file.Need("--where", m.Groups["column"].Value.Trim());
            var holds = Holds(column, m.Groups["operator"].Value, m.Groups["value"].Value.Trim(), condition);
            for (var row = 0; row < keep.Length; row++) keep[row] = keep[row] && holds(row);
        }
        return keep;
    }

    private static Func<int, bool> Holds(DelimitedColumn column, string comparison, string value, string condition)
    {
        if (comparison is "=" or "!=")
        {
            var texts = column.Texts();
            return row => texts[row].Equals(value, StringComparison.OrdinalIgnoreCase) == (comparison == "=");
        }
        if (comparison is "~" or "!~")
        {
            var pattern = Pattern(value, condition);
            var texts = column.Codes(out var names);
            var matches = Array.ConvertAll(names, name => pattern.IsMatch(name));
            var empty = pattern.IsMatch("");
            return row => (texts[row] < 0 ? empty : matches[texts[row]]) == (comparison == "~");
        }
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound)) throw Unreadable(condition);
        var numbers = column.Numbers(missing: true);
        return comparison switch { "<" => row => numbers[row] < bound, "<=" => row => numbers[row] <= bound, ">" => row => numbers[row] > bound, _ => row => numbers[row] >= bound };
    }

    private static Regex Pattern(string value, string condition)
    {
        try
        {
            return new(value, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException)
        {
            throw Unreadable(condition);
        }
    }

    private static Refused Unreadable(string condition) => new("condition_unreadable", "--where", new(
        $"조건을 읽을 수 없어요: {condition}. 'Country=United Kingdom', 'Quantity>0', 'StockCode~^[0-9]{{5}}'처럼 적어 주세요.",
        $"Cannot read the condition {condition}. Write it like 'Country=United Kingdom', 'Quantity>0' or 'StockCode~^[0-9]{{5}}'."));

    [GeneratedRegex("^(?<column>[^=!<>~]+)(?<operator>!=|!~|<=|>=|=|<|>|~)(?<value>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Condition();
}

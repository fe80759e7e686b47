using System.Globalization;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>A file of which each line is a list of its own length: a basket, or a customer with what was bought in order.</summary>
internal static class WideLines
{
    /// <summary>Whether the lines differ in length so much that they are lists and no rows of a table.</summary>
    public static bool Are(DataFile file)
    {
        var lengths = Enumerable.Range(0, file.Table.Rows).Select(file.Table.Fields).ToList();
        // One field a line, with several numbers in it: lists separated by blanks, which have no columns to be found by.
        if (lengths.TrueForAll(l => l == 1)) return Numbers(file) || Inner(file) is not null;
        return lengths.Max() > (file.Table.Header?.Count ?? lengths[0]) || (file.Table.Header is null && lengths.Distinct().Count() > 2);
    }

    /// <summary>The fields of each line, without empty ones. The line that was taken for names is a line like the others, unless it numbers items.</summary>
    public static IReadOnlyList<string[]> Read(DataFile file)
    {
        var table = file.Table;
        var lines = new List<string[]>(table.Rows + 1);
        var names = table.Header?.Where(n => n.Length > 0).ToArray() ?? [];
        var numbered = names.Length > 1 && names.Skip(1).All(n => n.Any(char.IsDigit) && n.StartsWith(new string([.. names[^1].TakeWhile(c => !char.IsDigit(c))]), StringComparison.OrdinalIgnoreCase));
        // "Item(s), Item 1, Item 2, …": the first field of each line says how many follow.
        var counted = numbered && Enumerable.Range(0, table.Rows).All(row => int.TryParse(table.Text(row, 0), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n == Fields(row).Length - 1);
        var inner = table.Columns == 1 ? Inner(file) : null;
        var blank = table.Columns == 1 && Numbers(file);
        if (names.Length > 0 && !numbered && inner is null) lines.Add(names);
        for (var row = 0; row < table.Rows; row++)
            lines.Add(inner is { } mark ? table.Text(row, 0).Split(mark, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : blank ? table.Text(row, 0).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : Fields(row)[(counted ? 1 : 0)..]);
        return lines;

        string[] Fields(int row) => [.. Enumerable.Range(0, table.Fields(row)).Select(column => table.Text(row, column)).Where(t => t.Length > 0)];
    }

    /// <summary>The refusal of a table in which a line has more fields than there are columns.</summary>
    public static void MustBeTable(DataFile file)
    {
        var columns = file.Table.Header?.Count ?? file.Table.Fields(0);
        for (var row = 0; row < file.Table.Rows; row++)
            if (file.Table.Fields(row) > columns) throw new Refused("line_too_long", "file", new(
                $"{file.Table.File} {file.Table.Line(row)}번째 줄에 칸이 {file.Table.Fields(row)}개 있는데, 첫 줄에는 {columns}개예요. 줄마다 목록이면 --wide를 적어 주세요.",
                $"{file.Table.File}, line {file.Table.Line(row)} has {file.Table.Fields(row)} fields, the first line {columns}. If each line is a list, say --wide."));
    }

    /// <summary>What stands between the items where each line is one field in quotes with a list inside; null where it is none.</summary>
    private static char? Inner(DataFile file)
    {
        var looked = Math.Min(200, file.Table.Rows);
        foreach (var mark in ",;|")
            if (Enumerable.Range(0, looked).Count(row => file.Table.Text(row, 0).Contains(mark, StringComparison.Ordinal)) * 2 > looked) return mark;
        return null;
    }

    private static bool Numbers(DataFile file) => Enumerable.Range(0, Math.Min(200, file.Table.Rows)).All(row => file.Table.Text(row, 0).All(c => c == ' ' || c == '\t' || char.IsDigit(c)))
        && Enumerable.Range(0, Math.Min(200, file.Table.Rows)).Any(row => file.Table.Text(row, 0).Contains(' ', StringComparison.Ordinal));
}

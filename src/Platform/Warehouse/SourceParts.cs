using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Dangol.Platform;

/// <summary>
/// Divides what a large table of the warehouse is read from into ranges of the leading table's row numbers, for several readers on SQLite, each of which computes on
/// one core. A small table, or one without row numbers, is one part; so is all on PostgreSQL, whose server has cores of its own to use.
/// </summary>
internal static partial class SourceParts
{
    private const long RowsPerPart = 250_000;

    /// <returns>Conditions that part the rows; null stands for all of them.</returns>
    public static async Task<IReadOnlyList<string?>> Of(Store store, WarehouseTable table, CancellationToken cancel)
    {
        if (store.Engine != Engine.Sqlite || Leading().Match(table.From) is not { Success: true } leading) return [null];
        var (name, alias) = (leading.Groups["name"].Value, leading.Groups["alias"].Value);
        await using var read = await store.Read(cancel);
        try
        {
            var (first, last) = await read.First($"select min(rowid), max(rowid) from {name}", row => row.IsNull(0) ? (0L, 0L) : (row.Long(0), row.Long(1)), cancel);
            if (last - first < 2 * RowsPerPart) return [null];
            // The ends stay open: rows may come while the others are read.
            var cuts = Enumerable.Range(1, (int)((last - first) / RowsPerPart)).Select(i => first + (i * RowsPerPart)).ToList();
            return [.. cuts.Prepend(long.MinValue).Zip(cuts.Append(long.MaxValue), (from, below) =>
                string.Create(CultureInfo.InvariantCulture, $"{alias}.rowid >= {from} and {alias}.rowid {(below == long.MaxValue ? "<=" : "<")} {below}"))];
        }
        catch (SqliteException)
        {
            return [null];
        }
    }

    [GeneratedRegex(@"^\s*(?<name>\w+)\s+(as\s+)?(?<alias>(?!left\b|join\b|inner\b|cross\b)\w+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Leading();
}

using System.Globalization;

namespace Dangol.Platform;

/// <summary>
/// Conditions over the operational store for what the journal named. Keys are written as literals, not bound: COPY takes no parameters, and a key can hold no
/// other SQL.
/// </summary>
internal static class SourceFilter
{
    private const int PerStatement = 500;

    public static IEnumerable<string> Records(Engine engine, WarehouseTable table, string column, IEnumerable<Guid> ids) =>
        ids.Chunk(PerStatement).Select(some => $"{table.ColumnNamed(column).Expression} in ({string.Join(", ", some.Select(id => Literal(engine, id)))})");

    /// <summary>Set by set rather than as a list of pairs: a list of pairs is joined by PostgreSQL with a scan of the whole table.</summary>
    public static IEnumerable<string> Chunks(Engine engine, WarehouseTable table, IEnumerable<(Guid Set, int Chunk)> chunks)
    {
        var (set, chunk) = (table.ColumnNamed(WarehouseTable.ChangeSet).Expression, table.ColumnNamed(WarehouseTable.Chunk).Expression);
        return chunks.Chunk(PerStatement).Select(some => string.Join(" or ", some.GroupBy(c => c.Set, c => c.Chunk).Select(of =>
            $"({set} = {Literal(engine, of.Key)} and {chunk} in ({string.Join(", ", of.Select(n => n.ToString(CultureInfo.InvariantCulture)))}))")));
    }

    public static string Literal(Engine engine, Guid id) => engine == Engine.Sqlite ? $"x'{Convert.ToHexString(id.ToByteArray(bigEndian: true))}'" : $"'{id:D}'::uuid";
}

using System.Buffers.Text;
using System.Text;
using Dangol.DuckDb;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dangol.Platform;

/// <summary>
/// Copies a query's rows from SQLite to DuckDB below ADO.NET: text goes over as the bytes that SQLite holds, and nothing is made for a row.
/// </summary>
internal static class SqliteRows
{
    public static long Copy(SqliteConnection connection, string sql, IReadOnlyList<WarehouseColumn> columns, DuckAppender into, Action<long> reached, CancellationToken cancel)
    {
        var database = connection.Handle!;
        var all = columns.ToArray();
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out var statement), database);
        using (statement)
        {
            for (var rows = 0L; ; rows++)
            {
                var code = raw.sqlite3_step(statement);
                if (code == raw.SQLITE_DONE) return rows;
                if (code != raw.SQLITE_ROW) SqliteException.ThrowExceptionForRC(code, database);
                var handle = statement.DangerousGetHandle();
                for (var i = 0; i < all.Length; i++) Add(SqliteValues.Of(handle, i), all[i], into);
                into.EndRow();
                if ((rows & 0x3FFF) != 0x3FFF) continue;
                cancel.ThrowIfCancellationRequested();
                reached(rows);
            }
        }
    }

    private static void Add(nint value, WarehouseColumn column, DuckAppender into)
    {
        switch (SqliteValues.Type(value))
        {
            case raw.SQLITE_NULL:
                into.AddNull();
                return;
            case raw.SQLITE_INTEGER when column.Type is WarehouseType.Long or WarehouseType.Int:
                into.Add(SqliteValues.Long(value));
                return;
            case raw.SQLITE_INTEGER or raw.SQLITE_FLOAT when column.Type == WarehouseType.Double:
                into.Add(SqliteValues.Double(value));
                return;
            case raw.SQLITE_INTEGER when column.Type == WarehouseType.Instant:
                into.Add(DateTime.UnixEpoch.AddTicks(SqliteValues.Long(value) * TimeSpan.TicksPerMillisecond));
                return;
            case raw.SQLITE_INTEGER when column.Type == WarehouseType.Bool:
                into.Add(SqliteValues.Long(value) != 0);
                return;
            case raw.SQLITE_BLOB when column.Type == WarehouseType.Id && SqliteValues.Bytes(value) is { Length: 16 } key:
                into.AddUuid(key);
                return;
            case raw.SQLITE_TEXT when column.Type == WarehouseType.Text:
                into.AddUtf8(SqliteValues.Bytes(value));
                return;
            case raw.SQLITE_TEXT when column.Type == WarehouseType.Date && Day(SqliteValues.Bytes(value)) is { } day:
                into.Add(day);
                return;
            default:
                throw new InvalidDataException($"{column.Name} ({column.Expression}) holds '{Encoding.UTF8.GetString(SqliteValues.Bytes(value))}', which is no {column.Type}");
        }
    }

    private static DateOnly? Day(ReadOnlySpan<byte> iso) =>
        iso.Length == 10 && Utf8Parser.TryParse(iso[..4], out int year, out _) && Utf8Parser.TryParse(iso[5..7], out int month, out _) && Utf8Parser.TryParse(iso[8..], out int day, out _)
            && month is >= 1 and <= 12 && year is >= 1 and <= 9999 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new(year, month, day)
            : null;
}

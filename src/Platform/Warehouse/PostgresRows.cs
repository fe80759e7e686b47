using System.Buffers.Binary;
using Dangol.DuckDb;
using Npgsql;

namespace Dangol.Platform;

/// <summary>Copies a query's rows out of PostgreSQL by binary COPY: nothing is made for a row, and text stays UTF-8.</summary>
internal static class PostgresRows
{
    /// <summary>The query as COPY, each column cast to the type that the warehouse gives it.</summary>
    public static string CopyOut(string sql, IReadOnlyList<WarehouseColumn> columns) =>
        $"copy (select {string.Join(", ", columns.Select(column => $"{column.Name}::{TypeOf(column.Type)}"))} from ({sql}) as source) to stdout (format binary)";

    public static string TypeOf(WarehouseType type) => type switch
    {
        WarehouseType.Id => "uuid",
        WarehouseType.Text => "text",
        WarehouseType.Long => "bigint",
        WarehouseType.Int => "integer",
        WarehouseType.Double => "double precision",
        WarehouseType.Bool => "boolean",
        WarehouseType.Date => "date",
        _ => "timestamptz",
    };

    public static long Copy(NpgsqlConnection connection, string sql, IReadOnlyList<WarehouseColumn> columns, DuckAppender into, Action<long> reached, CancellationToken cancel)
    {
        using var stream = connection.BeginRawBinaryCopy(CopyOut(sql, columns));
        var tuples = new CopyTuples(stream, columns.Count);
        var rows = 0L;
        for (; tuples.Next(); rows++)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (tuples.IsNull(i)) into.AddNull();
                else Add(tuples.Field(i), columns[i].Type, into);
            }
            into.EndRow();
            if ((rows & 0x3FFF) != 0x3FFF) continue;
            reached(rows);
            if (!cancel.IsCancellationRequested) continue;
            stream.Cancel();
            cancel.ThrowIfCancellationRequested();
        }
        return rows;
    }

    private static void Add(ReadOnlySpan<byte> field, WarehouseType type, DuckAppender into)
    {
        switch (type)
        {
            case WarehouseType.Id: into.AddUuid(field); break;
            case WarehouseType.Text: into.AddUtf8(field); break;
            case WarehouseType.Long: into.Add(BinaryPrimitives.ReadInt64BigEndian(field)); break;
            case WarehouseType.Int: into.Add((long)BinaryPrimitives.ReadInt32BigEndian(field)); break;
            case WarehouseType.Double: into.Add(BinaryPrimitives.ReadDoubleBigEndian(field)); break;
            case WarehouseType.Bool: into.Add(field[0] != 0); break;
            case WarehouseType.Date: into.Add(CopyTuples.EpochDay.AddDays(BinaryPrimitives.ReadInt32BigEndian(field))); break;
            default: into.Add(CopyTuples.Epoch.AddTicks(BinaryPrimitives.ReadInt64BigEndian(field) * TimeSpan.TicksPerMicrosecond)); break;
        }
    }
}

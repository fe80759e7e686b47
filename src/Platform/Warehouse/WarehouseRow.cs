using Dangol.DuckDb;
using Npgsql;

namespace Dangol.Platform;

/// <summary>
/// One row of an answer, read by column number, the same on both engines. It is the same object for every row: take the values out, never keep it. A number
/// that is missing throws; ask <see cref="IsNull"/> where it may be.
/// </summary>
public abstract class WarehouseRow
{
    /// <summary>True where the column is empty.</summary>
    public abstract bool IsNull(int column);

    /// <summary>A whole number: a column, a count, a sum.</summary>
    public abstract long Long(int column);

    /// <summary>A floating-point number: a column, or an average.</summary>
    public abstract double Double(int column);

    /// <summary>Yes or no.</summary>
    public abstract bool Bool(int column);

    /// <summary>Text, or null.</summary>
    public abstract string? Text(int column);

    /// <summary>A key.</summary>
    public abstract Guid Id(int column);

    /// <summary>A calendar day.</summary>
    public abstract DateOnly Date(int column);

    /// <summary>A UTC instant.</summary>
    public abstract DateTime Instant(int column);

    /// <summary>A whole number of 32 bits.</summary>
    public int Int(int column) => checked((int)Long(column));

    /// <summary>A whole number, or null.</summary>
    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    /// <summary>A floating-point number, or null.</summary>
    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    /// <summary>A key, or null.</summary>
    public Guid? IdOrNull(int column) => IsNull(column) ? null : Id(column);

    /// <summary>A calendar day, or null.</summary>
    public DateOnly? DateOrNull(int column) => IsNull(column) ? null : Date(column);
}

internal sealed class DuckWarehouseRow(DuckResult result) : WarehouseRow
{
    public int Index { get; set; }

    public override bool IsNull(int column) => result.Chunk.IsNull(column, Index);

    public override long Long(int column) => result.Chunk.Long(Present(column), Index);

    public override double Double(int column) => result.Chunk.Double(Present(column), Index);

    public override bool Bool(int column) => result.Chunk.Bool(Present(column), Index);

    public override string? Text(int column) => result.Chunk.String(column, Index);

    public override Guid Id(int column) => result.Chunk.Guid(Present(column), Index);

    public override DateOnly Date(int column) => result.Chunk.Date(Present(column), Index);

    public override DateTime Instant(int column) => result.Chunk.Instant(Present(column), Index);

    private int Present(int column) => IsNull(column) ? throw new InvalidCastException($"{result.Columns[column].Name} is empty here") : column;
}

internal sealed class PostgresWarehouseRow(NpgsqlDataReader reader) : WarehouseRow
{
    public override bool IsNull(int column) => reader.IsDBNull(column);

    // A sum of whole numbers is numeric on PostgreSQL.
    public override long Long(int column)
    {
        var type = reader.GetFieldType(column);
        return type == typeof(long) ? reader.GetInt64(column)
            : type == typeof(int) ? reader.GetInt32(column)
            : type == typeof(short) ? reader.GetInt16(column)
            : reader.GetDecimal(column) is var value && decimal.IsInteger(value) ? (long)value
            : throw new InvalidCastException($"{reader.GetName(column)} is no whole number");
    }

    public override double Double(int column)
    {
        var type = reader.GetFieldType(column);
        return type == typeof(double) ? reader.GetDouble(column)
            : type == typeof(float) ? reader.GetFloat(column)
            : type == typeof(decimal) ? (double)reader.GetDecimal(column)
            : Long(column);
    }

    public override bool Bool(int column) => reader.GetBoolean(column);

    public override string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public override Guid Id(int column) => reader.GetGuid(column);

    // date_trunc of a day is an instant on PostgreSQL.
    public override DateOnly Date(int column) => reader.GetFieldType(column) == typeof(DateTime) && reader.GetDataTypeName(column) != "date"
        ? DateOnly.FromDateTime(reader.GetDateTime(column))
        : reader.GetFieldValue<DateOnly>(column);

    public override DateTime Instant(int column) => DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc);
}

using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Dangol.Platform;

/// <summary>
/// One row of a hand-written query, read by column number. It hides how the engines differ: keys are blobs on SQLite, instants whole milliseconds,
/// dates ISO text.
/// </summary>
public readonly struct Row(DbDataReader reader)
{
    /// <summary>True where the column is empty.</summary>
    public bool IsNull(int column) => reader.IsDBNull(column);

    /// <summary>Text that must be there.</summary>
    public string Text(int column) => reader.GetString(column);

    /// <summary>Text, or null.</summary>
    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A whole number of 64 bits.</summary>
    public long Long(int column) => reader is NpgsqlDataReader ? Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture) : reader.GetInt64(column);

    /// <summary>A whole number, or null.</summary>
    public long? LongOrNull(int column) => reader.IsDBNull(column) ? null : Long(column);

    /// <summary>A whole number of 32 bits.</summary>
    public int Int(int column) => checked((int)Long(column));

    /// <summary>A whole number of 32 bits, or null.</summary>
    public int? IntOrNull(int column) => reader.IsDBNull(column) ? null : Int(column);

    /// <summary>A floating-point number.</summary>
    public double Double(int column) => Convert.ToDouble(reader.GetValue(column), CultureInfo.InvariantCulture);

    /// <summary>A floating-point number, or null.</summary>
    public double? DoubleOrNull(int column) => reader.IsDBNull(column) ? null : Double(column);

    /// <summary>Yes or no.</summary>
    public bool Bool(int column) => reader.GetBoolean(column);

    /// <summary>A key.</summary>
    public Guid Guid(int column) => reader is NpgsqlDataReader ? reader.GetGuid(column) : new Guid(reader.GetFieldValue<byte[]>(column), bigEndian: true);

    /// <summary>A key, or null.</summary>
    public Guid? GuidOrNull(int column) => reader.IsDBNull(column) ? null : Guid(column);

    /// <summary>A calendar day.</summary>
    public DateOnly Date(int column) => reader is NpgsqlDataReader
        ? reader.GetFieldValue<DateOnly>(column)
        : DateOnly.ParseExact(reader.GetString(column), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A calendar day, or null.</summary>
    public DateOnly? DateOrNull(int column) => reader.IsDBNull(column) ? null : Date(column);

    /// <summary>An instant, UTC, to the millisecond.</summary>
    public DateTime Instant(int column) => reader is NpgsqlDataReader
        ? reader.GetDateTime(column)
        : DateTime.UnixEpoch.AddMilliseconds(reader.GetInt64(column));

    /// <summary>An instant, or null.</summary>
    public DateTime? InstantOrNull(int column) => reader.IsDBNull(column) ? null : Instant(column);
}

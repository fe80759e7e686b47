using System.Text;

namespace Dangol.DuckDb;

/// <summary>A .NET array as a column that DuckDB scans in place (see <see cref="DuckConnection.Expose"/>). The array must not change while it is exposed.</summary>
public abstract unsafe class DuckArray
{
    private readonly bool[]? _isNull;

    private DuckArray(string name, DuckType type, int count, bool[]? isNull)
    {
        if (isNull is not null && isNull.Length != count) throw new ArgumentException($"{name} has {count} values and {isNull.Length} marks for NULL", nameof(isNull));
        (Name, Type, Count, _isNull) = (name, type, count, isNull);
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Its type in DuckDB.</summary>
    public DuckType Type { get; }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>BIGINT.</summary>
    public static DuckArray Of(string name, long[] values, bool[]? isNull = null) => new Plain<long>(name, DuckType.BigInt, values, isNull);

    /// <summary>INTEGER.</summary>
    public static DuckArray Of(string name, int[] values, bool[]? isNull = null) => new Plain<int>(name, DuckType.Integer, values, isNull);

    /// <summary>DOUBLE.</summary>
    public static DuckArray Of(string name, double[] values, bool[]? isNull = null) => new Plain<double>(name, DuckType.Double, values, isNull);

    /// <summary>BOOLEAN.</summary>
    public static DuckArray Of(string name, bool[] values, bool[]? isNull = null) => new Plain<bool>(name, DuckType.Boolean, values, isNull);

    /// <summary>UUID.</summary>
    public static DuckArray Of(string name, Guid[] values, bool[]? isNull = null) => new Converted<Guid, Int128>(name, DuckType.Uuid, values, Layout.Uuid, isNull);

    /// <summary>DATE.</summary>
    public static DuckArray Of(string name, DateOnly[] values, bool[]? isNull = null) => new Converted<DateOnly, int>(name, DuckType.Date, values, Layout.Days, isNull);

    /// <summary>TIMESTAMP, of UTC instants.</summary>
    public static DuckArray Of(string name, DateTime[] values, bool[]? isNull = null) =>
        new Converted<DateTime, long>(name, DuckType.Timestamp, values, Layout.Micros, isNull);

    /// <summary>VARCHAR; null is NULL.</summary>
    public static DuckArray Of(string name, string?[] values) => new Strings(name, values);

    internal void Write(nint vector, int start, int count)
    {
        Fill(vector, Native.duckdb_vector_get_data(vector), start, count);
        if (_isNull is null) return;
        for (var i = 0; i < count; i++)
            if (_isNull[start + i]) Null(vector, i);
    }

    private protected abstract void Fill(nint vector, void* data, int start, int count);

    private protected static void Null(nint vector, int row)
    {
        Native.duckdb_vector_ensure_validity_writable(vector);
        Native.duckdb_vector_get_validity(vector)[row >> 6] &= ~(1UL << (row & 63));
    }

    private sealed class Plain<T>(string name, DuckType type, T[] values, bool[]? isNull) : DuckArray(name, type, values.Length, isNull) where T : unmanaged
    {
        private protected override void Fill(nint vector, void* data, int start, int count) => values.AsSpan(start, count).CopyTo(new(data, count));
    }

    private sealed class Converted<T, TStored>(string name, DuckType type, T[] values, Func<T, TStored> convert, bool[]? isNull)
        : DuckArray(name, type, values.Length, isNull) where TStored : unmanaged
    {
        private protected override void Fill(nint vector, void* data, int start, int count)
        {
            for (var i = 0; i < count; i++) ((TStored*)data)[i] = convert(values[start + i]);
        }
    }

    private sealed class Strings(string name, string?[] values) : DuckArray(name, DuckType.Varchar, values.Length, null)
    {
        private protected override void Fill(nint vector, void* data, int start, int count)
        {
            var buffer = new byte[1024];
            for (var i = 0; i < count; i++)
            {
                if (values[start + i] is not { } value)
                {
                    Null(vector, i);
                    continue;
                }
                if (value.Length * 3 > buffer.Length) buffer = new byte[value.Length * 3];
                var length = Encoding.UTF8.GetBytes(value, buffer);
                fixed (byte* bytes = buffer) Native.duckdb_vector_assign_string_element_len(vector, (ulong)i, bytes, (ulong)length);
            }
        }
    }
}

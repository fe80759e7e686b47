using System.Text;

namespace Dangol.DuckDb;

/// <summary>
/// Up to 2,048 rows, column by column, without a copy: everything that is a span dies at the result's next fetch. NULL leaves a column's value
/// undefined, so ask <see cref="IsNull"/> first.
/// </summary>
public sealed unsafe class DuckChunk
{
    private readonly IReadOnlyList<DuckColumn> _columns;
    private readonly nint[] _data;
    private readonly nint[] _validity;
    private bool _held;

    internal DuckChunk(IReadOnlyList<DuckColumn> columns)
    {
        _columns = columns;
        _data = new nint[columns.Count];
        _validity = new nint[columns.Count];
    }

    /// <summary>How many rows.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The values as they stand in DuckDB: the width of <typeparamref name="T"/> must be the type's. BOOLEAN is byte or bool, DATE int days since 1970-01-01,
    /// TIMESTAMP long microseconds since then, UUID and HUGEINT <see cref="Int128"/>, DECIMAL its <see cref="DuckColumn.Stored"/> type.
    /// </summary>
    /// <exception cref="DuckDbException">The width does not fit the column's type, or the type is read by no span.</exception>
    public ReadOnlySpan<T> Column<T>(int column) where T : unmanaged
    {
        var width = Layout.Width(_columns[column].Stored);
        if (width != sizeof(T) || _columns[column].Stored is DuckType.Varchar or DuckType.Blob)
            throw new DuckDbException($"column {_columns[column].Name} is {_columns[column].Type}, it is not read as {typeof(T).Name}");
        return new(Data(column), Count);
    }

    /// <summary>Whether any row of the column may be NULL; where not, <see cref="IsNull"/> need not be asked.</summary>
    public bool MayBeNull(int column) => _validity[column] != 0;

    /// <summary>Whether the value is NULL.</summary>
    public bool IsNull(int column, int row)
    {
        var bits = (ulong*)_validity[column];
        return bits != null && (bits[row >> 6] & (1UL << (row & 63))) == 0;
    }

    /// <summary>The bytes of a VARCHAR or BLOB; empty where it is NULL.</summary>
    public ReadOnlySpan<byte> Utf8(int column, int row)
    {
        if (_columns[column].Type is not (DuckType.Varchar or DuckType.Blob))
            throw new DuckDbException($"column {_columns[column].Name} is {_columns[column].Type}, it has no bytes");
        return IsNull(column, row) ? default : RawString.Bytes((RawString*)Data(column) + Checked(row));
    }

    /// <summary>A VARCHAR; null where it is NULL.</summary>
    public string? String(int column, int row) => IsNull(column, row) ? null : Encoding.UTF8.GetString(Utf8(column, row));

    /// <summary>A UUID.</summary>
    public Guid Guid(int column, int row) =>
        _columns[column].Type == DuckType.Uuid ? Layout.Uuid(Column<Int128>(column)[row]) : throw No(column, "a Guid");

    /// <summary>A DATE, or the day of a TIMESTAMP.</summary>
    public DateOnly Date(int column, int row) =>
        _columns[column].Type == DuckType.Date ? Layout.Date(Column<int>(column)[row]) : DateOnly.FromDateTime(Instant(column, row));

    /// <summary>A TIMESTAMP of any precision as UTC; the midnight of a DATE.</summary>
    public DateTime Instant(int column, int row) => _columns[column].Type switch
    {
        DuckType.Timestamp or DuckType.TimestampTz => Layout.Instant(Column<long>(column)[row]),
        DuckType.TimestampMs => Layout.Instant(checked(Column<long>(column)[row] * 1_000)),
        DuckType.TimestampS => Layout.Instant(checked(Column<long>(column)[row] * 1_000_000)),
        DuckType.TimestampNs => Layout.Instant(Column<long>(column)[row] / 1_000),
        DuckType.Date => Layout.Date(Column<int>(column)[row]).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        _ => throw No(column, "an instant"),
    };

    /// <summary>A BOOLEAN.</summary>
    public bool Bool(int column, int row) => _columns[column].Type == DuckType.Boolean ? Column<byte>(column)[row] != 0 : throw No(column, "a truth value");

    /// <summary>Any whole number, such as the HUGEINT of a sum; throws where it does not fit or a DECIMAL has a fraction.</summary>
    public long Long(int column, int row) => _columns[column].Type switch
    {
        DuckType.BigInt => Column<long>(column)[row],
        DuckType.Decimal when Decimal(column, row) is var value => decimal.IsInteger(value) ? (long)value : throw No(column, "a whole number"),
        _ => checked((long)Whole(column, row)),
    };

    /// <summary>Any number as floating point.</summary>
    public double Double(int column, int row) => _columns[column].Type switch
    {
        DuckType.Double => Column<double>(column)[row],
        DuckType.Float => Column<float>(column)[row],
        DuckType.Decimal => (double)Whole(column, row) / Math.Pow(10, _columns[column].Scale),
        _ => (double)Whole(column, row),
    };

    /// <summary>Any exact number; throws where it has more than 28 digits.</summary>
    public decimal Decimal(int column, int row)
    {
        var value = (decimal)Whole(column, row);
        for (var i = _columns[column].Scale; i > 0; i--) value /= 10;
        return value;
    }

    internal IReadOnlyList<DuckColumn> Columns => _columns;

    internal void Take(nint chunk)
    {
        _held = chunk != 0;
        Count = _held ? (int)Native.duckdb_data_chunk_get_size(chunk) : 0;
        for (var i = 0; _held && i < _data.Length; i++)
        {
            var vector = Native.duckdb_data_chunk_get_vector(chunk, (ulong)i);
            _data[i] = (nint)Native.duckdb_vector_get_data(vector);
            _validity[i] = (nint)Native.duckdb_vector_get_validity(vector);
        }
    }

    private Int128 Whole(int column, int row) => _columns[column].Stored switch
    {
        DuckType.BigInt => Column<long>(column)[row],
        DuckType.Integer => Column<int>(column)[row],
        DuckType.HugeInt => Column<Int128>(column)[row],
        DuckType.SmallInt => Column<short>(column)[row],
        DuckType.TinyInt => Column<sbyte>(column)[row],
        DuckType.UBigInt => Column<ulong>(column)[row],
        DuckType.UInteger => Column<uint>(column)[row],
        DuckType.USmallInt => Column<ushort>(column)[row],
        DuckType.UTinyInt or DuckType.Boolean => Column<byte>(column)[row],
        _ => throw No(column, "a number"),
    };

    private void* Data(int column) => _held ? (void*)_data[column] : throw new InvalidOperationException("the chunk has gone: its result went on or was disposed");

    private int Checked(int row) => (uint)row < (uint)Count ? row : throw new ArgumentOutOfRangeException(nameof(row));

    private DuckDbException No(int column, string what) => new($"column {_columns[column].Name} is {_columns[column].Type}, not {what}");
}

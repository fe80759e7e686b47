using System.Runtime.InteropServices;
using System.Text;

namespace Dangol.DuckDb;

/// <summary>
/// Fills a table: row by row (<c>Add…</c> for each column in order, then <see cref="EndRow"/>), or chunk by chunk (write <see cref="Column{T}"/>, <see cref="SetUtf8"/>
/// and <see cref="SetNull"/>, then <see cref="Flush"/>). Rows belong to the connection's transaction. <see cref="Close"/> at the end, where the table's own constraints
/// are checked; disposal without it throws the rows away that were not yet handed over.
/// </summary>
public sealed unsafe class DuckAppender : IDisposable
{
    private readonly string _table;
    private readonly DuckType[] _types;
    private readonly nint[] _vectors;
    private readonly nint[] _data;
    private nint _appender;
    private nint _chunk;
    private nint _spare;
    private Task _handing = Task.CompletedTask;
    private int _row;
    private int _column;

    internal DuckAppender(DuckConnection connection, string? schema, string table, bool ahead)
    {
        _table = table;
        if (Native.duckdb_appender_create(connection.Handle, schema, table, out _appender) != 0)
        {
            var error = Error("cannot append");
            Native.duckdb_appender_destroy(ref _appender);
            throw error;
        }
        Capacity = (int)Native.duckdb_vector_size();
        _types = new DuckType[Native.duckdb_appender_column_count(_appender)];
        _vectors = new nint[_types.Length];
        _data = new nint[_types.Length];
        var logical = new nint[_types.Length];
        for (var i = 0; i < logical.Length; i++)
        {
            logical[i] = Native.duckdb_appender_column_type(_appender, (ulong)i);
            _types[i] = Native.duckdb_get_type_id(logical[i]);
        }
        fixed (nint* first = logical)
        {
            _chunk = Native.duckdb_create_data_chunk(first, (ulong)logical.Length);
            if (ahead) _spare = Native.duckdb_create_data_chunk(first, (ulong)logical.Length);
        }
        for (var i = 0; i < logical.Length; i++) Native.duckdb_destroy_logical_type(ref logical[i]);
        Point();
    }

    /// <summary>Rows that fit into one chunk (2,048).</summary>
    public int Capacity { get; }

    /// <summary>A column's values in the chunk being filled, <see cref="Capacity"/> of them, in DuckDB's own form (see <see cref="DuckChunk.Column{T}"/>).</summary>
    public Span<T> Column<T>(int column) where T : unmanaged =>
        Layout.Width(_types[column]) == sizeof(T) && _types[column] is not (DuckType.Varchar or DuckType.Blob)
            ? new((void*)_data[column], Capacity)
            : throw new DuckDbException($"column {column + 1} of {_table} is {_types[column]}, it does not take {typeof(T).Name}");

    /// <summary>Writes a VARCHAR or BLOB into the chunk being filled. A VARCHAR must be well-formed UTF-8.</summary>
    public void SetUtf8(int column, int row, ReadOnlySpan<byte> value)
    {
        if (_types[column] is not (DuckType.Varchar or DuckType.Blob)) throw Wrong(column, "bytes");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Capacity, nameof(row));
        if (value.Length <= RawString.InPlace)
        {
            var place = (RawString*)_data[column] + row;
            *place = default;
            place->Length = (uint)value.Length;
            value.CopyTo(new(place->Inline, RawString.InPlace));
            return;
        }
        fixed (byte* start = value) Native.duckdb_vector_assign_string_element_len(_vectors[column], (ulong)row, start, (ulong)value.Length);
    }

    /// <summary>Writes NULL into the chunk being filled.</summary>
    public void SetNull(int column, int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Capacity, nameof(row));
        Native.duckdb_vector_ensure_validity_writable(_vectors[column]);
        Native.duckdb_vector_get_validity(_vectors[column])[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>Hands over the first <paramref name="rows"/> rows of the chunk and begins a new one.</summary>
    public void Flush(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rows, (uint)Capacity, nameof(rows));
        ObjectDisposedException.ThrowIf(_chunk == 0, this);
        if (rows == 0) return;
        Native.duckdb_data_chunk_set_size(_chunk, (ulong)rows);
        if (_spare == 0) Hand(_chunk);
        else
        {
            Handed();
            var full = _chunk;
            (_chunk, _spare) = (_spare, full);
            _handing = Task.Run(() => Hand(full));
        }
        Point();
        _row = 0;
    }

    /// <summary>The next value: a whole number, for any numeric column that it fits; DECIMAL columns are filled by <see cref="Column{T}"/>.</summary>
    public DuckAppender Add(long value)
    {
        var column = Next();
        switch (_types[column])
        {
            case DuckType.BigInt: ((long*)_data[column])[_row] = value; break;
            case DuckType.Integer: ((int*)_data[column])[_row] = checked((int)value); break;
            case DuckType.SmallInt: ((short*)_data[column])[_row] = checked((short)value); break;
            case DuckType.TinyInt: ((sbyte*)_data[column])[_row] = checked((sbyte)value); break;
            case DuckType.HugeInt: ((Int128*)_data[column])[_row] = value; break;
            case DuckType.Double: ((double*)_data[column])[_row] = value; break;
            default: throw Wrong(column, "a whole number");
        }
        return this;
    }

    /// <summary>The next value: floating point.</summary>
    public DuckAppender Add(double value)
    {
        var column = Next();
        if (_types[column] == DuckType.Double) ((double*)_data[column])[_row] = value;
        else if (_types[column] == DuckType.Float) ((float*)_data[column])[_row] = (float)value;
        else throw Wrong(column, "a floating-point number");
        return this;
    }

    /// <summary>The next value: a truth value.</summary>
    public DuckAppender Add(bool value)
    {
        ((byte*)_data[Next(DuckType.Boolean)])[_row] = value ? (byte)1 : (byte)0;
        return this;
    }

    /// <summary>The next value: a DATE.</summary>
    public DuckAppender Add(DateOnly value)
    {
        ((int*)_data[Next(DuckType.Date)])[_row] = Layout.Days(value);
        return this;
    }

    /// <summary>The next value: a UTC instant for a TIMESTAMP.</summary>
    public DuckAppender Add(DateTime value)
    {
        ((long*)_data[Next(DuckType.Timestamp)])[_row] = Layout.Micros(value);
        return this;
    }

    /// <summary>The next value: a UUID.</summary>
    public DuckAppender Add(Guid value)
    {
        ((Int128*)_data[Next(DuckType.Uuid)])[_row] = Layout.Uuid(value);
        return this;
    }

    /// <summary>The next value: a UUID as its 16 big-endian bytes.</summary>
    public DuckAppender AddUuid(ReadOnlySpan<byte> bigEndian)
    {
        ((Int128*)_data[Next(DuckType.Uuid)])[_row] = Layout.Uuid(bigEndian);
        return this;
    }

    /// <summary>The next value: text; null is NULL.</summary>
    public DuckAppender Add(string? value)
    {
        if (value is null) return AddNull();
        Span<byte> small = stackalloc byte[512];
        return value.Length * 3 <= small.Length ? AddUtf8(small[..Encoding.UTF8.GetBytes(value, small)]) : AddUtf8(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The next value: the bytes of a VARCHAR (well-formed UTF-8) or BLOB.</summary>
    public DuckAppender AddUtf8(ReadOnlySpan<byte> value)
    {
        SetUtf8(Next(), _row, value);
        return this;
    }

    /// <summary>The next value: NULL.</summary>
    public DuckAppender AddNull()
    {
        SetNull(Next(), _row);
        return this;
    }

    /// <summary>Ends the row; every column must have its value.</summary>
    public void EndRow()
    {
        if (_column != _types.Length) throw new DuckDbException($"a row of {_table} has {_types.Length} columns, {_column} were given");
        _column = 0;
        if (++_row == Capacity) Flush(_row);
    }

    /// <summary>Hands everything over; after this the rows are in the table.</summary>
    /// <exception cref="DuckDbException">A constraint of the table was broken; none of what this call handed over is in the table.</exception>
    public void Close()
    {
        if (_column != 0) throw new DuckDbException($"the last row of {_table} was not ended");
        Flush(_row);
        Handed();
        if (Native.duckdb_appender_close(_appender) != 0) throw Error("the rows were refused");
    }

    /// <summary>Frees the appender.</summary>
    public void Dispose()
    {
        _handing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        if (_chunk != 0) Native.duckdb_destroy_data_chunk(ref _chunk);
        if (_spare != 0) Native.duckdb_destroy_data_chunk(ref _spare);
        if (_appender == 0) return;
        Native.duckdb_appender_clear(_appender);
        Native.duckdb_appender_destroy(ref _appender);
    }

    private void Hand(nint chunk)
    {
        if (Native.duckdb_append_data_chunk(_appender, chunk) != 0) throw Error("a chunk was refused");
        Native.duckdb_data_chunk_reset(chunk);
    }

    private void Handed() => _handing.GetAwaiter().GetResult();

    private void Point()
    {
        for (var i = 0; i < _vectors.Length; i++)
        {
            _vectors[i] = Native.duckdb_data_chunk_get_vector(_chunk, (ulong)i);
            _data[i] = (nint)Native.duckdb_vector_get_data(_vectors[i]);
        }
    }

    private int Next() => _column < _types.Length ? _column++ : throw new DuckDbException($"a row of {_table} has only {_types.Length} columns");

    private int Next(DuckType type)
    {
        var column = Next();
        return _types[column] == type ? column : throw Wrong(column, $"a {type}");
    }

    private DuckDbException Wrong(int column, string what) => new($"column {column + 1} of {_table} is {_types[column]}, it does not take {what}");

    private DuckDbException Error(string what) => new($"{_table}: {Marshal.PtrToStringUTF8(Native.duckdb_appender_error(_appender)) ?? what}");
}

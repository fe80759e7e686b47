using System.Runtime.InteropServices;

namespace Dangol.DuckDb;

/// <summary>What a statement gave: rows in chunks of up to 2,048, and how many it changed.</summary>
public sealed class DuckResult : IDisposable
{
    private readonly DuckConnection _connection;
    private readonly CancellationToken _cancel;
    private RawResult _raw;
    private nint _chunk;
    private bool _disposed;

    internal DuckResult(DuckConnection connection, RawResult raw, CancellationToken cancel)
    {
        (_connection, _raw, _cancel) = (connection, raw, cancel);
        var columns = new DuckColumn[Native.duckdb_column_count(ref _raw)];
        for (var i = 0; i < columns.Length; i++) columns[i] = Describe((ulong)i);
        Columns = columns;
        Chunk = new(columns);
    }

    /// <summary>Names and types, in order.</summary>
    public IReadOnlyList<DuckColumn> Columns { get; }

    /// <summary>Rows that the statement inserted, updated or deleted.</summary>
    public long RowsChanged => (long)Native.duckdb_rows_changed(ref _raw);

    /// <summary>The rows fetched by the last <see cref="Next"/>; every span taken from it dies at the next one.</summary>
    public DuckChunk Chunk { get; }

    /// <summary>Fetches the next chunk.</summary>
    /// <returns>False after the last.</returns>
    /// <exception cref="DuckDbException">A streamed result failed on the way. Where several threads worked on it, DuckDB may tell only that the failing one stopped the others.</exception>
    public bool Next()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Release();
        using (_cancel.UnsafeRegister(static connection => ((DuckConnection)connection!).Interrupt(), _connection)) _chunk = Native.duckdb_fetch_chunk(_raw);
        if (_chunk != 0)
        {
            Chunk.Take(_chunk);
            return true;
        }
        if (Marshal.PtrToStringUTF8(Native.duckdb_result_error(ref _raw)) is not { Length: > 0 } message) return false;
        _cancel.ThrowIfCancellationRequested();
        throw new DuckDbException(message);
    }

    /// <summary>The position of a column.</summary>
    /// <exception cref="DuckDbException">There is none of that name.</exception>
    public int Ordinal(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (string.Equals(Columns[i].Name, name, StringComparison.OrdinalIgnoreCase)) return i;
        throw new DuckDbException($"the result has no column {name}; it has {string.Join(", ", Columns.Select(column => column.Name))}");
    }

    /// <summary>Frees the rows.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Release();
        Native.duckdb_destroy_result(ref _raw);
    }

    private void Release()
    {
        if (_chunk == 0) return;
        Chunk.Take(0);
        Native.duckdb_destroy_data_chunk(ref _chunk);
    }

    private DuckColumn Describe(ulong index)
    {
        var name = Marshal.PtrToStringUTF8(Native.duckdb_column_name(ref _raw, index))!;
        var type = Native.duckdb_column_type(ref _raw, index);
        if (type != DuckType.Decimal) return new(name, type, type, 0);
        var logical = Native.duckdb_column_logical_type(ref _raw, index);
        try
        {
            return new(name, type, Native.duckdb_decimal_internal_type(logical), Native.duckdb_decimal_scale(logical));
        }
        finally
        {
            Native.duckdb_destroy_logical_type(ref logical);
        }
    }
}

/// <summary>A column of a result.</summary>
/// <param name="Name">As the statement names it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Stored">The type in the vector: differs for DECIMAL, which stands there as a whole number.</param>
/// <param name="Scale">Digits behind the point of a DECIMAL, else 0.</param>
public sealed record DuckColumn(string Name, DuckType Type, DuckType Stored, int Scale);

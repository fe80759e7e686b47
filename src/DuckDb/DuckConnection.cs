using System.Runtime.InteropServices;

namespace Dangol.DuckDb;

/// <summary>
/// A connection: used by one thread at a time (<see cref="Interrupt"/> alone may come from another). Arguments stand as <c>$1</c>, <c>$2</c> or
/// <c>?</c> in the SQL and may be null, bool, int, long, double, decimal, string, byte[], Guid, DateOnly or a UTC DateTime.
/// </summary>
public sealed class DuckConnection : IDisposable
{
    private nint _handle;

    internal DuckConnection(DuckDatabase database, nint handle) => (Database, _handle) = (database, handle);

    internal DuckDatabase Database { get; }

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>Runs one statement, or a script of several when there are no arguments.</summary>
    /// <returns>Rows changed by the last statement.</returns>
    /// <exception cref="DuckDbException">DuckDB's message.</exception>
    /// <exception cref="OperationCanceledException">The statement was interrupted by <paramref name="cancel"/>.</exception>
    public long Execute(string sql, IReadOnlyList<object?>? args = null, CancellationToken cancel = default)
    {
        using var result = Query(sql, args, cancel);
        return result.RowsChanged;
    }

    /// <summary>Runs one statement (or a script without arguments) and gives the last one's whole result, held in DuckDB's memory.</summary>
    /// <inheritdoc cref="Execute"/>
    public DuckResult Query(string sql, IReadOnlyList<object?>? args = null, CancellationToken cancel = default) => Run(sql, args, stream: false, cancel);

    /// <summary>
    /// As <see cref="Query"/>, but the rows are computed while they are fetched, in constant memory. Nothing else may run on this connection
    /// until the result is disposed.
    /// </summary>
    public DuckResult Stream(string sql, IReadOnlyList<object?>? args = null, CancellationToken cancel = default) => Run(sql, args, stream: true, cancel);

    /// <summary>The rows of a small result, mapped one by one; the row is the same object each time. Read large results by <see cref="Query"/> and its spans.</summary>
    public IEnumerable<T> Rows<T>(string sql, IReadOnlyList<object?>? args, Func<DuckRow, T> map, CancellationToken cancel = default)
    {
        using var result = Query(sql, args, cancel);
        var row = new DuckRow(result);
        while (result.Next())
        {
            for (row.Index = 0; row.Index < result.Chunk.Count; row.Index++) yield return map(row);
        }
    }

    /// <summary>Prepares one statement, to be run many times.</summary>
    public DuckStatement Prepare(string sql)
    {
        var count = Native.duckdb_extract_statements(Handle, sql, out var extracted);
        try
        {
            if (count == 0) throw new DuckDbException(ExtractError(extracted));
            if (count > 1) throw new DuckDbException($"only one statement can be prepared or take arguments; this text has {count}");
            return Prepared(extracted, 0);
        }
        finally
        {
            Native.duckdb_destroy_extracted(ref extracted);
        }
    }

    /// <summary>Begins a transaction; without <see cref="DuckTransaction.Commit"/> its disposal rolls back.</summary>
    /// <param name="readOnly">DuckDB refuses every statement in it that would write.</param>
    public DuckTransaction Begin(bool readOnly = false) => new(this, readOnly);

    /// <summary>Fills a table as fast as DuckDB can take rows.</summary>
    /// <param name="table">Where the rows go.</param>
    /// <param name="schema">Its schema, where it is not the default.</param>
    /// <param name="ahead">Hands each full chunk over on another thread while the next one is filled; the connection must do nothing else until the appender is closed.</param>
    public DuckAppender Appender(string table, string? schema = null, bool ahead = false) => new(this, schema, table, ahead);

    /// <summary>Makes .NET arrays readable as <c>SELECT … FROM name()</c> on every connection of the database, until disposed.</summary>
    /// <param name="name">The table function's name; one that is exposed now is refused.</param>
    /// <param name="columns">Columns of equal length.</param>
    public DuckArrays Expose(string name, params IReadOnlyList<DuckArray> columns) => new(this, name, columns);

    /// <summary>Stops what runs on this connection now; that call then throws. May be called from any thread.</summary>
    public void Interrupt()
    {
        if (_handle != 0) Native.duckdb_interrupt(_handle);
    }

    /// <summary>Closes the connection; an open transaction is rolled back.</summary>
    public void Dispose()
    {
        if (_handle != 0) Native.duckdb_disconnect(ref _handle);
    }

    private DuckResult Run(string sql, IReadOnlyList<object?>? args, bool stream, CancellationToken cancel)
    {
        if (args is { Count: > 0 })
        {
            using var statement = Prepare(sql);
            return statement.BindAll(args).Run(stream, cancel);
        }
        var count = Native.duckdb_extract_statements(Handle, sql, out var extracted);
        try
        {
            if (count == 0) throw new DuckDbException(ExtractError(extracted));
            for (ulong i = 0; ; i++)
            {
                using var statement = Prepared(extracted, i);
                var result = statement.Run(stream && i + 1 == count, cancel);
                if (i + 1 == count) return result;
                result.Dispose();
            }
        }
        finally
        {
            Native.duckdb_destroy_extracted(ref extracted);
        }
    }

    private DuckStatement Prepared(nint extracted, ulong index)
    {
        if (Native.duckdb_prepare_extracted_statement(Handle, extracted, index, out var statement) == 0) return new(this, statement);
        var message = Marshal.PtrToStringUTF8(Native.duckdb_prepare_error(statement));
        Native.duckdb_destroy_prepare(ref statement);
        throw new DuckDbException(message ?? "the statement cannot be prepared");
    }

    private static string ExtractError(nint extracted) =>
        Marshal.PtrToStringUTF8(Native.duckdb_extract_statements_error(extracted)) is { Length: > 0 } message ? message : "the text has no statement";
}

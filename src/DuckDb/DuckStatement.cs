using System.Runtime.InteropServices;
using System.Text;

namespace Dangol.DuckDb;

/// <summary>A prepared statement. Parameters count from 1; what is bound stays until it is bound anew.</summary>
public sealed unsafe class DuckStatement : IDisposable
{
    private readonly DuckConnection _connection;
    private nint _handle;

    internal DuckStatement(DuckConnection connection, nint handle) => (_connection, _handle) = (connection, handle);

    /// <summary>Binds NULL.</summary>
    public DuckStatement BindNull(int index) => Bound(index, Native.duckdb_bind_null(Handle, (ulong)index));

    /// <summary>Binds a BOOLEAN.</summary>
    public DuckStatement Bind(int index, bool value) => Bound(index, Native.duckdb_bind_boolean(Handle, (ulong)index, value ? (byte)1 : (byte)0));

    /// <summary>Binds an INTEGER.</summary>
    public DuckStatement Bind(int index, int value) => Bound(index, Native.duckdb_bind_int32(Handle, (ulong)index, value));

    /// <summary>Binds a BIGINT.</summary>
    public DuckStatement Bind(int index, long value) => Bound(index, Native.duckdb_bind_int64(Handle, (ulong)index, value));

    /// <summary>Binds a DOUBLE.</summary>
    public DuckStatement Bind(int index, double value) => Bound(index, Native.duckdb_bind_double(Handle, (ulong)index, value));

    /// <summary>Binds a DECIMAL of the value's own scale.</summary>
    public DuckStatement Bind(int index, decimal value) => Bound(index, Native.duckdb_bind_decimal(Handle, (ulong)index, Layout.Decimal(value)));

    /// <summary>Binds a DATE.</summary>
    public DuckStatement Bind(int index, DateOnly value) => Bound(index, Native.duckdb_bind_date(Handle, (ulong)index, Layout.Days(value)));

    /// <summary>Binds a UTC instant as TIMESTAMP; a local DateTime is refused.</summary>
    public DuckStatement Bind(int index, DateTime value) => Bound(index, Native.duckdb_bind_timestamp(Handle, (ulong)index, Layout.Micros(value)));

    /// <summary>Binds a VARCHAR.</summary>
    public DuckStatement Bind(int index, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        fixed (byte* start = bytes.Length == 0 ? [0] : bytes)
            return Bound(index, Native.duckdb_bind_varchar_length(Handle, (ulong)index, start, (ulong)bytes.Length));
    }

    /// <summary>Binds a BLOB.</summary>
    public DuckStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value.IsEmpty ? [0] : value)
            return Bound(index, Native.duckdb_bind_blob(Handle, (ulong)index, start, (ulong)value.Length));
    }

    /// <summary>Binds a UUID.</summary>
    public DuckStatement Bind(int index, Guid value)
    {
        var uuid = Native.duckdb_create_uuid(Layout.PlainUuid(value));
        try
        {
            return Bound(index, Native.duckdb_bind_value(Handle, (ulong)index, uuid));
        }
        finally
        {
            Native.duckdb_destroy_value(ref uuid);
        }
    }

    /// <summary>Binds all parameters in order; their count must be the statement's.</summary>
    /// <exception cref="DuckDbException">Too many, too few, or a type that has no place in DuckDB.</exception>
    public DuckStatement BindAll(IReadOnlyList<object?> args)
    {
        var wanted = (int)Native.duckdb_nparams(Handle);
        if (wanted != args.Count) throw new DuckDbException($"the statement has {wanted} parameters, {args.Count} arguments were given");
        for (var i = 0; i < args.Count; i++) BindAny(i + 1, args[i]);
        return this;
    }

    /// <summary>Runs with what is bound.</summary>
    /// <returns>Rows changed.</returns>
    public long Execute(CancellationToken cancel = default)
    {
        using var result = Run(stream: false, cancel);
        return result.RowsChanged;
    }

    /// <summary>Runs with what is bound and gives the whole result.</summary>
    public DuckResult Query(CancellationToken cancel = default) => Run(stream: false, cancel);

    /// <summary>Frees the statement.</summary>
    public void Dispose()
    {
        if (_handle != 0) Native.duckdb_destroy_prepare(ref _handle);
    }

    internal DuckResult Run(bool stream, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var failed = stream ? Native.duckdb_pending_prepared_streaming(Handle, out var pending) : Native.duckdb_pending_prepared(Handle, out pending);
        try
        {
            if (failed != 0) throw new DuckDbException(Marshal.PtrToStringUTF8(Native.duckdb_pending_error(pending)) ?? "the statement cannot be run");

            // Registered only now: starting a statement forgets an interrupt that came before it. A token cancelled meanwhile calls back at once.
            using var watch = cancel.UnsafeRegister(static connection => ((DuckConnection)connection!).Interrupt(), _connection);
            if (Native.duckdb_execute_pending(pending, out var raw) == 0) return new(_connection, raw, cancel);
            var message = Marshal.PtrToStringUTF8(Native.duckdb_result_error(ref raw));
            Native.duckdb_destroy_result(ref raw);
            cancel.ThrowIfCancellationRequested();
            throw new DuckDbException(message ?? "the statement failed");
        }
        finally
        {
            Native.duckdb_destroy_pending(ref pending);
        }
    }

    private nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    private void BindAny(int index, object? value) => _ = value switch
    {
        null => BindNull(index),
        bool v => Bind(index, v),
        int v => Bind(index, v),
        long v => Bind(index, v),
        double v => Bind(index, v),
        decimal v => Bind(index, v),
        string v => Bind(index, v),
        byte[] v => Bind(index, v.AsSpan()),
        Guid v => Bind(index, v),
        DateOnly v => Bind(index, v),
        DateTime v => Bind(index, v),
        _ => throw new DuckDbException($"argument {index} is a {value.GetType().Name}, which has no place in DuckDB"),
    };

    private DuckStatement Bound(int index, int failed) => failed == 0
        ? this
        : throw new DuckDbException($"parameter {index}: " + (Marshal.PtrToStringUTF8(Native.duckdb_prepare_error(Handle)) ?? "the statement has no such parameter"));
}

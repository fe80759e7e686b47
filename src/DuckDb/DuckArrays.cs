using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dangol.DuckDb;

/// <summary>
/// .NET arrays as a table function: DuckDB copies only the columns that a statement reads, on all its threads. No exception crosses the callback: it becomes
/// the statement's error. Disposal lets the arrays go, for statements that begin afterwards, and frees the name.
/// </summary>
public sealed unsafe class DuckArrays : IDisposable
{
    private readonly Slot _slot;
    private readonly IReadOnlyList<DuckArray> _columns;
    private readonly int _rows;

    internal DuckArrays(DuckConnection connection, string name, IReadOnlyList<DuckArray> columns)
    {
        if (columns.Count == 0) throw new ArgumentException("a table has at least one column", nameof(columns));
        (_columns, _rows) = (columns, columns[0].Count);
        if (columns.FirstOrDefault(column => column.Count != _rows) is { } odd)
            throw new ArgumentException($"{odd.Name} has {odd.Count} rows, {columns[0].Name} has {_rows}", nameof(columns));
        _slot = connection.Database.Slots.GetOrAdd(name, name => new(() => Register(connection, name))).Value;
        if (Interlocked.CompareExchange(ref _slot.Current, this, null) is not null) throw new DuckDbException($"{name}() is already exposed: dispose the other first");
    }

    /// <summary>Lets the arrays go.</summary>
    public void Dispose() => Interlocked.CompareExchange(ref _slot.Current, null, this);

    private static Slot Register(DuckConnection connection, string name)
    {
        var slot = new Slot(name);
        var function = Native.duckdb_create_table_function();
        try
        {
            Native.duckdb_table_function_set_name(function, name);
            Native.duckdb_table_function_set_extra_info(function, Held(slot), &Free);
            Native.duckdb_table_function_set_bind(function, &Bind);
            Native.duckdb_table_function_set_init(function, &Init);
            Native.duckdb_table_function_set_function(function, &Fill);
            Native.duckdb_table_function_supports_projection_pushdown(function, 1);
            return Native.duckdb_register_table_function(connection.Handle, function) == 0 ? slot : throw new DuckDbException($"DuckDB does not allow a table function {name}()");
        }
        finally
        {
            Native.duckdb_destroy_table_function(ref function);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            var slot = At<Slot>(Native.duckdb_bind_get_extra_info(info));
            var arrays = Volatile.Read(ref slot.Current) ?? throw new DuckDbException($"{slot.Name}() is no longer exposed");
            foreach (var column in arrays._columns)
            {
                var type = Native.duckdb_create_logical_type(column.Type);
                Native.duckdb_bind_add_result_column(info, column.Name, type);
                Native.duckdb_destroy_logical_type(ref type);
            }
            Native.duckdb_bind_set_cardinality(info, (ulong)arrays._rows, exact: 1);
            Native.duckdb_bind_set_bind_data(info, Held(arrays), &Free);
        }
        catch (Exception e)
        {
            Native.duckdb_bind_set_error(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info)
    {
        try
        {
            var arrays = At<DuckArrays>(Native.duckdb_init_get_bind_data(info));
            var read = new DuckArray?[Native.duckdb_init_get_column_count(info)];
            for (var i = 0; i < read.Length; i++)
            {
                // A count reads no column: DuckDB then asks for its row identifier, which lies beyond the last.
                var index = Native.duckdb_init_get_column_index(info, (ulong)i);
                if (index < (ulong)arrays._columns.Count) read[i] = arrays._columns[(int)index];
            }
            Native.duckdb_init_set_max_threads(info, (ulong)Environment.ProcessorCount);
            Native.duckdb_init_set_init_data(info, Held(new Scan(read, arrays._rows)), &Free);
        }
        catch (Exception e)
        {
            Native.duckdb_init_set_error(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(nint info, nint chunk)
    {
        try
        {
            var scan = At<Scan>(Native.duckdb_function_get_init_data(info));
            var start = Interlocked.Add(ref scan.Next, scan.Step) - scan.Step;
            var count = (int)Math.Clamp(scan.Rows - start, 0, scan.Step);
            for (var i = 0; count > 0 && i < scan.Columns.Length; i++)
                scan.Columns[i]?.Write(Native.duckdb_data_chunk_get_vector(chunk, (ulong)i), (int)start, count);
            Native.duckdb_data_chunk_set_size(chunk, (ulong)count);
        }
        catch (Exception e)
        {
            Native.duckdb_function_set_error(info, e.Message);
        }
    }

    private static nint Held(object target) => GCHandle.ToIntPtr(GCHandle.Alloc(target));

    private static T At<T>(nint handle) where T : class => (T)GCHandle.FromIntPtr(handle).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();

    /// <summary>A registered name and what it stands for now.</summary>
    internal sealed class Slot(string name)
    {
        internal readonly string Name = name;
        internal DuckArrays? Current;
    }

    private sealed class Scan(DuckArray?[] columns, int rows)
    {
        internal readonly DuckArray?[] Columns = columns;
        internal readonly int Rows = rows;
        internal readonly int Step = (int)Native.duckdb_vector_size();
        internal long Next;
    }
}

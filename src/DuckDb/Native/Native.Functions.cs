using System.Runtime.InteropServices;

namespace Dangol.DuckDb;

/// <summary>The rest of the C API that is used: appender and table functions.</summary>
internal static unsafe partial class Native
{
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial int duckdb_appender_create(nint connection, string? schema, string table, out nint appender);
    [LibraryImport(Lib)] internal static partial int duckdb_append_data_chunk(nint appender, nint chunk);
    [LibraryImport(Lib)] internal static partial nint duckdb_appender_error(nint appender);
    [LibraryImport(Lib)] internal static partial int duckdb_appender_close(nint appender);
    [LibraryImport(Lib)] internal static partial int duckdb_appender_clear(nint appender);
    [LibraryImport(Lib)] internal static partial int duckdb_appender_destroy(ref nint appender);
    [LibraryImport(Lib)] internal static partial ulong duckdb_appender_column_count(nint appender);
    [LibraryImport(Lib)] internal static partial nint duckdb_appender_column_type(nint appender, ulong column);

    [LibraryImport(Lib)] internal static partial nint duckdb_create_table_function();
    [LibraryImport(Lib)] internal static partial void duckdb_destroy_table_function(ref nint function);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial void duckdb_table_function_set_name(nint function, string name);
    [LibraryImport(Lib)] internal static partial void duckdb_table_function_set_extra_info(nint function, nint extra, delegate* unmanaged[Cdecl]<nint, void> destroy);
    [LibraryImport(Lib)] internal static partial void duckdb_table_function_set_bind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);
    [LibraryImport(Lib)] internal static partial void duckdb_table_function_set_init(nint function, delegate* unmanaged[Cdecl]<nint, void> init);
    [LibraryImport(Lib)] internal static partial void duckdb_table_function_set_function(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> fill);
    [LibraryImport(Lib)] internal static partial void duckdb_table_function_supports_projection_pushdown(nint function, byte supports);
    [LibraryImport(Lib)] internal static partial int duckdb_register_table_function(nint connection, nint function);

    [LibraryImport(Lib)] internal static partial nint duckdb_bind_get_extra_info(nint info);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial void duckdb_bind_add_result_column(nint info, string name, nint logicalType);
    [LibraryImport(Lib)] internal static partial void duckdb_bind_set_bind_data(nint info, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);
    [LibraryImport(Lib)] internal static partial void duckdb_bind_set_cardinality(nint info, ulong rows, byte exact);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial void duckdb_bind_set_error(nint info, string error);

    [LibraryImport(Lib)] internal static partial nint duckdb_init_get_bind_data(nint info);
    [LibraryImport(Lib)] internal static partial void duckdb_init_set_init_data(nint info, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);
    [LibraryImport(Lib)] internal static partial void duckdb_init_set_max_threads(nint info, ulong threads);
    [LibraryImport(Lib)] internal static partial ulong duckdb_init_get_column_count(nint info);
    [LibraryImport(Lib)] internal static partial ulong duckdb_init_get_column_index(nint info, ulong projected);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial void duckdb_init_set_error(nint info, string error);

    [LibraryImport(Lib)] internal static partial nint duckdb_function_get_init_data(nint info);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial void duckdb_function_set_error(nint info, string error);
}

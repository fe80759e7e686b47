using System.Runtime.InteropServices;

namespace Dangol.DuckDb;

/// <summary>DuckDB's C API (duckdb.h of 1.5): databases, connections, statements, results, chunks. Zero is success.</summary>
internal static unsafe partial class Native
{
    private const string Lib = DuckLibrary.Name;

    [LibraryImport(Lib)] internal static partial nint duckdb_library_version();
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial int duckdb_open_ext(string? path, out nint database, nint config, out nint error);
    [LibraryImport(Lib)] internal static partial int duckdb_create_config(out nint config);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial int duckdb_set_config(nint config, string name, string value);
    [LibraryImport(Lib)] internal static partial void duckdb_destroy_config(ref nint config);
    [LibraryImport(Lib)] internal static partial void duckdb_close(ref nint database);
    [LibraryImport(Lib)] internal static partial void duckdb_free(nint memory);

    [LibraryImport(Lib)] internal static partial int duckdb_connect(nint database, out nint connection);
    [LibraryImport(Lib)] internal static partial void duckdb_disconnect(ref nint connection);
    [LibraryImport(Lib)] internal static partial void duckdb_interrupt(nint connection);

    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial ulong duckdb_extract_statements(nint connection, string sql, out nint extracted);
    [LibraryImport(Lib)] internal static partial nint duckdb_extract_statements_error(nint extracted);
    [LibraryImport(Lib)] internal static partial void duckdb_destroy_extracted(ref nint extracted);
    [LibraryImport(Lib)] internal static partial int duckdb_prepare_extracted_statement(nint connection, nint extracted, ulong index, out nint statement);
    [LibraryImport(Lib)] internal static partial nint duckdb_prepare_error(nint statement);
    [LibraryImport(Lib)] internal static partial void duckdb_destroy_prepare(ref nint statement);
    [LibraryImport(Lib)] internal static partial ulong duckdb_nparams(nint statement);
    [LibraryImport(Lib)] internal static partial int duckdb_clear_bindings(nint statement);

    [LibraryImport(Lib)] internal static partial int duckdb_bind_null(nint statement, ulong index);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_boolean(nint statement, ulong index, byte value);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_int32(nint statement, ulong index, int value);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_int64(nint statement, ulong index, long value);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_double(nint statement, ulong index, double value);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_date(nint statement, ulong index, int days);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_timestamp(nint statement, ulong index, long micros);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_decimal(nint statement, ulong index, RawDecimal value);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_varchar_length(nint statement, ulong index, byte* value, ulong length);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_blob(nint statement, ulong index, byte* value, ulong length);
    [LibraryImport(Lib)] internal static partial int duckdb_bind_value(nint statement, ulong index, nint value);
    [LibraryImport(Lib)] internal static partial nint duckdb_create_uuid(Raw128 value);
    [LibraryImport(Lib)] internal static partial void duckdb_destroy_value(ref nint value);

    [LibraryImport(Lib)] internal static partial int duckdb_pending_prepared(nint statement, out nint pending);
    [LibraryImport(Lib)] internal static partial int duckdb_pending_prepared_streaming(nint statement, out nint pending);
    [LibraryImport(Lib)] internal static partial nint duckdb_pending_error(nint pending);
    [LibraryImport(Lib)] internal static partial int duckdb_execute_pending(nint pending, out RawResult result);
    [LibraryImport(Lib)] internal static partial void duckdb_destroy_pending(ref nint pending);

    [LibraryImport(Lib)] internal static partial void duckdb_destroy_result(ref RawResult result);
    [LibraryImport(Lib)] internal static partial nint duckdb_result_error(ref RawResult result);
    [LibraryImport(Lib)] internal static partial ulong duckdb_column_count(ref RawResult result);
    [LibraryImport(Lib)] internal static partial nint duckdb_column_name(ref RawResult result, ulong column);
    [LibraryImport(Lib)] internal static partial DuckType duckdb_column_type(ref RawResult result, ulong column);
    [LibraryImport(Lib)] internal static partial nint duckdb_column_logical_type(ref RawResult result, ulong column);
    [LibraryImport(Lib)] internal static partial ulong duckdb_rows_changed(ref RawResult result);
    [LibraryImport(Lib)] internal static partial nint duckdb_fetch_chunk(RawResult result);

    [LibraryImport(Lib)] internal static partial nint duckdb_create_logical_type(DuckType type);
    [LibraryImport(Lib)] internal static partial DuckType duckdb_get_type_id(nint logicalType);
    [LibraryImport(Lib)] internal static partial byte duckdb_decimal_scale(nint logicalType);
    [LibraryImport(Lib)] internal static partial DuckType duckdb_decimal_internal_type(nint logicalType);
    [LibraryImport(Lib)] internal static partial void duckdb_destroy_logical_type(ref nint logicalType);

    [LibraryImport(Lib)] internal static partial nint duckdb_create_data_chunk(nint* types, ulong count);
    [LibraryImport(Lib)] internal static partial void duckdb_destroy_data_chunk(ref nint chunk);
    [LibraryImport(Lib)] internal static partial void duckdb_data_chunk_reset(nint chunk);
    [LibraryImport(Lib)] internal static partial ulong duckdb_data_chunk_get_size(nint chunk);
    [LibraryImport(Lib)] internal static partial void duckdb_data_chunk_set_size(nint chunk, ulong rows);
    [LibraryImport(Lib)] internal static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);
    [LibraryImport(Lib)] internal static partial ulong duckdb_vector_size();
    [LibraryImport(Lib)] internal static partial void* duckdb_vector_get_data(nint vector);
    [LibraryImport(Lib)] internal static partial ulong* duckdb_vector_get_validity(nint vector);
    [LibraryImport(Lib)] internal static partial void duckdb_vector_ensure_validity_writable(nint vector);
    [LibraryImport(Lib)] internal static partial void duckdb_vector_assign_string_element_len(nint vector, ulong row, byte* value, ulong length);
}

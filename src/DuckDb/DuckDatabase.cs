using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Dangol.DuckDb;

/// <summary>
/// An open DuckDB database. One process may hold a file for writing; within it every thread takes a connection of its own. Dispose the
/// connections first.
/// </summary>
public sealed class DuckDatabase : IDisposable
{
    private nint _handle;

    /// <summary>Table functions over arrays: DuckDB cannot drop one, so a name is registered once and its arrays change.</summary>
    internal readonly ConcurrentDictionary<string, Lazy<DuckArrays.Slot>> Slots = new(StringComparer.OrdinalIgnoreCase);

    private DuckDatabase(nint handle) => _handle = handle;

    /// <summary>Opens or creates a database file, or one in memory.</summary>
    /// <param name="path">The file; null for a database that lives in memory.</param>
    /// <param name="settings">Limits; null for DuckDB's own.</param>
    /// <exception cref="DuckDbUnavailableException">libduckdb is not there for this platform.</exception>
    /// <exception cref="DuckDbException">The file is no database, is held by another process, or a setting is wrong.</exception>
    public static DuckDatabase Open(string? path, DuckSettings? settings = null)
    {
        DuckLibrary.Load();
        if (Native.duckdb_create_config(out var config) != 0) throw new DuckDbException("no memory for DuckDB's settings");
        try
        {
            foreach (var (name, value) in Options(settings ?? new()))
                if (Native.duckdb_set_config(config, name, value) != 0) throw new DuckDbException($"DuckDB does not take {name} = {value}");
            if (Native.duckdb_open_ext(path, out var handle, config, out var error) == 0) return new(handle);
            var message = Marshal.PtrToStringUTF8(error);
            Native.duckdb_free(error);
            throw new DuckDbException(message ?? $"cannot open {path}");
        }
        finally
        {
            Native.duckdb_destroy_config(ref config);
        }
    }

    /// <summary>The version of the library that was loaded, such as <c>v1.5.6</c>.</summary>
    public static string LibraryVersion
    {
        get
        {
            DuckLibrary.Load();
            return Marshal.PtrToStringUTF8(Native.duckdb_library_version())!;
        }
    }

    /// <summary>A new connection, for one thread at a time.</summary>
    public DuckConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_handle == 0, this);
        return Native.duckdb_connect(_handle, out var connection) == 0 ? new(this, connection) : throw new DuckDbException("cannot connect to the database");
    }

    /// <summary>Closes the database; the file is checkpointed when its last connection has gone.</summary>
    public void Dispose()
    {
        if (_handle != 0) Native.duckdb_close(ref _handle);
    }

    private static IEnumerable<(string Name, string Value)> Options(DuckSettings settings)
    {
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        yield return ("access_mode", settings.ReadOnly ? "READ_ONLY" : "AUTOMATIC");
        if (settings.MemoryLimitMb is { } memory) yield return ("memory_limit", memory.ToString(CultureInfo.InvariantCulture) + "MiB");
        if (settings.Threads is { } threads) yield return ("threads", threads.ToString(CultureInfo.InvariantCulture));
        if (settings.TempDirectory is { } folder) yield return ("temp_directory", folder);
        // Last: without other files, no other folder can be named any more.
        yield return ("enable_external_access", settings.OtherFiles ? "true" : "false");
    }
}

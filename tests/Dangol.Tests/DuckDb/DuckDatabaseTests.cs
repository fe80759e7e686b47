using Dangol.DuckDb;

namespace Dangol.Tests.DuckDb;

public sealed class DuckDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dangol-duck-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void a_file_keeps_its_rows_and_can_be_opened_for_reading_only()
    {
        var file = Path.Combine(_folder, "w.duckdb");
        using (var database = DuckDatabase.Open(file))
        using (var connection = database.Connect())
            connection.Execute("CREATE TABLE t AS SELECT 42 AS i");

        using var reading = DuckDatabase.Open(file, new() { ReadOnly = true });
        using var reader = reading.Connect();
        Assert.Equal(42, reader.Rows("SELECT i FROM t", null, r => r.Int(0)).Single());
        Assert.Contains("read-only", Assert.Throws<DuckDbException>(() => reader.Execute("DELETE FROM t")).Message);
    }

    [Fact]
    public void a_file_that_is_no_database_is_told()
    {
        var file = Path.Combine(_folder, "x.duckdb");
        File.WriteAllText(file, new string('x', 20_000));
        Assert.Contains("not a valid DuckDB database", Assert.Throws<DuckDbException>(() => DuckDatabase.Open(file)).Message);
    }

    [Fact]
    public void statements_are_kept_from_other_files_where_that_is_asked()
    {
        var csv = Path.Combine(_folder, "x.csv");
        File.WriteAllText(csv, "a,b\n1,2\n");
        using var database = DuckDatabase.Open(Path.Combine(_folder, "w.duckdb"), new() { OtherFiles = false });
        using var connection = database.Connect();
        Assert.Contains("disabled", Assert.Throws<DuckDbException>(() => connection.Query($"SELECT * FROM '{csv}'")).Message);
    }

    [Fact]
    public void settings_reach_duckdb_and_extensions_stay_off()
    {
        using var database = DuckDatabase.Open(null, new() { MemoryLimitMb = 256, Threads = 2, TempDirectory = _folder });
        using var connection = database.Connect();
        string? Setting(string name) => connection.Rows("SELECT current_setting($1)::VARCHAR", [name], r => r.String(0)).Single();

        Assert.Equal(["256.0 MiB", "2", _folder, "false", "false"],
            new[] { "memory_limit", "threads", "temp_directory", "autoinstall_known_extensions", "autoload_known_extensions" }.Select(Setting));
        Assert.StartsWith("v1.5", DuckDatabase.LibraryVersion, StringComparison.Ordinal);
        Assert.Contains("does not take threads = -1", Assert.Throws<DuckDbException>(() => DuckDatabase.Open(null, new() { Threads = -1 })).Message);
    }

    [Fact]
    public void more_rows_than_memory_spill_to_disk()
    {
        const string sort = "CREATE OR REPLACE TABLE sorted AS SELECT md5(i::VARCHAR) AS name, md5((i + 1)::VARCHAR) AS next FROM range(2000000) t(i) ORDER BY name";
        string Last(string? folder)
        {
            using var database = DuckDatabase.Open(Path.Combine(_folder, "spill.duckdb"), new() { MemoryLimitMb = 80, Threads = 2, TempDirectory = folder });
            using var connection = database.Connect();
            connection.Execute(sort);
            return connection.Rows("SELECT max(name) FROM sorted", null, r => r.String(0)!).Single();
        }

        Assert.Contains("Out of Memory", Assert.Throws<DuckDbException>(() => Last("")).Message);
        Assert.StartsWith("ffff", Last(_folder), StringComparison.Ordinal);
    }

    [Fact]
    public void an_absent_library_says_for_which_platform_and_what_brings_it()
    {
        var error = Assert.Throws<DuckDbUnavailableException>(() => DuckLibrary.Load(null, [Path.Combine(_folder, "nowhere")]));

        Assert.Contains(System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, error.Message);
        Assert.Contains("npm ci", error.Message);
        Assert.Contains(Path.Combine(_folder, "nowhere"), error.Message);
    }

    [Fact]
    public void a_library_that_does_not_load_says_why()
    {
        var file = Path.Combine(_folder, "libduckdb.so");
        File.WriteAllText(file, "no library");
        Assert.Contains("cannot be loaded", Assert.Throws<DuckDbUnavailableException>(() => DuckLibrary.Load(file, [])).Message);
    }
}

using Dangol.DuckDb;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// The place outside the main store where the lines of one file stand while they are judged and applied: a DuckDB file in the company's folder, one per
/// import. It is small in memory whatever the file's size (DuckDB spills beside it), and it survives a crash: <see cref="State"/> says how far it came.
/// </summary>
internal sealed class SalesStaging : IDisposable
{
    private const string Schema = """
        CREATE TABLE import (state VARCHAR NOT NULL, mapping VARCHAR, file VARCHAR, report VARCHAR);
        INSERT INTO import VALUES ('empty', NULL, NULL, NULL);
        CREATE TABLE lines (
            line_no BIGINT NOT NULL, flags BIGINT NOT NULL, content UUID, invoice VARCHAR, product VARCHAR, description VARCHAR,
            quantity BIGINT, unit_price BIGINT, amount BIGINT, sold_at TIMESTAMP, business_date DATE,
            customer VARCHAR, country VARCHAR, channel VARCHAR, category VARCHAR, kind TINYINT NOT NULL, cancels BOOLEAN NOT NULL, raw VARCHAR);
        CREATE TABLE known_lines (
            line_key UUID NOT NULL, invoice VARCHAR NOT NULL, sold_at TIMESTAMP NOT NULL, customer VARCHAR, product VARCHAR NOT NULL,
            unit_price BIGINT NOT NULL, quantity BIGINT NOT NULL, cancels BOOLEAN NOT NULL, open_quantity BIGINT NOT NULL);
        CREATE TABLE unmatched (line_no BIGINT NOT NULL, flag BIGINT NOT NULL);
        CREATE TABLE reversals (
            link_no BIGINT NOT NULL, cancel_invoice VARCHAR NOT NULL, cancel_key UUID NOT NULL,
            sale_invoice VARCHAR NOT NULL, sale_key UUID NOT NULL, quantity BIGINT NOT NULL);
        """;

    private readonly DuckDatabase _database;

    private SalesStaging(string path)
    {
        Path = path;
        _database = DuckDatabase.Open(path, new() { MemoryLimitMb = 256, TempDirectory = path + ".spill" });
        Connection = _database.Connect();

        // The file lives for minutes: packing its columns would cost more than their bytes.
        // Every question says its own order, so rows need not wait in memory for their turn.
        Connection.Execute("SET force_compression = 'uncompressed'; SET preserve_insertion_order = false");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    public DuckConnection Connection { get; }

    /// <summary>One more connection, for rows that are read while <see cref="Connection"/> is busy; it must go before the staging does.</summary>
    public DuckConnection Connect() => _database.Connect();

    /// <summary>Makes an empty staging file; one that stands there from an import that never ended is replaced.</summary>
    public static SalesStaging Create(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        Delete(path);
        var staging = new SalesStaging(path);
        staging.Connection.Execute(Schema);
        return staging;
    }

    /// <summary>Opens what an earlier run left, or null where there is nothing that can be gone on with: the file is then to be read again.</summary>
    public static SalesStaging? Reopen(string path)
    {
        if (!File.Exists(path)) return null;
        var staging = new SalesStaging(path);
        if (staging.State() == StagingState.Judged) return staging;
        staging.Dispose();
        return null;
    }

    /// <summary>How far this import came.</summary>
    public StagingState State()
    {
        var tables = Connection.Rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'import'", null, row => row.Int(0)).Any();
        return !tables ? StagingState.Empty : Enum.Parse<StagingState>(Value("state")!, ignoreCase: true);
    }

    /// <summary>The mapping under which the lines were read.</summary>
    public SalesMapping Mapping() => SalesMapping.Parse(Value("mapping")!);

    /// <summary>What was read.</summary>
    public StagedFile Source() => StagedFile.FromJson(Value("file")!);

    /// <summary>What became of the lines, once they are judged.</summary>
    public ImportReport Report() => ImportReport.FromJson(Value("report")!);

    /// <summary>Removes a staging file and all beside it, when its import has been applied or given up.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(path + ".wal");
        if (Directory.Exists(path + ".spill")) Directory.Delete(path + ".spill", recursive: true);
    }

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
    }

    private string? Value(string column) => Connection.Rows($"SELECT {column} FROM import", null, row => row.String(0)).Single();
}

/// <summary>How far an import came in its staging file.</summary>
internal enum StagingState { Empty, Staged, Judged }

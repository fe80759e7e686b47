using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;

namespace Dangol.Platform;

/// <summary>
/// Writes a company into one file (a tar, gzipped) while people go on working: the database as of one instant, its key and its files, and a manifest with
/// the hash of each. What is derived (warehouse, staging) is left out. The file appears under its name only once it is whole and on disk.
/// </summary>
public sealed class BackUp(Company company)
{
    /// <summary>May write the company into a file.</summary>
    public static readonly Permission Make = new("company", "back_up");

    /// <summary>Makes a backup.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="file">Where to; a file that is there is never overwritten.</param>
    /// <param name="progress">How many bytes of how many.</param>
    /// <param name="cancel">Leaves nothing behind.</param>
    /// <exception cref="Refused"><c>file_exists</c>, <c>file_unwritable</c>, <c>tool_missing</c>, <c>tool_failed</c>.</exception>
    public async Task<BackupManifest> Run(Actor actor, string file, Func<long, long, Task>? progress = null, CancellationToken cancel = default)
    {
        actor.Must(Make);
        if (File.Exists(file)) throw new Refused("file_exists", "file", new($"{file} 파일이 이미 있어요. 다른 이름을 쓰세요.", $"{file} exists already. Choose another name."));
        var work = Path.Combine(company.Place.Folder, BackupFiles.Unfinished + "backup-" + company.Ids.Next().ToString("N"));
        var partial = file + ".partial";
        try
        {
            Directory.CreateDirectory(work);
            var (database, rows) = company.Store is SqliteStore sqlite
                ? (BackupManifest.SqliteEntry, await CopySqlite(sqlite, work, cancel))
                : (BackupManifest.PostgresEntry, await DumpPostgres((PostgresStore)company.Store, work, cancel));
            var sources = BackupFiles.In(company.Place.Folder).Select(name => (Name: name, Path: Path.Combine(company.Place.Folder, name))).Prepend((Name: database, Path: Path.Combine(work, database))).ToList();
            var total = sources.Sum(s => new FileInfo(s.Path) is { Exists: true } found ? found.Length : 0);
            var files = new List<BackupFile>();
            BackupManifest manifest;
            await using (var stream = Create(partial))
            {
                await using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
                await using (var tar = new TarWriter(zip, TarEntryFormat.Pax))
                {
                    var done = 0L;
                    foreach (var (name, path) in sources)
                    {
                        if (await Add(tar, name, path, cancel) is not { } added) continue;
                        files.Add(added);
                        if (progress is not null) await progress(done += added.Size, total);
                    }
                    manifest = new(BackupManifest.Newest, company.Clock.GetUtcNow().UtcDateTime, Assembly.GetExecutingAssembly().GetName().Version!.ToString(3), company.Store.Engine, company.Epoch.Number, files, rows);
                    using var said = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupManifest.Json));
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.Entry) { DataStream = said }, cancel);
                }
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, file, overwrite: false);
            return manifest;
        }
        finally
        {
            File.Delete(partial);
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }
    }

    private static FileStream Create(string partial)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 20, Options = FileOptions.Asynchronous };
        // It holds all that the company knows, and its key.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try { return new FileStream(partial, options); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Refused("file_unwritable", "file", new($"백업 파일을 쓸 수 없어요: {error.Message}", $"The backup can't be written: {error.Message}"));
        }
    }

    /// <summary>Adds a file as it is now; null where it went away meanwhile (an import that ended).</summary>
    private static async Task<BackupFile?> Add(TarWriter tar, string name, string path, CancellationToken cancel)
    {
        FileStream source;
        try { source = new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous }); }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException) { return null; }
        await using (source)
        await using (var hashed = new HashedReading(source, source.Length))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = hashed }, cancel);
            return new(name, hashed.Length, hashed.Hash());
        }
    }

    private static async Task<Dictionary<string, long>> CopySqlite(SqliteStore store, string work, CancellationToken cancel)
    {
        var copy = Path.Combine(work, BackupManifest.SqliteEntry);
        await Task.Run(() => store.CopyTo(copy), cancel);
        var copied = new SqliteStore(copy, TimeProvider.System);
        try
        {
            await using var read = await copied.Read(cancel);
            return await RowsOf(read, cancel);
        }
        finally { await copied.Close(); }
    }

    private static async Task<Dictionary<string, long>> DumpPostgres(PostgresStore store, string work, CancellationToken cancel)
    {
        // Dump and counts see one snapshot.
        await using var snapshot = await store.Snapshot(cancel);
        await PostgresTools.Run("pg_dump", store.ConnectionString, ["--format=custom", "--no-owner", "--no-privileges", "--exclude-schema=warehouse", "--exclude-schema=pg_*",
            $"--snapshot={snapshot.Name}", $"--file={Path.Combine(work, BackupManifest.PostgresEntry)}"], cancel);
        return await RowsOf(snapshot.Session, cancel);
    }

    /// <summary>How many rows each table has.</summary>
    internal static async Task<Dictionary<string, long>> RowsOf(Session read, CancellationToken cancel)
    {
        var tables = await read.List(read.Engine == Engine.Sqlite
            ? "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' and sql not like '%virtual table%' order by name"
            : "select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name", row => row.Text(0), cancel);
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables) rows[table] = await read.Number($"select count(*) from \"{table}\"", cancel);
        return rows;
    }
}

/// <summary>Reads a stream to a length that is fixed at the start, and hashes what passes: a file that grows meanwhile is cut there.</summary>
internal sealed class HashedReading(Stream source, long length) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    public override bool CanRead => true;

    /// <summary>It never goes back; but whoever writes an archive asks by this whether the length is known.</summary>
    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public string Hash() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer[..(int)Math.Min(buffer.Length, length - _position)]);
        return Passed(buffer[..read], wanted: buffer.Length);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer[..(int)Math.Min(buffer.Length, length - _position)], cancellationToken);
        return Passed(buffer.Span[..read], wanted: buffer.Length);
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }

    private int Passed(ReadOnlySpan<byte> bytes, int wanted)
    {
        if (bytes.Length == 0 && wanted > 0 && _position < length) throw new EndOfStreamException("the data ended too early");
        _hash.AppendData(bytes);
        _position += bytes.Length;
        return bytes.Length;
    }
}

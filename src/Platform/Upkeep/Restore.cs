using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Dangol.Platform;

/// <summary>What a restore did.</summary>
/// <param name="Manifest">What the backup said of itself.</param>
/// <param name="Epoch">The journal's new epoch, at which all that is derived rebuilds itself.</param>
/// <param name="Replaced">The folder into which what was there before was put, or null.</param>
public sealed record RestoreReport(BackupManifest Manifest, int Epoch, string? Replaced);

/// <summary>
/// Brings a backup back into a folder that nobody serves. The archive is unpacked beside, and every hash and row count compared, before anything that is
/// there is touched; what was there is put aside, not deleted. The journal's epoch rises, so that stores outside the database rebuild.
/// </summary>
public sealed class Restore(TimeProvider clock)
{
    /// <summary>Restores.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="place">Where to: a folder, and a PostgreSQL database if the backup is of one.</param>
    /// <param name="force">Replaces a company that is there.</param>
    /// <param name="progress">How many bytes of how many are unpacked.</param>
    /// <param name="cancel">Before the exchange: leaves everything as it was.</param>
    /// <exception cref="Refused"><c>file_missing</c>, <c>backup_damaged</c>, <c>backup_newer</c>, <c>backup_engine</c>, <c>place_not_empty</c>, <c>tool_missing</c>, <c>tool_failed</c>.</exception>
    public async Task<RestoreReport> Run(string file, CompanyPlace place, bool force, Func<long, long, Task>? progress = null, CancellationToken cancel = default)
    {
        if (!File.Exists(file)) throw new Refused("file_missing", "file", new($"{file} 파일이 없어요.", $"There is no file {file}."), 404);
        Directory.CreateDirectory(place.Folder);
        var taken = File.Exists(Path.Combine(place.Folder, BackupManifest.SqliteEntry)) || File.Exists(Path.Combine(place.Folder, "company.key"));
        if (taken && !force) throw NotEmpty(place.Folder);
        var work = Path.Combine(place.Folder, string.Create(CultureInfo.InvariantCulture, $"{BackupFiles.Unfinished}restore-{Environment.ProcessId}"));
        if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        try
        {
            Directory.CreateDirectory(work);
            var manifest = await Unpack(file, work, progress, cancel);
            if (manifest.Engine != (place.Postgres is null ? Engine.Sqlite : Engine.Postgres))
                throw new Refused("backup_engine", "file", manifest.Engine == Engine.Postgres
                    ? new("PostgreSQL 백업이에요. --db로 되살릴 데이터베이스를 알려 주세요.", "This is a backup of PostgreSQL. Say with --db which database to restore into.")
                    : new("SQLite 백업이에요. --db 없이 되살려 주세요.", "This is a backup of SQLite. Restore it without --db."));
            var epoch = place.Postgres is { } postgres ? await IntoPostgres(postgres, work, manifest, force, cancel) : await IntoSqlite(work, manifest, cancel);
            return new(manifest, epoch, Exchange(place.Folder, work, taken));
        }
        finally { if (Directory.Exists(work)) Directory.Delete(work, recursive: true); }
    }

    private static async Task<BackupManifest> Unpack(string file, string work, Func<long, long, Task>? progress, CancellationToken cancel)
    {
        var found = new Dictionary<string, BackupFile>(StringComparer.Ordinal);
        BackupManifest? manifest = null;
        await using var stream = new FileStream(file, new FileStreamOptions { BufferSize = 1 << 20, Options = FileOptions.Asynchronous });
        try
        {
            await using var zip = new GZipStream(stream, CompressionMode.Decompress);
            await using var tar = new TarReader(zip);
            while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
            {
                if (entry.Name == BackupManifest.Entry) manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(entry.DataStream!, BackupManifest.Json, cancel);
                else found.Add(entry.Name, await Unpack(entry, work, cancel));
                if (progress is not null) await progress(stream.Position, stream.Length);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or JsonException or ArgumentException)
        {
            throw BackupFiles.Damaged(error.Message, error.Message);
        }
        if (manifest is null) throw BackupFiles.Damaged("끝이 잘렸어요.", "its end is missing.");
        if (manifest.Format > BackupManifest.Newest)
            throw new Refused("backup_newer", "file", new("더 새로운 프로그램이 만든 백업이에요. 프로그램을 올린 뒤 되살려 주세요.", "A newer program made this backup. Upgrade, then restore it."));
        foreach (var said in manifest.Files)
            if (!found.Remove(said.Name, out var is_) || is_ != said) throw BackupFiles.Damaged($"'{said.Name}' 내용이 다르거나 없어요.", $"'{said.Name}' differs or is missing.");
        if (found.Count > 0) throw BackupFiles.Damaged($"목록에 없는 '{found.Keys.First()}' 파일이 있어요.", $"'{found.Keys.First()}' is not on its list.");
        return manifest;
    }

    private static async Task<BackupFile> Unpack(TarEntry entry, string work, CancellationToken cancel)
    {
        if (entry.EntryType != TarEntryType.RegularFile) throw BackupFiles.Damaged($"'{entry.Name}' 항목은 파일이 아니에요.", $"the entry '{entry.Name}' is no file.");
        var path = BackupFiles.PathIn(work, entry.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var target = new FileStream(path, options);
        if (entry.DataStream is null) return new(entry.Name, 0, Convert.ToHexStringLower(SHA256.HashData([])));
        await using var source = new HashedReading(entry.DataStream, entry.Length);
        await source.CopyToAsync(target, cancel);
        target.Flush(flushToDisk: true);
        return new(entry.Name, entry.Length, source.Hash());
    }

    private async Task<int> IntoSqlite(string work, BackupManifest manifest, CancellationToken cancel)
    {
        var store = Store.Open(work, null, clock);
        try { return await Finish(store, manifest, cancel); }
        finally { await store.Close(); }
    }

    private async Task<int> IntoPostgres(string connection, string work, BackupManifest manifest, bool force, CancellationToken cancel)
    {
        var store = new PostgresStore(connection);
        try
        {
            await using (var read = await store.Read(cancel))
                if (await read.Number("select count(*) from information_schema.tables where table_schema = current_schema()", cancel) > 0 && !force)
                    throw NotEmpty(new Npgsql.NpgsqlConnectionStringBuilder(connection).Database ?? "");
            if (force)
                await store.WithSchemaLock(async c =>
                {
                    await c.RunAsync("drop schema if exists warehouse cascade", cancel);
                    await c.RunAsync("do $$ begin execute format('drop schema %I cascade', current_schema()); create schema public; end $$", cancel);
                }, cancel);
            await PostgresTools.Run("pg_restore", connection, ["--no-owner", "--no-privileges", "--clean", "--if-exists", "--single-transaction", "--exit-on-error",
                $"--dbname={new Npgsql.NpgsqlConnectionStringBuilder(connection).Database}", Path.Combine(work, BackupManifest.PostgresEntry)], cancel);
            var epoch = await Finish(store, manifest, cancel);
            File.Delete(Path.Combine(work, BackupManifest.PostgresEntry));
            return epoch;
        }
        finally { await store.Close(); }
    }

    /// <summary>Compares the rows, raises the epoch, and lets nobody in by a session of the past.</summary>
    private async Task<int> Finish(Store store, BackupManifest manifest, CancellationToken cancel)
    {
        await using (var read = await store.Read(cancel))
        {
            var rows = await BackUp.RowsOf(read, cancel);
            foreach (var (table, count) in manifest.Rows)
                if (rows.GetValueOrDefault(table, -1) != count) throw BackupFiles.Damaged($"'{table}' 표의 행 수가 달라요.", $"the table '{table}' has another number of rows.");
        }
        if (manifest.Rows.ContainsKey("sessions"))
            await store.Transact(background: false, async session => { await using var command = session.Command("delete from sessions"); return await command.RunAsync(cancel); }, cancel);
        return await JournalEpoch.Raise(store, "restored", clock, cancel);
    }

    /// <summary>Puts what was there aside, and the unpacked files in its place, the database last.</summary>
    private string? Exchange(string folder, string work, bool taken)
    {
        string? aside = null;
        if (taken)
        {
            aside = Path.Combine(folder, BackupFiles.Replaced + clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmssfff", CultureInfo.InvariantCulture));
            Directory.CreateDirectory(aside);
            foreach (var path in Directory.EnumerateFileSystemEntries(folder))
                if (Path.GetFileName(path) is var name && name is not ("dangol.lock" or "dangol.sock") && !name.StartsWith(BackupFiles.Replaced, StringComparison.Ordinal)
                    && !name.StartsWith(BackupFiles.Unfinished, StringComparison.Ordinal))
                    Directory.Move(path, Path.Combine(aside, name));
        }
        foreach (var path in Directory.EnumerateFileSystemEntries(work).OrderBy(path => Path.GetFileName(path) == BackupManifest.SqliteEntry))
            Directory.Move(path, Path.Combine(folder, Path.GetFileName(path)));
        return aside;
    }

    private static Refused NotEmpty(string where) => new("place_not_empty", "data", new(
        $"{where}에 이미 회사가 있어요. 바꾸려면 --force를 붙이세요. 있던 것은 지우지 않고 옆에 보관해요.", $"There is a company in {where} already. Use --force to replace it; files that are there are put aside, not deleted."), 409);
}

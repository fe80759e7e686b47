using System.Formats.Tar;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dangol.Platform;

/// <summary>What a backup says of itself: the last entry of its archive, so that an archive without one was cut off.</summary>
/// <param name="Format">Version of this form; a newer one is refused.</param>
/// <param name="MadeAt">When (UTC).</param>
/// <param name="Program">The version of the program that made it.</param>
/// <param name="Engine">Which engine's database is in it.</param>
/// <param name="Epoch">The journal's epoch at that moment.</param>
/// <param name="Files">Every file with its size and SHA-256.</param>
/// <param name="Rows">Every table with its number of rows, all of one instant.</param>
public sealed record BackupManifest(int Format, DateTime MadeAt, string Program, Engine Engine, int Epoch, IReadOnlyList<BackupFile> Files, IReadOnlyDictionary<string, long> Rows)
{
    internal const int Newest = 1;
    internal const string Entry = "manifest.json", SqliteEntry = "dangol.db", PostgresEntry = "dangol.dump";

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}

/// <summary>A file of a backup.</summary>
public sealed record BackupFile(string Name, long Size, string Sha256);

/// <summary>Which files of a company's folder a backup carries, and how their names are kept inside the folder.</summary>
internal static class BackupFiles
{
    /// <summary>Prefix of the folder into which a restore puts what was there before.</summary>
    public const string Replaced = "replaced-";

    /// <summary>Prefix of what is being made and is worth nothing yet.</summary>
    public const string Unfinished = ".unfinished-";

    /// <summary>All files but the database (it is copied as of one instant), what is derived from it (every DuckDB file), and what only a running program needs.</summary>
    public static IEnumerable<string> In(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
        .Where(name => !IsLeftOut(name))
        .Order(StringComparer.Ordinal);

    /// <summary>The place of an entry inside a folder; a name that would lead out of it is refused.</summary>
    public static string PathIn(string folder, string name)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        return path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw Damaged($"'{name}' 이름이 폴더 밖을 가리켜요.", $"the name '{name}' leads out of the folder.");
    }

    public static Refused Damaged(string ko, string en) => new("backup_damaged", "file", new($"백업 파일이 손상되었어요: {ko}", $"The backup is damaged: {en}"));

    private static bool IsLeftOut(string name)
    {
        var top = name.Split('/')[0];
        var file = Path.GetFileName(name);
        return top is "dangol.db" or "dangol.db-wal" or "dangol.db-shm" or "dangol.lock" or "dangol.sock"
            || top.StartsWith(Replaced, StringComparison.Ordinal) || top.StartsWith(Unfinished, StringComparison.Ordinal)
            || file.EndsWith(".duckdb", StringComparison.Ordinal) || file.Contains(".duckdb.", StringComparison.Ordinal);
    }
}

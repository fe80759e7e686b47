using System.Security.Cryptography;

namespace Dangol.Marketing;

/// <summary>
/// Files of the company under their SHA-256, in <c>files</c> of its folder: written and synced before any row names them, never changed. Equal contents are one file.
/// </summary>
internal sealed class Files(Company company)
{
    private string Folder => Path.Combine(company.Place.Folder, "files");

    /// <summary>Writes a file.</summary>
    /// <returns>Its SHA-256 in hexadecimal, by which it is found.</returns>
    public async Task<string> Write(Func<Stream, Task> write, CancellationToken cancel)
    {
        Directory.CreateDirectory(Folder);
        var draft = Path.Combine(Folder, $"{company.Ids.Next():N}.part");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var hash = SHA256.Create();
            await using (var file = new FileStream(draft, options))
            {
                await using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true)) await write(hashed);
                cancel.ThrowIfCancellationRequested();
                file.Flush(flushToDisk: true);
            }
            var name = Convert.ToHexStringLower(hash.Hash!);
            File.Move(draft, PathOf(name), overwrite: true);
            return name;
        }
        catch { File.Delete(draft); throw; }
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="Refused"><c>file_missing</c>: it is not in the folder any more.</exception>
    public FileStream Read(string name) => File.Exists(PathOf(name))
        ? File.OpenRead(PathOf(name))
        : throw new Refused("file_missing", null, new("파일이 폴더에 없어요. 백업에서 되살려 주세요.", "The file is no longer in the folder. Please restore it from a backup."), 404);

    /// <summary>Removes a file, where it is there.</summary>
    public void Remove(string name) => File.Delete(PathOf(name));

    private string PathOf(string name) => Path.Combine(Folder, name);
}

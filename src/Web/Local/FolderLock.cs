using Dangol.Platform;

namespace Dangol.Web;

/// <summary>One program at a time works on a data folder: a lock file that ends with the process, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="Refused"><c>folder_in_use</c></exception>
    public static FolderLock Take(Place place) => TryTake(place) ?? throw new Refused("folder_in_use", "data", new(
        $"{place.Data.FullName} 폴더는 이미 다른 단골 프로그램이 쓰고 있어요. 그 프로그램을 끝내거나 --data로 다른 폴더를 고르세요.",
        $"The folder {place.Data.FullName} is in use by another Dangol. Stop it, or choose another folder with --data."), 409);

    public static FolderLock? TryTake(Place place)
    {
        CompanyPlace.Make(place.Data.FullName);
        try { return new(new FileStream(Path.Combine(place.Data.FullName, "dangol.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)); }
        catch (IOException) { return null; }
    }

    public void Dispose() => _file.Dispose();
}

using System.Text;
using System.Text.Json;

namespace Dangol.Platform;

/// <summary>
/// 49,233 passwords that were seen in breaches, most used first: the list of the npm package @zxcvbn-ts/language-common (MIT), which is put into the program when it is built. Nothing is
/// asked over the network (ASVS 5.0 §6.2.12). Kept as sorted 64-bit hashes, 8 bytes each.
/// </summary>
internal static class BreachedPasswords
{
    private const ulong Offset = 14695981039346656037, Prime = 1099511628211;

    private static readonly Lazy<ulong[]> Hashes = new(Read);

    /// <summary>How many there are.</summary>
    public static int Count => Hashes.Value.Length;

    /// <summary>Is the folded text one of them?</summary>
    public static bool Has(string folded) => folded.Length > 0 && Array.BinarySearch(Hashes.Value, Hash(folded)) >= 0;

    private static ulong[] Read()
    {
        using var file = typeof(BreachedPasswords).Assembly.GetManifestResourceStream("Dangol.Platform.breached-passwords.json") ?? throw new InvalidOperationException("the list of breached passwords is not in the program");
        var hashes = JsonSerializer.Deserialize<string[]>(file)!.Select(p => Hash(Fold.Of(p))).Distinct().ToArray();
        Array.Sort(hashes);
        return hashes;
    }

    /// <summary>FNV-1a: fast, and among 49,233 of 2^64 no two meet by chance.</summary>
    private static ulong Hash(string text)
    {
        var hash = Offset;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * Prime;
        return hash;
    }
}

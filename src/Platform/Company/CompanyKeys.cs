using System.Security.Cryptography;
using System.Text;

namespace Dangol.Platform;

/// <summary>
/// The company's own secret, 32 random bytes in <c>company.key</c> beside its data (mode 0600). Every use derives a key of its own from it (HKDF-SHA256), so
/// that a token for one purpose never passes for another. All nodes of a company share the file.
/// </summary>
public sealed class CompanyKeys
{
    private readonly byte[] _secret;

    private CompanyKeys(byte[] secret) => _secret = secret;

    /// <summary>A key of 32 bytes for one purpose.</summary>
    public byte[] For(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, 32, info: Encoding.UTF8.GetBytes("dangol/" + purpose));

    /// <summary>A seal over text for one purpose: HMAC-SHA256, 128 bits, URL-safe.</summary>
    public string Seal(string purpose, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(For(purpose), Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    /// <summary>Is this the seal of that text? Takes the same time whether it is or not.</summary>
    public bool IsSealOf(string purpose, string text, string seal) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Seal(purpose, text)), Encoding.UTF8.GetBytes(seal));

    internal static CompanyKeys In(string folder)
    {
        var file = Path.Combine(folder, "company.key");
        if (!File.Exists(file))
        {
            var fresh = file + "." + Environment.ProcessId;
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(fresh, options))
            {
                stream.Write(RandomNumberGenerator.GetBytes(32));
                stream.Flush(flushToDisk: true);
            }
            // Two starts at once: the first to move wins, and both read what is there.
            try { File.Move(fresh, file, overwrite: false); } catch (IOException) { File.Delete(fresh); }
        }
        var secret = File.ReadAllBytes(file);
        return secret.Length == 32
            ? new(secret)
            : throw new Refused("company_key_broken", null, new($"{file} 파일이 손상되었어요. 백업에서 되살려 주세요.", $"{file} is damaged. Please restore it from a backup."));
    }
}

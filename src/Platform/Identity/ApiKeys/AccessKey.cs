using System.Security.Cryptography;
using System.Text;

namespace Dangol.Platform;

/// <summary>The key of a program: <c>dgl_</c>, 40 random letters and digits (238 bits), six that check the rest, so that a key in a log or a repository is recognised and a mistyped one costs no look-up.</summary>
internal static class AccessKey
{
    /// <summary>May make keys for oneself.</summary>
    public static readonly Permission Create = new("api_key", Actions.Create);

    private const string Prefix = "dgl_", Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 40, CheckLength = 6, ShownLength = 8;

    /// <summary>A new one, and what of it may be shown later.</summary>
    public static (string Key, string Shown) New()
    {
        var body = RandomNumberGenerator.GetString(Alphabet, Length);
        return (Prefix + body + Check(body), Prefix + body[..ShownLength]);
    }

    /// <summary>Can this be one at all?</summary>
    public static bool IsOne(string text) => text.Length == Prefix.Length + Length + CheckLength && text.StartsWith(Prefix, StringComparison.Ordinal) && Check(text[Prefix.Length..^CheckLength]) == text[^CheckLength..];

    private static string Check(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(body)).AsSpan(0, CheckLength / 2));
}

/// <summary>The key with which a request came.</summary>
/// <param name="Id">Its key in the table.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Name">The owner's name and the key's.</param>
/// <param name="Language">The owner's language.</param>
/// <param name="Scopes">What it is narrowed to, or null.</param>
/// <param name="AccessVersion">The version of the company's rules at the look-up.</param>
internal sealed record LiveKey(Guid Id, Guid UserId, string Name, Language Language, string? Scopes, long AccessVersion);

/// <summary>An API key was made or ended.</summary>
public sealed record ApiKeyChanged(Guid KeyId, Guid UserId, string What, string Name);

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dangol.Platform;

/// <summary>A token of 256 random bits that is given out once; the database keeps only its SHA-256, so that who reads it can use none.</summary>
internal static class OneTimeToken
{
    /// <summary>A new one.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of it.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

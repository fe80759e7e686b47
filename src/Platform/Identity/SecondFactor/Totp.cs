using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Dangol.Platform;

/// <summary>Codes of an authenticator app (RFC 6238 over RFC 4226): HMAC-SHA1, steps of 30 seconds, six digits, which is what every app can do.</summary>
internal static class Totp
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int SecretBytes = 20, Seconds = 30, Around = 1;

    /// <summary>A new secret, in base 32 as apps take it (RFC 4648): 160 bits.</summary>
    public static string NewSecret() => Base32(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>What the QR code says.</summary>
    public static string Address(string company, string account, string secret) =>
        $"otpauth://totp/{Uri.EscapeDataString(company)}:{Uri.EscapeDataString(account)}?secret={secret}&issuer={Uri.EscapeDataString(company)}&algorithm=SHA1&digits=6&period=30";

    /// <summary>The step whose code this is, of the present one and its neighbours, since clocks differ; null where it is none of them.</summary>
    public static long? StepOf(string secret, string code, DateTime now)
    {
        var given = string.Concat(code.Where(char.IsAsciiDigit));
        if (given.Length != 6) return null;
        var (key, present) = (FromBase32(secret), Step(now));
        long? found = null;
        for (var step = present - Around; step <= present + Around; step++)
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(given), System.Text.Encoding.ASCII.GetBytes(Code(key, step)))) found = step;
        return found;
    }

    /// <summary>The code of now.</summary>
    public static string Code(string secret, DateTime now) => Code(FromBase32(secret), Step(now));

    private static long Step(DateTime now) => (long)(now - DateTime.UnixEpoch).TotalSeconds / Seconds;

    /// <summary>RFC 4226 §5.3: the last half-byte of the hash says which four bytes count.</summary>
    private static string Code(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8], hash = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        HMACSHA1.HashData(key, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[19] & 15)..]) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static string Base32(byte[] bytes)
    {
        var (text, held, bits) = (new System.Text.StringBuilder(), 0, 0);
        foreach (var b in bytes)
            for ((held, bits) = ((held << 8 | b) & 0xfff, bits + 8); bits >= 5; bits -= 5) text.Append(Alphabet[held >> (bits - 5) & 31]);
        return text.ToString();
    }

    private static byte[] FromBase32(string text)
    {
        var (bytes, held, bits) = (new List<byte>(SecretBytes), 0, 0);
        foreach (var letter in text)
        {
            (held, bits) = ((held << 5 | Alphabet.IndexOf(letter, StringComparison.Ordinal)) & 0xfff, bits + 5);
            if (bits >= 8) { bytes.Add((byte)(held >> (bits - 8))); bits -= 8; }
        }
        return [.. bytes];
    }
}

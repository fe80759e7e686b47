using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dangol.Tests;

/// <summary>An authenticator in memory (WebAuthn level 2) with one key of ES256 or RS256. Each part of its answers can be spoilt.</summary>
internal sealed class SoftAuthenticator : IDisposable
{
    private readonly ECDsa? _curve;
    private readonly RSA? _rsa;
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);

    public SoftAuthenticator(bool rsa = false) => (_curve, _rsa) = rsa ? (null, RSA.Create(2048)) : (ECDsa.Create(ECCurve.NamedCurves.nistP256), (RSA?)null);

    public const byte Present = 0x01, Verified = 0x04, MayBeCopied = 0x08;

    public string Origin { get; set; } = "https://crm.example.com";

    /// <summary>The domain it signs for instead of the one that it was asked for.</summary>
    public string? Domain { get; set; }

    public uint Counter { get; set; }

    public byte Flags { get; set; } = Present | Verified;

    public bool CrossOrigin { get; set; }

    public bool Spoilt { get; set; }

    public string? UserHandle { get; set; }

    /// <summary>The answer to what was asked when a passkey is made.</summary>
    public string Make(string options)
    {
        var asked = JsonNode.Parse(options)!;
        UserHandle = asked["user"]!["id"]!.GetValue<string>();
        var client = ClientData("webauthn.create", asked);
        byte[] data = [.. Head(asked["rp"]!["id"]!.GetValue<string>(), (byte)(Flags | 0x40)), .. new byte[16], 0x00, (byte)_id.Length, .. _id, .. PublicKey()];
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data];
        return Answer(new { attestationObject = Text(attestation), clientDataJSON = Text(client), transports = new[] { "internal" } });
    }

    /// <summary>The answer to a challenge.</summary>
    public string Sign(string options)
    {
        var asked = JsonNode.Parse(options)!;
        var client = ClientData("webauthn.get", asked);
        var data = Head(asked["rpId"]!.GetValue<string>(), Flags);
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        var signature = _curve?.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) ?? _rsa!.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (Spoilt) signature[^1] ^= 1;
        return Answer(new { authenticatorData = Text(data), clientDataJSON = Text(client), signature = Text(signature), userHandle = UserHandle });
    }

    public void Dispose()
    {
        _curve?.Dispose();
        _rsa?.Dispose();
    }

    /// <summary>The key as COSE has it (RFC 9053): a map of its kind, algorithm and numbers.</summary>
    private byte[] PublicKey()
    {
        if (_curve?.ExportParameters(includePrivateParameters: false).Q is { } point) return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        var rsa = _rsa!.ExportParameters(includePrivateParameters: false);
        return [0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00, .. rsa.Modulus!, 0x21, 0x43, .. rsa.Exponent!];
    }

    private byte[] ClientData(string type, JsonNode asked) => JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = asked["challenge"]!.GetValue<string>(), origin = Origin, crossOrigin = CrossOrigin });

    private byte[] Head(string asked, byte flags)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Domain ?? asked)), flags, .. counter];
    }

    private string Answer(object response) => JsonSerializer.Serialize(new { id = Text(_id), rawId = Text(_id), type = "public-key", authenticatorAttachment = "platform", clientExtensionResults = new { }, response });

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}

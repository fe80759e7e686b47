using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Dangol.Platform;

/// <summary>
/// The key of what a form makes: the same for the same form with the same words in it, so that what is sent twice is made once. Whoever goes back and
/// sends other words makes something else.
/// </summary>
internal static class Once
{
    /// <summary>The field of a form that carries its key.</summary>
    public const string Field = "once";

    private const int TimeBytes = 8;

    /// <summary>The key of what was sent; null where the form carries none.</summary>
    public static Guid? Of(IEnumerable<KeyValuePair<string, StringValues>> sent)
    {
        Guid? form = null;
        var words = new StringBuilder();
        foreach (var (name, values) in sent.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            if (name == Field) form = Guid.TryParse(values, out var key) ? key : null;
            // Tokens are no words.
            else if (!name.StartsWith("__", StringComparison.Ordinal)) words.Append(name).Append('=').AppendJoin(',', values.ToArray()).Append('\n');
        }
        if (form is not { } begun) return null;
        // The form's instant stays in front, so that keys keep their order.
        Span<byte> bytes = stackalloc byte[16];
        begun.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{begun:N}\n{words}"));
        hash.AsSpan(0, bytes.Length - TimeBytes).CopyTo(bytes[TimeBytes..]);
        bytes[TimeBytes] = (byte)(bytes[TimeBytes] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

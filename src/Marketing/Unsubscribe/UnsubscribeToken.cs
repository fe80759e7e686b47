using System.Buffers.Text;

namespace Dangol.Marketing;

/// <summary>
/// What stands behind <c>/u/</c> in a message: campaign and customer, sealed by the company's key, so that nobody can unsubscribe others by guessing. It holds
/// for ever, since an old mail must still let its reader out.
/// </summary>
internal static class UnsubscribeToken
{
    private const string Purpose = "unsubscribe";
    private const int Keys = 32;

    public static string Of(CompanyKeys keys, Guid campaign, Guid customer)
    {
        Span<byte> both = stackalloc byte[Keys];
        campaign.TryWriteBytes(both, bigEndian: true, out _);
        customer.TryWriteBytes(both[16..], bigEndian: true, out _);
        var text = Base64Url.EncodeToString(both);
        return $"{text}.{keys.Seal(Purpose, text)}";
    }

    /// <summary>Campaign and customer, or null where the company did not seal this.</summary>
    public static (Guid Campaign, Guid Customer)? Read(CompanyKeys keys, string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || token.Length > 100 || !keys.IsSealOf(Purpose, token[..dot], token[(dot + 1)..])) return null;
        Span<byte> both = stackalloc byte[Keys];
        if (!Base64Url.TryDecodeFromChars(token.AsSpan(0, dot), both, out var written) || written != Keys) return null;
        return (new Guid(both[..16], bigEndian: true), new Guid(both[16..], bigEndian: true));
    }
}

namespace Dangol.Marketing;

/// <summary>
/// Which customers are held out, by hash and not by dice: the same customer and campaign give the same arm on every machine, in every version and after
/// every restart, and one campaign's arms say nothing of another's. Assign after eligibility and caps, or the arms differ.
/// </summary>
internal static class ArmAssignment
{
    /// <summary>The share of the control is given in ten-thousandths.</summary>
    public const int Buckets = 10_000;

    /// <summary>
    /// The customer's bucket, 0 to 9,999: SipHash-2-4 of the customer's id under the scope's id as key, modulo 10,000 (the remainder's bias is below 10⁻¹⁵). Both ids as
    /// their 16 bytes in network order (RFC 9562).
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="scope">What the arms belong to: a campaign, a programme, or the company's control group of a period. A new scope deals anew.</param>
    public static int Bucket(Guid customer, Guid scope)
    {
        Span<byte> key = stackalloc byte[16], message = stackalloc byte[16];
        scope.TryWriteBytes(key, bigEndian: true, out _);
        customer.TryWriteBytes(message, bigEndian: true, out _);
        return (int)(SipHash.Of(message, key) % Buckets);
    }

    /// <summary>Whether the customer is held out. A greater share keeps those that a smaller one held out.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="scope">What the arms belong to.</param>
    /// <param name="controlShare">Ten-thousandths held out: 1,000 is 10 %.</param>
    public static bool IsControl(Guid customer, Guid scope, int controlShare) => controlShare is >= 0 and <= Buckets
        ? Bucket(customer, scope) < controlShare
        : throw new ArgumentOutOfRangeException(nameof(controlShare), controlShare, "0 to 10,000");
}

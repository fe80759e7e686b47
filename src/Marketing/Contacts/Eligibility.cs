using System.Net.Mail;
using System.Text;
using Dangol.Customers;

namespace Dangol.Marketing;

/// <summary>What decides whether a customer may be reached through a channel.</summary>
/// <param name="Consent">The latest word on it: granted, withdrawn, or null where nothing was ever said.</param>
internal readonly record struct Reachable(string? Consent, string? Email, string? Phone, bool HasPlace);

/// <summary>
/// May a customer be reached? The first reason against it counts: consent before address. Electronic advertising needs prior consent (정보통신망법 제50조); a call
/// by a living person and a letter honour a refusal.
/// </summary>
internal static class Eligibility
{
    public const string Withdrawn = "withdrawn", NoConsent = "no_consent", NoAddress = "no_address", BadAddress = "bad_address", Unknown = "customer_gone", Stopped = "campaign_stopped";

    /// <summary>The reason against it, or null.</summary>
    public static string? Against(string channel, Reachable customer)
    {
        if (customer.Consent == ConsentStatus.Withdrawn) return Withdrawn;
        if (channel == Channels.Email && customer.Consent != ConsentStatus.Granted) return NoConsent;
        return channel switch
        {
            Channels.Email => string.IsNullOrWhiteSpace(customer.Email) ? NoAddress : IsMailAddress(customer.Email) ? null : BadAddress,
            Channels.Call => string.IsNullOrWhiteSpace(customer.Phone) ? NoAddress : null,
            _ => customer.HasPlace ? null : NoAddress,
        };
    }

    /// <summary>
    /// A single address that every SMTP server can take: <c>hong@example.com</c>, without a display name. What stands before the @ is ASCII (RFC 5321); a domain in Hangul has
    /// an ASCII form.
    /// </summary>
    public static bool IsMailAddress(string text) =>
        text.Length <= 254 && !text.AsSpan().ContainsAny("\r\n<>,; \t\"") && MailAddress.TryCreate(text, out var address) && address.Address == text && Ascii.IsValid(address.User)
        && address.Host.Contains('.', StringComparison.Ordinal);

    public static Text Label(string? reason) => reason switch
    {
        null => new("", ""),
        Withdrawn => new("수신거부", "Opted out"),
        NoConsent => new("수신동의 없음", "No consent"),
        NoAddress => new("연락처 없음", "No address"),
        BadAddress => new("연락처 오류", "Bad address"),
        Unknown => new("고객 정보 없음", "Customer gone"),
        Stopped => new("캠페인 중단", "Campaign stopped"),
        _ => Text.Same(reason),
    };
}

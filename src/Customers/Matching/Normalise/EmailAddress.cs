namespace Dangol.Customers;

/// <summary>A mail address as its mailbox: small letters, no +label; at Gmail no dots, and one name for its two domains.</summary>
internal static class EmailAddress
{
    /// <summary>jane.doe+shop@googlemail.com → janedoe@gmail.com; null where it is no address.</summary>
    public static string? Of(string raw)
    {
        var text = Fold.Of(raw).Replace(" ", "", StringComparison.Ordinal);
        if (text.StartsWith("mailto:", StringComparison.Ordinal)) text = text[7..];
        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1) return null;
        var (local, domain) = (text[..at], text[(at + 1)..]);
        var label = local.IndexOf('+', StringComparison.Ordinal);
        if (label > 0) local = local[..label];
        if (domain is "googlemail.com") domain = "gmail.com";
        if (domain is "gmail.com" && local.Replace(".", "", StringComparison.Ordinal) is { Length: > 0 } undotted) local = undotted;
        return $"{local}@{domain}";
    }
}

using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>
/// To whom a passkey belongs: the domain that it is made for, and the origins of the pages that may ask for it. They are those under which the product was asked; where the company has a
/// public address under that very name, its origin too, since a proxy that ends TLS may hide it. A number as a host owns no passkeys (WebAuthn §5.1.3): behind a proxy that asks
/// by number it is the public address that people see.
/// </summary>
internal sealed record PasskeySite(string Domain, IReadOnlyList<string> Origins)
{
    public static PasskeySite Of(HttpRequest request, string publicAddress) => Of(request.Scheme, request.Host, publicAddress);

    public static PasskeySite Of(string scheme, HostString asked, string publicAddress)
    {
        var host = asked.Host.ToLowerInvariant();
        var origin = $"{scheme}://{asked.Value?.ToLowerInvariant()}";
        if (!Uri.TryCreate(publicAddress, UriKind.Absolute, out var known) || known.HostNameType != UriHostNameType.Dns) return new(host, [origin]);
        var seen = $"{known.Scheme}://{known.IdnHost}{(known.IsDefaultPort ? "" : $":{known.Port}")}";
        if (Uri.CheckHostName(host.Trim('[', ']')) is UriHostNameType.IPv4 or UriHostNameType.IPv6) return new(known.IdnHost, [seen]);
        return host == known.IdnHost ? new(host, [origin, seen]) : new(host, [origin]);
    }
}

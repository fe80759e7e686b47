using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>
/// Remembers of a browser that the right password of an account was typed in it: whoever shares its address, as all behind one office's router do, can't close the account to it by
/// failing on purpose. The cookie lets nobody in and says nothing of the account; it only has failures of its own counted.
/// </summary>
internal static class KnownBrowser
{
    private const string Purpose = "known-browser";
    private const int Longest = 128;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    /// <summary>Its mark, where it knows this account; else null.</summary>
    public static string? Of(HttpRequest request, CompanyKeys keys, string emailFolded) =>
        request.Cookies[Name(request)] is { Length: > 0 and <= Longest } cookie && cookie.Split('.') is [var mark, var seal] && keys.IsSealOf(Purpose, mark + "\n" + emailFolded, seal) ? mark : null;

    public static void Remember(HttpContext context, CompanyKeys keys, string emailFolded, DateTimeOffset now)
    {
        if (Of(context.Request, keys, emailFolded) is not null) return;
        var mark = OneTimeToken.New();
        context.Response.Cookies.Append(Name(context.Request), $"{mark}.{keys.Seal(Purpose, mark + "\n" + emailFolded)}",
            new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, Expires = now + Kept });
    }

    private static string Name(HttpRequest request) => request.IsHttps ? "__Host-dangol_known" : "dangol_known";
}

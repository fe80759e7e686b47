using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Language and theme: plain forms that set a cookie and come back to the same page.</summary>
internal static class Preferences
{
    private const string Why = "changes nothing but how the asker is spoken to";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/preferences/language", async (HttpContext context, ChooseLanguage choose, [FromForm] string value, [FromForm(Name = "return")] string? back, CancellationToken cancel) =>
        {
            if (value is "ko" or "en") await choose.Run(User.LanguageOf(value), cancel);
            return Keep(context, Screen.LanguageCookie, value is "ko" or "en" ? value : null, back);
        }).WithName("language").Public(Why);
        routes.MapPost("/preferences/theme", (HttpContext context, [FromForm] string value, [FromForm(Name = "return")] string? back) =>
            Keep(context, Screen.ThemeCookie, value is "light" or "dark" ? value : null, back)).WithName("theme").Public(Why);
    }

    /// <summary>A language's name in itself, so that whoever looks for it can read it.</summary>
    public static string OwnName(Language language) => language == Language.Korean ? "한국어" : "English";

    /// <summary>A path on this site: a redirect must not lead anywhere else.</summary>
    public static bool IsOwnPath(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl);

    private static IResult Keep(HttpContext context, string cookie, string? value, string? back)
    {
        if (value is null) context.Response.Cookies.Delete(cookie);
        else context.Response.Cookies.Append(cookie, value, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365) });
        return Page.Next(IsOwnPath(back) ? back! : "/");
    }
}

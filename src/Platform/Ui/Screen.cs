using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>Light, dark, or as the device says.</summary>
public enum Theme { Device, Light, Dark }

/// <summary>
/// What a page needs to know of the one who looks at it: language, theme, where they are, who they are. One per request; pages and parts take it with
/// <c>@inject Screen Screen</c>.
/// </summary>
public sealed class Screen(IAntiforgery antiforgery, TimeProvider clock)
{
    internal const string LanguageCookie = "dangol_language", ThemeCookie = "dangol_theme", FoldCookie = "dangol_fold";
    private HttpContext? _context;
    private string? _token;
    private Format? _format;

    /// <summary>The language that the person chose, else the browser's wish, else Korean.</summary>
    public Language Language { get; set; } = Language.Korean;

    /// <summary>The theme that the person chose.</summary>
    public Theme Theme { get; private set; }

    /// <summary>The person folded the navigation to icons.</summary>
    public bool Folded { get; private set; }

    /// <summary>The path of the request, such as <c>/customers</c>.</summary>
    public string Path { get; private set; } = "/";

    /// <summary>Path and query: where a form comes back to.</summary>
    public string Here { get; private set; } = "/";

    /// <summary>What stands in the search box.</summary>
    public string? Search { get; private set; }

    /// <summary>The name of the person who is signed in; null before sign-in. Set by whoever reads the session.</summary>
    public string? Person { get; set; }

    /// <summary>The role as which an administrator looks at the product, or null.</summary>
    public string? AsRole { get; set; }

    /// <summary>The zone in which instants are shown: the company's.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    /// <summary>Numbers, money, dates and spans of time in the person's language.</summary>
    public Format Format => _format ??= new Format(Language, Zone, clock);

    /// <summary>The antiforgery token that stands in the page's head and in every plain form.</summary>
    public string Token => _token ??= _context is null ? "" : antiforgery.GetAndStoreTokens(_context).RequestToken ?? "";

    /// <summary>The wording in the person's language.</summary>
    public string Say(Text text) => text.In(Language);

    /// <summary>The wording in the person's language.</summary>
    public string Say(string ko, string en) => Language == Language.Korean ? ko : en;

    /// <summary>The name under which somebody acted, as it stands in the journal, in the reader's words.</summary>
    public string Who(string actor) => actor == Actor.Operator.Name ? Say("명령줄", "Command line") : actor;

    /// <summary>The language is the person's choice at this browser, and not only a guess.</summary>
    internal bool ChoseLanguage { get; private set; }

    internal string Tag => Language == Language.Korean ? "ko" : "en";

    internal void Read(HttpContext context)
    {
        var request = context.Request;
        _context = context;
        Path = request.Path.HasValue ? request.Path.Value! : "/";
        Here = Path + request.QueryString.Value;
        Search = request.Query["q"];
        ChoseLanguage = request.Cookies[LanguageCookie] is "ko" or "en";
        Language = request.Cookies[LanguageCookie] switch { "ko" => Language.Korean, "en" => Language.English, _ => Wish(request.Headers.AcceptLanguage) };
        Theme = request.Cookies[ThemeCookie] switch { "light" => Theme.Light, "dark" => Theme.Dark, _ => Theme.Device };
        Folded = request.Cookies[FoldCookie] == "1";
    }

    /// <summary>The first of our languages in the order of their weights; Korean where neither is wished (RFC 9110 §12.5.4).</summary>
    internal static Language Wish(string? acceptLanguage)
    {
        var (best, weight) = (Language.Korean, 0.0);
        foreach (var part in (acceptLanguage ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pieces = part.Split(';', StringSplitOptions.TrimEntries);
            Language? language = pieces[0].Split('-')[0].ToLowerInvariant() switch { "ko" => Language.Korean, "en" => Language.English, _ => null };
            var q = pieces.Skip(1).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is { } text
                ? double.TryParse(text[2..], System.Globalization.CultureInfo.InvariantCulture, out var given) ? given : 0
                : 1;
            if (language is { } wished && q > weight) (best, weight) = (wished, q);
        }
        return best;
    }
}

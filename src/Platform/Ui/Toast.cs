using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Dangol.Platform;

/// <summary>A short message at the edge of the screen. It reaches the person with the answer to a piece, or with the next page after a redirect.</summary>
/// <param name="Kind">success or warning.</param>
/// <param name="Text">What happened.</param>
/// <param name="Href">Where its result is.</param>
/// <param name="Undo">The change set that a button takes back.</param>
/// <param name="Back">Where one is after taking it back; here where null.</param>
public sealed record Toast(string Kind, string Text, string? Href, Guid? Undo = null, string? Back = null)
{
    private const string Cookie = "dangol_toast";

    /// <summary>What the button says.</summary>
    public static readonly Text UndoWord = new("되돌리기", "Undo");

    /// <summary>Says that something is done; <paramref name="href"/> leads to its result.</summary>
    public static void Done(HttpContext context, Text text, string? href = null) => Send(context, "success", text, href);

    /// <summary>Says that something was changed, with a button that takes it back and then goes <paramref name="back"/>.</summary>
    public static void Changed(HttpContext context, Text text, Guid undo, string? back = null, string? href = null) =>
        Send(context, "success", text, href, undo == Guid.Empty ? null : undo, back);

    /// <summary>Says that something needs a look.</summary>
    public static void Warn(HttpContext context, Text text, string? href = null) => Send(context, "warning", text, href);

    private static void Send(HttpContext context, string kind, Text text, string? href, Guid? undo = null, string? back = null)
    {
        var screen = (Screen)context.RequestServices.GetService(typeof(Screen))!;
        var toast = new Toast(kind, screen.Say(text), href, undo, back);
        if (!context.Items.ContainsKey(typeof(Toast))) context.Response.OnStarting(() => Leave(context));
        context.Items[typeof(Toast)] = toast;
    }

    /// <summary>With a redirect it waits in a cookie for the next page; with a piece it goes as a header; a whole page has it already.</summary>
    private static Task Leave(HttpContext context)
    {
        var (toast, response) = (context.Items[typeof(Toast)], context.Response);
        if (response.StatusCode is >= 300 and < 400 || response.Headers.ContainsKey("HX-Redirect"))
            response.Cookies.Append(Cookie, WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(toast, JsonSerializerOptions.Web)),
                new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromMinutes(1) });
        else if (Page.WantsPiece(context.Request))
            response.Headers["HX-Trigger"] = JsonSerializer.Serialize(new { toast }, JsonSerializerOptions.Web);   // its escaping keeps the header in ASCII
        return Task.CompletedTask;
    }

    /// <summary>The message of this request, else the one that the last request left.</summary>
    internal static Toast? Take(HttpContext context)
    {
        if (context.Items.TryGetValue(typeof(Toast), out var now)) return (Toast?)now;
        if (context.Request.Cookies[Cookie] is not { Length: > 0 and < 4000 } kept) return null;
        context.Response.Cookies.Delete(Cookie);
        try
        {
            var toast = JsonSerializer.Deserialize<Toast>(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(kept)), JsonSerializerOptions.Web);
            // Only a path of our own may be a link: the cookie comes from the browser.
            return toast is { Text: not null } ? toast with { Href = Preferences.IsOwnPath(toast.Href) ? toast.Href : null, Back = Preferences.IsOwnPath(toast.Back) ? toast.Back : null } : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException) { return null; }
    }
}

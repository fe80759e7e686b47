using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>What a route answers with: a component in the frame, or alone where htmx asks for a piece.</summary>
public static class Page
{
    /// <summary>A page: in the frame with its title, or alone when htmx asks for a part of the page.</summary>
    /// <param name="title">The title of the window.</param>
    /// <param name="parameters">The component's parameters: a dictionary, or an object with properties of their names.</param>
    /// <param name="status">The HTTP status: 200, or 422 for a form with its messages.</param>
    public static IResult Of<TComponent>(Text title, object? parameters = null, int status = 200) where TComponent : IComponent =>
        new PageResult<TComponent>(title, parameters, status, bare: false);

    /// <summary>A page without navigation: sign-in, unsubscribe, the first start.</summary>
    public static IResult Bare<TComponent>(Text title, object? parameters = null, int status = 200) where TComponent : IComponent =>
        new PageResult<TComponent>(title, parameters, status, bare: true);

    /// <summary>A component alone, whoever asks.</summary>
    public static IResult Piece<TComponent>(object? parameters = null, int status = 200) where TComponent : IComponent =>
        new Html<TComponent>(AsDictionary(parameters), status);

    /// <summary>To another page after something was done: 303 for a plain form, a redirect that htmx follows for a piece.</summary>
    public static IResult Next(string path) => new NextResult(path);

    /// <summary>True where htmx wants a part of the page rather than the whole.</summary>
    public static bool WantsPiece(HttpRequest request) =>
        request.Headers["HX-Request"] == "true" && request.Headers["HX-Request-Type"] != "full" && !request.Headers.ContainsKey("HX-History-Restore-Request");

    /// <summary>True for what programs ask for: everything below <c>/api</c>, which itself is a page.</summary>
    public static bool IsForPrograms(HttpRequest request) => request.Path.StartsWithSegments("/api", out var rest) && rest.HasValue;

    /// <summary>A wait as Retry-After says it.</summary>
    internal static string Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal static IDictionary<string, object?> AsDictionary(object? parameters) => parameters switch
    {
        null => new Dictionary<string, object?>(),
        IDictionary<string, object?> dictionary => dictionary,
        _ => new RouteValueDictionary(parameters),
    };
}

internal sealed class PageResult<TComponent>(Text title, object? parameters, int status, bool bare) : IResult where TComponent : IComponent
{
    public Task ExecuteAsync(HttpContext context)
    {
        // One address gives two answers, so nothing between may keep one for the other.
        context.Response.Headers.Vary = "HX-Request, Cookie, Accept-Language";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers.Pragma = "no-cache";
        var given = Page.AsDictionary(parameters);
        if (given.Values.OfType<Refused>().FirstOrDefault()?.After is { } wait) context.Response.Headers.RetryAfter = Page.Seconds(wait);
        if (Page.WantsPiece(context.Request))
            return new Html<TComponent>(given, status).ExecuteAsync(context);
        var whole = new Dictionary<string, object?>
        {
            [nameof(Document.Title)] = title,
            [nameof(Document.Bare)] = bare,
            [nameof(Document.Content)] = typeof(TComponent),
            [nameof(Document.Parameters)] = given,
        };
        return new Html<Document>(whole, status).ExecuteAsync(context);
    }
}

internal sealed class NextResult(string path) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        if (context.Request.Headers["HX-Request"] == "true") context.Response.Headers["HX-Redirect"] = path;
        else
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = path;
        }
        return Task.CompletedTask;
    }
}

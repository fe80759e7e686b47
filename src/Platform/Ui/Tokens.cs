using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>
/// Lets nothing that changes something through without the antiforgery token, in the form or in the header <c>X-CSRF-TOKEN</c>. Left out: routes that say
/// <c>DisableAntiforgery()</c> (one-click unsubscribe, webhooks), and <c>/api</c> with a key or without a cookie,
/// where the browser adds nothing by itself.
/// </summary>
internal sealed class Tokens(RequestDelegate next, IAntiforgery antiforgery)
{
    public async Task Invoke(HttpContext context, Visitor visitor)
    {
        var request = context.Request;
        var safe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || HttpMethods.IsTrace(request.Method);
        var endpoint = context.GetEndpoint();
        if (!safe && endpoint is not null && visitor.Key is null && endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: false }
            && !(request.Path.StartsWithSegments("/api") && request.Headers.Cookie.Count == 0))
            await antiforgery.ValidateRequestAsync(context);
        await next(context);
    }
}

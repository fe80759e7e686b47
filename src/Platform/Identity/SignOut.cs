using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Ends the session on the server, so that a copy of the cookie is worth nothing, and takes the cookie away.</summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost("/sign-out", async (HttpContext context, Sessions sessions, Visitor visitor, CancellationToken cancel) =>
    {
        await sessions.End(visitor.Session!, visitor.Visit, cancel);
        SessionCookie.Remove(context);
        return Page.Next("/sign-in");
    }).NeedsSignIn();
}

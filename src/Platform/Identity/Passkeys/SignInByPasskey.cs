using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Signs a person in with a passkey alone: it says who they are, and stands for password and code.</summary>
internal sealed class SignInByPasskey(Passkeys passkeys, Sessions sessions, Visitor visitor)
{
    /// <returns>The token of the session.</returns>
    /// <exception cref="Refused"><c>passkey_failed</c>, <c>too_many_sign_ins</c></exception>
    public async Task<string> Run(HttpContext context, string token, string credential, CancellationToken cancel)
    {
        var user = await passkeys.Signed(context, null, token, credential, cancel);
        if (visitor.Session is { } before) await sessions.End(before, visitor.Visit, cancel);
        return await sessions.Begin(user, visitor.Visit, cancel, LiveSession.Passkey);
    }

    public static void Map(IEndpointRouteBuilder pages)
    {
        const string Why = "whoever signs in is not signed in yet";
        pages.MapPost("/sign-in/passkey/options", (HttpContext context, Passkeys passkeys, CancellationToken cancel) => passkeys.AskToSign(context, null, cancel)).Public(Why);
        pages.MapPost("/sign-in/passkey", async (HttpContext context, SignInByPasskey signIn, [FromForm] string? token, [FromForm] string? credential, [FromForm(Name = "return")] string? back, CancellationToken cancel) =>
        {
            try
            {
                SessionCookie.Set(context, await signIn.Run(context, token ?? "", credential ?? "", cancel));
                return Page.Next(SignIn.Back(back));
            }
            catch (Refused refused) { return SignIn.Show(back, refused: refused); }
        }).Public(Why);
    }
}

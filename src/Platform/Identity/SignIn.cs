using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>
/// Signs a person in with e-mail address and password. What is wrong is never told apart, and an unknown account takes as long as a wrong password.
/// </summary>
internal sealed class SignIn(Company company, Passwords passwords, Sessions sessions, SignInLimits limits, SecondFactors factors, SignInStep step, Visitor visitor)
{
    public sealed record Form(string Email, string Password);

    private sealed record Account(Guid Id, string? PasswordHash, string LanguageTag);

    public static readonly Text Title = new("로그인", "Sign in");

    /// <returns>The token of the session; or of the second step, where they have a second factor.</returns>
    /// <exception cref="Refused"><c>sign_in_wrong</c>, <c>too_many_sign_ins</c></exception>
    public async Task<(string Token, bool IsStep)> Run(HttpContext context, Form form, CancellationToken cancel)
    {
        var folded = Fold.Of(form.Email);
        var visit = visitor.Visit with { Known = KnownBrowser.Of(context.Request, company.Keys, folded) };
        try { await limits.Count(folded, visit, cancel); }
        catch (Refused) { await Log("closed", null, cancel); throw; }
        var account = await Find(folded, cancel);
        var (right, old) = await passwords.Check(account?.PasswordHash, form.Password, cancel);
        if (account is null || !right)
        {
            await Log("refused", account?.Id, cancel);
            throw new Refused("sign_in_wrong", null, new("이메일 또는 비밀번호가 맞지 않아요. 다시 확인해 주세요.", "The e-mail address or the password is wrong. Please check both."));
        }
        var anew = old ? await passwords.Hash(form.Password, cancel) : null;
        await company.Writes.Run(Actor.System, new("비밀번호 다시 해시", "Password hashed anew"), async change =>
        {
            await SignInLimits.Forget(change, folded, visit, cancel);
            if (anew is null) return;
            (await change.Open<IdentityDb>().Users.SingleAsync(u => u.Id == account.Id, cancel)).ChangePassword(anew);
            await change.Save(cancel);
        }, cancel);
        KnownBrowser.Remember(context, company.Keys, folded, company.Clock.GetUtcNow());
        if ((await factors.Of(account.Id, cancel)).Confirmed) return (await step.Begin(account.Id, cancel), true);
        if (visitor.Session is { } before) await sessions.End(before, visitor.Visit, cancel);
        return (await sessions.Begin(account.Id, visitor.Visit, cancel), false);
    }

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in", (Visitor visitor, FirstStart first, [FromQuery(Name = "return")] string? back) =>
            first.IsOpen ? Page.Next("/setup") : visitor.Session is null ? Show(back) : Page.Next(Back(back))).Public("whoever signs in is not signed in yet");
        pages.MapPost("/sign-in", async (HttpContext context, SignIn signIn, [FromForm] string? email, [FromForm] string? password, [FromForm(Name = "return")] string? back, CancellationToken cancel) =>
        {
            try
            {
                var (token, isStep) = await signIn.Run(context, new(email ?? "", password ?? ""), cancel);
                if (isStep) StepCookie.Set(context, token);
                else SessionCookie.Set(context, token);
                return Page.Next(isStep ? "/sign-in/code?return=" + Uri.EscapeDataString(Back(back)) : Back(back));
            }
            catch (Refused refused) { return Show(back, email, refused); }
        }).Public("whoever signs in is not signed in yet");
    }

    private Task Log(string kind, Guid? user, CancellationToken cancel) => company.Writes.Run(Actor.System, Title, change => Sessions.Log(change, kind, user, visitor.Visit, cancel), cancel);

    private async Task<Account?> Find(string folded, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.First("select id, password_hash, language_tag from users where email_folded = @email and disabled_at is null",
            row => new Account(row.Guid(0), row.TextOrNull(1), row.Text(2)), cancel, ("email", folded));
    }

    internal static IResult Show(string? back, string? email = null, Refused? refused = null) =>
        Page.Bare<SignInPage>(Title, new { Return = Back(back), Email = email, Refused = refused }, refused?.Status ?? 200);

    /// <summary>Where they wanted to go, where that is on this site.</summary>
    internal static string Back(string? path) => Preferences.IsOwnPath(path) && !path!.StartsWith("/sign-", StringComparison.Ordinal) ? path : "/";
}

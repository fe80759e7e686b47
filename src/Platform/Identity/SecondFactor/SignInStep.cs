using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>
/// The second step of signing in: a code of the app or a recovery code, within ten minutes of the password, at the browser that gave it. Nothing is a session before both. Five wrong codes
/// end the step, and count against the address as wrong passwords do.
/// </summary>
internal sealed class SignInStep(Company company, SecondFactors factors, Sessions sessions, SignInLimits limits, Visitor visitor)
{
    private const int Most = 5;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);
    private static readonly Text Title = new("인증 코드", "Code");

    /// <summary>The password was right: the answer is the token of the step.</summary>
    public async Task<string> Begin(Guid user, CancellationToken cancel)
    {
        var token = OneTimeToken.New();
        await company.Writes.Run(Actor.System, Title, async change =>
        {
            await change.Execute("delete from sign_in_steps where until < @now", cancel, ("now", change.Now));
            await change.Execute("insert into sign_in_steps (token_hash, user_id, made_at, until, failures) values (@hash, @user, @now, @until, 0)", cancel,
                ("hash", OneTimeToken.Hash(token)), ("user", user), ("now", change.Now), ("until", change.Now + Length));
        }, cancel);
        return token;
    }

    /// <returns>The token of the session.</returns>
    /// <exception cref="Refused"><c>step_over</c>: begin with the password again; <c>code_wrong</c>, <c>too_many_sign_ins</c></exception>
    public async Task<string> Run(string token, string code, CancellationToken cancel)
    {
        var hash = OneTimeToken.Hash(token);
        // Counted before the code is looked at, so that many at once are no way around it.
        var user = await company.Writes.Run(Actor.System, Title, async change => await change.Session.First("""
            update sign_in_steps set failures = failures + 1 where token_hash = @hash and until > @now and failures < @most and exists (select 1 from users u where u.id = sign_in_steps.user_id and u.disabled_at is null) returning user_id
            """, row => (Guid?)row.Guid(0), cancel, ("hash", hash), ("now", change.Now), ("most", Most)), cancel) ?? throw Over();
        await limits.Count("code " + user, visitor.Visit, cancel);
        if (await factors.Use(user, code, cancel) is not { } by)
        {
            await company.Writes.Run(Actor.System, Title, change => Sessions.Log(change, "code_refused", user, visitor.Visit, cancel), cancel);
            throw SecondFactors.Wrong();
        }
        await company.Writes.Run(Actor.System, Title, async change =>
        {
            await SignInLimits.Forget(change, "code " + user, visitor.Visit, cancel);
            if (await change.Execute("delete from sign_in_steps where token_hash = @hash", cancel, ("hash", hash)) == 0) throw Over();
        }, cancel);
        if (visitor.Session is { } before) await sessions.End(before, visitor.Visit, cancel);
        return await sessions.Begin(user, visitor.Visit, cancel, by);
    }

    private static Refused Over() => new("step_over", null, new("시간이 지났거나 여러 번 틀렸어요. 비밀번호부터 다시 입력해 주세요.", "Time is up, or there were too many wrong codes. Please begin with the password again."), 409);

    public static void Map(IEndpointRouteBuilder pages)
    {
        const string Why = "whoever signs in is not signed in yet";
        pages.MapGet("/sign-in/code", (HttpContext context, [FromQuery(Name = "return")] string? back) => StepCookie.Of(context.Request) is null ? Page.Next("/sign-in") : Show(back, null)).Public(Why);
        pages.MapPost("/sign-in/code", async (HttpContext context, SignInStep step, [FromForm] string? code, [FromForm(Name = "return")] string? back, CancellationToken cancel) =>
        {
            try
            {
                SessionCookie.Set(context, await step.Run(StepCookie.Of(context.Request) ?? throw Over(), code ?? "", cancel));
                StepCookie.Remove(context);
                return Page.Next(SignIn.Back(back));
            }
            catch (Refused refused) when (refused.Rule == "step_over") { StepCookie.Remove(context); return SignIn.Show(back, refused: refused); }
            catch (Refused refused) { return Show(back, refused); }
        }).Public(Why);
    }

    private static IResult Show(string? back, Refused? refused) => Page.Bare<SignInCodePage>(Title, new { Return = SignIn.Back(back), Refused = refused }, refused?.Status ?? 200);
}

/// <summary>The cookie between password and code: gone with the browser, sent to these two pages alone.</summary>
internal static class StepCookie
{
    private const string Name = "dangol_step";

    public static string? Of(HttpRequest request) => request.Cookies[Name] is { Length: > 0 and <= 64 } token ? token : null;

    public static void Set(HttpContext context, string token) => context.Response.Cookies.Append(Name, token, Options(context.Request));

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context.Request));

    private static CookieOptions Options(HttpRequest request) => new() { HttpOnly = true, Secure = request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/sign-in", IsEssential = true };
}

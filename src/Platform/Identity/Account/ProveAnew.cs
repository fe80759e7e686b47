using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>A route behind which something dangerous is done: it wants a proof of the last ten minutes that it is still the same person.</summary>
public sealed record FreshProof;

/// <summary>
/// What was begun wants a fresh proof, which shows only in what it does. No form answers it: people are led to the proof, programs get 403 <c>fresh_proof_needed</c> (<see cref="GuardRoutes"/>).
/// </summary>
public sealed class ProofMissing(string? then) : Exception("A fresh proof is needed")
{
    /// <summary>The page to go on with; null for the one where they stand.</summary>
    public string? Then { get; } = then;
}

/// <summary>
/// Asks somebody who is signed in to prove again that it is they, by their password, a code of their app or a passkey, before something dangerous. For ten minutes it counts for this session. A
/// program gets 403 <c>fresh_proof_needed</c>; a form that was sent is filled in again where it stood.
/// </summary>
internal sealed class ProveAnew(Company company, ChangePassword passwords, SecondFactors factors, Passkeys passkeys, SignInLimits limits)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    /// <summary>Did they prove it within the last ten minutes?</summary>
    public static bool IsFresh(LiveSession session, DateTime now) => session.ProvedAt + Length > now;

    private static readonly Text Title = new("본인 확인", "Is it you?");

    /// <exception cref="Refused"><c>password_wrong</c>, <c>code_wrong</c>, <c>passkey_failed</c>, <c>too_many_sign_ins</c></exception>
    public async Task Run(HttpContext context, LiveSession session, Visit visit, Posted proof, CancellationToken cancel)
    {
        var (password, code, by) = (proof.Password ?? "", proof.Code?.Trim() ?? "", session.ProvedBy);
        if (proof.Token is { } token)
        {
            await passkeys.Signed(context, session.UserId, token, proof.Credential ?? "", cancel);
            by = LiveSession.Passkey;
        }
        else if (code.Length > 0)
        {
            await limits.Count("code " + session.UserId, visit, cancel);
            if (await factors.Use(session.UserId, code, cancel) is null) throw SecondFactors.Wrong();
            await company.Writes.Run(Actor.System, Title, change => SignInLimits.Forget(change, "code " + session.UserId, visit, cancel), cancel);
        }
        else await passwords.Prove(session.UserId, visit, password, "password", cancel);
        await company.Writes.Run(Actor.System, Title, async change =>
        {
            await change.Execute("update sessions set proved_at = @now, proved_by = @by where token_hash = @hash", cancel, ("now", change.Now), ("by", by), ("hash", session.TokenHash));
            await Sessions.Log(change, "proved", session.UserId, visit, cancel);
        }, cancel);
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/account/proof", async (ProveAnew prove, Visitor visitor, [FromQuery(Name = "return")] string? back, CancellationToken cancel) => await prove.Show(visitor, back, null, cancel)).NeedsSignIn();
        site.MapPost("/account/proof/options", (HttpContext context, Passkeys passkeys, Visitor visitor, CancellationToken cancel) => passkeys.AskToSign(context, visitor.Session!.UserId, cancel)).NeedsSignIn();
        site.MapPost("/account/proof", async (HttpContext context, ProveAnew prove, Visitor visitor, [AsParameters] Posted proof, CancellationToken cancel) =>
        {
            try
            {
                await prove.Run(context, visitor.Session!, visitor.Visit, proof, cancel);
                Toast.Done(context, new("확인했어요. 하려던 일을 계속해 주세요.", "Thank you. Please go on."));
                return Page.Next(SignIn.Back(proof.Back));
            }
            catch (Refused refused) { return await prove.Show(visitor, proof.Back, refused, cancel); }
        }).NeedsSignIn();
    }

    private async Task<IResult> Show(Visitor visitor, string? back, Refused? refused, CancellationToken cancel) => Page.Of<ProveAnewPage>(Title, new
    {
        Return = SignIn.Back(back), HasApp = (await factors.Of(visitor.Actor.Id, cancel)).Confirmed, HasPasskey = await PasskeyStore.AnyOf(company, visitor.Actor.Id, cancel), Needed = visitor.NeedsSecondFactor, Refused = refused,
    }, refused?.Status ?? 200);

    internal sealed record Posted
    {
        [FromForm] public string? Password { get; init; }
        [FromForm] public string? Code { get; init; }
        /// <summary>There where a passkey answers.</summary>
        [FromForm] public string? Token { get; init; }
        [FromForm] public string? Credential { get; init; }
        [FromForm(Name = "return")] public string? Back { get; init; }
    }
}

/// <summary>How routes say that they want a fresh proof.</summary>
public static class FreshProofs
{
    /// <summary>Only within ten minutes of a proof that it is the person themself; never for an API key.</summary>
    public static T NeedsFreshProof<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new FreshProof());
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dangol.Platform;

/// <summary>
/// Asks browsers for passkeys (WebAuthn) and checks their answers, by the framework's verification over our own rows: signature, challenge, origin, domain and counter. The device must have
/// verified its user by finger, face or lock, so that a passkey is both factors at once. Attempts are counted by credential and address as passwords are.
/// </summary>
internal sealed class Passkeys(Company company, PasskeyChallenges challenges, SignInLimits limits, Visitor visitor)
{
    private const int LongestAnswer = 16 * 1024;
    private static readonly Text Checked = new("패스키 확인", "Passkey checked");

    private readonly PasskeyStore _store = new(company);

    /// <summary>What the browser is asked to make for somebody.</summary>
    public async Task<IResult> AskToMake(HttpContext context, Guid user, CancellationToken cancel)
    {
        var owner = await _store.FindByIdAsync(user.ToString(), cancel) ?? throw Failed();
        var made = await Handler(context).MakeCreationOptionsAsync(new() { Id = owner.Id.ToString(), Name = owner.Email, DisplayName = owner.Name }, context);
        return Asked(made.CreationOptionsJson, await challenges.Keep(PasskeyPurpose.Make, user, made.AttestationState ?? "", cancel));
    }

    /// <summary>What the browser is asked to sign: with a passkey of somebody, or to sign in with any that it has for this site.</summary>
    public async Task<IResult> AskToSign(HttpContext context, Guid? user, CancellationToken cancel)
    {
        var owner = user is { } id ? await _store.FindByIdAsync(id.ToString(), cancel) ?? throw Failed() : null;
        var asked = await Handler(context).MakeRequestOptionsAsync(owner, context);
        return Asked(asked.RequestOptionsJson, await challenges.Keep(Purpose(user), user, asked.AssertionState ?? "", cancel));
    }

    /// <summary>The passkey that the browser made for somebody, with the domain that it belongs to.</summary>
    /// <exception cref="Refused"><c>passkey_failed</c></exception>
    public async Task<(UserPasskeyInfo Passkey, string Domain)> Made(HttpContext context, Guid user, string token, string credential, CancellationToken cancel)
    {
        var state = await challenges.Take(PasskeyPurpose.Make, user, token, cancel);
        if (state is null || credential.Length > LongestAnswer) throw Failed();
        var done = await Handler(context).PerformAttestationAsync(new() { HttpContext = context, CredentialJson = credential, AttestationState = state });
        return done.Succeeded && done.UserEntity.Id == user.ToString() && done.Passkey.IsUserVerified ? (done.Passkey, Site(context).Domain) : throw Failed();
    }

    /// <summary>Whoever signed: one of somebody's own passkeys where <paramref name="user"/> is given, else anybody's.</summary>
    /// <exception cref="Refused"><c>passkey_failed</c>, <c>too_many_sign_ins</c></exception>
    public async Task<Guid> Signed(HttpContext context, Guid? user, string token, string credential, CancellationToken cancel)
    {
        var (named, visit) = (Named(credential), visitor.Visit);
        await limits.Count("passkey " + named, visit, cancel);
        var state = await challenges.Take(Purpose(user), user, token, cancel);
        var done = state is null || named.Length == 0 ? null : await Handler(context).PerformAssertionAsync(new() { HttpContext = context, CredentialJson = credential, AssertionState = state });
        var isRight = done is { Succeeded: true } && await company.Writes.Run(Actor.System, Checked, async change =>
        {
            // Of two at once with one counter the second is refused; a device that does not count says 0 always.
            var counted = await change.Execute("""
                update passkeys set sign_count = @count, is_copied = @copied, last_used_at = @now where credential_id = @credential and user_id = @user and (sign_count < @count or (sign_count = 0 and @count = 0))
                """, cancel, ("count", (long)done.Passkey.SignCount), ("copied", done.Passkey.IsBackedUp), ("now", change.Now), ("credential", PasskeyStore.KeyOf(done.Passkey.CredentialId)), ("user", done.User.Id)) > 0;
            if (counted) await SignInLimits.Forget(change, "passkey " + named, visit, cancel);
            return counted;
        }, cancel);
        if (isRight) return done!.User!.Id;
        await company.Writes.Run(Actor.System, Checked, async change =>
        {
            var owner = await change.Session.First("select user_id from passkeys where credential_id = @credential", row => (Guid?)row.Guid(0), cancel, ("credential", named));
            await Sessions.Log(change, "passkey_refused", owner, visit, cancel);
        }, cancel);
        throw Failed();
    }

    /// <summary>Which credential an answer names, before anything of it is believed.</summary>
    private static string Named(string credential)
    {
        if (credential.Length > LongestAnswer) return "";
        try
        {
            using var answer = JsonDocument.Parse(credential);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "";
        }
        catch (JsonException) { return ""; }
    }

    private static IResult Asked(string options, string token) => Results.Text($$"""{"token":"{{token}}","options":{{options}}}""", "application/json");

    private static PasskeyPurpose Purpose(Guid? user) => user is null ? PasskeyPurpose.SignIn : PasskeyPurpose.Prove;

    private PasskeySite Site(HttpContext context) => PasskeySite.Of(context.Request, company.Profile.PublicAddress);

    private PasskeyHandler<PasskeyOwner> Handler(HttpContext context)
    {
        var site = Site(context);
        var users = new UserManager<PasskeyOwner>(_store, Options.Create(new IdentityOptions()), new PasswordHasher<PasskeyOwner>(), [], [], new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), null!, NullLogger<UserManager<PasskeyOwner>>.Instance);
        return new(users, Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = site.Domain, UserVerificationRequirement = "required", ResidentKeyRequirement = "required", AttestationConveyancePreference = "none", AuthenticatorTimeout = PasskeyChallenges.Length,
            ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && site.Origins.Contains(asked.Origin)),
        }));
    }

    internal static Refused Failed() => new("passkey_failed", null, new("패스키를 확인하지 못했어요. 다시 해 보거나 다른 방법으로 로그인해 주세요.", "The passkey could not be verified. Try again, or sign in another way."));
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Adds a passkey to one's own account, or takes one away. Whoever has just made one has shown a second factor in this session.</summary>
internal sealed class AddPasskey(Company company, Passkeys passkeys, Visitor visitor)
{
    public const int LongestName = 60;

    /// <summary>So many one person can have.</summary>
    public const int Most = 20;

    private static readonly Text Title = new("패스키 추가", "Add a passkey"), Taken = new("패스키 삭제", "Passkey removed");

    /// <exception cref="Refused"><c>passkey_failed</c>, <c>too_many_passkeys</c>, <c>resident_number</c></exception>
    public async Task Run(HttpContext context, Actor actor, LiveSession session, string token, string credential, string name, CancellationToken cancel)
    {
        ResidentNumbers.MustNotBeIn(name, "name", bare: false);
        var (passkey, domain) = await passkeys.Made(context, actor.Id, token, credential, cancel);
        name = name.Trim() is { Length: > 0 } said ? said[..Math.Min(said.Length, LongestName)] : MyAccount.Browser(visitor.Visit.Agent);
        await company.Writes.Run(company.Writes.NewChangeSet(actor, Title) with { Final = SecondFactors.NotBack }, async change =>
        {
            if (await change.Session.Number("select count(*) from passkeys where user_id = @user", cancel, ("user", actor.Id)) >= Most)
                throw new Refused("too_many_passkeys", null, new($"패스키는 {Most}개까지 쓸 수 있어요. 쓰지 않는 것을 먼저 삭제해 주세요.", $"You can have {Most} passkeys. Remove one that you don’t use first."));
            var kept = await change.Execute("""
                insert into passkeys (id, credential_id, user_id, domain, public_key, sign_count, transports, may_be_copied, is_copied, name, made_at)
                values (@id, @credential, @user, @domain, @key, @count, @transports, @may, @is, @name, @now) on conflict (credential_id) do nothing
                """, cancel, ("id", change.NewId()), ("credential", PasskeyStore.KeyOf(passkey.CredentialId)), ("user", actor.Id), ("domain", domain), ("key", Convert.ToBase64String(passkey.PublicKey)), ("count", (long)passkey.SignCount),
                ("transports", passkey.Transports is { Length: > 0 } ways ? string.Join(' ', ways) : null), ("may", passkey.IsBackupEligible), ("is", passkey.IsBackedUp), ("name", name), ("now", change.Now));
            if (kept == 0) throw Passkeys.Failed();
            if (session.IsByPasswordAlone)
                await change.Execute("update sessions set proved_at = @now, proved_by = @by where token_hash = @hash", cancel, ("now", change.Now), ("by", LiveSession.Passkey), ("hash", session.TokenHash));
            await change.Publish(new SecondFactorChanged(actor.Id, "passkey_added"), cancel);
            return true;
        }, background: false, cancel);
    }

    /// <summary>Takes one of one's own away, and ends one's other sessions that began with a passkey: it may have been lost with a device.</summary>
    public Task Remove(Actor actor, LiveSession session, Guid id, CancellationToken cancel) => company.Writes.Run(company.Writes.NewChangeSet(actor, Taken) with { Final = SecondFactors.NotBack }, async change =>
    {
        if (await change.Execute("delete from passkeys where id = @id and user_id = @user", cancel, ("id", id), ("user", actor.Id)) == 0) return false;
        await change.Execute("delete from sessions where user_id = @user and proved_by = @by and token_hash <> @hash", cancel, ("user", actor.Id), ("by", LiveSession.Passkey), ("hash", session.TokenHash));
        await change.Publish(new SecondFactorChanged(actor.Id, "passkey_removed"), cancel);
        return true;
    }, background: false, cancel);

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/account/passkeys/new", () => Show(null, "")).NeedsSignIn().NeedsFreshProof();
        site.MapPost("/account/passkeys/options", (HttpContext context, Passkeys passkeys, Visitor visitor, CancellationToken cancel) => passkeys.AskToMake(context, visitor.Self().Id, cancel)).NeedsSignIn().NeedsFreshProof();
        site.MapPost("/account/passkeys", async (HttpContext context, AddPasskey add, Visitor visitor, [FromForm] string? token, [FromForm] string? credential, [FromForm] string? name, CancellationToken cancel) =>
        {
            try { await add.Run(context, visitor.Self(), visitor.Session!, token ?? "", credential ?? "", name ?? "", cancel); }
            catch (Refused refused) when (refused.Status == 422) { return Show(refused, name ?? ""); }
            Toast.Done(context, new("패스키를 추가했어요.", "The passkey was added."));
            return Page.Next("/account");
        }).NeedsSignIn().NeedsFreshProof();
        site.MapPost("/account/passkeys/{id:guid}/remove", async (Guid id, HttpContext context, AddPasskey add, Visitor visitor, CancellationToken cancel) =>
        {
            await add.Remove(visitor.Self(), visitor.Session!, id, cancel);
            Toast.Done(context, new("패스키를 삭제하고, 다른 곳에서 패스키로 로그인한 것을 모두 끝냈어요.", "The passkey was removed, and sessions that began with a passkey elsewhere have ended."));
            return Page.Next("/account");
        }).NeedsSignIn().NeedsFreshProof();
    }

    private static IResult Show(Refused? refused, string name) => Page.Of<NewPasskeyPage>(Title, new { Name = name, Refused = refused }, refused?.Status ?? 200);
}

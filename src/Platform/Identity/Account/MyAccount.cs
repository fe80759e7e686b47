using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>What everybody sees and decides of their own account, whatever their roles: password, sessions, second factor, passkeys.</summary>
internal sealed class MyAccount(Company company, SecondFactors factors, Visitor visitor)
{
    public static readonly Text Title = new("내 계정", "My account");

    private static readonly Text Ended = new("세션 종료", "Session ended");

    public async Task<AccountSeen> Read(CancellationToken cancel)
    {
        var (me, session) = (visitor.Actor.Id, visitor.Session!);
        var (confirmed, left) = await factors.Of(me, cancel);
        await using var read = await company.Store.Read(cancel);
        var (limits, now) = (await SessionLimits.Read(read, cancel), company.Clock.GetUtcNow().UtcDateTime);
        var sessions = await read.List("select id, created_at, last_seen_at, ip, user_agent, proved_by from sessions where user_id = @user and expires_at > @now and last_seen_at > @idle and created_at > @first order by last_seen_at desc",
            row => new SessionSeen(row.Guid(0), row.Instant(1), row.Instant(2), row.Text(3), Browser(row.Text(4)), row.Guid(0) == session.Id, row.TextOrNull(5) == LiveSession.Passkey), cancel, ("user", me), ("now", now), ("idle", now - limits.Idle), ("first", now - limits.Longest));
        var roles = await read.List("select r.name from roles r where r.is_baseline = true or r.id in (select a.role_id from role_assignments a where a.user_id = @user) order by r.name_folded", row => row.Text(0), cancel, ("user", me));
        var (name, email) = await read.First("select name, email from users where id = @user", row => (row.Text(0), row.Text(1)), cancel, ("user", me));
        var passkeys = await read.List("select id, name, domain, made_at, last_used_at from passkeys where user_id = @user order by made_at", row => new PasskeySeen(row.Guid(0), row.Text(1), row.Text(2), row.Instant(3), row.InstantOrNull(4)), cancel, ("user", me));
        return new(name, email, roles, sessions, confirmed, left, passkeys);
    }

    /// <summary>Ends one of one's own sessions, or all but this one where none is named.</summary>
    public Task End(Actor actor, Guid? session, CancellationToken cancel) => company.Writes.Run(actor, Ended, async change =>
    {
        await (session is { } one
            ? change.Execute("delete from sessions where user_id = @user and id = @id", cancel, ("user", actor.Id), ("id", one))
            : change.Execute("delete from sessions where user_id = @user and id <> @id", cancel, ("user", actor.Id), ("id", visitor.Session!.Id)));
        await Sessions.Log(change, "ended", actor.Id, visitor.Visit, cancel);
    }, cancel);

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/account", async (MyAccount account, CancellationToken cancel) => Show(await account.Read(cancel), null)).NeedsSignIn();
        site.MapPost("/account/password", async (HttpContext context, MyAccount account, ChangePassword change, Visitor visitor, [FromForm] string? old, [FromForm] string? password, CancellationToken cancel) =>
        {
            try
            {
                await change.Run(visitor.Self(), visitor.Session!, visitor.Visit, old ?? "", password ?? "", cancel);
                Toast.Done(context, new("비밀번호를 바꾸고 다른 곳에서 모두 로그아웃했어요.", "The password was changed, and you are signed out everywhere else."));
                return Page.Next("/account");
            }
            catch (Refused refused) when (refused.Status is 422 or 429) { return Show(await account.Read(cancel), refused); }
        }).NeedsSignIn();
        site.MapPost("/account/sessions/end", async (HttpContext context, MyAccount account, Visitor visitor, [FromForm] string? session, CancellationToken cancel) =>
        {
            await account.End(visitor.Self(), Guid.TryParse(session, out var one) ? one : null, cancel);
            Toast.Done(context, new("로그아웃했어요.", "Signed out."));
            return Page.Next("/account");
        }).NeedsSignIn();
    }

    private static IResult Show(AccountSeen account, Refused? refused) => Page.Of<AccountPage>(Title, new { Account = account, Refused = refused }, refused?.Status ?? 200);

    /// <summary>The name of the browser and of the system, as far as its own words tell; they are no proof of anything.</summary>
    internal static string Browser(string agent)
    {
        string? Named(params (string Sign, string Name)[] names) => names.FirstOrDefault(n => agent.Contains(n.Sign, StringComparison.Ordinal)).Name;
        var browser = Named(("Whale/", "Whale"), ("SamsungBrowser/", "Samsung Internet"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"));
        var system = Named(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"));
        return (browser, system) switch { (null, _) => agent.Length > 40 ? agent[..40] + "…" : agent, (_, null) => browser, _ => $"{browser}, {system}" };
    }
}

/// <summary>One's own account as its page shows it.</summary>
public sealed record AccountSeen(string Name, string Email, IReadOnlyList<string> Roles, IReadOnlyList<SessionSeen> Sessions, bool HasSecondFactor, int CodesLeft, IReadOnlyList<PasskeySeen> Passkeys);

/// <summary>One of one's own passkeys, and the domain where it can be used.</summary>
public sealed record PasskeySeen(Guid Id, string Name, string Domain, DateTime MadeAt, DateTime? LastUsedAt);

/// <summary>One session of one's own.</summary>
public sealed record SessionSeen(Guid Id, DateTime Since, DateTime LastSeenAt, string Ip, string Browser, bool IsThis, bool IsByPasskey);

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Whoever was invited chooses name and password by the link, which then is used up, and is signed in.</summary>
internal sealed class AcceptInvitation(Company company, Passwords passwords, Sessions sessions, Visitor visitor)
{
    private static readonly Text Reason = new("초대 수락", "Invitation accepted");

    /// <summary>Who was invited.</summary>
    public sealed record Seen(Guid User, string Email, string Name);

    /// <exception cref="Refused"><c>invitation_over</c></exception>
    public async Task<Seen> Find(string token, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await read.First("""
            select u.id, u.email, u.name from invitations i join users u on u.id = i.user_id where i.token_hash = @hash and i.until > @now and u.disabled_at is null
            """, row => new Seen(row.Guid(0), row.Text(1), row.Text(2)), cancel, ("hash", OneTimeToken.Hash(token)), ("now", company.Clock.GetUtcNow().UtcDateTime)) ?? throw Over();
    }

    /// <returns>The token of the session.</returns>
    /// <exception cref="Refused"><c>invitation_over</c>, <c>password_…</c>, <c>required</c></exception>
    public async Task<string> Run(string token, string name, string password, CancellationToken cancel)
    {
        var seen = await Find(token, cancel);
        PasswordRules.Check(password, seen.Email, name);
        var hash = await passwords.Hash(password, cancel);
        var actor = visitor.Actor with { Id = seen.User, Name = seen.Name, Rights = Rights.OwnAccount };
        await company.Writes.Run(company.Writes.NewChangeSet(actor, Reason) with { Final = CreateUser.Stays }, async change =>
        {
            // Of two at once the second finds it used up.
            if (await change.Execute("delete from invitations where token_hash = @hash and until > @now", cancel, ("hash", OneTimeToken.Hash(token)), ("now", change.Now)) == 0) throw Over();
            var user = await change.Open<IdentityDb>().Users.SingleAsync(u => u.Id == seen.User, cancel);
            user.Arrive(name, visitor.Actor.Language, hash);
            await change.Save(cancel);
            return true;
        }, background: false, cancel);
        return await sessions.Begin(seen.User, visitor.Visit, cancel);
    }

    private static Refused Over() => new("invitation_over", null, new("이미 썼거나 기한이 지난 초대예요. 초대한 사람에게 새 링크를 부탁해 주세요.", "This invitation was used or has run out. Please ask for a new link."), 404);

    public static void Map(IEndpointRouteBuilder pages)
    {
        const string Why = "whoever is invited can't sign in yet; the token of the link is the proof";
        pages.MapGet("/invitation/{token}", async (string token, AcceptInvitation accept, CancellationToken cancel) => Show(token, await accept.Find(token, cancel), null, null)).Public(Why);
        pages.MapPost("/invitation/{token}", async (string token, HttpContext context, AcceptInvitation accept, [FromForm] string? name, [FromForm] string? password, CancellationToken cancel) =>
        {
            try
            {
                SessionCookie.Set(context, await accept.Run(token, name ?? "", password ?? "", cancel));
                return Page.Next("/");
            }
            catch (Refused refused) when (refused.Status == 422) { return Show(token, await accept.Find(token, cancel), name, refused); }
        }).Public(Why);
    }

    private static IResult Show(string token, Seen seen, string? name, Refused? refused) =>
        Page.Bare<AcceptInvitationPage>(Invitation.Title, new { Token = token, seen.Email, Name = name ?? seen.Name, Refused = refused }, refused?.Status ?? 200);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>
/// Shuts somebody out or lets them in again: an invitation is sent anew or withdrawn, an account disabled or enabled. Whoever has more rights than oneself is out of reach of it.
/// </summary>
internal sealed class AdmitUser(Company company)
{
    private static readonly Text Again = new("다시 초대", "Invited again"), Off = new("사용 중지", "Disabled"), On = new("사용 재개", "Enabled");

    /// <summary>Makes another link for somebody who has not come yet; the one before is worth nothing then.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>more_than_own</c>, <c>has_come</c></exception>
    public Task<(string Name, string Token)> InviteAgain(Actor actor, Guid id, CancellationToken cancel = default) => Change(actor, id, Again, async (change, user) =>
    {
        if (user.PasswordHash is not null || user.Kind == User.Agent) throw new Refused("has_come", null, new("이미 들어온 사람이에요.", "This person has come already."), 409);
        user.Enable();
        await change.Save(cancel);
        return (user.Name, await Invitation.Open(change, id, cancel));
    }, cancel);

    /// <summary>Shuts somebody out: their sessions end, and an open invitation is withdrawn.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>more_than_own</c>, <c>last_administrator</c></exception>
    public Task<string> Disable(Actor actor, Guid id, CancellationToken cancel = default) => Change(actor, id, Off, async (change, user) =>
    {
        user.Disable(change.Now);
        await change.Save(cancel);
        return user.Name;
    }, cancel);

    /// <summary>Lets somebody in again, with the password and the roles that they had.</summary>
    public Task<string> Enable(Actor actor, Guid id, CancellationToken cancel = default) => Change(actor, id, On, async (change, user) =>
    {
        user.Enable();
        await change.Save(cancel);
        return user.Name;
    }, cancel);

    private async Task<T> Change<T>(Actor actor, Guid id, Text reason, Func<Change, User, Task<T>> work, CancellationToken cancel)
    {
        actor.Must(User.Edit);
        return await company.Writes.Run(company.Writes.NewChangeSet(actor, reason) with { Final = new("되돌리지 않아요. 사람 화면에서 다시 정해 주세요.", "It is not taken back; decide anew on the person’s page.") }, async change =>
        {
            var user = await change.Open<IdentityDb>().Users.SingleOrDefaultAsync(u => u.Id == id, cancel) ?? throw ReachOfChange.OutOfReach(company.Declarations.Named("user"));
            await GiveRoles.MustCoverPeople(change, actor, [id], cancel);
            return await work(change, user);
        }, background: false, cancel);
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapPost("/people/{id:guid}/invite-again", async (Guid id, HttpContext context, AdmitUser admit, Actor actor, CancellationToken cancel) =>
        {
            try
            {
                var (name, token) = await admit.InviteAgain(actor, id, cancel);
                return InviteUser.Link(context, id, name, token);
            }
            catch (Refused refused) when (refused.Status is 403 or 409) { return Warned(context, id, refused); }
        }).Needs(User.Edit).NeedsFreshProof();
        site.MapPost("/people/{id:guid}/disable", (Guid id, HttpContext context, AdmitUser admit, Actor actor, CancellationToken cancel) =>
            Then(context, id, admit.Disable(actor, id, cancel), new("사용을 중지했어요.", "Disabled."))).Needs(User.Edit).NeedsFreshProof();
        site.MapPost("/people/{id:guid}/enable", (Guid id, HttpContext context, AdmitUser admit, Actor actor, CancellationToken cancel) =>
            Then(context, id, admit.Enable(actor, id, cancel), new("다시 사용할 수 있어요.", "Enabled."))).Needs(User.Edit).NeedsFreshProof();
        site.MapPut("/api/v1/access/people/{id:guid}/disabled", async (Guid id, AdmitUser admit, Actor actor, CancellationToken cancel) => { await admit.Disable(actor, id, cancel); return Results.NoContent(); }).Needs(User.Edit).NeedsFreshProof();
        site.MapDelete("/api/v1/access/people/{id:guid}/disabled", async (Guid id, AdmitUser admit, Actor actor, CancellationToken cancel) => { await admit.Enable(actor, id, cancel); return Results.NoContent(); }).Needs(User.Edit).NeedsFreshProof();
    }

    private static async Task<IResult> Then(HttpContext context, Guid id, Task<string> work, Text done)
    {
        try { await work; }
        catch (Refused refused) when (refused.Status is 403 or 409) { return Warned(context, id, refused); }
        Toast.Done(context, done);
        return Page.Next($"/people/{id}");
    }

    private static IResult Warned(HttpContext context, Guid id, Refused refused)
    {
        Toast.Warn(context, refused.Text);
        return Page.Next($"/people/{id}");
    }
}

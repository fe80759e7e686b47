using Dangol.Platform;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Tests;

/// <summary>People with roles, in an organisation.</summary>
internal static class People
{
    private static readonly Text Because = new("시험", "A test");

    /// <summary>A person with a ready-made role (none where null) and a place in the organisation; without the slow hash of a password.</summary>
    public static Task<Guid> Person(this TestSite site, string? role, Guid? manager = null, Guid? team = null, string? name = null) => site.Company.Writes.Run(Actor.System, Because, async change =>
    {
        var id = change.NewId();
        var user = User.New($"{id:N}@example.com", name ?? $"사람 {id:N}"[..12], Language.Korean, "no password");
        user.Id = id;
        user.Place(manager, team);
        change.Open<IdentityDb>().Add(user);
        await change.Save();
        if (role is not null) await FirstRoles.GiveRole(change, [id], role, default);
        return id;
    });

    public static Task<Guid> Team(this TestSite site, string name, Guid? parent = null) => site.Company.Writes.Run(Actor.System, Because, async change =>
    {
        var team = Platform.Team.Of(change.NewId(), name, parent);
        change.Open<IdentityDb>().Add(team);
        await change.Save();
        return team.Id;
    });

    /// <summary>Changes what a ready-made role grants.</summary>
    public static Task Grant(this TestSite site, string role, Action<RoleGrants> change) => site.Company.Writes.Run(Actor.System, Because, async write =>
    {
        var known = await write.Open<IdentityDb>().Roles.SingleAsync(r => r.Code == role);
        var grants = known.Grants;
        change(grants);
        known.Grant(grants);
        await write.Save();
    });

    public static Task Share(this TestSite site, string type, Guid record, Guid? user = null, Guid? team = null, Guid? role = null, bool mayEdit = false, DateOnly? until = null) => site.Company.Writes.Run(Actor.System, Because, async change =>
    {
        change.Open<IdentityDb>().Add(Platform.Share.Of(type, record, user, team, role, mayEdit, until, null));
        await change.Save();
    });

    /// <summary>Moves somebody in the organisation.</summary>
    public static Task Move(this TestSite site, Guid person, Guid? manager, Guid? team = null) => site.Company.Writes.Run(Actor.System, Because, async change =>
    {
        (await change.Open<IdentityDb>().Users.SingleAsync(u => u.Id == person)).Place(manager, team);
        await change.Save();
        return change.Set.Id;
    });

    /// <summary>Who acts, as right after they signed in, with the rights that they have now.</summary>
    public static async Task<Actor> ActorOf(this TestSite site, Guid person) => new(person, "somebody", Language.Korean, Origin.Web, await site.Company.Access.Of(person)) { IsProved = true };
}

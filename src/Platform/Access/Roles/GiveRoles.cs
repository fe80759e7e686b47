using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Sets which roles somebody has beside those that everybody has. Nobody gives or takes a role that grants more than they have themselves.</summary>
internal sealed class GiveRoles(Company company)
{
    private static readonly Text Reason = new("역할 부여", "Roles of a person changed");

    /// <returns>The change set, which can be undone.</returns>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>more_than_own</c>, <c>role_unknown</c>, <c>last_administrator</c></exception>
    public async Task<Guid> Run(Actor actor, Guid user, IReadOnlyCollection<Guid> roles, CancellationToken cancel = default)
    {
        actor.Must(Role.Edit);
        return await company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<IdentityDb>();
            if (await change.Session.Number("select count(*) from users where id = @id", cancel, ("id", user)) == 0) throw ReachOfChange.OutOfReach(company.Declarations.Named("user"));
            var has = await db.RoleAssignments.Where(a => a.UserId == user).ToListAsync(cancel);
            var (gone, come) = (has.FindAll(a => !roles.Contains(a.RoleId)), roles.Except(has.Select(a => a.RoleId)).ToList());
            await MustCover(change, actor, [.. come, .. gone.Select(a => a.RoleId)], cancel);
            db.RemoveRange(gone);
            db.AddRange(come.Select(role => RoleAssignment.Of(user, role)));
            await change.Save(cancel);
            return change.Set.Id;
        }, cancel);
    }

    /// <summary>The first right that a role grants and the actor has not so far, or the first field that it opens further than it is open to them; null where there is none: nobody gives more than they have.</summary>
    public static Permission? MoreThanOwn(Actor actor, RoleGrants grants, Declarations declarations)
    {
        if (actor.Rights == Rights.Everything) return null;
        if (grants.Rights.FirstOrDefault(r => r.Reach > actor.Rights.Level(new(r.Type, r.Action))) is { Type: not null } more) return new Permission(more.Type, more.Action);
        foreach (var type in declarations.All.Where(t => new[] { Actions.View, Actions.Edit, Actions.Create }.Any(action => grants.Reach(t.Name, action) != ReachLevel.None)))
            foreach (var field in type.Fields)
                if (grants.Field(type.Name, field.Name) is var level && (level > FieldLevel.Hidden && !actor.Rights.MaySee(type.Name, field.Name) || level > FieldLevel.Masked && actor.Rights.IsAlwaysMasked(type.Name, field.Name)
                    || level is FieldLevel.Usual or FieldLevel.Write && !actor.Rights.MaySet(type.Name, field.Name))) return new Permission(type.Name, field.Name);
        return null;
    }

    /// <summary>Refuses roles that are not there, or that grant more than the actor has.</summary>
    /// <exception cref="Refused"><c>role_unknown</c>, <c>more_than_own</c></exception>
    public static async Task MustCover(Change change, Actor actor, IReadOnlyCollection<Guid> roles, CancellationToken cancel)
    {
        if (roles.Count == 0) return;
        var known = (await AccessRules.Roles(change.Session, cancel)).ToDictionary(r => r.Id);
        foreach (var id in roles)
            if (!known.TryGetValue(id, out var role)) throw new Refused("role_unknown", "role", new("그런 역할이 없어요.", "There is no such role."), 404);
            else MustCover(actor, role.Name, role.Grants, change.Declarations);
    }

    /// <summary>Refuses people who may do more than the actor.</summary>
    /// <exception cref="Refused"><c>more_than_own</c></exception>
    public static async Task MustCoverPeople(Change change, Actor actor, IReadOnlyCollection<Guid> people, CancellationToken cancel)
    {
        if (people.Count == 0 || actor.Rights == Rights.Everything) return;
        var held = await change.Session.List($"select distinct role_id from role_assignments where {change.Session.In<Guid>("user_id", "people")}", row => row.Guid(0), cancel, ("people", people.ToArray()));
        if ((await AccessRules.Roles(change.Session, cancel)).Exists(r => held.Contains(r.Id) && MoreThanOwn(actor, r.Grants, change.Declarations) is not null))
            throw new Refused("more_than_own", null, new("나보다 넓은 권한을 가진 사람이라 바꿀 수 없어요. 관리자에게 요청해 주세요.", "They have more rights than you, so you can't change them. Please ask an administrator."), 403);
    }

    /// <summary>Refuses what a role grants beyond what the actor has.</summary>
    /// <exception cref="Refused"><c>more_than_own</c></exception>
    public static void MustCover(Actor actor, string role, RoleGrants grants, Declarations declarations)
    {
        if (MoreThanOwn(actor, grants, declarations) is { } more) throw More(role, more);
    }

    private static Refused More(string role, Permission more) => new("more_than_own", "role", new(
        $"‘{role}’ 역할은 내가 가진 것보다 넓어서 줄 수도 뺄 수도 없어요 ({more}).", $"“{role}” grants more than you have, so you can neither give nor take it ({more})."), 403);

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapPost("/people/{id:guid}/roles", async (Guid id, HttpContext context, GiveRoles give, Actor actor, CancellationToken cancel) =>
        {
            var form = await context.Request.ReadFormAsync(cancel);
            try
            {
                var set = await give.Run(actor, id, [.. form["role"].Select(r => Guid.TryParse(r, out var role) ? role : Guid.Empty).Where(r => r != Guid.Empty).Distinct()], cancel);
                Toast.Changed(context, new("역할을 바꿨어요.", "The roles were changed."), set, $"/people/{id}");
            }
            catch (Refused refused) when (refused.Status is 403 or 409) { Toast.Warn(context, refused.Text); }
            return Page.Next($"/people/{id}");
        }).Needs(Role.Edit).NeedsFreshProof();
        site.MapPut("/api/v1/access/people/{id:guid}/roles", async (Guid id, [FromBody] Guid[] roles, GiveRoles give, Actor actor, CancellationToken cancel) =>
            Results.Json(new { change_set_id = await give.Run(actor, id, roles, cancel) })).Needs(Role.Edit).NeedsFreshProof();
        site.MapPost("/roles/{id:guid}/see-as", async (Guid id, Visitor visitor, SeeAsRole see, CancellationToken cancel) =>
        {
            await see.Run(visitor.Actor, visitor.Session!, id, cancel);
            return Page.Next("/");
        }).Needs(Role.SeeAs);
        site.MapPost("/see-as/end", async (Visitor visitor, SeeAsRole see, CancellationToken cancel) =>
        {
            await see.Run(visitor.Actor, visitor.Session!, null, cancel);
            return Page.Next("/roles");
        }).NeedsSignIn();
    }
}

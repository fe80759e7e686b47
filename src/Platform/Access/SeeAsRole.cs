namespace Dangol.Platform;

/// <summary>An administrator began or ended to look at the product as somebody with another role would.</summary>
public sealed record SeenAsRole(Guid UserId, Guid? RoleId, string? Role);

/// <summary>
/// Lets an administrator see what somebody with a role would see, as far as they see as much themselves: a role that grants more is refused. Nothing can be changed meanwhile, and the
/// journal says who looked as whom.
/// </summary>
internal sealed class SeeAsRole(Company company)
{
    private static readonly Text Reason = new("역할로 보기", "Seen as a role");

    /// <summary>Begins to look as a role, or ends it where none is given.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>role_unknown</c>, <c>more_than_own</c></exception>
    public async Task Run(Actor actor, LiveSession session, Guid? role, CancellationToken cancel)
    {
        // Who looks as another role may not do so by that role: the way back is always open.
        if (role is not null) actor.Must(Role.SeeAs);
        await company.Writes.Run(company.Writes.NewChangeSet(actor, Reason) with { Final = new("보기만 했어요.", "It was only looked at.") }, async change =>
        {
            string? name = null;
            if (role is { } id)
            {
                var seen = (await AccessRules.Roles(change.Session, cancel)).Find(r => r.Id == id) ?? throw new Refused("role_unknown", "role", new("그런 역할이 없어요.", "There is no such role."), 404);
                if (GiveRoles.MoreThanOwn(actor, seen.Grants, change.Declarations) is { } more) throw More(seen.Name, more);
                name = seen.Name;
            }
            await change.Execute("update sessions set as_role_id = @role where token_hash = @hash", cancel, ("role", role), ("hash", session.TokenHash));
            await change.Publish(new SeenAsRole(session.UserId, role, name), cancel);
            return true;
        }, background: false, cancel);
    }

    /// <summary>What somebody with that role may see, and nothing else; with what it is called.</summary>
    public static async Task<(Rights Rights, string Role)> Rights(Company company, Guid user, Guid role, CancellationToken cancel)
    {
        if (await company.Access.OfRole(user, role, cancel) is not { } rights) return (Platform.Rights.Nothing, "?");
        var (own, seen) = (await company.Access.Of(user, cancel), rights.Roles.First(r => r.Id == role));
        // Since the look began the role may have been given more, or they less: then there is nothing more to see.
        return (GiveRoles.MoreThanOwn(Actor.System with { Rights = own }, seen.Grants, company.Declarations) is null ? new Looking(rights) : Platform.Rights.Nothing, seen.Name);
    }

    private static Refused More(string role, Permission more) => new("more_than_own", "role", new(
        $"‘{role}’ 역할은 내가 가진 것보다 넓어서 그 역할로 볼 수 없어요 ({more}).", $"“{role}” grants more than you have, so you can't look as it ({more})."), 403);

    /// <summary>The rights of a role, to look only.</summary>
    private sealed class Looking(RoleRights of) : Rights
    {
        public override bool Allows(Permission permission) => IsLook(permission.Action) && of.Allows(permission);

        public override ReachLevel Level(Permission permission) => IsLook(permission.Action) ? of.Level(permission) : ReachLevel.None;

        public override bool MaySet(string type, string field) => false;

        public override bool MaySee(string type, string field) => of.MaySee(type, field);

        // Personal data is not what the look is for.
        public override bool IsAlwaysMasked(string type, string field) => of.IsAlwaysMasked(type, field) || of.SeesPersonal(type, field);

        internal override ReachBranches? Branches(DeclaredType type, string action, string alias) => of.Branches(type, action, alias);

        private static bool IsLook(string action) => action == Actions.View;
    }
}

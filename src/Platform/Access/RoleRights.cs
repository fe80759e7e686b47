using System.Collections.Concurrent;

namespace Dangol.Platform;

/// <summary>What a person may do by their roles, which add up, and by what was shared with them. Made once for a person and a version of the rules.</summary>
internal sealed class RoleRights(Guid user, IReadOnlyList<HeldRole> roles, IReadOnlySet<(string Type, bool MayEdit)> shared, Declarations declarations, Func<DateOnly> today) : Rights
{
    private readonly ConcurrentDictionary<(string Type, string Action), ReachLevel> _levels = new();
    private readonly ConcurrentDictionary<(string Type, string Field), (FieldLevel Sees, bool Sets)> _fields = new();

    /// <summary>The roles, those that everybody has among them.</summary>
    public IReadOnlyList<HeldRole> Roles => roles;

    /// <summary>Does one of the roles want a second factor of those who have it?</summary>
    public bool NeedsSecondFactor => roles.Any(r => r.NeedsSecondFactor);

    public override bool Allows(Permission permission) => Level(permission) != ReachLevel.None || IsShared(permission);

    public override ReachLevel Level(Permission permission) => _levels.GetOrAdd((permission.Type, permission.Action), static (key, roles) =>
        roles.Count == 0 ? ReachLevel.None : roles.Max(r => r.Grants.Reach(key.Type, key.Action)), roles);

    public override bool MaySet(string type, string field) => Of(type, field).Sets;

    public override bool MaySee(string type, string field) => Of(type, field).Sees != FieldLevel.Hidden;

    public override bool SeesPersonal(string type, string field) => Of(type, field).Sees >= FieldLevel.Read;

    public override bool IsAlwaysMasked(string type, string field) => Of(type, field).Sees == FieldLevel.Masked;

    internal override ReachBranches? Branches(DeclaredType type, string action, string alias)
    {
        // What has no pages is reached through what shows it, and written by verbs that ask for a right of their own.
        if (type.Pages is null) return null;
        var level = Level(new(type.Name, action));
        return level == ReachLevel.All ? null : Ways(type, action, alias, level, all: false);
    }

    /// <summary>Every way there is, whatever the roles say: for explaining.</summary>
    internal ReachBranches EveryWay(DeclaredType type, string action, string alias) => Ways(type, action, alias, ReachLevel.Subtree, all: true);

    private ReachBranches Ways(DeclaredType type, string action, string alias, ReachLevel level, bool all)
    {
        var (branches, prefix) = (new List<ReachBranch>(), $"@reach_{alias}");
        var args = new List<(string, object?)> { ($"reach_{alias}_me", user) };
        if (type.Grain == Grain.Record)
        {
            if (level is ReachLevel.Own or ReachLevel.Team || all) branches.Add(new(ReachWay.Own, $"{alias}.owner_id = {prefix}_me"));
            if (level >= ReachLevel.Team) branches.Add(new(ReachWay.Team, $"{alias}.team_id in ({TeamsOf($"{prefix}_me")})"));
            if (level == ReachLevel.Subtree) branches.Add(new(ReachWay.Subtree, $"{alias}.owner_id in (select p.user_id from manager_paths p where p.manager_id = {prefix}_me)") { Probe = $"(select true from manager_paths p where p.manager_id = {prefix}_me and p.user_id = {alias}.owner_id)" });
        }
        if (IsShared(new(type.Name, action)))
        {
            args.Add(($"reach_{alias}_today", today()));
            var mayEdit = action == Actions.View ? "" : " and s.may_edit = true";
            var roleIds = string.Join(", ", roles.Select((role, i) => { args.Add(($"reach_{alias}_role{i}", role.Id)); return $"{prefix}_role{i}"; }));
            var holds = $"s.record_type = '{type.Name}'{mayEdit} and (s.until is null or s.until >= {prefix}_today)";
            branches.Add(new(ReachWay.Share, $"""
                {alias}.id in (select s.record_id from shares s where s.user_id = {prefix}_me and {holds}
                    union all select s.record_id from shares s where s.with_team_id in (select u.team_id from ({MyTeams($"{prefix}_me")}) m join team_paths u on u.under_id = m.team_id) and {holds}{(roleIds.Length == 0 ? "" : $"""

                    union all select s.record_id from shares s where s.role_id in ({roleIds}) and {holds}
                """)})
                """));
        }
        // What belongs to a record is reached with it, as far as one may do this at all.
        if (level != ReachLevel.None && type.Parent is { } parent && declarations.Has(parent.Type) && Allows(new(parent.Type, Actions.View)))
        {
            var of = declarations.Named(parent.Type);
            var inner = alias + "p";
            if (Branches(of, Actions.View, inner) is not { } above) branches.Add(new(ReachWay.Parent, $"{alias}.{parent.Column} is not null"));
            else if (above.Branches.Count > 0)
            {
                branches.Add(new(ReachWay.Parent, $"exists (select 1 from {of.Table} {inner} where {inner}.id = {alias}.{parent.Column} and ({above.Where}))"));
                args.AddRange(above.Args);
            }
        }
        return new(branches, [.. args]);
    }

    /// <summary>The teams that a person is in, and those under them.</summary>
    internal static string TeamsOf(string me) => $"select p.under_id from ({MyTeams(me)}) m join team_paths p on p.team_id = m.team_id";

    private static string MyTeams(string me) => $"select u.team_id from users u where u.id = {me} and u.team_id is not null union select t.member_of from team_members t where t.user_id = {me}";

    /// <summary>May it be by a share alone? Only seen and changed is what is shared.</summary>
    private bool IsShared(Permission permission) => permission.Action switch
    {
        Actions.View => shared.Contains((permission.Type, false)) || shared.Contains((permission.Type, true)),
        Actions.Edit => shared.Contains((permission.Type, true)),
        _ => false,
    };

    /// <summary>Of the roles that let the records be seen: the most that one lets be seen of the field, and whether one lets it be set.</summary>
    private (FieldLevel Sees, bool Sets) Of(string type, string field) => _fields.GetOrAdd((type, field), static (key, all) =>
    {
        var (sees, sets, any) = (FieldLevel.Hidden, false, false);
        foreach (var role in all)
        {
            if (role.Grants.Reach(key.Type, Actions.View) == ReachLevel.None && role.Grants.Reach(key.Type, Actions.Edit) == ReachLevel.None && role.Grants.Reach(key.Type, Actions.Create) == ReachLevel.None) continue;
            any = true;
            var level = role.Grants.Field(key.Type, key.Field);
            if (level > sees) sees = level;
            sets |= level is FieldLevel.Usual or FieldLevel.Write;
        }
        return any ? (sees, sets) : (FieldLevel.Usual, true);
    }, roles);
}

/// <summary>A role that somebody has.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Name">What it is called.</param>
/// <param name="IsBaseline">Everybody has it.</param>
/// <param name="Grants">What it grants.</param>
/// <param name="NeedsSecondFactor">Its holders sign in with a second factor.</param>
internal sealed record HeldRole(Guid Id, string Name, bool IsBaseline, RoleGrants Grants, bool NeedsSecondFactor = false);

using System.Collections.Concurrent;

namespace Dangol.Platform;

/// <summary>A company's roles and what was shared, as rights of people: read when first asked for, kept until the rules change.</summary>
public sealed class AccessRules
{
    private const int Most = 10_000;
    private readonly Store _store;
    private readonly Declarations _declarations;
    private readonly Func<DateOnly> _today;
    private volatile Held _held = new(-1);

    internal AccessRules(Store store, Declarations declarations, Func<DateOnly> today) => (_store, _declarations, _today) = (store, declarations, today);

    /// <summary>What somebody may do now; nothing where they are disabled or nobody knows them.</summary>
    public async Task<Rights> Of(Guid user, CancellationToken cancel = default)
    {
        long version;
        await using (var read = await _store.Read(cancel))
        {
            version = await AccessVersion.Read(read, cancel);
            if (await read.Number("select count(*) from users where id = @id and disabled_at is null", cancel, ("id", user)) == 0) return Rights.Nothing;
        }
        return await Of(user, version, cancel);
    }

    /// <summary>The same for somebody who is known not to be disabled, at a version that was read just now.</summary>
    internal async Task<Rights> Of(Guid user, long version, CancellationToken cancel)
    {
        var held = _held;
        // Rules read after a version are at least as new; an older request takes newer rules.
        if (held.Version < version) _held = held = new(version);
        if (held.People.TryGetValue(user, out var known)) return known;
        await using var read = await _store.Read(cancel);
        var rights = await Read(read, user, cancel);
        if (held.People.Count >= Most) held.People.Clear();
        return held.People[user] = rights;
    }

    /// <summary>The rights of one role alone, as somebody who has it would have them.</summary>
    internal async Task<RoleRights?> OfRole(Guid user, Guid role, CancellationToken cancel)
    {
        await using var read = await _store.Read(cancel);
        var roles = await read.List($"select {Columns} from roles r where r.id = @role or r.is_baseline = true", Map, cancel, ("role", role));
        return roles.Exists(r => r.Id == role) ? new(user, roles, new HashSet<(string, bool)>(), _declarations, _today) : null;
    }

    private const string Columns = "r.id, r.name, r.is_baseline, r.rights, r.field_levels, r.needs_second_factor";

    private static HeldRole Map(Row row) => new(row.Guid(0), row.Text(1), row.Bool(2), RoleGrants.Read(row.TextOrNull(3), row.TextOrNull(4)), row.Bool(5));

    /// <summary>Those of the roles that are there.</summary>
    internal static Task<List<Guid>> Of(Session read, IReadOnlyList<Guid> roles, CancellationToken cancel) => read.List($"select id from roles where {read.In<Guid>("id", "ids")}", row => row.Guid(0), cancel, ("ids", roles));

    /// <summary>Every role.</summary>
    internal static Task<List<HeldRole>> Roles(Session read, CancellationToken cancel) => read.List($"select {Columns} from roles r order by r.name_folded", Map, cancel);

    private async Task<RoleRights> Read(Session read, Guid user, CancellationToken cancel)
    {
        var roles = await read.List($"""
            select {Columns} from roles r where r.is_baseline = true or r.id in (select a.role_id from role_assignments a where a.user_id = @user) order by r.name_folded
            """, Map, cancel, ("user", user));
        // Whether it still holds is asked with each question: a day passes without a change of the rules.
        var shared = await read.List($"""
            select distinct s.record_type, s.may_edit from shares s where s.user_id = @user
                or s.with_team_id in (select u.team_id from (select h.team_id from users h where h.id = @user and h.team_id is not null union select t.member_of from team_members t where t.user_id = @user) m join team_paths u on u.under_id = m.team_id)
                or s.role_id in (select r.id from roles r where r.is_baseline = true or r.id in (select a.role_id from role_assignments a where a.user_id = @user))
            """, row => (row.Text(0), row.Bool(1)), cancel, ("user", user));
        return new(user, roles, shared.ToHashSet(), _declarations, _today);
    }

    private sealed class Held(long version)
    {
        public long Version { get; } = version;

        public ConcurrentDictionary<Guid, Rights> People { get; } = new();
    }
}

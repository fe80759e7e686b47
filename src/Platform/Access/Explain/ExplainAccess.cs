using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>One reason why somebody may, or may not: a role, how far it reaches, and whether the record is within it.</summary>
/// <param name="Role">The role's name; null for what is no role's doing.</param>
/// <param name="Reach">How far it reaches.</param>
/// <param name="Way">By which way the record is within it; null where it is not.</param>
/// <param name="Holds">Whether this alone would be enough.</param>
/// <param name="Said">In words.</param>
public sealed record AccessReason(string? Role, ReachLevel Reach, ReachWay? Way, bool Holds, Text Said);

/// <summary>Whether somebody may do something with a record or see a field of it, and why.</summary>
public sealed record AccessExplained(bool Allowed, string Type, Guid? Record, string Action, string? Field, FieldLevel? FieldLevel, IReadOnlyList<AccessReason> Reasons);

/// <summary>Somebody who sees a record, and by which ways.</summary>
public sealed record WhoSees(Guid User, string Name, IReadOnlyList<Text> By);

/// <summary>Says by which path of rules somebody may or may not do something, and who may see a record. It asks the same conditions as every list.</summary>
public sealed class ExplainAccess(Company company, NearRecords near, PermissionCatalog catalog)
{
    private const int MostPeople = 200, MostAsked = 500;

    /// <summary>Why somebody may, or may not, do something with one record, or with a field of it.</summary>
    /// <param name="asks">Who wants to know: about oneself always, about others with the right to see roles.</param>
    /// <param name="user">About whom.</param>
    /// <param name="type">The record's type.</param>
    /// <param name="record">The record; the right in general where null.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="field">A field of it.</param>
    /// <param name="cancel">Stops the question.</param>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>out_of_reach</c>, <c>unknown_field</c>, <c>unknown_action</c></exception>
    public async Task<AccessExplained> Run(Actor asks, Guid user, DeclaredType type, Guid? record, string action, string? field, CancellationToken cancel = default)
    {
        if (asks.Id != user) asks.Must(Role.View);
        // To whom a field is hidden, and who looks after nobody's roles, it is as if there were none.
        var columns = RecordColumns.Of(type, company.Declarations);
        var column = field is null ? null : (asks.Rights.Allows(Role.View) ? columns : RecordColumns.Of(asks, type, company.Declarations)).Find(field);
        if (catalog.Find(type.Name) is { } known && known.Actions.All(a => a.Action != action))
            throw new Refused("unknown_action", "action", new($"{type.Label.Ko}에는 '{action}' 권한이 없어요.", $"{type.Label.En} has no action '{action}'."));
        await using var read = await company.Store.Read(cancel);
        if (record is { } id) await MustReach(read, asks, type, id, cancel);
        if (await company.Access.Of(user, cancel) is not RoleRights rights)
            return new(false, type.Name, record, action, field, null, [new(null, ReachLevel.None, null, false, new("이 사람은 사용이 중지되었거나 없는 사람이에요.", "This person is disabled, or there is no such person."))]);
        var ways = record is { } one ? await Ways(read, user, rights, type, one, action, cancel) : [];
        var reasons = new List<AccessReason>();
        foreach (var role in rights.Roles)
        {
            var reach = role.Grants.Reach(type.Name, action);
            if (reach == ReachLevel.None) continue;
            var way = record is null || reach == ReachLevel.All || type.Pages is null ? null : ways.FirstOrDefault(w => Within(reach, w)) is var found && ways.Any(w => Within(reach, w)) ? (ReachWay?)found : null;
            var holds = record is null || reach == ReachLevel.All || type.Pages is null || way is not null;
            reasons.Add(new(role.Name, reach, way, holds, Said(role, reach, way, holds, type)));
        }
        if (ways.Contains(ReachWay.Share)) reasons.Add(new(null, ReachLevel.None, ReachWay.Share, true, new("이 기록을 공유받았어요.", "The record was shared.")));
        if (reasons.Count == 0) reasons.Add(new(null, ReachLevel.None, null, false, new("이 일을 허용하는 역할이 하나도 없어요.", "No role allows it.")));
        var allowed = reasons.Exists(r => r.Holds);
        var level = field is null ? (FieldLevel?)null : LevelOf(rights, type, field, action);
        if (level is { } of) reasons.Add(new(null, ReachLevel.None, null, of != FieldLevel.Hidden, OfField(type, field!, of)));
        // What is personal is masked unless the record is close, whatever the roles say of the field.
        if (level is FieldLevel.Usual or FieldLevel.Read && Disclosure.IsGuarded(columns, column!, company.Declarations) && !rights.SeesPersonal(type.Name, field!) && record is { } whose)
        {
            var isNear = (await near.Of(read, new(user, "", asks.Language, asks.Origin, rights), type, [whose], cancel)).Contains(whose);
            if (!isNear) level = FieldLevel.Masked;
            reasons.Add(new(null, ReachLevel.None, null, isNear, isNear ? new("담당하거나 맡았거나 사유를 적고 연 기록이라 개인정보가 그대로 보여요.", "The record is their own, was given to them or was opened with a reason: personal data is shown as it is.")
                : new("개인정보인데 이 사람이 담당하거나 맡은 기록이 아니라서 일부가 가려져요.", "It is personal, and the record is neither their own nor given to them: a part of it is masked.")));
        }
        return new(allowed && level != FieldLevel.Hidden && !(action == Actions.Edit && level is { } l && !rights.MaySet(type.Name, field!) && l != FieldLevel.Write), type.Name, record, action, field, level, reasons);
    }

    /// <summary>The people who may see a record: who has a role that reaches it, and those with whom it was shared. A fixed number of questions, however many people there are.</summary>
    public async Task<(IReadOnlyList<WhoSees> People, bool More)> Who(Actor asks, DeclaredType type, Guid record, CancellationToken cancel = default)
    {
        asks.Must(Role.View);
        await using var read = await company.Store.Read(cancel);
        await MustReach(read, asks, type, record, cancel);
        var roles = await AccessRules.Roles(read, cancel);
        var people = await read.List("select u.id, u.name from users u where u.disabled_at is null order by u.name, u.id", row => (Id: row.Guid(0), Name: row.Text(1)), cancel);
        var held = (await read.List("select user_id, role_id from role_assignments", row => (User: row.Guid(0), Role: row.Guid(1)), cancel)).ToLookup(a => a.User, a => a.Role);
        var ways = await Near(read, type, record, roles, held, cancel);
        var seen = new List<WhoSees>();
        foreach (var (id, name) in people)
        {
            var reach = roles.Where(r => r.IsBaseline || held[id].Contains(r.Id)).Select(r => r.Grants.Reach(type.Name, Actions.View)).DefaultIfEmpty().Max();
            var by = reach == ReachLevel.All || (type.Pages is null && reach != ReachLevel.None) ? [new Text("모든 기록을 봐요", "Sees every record")]
                : ways[id].Where(way => way == ReachWay.Share || Within(reach, way)).Distinct().Select(Word).ToList();
            if (by.Count > 0) seen.Add(new(id, name, by));
        }
        return (seen.Take(MostPeople).ToList(), seen.Count > MostPeople);
    }

    /// <summary>About whom the page can ask: the first of the people by name, and the one of whom it tells; nobody where one may ask only about oneself.</summary>
    private async Task<IReadOnlyList<(Guid Id, string Name)>> People(Actor asks, Guid about, CancellationToken cancel)
    {
        if (!asks.Rights.Allows(Role.View)) return [];
        await using var read = await company.Store.Read(cancel);
        return await read.List($"select u.id, u.name from users u where u.disabled_at is null or u.id = @about order by case when u.id = @about then 0 else 1 end, u.name, u.id limit {MostAsked}", row => (row.Guid(0), row.Text(1)), cancel, ("about", about));
    }

    /// <summary>Of which fields it can be asked.</summary>
    private IReadOnlyList<(string Name, Text Label)> Fields(Actor asks, DeclaredType type) =>
        [.. type.Fields.Where(f => !f.IsSecret && (asks.Rights.Allows(Role.View) || RecordColumns.Of(asks, type, company.Declarations).FindOrNull(f.Name) is not null)).Select(f => (f.Name, f.Label))];

    /// <summary>Who is near a record, and how: in charge of it, in its team, above who is in charge, or shared with.</summary>
    private async Task<ILookup<Guid, ReachWay>> Near(Session read, DeclaredType type, Guid record, IReadOnlyList<HeldRole> roles, ILookup<Guid, Guid> held, CancellationToken cancel)
    {
        var found = new List<(Guid User, ReachWay Way)>();
        if (type.Grain == Grain.Record)
        {
            found.AddRange(await read.List($"""
                select t.owner_id, 0 from {type.Table} t where t.id = @id and t.owner_id is not null
                union all select p.manager_id, 2 from {type.Table} t join manager_paths p on p.user_id = t.owner_id where t.id = @id
                union all select u.id, 1 from {type.Table} t join team_paths p on p.under_id = t.team_id join users u on u.team_id = p.team_id where t.id = @id
                union all select m.user_id, 1 from {type.Table} t join team_paths p on p.under_id = t.team_id join team_members m on m.member_of = p.team_id where t.id = @id
                """, row => (row.Guid(0), (ReachWay)row.Int(1)), cancel, ("id", record)));
        }
        const string Holds = "s.record_type = @type and s.record_id = @id and (s.until is null or s.until >= @today)";
        found.AddRange(await read.List($"""
            select s.user_id from shares s where s.user_id is not null and {Holds}
            union select u.id from shares s join team_paths p on p.team_id = s.with_team_id join users u on u.team_id = p.under_id where {Holds}
            union select m.user_id from shares s join team_paths p on p.team_id = s.with_team_id join team_members m on m.member_of = p.under_id where {Holds}
            """, row => (row.Guid(0), ReachWay.Share), cancel, ("type", type.Name), ("id", record), ("today", company.Today)));
        var withRoles = (await read.List($"select s.role_id from shares s where s.role_id is not null and {Holds}", row => row.Guid(0), cancel, ("type", type.Name), ("id", record), ("today", company.Today))).ToHashSet();
        if (withRoles.Count > 0) found.AddRange(held.Where(h => h.Any(withRoles.Contains) || roles.Any(r => r.IsBaseline && withRoles.Contains(r.Id))).Select(h => (h.Key, ReachWay.Share)));
        if (type.Parent is { } parent && company.Declarations.Has(parent.Type) && await read.First($"select t.{parent.Column} from {type.Table} t where t.id = @id", row => row.GuidOrNull(0), cancel, ("id", record)) is { } above)
        {
            var of = company.Declarations.Named(parent.Type);
            var ways = await Near(read, of, above, roles, held, cancel);
            found.AddRange(held.Where(h =>
            {
                var reach = roles.Where(r => r.IsBaseline || h.Contains(r.Id)).Select(r => r.Grants.Reach(of.Name, Actions.View)).DefaultIfEmpty().Max();
                return reach == ReachLevel.All || ways[h.Key].Any(way => way == ReachWay.Share || Within(reach, way));
            }).Select(h => (h.Key, ReachWay.Parent)));
        }
        return found.ToLookup(f => f.User, f => f.Way);
    }

    private async Task MustReach(Session read, Actor asks, DeclaredType type, Guid record, CancellationToken cancel)
    {
        var reach = Reach.Sql(asks, type, "t", company.Store.Engine);
        if (await read.Number($"select count(*) from {type.Table} t where t.id = @id and ({reach.Where})", cancel, [("id", record), .. reach.Args]) == 0) throw ReachOfChange.OutOfReach(type);
    }

    /// <summary>The ways in which a record is within reach, one question for all.</summary>
    private async Task<List<ReachWay>> Ways(Session read, Guid user, RoleRights rights, DeclaredType type, Guid record, string action, CancellationToken cancel)
    {
        if (type.Pages is null) return [];
        var all = rights.EveryWay(type, action, "t");
        if (all.Branches.Count == 0) return [];
        var columns = string.Join(", ", all.Branches.Select(b => $"case when {b.Where} then 1 else 0 end"));
        return await read.First($"select {columns} from {type.Table} t where t.id = @id", row => all.Branches.Where((_, i) => row.Int(i) == 1).Select(b => b.Way).ToList(), cancel, [("id", record), .. all.Args]) ?? [];
    }

    private static bool Within(ReachLevel reach, ReachWay way) => (reach, way) switch
    {
        (_, ReachWay.Parent) => true,
        (ReachLevel.Own or ReachLevel.Team or ReachLevel.Subtree, ReachWay.Own) => true,
        (ReachLevel.Team or ReachLevel.Subtree, ReachWay.Team) => true,
        (ReachLevel.Subtree, ReachWay.Subtree) => true,
        _ => false,
    };

    private static Text Said(HeldRole role, ReachLevel reach, ReachWay? way, bool holds, DeclaredType type) => (holds, way) switch
    {
        (true, { } by) => new($"‘{role.Name}’ 역할: {reach.Label().Ko}. {Word(by).Ko}.", $"Role “{role.Name}”: {reach.Label().En}. {Word(by).En}."),
        (true, null) => new($"‘{role.Name}’ 역할: {reach.Label().Ko}.", $"Role “{role.Name}”: {reach.Label().En}."),
        _ => new($"‘{role.Name}’ 역할은 {reach.Label().Ko}까지인데, 이 {Particle.With(type.Label.Ko, "은/는")} 그 밖에 있어요.", $"Role “{role.Name}” reaches {reach.Label().En.ToLowerInvariant()} only, and this {type.Label.En.ToLowerInvariant()} is beyond it."),
    };

    private static Text Word(ReachWay way) => way switch
    {
        ReachWay.Own => new("담당자예요", "Is responsible for it"),
        ReachWay.Team => new("담당 팀에 속해요", "Is in the team that is responsible"),
        ReachWay.Subtree => new("담당자가 이 사람의 조직에 속해요", "Whoever is responsible reports to them"),
        ReachWay.Share => new("공유받았어요", "It was shared"),
        _ => new("이 기록이 속한 기록을 볼 수 있어요", "Sees what it belongs to"),
    };

    private static FieldLevel LevelOf(Rights rights, DeclaredType type, string field, string action) =>
        !rights.MaySee(type.Name, field) ? FieldLevel.Hidden : rights.IsAlwaysMasked(type.Name, field) ? FieldLevel.Masked : rights.SeesPersonal(type.Name, field) ? rights.MaySet(type.Name, field) ? FieldLevel.Write : FieldLevel.Read : rights.MaySet(type.Name, field) ? FieldLevel.Usual : FieldLevel.Read;

    private static Text OfField(DeclaredType type, string field, FieldLevel level)
    {
        var label = type.Fields.FirstOrDefault(f => f.Name == field)?.Label ?? Text.Same(field);
        return new($"{label.Ko}: {level.Label().Ko}", $"{label.En}: {level.Label().En}");
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/api/v1/access/{type}/{id:guid}", async (string type, Guid id, Guid? user, string? action, string? field, ExplainAccess explain, Actor actor, Company company, CancellationToken cancel) =>
            Results.Json(await explain.Run(actor, user ?? actor.Id, company.Declarations.Named(type), id, action ?? Actions.View, field, cancel), JournalJson.Options)).NeedsSignIn();
        site.MapGet("/api/v1/access/{type}/{id:guid}/who", async (string type, Guid id, ExplainAccess explain, Actor actor, Company company, CancellationToken cancel) =>
        {
            var (people, more) = await explain.Who(actor, company.Declarations.Named(type), id, cancel);
            return Results.Json(new { people, more }, JournalJson.Options);
        }).Needs(Role.View);
        foreach (var type in site.ServiceProvider.GetRequiredService<Declarations>().All.Where(t => t.Pages is not null))
            site.MapGet($"/{type.Pages!.Path}/{{id:guid}}/access", async (Guid id, Guid? user, string? action, string? field, ExplainAccess explain, Actor actor, PermissionCatalog catalog, CancellationToken cancel) =>
            {
                var (about, asked) = (user ?? actor.Id, action ?? Actions.View);
                var explained = await explain.Run(actor, about, type, id, asked, string.IsNullOrEmpty(field) ? null : field, cancel);
                var who = actor.Rights.Allows(Role.View) ? await explain.Who(actor, type, id, cancel) : default;
                return Page.Of<AccessPage>(new("접근 권한", "Access"), new { Type = type, Id = id, User = about, Action = asked, Actions = catalog.Find(type.Name)!.Actions, Explained = explained, People = await explain.People(actor, about, cancel), Fields = explain.Fields(actor, type), Who = who.People, who.More });
            }).Needs(new Permission(type.Name, Platform.Actions.View));
    }
}

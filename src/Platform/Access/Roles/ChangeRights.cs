using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>
/// Sets what a role lets its holders do with one type: a reach for each action, a level for each field. Nobody grants more than they have themselves, so that nobody makes
/// themselves more than they are.
/// </summary>
internal sealed class ChangeRights(Company company, PermissionCatalog catalog)
{
    /// <param name="Role">Which.</param>
    /// <param name="Version">The version that was read.</param>
    /// <param name="Type">Of which type.</param>
    /// <param name="Reaches">By action; what is not named stays.</param>
    /// <param name="Fields">By field; what is not named stays.</param>
    public sealed record Form(Guid Role, int Version, string Type, IReadOnlyDictionary<string, ReachLevel> Reaches, IReadOnlyDictionary<string, FieldLevel> Fields);

    private static readonly Text Reason = new("역할 권한 변경", "Rights of a role changed");

    /// <returns>The change set, which can be undone.</returns>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>more_than_own</c>, <c>last_administrator</c>, <c>changed_meanwhile</c></exception>
    public async Task<Guid> Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        actor.Must(Role.Edit);
        var type = catalog.Find(form.Type) ?? throw new Refused("unknown_type", "type", new($"'{form.Type}' 유형이 없어요.", $"There is no type '{form.Type}'."), 404);
        foreach (var (action, reach) in form.Reaches)
        {
            if (type.Actions.All(a => a.Action != action)) throw new Refused("unknown_action", action, new($"'{action}' 작업이 없어요.", $"There is no action '{action}'."));
            if (reach > actor.Rights.Level(new(form.Type, action))) throw MoreThanOwn(action);
        }
        foreach (var (field, level) in form.Fields)
        {
            if (type.Declared?.Fields.FirstOrDefault(f => f.Name == field && !f.IsSecret) is null) throw new Refused("unknown_field", field, new($"'{field}' 항목이 없어요.", $"There is no field '{field}'."));
            if (level is FieldLevel.Read or FieldLevel.Write && (!actor.Rights.MaySee(form.Type, field) || actor.Rights.IsAlwaysMasked(form.Type, field)) || level == FieldLevel.Write && !actor.Rights.MaySet(form.Type, field)) throw MoreThanOwn(field);
        }
        return await company.Writes.Run(actor, Reason, async change =>
        {
            var db = change.Open<IdentityDb>();
            var role = await db.Roles.SingleOrDefaultAsync(r => r.Id == form.Role, cancel) ?? throw ReachOfChange.OutOfReach(company.Declarations.Named("role"));
            db.Entry(role).Property(r => r.Version).OriginalValue = form.Version;
            var grants = role.Grants;
            foreach (var (action, reach) in form.Reaches) grants.Grant(form.Type, reach, action);
            foreach (var (field, level) in form.Fields) grants.Set(form.Type, field, level);
            role.Grant(grants);
            await change.Save(cancel);
            return change.Set.Id;
        }, cancel);
    }

    /// <summary>Refuses a change after which nobody could give roles any more.</summary>
    /// <exception cref="Refused"><c>last_administrator</c></exception>
    public static async Task KeepAnAdministrator(Change change, CancellationToken cancel)
    {
        var roles = await change.Session.List("""
            select r.rights from roles r where r.is_baseline = true or exists (
                select 1 from role_assignments a join users u on u.id = a.user_id where a.role_id = r.id and u.disabled_at is null and u.password_hash is not null)
            """, row => row.TextOrNull(0), cancel);
        if (roles.Exists(rights => RoleGrants.Read(rights, null).Reach(Role.Edit.Type, Role.Edit.Action) != ReachLevel.None)) return;
        throw new Refused("last_administrator", null, new("이렇게 바꾸면 역할을 정할 수 있는 사람이 아무도 남지 않아요.", "After this change nobody could decide on roles any more."), 409);
    }

    private static Refused MoreThanOwn(string at) => new("more_than_own", at, new("내가 가진 것보다 넓은 권한은 줄 수 없어요.", "You can't grant more than you have yourself."), 403);

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/roles/{id:guid}/rights/{type}", async (Guid id, string type, ReadRole read, PermissionCatalog catalog, CancellationToken cancel) => Show(await read.Run(id, cancel), catalog, type)).Needs(Role.Edit).NeedsFreshProof();
        site.MapPost("/roles/{id:guid}/rights/{type}", async (Guid id, string type, HttpContext context, ChangeRights change, ReadRole read, PermissionCatalog catalog, Actor actor, CancellationToken cancel) =>
        {
            var form = await context.Request.ReadFormAsync(cancel);
            try
            {
                var set = await change.Run(actor, new(id, int.TryParse(form["version"], System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0, type, Read<ReachLevel>(form, "reach."), Read<FieldLevel>(form, "field.")), cancel);
                Toast.Changed(context, new("권한을 바꿨어요.", "The rights were changed."), set, $"/roles/{id}");
                return Page.Next($"/roles/{id}");
            }
            catch (Refused refused) when (refused.Status is not 404) { return Show(await read.Run(id, cancel), catalog, type, refused); }
        }).Needs(Role.Edit).NeedsFreshProof();
        site.MapPatch("/api/v1/access/roles/{id:guid}/rights", async (Guid id, Asked asked, ChangeRights change, Actor actor, CancellationToken cancel) =>
            Results.Json(new { change_set_id = await change.Run(actor, new(id, asked.Version, asked.Type, Parsed<ReachLevel>(asked.Reaches), Parsed<FieldLevel>(asked.Fields)), cancel) })).Needs(Role.Edit).NeedsFreshProof();
        site.MapGet("/api/v1/access/roles/{id:guid}/rights", async (Guid id, ReadRole read, CancellationToken cancel) =>
        {
            var (role, grants) = (await read.Run(id, cancel)) is var found ? (found, found.Grants) : default;
            return Results.Json(new
            {
                role.Id, role.Version, role.Name,
                rights = grants.Rights.GroupBy(r => r.Type).ToDictionary(t => t.Key, t => t.ToDictionary(r => r.Action, r => r.Reach.Name())),
                fields = grants.Fields.GroupBy(f => f.Type).ToDictionary(t => t.Key, t => t.ToDictionary(f => f.Field, f => f.Level.Name())),
            }, JournalJson.Options);
        }).Needs(Role.View);
    }

    /// <summary>What a program sends.</summary>
    public sealed record Asked(int Version, string Type, Dictionary<string, string>? Reaches, Dictionary<string, string>? Fields);

    private static Dictionary<string, T> Read<T>(IFormCollection form, string prefix) where T : struct, Enum =>
        Parsed<T>(form.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(f => f.Key[prefix.Length..], f => f.Value.ToString()));

    private static Dictionary<string, T> Parsed<T>(Dictionary<string, string>? said) where T : struct, Enum => (said ?? []).ToDictionary(s => s.Key, s =>
        Enum.TryParse<T>(s.Value, ignoreCase: true, out var level) && Enum.IsDefined(level) ? level : throw new Refused("level_unknown", s.Key, new($"'{s.Value}' 단계가 없어요.", $"There is no level '{s.Value}'.")));

    private static IResult Show(RoleSeen role, PermissionCatalog catalog, string type, Refused? refused = null) => catalog.Find(type) is { } known
        ? Page.Of<RoleRightsPage>(new($"{role.Name} · {known.Label.Ko}", $"{role.Name}: {known.Label.En}"), new { Role = role, Type = known, Refused = refused }, refused?.Status ?? 200)
        : throw new Refused("unknown_type", "type", new($"'{type}' 유형이 없어요.", $"There is no type '{type}'."), 404);
}

/// <summary>A role as it is looked at.</summary>
public sealed record RoleSeen(Guid Id, int Version, string Name, string? Description, bool IsBaseline, RoleGrants Grants);

/// <summary>Reads a role with what it grants.</summary>
internal sealed class ReadRole(Store store, Declarations declarations)
{
    public async Task<RoleSeen> Run(Guid id, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return await read.First("select id, version, name, description, is_baseline, rights, field_levels from roles where id = @id",
            row => new RoleSeen(row.Guid(0), row.Int(1), row.Text(2), row.TextOrNull(3), row.Bool(4), RoleGrants.Read(row.TextOrNull(5), row.TextOrNull(6))), cancel, ("id", id))
            ?? throw ReachOfChange.OutOfReach(declarations.Named("role"));
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>
/// Makes the key of a program, for oneself or for an agent whose roles one has too. It is shown once; it may do what its owner may, narrowed to its scopes, until its last day.
/// </summary>
internal sealed class MakeApiKey(Company company, PermissionCatalog catalog)
{
    private const int Longest = 100, MostDays = 366;
    private static readonly Text Made = new("API 키 발급", "API key made"), Ended = new("API 키 종료", "API key ended"), Never = new("키는 되살리지 않아요. 새로 만들어 주세요.", "A key is never brought back; make another.");

    /// <returns>The key itself, which is stored nowhere.</returns>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>more_than_own</c>, <c>scope_unknown</c>, <c>required</c>, <c>days_invalid</c>, <c>not_an_agent</c>, <c>resident_number</c></exception>
    public Task<(Guid Id, string Key)> Run(Actor actor, ApiKeyForm form, CancellationToken cancel = default)
    {
        actor.Must(AccessKey.Create);
        var name = form.Name.Trim();
        if (name.Length is 0 or > Longest) throw Refused.Missing("name", new("이름", "The name"));
        ResidentNumbers.MustNotBeIn(name, "name", bare: false);
        if (form.Days is < 1 or > MostDays) throw new Refused("days_invalid", "days", new($"1일부터 {MostDays}일까지 고를 수 있어요.", $"Choose from 1 to {MostDays} days."));
        foreach (var scope in form.Scopes)
            if (scope.Split('.') is not [var type, var action] || catalog.Find(type) is not { } known || action != "*" && known.Actions.All(a => a.Action != action))
                throw new Refused("scope_unknown", "scopes", new($"‘{scope}’ 작업이 없어요. 예: lead.view", $"There is no scope “{scope}”. Example: lead.view"));
        var owner = form.Agent ?? actor.Id;
        if (owner != actor.Id) actor.Must(User.Edit);
        return company.Writes.Run(company.Writes.NewChangeSet(actor, Made) with { Final = Never }, async change =>
        {
            if (owner != actor.Id)
            {
                if (await change.Session.Number("select count(*) from users where id = @id and kind = 'agent' and disabled_at is null", cancel, ("id", owner)) == 0)
                    throw new Refused("not_an_agent", "agent", new("다른 사람의 키는 만들 수 없어요.", "Keys can’t be made for other people."), 403);
                await GiveRoles.MustCoverPeople(change, actor, [owner], cancel);
            }
            var (key, shown) = AccessKey.New();
            var id = change.NewId();
            await change.Execute("""
                insert into api_keys (id, key_hash, user_id, name, shown, scopes, made_at, made_by, until) values (@id, @hash, @user, @name, @shown, @scopes, @now, @by, @until)
                """, cancel, ("id", id), ("hash", OneTimeToken.Hash(key)), ("user", owner), ("name", name), ("shown", shown), ("scopes", form.Scopes.Count == 0 ? null : JsonSerializer.Serialize(form.Scopes.Distinct())),
                ("now", change.Now), ("by", actor.Id), ("until", change.Now.AddDays(form.Days)));
            await change.Publish(new ApiKeyChanged(id, owner, "made", name), cancel);
            return (id, key);
        }, background: false, cancel);
    }

    /// <summary>Ends a key, from the next request on: one's own, or anybody's for those who look after people.</summary>
    /// <exception cref="Refused"><c>key_unknown</c></exception>
    public Task End(Actor actor, Guid id, CancellationToken cancel = default) => company.Writes.Run(company.Writes.NewChangeSet(actor, Ended) with { Final = Never }, async change =>
    {
        var all = actor.Rights.Allows(User.Edit);
        var found = await change.Session.First("update api_keys set ended_at = @now where id = @id and ended_at is null and (user_id = @me or @all = true) returning user_id, name", row => Tuple.Create(row.Guid(0), row.Text(1)), cancel,
            ("now", change.Now), ("id", id), ("me", actor.Id), ("all", all)) ?? throw new Refused("key_unknown", null, new("그런 키가 없어요.", "There is no such key."), 404);
        await change.Publish(new ApiKeyChanged(id, found.Item1, "ended", found.Item2), cancel);
        return true;
    }, background: false, cancel);

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/settings/api-keys", async (ListApiKeys list, CancellationToken cancel) => Show(await list.Run(cancel), new("", []), null)).Needs(AccessKey.Create);
        site.MapPost("/settings/api-keys", async (HttpContext context, MakeApiKey make, ListApiKeys list, Actor actor, CancellationToken cancel) =>
        {
            var posted = await context.Request.ReadFormAsync(cancel);
            var form = new ApiKeyForm(posted["name"].ToString(), posted["scopes"].ToString().Split((char[])[' ', ',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
                int.TryParse(posted["days"], System.Globalization.CultureInfo.InvariantCulture, out var days) ? days : 90, Guid.TryParse(posted["agent"], out var agent) ? agent : null);
            try
            {
                var (_, key) = await make.Run(actor, form, cancel);
                return Show(await list.Run(cancel), new("", []), null, key);
            }
            catch (Refused refused) { return Show(await list.Run(cancel), form, refused); }
        }).Needs(AccessKey.Create).NeedsFreshProof();
        site.MapPost("/settings/api-keys/{id:guid}/end", async (Guid id, HttpContext context, MakeApiKey make, Actor actor, CancellationToken cancel) =>
        {
            await make.End(actor, id, cancel);
            Toast.Done(context, new("키를 폐기했어요.", "The key was revoked."));
            return Page.Next("/settings/api-keys");
        }).Needs(AccessKey.Create);
        site.MapGet("/api/v1/access/api-keys", async (ListApiKeys list, CancellationToken cancel) => Results.Ok(new { (await list.Run(cancel)).Keys })).Needs(AccessKey.Create);
        site.MapPost("/api/v1/access/api-keys", async ([FromBody] ApiKeyForm form, MakeApiKey make, Actor actor, CancellationToken cancel) =>
        {
            var (id, key) = await make.Run(actor, form with { Scopes = form.Scopes ?? [], Name = form.Name ?? "" }, cancel);
            return Results.Json(new { id, key }, statusCode: 201);
        }).Needs(AccessKey.Create).NeedsFreshProof();
        site.MapDelete("/api/v1/access/api-keys/{id:guid}", async (Guid id, MakeApiKey make, Actor actor, CancellationToken cancel) => { await make.End(actor, id, cancel); return Results.NoContent(); }).Needs(AccessKey.Create);
    }

    private static IResult Show(ApiKeysSeen seen, ApiKeyForm form, Refused? refused, string? key = null) => Page.Of<ApiKeysPage>(ListApiKeys.Title, new { Seen = seen, Form = form, Refused = refused, Key = key }, refused?.Status ?? 200);
}

/// <summary>A key that is to be made: what it is for, what it may do of what its owner may (all where nothing is said), for how many days, and for which agent.</summary>
public sealed record ApiKeyForm(string Name, IReadOnlyList<string> Scopes, int Days = 90, Guid? Agent = null);

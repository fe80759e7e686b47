using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>Shares one record with a person, a team or the holders of a role, until a day or for good; and ends a share.</summary>
internal sealed class ShareRecord(Company company)
{
    /// <param name="Type">The record's type.</param>
    /// <param name="Record">Which.</param>
    /// <param name="User">With this person, or</param>
    /// <param name="Team">with this team, or</param>
    /// <param name="Role">with whoever has this role.</param>
    /// <param name="MayEdit">They may change it too.</param>
    /// <param name="Until">The last day on which it holds; for good where null.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Form(string Type, Guid Record, Guid? User, Guid? Team, Guid? Role, bool MayEdit, DateOnly? Until, string? Reason);

    private static readonly Text Reason = new("기록 공유", "A record shared"), Ended = new("공유 끝내기", "A share ended");

    /// <returns>The change set, which can be undone.</returns>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>out_of_reach</c>, <c>share_with_whom</c>, <c>until_past</c>, <c>more_than_own</c></exception>
    public async Task<Guid> Run(Actor actor, Form form, CancellationToken cancel = default)
    {
        var type = company.Declarations.Named(form.Type);
        actor.Must(new(type.Name, Actions.Share));
        if (form.Until is { } until && until < company.Today) throw new Refused("until_past", "until", new("마지막 날은 오늘이거나 그 뒤여야 해요.", "The last day must be today or later."));
        return await company.Writes.Run(actor, Reason, async change =>
        {
            if (!await change.Reached.Holds(type, form.Record, Actions.Share, cancel) || !await change.Reached.Holds(type, form.Record, Actions.View, cancel)) throw ReachOfChange.OutOfReach(type);
            if (form.MayEdit && (!actor.Rights.Allows(new(type.Name, Actions.Edit)) || !await change.Reached.Holds(type, form.Record, Actions.Edit, cancel)))
                throw new Refused("more_than_own", "may_edit", new("내가 고칠 수 없는 기록은 고치도록 공유할 수 없어요.", "You can't let others change what you may not change yourself."), 403);
            foreach (var (table, id, field) in new[] { ("users", form.User, "user_id"), ("teams", form.Team, "with_team_id"), ("roles", form.Role, "role_id") })
                if (id is not null && await change.Session.Number($"select count(*) from {table} where id = @id", cancel, ("id", id)) == 0)
                    throw new Refused("share_with_whom", field, new("고른 상대를 찾지 못했어요.", "Whom you chose was not found."));
            change.Open<IdentityDb>().Add(Share.Of(type.Name, form.Record, form.User, form.Team, form.Role, form.MayEdit, form.Until, form.Reason));
            await change.Save(cancel);
            return change.Set.Id;
        }, cancel);
    }

    /// <summary>Ends a share at once.</summary>
    public async Task<Guid> End(Actor actor, Guid share, CancellationToken cancel = default) => await company.Writes.Run(actor, Ended, async change =>
    {
        var db = change.Open<IdentityDb>();
        var known = await db.Shares.SingleOrDefaultAsync(s => s.Id == share, cancel) ?? throw ReachOfChange.OutOfReach(company.Declarations.Named("share"));
        var type = company.Declarations.Named(known.RecordType);
        actor.Must(new(type.Name, Actions.Share));
        if (!await change.Reached.Holds(type, known.RecordId, Actions.Share, cancel)) throw ReachOfChange.OutOfReach(type);
        db.Remove(known);
        await change.Save(cancel);
        return change.Set.Id;
    }, cancel);

    public static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        var needs = new Permission(type.Name, Actions.Share);
        var page = $"/{type.Pages!.Path}/{{id:guid}}/shares";
        site.MapGet(page, async (Guid id, ListShares list, Actor actor, CancellationToken cancel) => Show(type, id, await list.Run(actor, type, id, cancel))).Needs(needs);
        site.MapPost(page, async (Guid id, HttpContext context, ShareRecord share, ListShares list, Actor actor, CancellationToken cancel) =>
        {
            var form = await context.Request.ReadFormAsync(cancel);
            try
            {
                var with = form["with"].ToString().Split(':');
                Guid? Of(string kind) => with.Length == 2 && with[0] == kind && Guid.TryParse(with[1], out var id) ? id : null;
                var until = form["until"].ToString() is { Length: > 0 } typed ? DateOnly.TryParseExact(typed, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day
                    : throw new Refused("date_unreadable", "until", new("날짜를 읽지 못했어요. 예: 2026-12-31", "The date could not be read. Example: 2026-12-31")) : (DateOnly?)null;
                var set = await share.Run(actor, new(type.Name, id, Of("user"), Of("team"), Of("role"), form["may_edit"] == "1", until, form["reason"]), cancel);
                Toast.Changed(context, new("공유했어요.", "Shared."), set, $"/{type.Pages!.Path}/{id}/shares");
                return Page.Next($"/{type.Pages!.Path}/{id}/shares");
            }
            catch (Refused refused) when (refused.Status is not 404) { return Show(type, id, await list.Run(actor, type, id, cancel), refused); }
        }).Needs(needs);
        site.MapPost(page + "/{share:guid}/end", async (Guid id, Guid share, HttpContext context, ShareRecord shares, Actor actor, CancellationToken cancel) =>
        {
            Toast.Changed(context, new("공유를 끝냈어요.", "The share was ended."), await shares.End(actor, share, cancel), $"/{type.Pages!.Path}/{id}/shares");
            return Page.Next($"/{type.Pages!.Path}/{id}/shares");
        }).Needs(needs);
        site.MapPost($"/api/v1/access/{type.Name}/{{id:guid}}/shares", async (Guid id, Asked asked, ShareRecord share, Actor actor, CancellationToken cancel) =>
            Results.Json(new { change_set_id = await share.Run(actor, new(type.Name, id, asked.UserId, asked.TeamId, asked.RoleId, asked.MayEdit, asked.Until, asked.Reason), cancel) }, JournalJson.Options)).Needs(needs);
    }

    /// <summary>What a program sends.</summary>
    public sealed record Asked(Guid? UserId, Guid? TeamId, Guid? RoleId, bool MayEdit, DateOnly? Until, string? Reason);

    private static IResult Show(DeclaredType type, Guid id, ShareList list, Refused? refused = null) =>
        Page.Of<SharesPage>(new("공유", "Shares"), new { Type = type, Id = id, List = list, Refused = refused }, refused?.Status ?? 200);
}

/// <summary>A share as it is looked at.</summary>
public sealed record ShareLine(Guid Id, string With, string Kind, bool MayEdit, DateOnly? Until, string? Reason, bool IsOver);

/// <summary>The shares of a record, and with whom it could be shared.</summary>
public sealed record ShareList(string Title, IReadOnlyList<ShareLine> Shares, IReadOnlyList<(string Value, string Name, string Kind)> Choices);

/// <summary>Lists the shares of a record.</summary>
internal sealed class ListShares(Company company)
{
    private const int MostChoices = 2_000;

    public async Task<ShareList> Run(Actor actor, DeclaredType type, Guid record, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var reach = Reach.Sql(actor, type, "t", read.Engine, Actions.Share);
        var title = await read.First($"select {(type.TitleField is { } field ? $"t.{field.Name}" : "''")} from {type.Table} t where t.id = @id and ({reach.Where})", row => row.TextOrNull(0) ?? "", cancel, [("id", record), .. reach.Args])
            ?? throw ReachOfChange.OutOfReach(type);
        var shares = await read.List("""
            select s.id, coalesce(u.name, t.name, r.name), case when s.user_id is not null then 'user' when s.with_team_id is not null then 'team' else 'role' end, s.may_edit, s.until, s.reason
            from shares s left join users u on u.id = s.user_id left join teams t on t.id = s.with_team_id left join roles r on r.id = s.role_id
            where s.record_type = @type and s.record_id = @id order by s.id
            """, row => new ShareLine(row.Guid(0), row.TextOrNull(1) ?? "?", row.Text(2), row.Bool(3), row.DateOrNull(4), row.TextOrNull(5), row.DateOrNull(4) is { } until && until < company.Today), cancel, ("type", type.Name), ("id", record));
        var choices = await read.List($"""
            select 'user', id, name, 1 from users where disabled_at is null union all select 'team', id, name, 2 from teams union all select 'role', id, name, 3 from roles order by 4, 3 limit {MostChoices}
            """, row => ($"{row.Text(0)}:{row.Guid(1)}", row.Text(2), row.Text(0)), cancel);
        return new(Disclosure.Called(actor, type, title) ?? "", shares, choices);
    }
}

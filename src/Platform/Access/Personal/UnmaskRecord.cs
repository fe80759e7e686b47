using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Shows the masked personal values of one record to somebody who says why, for a quarter of an hour. It is logged before anything is shown.</summary>
internal sealed class UnmaskRecord(Company company, Visitor visitor)
{
    private const int ShortestReason = 5, LongestReason = 300;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);
    private static readonly Text Because = new("원본 보기", "Unmasked");

    /// <exception cref="Refused"><c>not_allowed</c>, <c>out_of_reach</c>, <c>reason_missing</c>, <c>too_long</c></exception>
    public async Task Run(Actor actor, DeclaredType type, Guid id, string? reason, CancellationToken cancel = default)
    {
        actor.Must(new(type.Name, Actions.Unmask));
        await using (var read = await company.Store.Read(cancel))
        {
            var (view, unmask) = (Reach.Sql(actor, type, "t", read.Engine), Reach.Sql(actor, type, "t", read.Engine, Actions.Unmask));
            if (await read.Number($"select count(*) from {type.Table} t where t.id = @id and ({view.Where}) and ({unmask.Where})", cancel, [("id", id), .. view.Args, .. unmask.Args.ExceptBy(view.Args.Select(a => a.Name), a => a.Name)]) == 0) throw ReachOfChange.OutOfReach(type);
        }
        reason = reason?.Trim() ?? "";
        if (reason.Length < ShortestReason) throw new Refused("reason_missing", "reason", new($"원본을 보는 사유를 {ShortestReason}자 이상 적어 주세요. 접속기록에 남아요.", $"Say why in at least {ShortestReason} characters; it is kept in the access log."));
        if (reason.Length > LongestReason) throw new Refused("too_long", "reason", new($"사유는 {LongestReason}자까지 쓸 수 있어요.", $"The reason may have at most {LongestReason} characters."));
        ResidentNumbers.MustNotBeIn(reason, "reason");
        var fields = type.Fields.Where(f => f.IsPersonal && !f.IsSecret).Select(f => f.Name).ToList();
        await company.PersonalLog.Keep(new(actor, visitor.Visit.Ip, PersonalAction.Unmasked, type.Name, [id], 1, 1, fields, reason));
        await company.Writes.Run(actor, Because, async change =>
        {
            await change.Execute("delete from unmaskings where until < @now", cancel, ("now", change.Now));
            await change.Execute("""
                insert into unmaskings (user_id, record_type, record_id, until) values (@user, @type, @id, @until)
                on conflict (user_id, record_type, record_id) do update set until = excluded.until
                """, cancel, ("user", actor.Id), ("type", type.Name), ("id", id), ("until", change.Now + Lasts));
        }, cancel);
    }

    public static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        if (!type.Fields.Any(f => f.IsPersonal)) return;
        var needs = new Permission(type.Name, Actions.Unmask);
        site.MapPost($"/{type.Pages!.Path}/{{id:guid}}/unmask", async (Guid id, [FromForm] string? reason, HttpContext context, UnmaskRecord unmask, Actor actor, CancellationToken cancel) =>
        {
            try { await unmask.Run(actor, type, id, reason, cancel); }
            catch (Refused refused) when (refused.Field == "reason") { Toast.Warn(context, refused.Text); }
            return Page.Next($"/{type.Pages.Path}/{id}");
        }).Needs(needs);
        site.MapPost($"/api/v1/access/{type.Name}/{{id:guid}}/unmask", async (Guid id, Asked asked, UnmaskRecord unmask, Actor actor, CancellationToken cancel) =>
        {
            await unmask.Run(actor, type, id, asked.Reason, cancel);
            return Results.NoContent();
        }).Needs(needs);
    }

    /// <summary>What a program sends.</summary>
    public sealed record Asked(string? Reason);
}

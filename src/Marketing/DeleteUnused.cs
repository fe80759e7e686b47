using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Marketing;

/// <summary>Removes a segment or an offer that no campaign uses, or a campaign that was never launched. It can be undone.</summary>
internal sealed class DeleteUnused(Company company)
{
    /// <param name="Type">The record type.</param>
    /// <param name="Path">Where its pages stand.</param>
    /// <param name="Uses">SQL that counts what keeps it.</param>
    /// <param name="Why">Says so.</param>
    private sealed record Kind(string Type, string Path, string Uses, Func<long, Text> Why);

    private static readonly Kind[] Kinds =
    [
        new("segment", "segments", "select count(*) from campaigns where segment_id = @id", n => new($"캠페인 {n}개가 쓰고 있어 지울 수 없어요. 그 캠페인을 먼저 지워 주세요.", $"{n} campaigns use it. Remove those first.")),
        new("offer", "offers", "select count(*) from campaigns where offer_id = @id", n => new($"캠페인 {n}개가 쓰고 있어 지울 수 없어요. 그 캠페인을 먼저 지워 주세요.", $"{n} campaigns use it. Remove those first.")),
        new("campaign", "campaigns", "select count(*) from campaign_launches where campaign_id = @id", _ => new("실행한 캠페인은 기록이 남아야 해서 지울 수 없어요. 대신 중단할 수 있어요.", "A campaign that was launched stays on record. It can be stopped instead.")),
    ];

    /// <summary>Its pages' ways and those of the API.</summary>
    public static void Map(IEndpointRouteBuilder site)
    {
        foreach (var kind in Kinds)
        {
            var may = site.MapGroup("").Needs(new Permission(kind.Type, Actions.Delete));
            may.MapPost($"/{kind.Path}/{{id:guid}}/delete", async (Guid id, HttpContext context, DeleteUnused delete, Actor actor, CancellationToken cancel) =>
            {
                Guid set;
                try { set = await delete.Run(actor, kind, id, cancel); }
                catch (Refused refused) when (refused.Rule == "in_use")
                {
                    Toast.Warn(context, refused.Text);
                    return Page.Next($"/{kind.Path}/{id}");
                }
                Toast.Changed(context, new("지웠어요.", "Removed."), set, $"/{kind.Path}/{id}");
                return Page.Next($"/{kind.Path}");
            });
            may.MapDelete($"/api/v1/{kind.Type}/{{id:guid}}", async (Guid id, DeleteUnused delete, Actor actor, CancellationToken cancel) =>
            {
                await delete.Run(actor, kind, id, cancel);
                return Results.NoContent();
            }).WithSummary($"Remove a {kind.Type} that nothing uses");
        }
    }

    private Task<Guid> Run(Actor actor, Kind kind, Guid id, CancellationToken cancel)
    {
        actor.Must(new(kind.Type, Actions.Delete));
        var type = company.Declarations.Named(kind.Type);
        return company.Writes.Run(actor, new($"{type.Label.Ko} 삭제", $"Remove {type.Label.En.ToLowerInvariant()}"), async change =>
        {
            if (await change.Session.Number(kind.Uses, cancel, ("id", id)) is > 0 and var uses) throw new Refused("in_use", null, kind.Why(uses), 409);
            var db = change.Open<MarketingDb>();
            db.Remove(await db.FindAsync(type.Entity, [id], cancel) ?? throw new Refused($"{kind.Type}_unknown", null, new("이미 지웠거나 없는 항목이에요.", "It is gone, or was never there."), 404));
            await change.Save(cancel);
            return change.Set.Id;
        }, cancel);
    }
}

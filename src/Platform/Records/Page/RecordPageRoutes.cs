using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>The page of a record, for every declared type with pages: <c>/leads/{id}</c> and its pieces.</summary>
internal static class RecordPageRoutes
{
    public static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        var pages = site.MapGroup($"/{type.Pages!.Path}/{{id:guid}}");
        var reads = pages.MapGroup("").Needs(new Permission(type.Name, Actions.View));
        reads.MapGet("", async (Guid id, [AsParameters] PageQuery query, ViewRecord view, Compose compose, Actor actor, CancellationToken cancel) =>
            Show(await view.Timeline(actor, type, id, query, cancel) with { Form = query.Compose is { } kind ? compose.Begin(actor, type, kind) : null }));
        reads.MapGet("/history", async (Guid id, [AsParameters] PageQuery query, ViewRecord view, Actor actor, CancellationToken cancel) => Show(await view.History(actor, type, id, query, [], cancel)));
        reads.MapGet("/fields", async (Guid id, [AsParameters] PageQuery query, ViewRecord view, Actor actor, CancellationToken cancel) =>
            Page.Piece<RecordFields>(new { View = await view.Fields(actor, type, id, query, cancel) }));
        reads.MapGet("/peek", async (Guid id, ViewRecord view, Actor actor, CancellationToken cancel) => Page.Piece<PeekPanel>(new { (await view.Fields(actor, type, id, new(), cancel)).Sheet }));
        reads.MapGet("/timeline", async (Guid id, [AsParameters] PageQuery query, ViewRecord view, Actor actor, CancellationToken cancel) =>
        {
            var (sheet, page) = await view.Events(actor, type, id, query, cancel);
            return query.More == 1 ? Page.Piece<TimelineList>(new { sheet.Path, Page = page }) : Page.Piece<TimelinePart>(new { sheet.Path, Page = page });
        });
        pages.MapPost("/undo", async (Guid id, [FromForm] Guid set, [FromForm] string? only, HttpContext context, ShowChange undo, ViewRecord view, Actor actor, CancellationToken cancel) =>
        {
            (UndoReport? Report, Guid? Job) done;
            try { done = await undo.Undo(actor, set, only is null ? [] : [id], cancel); }
            catch (Refused refused) when (refused.Status == 409 || refused.Rule == "more_than_own") { return await Refuse(refused.Text, []); }
            if (done.Report is not { } report) return ShowChange.InBackground(context);
            if (report.UndoId is not { } by) return await Refuse(new("되돌릴 수 있는 것이 없었어요.", "Nothing could be undone."), report.Conflicts);
            Toast.Done(context, new($"{report.Count}건을 되돌렸어요.", $"{report.Count} undone."));
            return Page.Next($"/{type.Pages!.Path}/{id}/history?report={by}");

            async Task<IResult> Refuse(Text why, IReadOnlyList<UndoConflict> left)
            {
                Toast.Warn(context, why);
                return Show(await view.History(actor, type, id, new(), left, cancel), 409);
            }
        }).Needs(new Permission(type.Name, Actions.Undo));
        RecordNeighbours.Map(pages, type);
        RunVerb.Map(pages, type);
        Compose.Map(pages, type);
        EditField.Map(pages, type);
        EditRecordForm.Map(pages, type);
        if (!type.Pages!.ByHand) return;
        pages.MapPost("/delete", async (Guid id, HttpContext context, EditRecords edit, ViewRecord view, Actor actor, CancellationToken cancel) =>
        {
            RecordSaved deleted;
            try { deleted = await edit.Delete(actor, type, id, EditField.VersionOf(await context.Request.ReadFormAsync(cancel)), cancel); }
            catch (Refused refused) when (refused.Status is 409 or 412)
            {
                // It stays as it is now: whoever wants it gone sees first what they did not know.
                Toast.Warn(context, refused.Text);
                return Show(await view.Timeline(actor, type, id, new(), cancel), 409);
            }
            Toast.Changed(context, new($"{Particle.With(type.Label.Ko, "을/를")} 삭제했어요.", $"The {type.Label.En.ToLowerInvariant()} was deleted."), deleted.ChangeSetId, $"/{type.Pages.Path}/{id}");
            return Page.Next($"/{type.Pages.Path}");
        }).Needs(new Permission(type.Name, Actions.Delete));
    }

    private static IResult Show(RecordView view, int status = 200) => Page.Of<RecordPage>(Text.Same(view.Sheet.Title), new { View = view }, status);
}

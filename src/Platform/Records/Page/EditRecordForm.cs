using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>All fields of a record in one form, for those without script, and for whoever wants to go through all of them. As with a new record, fields come and go with what is typed, and who may be the same is shown.</summary>
internal static class EditRecordForm
{
    public static void Map(RouteGroupBuilder pages, DeclaredType type)
    {
        var needs = new Permission(type.Name, Actions.Edit);
        pages.MapGet("/edit", async (Guid id, string? list, HttpRequest request, ViewRecord view, FillForm fill, Actor actor, CancellationToken cancel) =>
        {
            var seen = await View(view, actor, type, id, list, cancel);
            if (seen.Settable.All(type.Guards)) actor.MustBeProved();
            // The address may say what is to stand in a field: somebody began to change it elsewhere.
            var given = request.Query.Where(q => seen.InForm.Contains(q.Key));
            return Show(await fill.Standing(actor, seen, given, judge: false, anew: true, cancel), []);
        }).Needs(needs);

        pages.MapPost("/edit/fields", async (Guid id, HttpRequest request, ViewRecord view, FillForm fill, Actor actor, CancellationToken cancel) =>
            Page.Piece<FormFields>(new { Form = await fill.Standing(actor, await View(view, actor, type, id, null, cancel), await request.ReadFormAsync(cancel), judge: false, anew: false, cancel) })).Needs(needs);

        pages.MapPost("/edit/similar", async (Guid id, HttpRequest request, ViewRecord view, FillForm fill, FindSimilar similar, Actor actor, CancellationToken cancel) =>
        {
            var form = await fill.Standing(actor, await View(view, actor, type, id, null, cancel), await request.ReadFormAsync(cancel), judge: false, anew: false, cancel);
            return Page.Piece<AlikeRecords>(new { Typed = true, Records = await similar.Of(actor, type, form.Values, cancel, id) });
        }).Needs(needs);

        pages.MapPost("/edit", async (Guid id, HttpContext context, ViewRecord view, FillForm fill, EditRecords edit, FindSimilar similar, Actor actor, CancellationToken cancel) =>
        {
            var sent = await context.Request.ReadFormAsync(cancel);
            var version = EditField.VersionOf(sent);
            var list = sent["list"].ToString() is { Length: > 0 } from ? from : null;
            var form = await fill.Standing(actor, await View(view, actor, type, id, list, cancel), sent, judge: true, anew: false, cancel);
            if (form.Faults.Count == 0)
            {
                try
                {
                    var saved = await edit.Change(actor, type, id, version, form.Touched, cancel);
                    if (saved.ChangeSetId != Guid.Empty) Toast.Changed(context, new("저장했어요.", "Saved."), saved.ChangeSetId, form.View!.Sheet.Path);
                    return Page.Next(form.View!.Address());
                }
                catch (Refused refused) when (refused.Status is 409 or 422 || refused.Rule == "more_than_own")
                {
                    // Whoever has been told what somebody else did, and sends it again, has seen it.
                    form = await fill.Standing(actor, await View(view, actor, type, id, list, cancel), sent, judge: false, anew: refused.Status == 409, cancel) with { Faults = [refused] };
                }
            }
            return Show(form, await similar.Of(actor, type, form.Values, cancel, id), form.Faults[0].Status);
        }).Needs(needs);
    }

    private static async Task<RecordView> View(ViewRecord view, Actor actor, DeclaredType type, Guid id, string? list, CancellationToken cancel) =>
        await view.Fields(actor, type, id, new() { List = list }, cancel) is { May.Edit: true } seen ? seen : throw ReachOfChange.NotThisOne(type);

    private static IResult Show(RecordForm form, IReadOnlyList<AlikeRecord> similar, int status = 200) =>
        Page.Of<EditRecordPage>(new($"{form.View!.Sheet.Title} 수정", $"Edit {form.View.Sheet.Title}"), new { Form = form, Similar = similar }, status);
}

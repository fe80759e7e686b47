using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>All fields of a record in one form: for those without script, and for whoever wants to go through all of them.</summary>
internal static class EditRecordForm
{
    public static void Map(RouteGroupBuilder pages, DeclaredType type)
    {
        pages.MapGet("/edit", async (Guid id, string? list, ViewRecord view, Actor actor, CancellationToken cancel) =>
            Show(await view.Fields(actor, type, id, new() { List = list }, cancel), null)).Needs(new Permission(type.Name, Actions.Edit));

        pages.MapPost("/edit", async (Guid id, HttpContext context, ViewRecord view, FillForm typed, EditRecords edit, Actor actor, CancellationToken cancel) =>
        {
            var form = await context.Request.ReadFormAsync(cancel);
            var seen = await view.Fields(actor, type, id, new() { List = form["list"].ToString() is { Length: > 0 } list ? list : null }, cancel);
            var columns = seen.Sheet.Cells.Where(c => seen.Settable.Contains(c.Column.Path)).Select(c => c.Column);
            var read = await typed.Read(actor, form, columns, currency: c => FieldType.CurrencyOf(seen.Sheet.Cell(c.Path)?.Value), cancel: cancel);
            var version = EditField.VersionOf(form);
            if (read.Faults.Count > 0) return Show(seen, read, 422);
            try
            {
                // What was not touched is not sent: it can't meet what somebody else did to it.
                var changed = new RecordValues(read.Values.Where(v => read.Texts[v.Key] != form["was." + v.Key].ToString()));
                var saved = await edit.Change(actor, type, id, version, changed, cancel);
                if (saved.ChangeSetId != Guid.Empty) Toast.Changed(context, new("저장했어요.", "Saved."), saved.ChangeSetId, seen.Sheet.Path);
                return Page.Next(seen.Address());
            }
            catch (Refused refused) when (refused.Status is 409 or 422) { return Show(await view.Fields(actor, type, id, new() { List = seen.List }, cancel), read with { Faults = [refused] }, refused.Status); }
        }).Needs(new Permission(type.Name, Actions.Edit));
    }

    private static IResult Show(RecordView view, TypedForm? typed, int status = 200) =>
        Page.Of<EditRecordPage>(new($"{view.Sheet.Title} 수정", $"Edit {view.Sheet.Title}"), new { View = view, Typed = typed }, status);
}

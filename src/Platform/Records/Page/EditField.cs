using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>What the control of one field shows.</summary>
/// <param name="Sheet">The record as it is now.</param>
/// <param name="Cell">The field.</param>
/// <param name="Text">What stands in the control.</param>
/// <param name="Called">What the record is called that it refers to.</param>
/// <param name="Fault">What is wrong.</param>
public sealed record FieldEdit(RecordSheet Sheet, RecordCell Cell, string? Text, string? Called, Refused? Fault)
{
    /// <summary>Another field that has to be filled in along with it.</summary>
    public string? Along { get; init; }

    /// <summary>Somebody else has changed the field: what they put there stands beside what was typed, and saving again puts that in its place.</summary>
    public bool IsMeanwhile => Fault is { Rule: "changed_meanwhile" };

    /// <summary>The form in which both can be, with what was typed here.</summary>
    public string Together => $"{Sheet.Path}/edit?{Uri.EscapeDataString(Cell.Column.Path)}={Uri.EscapeDataString(Text ?? "")}#f-{Along?.Replace('.', '-')}";
}

/// <summary>Changes one field where it stands, on the page of the record or (<c>?cell=1</c>) in a list, and saves it at once.</summary>
internal static class EditField
{
    public static void Map(RouteGroupBuilder pages, DeclaredType type)
    {
        pages.MapGet("/fields/{name}", async (Guid id, string name, int? show, int? cell, HttpRequest request, ViewRecord view, FillForm typed, Actor actor, CancellationToken cancel) =>
        {
            var seen = await view.Fields(actor, type, id, new(), cancel);
            if (!seen.May.Edit) throw ReachOfChange.NotThisOne(type);
            if (show != 1 && type.Guards(name)) actor.MustBeProved();
            if (cell != 1 && !Page.WantsPiece(request)) return Page.Next($"/{type.Pages!.Path}/{id}/edit#{name}");
            var field = Settable(seen, name);
            if (show == 1) return Page.Piece<RecordFieldLine>(new { seen.Sheet, Cell = field, MaySet = true, Focused = true });
            return Control(new(seen.Sheet, field, typed.Text(field.Column, field.Value), field.Name, null), cell == 1);
        }).Needs(new Permission(type.Name, Actions.Edit));

        pages.MapPost("/fields/{name}", async (Guid id, string name, int? cell, HttpContext context, ViewRecord view, FillForm typed, EditRecords edit, Actor actor, CancellationToken cancel) =>
        {
            var form = await context.Request.ReadFormAsync(cancel);
            var query = new PageQuery();
            var field = Settable(await view.Fields(actor, type, id, query, cancel), name);
            var read = await typed.Read(actor, form, [field.Column], currency: _ => FieldType.CurrencyOf(field.Value), cancel: cancel);
            var version = VersionOf(form);
            RecordSaved saved;
            try
            {
                if (read.Faults is [var wrong, ..]) throw wrong;
                saved = await edit.Change(actor, type, id, version, read.Values, cancel);
            }
            catch (Refused refused) when (refused.Status is 409 or 422 || refused.Rule == "more_than_own")
            {
                var now = await view.Fields(actor, type, id, query, cancel);
                var standing = now.Sheet.Cell(name)!;
                return Control(new(now.Sheet, standing, read.Texts.GetValueOrDefault(name), read.Called.GetValueOrDefault(name), At(refused, name)) { Along = refused.Field is { } other && other != name && type.Fields.Any(f => f.Name == other) ? other : null }, cell == 1, refused.Status);
            }
            if (saved.ChangeSetId != Guid.Empty)
                Toast.Changed(context, new($"{Particle.With(field.Column.Label.Ko, "을/를")} 저장했어요.", $"{field.Column.Label.En} saved."), saved.ChangeSetId, $"/{type.Pages!.Path}/{id}");
            if (!Page.WantsPiece(context.Request)) return Page.Next($"/{type.Pages!.Path}/{id}#field-{name}");
            var after = await view.Fields(actor, type, id, query, cancel);
            if (cell == 1) return Page.Piece<CellEditor>(new { Edit = new FieldEdit(after.Sheet, after.Sheet.Cell(name)!, null, null, null), Done = true });
            context.Response.Headers["HX-Retarget"] = "#record-fields";
            context.Response.Headers["HX-Reswap"] = "outerHTML";
            return Page.Piece<RecordFields>(new { View = after, Focus = name, Saved = true });
        }).Needs(new Permission(type.Name, Actions.Edit));
    }

    /// <summary>Which version a form is about.</summary>
    /// <exception cref="Refused"><c>version_missing</c> (428)</exception>
    internal static int VersionOf(IFormCollection form) => int.TryParse(form["version"], System.Globalization.CultureInfo.InvariantCulture, out var version)
        ? version
        : throw new Refused("version_missing", "version", new("어느 버전을 고치는지 알 수 없어요. 새로 고친 뒤 다시 해 주세요.", "The version is missing. Please reload and try again."), 428);

    private static IResult Control(FieldEdit edit, bool cell, int status = 200) =>
        cell ? Page.Piece<CellEditor>(new { Edit = edit }, status) : Page.Of<RecordFieldEdit>(edit.Cell.Column.Label, new { Edit = edit }, status);

    private static RecordCell Settable(RecordView view, string name)
    {
        var cell = view.Sheet.Cells.FirstOrDefault(c => c.Column.Path == name && c.Column.Through is null)
            ?? throw new Refused("unknown_field", name, new($"{view.Sheet.Type.Label.Ko}에는 '{name}' 항목이 없어요.", $"{view.Sheet.Type.Label.En} has no field '{name}'."), 404);
        if (cell.Column.Field is { IsReadOnly: true } || cell.Column is { Field: null, Path: not "owner_id" })
            throw new Refused("read_only", name, new($"{cell.Column.Label.Ko} 항목은 정해진 업무로만 바뀌어요.", $"{cell.Column.Label.En} is changed only by its own action."));
        if (view.Sheet.Locked.Contains(name)) throw new Refused("read_only", name, new($"지금은 {cell.Column.Label.Ko} 항목을 바꿀 수 없어요.", $"{cell.Column.Label.En} can't be changed as the record stands."));
        return view.Settable.Contains(name) ? cell : throw new Refused("field_not_allowed", name, new($"{cell.Column.Label.Ko} 항목을 바꿀 권한이 없어요.", $"You are not allowed to change {cell.Column.Label.En}."), 403);
    }

    /// <summary>A rule over the whole record has no field of its own; it is said where the person is.</summary>
    private static Refused At(Refused refused, string name) => refused.Field == name ? refused : new(refused.Rule, name, refused.Text, refused.Status);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>The small form of the composer.</summary>
/// <param name="Kind">What is written down.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Columns">The fields of the form.</param>
/// <param name="Texts">What stands in them.</param>
/// <param name="Called">The words in the place of a key.</param>
/// <param name="Faults">What is wrong.</param>
/// <param name="Once">The key of what it makes.</param>
public sealed record ComposerForm(ComposerKind Kind, DeclaredType Type, IReadOnlyList<RecordColumn> Columns, IReadOnlyDictionary<string, string?> Texts, IReadOnlyDictionary<string, string?> Called, IReadOnlyList<Refused> Faults, Guid Once)
{
    /// <summary>What the names of its controls begin with, so that they differ from the record's own.</summary>
    public string Before => Kind.Type + ".";

    /// <summary>The form with all fields, about the same record.</summary>
    public string Whole(DeclaredType about, string id) => $"/{Type.Pages!.Path}/new?{ComposerKind.RegardingType}={about.Name}&{ComposerKind.RegardingId}={id}";
}

/// <summary>Writes something down about a record: a note, a call, a task, a meeting; and ticks off what is done.</summary>
internal sealed class Compose(Company company, RecordTimelines timelines, FillForm typed, EditRecords edit, FindSimilar known)
{
    /// <summary>An empty form.</summary>
    public ComposerForm Begin(Actor actor, DeclaredType about, string kind)
    {
        var form = FormOf(actor, about, kind);
        var texts = form.Columns.Where(c => c.Field?.Beginning is Term.Literal).ToDictionary(c => c.Path, c => typed.Text(c, ((Term.Literal)c.Field!.Beginning!).Value), StringComparer.Ordinal);
        actor.Must(new(form.Type.Name, Actions.Create));
        return form with { Texts = texts };
    }

    /// <summary>Saves what was typed; null where it is saved, else the form with its messages.</summary>
    public async Task<ComposerForm?> Save(Actor actor, RecordSheet about, string kind, IFormCollection sent, CancellationToken cancel)
    {
        var form = FormOf(actor, about.Type, kind, Once.Of(sent));
        var read = await typed.Read(actor, sent, form.Columns, form.Before, cancel: cancel);
        if (read.Faults.Count > 0) return form with { Texts = read.Texts, Called = read.Called, Faults = read.Faults };
        var values = new RecordValues(read.Values) { [ComposerKind.RegardingType] = about.Type.Name, [ComposerKind.RegardingId] = about.Id };
        // It concerns what the record itself is, or refers to: a task about a deal is one about the deal's customer.
        foreach (var field in form.Type.Fields.Where(f => f.Type is ReferenceType { To.Length: > 0 } && !values.ContainsKey(f.Name)))
            values[field.Name] = ((ReferenceType)field.Type).To is var to && to == about.Type.Name ? about.Id
                : about.Cells.FirstOrDefault(c => c.Column is { Through: null, Field: not null } && c.Column.Type is ReferenceType reference && reference.To == to && c.Name is not null)?.Value;
        try
        {
            await edit.Create(actor, form.Type, values, cancel, form.Once);
            return null;
        }
        catch (Refused refused) when (refused.Status is 409 or 422)
        {
            // The same form came before: what it made is there.
            if (refused.Rule == "duplicate" && await known.IsThere(actor, form.Type, form.Once, cancel)) return null;
            return form with { Texts = read.Texts, Called = read.Called, Faults = [refused] };
        }
    }

    /// <summary>Ticks an event off, or takes the tick away.</summary>
    public Task<RecordSaved> Tick(Actor actor, DeclaredType about, string kind, Guid id, int version, bool done, CancellationToken cancel) =>
        timelines.Kind(about, kind) is { Tick: { } field } known
            ? edit.Change(actor, company.Declarations.Named(known.Type), id, version, new() { [field] = done }, cancel)
            : throw new Refused("not_ticked", "kind", new("완료로 표시하는 활동이 아니에요.", "This kind of activity is not ticked off."));

    private ComposerForm FormOf(Actor actor, DeclaredType about, string kind, Guid? once = null)
    {
        var known = timelines.Kind(about, kind);
        var type = company.Declarations.Named(known.Type);
        return new(known, type, [.. known.Form.Where(name => actor.Rights.MaySee(type.Name, name) && actor.Rights.MaySet(type.Name, name)).Select(RecordColumns.Of(type, company.Declarations).Find)], new Dictionary<string, string?>(), new Dictionary<string, string?>(), [], once ?? company.Ids.Next());
    }

    public static void Map(RouteGroupBuilder pages, DeclaredType type)
    {
        pages.MapGet("/compose/{kind}", (Guid id, string kind, HttpRequest request, Compose compose, RecordTimelines timelines, Actor actor) => Page.WantsPiece(request)
            ? Page.Piece<Composer>(new { Path = $"/{type.Pages!.Path}/{id}", Kinds = timelines.Composed(actor, type), Form = compose.Begin(actor, type, kind), Focus = true })
            : Page.Next($"/{type.Pages!.Path}/{id}?compose={Uri.EscapeDataString(kind)}")).Needs(new Permission(type.Name, Actions.View));

        pages.MapGet("/compose", (Guid id, RecordTimelines timelines, Actor actor) =>
            Page.Piece<Composer>(new { Path = $"/{type.Pages!.Path}/{id}", Kinds = timelines.Composed(actor, type), Focus = true })).Needs(new Permission(type.Name, Actions.View));

        pages.MapPost("/compose/{kind}", async (Guid id, string kind, HttpContext context, ViewRecord view, Compose compose, RecordTimelines timelines, Actor actor, CancellationToken cancel) =>
        {
            var sent = await context.Request.ReadFormAsync(cancel);
            var seen = await view.Fields(actor, type, id, new(), cancel);
            var wrong = await compose.Save(actor, seen.Sheet, kind, sent, cancel);
            if (Page.WantsPiece(context.Request))
                return Page.Piece<Composer>(new { seen.Sheet.Path, Kinds = timelines.Composed(actor, type), Form = wrong, Focus = true, Saved = wrong is null }, wrong?.Faults[0].Status ?? 200);
            if (wrong is null) return Page.Next($"{seen.Sheet.Path}#record-timeline");
            var whole = await view.Timeline(actor, type, id, new(), cancel);
            return Page.Of<RecordPage>(Text.Same(whole.Sheet.Title), new { View = whole with { Form = wrong } }, wrong.Faults[0].Status);
        }).Needs(new Permission(type.Name, Actions.View));

        pages.MapPost("/timeline/{kind}/{event:guid}/tick", async (Guid id, string kind, Guid @event, [FromForm] int version, [FromForm] bool done, HttpContext context, Company company, ViewRecord view, Compose compose, RecordTimelines timelines, Actor actor, CancellationToken cancel) =>
        {
            var seen = await view.Fields(actor, type, id, new(), cancel);
            var saved = await compose.Tick(actor, type, kind, @event, version, done, cancel);
            Toast.Changed(context, done ? new("완료로 표시했어요.", "Ticked off.") : new("완료를 취소했어요.", "Open again."), saved.ChangeSetId, seen.Sheet.Path);
            if (!Page.WantsPiece(context.Request)) return Page.Next($"{seen.Sheet.Path}#record-timeline");
            await using var read = await company.Store.Read(cancel);
            return Page.Piece<TimelineItem>(new { seen.Sheet.Path, One = await timelines.One(read, actor, timelines.Kind(type, kind), seen.Sheet, @event, cancel) });
        }).Needs(new Permission(type.Name, Actions.View));
    }
}

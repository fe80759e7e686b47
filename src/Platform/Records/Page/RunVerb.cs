using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Runs a verb of one record from its page: at once where it asks for nothing, else by a small form.</summary>
internal sealed class RunVerb(ShowRecord show, VerbForms verbs, FillForm typed)
{
    private async Task<IResult> Begin(Actor actor, DeclaredType type, Guid id, string name, CancellationToken cancel)
    {
        var verb = verbs.Find(actor, type, name);
        var sheet = await show.Read(actor, type, id, cancel);
        return Show(VerbForms.Of(actor, sheet, verb, Standing(sheet, verb), [], sheet.Version));
    }

    private async Task<IResult> Run(Actor actor, DeclaredType type, Guid id, string name, HttpContext context, CancellationToken cancel)
    {
        var verb = verbs.Find(actor, type, name);
        var sheet = await show.Read(actor, type, id, cancel);
        var form = await context.Request.ReadFormAsync(cancel);
        var read = await typed.Read(actor, form, VerbForms.Columns(actor, verb), cancel: cancel);
        var seen = EditField.VersionOf(form);
        if (read.Faults.Count > 0) return Show(VerbForms.Of(actor, sheet, verb, read, read.Faults, seen), 422);
        try
        {
            var done = await verb.Run(actor, [id], read.Values, new(seen), cancel);
            Toast.Changed(context, done.Said, done.ChangeSetId, sheet.Path);
            return Page.Next(done.Next ?? sheet.Path);
        }
        catch (Refused refused) when (refused.Status is 409 or 422)
        {
            // Whoever has been told what somebody else did, and sends it again, has seen it.
            if (refused.Status == 409) seen = (sheet = await show.Read(actor, type, id, cancel)).Version;
            return Show(VerbForms.Of(actor, sheet, verb, await typed.Named(actor, read, VerbForms.Columns(actor, verb), cancel), [refused], seen), refused.Status);
        }
    }

    public static void Map(RouteGroupBuilder pages, DeclaredType type)
    {
        pages.MapGet("/do/{verb}", (Guid id, string verb, RunVerb run, Actor actor, CancellationToken cancel) => run.Begin(actor, type, id, verb, cancel)).Needs(new Permission(type.Name, Actions.View));
        pages.MapPost("/do/{verb}", (Guid id, string verb, HttpContext context, RunVerb run, Actor actor, CancellationToken cancel) => run.Run(actor, type, id, verb, context, cancel)).Needs(new Permission(type.Name, Actions.View));
    }

    /// <summary>What it asks for begins with what the record has under that name.</summary>
    private TypedForm Standing(RecordSheet sheet, RecordVerb verb)
    {
        var known = verb.Asks.Select(ask => (ask.Name, Cell: sheet.Cell(ask.Name))).Where(x => x.Cell?.Value is not null).ToList();
        return new(known.ToDictionary(x => x.Name, x => typed.Text(x.Cell!.Column, x.Cell.Value), StringComparer.Ordinal), known.ToDictionary(x => x.Name, x => x.Cell!.Name, StringComparer.Ordinal), [], []);
    }

    private static IResult Show(VerbForm form, int status = 200) => Page.Of<VerbPage>(new($"{form.Sheet.Title} · {form.Verb.Label.Ko}", $"{form.Verb.Label.En}: {form.Sheet.Title}"), new { Form = form }, status);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Makes a record by a form: what is wrong is said at its field and nothing that was typed is lost; what is sent twice is made once.</summary>
internal static class NewRecord
{
    public static Text Title(DeclaredType type) => new($"새 {type.Label.Ko}", $"New {type.Label.En.ToLowerInvariant()}");

    public static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        var path = "/" + type.Pages!.Path;
        var pages = site.MapGroup("").Needs(new Permission(type.Name, Actions.Create));
        if (type.IsGuarded) pages.NeedsFreshProof();
        pages.MapGet(path + "/new", async (HttpRequest request, FillForm fill, Actor actor, CancellationToken cancel) =>
            Page.Of<NewRecordPage>(Title(type), new { Form = await fill.Begin(actor, type, request.Query, cancel) }));
        pages.MapPost(path + "/new/fields", async (HttpRequest request, FillForm fill, Actor actor, CancellationToken cancel) =>
            Page.Piece<FormFields>(new { Form = await fill.Sent(actor, type, await request.ReadFormAsync(cancel), judge: false, cancel) }));
        pages.MapPost(path + "/new", async (HttpContext context, FillForm fill, EditRecords edit, FindSimilar similar, Actor actor, CancellationToken cancel) =>
        {
            var form = await fill.Sent(actor, type, await context.Request.ReadFormAsync(cancel), judge: true, cancel);
            if (form.Faults.Count == 0)
            {
                try
                {
                    var saved = await edit.Create(actor, type, form.Values, cancel, form.Once);
                    Toast.Changed(context, new($"{Particle.With(type.Label.Ko, "을/를")} 만들었어요.", $"{type.Label.En} created."), saved.ChangeSetId, back: path);
                    return Page.Next($"{path}/{saved.Id}");
                }
                catch (Refused refused) when (refused.Status is 422 or 409 or 403)
                {
                    // The same form came before: what it made is there.
                    if (refused.Rule == "duplicate" && await similar.IsThere(actor, type, form.Once, cancel)) return Page.Next($"{path}/{form.Once}");
                    form = form with { Faults = [refused] };
                }
            }
            return Page.Of<NewRecordPage>(Title(type), new { Form = form, Similar = await similar.Of(actor, type, form.Values, cancel) }, 422);
        });
    }
}

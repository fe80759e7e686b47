using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Verbs for programs. Each verb asks for its own permission.</summary>
internal static class VerbRoutes
{
    public static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        var pages = site.MapGroup("").Needs(new Permission(type.Name, Actions.Read));
        pages.MapPost($"/api/v1/{type.Name}/{{id:guid}}/do/{{verb}}", async (HttpRequest request, Guid id, string verb, VerbForms forms, ShowRecord show, Actor actor, CancellationToken cancel) =>
        {
            var found = forms.Find(actor, type, verb);
            await show.Read(actor, type, id, cancel);
            var done = await found.Run(actor, [id], forms.Read(found, await Body(request, cancel)), new(WriteRecordsApi.Version(request)), cancel);
            return Results.Json(new { change_set_id = done.ChangeSetId, said = new { ko = done.Said.Ko, en = done.Said.En }, next = done.Next }, JournalJson.Options);
        });
    }

    private static async Task<JsonObject?> Body(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength is 0 or null && !request.Headers.TransferEncoding.Any()) return null;
        try { return await JsonNode.ParseAsync(request.Body, cancellationToken: cancel) as JsonObject ?? throw NotAnObject(); }
        catch (JsonException) { throw NotAnObject(); }
    }

    private static Refused NotAnObject() => new("not_an_object", null, new("요청의 본문이 JSON 객체가 아니에요.", "The body of the request is no JSON object."), 400);
}

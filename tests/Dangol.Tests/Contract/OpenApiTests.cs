using System.Text.Json.Nodes;
using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>The OpenAPI document as a file in git, and that it says what the API does.</summary>
public sealed class OpenApiTests
{
    private const string Snapshot = "tests/Dangol.Tests/Contract/openapi.json";

    [Fact]
    public async Task the_document_is_that_of_the_snapshot()
    {
        await using var site = await TestSite.Open(Engine.Sqlite, answered: false);
        var document = await site.Do<OpenApi, string>(api => Task.FromResult(api.Text));
        if (Environment.GetEnvironmentVariable("DANGOL_UPDATE_SNAPSHOTS") == "1") File.WriteAllText(Path.Combine(Sources.Root, Snapshot), document);
        Assert.True(document == Sources.Read(Snapshot), $"The API differs from {Snapshot}. If that is meant, run the tests with DANGOL_UPDATE_SNAPSHOTS=1 and look at the difference.");
    }

    [Fact]
    public async Task it_names_every_route_of_records_and_each_of_its_references_leads_somewhere()
    {
        await using var site = await TestSite.Open(Engine.Sqlite, GadgetsModule.AddGadgets, answered: false);
        var document = JsonNode.Parse(await site.Do<OpenApi, string>(api => Task.FromResult(api.Text)))!;
        var said = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => $"{m.Key.ToUpperInvariant()} /api/v1{p.Key}")).Order(StringComparer.Ordinal).ToList();
        Assert.Contains("POST /api/v1/opportunity/{id}/do/win", said);
        Assert.Equal(["stage_id"], document["components"]!["schemas"]!["opportunity_do_move"]!["required"]!.AsArray().Select(n => n!.GetValue<string>()));
        // What programs may run stands there verb by verb; the route is one.
        said = [.. said.Select(s => System.Text.RegularExpressions.Regex.Replace(s, "/do/[a-z_]+$", "/do/{verb}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))).Distinct()];
        var types = site.Site.Services.GetRequiredService<Declarations>().All.Where(t => t.Pages is not null).Select(t => t.Name).ToList();
        var mapped = RouteRules.ListOf(site.Site).Select(r => r.Split("  ")[0].Replace(":guid", "", StringComparison.Ordinal))
            .Where(r => types.Exists(t => r.EndsWith("/api/v1/" + t, StringComparison.Ordinal) || r.Contains($"/api/v1/{t}/", StringComparison.Ordinal))
                || r.Contains("/api/v1/search", StringComparison.Ordinal) || r.Contains("/api/v1/job/", StringComparison.Ordinal) || r.Contains("/api/v1/change_set/", StringComparison.Ordinal))
            .Where(r => !r.EndsWith("/do/{verb}", StringComparison.Ordinal) || said.Contains(r)).ToList();
        Assert.Contains("PUT /api/v1/gadget/by/code/{value}", said);
        Assert.Equal(mapped, said);

        var references = Every(document).OfType<JsonObject>().Where(o => o["$ref"] is not null).Select(o => o["$ref"]!.GetValue<string>()).Distinct().ToList();
        Assert.True(references.Count > 20, $"only {references.Count} references");
        foreach (var reference in references)
            Assert.True(reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name]) is not null, $"{reference} leads nowhere");
        var operations = Every(document).OfType<JsonObject>().Where(o => o["operationId"] is not null).Select(o => o["operationId"]!.GetValue<string>()).ToList();
        Assert.Equal(operations.Count, operations.Distinct().Count());
    }

    [Theory, EveryEngine]
    public async Task what_is_answered_fits_its_schema_and_the_examples_are_taken(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var document = (await api.Get("openapi.json")).Json;
        var schemas = document["components"]!["schemas"]!;
        var body = new JsonObject();
        foreach (var (name, schema) in schemas["gadget_change"]!["properties"]!.AsObject())
            if (schema!["examples"]?[0] is { } example) body[name] = example.DeepClone();
        Assert.True(body.Count > 12, $"only {body.Count} fields have examples");
        body["name"] = "예시";
        var answered = (await api.Get("gadget/" + await api.Made(body.ToJsonString()))).Json.AsObject();
        var properties = schemas["gadget"]!["properties"]!.AsObject();
        Assert.Equal(properties.Select(p => p.Key).Order(), answered.Select(p => p.Key).Order());
        foreach (var (name, value) in answered)
        {
            var allowed = properties[name]!["type"] is JsonArray many ? many.Select(t => t!.GetValue<string>()).ToList() : [properties[name]!["type"]!.GetValue<string>()];
            Assert.Contains(allowed, type => type == KindOf(value) || (type == "number" && KindOf(value) == "integer"));
            if (value is not null && properties[name]!["enum"] is JsonArray choices) Assert.Contains(choices, c => JsonNode.DeepEquals(c, value));
        }
    }

    [Theory, EveryEngine]
    public async Task it_can_be_looked_at_by_whoever_is_signed_in(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        Assert.Equal("/sign-in?return=%2Fapi", (await site.Browser().Get("/api")).Location);
        var page = await (await site.SignedIn()).Get("/api?type=lead");
        Assert.Equal(200, page.Code);
        Assert.Contains("/api/v1/lead/batch", page.Words, StringComparison.Ordinal);
        Assert.Contains("next_step_on", page.Words, StringComparison.Ordinal);
        Assert.Contains("POST", (await (await site.SignedIn(language: "en")).Get("/api")).Words, StringComparison.Ordinal);
        Assert.Equal(404, (await (await site.SignedIn()).Get("/api?type=nothing")).Code);
        Assert.Empty(site.Log);
    }

    private static string KindOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch { System.Text.Json.JsonValueKind.String => "string", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean", _ => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer" },
    };

    private static IEnumerable<JsonNode?> Every(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Every(p.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Every).Prepend(a),
        _ => [node],
    };
}

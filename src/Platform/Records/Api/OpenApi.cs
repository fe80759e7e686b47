using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>The OpenAPI 3.1 document of the API of records, made from the declarations.</summary>
public sealed class OpenApi(Declarations declarations, IEnumerable<RecordVerb> verbs)
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly ConditionalWeakTable<Declarations, string> Known = [];

    /// <summary>The document.</summary>
    public string Text => Known.GetValue(declarations, _ => Document().ToJsonString(Options) + "\n");

    /// <summary>The document as far as the actor sees the fields of which it tells.</summary>
    internal IResult Answer(Actor actor)
    {
        var hidden = TypesOf(declarations).Select(t => (t.Name, Fields: RecordColumns.Of(t, declarations).Own.Except(RecordColumns.Of(actor, t, declarations).Own).Select(c => c.Path).ToList())).Where(t => t.Fields.Count > 0).ToList();
        if (hidden.Count == 0) return Results.Text(Text, "application/json");
        var document = JsonNode.Parse(Text)!;
        foreach (var (type, fields) in hidden)
        {
            foreach (var field in fields) document["paths"]!.AsObject().Remove($"/{type}/by/{field}/{{value}}");
            foreach (var schema in document["components"]!["schemas"]!.AsObject().Where(s => s.Key == type || s.Key.StartsWith(type + "_", StringComparison.Ordinal)).Select(s => s.Value)) Without(schema, fields);
        }
        return Results.Text(document.ToJsonString(Options) + "\n", "application/json");
    }

    private static void Without(JsonNode? schema, List<string> fields)
    {
        if (schema?["properties"] is JsonObject properties) fields.ForEach(f => properties.Remove(f));
        if (schema?["required"] is JsonArray required) required.RemoveAll(name => fields.Contains((string)name!));
    }

    /// <summary>The types that have an API.</summary>
    internal static IEnumerable<DeclaredType> TypesOf(Declarations declarations) => declarations.All.Where(t => t is { Pages: not null, Grain: Grain.Record });

    private JsonObject Document()
    {
        var (paths, schemas) = (new JsonObject(), OpenApiParts.Schemas());
        foreach (var type in TypesOf(declarations)) Add(paths, schemas, type);
        OpenApiSystem.Add(paths, schemas);
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "단골 Dangol API", ["version"] = "1", ["description"] = OpenApiParts.Intro, ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" } },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/api/v1" }),
            ["security"] = new JsonArray(new JsonObject { ["session"] = new JsonArray(), ["token"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. TypesOf(declarations).Select(t => (JsonNode)new JsonObject { ["name"] = t.Name, ["description"] = OpenApiSchemas.Say(t.Label) })]),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas, ["parameters"] = OpenApiParts.Parameters(), ["responses"] = OpenApiParts.Responses(), ["securitySchemes"] = OpenApiParts.Security() },
        };
    }

    private void Add(JsonObject paths, JsonObject schemas, DeclaredType type)
    {
        var (name, byHand, label) = (type.Name, type.Pages!.ByHand, type.Label);
        var (ko, en) = (label.Ko, label.En.ToLowerInvariant());
        schemas[name] = OpenApiSchemas.Answered(RecordColumns.Of(type, declarations));
        var settable = ApiValues.Settable(type).ToList();
        schemas[name + "_change"] = OpenApiSchemas.Written(type, settable.Where(f => !f.IsReadOnly));
        schemas[name + "_new"] = settable.TrueForAll(f => !f.IsSetAtFirst)
            ? new JsonObject { ["allOf"] = new JsonArray(OpenApiParts.Ref("schemas", name + "_change")), ["required"] = OpenApiSchemas.Required(type) }
            : OpenApiSchemas.Written(type, settable, OpenApiSchemas.Required(type));

        var many = new JsonObject { ["get"] = Operation(type, "list", new($"{ko} 목록", $"List {en} records"), Json(OpenApiParts.Page(name)), parameters: ["filter", "sort", "fields", "size", "after", "count"]) };
        if (byHand) many["post"] = Operation(type, "create", new($"{ko} 만들기", $"Make a {en}"), Json(OpenApiParts.Ref("schemas", "saved")), OpenApiParts.Ref("schemas", name + "_new"), ["duplicates", "idempotency_key"], "201");
        paths[$"/{name}"] = many;

        var one = new JsonObject
        {
            ["get"] = Operation(type, "read", new($"{ko} 하나 보기", $"Read one {en}"), Json(OpenApiParts.Ref("schemas", name)), parameters: ["id", "fields"]),
            ["patch"] = Operation(type, "change", new($"{ko} 항목 바꾸기", $"Change fields of a {en}"), Json(OpenApiParts.Ref("schemas", "saved")), OpenApiParts.Ref("schemas", name + "_change"), ["id", "if_match", "duplicates", "idempotency_key"]),
        };
        if (byHand) one["delete"] = Operation(type, "delete", new($"{ko} 지우기", $"Remove a {en}"), null, parameters: ["id", "if_match_or_none"], status: "204");
        paths[$"/{name}/{{id}}"] = one;

        foreach (var verb in verbs.Where(v => v.Type == name))
        {
            schemas[$"{name}_do_{verb.Name}"] = OpenApiSchemas.Asked(verb);
            paths[$"/{name}/{{id}}/do/{verb.Name}"] = new JsonObject
            {
                ["post"] = Operation(type, "do_" + verb.Name, new($"{ko}: {verb.Label.Ko}", $"{verb.Label.En} (a {en})"), Json(OpenApiParts.Ref("schemas", "done")), OpenApiParts.Ref("schemas", $"{name}_do_{verb.Name}"), ["id", "if_match_or_none", "idempotency_key"]),
            };
        }
        foreach (var field in byHand ? type.Fields.Where(RecordApi.IsKey) : [])
            paths[$"/{name}/by/{field.Name}/{{value}}"] = new JsonObject
            {
                ["put"] = Operation(type, "put_by_" + field.Name, new($"{field.Label.Ko} 값으로 {ko} 바꾸기, 없으면 만들기", $"Change the {en} with this {field.Label.En.ToLowerInvariant()}, or make one"), Json(OpenApiParts.Ref("schemas", "saved")),
                    OpenApiParts.Ref("schemas", name + "_change"), ["value", "duplicates", "idempotency_key"]),
            };
        paths[$"/{name}/batch"] = new JsonObject { ["post"] = Operation(type, "batch", new($"{ko} 한꺼번에 처리 (최대 {BatchRecordsApi.MostRows:N0}행)", $"Many {en} records at once (at most {BatchRecordsApi.MostRows:N0} rows)"), Json(OpenApiParts.Ref("schemas", "batch_verdicts")), OpenApiParts.Batch(name), ["idempotency_key"]) };
        paths[$"/{name}/aggregate"] = new JsonObject { ["post"] = Operation(type, "aggregate", new($"{ko} 수와 합계", $"Count and add up {en} records"), Json(OpenApiParts.Ref("schemas", "groups")), OpenApiParts.Ref("schemas", "aggregate")) };
    }

    private static JsonObject Operation(DeclaredType type, string verb, Text summary, JsonObject? answer, JsonObject? body = null, string[]? parameters = null, string status = "200") =>
        Operation(type.Name, verb, summary, answer, body, parameters, status);

    internal static JsonObject Operation(string tag, string verb, Text summary, JsonObject? answer, JsonObject? body = null, string[]? parameters = null, string status = "200")
    {
        var answers = new JsonObject { [status] = new JsonObject { ["description"] = OpenApiSchemas.Say(new("처리했어요", "Done")) } };
        if (answer is not null) answers[status]!["content"] = answer;
        foreach (var (code, response) in OpenApiParts.ErrorsOf(verb)) answers[code] = OpenApiParts.Ref("responses", response);
        var operation = new JsonObject { ["operationId"] = $"{tag}_{verb}", ["tags"] = new JsonArray(tag), ["summary"] = OpenApiSchemas.Say(summary) };
        if (parameters is { Length: > 0 }) operation["parameters"] = new JsonArray([.. parameters.Select(p => (JsonNode)OpenApiParts.Ref("parameters", p))]);
        if (body is not null) operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Json(body) };
        operation["responses"] = answers;
        return operation;
    }

    internal static JsonObject Json(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };
}

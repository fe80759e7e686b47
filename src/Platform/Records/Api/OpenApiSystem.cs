using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>The calls of the API that belong to no type: search, undo, background work.</summary>
internal static class OpenApiSystem
{
    private const string Tag = "system";

    public static void Add(JsonObject paths, JsonObject schemas)
    {
        schemas["found"] = OpenApiParts.Object(new()
        {
            ["items"] = OpenApiParts.List(OpenApiParts.Object(new() { ["type"] = OpenApiParts.Of("string"), ["id"] = OpenApiSchemas.Id(), ["title"] = OpenApiParts.Of("string"), ["href"] = OpenApiParts.Of("string") })),
            ["more"] = OpenApiParts.Of("boolean"),
        });
        schemas["undone"] = OpenApiParts.Object(new() { ["change_set_id"] = OpenApiSchemas.Id(), ["undo_id"] = OpenApiParts.OrNull("string"), ["records"] = OpenApiParts.Of("integer"), ["facts"] = OpenApiParts.Of("integer"), ["has_rest"] = OpenApiParts.Of("boolean"), ["conflicts"] = OpenApiParts.List(OpenApiParts.Of("object")) });
        schemas["job"] = OpenApiParts.Object(new()
        {
            ["id"] = OpenApiSchemas.Id(), ["kind"] = OpenApiParts.Of("string"), ["state"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames<JobState>().Select(n => (JsonNode)Names.Snake(n))]) },
            ["done"] = OpenApiParts.Of("integer"), ["total"] = OpenApiParts.Of("integer"), ["what"] = OpenApiParts.OrNull("string"), ["result"] = new JsonObject(), ["link"] = OpenApiParts.OrNull("string"), ["error"] = OpenApiParts.OrNull("string"),
        });
        paths["/search"] = new JsonObject { ["get"] = OpenApi.Operation(Tag, "search", new("모든 유형에서 찾기", "Search all types"), OpenApi.Json(OpenApiParts.Ref("schemas", "found")), parameters: ["q", "type", "size"]) };
        paths["/change_set/{id}/undo"] = new JsonObject
        {
            ["post"] = OpenApi.Operation(Tag, "do_undo", new("변경 묶음 되돌리기. only에 적은 기록만 되돌릴 수도 있어요", "Take a change set back, or only the records in only"), OpenApi.Json(OpenApiParts.Ref("schemas", "undone")),
                OpenApiParts.Object(new() { ["only"] = OpenApiParts.List(OpenApiSchemas.Id()) }), ["id"]),
        };
        paths["/job/{id}"] = new JsonObject { ["get"] = OpenApi.Operation(Tag, "read", new("작업의 상태", "How a job stands"), OpenApi.Json(OpenApiParts.Ref("schemas", "job")), parameters: ["id"]) };
        paths["/job/{id}/cancel"] = new JsonObject { ["post"] = OpenApi.Operation(Tag, "do_cancel", new("작업을 끝내 달라고 하기", "Ask for the end of a job"), null, parameters: ["id"], status: "202") };
    }
}

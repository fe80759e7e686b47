using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>POST /api/v1/{type}/aggregate: <c>{"filter":…,"group":"status","sums":["amount"],"size":100}</c>; days by month with <c>"by":"month"</c>.</summary>
internal sealed class AggregateRecordsApi(AggregateRecords aggregate, Company company, Actor actor)
{
    private const string Month = "month";

    public async Task<IResult> Run(DeclaredType type, HttpContext context, CancellationToken cancel)
    {
        var body = ApiBody.Object(await ApiBody.Bytes(context.Request, cancel));
        ApiBody.Only(body, "filter", "group", "by", "sums", "size");
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var query = new AggregateQuery(ApiBody.Filter(body["filter"]), ApiBody.Text(body, "group"), Sums(body["sums"]), Size(body["size"])) { ByMonth = ApiBody.Text(body, "by") switch { null => false, Month => true, _ => throw Wrong("by", Month) } };
        var groups = await aggregate.Read(actor, type, query, cancel);
        return ApiAnswer.Json(ApiAnswer.Bytes(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("groups");
            foreach (var group in groups.Groups) Put(json, columns, groups, group, query.ByMonth);
            json.WriteEndArray();
            json.WriteBoolean("more", groups.More);
            json.WriteEndObject();
        }));
    }

    private void Put(Utf8JsonWriter json, RecordColumns columns, RecordGroups groups, RecordGroup group, bool months)
    {
        json.WriteStartObject();
        if (groups.Group is { } by)
        {
            json.WritePropertyName("value");
            var shown = Disclosure.Shown(actor, columns, by, group.Value, company.Declarations);
            if (!ReferenceEquals(shown, group.Value) && shown is string mask) json.WriteStringValue(mask);
            else if (shown is DateOnly first && months) json.WriteStringValue(first.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            else ApiAnswer.Put(json, by.Type, shown);
            if (by.Type is ReferenceType) json.WriteString("name", Disclosure.Named(actor, company.Declarations, by, group.Name));
        }
        json.WriteNumber("count", group.Count);
        json.WriteStartObject("sums");
        foreach (var (column, sum) in groups.Sums.Zip(group.Sums))
        {
            json.WritePropertyName(column.Path);
            if (sum is not List<Money> amounts) { ApiAnswer.Put(json, column.Type, sum); continue; }
            json.WriteStartArray();
            foreach (var amount in amounts) ApiAnswer.Put(json, column.Type, amount);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string[] Sums(JsonNode? json) => json switch
    {
        null => [],
        JsonArray list when list.All(v => v is JsonValue value && value.TryGetValue<string>(out _)) => [.. list.Select(v => v!.GetValue<string>()).Distinct(StringComparer.Ordinal)],
        _ => throw Wrong("sums", "[\"…\"]"),
    };

    private static int Size(JsonNode? json) => json switch
    {
        null => AggregateQuery.MostGroups,
        JsonValue value when value.TryGetValue<int>(out var size) && size is >= 1 and <= AggregateQuery.MostGroups => size,
        _ => throw Wrong("size", $"1–{AggregateQuery.MostGroups}"),
    };

    private static Refused Wrong(string name, string allowed) => new("value_wrong", name, new($"{name}에 쓸 수 있는 값: {allowed}", $"{name} can be: {allowed}"));
}

using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>
/// POST /api/v1/{type}/batch: up to 10,000 rows a call, <c>{"rows":[{"do":"create","fields":{…}}, …]}</c>. With an Idempotency-Key each chunk keeps its verdicts in its own
/// transaction, so a call that broke off goes on where it stopped.
/// </summary>
internal sealed class BatchRecordsApi(BatchRecords batch, ApiReplay replay, Company company, Actor actor)
{
    internal const int MostRows = 10_000;
    private static readonly string[] Parts = ["do", "id", "version", "by", "fields"];

    public async Task<IResult> Run(DeclaredType type, HttpContext context, CancellationToken cancel)
    {
        var body = await ApiBody.Bytes(context.Request, cancel);
        using var document = ApiBody.Document(body);
        using var chunks = Rows(type, document.RootElement).Chunk(BatchRecords.ChunkRows).GetEnumerator();
        var key = ApiReplay.Of(context.Request, actor, body);
        var set = company.Writes.NewChangeSet(actor, new($"{type.Label.Ko} 일괄 처리 (API)", $"Batch of {type.Label.En.ToLowerInvariant()} records by the API"));
        var (parts, replayed) = (new List<ApiKept>(), true);
        await foreach (var chunk in Ahead.Of(() => Task.FromResult(chunks.MoveNext() ? chunks.Current : null)))
        {
            var (kept, again) = await replay.Once(key, parts.Count + 1, async keep =>
            {
                var verdicts = await batch.Run(set, type, chunk, keep is null ? null : (change, done) => keep(change, Kept(set, done)), cancel);
                return Kept(set, verdicts);
            }, cancel);
            // What was begun by an earlier call goes on under its change set.
            if (again && kept.Location is { } begun) set = set with { Id = Guid.Parse(begun) };
            replayed &= again;
            parts.Add(kept);
        }
        if (key is not null && replayed) context.Response.Headers["Idempotency-Replayed"] = "true";
        return ApiAnswer.Json(Answer(set, parts));
    }

    /// <summary>The rows, read as they are asked for: each chunk while the one before is written.</summary>
    private IEnumerable<BatchRow> Rows(DeclaredType type, JsonElement body)
    {
        foreach (var part in body.EnumerateObject())
            if (part.Name != "rows") throw ApiBody.Unknown(part.Name);
        if (!body.TryGetProperty("rows", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0) throw new Refused("rows_missing", "rows", new("rows에 처리할 행의 목록을 넣어 주세요.", "Give the list of rows as rows."));
        if (list.GetArrayLength() > MostRows) throw new Refused("too_many_rows", "rows", new($"한 번에 {MostRows:N0}행까지 보낼 수 있어요.", $"At most {MostRows:N0} rows fit into one call."));
        var values = new ApiValues(actor, type, company);
        var keys = type.Fields.Where(f => RecordApi.IsKey(f) && actor.Rights.MaySee(type.Name, f.Name)).ToList();
        return list.EnumerateArray().Select(json =>
        {
            try { return Row(json, values, keys); }
            catch (Refused why) { return new(BatchDo.Create, []) { Wrong = why }; }
        });
    }

    private static BatchRow Row(JsonElement json, ApiValues values, List<Field> keys)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new Refused("json_wrong", null, new("행은 JSON 객체여야 해요.", "A row must be a JSON object."));
        foreach (var part in json.EnumerateObject())
            if (!Parts.Any(name => part.NameEquals(name))) throw ApiBody.Unknown(part.Name);
        var what = Text(json, "do") switch { null or "create" => BatchDo.Create, "update" => BatchDo.Update, "upsert" => BatchDo.Upsert, "delete" => BatchDo.Delete, _ => throw Wrong("do", "create, update, upsert, delete") };
        var given = Part(json, "fields") switch { null when what == BatchDo.Delete => [], { ValueKind: JsonValueKind.Object } fields => values.Read(fields), _ => throw Wrong("fields", "{…}") };
        return new(what, given)
        {
            Id = what is BatchDo.Update or BatchDo.Delete ? Guid.TryParse(Text(json, "id"), out var id) ? id : throw Wrong("id", "uuid") : Part(json, "id") is null ? null : throw Wrong("id", "update, delete"),
            Version = Part(json, "version") switch { null => null, { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var version) => version, _ => throw Wrong("version", "1, 2, …") },
            By = what == BatchDo.Upsert ? keys.Find(k => k.Name == Text(json, "by")) ?? throw Wrong("by", string.Join(", ", keys.Select(k => k.Name))) : null,
        };
    }

    /// <summary>A part of a row, or null where it is not there.</summary>
    private static JsonElement? Part(JsonElement json, string name) => json.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    private static string? Text(JsonElement json, string name) => Part(json, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw ApiBody.NotText(name),
    };

    private static Refused Wrong(string name, string allowed) => new("value_wrong", name, new($"{name}에 쓸 수 있는 값: {allowed}", $"{name} can be: {allowed}"));

    private static ApiKept Kept(ChangeSet set, BatchVerdict[] verdicts) => new(StatusCodes.Status200OK, set.Id.ToString(), Encoding.UTF8.GetString(ApiAnswer.Bytes(json =>
    {
        json.WriteStartArray();
        foreach (var verdict in verdicts) Put(json, verdict);
        json.WriteEndArray();
    })));

    private static void Put(Utf8JsonWriter json, BatchVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("outcome", verdict.Outcome switch { BatchOutcome.Created => "created", BatchOutcome.Updated => "updated", BatchOutcome.Unchanged => "unchanged", BatchOutcome.Deleted => "deleted", _ => "refused" });
        if (verdict.Why is { } why)
        {
            json.WriteString("rule", why.Rule);
            json.WriteString("field", why.Field);
            json.WriteString("ko", why.Text.Ko);
            json.WriteString("en", why.Text.En);
        }
        else
        {
            json.WriteString("id", verdict.Id);
            json.WriteNumber("version", verdict.Version);
        }
        json.WriteEndObject();
    }

    /// <summary>The verdicts of all chunks in one list, and how many there are of each.</summary>
    private static byte[] Answer(ChangeSet set, List<ApiKept> parts) => ApiAnswer.Bytes(json =>
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["created"] = 0, ["updated"] = 0, ["unchanged"] = 0, ["deleted"] = 0, ["refused"] = 0 };
        json.WriteStartObject();
        json.WriteStartArray("rows");
        foreach (var part in parts)
        {
            using var verdicts = JsonDocument.Parse(part.Body);
            foreach (var verdict in verdicts.RootElement.EnumerateArray())
            {
                counts[verdict.GetProperty("outcome").GetString()!]++;
                verdict.WriteTo(json);
            }
        }
        json.WriteEndArray();
        foreach (var (outcome, count) in counts) json.WriteNumber(outcome, count);
        if (counts["created"] + counts["updated"] + counts["deleted"] > 0) json.WriteString("change_set_id", set.Id);
        else json.WriteNull("change_set_id");
        json.WriteEndObject();
    });
}

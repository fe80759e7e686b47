using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>Makes, changes and removes single records for the API.</summary>
internal sealed class WriteRecordsApi(EditRecords edit, ListRecords lists, ApiReplay replay, ApiAlike alike, Company company, Actor actor)
{
    /// <summary>POST /api/v1/{type}</summary>
    public async Task<IResult> Create(DeclaredType type, HttpContext context, CancellationToken cancel)
    {
        var body = await ApiBody.Bytes(context.Request, cancel);
        return Answer(context, await replay.Once(ApiReplay.Of(context.Request, actor, body), 0, keep => Create(type, Values(type, body), ApiAlike.Refuses(context.Request), keep, cancel), cancel));
    }

    /// <summary>PATCH /api/v1/{type}/{id}</summary>
    public async Task<IResult> Change(DeclaredType type, Guid id, HttpContext context, CancellationToken cancel)
    {
        var body = await ApiBody.Bytes(context.Request, cancel);
        var version = Version(context.Request) ?? throw new Refused("version_missing", "If-Match", new(
            "읽은 버전을 If-Match 헤더에 넣어 주세요. 조회 응답의 ETag 값이에요.", "Name the version that you read in If-Match: it is the ETag of the answer."), 428);
        return Answer(context, await replay.Once(ApiReplay.Of(context.Request, actor, body), 0, keep => Change(type, id, version, Values(type, body), ApiAlike.Refuses(context.Request), keep, cancel), cancel));
    }

    /// <summary>PUT /api/v1/{type}/by/{field}/{value}: changes the record with that value, or makes one.</summary>
    public async Task<IResult> Put(DeclaredType type, Field field, string value, HttpContext context, CancellationToken cancel)
    {
        var body = await ApiBody.Bytes(context.Request, cancel);
        return Answer(context, await replay.Once(ApiReplay.Of(context.Request, actor, body), 0, keep => Put(type, field, value, Values(type, body), ApiAlike.Refuses(context.Request), keep, cancel), cancel));
    }

    /// <summary>DELETE /api/v1/{type}/{id}</summary>
    public async Task<IResult> Delete(DeclaredType type, Guid id, HttpContext context, CancellationToken cancel)
    {
        var saved = await edit.Delete(actor, type, id, Version(context.Request), cancel);
        context.Response.Headers["Change-Set"] = saved.ChangeSetId.ToString();
        return Results.NoContent();
    }

    private async Task<ApiKept> Create(DeclaredType type, RecordValues values, bool alone, Func<Change, ApiKept, Task>? keep, CancellationToken cancel)
    {
        var answer = new ApiKept(StatusCodes.Status201Created, null, "");
        await edit.Create(actor, type, values, (change, saved) => Keep(change, type, values, saved, alone, keep, kept => answer = kept with { Status = StatusCodes.Status201Created, Location = $"/api/v1/{type.Name}/{saved.Id}" }, cancel), cancel);
        return answer;
    }

    private async Task<ApiKept> Change(DeclaredType type, Guid id, int version, RecordValues values, bool alone, Func<Change, ApiKept, Task>? keep, CancellationToken cancel)
    {
        try
        {
            var answer = new ApiKept(StatusCodes.Status200OK, null, "");
            await edit.Change(actor, type, id, version, values, (change, saved) => Keep(change, type, values, saved, alone, keep, kept => answer = kept, cancel), cancel);
            return answer;
        }
        catch (Refused refused) when (refused.Rule == "version_unknown") { throw new Refused(refused.Rule, "If-Match", refused.Text, 412); }
    }

    private async Task<ApiKept> Put(DeclaredType type, Field field, string typed, RecordValues values, bool alone, Func<Change, ApiKept, Task>? keep, CancellationToken cancel)
    {
        if (!actor.Rights.MaySee(type.Name, field.Name)) throw RecordColumns.Of(type, company.Declarations).Unknown(field.Name);
        var at = new FieldContext(field, company.Today, company.Profile.TimeZone, company.Profile.Currency);
        var value = field.Type.Parse(typed, at) ?? throw field.Missing();
        if (values.TryGetValue(field.Name, out var said) && !Equals(said, value))
            throw new Refused("key_differs", field.Name, new($"주소의 {field.Label.Ko} 값과 본문의 값이 달라요.", $"{field.Label.En} in the address and in the body differ."));
        values.Remove(field.Name);
        for (var again = false; ; again = true)
        {
            var found = await lists.Read(actor, type, new() { Columns = [field.Name], Filter = new Clause.Compare(new Term.Field(field.Name), Operator.Equal, new Term.Literal(Literal(value))), Size = 1, Counted = false }, cancel);
            if (found.Rows is [var row]) return await Change(type, row.Id, row.Version, values, alone, keep, cancel);
            try { return await Create(type, new(values) { [field.Name] = value }, alone, keep, cancel); }
            // Somebody made it in the meantime, or it is out of reach: then the second try refuses it as well.
            catch (Refused refused) when (!again && refused.Rule == "duplicate" && refused.Field == field.Name) { }
        }
    }

    private static object Literal(object value) => value is double number ? (decimal)number : value;

    private RecordValues Values(DeclaredType type, byte[] body) => new ApiValues(actor, type, company).Read(ApiBody.Object(body));

    /// <summary>The end of the write: what is alike is looked for, and the answer kept.</summary>
    private async Task Keep(Change change, DeclaredType type, RecordValues values, RecordSaved saved, bool alone, Func<Change, ApiKept, Task>? keep, Func<ApiKept, ApiKept> answer, CancellationToken cancel)
    {
        var found = await alike.Find(change, type, values, saved.Id, cancel);
        if (alone) ApiAlike.MustBeAlone(found);
        var kept = answer(new(StatusCodes.Status200OK, null, Json(saved, found)));
        if (keep is not null) await keep(change, kept);
    }

    private static string Json(RecordSaved saved, IReadOnlyList<AlikeRecord> alike) => Encoding.UTF8.GetString(ApiAnswer.Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", saved.Id);
        json.WriteNumber("version", saved.Version);
        if (saved.ChangeSetId == Guid.Empty) json.WriteNull("change_set_id");
        else json.WriteString("change_set_id", saved.ChangeSetId);
        ApiAlike.Put(json, alike);
        json.WriteEndObject();
    }));

    private static IResult Answer(HttpContext context, (ApiKept Kept, bool Replayed) answer)
    {
        var headers = context.Response.Headers;
        if (answer.Kept.Location is { } location) headers.Location = location;
        if (answer.Replayed) headers["Idempotency-Replayed"] = "true";
        using var body = System.Text.Json.JsonDocument.Parse(answer.Kept.Body);
        headers.ETag = ApiAnswer.Tag(body.RootElement.GetProperty("version").GetInt32());
        return ApiAnswer.Json(Encoding.UTF8.GetBytes(answer.Kept.Body), answer.Kept.Status);
    }

    /// <summary>The version in If-Match, or null where it isn't there.</summary>
    internal static int? Version(HttpRequest request)
    {
        var tag = request.Headers.IfMatch.ToString();
        if (tag.Length == 0) return null;
        return tag is ['"', .. var number, '"'] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? version
            : throw new Refused("version_unknown", "If-Match", new("If-Match에는 조회 응답의 ETag 값을 그대로 넣어 주세요.", "Give as If-Match the ETag of the answer."), 412);
    }
}

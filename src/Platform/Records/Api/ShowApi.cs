using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>The API to look at: for each record type its calls, fields and examples, from the same declarations.</summary>
internal static class ShowApi
{
    public static readonly Text Title = Text.Same("API");

    public static void Map(IEndpointRouteBuilder site) => site.MapGet("/api", (string? type, Declarations declarations, VerbForms verbs, Actor actor) =>
    {
        var types = OpenApi.TypesOf(declarations).Where(t => actor.Rights.Allows(new(t.Name, Actions.View))).ToList();
        var chosen = type is null ? types.FirstOrDefault() : types.Find(t => t.Name == type) ?? throw new Refused("unknown_type", "type", new($"'{type}' 유형이 없어요.", $"There is no type '{type}'."), 404);
        return Page.Of<ApiPage>(Title, new
        {
            Types = types, Type = chosen, Schema = chosen is null ? null : RecordColumns.Of(actor, chosen, declarations).Schema, Own = chosen is null ? [] : RecordColumns.Of(actor, chosen, declarations).Own,
            Calls = chosen is null ? [] : CallsOf(actor, chosen, [.. verbs.Of(chosen).Where(v => actor.Rights.Allows(v.Needs))]).ToList(),
        });
    }).NeedsSignIn();

    /// <summary>The calls of a type, as far as the actor sees its fields: method, path, what it does.</summary>
    private static IEnumerable<(string Method, string Path, Text What)> CallsOf(Actor actor, DeclaredType type, IReadOnlyList<RecordVerb> verbs)
    {
        var path = "/api/v1/" + type.Name;
        yield return ("GET", path, new("목록: filter, sort, fields, size, after", "A page: filter, sort, fields, size, after"));
        yield return ("GET", path + "/{id}", new("하나 보기. ETag가 버전이에요", "One record; its ETag is the version"));
        if (type.Pages!.ByHand) yield return ("POST", path, new("만들기", "Make one"));
        yield return ("PATCH", path + "/{id}", new("항목 바꾸기. If-Match가 필요해요", "Change fields; needs If-Match"));
        if (type.Pages.ByHand) yield return ("DELETE", path + "/{id}", new("지우기. 되돌릴 수 있어요", "Remove it; it can be taken back"));
        foreach (var field in type.Pages.ByHand ? type.Fields.Where(f => RecordApi.IsKey(f) && actor.Rights.MaySee(type.Name, f.Name)) : [])
            yield return ("PUT", $"{path}/by/{field.Name}/{{value}}", new($"{field.Label.Ko} 값으로 바꾸기, 없으면 만들기", $"Change the one with this {field.Label.En.ToLowerInvariant()}, or make it"));
        foreach (var verb in verbs)
            yield return ("POST", $"{path}/{{id}}/do/{verb.Name}", VerbForms.Asked(actor, verb).Select(a => a.Name).ToList() is { Count: > 0 } asked ? new($"{verb.Label.Ko}: {string.Join(", ", asked)}", $"{verb.Label.En}: {string.Join(", ", asked)}") : verb.Label);
        yield return ("POST", path + "/batch", new($"한꺼번에 처리: 최대 {BatchRecordsApi.MostRows:N0}행, 행마다 결과", $"Many at once: at most {BatchRecordsApi.MostRows:N0} rows, a verdict for each"));
        yield return ("POST", path + "/aggregate", new("수와 합계: filter, group, sums", "Counts and sums: filter, group, sums"));
        yield return ("GET", "/api/v1/search", new("모든 유형에서 찾기: q, type, size", "Search all types: q, type, size"));
        yield return ("POST", "/api/v1/change_set/{id}/undo", new("되돌리기", "Take a change set back"));
        yield return ("GET", "/api/v1/job/{id}", new("작업의 상태. /cancel로 끝내 달라고 해요", "How a job stands; /cancel asks for its end"));
    }

    /// <summary>What may be said of a column beside its type.</summary>
    public static IEnumerable<Text> NotesOf(RecordColumn column)
    {
        if (column.Field is { IsRequired: true }) yield return new("필수", "required");
        if (column.Field is null or { IsReadOnly: true } && column.Path != "owner_id") yield return new("읽기 전용", "read only");
        if (column.Field is { UniqueIndex: not null }) yield return new("중복 불가", "unique");
        if (column.IsPersonal) yield return new("개인정보", "personal");
        if (column.Type.Sorts) yield return new("정렬", "sorts");
    }

    /// <summary>The values that a choice can have; the type that a reference leads to.</summary>
    public static string ValuesOf(FieldType type) => type switch
    {
        ChoiceType choice => string.Join(" · ", choice.Choices.Select(c => c.Value)),
        ChoicesType choices => string.Join(" · ", choices.Choices.Select(c => c.Value)),
        ReferenceType { To.Length: > 0 } reference => "→ " + reference.To,
        MoneyType => "{\"amount\": 1234000, \"currency\": \"KRW\"}",
        UnitPriceType => "{\"amount\": 12.5, \"currency\": \"KRW\"}",
        DateType => "2026-11-21",
        InstantType => "2026-11-21T06:04:00.000Z",
        PercentType => "0.25 = 25%",
        PhoneType => "+821012345678",
        _ => "",
    };
}

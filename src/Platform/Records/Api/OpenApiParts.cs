using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>The parts of the OpenAPI document that all types share.</summary>
internal static class OpenApiParts
{
    /// <summary>What one must know before the first call.</summary>
    public const string Intro = """
        화면과 같은 선언, 같은 규칙, 같은 권한으로 움직이는 API예요. 조회 응답의 ETag를 If-Match로 돌려주면 다른 사람의 변경을 덮어쓰지 않아요. Idempotency-Key를 붙인 요청은 24시간 동안 몇 번을 보내도 한 번만 처리돼요. 오류는 RFC 9457 형식이고 rule과 field를 알려 줘요.

        The API works by the same declarations, rules and rights as the screens. Give the ETag of an answer back as If-Match and nobody's change is lost. A call with an Idempotency-Key is carried out once, however often it comes within 24 hours. Errors are problems (RFC 9457) that name rule and field.
        """;

    public static JsonObject Ref(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    public static JsonObject Page(string type) => Object(new()
    {
        ["items"] = List(Ref("schemas", type)), ["next"] = OrNull("string"), ["previous"] = OrNull("string"),
        ["count"] = Object(new() { ["number"] = Of("integer"), ["more"] = Of("boolean") }, ["object", "null"]),
    });

    public static JsonObject Batch(string type) => Object(new()
    {
        ["rows"] = With(List(Object(new()
        {
            ["do"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("create", "update", "upsert", "delete"), ["default"] = "create" },
            ["id"] = OpenApiSchemas.Id(), ["version"] = Of("integer"), ["by"] = Of("string"), ["fields"] = Ref("schemas", type + "_change"),
        })), ("minItems", 1), ("maxItems", BatchRecordsApi.MostRows)),
    });

    public static JsonObject Schemas()
    {
        var schemas = Shared();
        foreach (var (name, schema) in FilterGrammar.Schemas()) schemas[name] = schema;
        return schemas;
    }

    private static JsonObject Shared() => new()
    {
        ["problem"] = OpenApiSchemas.Described(Object(new()
        {
            ["type"] = Of("string"), ["title"] = Of("string"), ["status"] = Of("integer"), ["detail"] = Of("string"), ["instance"] = Of("string"), ["rule"] = Of("string"), ["field"] = Of("string"),
        }), new("rule은 규칙의 이름, field는 잘못된 항목이에요.", "rule is the name of the rule, field what is wrong.")),
        ["saved"] = Object(new() { ["id"] = OpenApiSchemas.Id(), ["version"] = Of("integer"), ["change_set_id"] = With(OrNull("string"), ("format", "uuid")), ["similar"] = List(Object(new() { ["type"] = Of("string"), ["id"] = OpenApiSchemas.Id(), ["by"] = Of("string") })) }),
        ["done"] = Object(new() { ["change_set_id"] = With(Of("string"), ("format", "uuid")), ["said"] = Object(new() { ["ko"] = Of("string"), ["en"] = Of("string") }), ["next"] = OrNull("string") }),
        ["batch_verdicts"] = Object(new()
        {
            ["rows"] = List(Object(new()
            {
                ["outcome"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("created", "updated", "unchanged", "deleted", "refused") }, ["id"] = OpenApiSchemas.Id(), ["version"] = Of("integer"),
                ["rule"] = Of("string"), ["field"] = OrNull("string"), ["ko"] = Of("string"), ["en"] = Of("string"),
            })),
            ["created"] = Of("integer"), ["updated"] = Of("integer"), ["unchanged"] = Of("integer"), ["deleted"] = Of("integer"), ["refused"] = Of("integer"), ["change_set_id"] = With(OrNull("string"), ("format", "uuid")),
        }),
        ["aggregate"] = Object(new() { ["filter"] = Ref("schemas", "tree"), ["group"] = Of("string"), ["by"] = With(Of("string"), ("enum", new JsonArray("month"))), ["sums"] = List(Of("string")), ["size"] = With(Of("integer"), ("minimum", 1), ("maximum", AggregateQuery.MostGroups)) }),
        ["groups"] = Object(new()
        {
            ["groups"] = List(Object(new() { ["value"] = new JsonObject(), ["name"] = OrNull("string"), ["count"] = Of("integer"), ["sums"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject() } })),
            ["more"] = Of("boolean"),
        }),
    };

    public static JsonObject Parameters() => new()
    {
        ["id"] = Parameter("id", "path", OpenApiSchemas.Id(), new("기록의 id", "The record's id"), required: true),
        ["value"] = Parameter("value", "path", Of("string"), new("찾을 값", "The value to find it by"), required: true),
        ["filter"] = Parameter("filter", "query", With(Of("string"), ("examples", new JsonArray([.. FilterGrammar.Examples.Select(e => (JsonNode)TreeJson.Write(e))]))), new("조건 나무: components.schemas.tree의 JSON 또는 그 base64url", "The condition: JSON of components.schemas.tree, or base64url of it")),
        ["sort"] = Parameter("sort", "query", Of("string"), new("정렬할 항목. 앞에 -를 붙이면 거꾸로예요. 빈 값은 늘 끝에 와요.", "The field to sort by; with - before it the other way round. Empty values come last.")),
        ["fields"] = Parameter("fields", "query", Of("string"), new("받을 항목을 쉼표로 이어요. customer.name처럼 연결된 기록의 항목도 돼요.", "The fields wanted, with commas between; through a reference as customer.name.")),
        ["size"] = Parameter("size", "query", With(Of("integer"), ("minimum", 1), ("maximum", RecordQuery.MostRows), ("default", 50)), new("한 번에 받을 수", "Records a page")),
        ["after"] = Parameter("after", "query", Of("string"), new("앞선 응답의 next나 previous", "What an earlier answer had as next or previous")),
        ["count"] = Parameter("count", "query", With(Of("boolean"), ("default", true)), new("1,000까지 세어요", "Count them, up to 1,000")),
        ["if_match"] = Parameter("If-Match", "header", Of("string"), new("읽은 기록의 ETag", "The ETag of the record as it was read"), required: true),
        ["if_match_or_none"] = Parameter("If-Match", "header", Of("string"), new("있으면 그 버전에서 본 것이 바뀌지 않았을 때만 해요", "Where it is given, it is done only if what was seen then still holds")),
        ["duplicates"] = Parameter("duplicates", "query", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("report", "refuse"), ["default"] = "report" }, new("이메일, 전화번호, 사업자번호가 같은 기록이 있을 때: 알려 주거나(similar) 거절해요", "Where a record has the same e-mail address, telephone or business number: report it as similar, or refuse")),
        ["q"] = Parameter("q", "query", Of("string"), new("찾을 말: 이름, 초성, 전화번호, 이메일", "What to find: a name, Korean initials, a number, an address")),
        ["type"] = Parameter("type", "query", Of("string"), new("이 유형에서만", "Only of this type")),
        ["idempotency_key"] = Parameter("Idempotency-Key", "header", With(Of("string"), ("maxLength", 255)), new("같은 요청을 다시 보낼 때 같은 값을 써요", "The same for a call that is sent again")),
    };

    public static JsonObject Responses() => new()
    {
        ["bad_request"] = Problem(new("JSON이 아니거나 토큰이 없어요", "It is no JSON, or the token is missing")),
        ["not_signed_in"] = Problem(new("로그인이 필요해요", "Sign-in is needed")),
        ["not_allowed"] = Problem(new("권한이 없어요", "It is not allowed")),
        ["not_found"] = Problem(new("없거나 권한이 미치지 않아요", "It is not there, or out of reach")),
        ["conflict"] = Problem(new("다른 사람이 field를 바꿨거나 같은 값이 있어요", "Somebody else has changed the field, or another record has the value")),
        ["other_version"] = Problem(new("If-Match의 버전이 아니에요", "It has another version than If-Match says")),
        ["wrong_value"] = Problem(new("field의 값이 rule에 맞지 않아요", "The value of the field breaks the rule")),
        ["version_missing"] = Problem(new("If-Match가 필요해요", "If-Match is needed")),
        ["too_many"] = Problem(new("너무 잦아요. Retry-After초 뒤에 다시 해 주세요", "Too many calls: try again after Retry-After seconds")),
    };

    public static JsonObject Security() => new()
    {
        ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = "__Host-dangol" },
        ["token"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-CSRF-TOKEN" },
    };

    /// <summary>What can go wrong with each kind of call.</summary>
    public static IEnumerable<(string Status, string Response)> ErrorsOf(string verb)
    {
        if (verb is not ("list" or "read" or "delete")) yield return ("400", "bad_request");
        yield return ("401", "not_signed_in");
        yield return ("403", "not_allowed");
        if (verb is "read" or "change" or "delete" || verb.StartsWith("do", StringComparison.Ordinal)) yield return ("404", "not_found");
        if (verb is "create" or "change" or "delete" || verb.StartsWith("do", StringComparison.Ordinal) || verb.StartsWith("put", StringComparison.Ordinal)) yield return ("409", "conflict");
        if (verb is "change" or "delete") yield return ("412", "other_version");
        yield return ("422", "wrong_value");
        if (verb == "change") yield return ("428", "version_missing");
        yield return ("429", "too_many");
    }

    private static JsonObject Problem(Text text) => new()
    {
        ["description"] = OpenApiSchemas.Say(text), ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Ref("schemas", "problem") } },
    };

    private static JsonObject Parameter(string name, string place, JsonObject schema, Text text, bool required = false) => new()
    {
        ["name"] = name, ["in"] = place, ["required"] = required, ["description"] = OpenApiSchemas.Say(text), ["schema"] = schema,
    };

    internal static JsonObject Object(JsonObject properties, params string[] types) => new() { ["type"] = types.Length == 0 ? "object" : new JsonArray([.. types.Select(t => (JsonNode)t)]), ["properties"] = properties };

    internal static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    internal static JsonObject Of(string type) => new() { ["type"] = type };

    internal static JsonObject OrNull(string type) => new() { ["type"] = new JsonArray(type, "null") };

    private static JsonObject With(JsonObject schema, params ReadOnlySpan<(string Name, JsonNode Value)> more)
    {
        foreach (var (name, value) in more) schema[name] = value;
        return schema;
    }
}

using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>How a condition is written (<see cref="TreeJson"/>), for those who write programs: in words for /api, as schemas for OpenAPI.</summary>
internal static class FilterGrammar
{
    /// <summary>Each kind of clause and value, and what it means.</summary>
    public static IReadOnlyList<(string Form, Text Meaning)> Forms { get; } =
    [
        ("""{"v":1,"tree":CLAUSE}""", new("전체. 주소의 filter에는 이 JSON을 그대로(URL 인코딩) 또는 base64url로 넣고, 본문의 filter에는 객체로 넣어요.", "The whole. As filter in an address: this JSON (URL-encoded), or base64url of it; as filter in a body: the object.")),
        ("""["all",CLAUSE,…]   ["any",CLAUSE,…]   ["not",CLAUSE]""", new("모두 맞음, 하나라도 맞음, 아님", "Every one holds, at least one holds, it doesn't hold")),
        ("""["eq",VALUE,VALUE]   ne   lt   le   gt   ge""", new("같음, 다름, 작음, 작거나 같음, 큼, 크거나 같음. 빈 값과 견주면 늘 거짓이에요.", "Equal, not equal, less, at most, more, at least. A comparison with an empty value is false.")),
        ("""["between",VALUE,VALUE,VALUE]""", new("두 값 사이. 두 값도 들어가요.", "Between two values, which belong to it")),
        ("""["in",VALUE,VALUE,…]   ["not_in",VALUE,VALUE,…]""", new("목록 가운데 하나, 목록에 없음", "One of a list, none of a list")),
        ("""["contains",VALUE,"…"]   ["starts",VALUE,"…"]""", new("글자가 들어 있음, 그 글자로 시작함. 태그와 복수 선택에서는 contains가 그 값을 가진 것이에요.", "Holds the text, begins with it. Of tags and multiple choices contains asks for the whole value.")),
        ("""["empty",VALUE]   ["not_empty",VALUE]""", new("비어 있음, 값이 있음", "Is empty, has a value")),
        ("""["last",VALUE,30,"day"]   ["next",VALUE,2,"week"]""", new("오늘까지 30일, 앞으로 2주. 단위는 day, week, month예요.", "The 30 days up to today, the next 2 weeks. Units: day, week, month")),
        ("""["dates",VALUE,"2026-01-01","2026-06-30"]""", new("날짜 사이. 한쪽은 null이어도 돼요.", "Between days; one of them may be null")),
        ($"""["this_month",VALUE]   {string.Join("   ", TreeJson.Names.Where(n => n != "this_month"))}""", new("오늘을 기준으로 한 기간", "Periods that move with today")),
        ("""{"f":"amount"}   {"f":"customer_id.region"}""", new("VALUE: 기록의 항목, 연결된 기록의 항목", "VALUE: a field of the record, or one through a reference")),
        ("""{"me":true}   {"today":-7}""", new("VALUE: 나(부르는 사람의 id), 오늘에서 7일 전", "VALUE: me (the id of who calls), seven days before today")),
        ("""3   1.5   "서울"   true   null""", new("VALUE: 정수, 소수, 글자, 예/아니요, 빈 값. 선택은 저장된 값으로, 전화번호는 010-1234-5678처럼 적어도 돼요.", "VALUE: whole number, decimal, text, yes or no, nothing. A choice by its stored value; a telephone number also as 010-1234-5678")),
        ("""{"date":"2026-11-21"}   {"at":"2026-11-21T06:04:00Z"}   {"id":"…"}""", new("VALUE: 날짜, 일시(UTC), 기록의 id", "VALUE: a day, an instant (UTC), the id of a record")),
        ("""{"money":1000000,"cur":"KRW"}   {"price":12500000,"cur":"KRW"}""", new("VALUE: 금액(가장 작은 단위: 원, 센트), 단가(백만분의 1)", "VALUE: an amount in the smallest unit (won, cents), a unit price in millionths")),
        ("""["mul",VALUE,VALUE]   add   sub   div   ["round",VALUE,2]""", new("VALUE: 계산", "VALUE: a calculation")),
    ];

    /// <summary>Conditions that show it, on fields that every record has.</summary>
    public static IReadOnlyList<Clause> Examples { get; } =
    [
        new Clause.All([new Clause.Compare(new Term.Field("owner_id"), Operator.Equal, new Term.Me()), new Clause.Within(new Term.Field("created_at"), new Period.Last(30, PeriodUnit.Day))]),
        new Clause.Any([new Clause.Compare(new Term.Field("owner_id"), Operator.Empty, []), new Clause.Not(new Clause.Within(new Term.Field("updated_at"), new Period.Named(PeriodName.ThisMonth)))]),
    ];

    /// <summary>The schemas of OpenAPI: the tree, its clauses and its values.</summary>
    public static IEnumerable<(string Name, JsonObject Schema)> Schemas()
    {
        var whole = new JsonObject
        {
            ["type"] = "object", ["required"] = new JsonArray("v", "tree"), ["additionalProperties"] = false, ["properties"] = new JsonObject { ["v"] = new JsonObject { ["const"] = TreeJson.Version }, ["tree"] = Clause() },
        };
        yield return ("tree", OpenApiSchemas.Described(new JsonObject { ["oneOf"] = new JsonArray(whole, Text("base64url")), ["examples"] = new JsonArray([.. Examples.Select(e => JsonNode.Parse(TreeJson.Write(e)))]) }, Meaning));
        yield return ("tree_clause", OpenApiSchemas.Described(new JsonObject
        {
            ["oneOf"] = new JsonArray(
                Array(["all", "any"], [], Clause()), Array(["not"], [Clause()]),
                Array([.. Words(Operator.Equal, Operator.NotEqual, Operator.Less, Operator.AtMost, Operator.More, Operator.AtLeast, Operator.Contains, Operator.StartsWith)], [Value(), Value()]),
                Array([.. Words(Operator.Between)], [Value(), Value(), Value()]), Array([.. Words(Operator.In, Operator.NotIn)], [Value(), Value()], Value()), Array([.. Words(Operator.Empty, Operator.NotEmpty)], [Value()]),
                Array(["last", "next"], [Value(), Whole(), new JsonObject { ["enum"] = Names(TreeJson.Units) }]), Array(["dates"], [Value(), Day(), Day()]), Array(TreeJson.Names, [Value()])),
        }, new("조건 하나: 첫 자리가 하는 일을 말해요.", "One condition: the first word says what it asks.")));
        yield return ("tree_value", OpenApiSchemas.Described(new JsonObject
        {
            ["oneOf"] = new JsonArray(
                new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "null") }, Object("f", new JsonObject { ["type"] = "string" }), Object("me", new JsonObject { ["const"] = true }), Object("today", Whole()),
                Object("date", new JsonObject { ["type"] = "string", ["format"] = "date" }), Object("at", new JsonObject { ["type"] = "string", ["format"] = "date-time" }), Object("id", OpenApiSchemas.Id()),
                Object("money", Whole(), "cur"), Object("price", Whole(), "cur"), Array(TreeJson.Signs, [Value(), Value()]), Array(["round"], [Value(), Whole()])),
        }, new("값: 항목, 나, 오늘, 정해진 값, 계산", "A value: a field, me, today, a fixed value, a calculation")));
    }

    private static Text Meaning { get; } = new(
        "조건: 항목, 연산자, 값을 all·any·not으로 묶은 나무예요. 주소에는 JSON이나 base64url로 넣어요. " + string.Join(" / ", Forms.Select(f => $"{f.Form}: {f.Meaning.Ko}")),
        "A condition: fields, operators and values joined by all, any, not. In an address as JSON or base64url of it. " + string.Join(" / ", Forms.Select(f => $"{f.Form}: {f.Meaning.En}")));

    private static JsonObject Clause() => OpenApiParts.Ref("schemas", "tree_clause");

    private static JsonObject Value() => OpenApiParts.Ref("schemas", "tree_value");

    private static JsonObject Whole() => new() { ["type"] = "integer" };

    private static JsonObject Day() => new() { ["type"] = new JsonArray("string", "null"), ["format"] = "date" };

    private static JsonObject Text(string encoding) => new() { ["type"] = "string", ["contentEncoding"] = encoding };

    private static IEnumerable<string> Words(params Operator[] operators) => operators.Select(o => TreeJson.Operators[(int)o]);

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(n => (JsonNode)n)];

    private static JsonObject Array(string[] words, JsonObject[] parts, JsonObject? more = null) => new()
    {
        ["type"] = "array", ["prefixItems"] = new JsonArray([new JsonObject { ["enum"] = Names(words) }, .. parts]), ["minItems"] = parts.Length + 1, ["items"] = more is null ? JsonValue.Create(false) : more,
    };

    private static JsonObject Object(string name, JsonObject value, string? beside = null)
    {
        var properties = new JsonObject { [name] = value };
        if (beside is not null) properties[beside] = new JsonObject { ["type"] = "string" };
        return new() { ["type"] = "object", ["required"] = beside is null ? new JsonArray(name) : new JsonArray(name, beside), ["additionalProperties"] = false, ["properties"] = properties };
    }
}

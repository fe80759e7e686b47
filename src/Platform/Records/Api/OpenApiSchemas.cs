using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>The schemas of fields and records for the OpenAPI document (JSON Schema 2020-12), with what people read in both languages.</summary>
internal static class OpenApiSchemas
{
    /// <summary>A record as it is answered.</summary>
    public static JsonObject Answered(RecordColumns columns)
    {
        var properties = new JsonObject { ["id"] = Id(), ["version"] = Described(new JsonObject { ["type"] = "integer", ["minimum"] = 1 }, new("바뀐 횟수. ETag와 같아요.", "Counts the changes; the same as the ETag.")) };
        foreach (var column in columns.Own.Where(c => c.Path != "id")) properties[column.Path] = Of(column);
        properties["names"] = Described(new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" } }, new("연결된 기록의 이름", "What the records are called that references lead to"));
        return new JsonObject { ["type"] = "object", ["description"] = Say(columns.Type.Label), ["properties"] = properties, ["required"] = new JsonArray("id", "version") };
    }

    /// <summary>The fields that may be set.</summary>
    public static JsonObject Written(DeclaredType type, IEnumerable<Field> settable, JsonArray? required = null)
    {
        var properties = new JsonObject();
        foreach (var field in settable) properties[field.Name] = Of(new RecordColumn(field.Name, field.Label, field.Type) { Field = field }, answered: false);
        var schema = new JsonObject { ["type"] = "object", ["description"] = Say(type.Label), ["properties"] = properties, ["additionalProperties"] = false };
        if (required is not null) schema["required"] = required;
        return schema;
    }

    /// <summary>What a verb asks for.</summary>
    public static JsonObject Asked(RecordVerb verb)
    {
        var properties = new JsonObject();
        foreach (var (ask, column) in verb.Asks.Zip(VerbForms.Columns(verb)))
        {
            properties[ask.Name] = Of(column, answered: !ask.IsRequired);
            if (ask.Help is { } help) properties[ask.Name]!["description"] = Say(help);
        }
        return new JsonObject { ["type"] = "object", ["description"] = Say(verb.Label), ["properties"] = properties, ["required"] = new JsonArray([.. verb.Asks.Where(a => a.IsRequired).Select(a => (JsonNode)a.Name)]), ["additionalProperties"] = false };
    }

    /// <summary>What a new record must have.</summary>
    public static JsonArray Required(DeclaredType type) => [.. type.Fields.Where(f => f is { IsRequired: true, IsReadOnly: false, Beginning: null }).Select(f => (JsonNode)f.Name)];

    public static JsonObject Id() => new() { ["type"] = "string", ["format"] = "uuid" };

    /// <summary>Both languages, Korean first.</summary>
    public static string Say(Text text) => text.Ko == text.En ? text.Ko : $"{text.Ko} · {text.En}";

    public static JsonObject Described(JsonObject schema, Text text)
    {
        schema["description"] = Say(text);
        return schema;
    }

    private static JsonObject Of(RecordColumn column, bool answered = true)
    {
        var schema = Shape(column.Type);
        if (column.Field?.Longest is { } longest && column.Type is TextType) schema["maxLength"] = longest;
        if (answered || column.Field is not { IsRequired: true }) OrNull(schema);
        var notes = new List<Text>();
        if (column.Field is { Help: { } help }) notes.Add(help);
        if (column.Type is ReferenceType { To.Length: > 0 } reference) notes.Add(new($"{reference.To}의 id", $"the id of a {reference.To}"));
        if (column.Type is PercentType) notes.Add(new("0.25는 25%예요", "0.25 is 25%"));
        if (column.Field is { IsReadOnly: true } && answered) schema["readOnly"] = true;
        if (column.Formula is not null) { schema["readOnly"] = true; notes.Add(new("계산된 값이에요", "it is calculated")); }
        if (column.Field is { UniqueIndex: not null }) notes.Add(new("같은 값이 둘일 수 없어요", "no two records share it"));
        if (column.IsPersonal) notes.Add(new("개인정보예요. 권한이 없으면 가려져요", "personal: masked for those without the right"));
        schema["title"] = Say(column.Label);
        schema["x-dangol-type"] = column.Type.Name;
        if (notes.Count > 0) schema["description"] = Say(new(string.Join(". ", notes.Select(n => n.Ko)) + ".", Upper(string.Join("; ", notes.Select(n => n.En))) + "."));
        return schema;
    }

    private static JsonObject Amount(decimal example) => new()
    {
        ["type"] = "object", ["properties"] = new JsonObject { ["amount"] = new JsonObject { ["type"] = "number" }, ["currency"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Z]{3}$" } }, ["required"] = new JsonArray("amount"),
        ["examples"] = new JsonArray(new JsonObject { ["amount"] = example, ["currency"] = "KRW" }),
    };

    private static JsonObject Shape(FieldType type) => type switch
    {
        MoneyType => Amount(1_234_000),
        UnitPriceType => Amount(12.5m),
        WholeType => new() { ["type"] = "integer", ["format"] = "int64", ["examples"] = new JsonArray(1_234) },
        PercentType => new() { ["type"] = "number", ["format"] = "double", ["examples"] = new JsonArray(0.125) },
        DecimalType => new() { ["type"] = "number", ["format"] = "double", ["examples"] = new JsonArray(12.5) },
        DateType => new() { ["type"] = "string", ["format"] = "date", ["examples"] = new JsonArray("2026-11-21") },
        InstantType => new() { ["type"] = "string", ["format"] = "date-time", ["examples"] = new JsonArray("2026-11-21T06:04:00.000Z") },
        YesNoType => new() { ["type"] = "boolean", ["examples"] = new JsonArray(true) },
        ChoiceType choice => OneOf(choice.Choices),
        ChoicesType choices => new() { ["type"] = "array", ["items"] = OneOf(choices.Choices), ["uniqueItems"] = true },
        TagsType => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["uniqueItems"] = true, ["examples"] = new JsonArray(new JsonArray("vip", "서울")) },
        ReferenceType => Id(),
        EmailType => new() { ["type"] = "string", ["format"] = "email", ["examples"] = new JsonArray("minsu@example.com") },
        PhoneType => new() { ["type"] = "string", ["examples"] = new JsonArray("+821012345678", "010-1234-5678") },
        UrlType => new() { ["type"] = "string", ["format"] = "uri", ["examples"] = new JsonArray("https://example.com") },
        BusinessNumberType => new() { ["type"] = "string", ["examples"] = new JsonArray("120-81-47521") },
        _ => new() { ["type"] = "string" },
    };

    private static JsonObject OneOf(IReadOnlyList<Choice> choices) => new()
    {
        ["type"] = "string", ["enum"] = new JsonArray([.. choices.Select(c => (JsonNode)c.Value)]),
        ["x-enum-descriptions"] = new JsonArray([.. choices.Select(c => (JsonNode)Say(c.Label))]), ["examples"] = new JsonArray(choices[0].Value),
    };

    private static void OrNull(JsonObject schema)
    {
        schema["type"] = new JsonArray(schema["type"]!.GetValue<string>(), "null");
        if (schema["enum"] is JsonArray values) values.Add(null);
    }

    private static string Upper(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}

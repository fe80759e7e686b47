using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>What a call of the API brings along.</summary>
internal static class ApiBody
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The bytes of the body.</summary>
    /// <exception cref="Refused"><c>not_json</c> (415): the media type is another.</exception>
    public static async Task<byte[]> Bytes(HttpRequest request, CancellationToken cancel)
    {
        if (!request.HasJsonContentType()) throw new Refused("not_json", null, new("Content-Type을 application/json으로 보내 주세요.", "Please send it as application/json."), 415);
        using var body = new MemoryStream(request.ContentLength is > 0 and < 64 << 20 and var length ? (int)length : 0);
        await request.Body.CopyToAsync(body, cancel);
        return body.ToArray();
    }

    /// <summary>The object in the body.</summary>
    /// <exception cref="Refused"><c>json_wrong</c> (400).</exception>
    public static JsonObject Object(byte[] body)
    {
        try
        {
            MustBeText(body);
            return JsonNode.Parse(body, null, Options) as JsonObject ?? throw Wrong("");
        }
        catch (JsonException error) { throw Wrong($" ({error.LineNumber + 1}:{error.BytePositionInLine + 1})"); }
    }

    /// <summary>A list in the body that is too long to be held as nodes at once.</summary>
    /// <exception cref="Refused"><c>json_wrong</c> (400).</exception>
    public static JsonDocument Document(byte[] body)
    {
        try
        {
            MustBeText(body);
            var document = JsonDocument.Parse(body, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw Wrong("");
        }
        catch (JsonException error) { throw Wrong($" ({error.LineNumber + 1}:{error.BytePositionInLine + 1})"); }
    }

    /// <summary>A part of the body that must be a text, or null where it is not there.</summary>
    public static string? Text(JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw NotText(name),
    };

    public static Refused NotText(string name) => new("not_text", name, new($"{name} 항목에는 글자가 와야 해요.", $"{name} must be a text."));

    public static Refused Unknown(string name) => new("unknown_part", name, new($"'{name}' 항목은 여기에 쓸 수 없어요.", $"'{name}' is not known here."));

    /// <summary>Refuses parts that are not known, so that a misspelt one is not silently left out.</summary>
    public static void Only(JsonObject body, params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in body)
            if (!names.Contains(name)) throw Unknown(name);
    }

    /// <summary>A condition: the tree itself, or its form for addresses.</summary>
    public static Clause? Filter(JsonNode? json) => json switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => Filter(text),
        _ => TreeParser.Clause(json.ToJsonString()),
    };

    /// <summary>A condition in an address: JSON, or that in base64url.</summary>
    public static Clause? Filter(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.TrimStart()[0] is '{' or '[' ? TreeParser.Clause(text) : TreeParser.FromUrl(text);

    /// <summary>Half of a surrogate pair can be written as an escape, but is no character.</summary>
    private static void MustBeText(byte[] body)
    {
        if (body.AsSpan().IndexOf("\\u"u8) < 0) return;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) _ = reader.GetString();
        }
        catch (InvalidOperationException) { throw Wrong(" (\\ud800–\\udfff)"); }
    }

    private static Refused Wrong(string where) => new("json_wrong", null, new($"본문이 올바른 JSON 객체가 아니에요{where}.", $"The body is not a JSON object{where}."), 400);
}

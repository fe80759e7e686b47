using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dangol.Integration;

/// <summary>What was found in a file while it was read.</summary>
/// <param name="Name">The file's name, without its folder.</param>
/// <param name="Encoding">Encoding it is written in; <c>ascii</c> where nothing tells them apart.</param>
/// <param name="Delimiter">Between two fields.</param>
/// <param name="Headers">Its column names.</param>
/// <param name="SourceLines">Data lines; each ends in exactly one verdict.</param>
/// <param name="PhysicalLines">Lines as an editor counts them, with the header, empty lines and the line breaks inside quotes.</param>
/// <param name="BlankLines">Empty lines, and lines of delimiters only.</param>
/// <param name="TotalMicros">The file's own total: quantity times unit price of all lines where both can be read, in 10⁻⁶ of the currency's unit.</param>
public sealed record StagedFile(
    string Name, string Encoding, string Delimiter, IReadOnlyList<string> Headers, long SourceLines, long PhysicalLines, long BlankLines, Int128 TotalMicros)
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal string ToJson() => JsonSerializer.Serialize(this, Json);

    internal static StagedFile FromJson(string json) => JsonSerializer.Deserialize<StagedFile>(json, Json)!;
}

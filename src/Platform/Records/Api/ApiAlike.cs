using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>
/// The duplicate check of the API: what is probably of the same person or company is reported with what was written (<c>similar</c>); with <c>?duplicates=refuse</c> it is
/// refused instead, by what stands there inside the write.
/// </summary>
internal sealed class ApiAlike(FindSimilar similar, Actor actor)
{
    /// <summary>Must what has a like be refused?</summary>
    /// <exception cref="Refused"><c>value_wrong</c></exception>
    public static bool Refuses(HttpRequest request) => request.Query["duplicates"].ToString() switch
    {
        "" or "report" => false,
        "refuse" => true,
        _ => throw new Refused("value_wrong", "duplicates", new("duplicates에 쓸 수 있는 값: report, refuse", "duplicates can be: report, refuse")),
    };

    /// <summary>What is alike to the values; nothing where they have no address, number or the like among them.</summary>
    public async Task<IReadOnlyList<AlikeRecord>> Find(Change change, DeclaredType type, RecordValues values, Guid but, CancellationToken cancel) =>
        values.Values.Any(v => v is string) ? await similar.Of(change.Session, actor, type, values, but, cancel) : [];

    /// <summary>The refusal where there is one.</summary>
    /// <exception cref="Refused"><c>similar</c> (409) at the field in which both are alike.</exception>
    public static void MustBeAlone(IReadOnlyList<AlikeRecord> alike)
    {
        if (alike is [var first, ..])
            throw new Refused("similar", first.By.Path, new($"{first.By.Label.Ko} 값이 같은 {first.Type.Label.Ko} 기록이 있어요: {first.Id}", $"A {first.Type.Label.En.ToLowerInvariant()} has the same {first.By.Label.En}: {first.Id}"), 409);
    }

    /// <summary>Writes them; names are left out, as they may be masked.</summary>
    public static void Put(Utf8JsonWriter json, IReadOnlyList<AlikeRecord> alike)
    {
        if (alike.Count == 0) return;
        json.WriteStartArray("similar");
        foreach (var one in alike)
        {
            json.WriteStartObject();
            json.WriteString("type", one.Type.Name);
            json.WriteString("id", one.Id);
            json.WriteString("by", one.By.Path);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dangol.Web;

/// <summary>A model's result for people: the same as its JSON, as aligned lines; a list of alike things becomes a table.</summary>
internal static class ModelText
{
    public static string Of(object result)
    {
        var text = new StringBuilder();
        Write(text, JsonSerializer.SerializeToElement(result, Commands.Print), 0);
        return text.ToString().TrimEnd();
    }

    private static void Write(StringBuilder text, JsonElement value, int depth)
    {
        var fields = value.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Null).ToList();
        var width = fields.Select(f => f.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var field in fields)
        {
            text.Append(' ', depth * 2).Append(field.Name.PadRight(width));
            if (field.Value.ValueKind == JsonValueKind.Object && Interval(field.Value) is { } interval) text.Append("  ").AppendLine(interval);
            else if (field.Value.ValueKind == JsonValueKind.Object)
            {
                text.AppendLine();
                Write(text, field.Value, depth + 1);
            }
            else if (field.Value.ValueKind == JsonValueKind.Array) List(text, [.. field.Value.EnumerateArray()], depth + 1);
            else text.Append("  ").AppendLine(Said(field.Value));
        }
    }

    private static void List(StringBuilder text, JsonElement[] items, int depth)
    {
        if (items.All(i => i.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)))
        {
            text.Append("  ").AppendLine(string.Join("  ", items.Select(Said)));
            return;
        }
        text.AppendLine();
        if (items.All(i => i.ValueKind == JsonValueKind.Object && i.TryGetProperty("ko", out _) && i.TryGetProperty("en", out _)))
        {
            foreach (var note in items) text.Append(' ', depth * 2).Append(note.GetProperty("ko").GetString()).Append(" · ").AppendLine(note.GetProperty("en").GetString());
            return;
        }
        List<string[]> rows = [.. items.Select(Cells)];
        if (items[0].ValueKind == JsonValueKind.Object) rows.Insert(0, [.. items[0].EnumerateObject().Select(f => f.Name)]);
        var widths = Enumerable.Range(0, rows.Max(r => r.Length)).Select(c => rows.Max(r => c < r.Length ? r[c].Length : 0)).ToArray();
        foreach (var row in rows) text.Append(' ', depth * 2).AppendLine(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd());
    }

    private static string[] Cells(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object ? [.. item.EnumerateObject().Select(f => Said(f.Value))] : item.ValueKind == JsonValueKind.Array ? [.. item.EnumerateArray().Select(Said)] : [Said(item)];

    private static string Said(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : Rounded(value.GetDouble()),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "-",
        JsonValueKind.Object => Interval(value) ?? value.GetRawText(),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Said)),
        _ => value.GetRawText(),
    };

    /// <summary>A value with its interval is one thing: .45 (.44 – .46).</summary>
    private static string? Interval(JsonElement value)
    {
        if (!value.TryGetProperty("low", out var low) || !value.TryGetProperty("high", out var high)) return null;
        var bounds = $"({Said(low)} – {Said(high)})";
        return value.TryGetProperty("value", out var middle) ? $"{Said(middle)} {bounds}" : bounds;
    }

    private static string Rounded(double value) => Math.Abs(value) >= 1000 ? value.ToString("0.00", CultureInfo.InvariantCulture) : value.ToString("G6", CultureInfo.InvariantCulture);
}

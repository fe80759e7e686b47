using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dangol.Platform;

/// <summary>Writes records as JSON; what is personal is masked as <see cref="Disclosure"/> decides.</summary>
internal static class ApiAnswer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A page of records.</summary>
    public static byte[] Page(Actor actor, RecordColumns columns, Declarations declarations, RecordList list) => Bytes(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var row in list.Rows) Put(json, actor, columns, declarations, list, row);
        json.WriteEndArray();
        Put(json, "next", list.Next);
        Put(json, "previous", list.Previous);
        if (list.Count is { } count)
        {
            json.WriteStartObject("count");
            json.WriteNumber("number", count.Number);
            json.WriteBoolean("more", count.More);
            json.WriteEndObject();
        }
        else json.WriteNull("count");
        json.WriteEndObject();
    });

    /// <summary>One record.</summary>
    public static byte[] One(Actor actor, RecordColumns columns, Declarations declarations, RecordList list) => Bytes(json => Put(json, actor, columns, declarations, list, list.Rows[0]));

    /// <summary>JSON that a function writes.</summary>
    public static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes, Options)) write(json);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Answers with JSON that is kept by nobody between.</summary>
    public static IResult Json(byte[] json, int status = 200) => new Written(json, status);

    /// <summary>The version as an entity tag.</summary>
    public static string Tag(int version) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>A value of a field, as <see cref="FieldType.ToJson"/> has it.</summary>
    public static void Put(Utf8JsonWriter json, FieldType type, object? value)
    {
        switch (value)
        {
            case null when type is not ManyType: json.WriteNullValue(); break;
            case string text when type is not ManyType: json.WriteStringValue(text); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            case bool yes: json.WriteBooleanValue(yes); break;
            case Guid id: json.WriteStringValue(id); break;
            default: type.ToJson(value)!.WriteTo(json); break;
        }
    }

    private static void Put(Utf8JsonWriter json, Actor actor, RecordColumns columns, Declarations declarations, RecordList list, RecordLine row)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteNumber("version", row.Version);
        for (var i = 0; i < list.Columns.Count; i++)
        {
            var column = list.Columns[i];
            if (column.Path == "id") continue;
            json.WritePropertyName(column.Path);
            if (row.Values[i] is MaskedValue masked) json.WriteStringValue(masked.Text);
            else Put(json, column.Type, row.Values[i]);
        }
        var named = false;
        for (var i = 0; i < list.Columns.Count; i++)
        {
            if (row.Names[i] is not { } name) continue;
            if (!named) json.WriteStartObject("names");
            named = true;
            json.WriteString(list.Columns[i].Path, Disclosure.Named(actor, declarations, list.Columns[i], name));
        }
        if (named) json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Put(Utf8JsonWriter json, string name, Keyset? place)
    {
        if (place is null) json.WriteNull(name);
        else json.WriteString(name, place.ToUrl());
    }

    private sealed class Written(byte[] json, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.Headers[HeaderNames.CacheControl] = "private, no-store";
            context.Response.ContentLength = json.Length;
            return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
        }
    }
}

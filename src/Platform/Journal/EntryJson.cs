using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Dangol.Platform;

/// <summary>Writes before and after of rows as the journal shows them, row after row: plain values apart from personal ones, and no secrets. Prepared once for many.</summary>
internal sealed class EntryJson
{
    private enum Place { Nowhere, Plain, Personal }

    private static readonly JsonWriterOptions Options = new() { Encoder = JournalJson.Options.Encoder, SkipValidation = true };

    private readonly (JsonEncodedText Name, Place Place)[] _columns;
    private readonly Side _before = new(), _after = new(), _personalBefore = new(), _personalAfter = new();

    public EntryJson(DeclaredType type, IEnumerable<string> columns) =>
        _columns = [.. columns.Select(name => (JsonEncodedText.Encode(name, Options.Encoder), type.Behind(name) switch
        {
            { IsSecret: true } => Place.Nowhere,
            { IsPersonal: true } => Place.Personal,
            _ => Place.Plain,
        }))];

    public void Before(int column, object? value) => Put(column, value, _before, _personalBefore);

    public void After(int column, object? value) => Put(column, value, _after, _personalAfter);

    /// <summary>What was put since the last one, null where there is nothing.</summary>
    public (string? Before, string? After, string? Personal) Take()
    {
        var personal = (_personalBefore.Take(), _personalAfter.Take()) switch
        {
            (null, null) => null,
            ({ } before, null) => $"{{\"before\":{before}}}",
            (null, { } after) => $"{{\"after\":{after}}}",
            var (before, after) => $"{{\"before\":{before},\"after\":{after}}}",
        };
        return (_before.Take(), _after.Take(), personal);
    }

    private void Put(int column, object? value, Side plain, Side personal)
    {
        var (name, place) = _columns[column];
        if (place != Place.Nowhere) (place == Place.Plain ? plain : personal).Put(name, value);
    }

    /// <summary>One object on its way.</summary>
    private sealed class Side
    {
        private readonly ArrayBufferWriter<byte> _text = new();
        private readonly Utf8JsonWriter _json;
        private bool _any;

        public Side() => _json = new(_text, Options);

        public void Put(JsonEncodedText name, object? value)
        {
            if (!_any) _json.WriteStartObject();
            _any = true;
            _json.WritePropertyName(name);
            switch (value)
            {
                case null: _json.WriteNullValue(); break;
                case string text: _json.WriteStringValue(text); break;
                case Guid id: _json.WriteStringValue(id); break;
                case long number: _json.WriteNumberValue(number); break;
                case int number: _json.WriteNumberValue(number); break;
                case bool yes: _json.WriteBooleanValue(yes); break;
                case DateTime at: _json.WriteStringValue(at); break;
                default: JsonSerializer.Serialize(_json, value, JournalJson.Options); break;
            }
        }

        public string? Take()
        {
            if (!_any) return null;
            _json.WriteEndObject();
            _json.Flush();
            var text = Encoding.UTF8.GetString(_text.WrittenSpan);
            _text.ResetWrittenCount();
            _json.Reset();
            _any = false;
            return text;
        }
    }
}

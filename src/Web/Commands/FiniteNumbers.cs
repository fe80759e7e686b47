using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dangol.Web;

/// <summary>Writes what has no value (a rate of nobody, a ratio to zero, an interval without an end) as null: JSON has neither NaN nor infinity.</summary>
internal sealed class FiniteNumbers : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>Reads the fields of a record from JSON by their types, prepared once for many rows.</summary>
internal sealed class ApiValues
{
    private readonly Dictionary<string, FieldContext> _fields;
    private readonly DeclaredType _type;
    private readonly Actor _actor;

    public ApiValues(Actor actor, DeclaredType type, Company company)
    {
        (_type, _actor) = (type, actor);
        _fields = Settable(type).Where(f => actor.Rights.MaySee(type.Name, f.Name))
            .ToDictionary(f => f.Name, f => new FieldContext(f, company.Today, company.Profile.TimeZone, company.Profile.Currency), StringComparer.Ordinal);
    }

    /// <summary>The fields that may be set.</summary>
    public static IEnumerable<Field> Settable(DeclaredType type) =>
        type.Fields.Where(f => f is { IsSecret: false, IsReadOnly: false } or { IsSecret: false, IsSetAtFirst: true }).Concat(type.Fields.Any(f => f.Name == RecordRow.Owner.Name) ? [] : [RecordRow.Owner]);

    /// <summary>The values in an object, but for the names that mean something else.</summary>
    /// <exception cref="Refused"><c>unknown_field</c>, <c>read_only</c>, or what is wrong with a value, at its field.</exception>
    public RecordValues Read(JsonObject json)
    {
        var values = new RecordValues();
        foreach (var (name, value) in json) values[name] = Read(name, value);
        return values;
    }

    /// <summary>The same from a row of many, without a tree of nodes for each.</summary>
    public RecordValues Read(JsonElement json)
    {
        var values = new RecordValues();
        foreach (var part in json.EnumerateObject())
            values[part.Name] = Read(part.Name, part.Value.ValueKind switch { JsonValueKind.Array => JsonArray.Create(part.Value), JsonValueKind.Object => JsonObject.Create(part.Value), _ => JsonValue.Create(part.Value) });
        return values;
    }

    /// <summary>One value.</summary>
    public object? Read(string name, JsonNode? value)
    {
        if (!_fields.TryGetValue(name, out var at))
        {
            RecordRow.Settable(_actor, _type, name);
            throw new InvalidOperationException($"{name} may be set and is not known");
        }
        return at.Field.Type.OfJson(value, at);
    }
}

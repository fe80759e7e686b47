using System.Text.Json;

namespace Dangol.Platform;

/// <summary>
/// What a role grants: a reach for each type and action, and a level for the fields that differ from the usual. <see cref="Any"/> stands for every type or every action.
/// In the database it is JSON: <c>{"lead":{"view":"team","edit":"own"}}</c> and <c>{"customer":{"phone":"masked"}}</c>.
/// </summary>
public sealed class RoleGrants
{
    /// <summary>Every type, or every action.</summary>
    public const string Any = "*";

    private static readonly JsonSerializerOptions Json = new() { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    private readonly SortedDictionary<string, SortedDictionary<string, ReachLevel>> _rights;
    private readonly SortedDictionary<string, SortedDictionary<string, FieldLevel>> _fields;

    /// <summary>One that grants nothing yet.</summary>
    public RoleGrants() => (_rights, _fields) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    private RoleGrants(SortedDictionary<string, SortedDictionary<string, ReachLevel>> rights, SortedDictionary<string, SortedDictionary<string, FieldLevel>> fields) => (_rights, _fields) = (rights, fields);

    /// <summary>The types that it says something of.</summary>
    public IEnumerable<string> Types => _rights.Keys;

    /// <summary>What it says of each type and action.</summary>
    public IEnumerable<(string Type, string Action, ReachLevel Reach)> Rights => _rights.SelectMany(t => t.Value.Select(a => (t.Key, a.Key, a.Value)));

    /// <summary>The fields that differ from the usual.</summary>
    public IEnumerable<(string Type, string Field, FieldLevel Level)> Fields => _fields.SelectMany(t => t.Value.Select(f => (t.Key, f.Key, f.Value)));

    /// <summary>From a role's two columns.</summary>
    public static RoleGrants Read(string? rights, string? fields) => new(
        rights is null ? new(StringComparer.Ordinal) : JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, ReachLevel>>>(rights, Json)!,
        fields is null ? new(StringComparer.Ordinal) : JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, FieldLevel>>>(fields, Json)!);

    /// <summary>For a role's column; null where it grants nothing.</summary>
    public string? RightsJson => _rights.Count == 0 ? null : JsonSerializer.Serialize(_rights, Json);

    /// <summary>For a role's column; null where no field differs from the usual.</summary>
    public string? FieldsJson => _fields.Count == 0 ? null : JsonSerializer.Serialize(_fields, Json);

    /// <summary>How far the role lets its holders do this: the widest of what it says of the type and the action, of all types, and of all actions.</summary>
    public ReachLevel Reach(string type, string action)
    {
        var widest = ReachLevel.None;
        foreach (var of in (ReadOnlySpan<string>)[type, Any])
            if (_rights.TryGetValue(of, out var actions))
                foreach (var to in (ReadOnlySpan<string>)[action, Any])
                    if (actions.TryGetValue(to, out var level) && level > widest) widest = level;
        return widest;
    }

    /// <summary>What it says of a field itself.</summary>
    public FieldLevel Field(string type, string field) => _fields.TryGetValue(type, out var fields) && fields.TryGetValue(field, out var level) ? level : FieldLevel.Usual;

    /// <summary>Lets its holders do this so far.</summary>
    public RoleGrants Grant(string type, ReachLevel reach, params IEnumerable<string> actions)
    {
        if (!_rights.TryGetValue(type, out var known)) _rights[type] = known = new(StringComparer.Ordinal);
        foreach (var action in actions)
            if (reach == ReachLevel.None) known.Remove(action);
            else known[action] = reach;
        if (known.Count == 0) _rights.Remove(type);
        return this;
    }

    /// <summary>Sets what its holders may do with a field.</summary>
    public RoleGrants Set(string type, string field, FieldLevel level)
    {
        if (!_fields.TryGetValue(type, out var known)) _fields[type] = known = new(StringComparer.Ordinal);
        if (level == FieldLevel.Usual) known.Remove(field);
        else known[field] = level;
        if (known.Count == 0) _fields.Remove(type);
        return this;
    }
}

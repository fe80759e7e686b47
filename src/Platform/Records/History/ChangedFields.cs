using System.Globalization;
using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>What an entry of the journal did to one field, in words; personal values are masked.</summary>
public sealed record FieldChange(Text Label, string? Before, string? After);

/// <summary>The values that an entry of the journal holds.</summary>
internal sealed record ChangedValues(DeclaredType Type, JsonObject Before, JsonObject After, JsonObject Personal)
{
    public static ChangedValues Of(DeclaredType type, string? before, string? after, string? personal) => new(type, Values(before), Values(after), Values(personal));

    /// <summary>The names of the columns that it made, changed or removed.</summary>
    public IEnumerable<string> Fields => new[] { Before, After, Personal["before"] as JsonObject ?? [], Personal["after"] as JsonObject ?? [] }.SelectMany(side => side.Select(v => v.Key)).Distinct();

    private static JsonObject Values(string? json) => json is null ? [] : JsonNode.Parse(json) as JsonObject ?? [];
}

/// <summary>Says entries of the journal as people read them: labels, choices and dates in their language, references by the names of what they point to.</summary>
public sealed class ChangedFields(Company company, Screen screen, Actor actor)
{
    private const string Hidden = "•••";

    /// <summary>Before and after of each field that the declaration knows; folded columns and currencies go with their fields.</summary>
    internal List<FieldChange> Of(ChangedValues values, IReadOnlyDictionary<Guid, string> names)
    {
        var fields = new List<FieldChange>();
        foreach (var name in values.Before.Select(v => v.Key).Union(values.After.Select(v => v.Key), StringComparer.Ordinal))
            if (actor.Rights.IsAlwaysMasked(values.Type.Name, name)) Add(name, values.Before[name] is null ? null : Hidden, values.After[name] is null ? null : Hidden);
            else Add(name, Read(values.Type, name, values.Before, names), Read(values.Type, name, values.After, names));
        var (was, now) = (values.Personal["before"] as JsonObject ?? [], values.Personal["after"] as JsonObject ?? []);
        foreach (var name in was.Select(v => v.Key).Union(now.Select(v => v.Key), StringComparer.Ordinal))
            Add(name, was[name] is null ? null : Hidden, now[name] is null ? null : Hidden);
        return fields;

        void Add(string name, string? before, string? after)
        {
            if (Column(values.Type, name) is not { } column || !actor.Rights.MaySee(values.Type.Name, name) || name.EndsWith("_folded", StringComparison.Ordinal) || before is null && after is null) return;
            fields.Add(new(column.Label, before, after));
        }
    }

    /// <summary>What the records are called that the entries point to: one query for each type.</summary>
    internal async Task<Dictionary<Guid, string>> Names(Session read, Actor actor, IEnumerable<ChangedValues> entries, CancellationToken cancel)
    {
        var wanted = new Dictionary<string, HashSet<Guid>>(StringComparer.Ordinal);
        foreach (var entry in entries)
            foreach (var column in RecordColumns.Of(entry.Type, company.Declarations).Own)
                if (column.Type is ReferenceType { To: { Length: > 0 } to } && company.Declarations.Has(to))
                    foreach (var side in (JsonObject[])[entry.Before, entry.After])
                        if (Guid.TryParse(side[column.Path]?.ToString(), out var id)) (wanted.TryGetValue(to, out var ids) ? ids : wanted[to] = []).Add(id);
        var names = new Dictionary<Guid, string>();
        foreach (var (type, ids) in wanted) await Add(names, read, actor, company.Declarations.Named(type), ids, cancel);
        return names;
    }

    /// <summary>Adds the names of records of one type that still exist and that the actor reaches; people are named to everybody.</summary>
    internal static async Task Add(Dictionary<Guid, string> names, Session read, Actor actor, DeclaredType type, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var isPerson = type.Name == "user";
        if (Disclosure.Title(actor, type) is not { } title || ids.Count == 0 || !isPerson && !actor.Rights.Allows(new(type.Name, Actions.View))) return;
        var reach = isPerson ? new("true", []) : Reach.Sql(actor, type, "t", read.Engine);
        foreach (var (id, name) in await read.List($"select t.id, t.{title.Name} from {type.Table} t where {read.In<Guid>("t.id", "ids")} and ({reach.Where})", row => (row.Guid(0), row.TextOrNull(1)), cancel, [("ids", ids.ToList()), .. reach.Args]))
            if (Disclosure.Called(actor, type, name) is { } called) names[id] = called;
    }

    private RecordColumn? Column(DeclaredType type, string name) => RecordColumns.Of(type, company.Declarations).FindOrNull(name);

    private string? Read(DeclaredType type, string name, JsonObject side, IReadOnlyDictionary<Guid, string> names)
    {
        if (side[name] is not JsonValue json || Column(type, name) is not { } column) return null;
        if (column.Type is ReferenceType) return Guid.TryParse(json.ToString(), out var id) ? names.GetValueOrDefault(id, screen.Say("볼 수 없는 기록", "not visible to you")) : null;
        try
        {
            if (column.Type.HasCurrency)
            {
                var (number, currency) = (long.Parse(json.ToString(), CultureInfo.InvariantCulture), column.Currency is { } c && side[c]?.ToString() is { Length: 3 } own ? own : company.Profile.Currency);
                return column.Type.Show(column.Type is UnitPriceType ? new UnitPrice(number, currency) : new Money(number, currency), screen.Format);
            }
            return column.Field is { } field && column.Type.OfJson(json, new(field, company.Today, company.Profile.TimeZone, company.Profile.Currency)) is { } value ? column.Type.Show(value, screen.Format) : json.ToString();
        }
        catch (Exception odd) when (odd is Refused or FormatException) { return json.ToString(); }   // a value of an older declaration
    }
}

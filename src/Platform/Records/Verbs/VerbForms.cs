using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>A verb as the head of a record offers it.</summary>
public sealed record VerbOffer(string Name, Text Label, string Icon, bool IsMain, bool Asks);

/// <summary>The small form of a verb; it goes with the version in which the record was seen before it was opened.</summary>
public sealed record VerbForm(RecordSheet Sheet, VerbOffer Verb, IReadOnlyList<(RecordColumn Column, bool Required)> Asks, TypedForm? Typed, IReadOnlyList<Refused> Faults, int Seen)
{
    /// <summary>How the controls of its empty form begin, by the names of what it asks for.</summary>
    public IReadOnlyDictionary<string, string> Begins { get; init; } = new Dictionary<string, string>();

    /// <summary>What a control holds.</summary>
    public string? TextOf(string name) => Typed is not null && Typed.Texts.TryGetValue(name, out var text) ? text : Begins.GetValueOrDefault(name);
}

/// <summary>Finds verbs, and reads what they ask for.</summary>
public sealed class VerbForms(FillForm fill, IEnumerable<RecordVerb> verbs)
{
    /// <summary>Those of a type.</summary>
    public IEnumerable<RecordVerb> Of(DeclaredType type) => verbs.Where(v => v.Type == type.Name);

    /// <summary>The verb of that name.</summary>
    /// <exception cref="Refused"><c>unknown_verb</c> (404), <c>not_allowed</c>.</exception>
    public RecordVerb Find(Actor actor, DeclaredType type, string name)
    {
        var verb = Of(type).FirstOrDefault(v => v.Name == name)
            ?? throw new Refused("unknown_verb", null, new($"{type.Label.Ko}에는 '{name}' 작업이 없어요.", $"{type.Label.En} has no action '{name}'."), 404);
        actor.Must(verb.Needs);
        return verb;
    }

    /// <summary>The verb that changes this field: a board calls it for a move, the stage path for a step; null where a plain edit does.</summary>
    public RecordVerb? Moving(DeclaredType type, string field) => Of(type).FirstOrDefault(v => v.Moves == field);

    /// <summary>Its small form.</summary>
    public static VerbForm Of(Actor actor, RecordSheet sheet, RecordVerb verb, TypedForm? typed, IReadOnlyList<Refused> faults, int seen) =>
        new(sheet, Offer(verb), [.. Asked(actor, verb).Select(ask => (Column(ask), ask.IsRequired))], typed, faults, seen)
        {
            Begins = verb.Asks.Where(ask => ask.Begins is not null).ToDictionary(ask => ask.Name, ask => ask.Begins!, StringComparer.Ordinal),
        };

    /// <summary>Its button.</summary>
    public static VerbOffer Offer(RecordVerb verb) => new(verb.Name, verb.Label, verb.Icon, verb.IsMain, verb.Asks.Count > 0);

    /// <summary>What it asks for, as columns of a form.</summary>
    public static IEnumerable<RecordColumn> Columns(RecordVerb verb) => verb.Asks.Select(Column);

    /// <summary>The same without what is not there for the actor.</summary>
    public static IEnumerable<RecordColumn> Columns(Actor actor, RecordVerb verb) => Asked(actor, verb).Select(Column);

    internal static IEnumerable<VerbField> Asked(Actor actor, RecordVerb verb) => verb.Asks.Where(ask => actor.Rights.MaySee(verb.Type, ask.Name));

    /// <summary>What a request to the API says, as values.</summary>
    public RecordValues Read(Actor actor, RecordVerb verb, JsonObject? body)
    {
        var values = new RecordValues();
        foreach (var (name, json) in body ?? [])
        {
            var field = Asked(actor, verb).FirstOrDefault(f => f.Name == name) ?? throw new Refused("unknown_field", name, new($"{verb.Label.Ko}에는 '{name}' 항목이 없어요.", $"{verb.Label.En} has no field '{name}'."));
            if (field.Type.OfJson(json, fill.At(Column(field))) is { } value) values[name] = value;
        }
        return values;
    }

    private static RecordColumn Column(VerbField field) => new(field.Name, field.Label, field.Type) { Help = field.Help };
}

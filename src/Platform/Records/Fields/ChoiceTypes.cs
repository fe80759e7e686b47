using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>One of few values: what is stored, and how it reads.</summary>
/// <param name="Value">Stored, and the same in the API: snake_case.</param>
/// <param name="Label">What people read.</param>
/// <param name="Tone">The tone of its tag: <c>ok</c>, <c>warn</c>, <c>bad</c>, <c>info</c>, or null for none.</param>
public sealed record Choice(string Value, Text Label, string? Tone = null)
{
    /// <summary>It can be chosen only where this holds of the record; a value that no longer can is emptied when what it depends on changes.</summary>
    public Clause? When { get; init; }

    /// <summary>Nothing more is to be done with a record that is there: no day of it is late.</summary>
    public bool IsEnd { get; init; }

    /// <summary>The choices of a type; none for a type of other values.</summary>
    public static IReadOnlyList<Choice> Of(FieldType type) => type switch { ChoiceType one => one.Choices, ChoicesType several => several.Choices, _ => [] };

    /// <summary>The type with those of its choices that are offered now.</summary>
    internal static FieldType Offered(FieldType type, Func<Choice, bool> isOffered) => Of(type).All(c => c.When is null) ? type : type is ChoiceType one
        ? new ChoiceType([.. one.Choices.Where(isOffered)])
        : new ChoicesType([.. Of(type).Where(isOffered)]);
}

/// <summary>One of few values.</summary>
/// <param name="choices">The values.</param>
/// <param name="isOpen">Other values may come from elsewhere; they read as they are.</param>
public sealed class ChoiceType(IReadOnlyList<Choice> choices, bool isOpen = false) : FieldType("choice", FieldKind.Text, FieldInput.Choice)
{
    /// <summary>Other values may come from elsewhere.</summary>
    public bool IsOpen { get; } = isOpen;

    /// <summary>The values, in the order in which they are shown.</summary>
    public IReadOnlyList<Choice> Choices { get; } = choices;

    /// <summary>The choice of a stored value, or null where it is no longer one.</summary>
    public Choice? Of(string value) => Choices.FirstOrDefault(c => c.Value == value);

    /// <inheritdoc/>
    public override string Show(object value, Format format) => Of((string)value) is { } choice ? format.Say(choice.Label) : (string)value;

    /// <inheritdoc/>
    public override object Read(Row row, int column) => row.Text(column);

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.In, Operator.NotIn, Operator.Equal, Operator.NotEqual];

    /// <summary>The value, or its name in either language.</summary>
    protected override object Typed(string text, FieldContext at)
    {
        try { return Find(Choices, text, at); }
        catch (Refused) when (IsOpen) { return text; }
    }

    internal static string Find(IReadOnlyList<Choice> choices, string text, FieldContext at)
    {
        foreach (var choice in choices)
            if (choice.Value == text) return choice.Value;
        var folded = Fold.Of(text);
        return (choices.FirstOrDefault(c => Fold.Of(c.Label.Ko) == folded || Fold.Of(c.Label.En) == folded || Fold.Of(c.Value) == folded))?.Value
            ?? throw at.Refuse("not_a_choice", $"'{text}' 값은 고를 수 없어요. {string.Join(", ", choices.Take(12).Select(c => c.Label.Ko))} 가운데 하나여야 해요.", $"'{text}' is not among {string.Join(", ", choices.Take(12).Select(c => c.Label.En))}.");
    }
}

/// <summary>
/// Several values in one text, between bars: <c>|vip|서울|</c>. So "has it" is "contains <c>|vip|</c>", which every engine and the memory answer alike, and the
/// order is that of the choices, or of the alphabet for tags.
/// </summary>
public abstract class ManyType(string name, FieldInput input) : FieldType(name, FieldKind.Text, input)
{
    private const char Bar = '|';

    /// <inheritdoc/>
    public override bool Sorts => false;

    /// <inheritdoc/>
    public override object Read(Row row, int column) => row.Text(column);

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => string.Join(", ", Split((string)value));

    /// <inheritdoc/>
    public override JsonNode? ToJson(object? value) => new JsonArray([.. Split((string?)value).Select(v => (JsonNode)v)]);

    /// <inheritdoc/>
    public override object? OfJson(JsonNode? json, FieldContext at)
    {
        if (json is not JsonArray list) return base.OfJson(json, at);
        if (list.Any(v => v is not JsonValue value || !value.TryGetValue<string>(out _))) throw at.Refuse("not_text", $"{at.Field.Label.Ko} 항목에는 글자의 목록이 와야 해요.", $"{at.Field.Label.En} must be a list of texts.");
        return Join(list.Select(v => v!.GetValue<string>()), at);
    }

    /// <summary>The values in a stored text.</summary>
    public static string[] Split(string? stored) => (stored ?? "").Split(Bar, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the stored text has in it where it has this value.</summary>
    public static string Part(string value) => $"{Bar}{value}{Bar}";

    /// <summary>Values as they are stored; null for none.</summary>
    public string? Join(IEnumerable<string> values, FieldContext at)
    {
        var kept = Ordered(values.Select(v => v.Trim()).Where(v => v.Length > 0).Select(v => One(v, at)).Distinct(StringComparer.Ordinal)).ToList();
        return kept.Count == 0 ? null : Bar + string.Join(Bar, kept) + Bar;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Contains];

    /// <summary>Reads one value.</summary>
    protected abstract string One(string text, FieldContext at);

    /// <summary>The order in which they stand.</summary>
    protected abstract IEnumerable<string> Ordered(IEnumerable<string> values);

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at) => Join(text.Split([',', ';', '\n', Bar]), at)!;
}

/// <summary>Several of few values.</summary>
public sealed class ChoicesType(IReadOnlyList<Choice> choices) : ManyType("choices", FieldInput.Choices)
{
    /// <summary>The values, in the order in which they are shown.</summary>
    public IReadOnlyList<Choice> Choices { get; } = choices;

    /// <inheritdoc/>
    public override string Show(object value, Format format) => string.Join(", ", Split((string)value).Select(v => Choices.FirstOrDefault(c => c.Value == v) is { } choice ? format.Say(choice.Label) : v));

    /// <inheritdoc/>
    protected override string One(string text, FieldContext at) => ChoiceType.Find(Choices, text, at);

    /// <inheritdoc/>
    protected override IEnumerable<string> Ordered(IEnumerable<string> values)
    {
        var kept = values.ToHashSet(StringComparer.Ordinal);
        return Choices.Select(c => c.Value).Where(kept.Contains);
    }
}

/// <summary>Words that people put on records as they like.</summary>
public sealed class TagsType() : ManyType("tags", FieldInput.Tags)
{
    /// <summary>The one.</summary>
    public static readonly TagsType Words = new();
    private const int Longest = 40;

    /// <inheritdoc/>
    public override string Show(object value, Format format) => string.Join(", ", Split((string)value));

    /// <summary>Folded, so that VIP and vip are one tag.</summary>
    protected override string One(string text, FieldContext at)
    {
        var tag = Fold.Of(text.TrimStart('#')).Replace("|", "", StringComparison.Ordinal);
        return tag.Length is > 0 and <= Longest ? tag : throw at.Refuse("tag_wrong", $"태그는 {Longest}자까지 쓸 수 있어요.", $"A tag may have at most {Longest} characters.");
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> Ordered(IEnumerable<string> values) => values.Order(StringComparer.Ordinal);
}

/// <summary>The key of another record, a person or a team. What it is called is joined when it is shown.</summary>
/// <param name="to">The declared type that it refers to; empty where another field says it.</param>
/// <param name="beside">The field of the same record that names the type, where it is not always the same.</param>
public sealed class ReferenceType(string to, string? beside = null) : FieldType(to is "user" or "team" ? to : "reference", FieldKind.Id, FieldInput.Record)
{
    /// <summary>The field that names the type that it refers to; null where it is always <see cref="To"/>.</summary>
    public string? Beside { get; } = beside;

    /// <summary>The declared type that it refers to: <c>customer</c>, <c>user</c>, <c>team</c>.</summary>
    public string To { get; } = to;

    /// <inheritdoc/>
    public override string Show(object value, Format format) => ((Guid)value).ToString();

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => ((Guid)value).ToString();

    /// <inheritdoc/>
    public override JsonNode? ToJson(object? value) => value is Guid id ? JsonValue.Create(id.ToString()) : null;

    /// <inheritdoc/>
    public override object Read(Row row, int column) => row.Guid(column);

    /// <inheritdoc/>
    public override string ToKey(object value) => ((Guid)value).ToString("N");

    /// <inheritdoc/>
    public override object? OfKey(string key) => Guid.TryParseExact(key, "N", out var id) ? id : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Equal, Operator.In, Operator.NotEqual];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at) => Guid.TryParse(text, out var id)
        ? id
        : throw at.Refuse("not_a_record", $"'{text}' 항목을 찾지 못했어요. 목록에서 골라 주세요.", $"'{text}' was not found. Please choose from the list.");
}

using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>Against what a typed value is read: the field that it is for, the day and zone of the company, and the currency of the record.</summary>
public sealed record FieldContext(Field Field, DateOnly Today, TimeZoneInfo Zone, string Currency)
{
    /// <summary>A refusal at this field.</summary>
    public Refused Refuse(string rule, string ko, string en) => new(rule, Field.Name, new(ko, en));
}

/// <summary>With which control a value is typed.</summary>
public enum FieldInput { Line, Lines, Number, Money, Date, Instant, YesNo, Choice, Choices, Tags, Email, Phone, Url, Record, None }

/// <summary>
/// What the values of a field are, known once: how they are stored, read, checked, shown, asked for, sorted, imported and written as JSON. A value is a string,
/// long, double, <see cref="Money"/>, <see cref="UnitPrice"/>, DateOnly, DateTime (UTC, milliseconds), bool, Guid, or null where there is none; several choices or tags are one string
/// (<see cref="ManyType"/>).
/// </summary>
public abstract class FieldType(string name, FieldKind kind, FieldInput input)
{
    private static readonly Operator[] Any = [Operator.Empty, Operator.NotEmpty];

    /// <summary>Its name in the API and the documentation: snake_case.</summary>
    public string Name { get; } = name;

    /// <summary>What it is in trees.</summary>
    public FieldKind Kind { get; } = kind;

    /// <summary>How people type it.</summary>
    public FieldInput Input { get; } = input;

    /// <summary>What can be asked of it; empty and not empty go for all.</summary>
    public IReadOnlyList<Operator> Operators => field ??= [.. Asked, .. Any];

    /// <summary>Shown at the right, with figures of one width.</summary>
    public virtual bool IsNumber => false;

    /// <summary>Values of several records can be added up.</summary>
    public virtual bool Adds => IsNumber;

    /// <summary>A value takes two columns: its number, and after it its currency.</summary>
    public virtual bool HasCurrency => false;

    /// <summary>A list can stand in its order.</summary>
    public virtual bool Sorts => true;

    /// <summary>Reads what a person typed, in Korean or English notation; blank is null.</summary>
    /// <exception cref="Refused">What is wrong with it and how it should look, at the field.</exception>
    public object? Parse(string? text, FieldContext at) => string.IsNullOrWhiteSpace(text) ? null : Typed(text.Trim(), at);

    /// <summary>Plain text as people read it.</summary>
    public abstract string Show(object value, Format format);

    /// <summary>The form in which it stands in a control, which <see cref="Parse"/> reads back.</summary>
    public virtual string Edit(object value, FieldContext at) => (string)value;

    /// <summary>The value for an answer of the API.</summary>
    public virtual JsonNode? ToJson(object? value) => value is null ? null : JsonValue.Create((string)value);

    /// <summary>Reads a value from a request to the API; what is not of the type is refused, except that a text is read as a person would have typed it.</summary>
    /// <exception cref="Refused">As with <see cref="Parse"/>.</exception>
    public virtual object? OfJson(JsonNode? json, FieldContext at) => json switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => Parse(text, at),
        _ => throw at.Refuse("not_text", $"{at.Field.Label.Ko} 항목에는 글자가 와야 해요.", $"{at.Field.Label.En} must be a text."),
    };

    /// <summary>Reads a value of the store.</summary>
    public abstract object Read(Row row, int column);

    /// <summary>The place of a value in the order, for the address of a page.</summary>
    public virtual string ToKey(object value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;

    /// <summary>Reads <see cref="ToKey"/>; null where it was tampered with.</summary>
    public virtual object? OfKey(string key) => key;

    /// <summary>The currency of a value that has one.</summary>
    internal static string? CurrencyOf(object? value) => value switch { Money money => money.Currency, UnitPrice price => price.Currency, _ => null };

    /// <summary>What can be asked beside empty and not empty.</summary>
    protected abstract IReadOnlyList<Operator> Asked { get; }

    /// <summary>Reads text that is not blank.</summary>
    protected abstract object Typed(string text, FieldContext at);
}

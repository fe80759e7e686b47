using System.Linq.Expressions;
using System.Reflection;

namespace Dangol.Platform;

/// <summary>One declared field: what it is called, what its values are, and what holds for them.</summary>
public sealed class Field(string name, Text label, PropertyInfo property)
{
    private bool _foldsToNothing;
    private Func<object, object?>? _get;
    private Action<object, object?>? _set;

    /// <summary>snake_case; the column, the JSON key and the name in filters.</summary>
    public string Name { get; } = name;

    /// <summary>What people call it.</summary>
    public Text Label { get; } = label;

    /// <summary>What its values are. Where nothing is declared, it follows from the property.</summary>
    public FieldType Type { get; private set; } = FieldTypes.Of(property.PropertyType);

    /// <summary>It must have a value.</summary>
    public bool IsRequired { get; private set; }

    /// <summary>It says something about a living person.</summary>
    public bool IsPersonal { get; private set; }

    /// <summary>It never enters the journal or an answer.</summary>
    public bool IsSecret { get; private set; }

    /// <summary>Only a verb of its own or the system sets it; forms, batches and the API don't.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>Its values so far are offered while somebody types; the column wants an index.</summary>
    public bool IsSuggested { get; private set; }

    /// <summary>The record that it refers to may be removed all the same; else it is kept as long as it is referred to.</summary>
    public bool IsOutlived { get; private set; }

    /// <summary>Only who makes a record says it; afterwards it is as with <see cref="IsReadOnly"/>.</summary>
    public bool IsSetAtFirst { get; private set; }

    /// <summary>It can't be set by hand where this holds of the record as it stands.</summary>
    public Clause? LockedWhen { get; private set; }

    /// <summary>The search finds records by it.</summary>
    public bool IsSearchable { get; private set; }

    /// <summary>Text of at most so many characters.</summary>
    public int? Longest { get; private set; }

    /// <summary>A line below the control.</summary>
    public Text? Help { get; private set; }

    /// <summary>What a new record has where nothing is said.</summary>
    public Term? Beginning { get; private set; }

    /// <summary>It is shown only where this holds; a value that is not shown is emptied.</summary>
    public Clause? ShownWhen { get; private set; }

    /// <summary>It must have a value where this holds.</summary>
    public Clause? RequiredWhen { get; private set; }

    internal PropertyInfo Property { get; } = property;

    /// <summary>Reads the property of a row; compiled at the first use.</summary>
    internal Func<object, object?> Get => _get ??= FieldAccess.Getter(Property);

    internal bool CanBeSet => Property.GetSetMethod(nonPublic: true) is not null;

    /// <summary>Sets the property of a row, whose setter is private.</summary>
    internal Action<object, object?> Set => _set ??= FieldAccess.Setter(Property);

    internal string? UniqueIndex { get; private set; }

    internal PropertyInfo? Folded { get; private set; }

    internal PropertyInfo? Currency { get; private set; }

    /// <summary>It must have a value.</summary>
    public Field Required() { IsRequired = true; return this; }

    /// <summary>It must have a value where this holds.</summary>
    public Field Required(Clause when) { RequiredWhen = when; return this; }

    /// <summary>It is shown only where this holds.</summary>
    public Field Shown(Clause when) { ShownWhen = when; return this; }

    /// <summary>It says something about a living person: its values stand apart in the journal and are masked and logged.</summary>
    public Field Personal() { IsPersonal = true; return this; }

    /// <summary>It never enters the journal or an answer.</summary>
    public Field Secret() { IsSecret = true; return this; }

    /// <summary>Text of at most so many characters.</summary>
    public Field AtMost(int characters) { Longest = characters; return this; }

    /// <summary>No two records share it: the unique index that sees to it.</summary>
    public Field Unique(string index) { UniqueIndex = index; return this; }

    /// <summary>Only a verb of its own or the system sets it.</summary>
    public Field ReadOnly() { IsReadOnly = true; return this; }

    /// <summary>Who makes a record may say it; afterwards only a verb of its own or the system sets it.</summary>
    public Field AtFirst() { (IsReadOnly, IsSetAtFirst) = (true, true); return this; }

    /// <summary>Nobody sets it by hand where this holds of the record as it stands.</summary>
    public Field ReadOnly(Clause when) { LockedWhen = when; return this; }

    /// <summary>It tells of a record that may be gone.</summary>
    public Field Outlives() { IsOutlived = true; return this; }

    /// <summary>The search finds records by it.</summary>
    public Field Searchable() { IsSearchable = true; return this; }

    /// <summary>Its values so far are offered while somebody types; the column wants an index.</summary>
    public Field Suggested() { IsSuggested = true; return this; }

    /// <summary>What a new record has where nothing is said: a literal, today, me.</summary>
    public Field Begins(Term value) { Beginning = value; return this; }

    /// <summary>A line below the control.</summary>
    public Field Says(Text help) { Help = help; return this; }

    /// <summary>Its values are of this type.</summary>
    public Field As(FieldType type) { Type = type; return this; }

    /// <summary>One of few values.</summary>
    public Field Choice(params Choice[] choices) => As(new ChoiceType(choices));

    /// <summary>Several of few values.</summary>
    public Field Choices(params Choice[] choices) => As(new ChoicesType(choices));

    /// <summary>The key of a record of another declared type.</summary>
    public Field Refers(string type) => As(new ReferenceType(type));

    /// <summary>The key of a record of any declared type, which another field names: what a note or a task is about.</summary>
    public Field RefersBy(string typeField) => As(new ReferenceType("", typeField));

    internal Field FoldedInto(PropertyInfo column)
    {
        Folded = column;
        _foldsToNothing = new NullabilityInfoContext().Create(column).ReadState == NullabilityState.Nullable;
        return this;
    }

    /// <summary>The folded form of the row's text; of none it is null where the column may be, so that it is sorted with what is empty.</summary>
    internal string? FoldOf(object row)
    {
        var folded = Fold.Of((string?)Get(row));
        return folded.Length == 0 && _foldsToNothing ? null : folded;
    }

    internal Field CountedIn(PropertyInfo currency)
    {
        Currency = currency;
        return this;
    }

    internal void Check(object row)
    {
        if (!IsRequired && Longest is null && Property.PropertyType != typeof(string)) return;
        var value = Get(row);
        MustNotIdentify(value);
        if (IsRequired && IsNothing(value)) throw Missing();
        if (Longest is { } longest && value is string text && text.Length > longest)
            throw new Refused("too_long", Name, new($"{Label.Ko} 항목은 {longest:N0}자까지 쓸 수 있어요.", $"{Label.En} may have at most {longest:N0} characters."));
    }

    /// <summary>Refuses a text, of whichever type and written by whomever, that has a resident registration number.</summary>
    /// <exception cref="Refused"><c>resident_number</c></exception>
    internal void MustNotIdentify(object? value)
    {
        if (value is string words && !IsSecret && Type is not BusinessNumberType && ResidentNumbers.Has(words, bare: IsPersonal || Type is LongTextType)) throw ResidentNumbers.Refusal(Name);
    }

    /// <summary>No value; a property that can't be null has the first one of its type where nothing was said.</summary>
    private static bool IsNothing(object? value) => value switch { null or "" => true, Guid key => key == default, DateTime at => at == default, DateOnly day => day == default, _ => false };

    /// <summary>Does a new row say something here of its own, beside what every new one begins with?</summary>
    internal bool IsSaid(object row)
    {
        var value = Property.GetValue(row);
        // What begins with a day or a person is told apart where it is said (RecordRows).
        if (value is null || Beginning is Term.Today or Term.Me) return false;
        var begins = Beginning is Term.Literal(var literal) ? literal is decimal number ? (double)number : literal : Property.PropertyType.IsValueType ? Activator.CreateInstance(Property.PropertyType) : "";
        return !Equals(value is int whole ? (long)whole : value, begins is int first ? (long)first : begins);
    }

    internal Refused Missing() => Refused.Missing(Name, Label);
}

/// <summary>A value that is calculated from fields whenever it is asked for; it can be shown, asked for and sorted by.</summary>
public sealed record Formula(string Name, Text Label, FieldType Type, Term Value);

/// <summary>Ways to a property that reflection would take five times as long.</summary>
internal static class FieldAccess
{
    public static Func<object, object?> Getter(PropertyInfo property)
    {
        var row = Expression.Parameter(typeof(object));
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(Expression.Property(Expression.Convert(row, property.DeclaringType!), property), typeof(object)), row).Compile();
    }

    public static Action<object, object?> Setter(PropertyInfo property)
    {
        var set = property.GetSetMethod(nonPublic: true) ?? throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} has no setter: declare the field read-only");
        var (row, value) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(object)));
        return Expression.Lambda<Action<object, object?>>(Expression.Call(Expression.Convert(row, property.DeclaringType!), set, Expression.Convert(value, property.PropertyType)), row, value).Compile();
    }
}

/// <summary>The types that follow from a property.</summary>
internal static class FieldTypes
{
    public static FieldType Of(Type property)
    {
        var bare = Nullable.GetUnderlyingType(property) ?? property;
        return bare == typeof(string) ? TextType.Line
            : bare == typeof(long) || bare == typeof(int) ? WholeType.Number
            : bare == typeof(double) ? DecimalType.Number
            : bare == typeof(DateOnly) ? DateType.Day
            : bare == typeof(DateTime) ? InstantType.Moment
            : bare == typeof(bool) ? YesNoType.Answer
            : bare == typeof(Guid) ? new ReferenceType("")
            : throw new NotSupportedException($"{property.Name} is no type of a field");
    }
}

namespace Dangol.Platform;

/// <summary>Values of a record by the names of its fields, as a form, a batch, an import or the API gives them; null empties a field.</summary>
public sealed class RecordValues : Dictionary<string, object?>
{
    /// <summary>None yet.</summary>
    public RecordValues() : base(StringComparer.Ordinal) { }

    /// <summary>The same as another's.</summary>
    public RecordValues(IEnumerable<KeyValuePair<string, object?>> values) : base(values, StringComparer.Ordinal) { }
}

/// <summary>Puts values into rows of one declared type and reads them, through its fields.</summary>
internal static class RecordRow
{
    /// <summary>A row with nothing in it.</summary>
    public static Record New(DeclaredType type) => (Record)Activator.CreateInstance(type.Entity, nonPublic: true)!;

    /// <summary>Who looks after a record, of every type that doesn't declare it otherwise.</summary>
    public static readonly Field Owner = new Field("owner_id", new("담당자", "Owner"), typeof(Record).GetProperty(nameof(Record.OwnerId))!).Refers("user");

    /// <summary>The field of that name, declared or the owner; null where there is none.</summary>
    public static Field? FieldOf(DeclaredType type, string name) => type.Fields.FirstOrDefault(f => f.Name == name) ?? (name == Owner.Name ? Owner : null);

    /// <summary>The field that may be set so, or a refusal that says why not.</summary>
    /// <exception cref="Refused"><c>unknown_field</c>, <c>read_only</c>.</exception>
    public static Field Settable(Actor actor, DeclaredType type, string name)
    {
        var field = type.Fields.FirstOrDefault(f => f.Name == name && !f.IsSecret && actor.Rights.MaySee(type.Name, name))
            ?? throw new Refused("unknown_field", name, new($"{type.Label.Ko}에는 '{name}' 항목이 없어요.", $"{type.Label.En} has no field '{name}'."));
        return !field.IsReadOnly ? field : throw new Refused("read_only", name, new($"{field.Label.Ko} 항목은 직접 바꿀 수 없어요.", $"{field.Label.En} can't be set by hand."));
    }

    /// <summary>The value of a field, as its type has it.</summary>
    public static object? Get(Field field, object row) => (field.Get(row), field.Currency) switch
    {
        (null, _) => null,
        (string { Length: 0 }, _) => null,
        (int number, _) => (long)number,
        (long micros, { } currency) when field.Type is UnitPriceType => new UnitPrice(micros, (string?)currency.GetValue(row) ?? "KRW"),
        (long minor, { } currency) => new Money(minor, (string?)currency.GetValue(row) ?? "KRW"),
        var (value, _) => value,
    };

    /// <summary>Sets a field.</summary>
    public static void Set(Field field, object row, object? value)
    {
        if (FieldType.CurrencyOf(value) is { } currency) field.Currency!.SetValue(row, currency);
        value = value switch { Money money => money.Minor, UnitPrice price => price.Micros, _ => value };
        var type = field.Property.PropertyType;
        if (value is decimal exact) value = (double)exact;
        // A text that must be there is empty rather than null; the rules then refuse it at its field.
        if (value is null && type == typeof(string) && field.IsRequired) value = "";
        if (value is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null) throw field.Missing();
        if (value is long number && (Nullable.GetUnderlyingType(type) ?? type) == typeof(int))
            value = number is >= int.MinValue and <= int.MaxValue ? (int)number : throw new Refused("number_too_large", field.Name, new($"{field.Label.Ko} 값이 너무 커요.", $"{field.Label.En} is too large."));
        field.Set(row, value);
    }

    /// <summary>The currency in which an amount without one is meant: the record's, else the company's.</summary>
    public static string CurrencyOf(Field field, object? row, Company company) =>
        row is not null && field.Currency?.GetValue(row) is string { Length: 3 } currency ? currency : company.Profile.Currency;

    /// <summary>Is a clause about a row true of it as it stands?</summary>
    public static Func<object, bool> Test(Clause clause, DeclaredType type, AsOf at) =>
        TreeMemory.Where(RecordTree.Of(type).Schema.Bind(clause, at), new MemoryMap<object>(name => Getter(type, name)));

    /// <summary>Is a clause about the row true of it as it stands?</summary>
    public static bool Holds(Clause clause, DeclaredType type, object row, AsOf at) => Test(clause, type, at)(row);

    private static Func<object, object?> Getter(DeclaredType type, string name)
    {
        if (type.Fields.FirstOrDefault(f => f.Name == name) is { } field) return row => Get(field, row);
        var property = type.Entity.GetProperties().First(p => Names.Snake(p.Name) == name);
        return property.GetValue;
    }
}

namespace Dangol.Platform;

/// <summary>Fills rows of one type for one actor, by what its fields declare; prepared once for many rows.</summary>
internal sealed class RecordRows(DeclaredType type, Company company, Actor actor)
{
    private readonly Dictionary<string, Field> _settable = type.Fields.Where(f => f is { IsSecret: false, IsReadOnly: false } && actor.Rights.MaySee(type.Name, f.Name)).ToDictionary(f => f.Name, StringComparer.Ordinal);
    private readonly Field[] _beginning = [.. type.Fields.Where(f => f.Beginning is not null)];
    private readonly ConditionalChoices[] _choices = ConditionalChoices.Of(type, new AsOf(company.Today, company.Profile.TimeZone, actor.Id));
    private readonly (Field Field, Func<object, bool>? Shown, Func<object, bool>? Required)[] _rules = Rules(type, new AsOf(company.Today, company.Profile.TimeZone, actor.Id));

    private readonly Dictionary<string, Field> _atFirst = type.Fields.Where(f => f is { IsSecret: false, IsSetAtFirst: true } && actor.Rights.MaySee(type.Name, f.Name)).ToDictionary(f => f.Name, StringComparer.Ordinal);
    private readonly (Field Field, Func<object, bool> Holds)[] _locked = [.. type.Fields.Where(f => f.LockedWhen is not null).Select(f => (f, RecordRow.Test(f.LockedWhen!, type, new AsOf(company.Today, company.Profile.TimeZone, actor.Id))))];

    /// <summary>A new row: what was said, else what its fields begin with.</summary>
    public Record New(RecordValues values, Guid id)
    {
        var row = RecordRow.New(type);
        row.Id = id;
        foreach (var field in _beginning)
            if (!values.ContainsKey(field.Name)) RecordRow.Set(field, row, Beginning(field, company, actor));
        Put(row, values, isNew: true);
        row.OwnerId ??= actor.Id == Actor.System.Id ? null : actor.Id;
        Settle(row, values, isNew: true);
        return row;
    }

    /// <summary>Sets the fields that may be set as the row stands.</summary>
    /// <exception cref="Refused"><c>unknown_field</c>, <c>read_only</c>, <c>required</c>.</exception>
    public void Set(Record row, RecordValues values)
    {
        foreach (var (field, holds) in _locked)
            if (values.TryGetValue(field.Name, out var value) && !Equals(RecordRow.Get(field, row), value) && holds(row))
                throw new Refused("read_only", field.Name, new($"지금은 {field.Label.Ko} 항목을 바꿀 수 없어요.", $"{field.Label.En} can't be changed as the record stands."));
        Put(row, values, isNew: false);
    }

    private void Put(Record row, RecordValues values, bool isNew)
    {
        foreach (var (name, value) in values)
            // What a new record begins with is nobody's doing; what is said is.
            if (isNew && value is not null && (_settable.ContainsKey(name) || _atFirst.ContainsKey(name)) && !actor.Rights.MaySet(type.Name, name)) throw Change.NotAllowed(actor, type, type.Fields.First(f => f.Name == name));
            else if (_settable.TryGetValue(name, out var field) || isNew && _atFirst.TryGetValue(name, out field)) RecordRow.Set(field, row, value);
            else if (name == "owner_id" && type.Fields.All(f => f.Name != name)) row.OwnerId = (Guid?)value;
            else RecordRow.Settable(actor, type, name);
    }

    /// <summary>What is not shown has no value, what is chosen is offered, and what must be there is there.</summary>
    /// <exception cref="Refused"><c>required</c>, <c>choice_not_offered</c></exception>
    public void Settle(Record row, RecordValues said, bool isNew = false)
    {
        foreach (var choices in _choices) choices.Settle(row, said, isNew);
        foreach (var (field, shown, required) in _rules)
            if (shown is not null && !shown(row)) RecordRow.Set(field, row, null);
            else if (required is not null && RecordRow.Get(field, row) is null && required(row)) throw field.Missing();
    }

    /// <summary>What a new record has in a field where nothing is said.</summary>
    public static object? Beginning(Field field, Company company, Actor actor) => field.Beginning switch
    {
        // A tree writes its numbers as decimals, a row its own as doubles.
        Term.Literal(decimal number) => (double)number,
        Term.Literal(var value) => value,
        Term.Me => actor.Id,
        Term.Today(var days) => company.Today.AddDays(days),
        _ => throw new InvalidOperationException($"{field.Name} can't begin with a calculation"),
    };

    private static (Field, Func<object, bool>?, Func<object, bool>?)[] Rules(DeclaredType type, AsOf at) =>
    [
        .. type.Fields.Where(f => f.ShownWhen is not null || f.RequiredWhen is not null)
            .Select(f => (f, f.ShownWhen is { } shown ? RecordRow.Test(shown, type, at) : null, f.RequiredWhen is { } required ? RecordRow.Test(required, type, at) : null)),
    ];
}

namespace Dangol.Platform;

/// <summary>The choices of one field that are offered only where something else of the record is so.</summary>
internal sealed class ConditionalChoices
{
    private readonly Field _field;
    private readonly HashSet<string> _deciding;
    private readonly Dictionary<string, (Choice Choice, Func<object, bool> Holds)> _when;

    private ConditionalChoices(DeclaredType type, Field field, AsOf at)
    {
        _field = field;
        var conditional = Choice.Of(field.Type).Where(c => c.When is not null).ToList();
        _when = conditional.ToDictionary(c => c.Value, c => (c, RecordRow.Test(c.When!, type, at)), StringComparer.Ordinal);
        _deciding = [.. conditional.SelectMany(c => TreeSize.Names(c.When!)), field.Name];
    }

    /// <summary>Those of a type.</summary>
    public static ConditionalChoices[] Of(DeclaredType type, AsOf at) =>
        [.. type.Fields.Where(f => Choice.Of(f.Type).Any(c => c.When is not null)).Select(f => new ConditionalChoices(type, f, at))];

    /// <summary>Refuses what was said and is not offered; empties what is left over from before. A row that was not touched in what decides stays as it is.</summary>
    /// <exception cref="Refused"><c>choice_not_offered</c></exception>
    public void Settle(object row, RecordValues said, bool isNew)
    {
        if (!isNew && !said.Keys.Any(_deciding.Contains) || RecordRow.Get(_field, row) is not string value) return;
        var chosen = _field.Type is ManyType ? ManyType.Split(value) : [value];
        if (chosen.FirstOrDefault(c => !IsOffered(c, row)) is not { } wrong) return;
        if (said.GetValueOrDefault(_field.Name) is not null) throw Refuse(_field, _when[wrong].Choice);
        var left = chosen.Where(c => IsOffered(c, row)).ToList();
        RecordRow.Set(_field, row, left.Count == 0 ? null : string.Concat(left.Select((c, i) => i == 0 ? ManyType.Part(c) : ManyType.Part(c)[1..])));
    }

    /// <summary>Can it be chosen now?</summary>
    private bool IsOffered(string value, object row) => !_when.TryGetValue(value, out var known) || known.Holds(row);

    public static Refused Refuse(Field field, Choice choice) => new("choice_not_offered", field.Name, new(
        $"지금은 {field.Label.Ko} 항목에서 ‘{choice.Label.Ko}’ 값을 고를 수 없어요.", $"‘{choice.Label.En}’ can't be chosen for {field.Label.En} as the record stands."));
}

namespace Dangol.Platform;

/// <summary>How a form asks for a reference whose type stands in another field: which kind of record by its name, then the record among those of that kind.</summary>
internal static class ChooseRegarding
{
    /// <summary>Nothing is written down about what was itself written down, nor about what is only set up: nobody calls a role or meets a team.</summary>
    public static bool IsOpen(DeclaredType type) => type.Pages is { Group: not NavGroup.Settings } && !EditRecords.RegardingOf(type).Any();

    /// <summary>The field is one of the two, which are set together.</summary>
    public static bool IsPart(DeclaredType type, RecordColumn column) => column.Type is ReferenceType { Beside: not null } || RecordSheet.NamesType(type, column.Path);

    /// <summary>The columns of a form in which these have what can be chosen now; <paramref name="textOf"/> says what stands in another field.</summary>
    public static IEnumerable<RecordColumn> In(IEnumerable<RecordColumn> columns, Actor actor, DeclaredType type, Declarations declarations, Func<string, string?> textOf)
    {
        foreach (var column in columns)
            yield return column.Type is ReferenceType { Beside: { } beside } ? column with { Type = new ReferenceType(declarations.Has(textOf(beside) ?? "") ? textOf(beside)! : "", beside) }
                : RecordSheet.NamesType(type, column.Path) ? column with { Type = new ChoiceType(Kinds(actor, declarations, textOf(column.Path)), isOpen: true) }
                : column;
    }

    /// <summary>What stands there stays among them, though nobody would choose it any more.</summary>
    private static List<Choice> Kinds(Actor actor, Declarations declarations, string? standing) =>
        [.. declarations.All.Where(t => (IsOpen(t) || t.Name == standing) && actor.Rights.Allows(new(t.Name, Actions.View))).OrderBy(t => t.Pages?.Group).Select(t => new Choice(t.Name, t.Label))];
}

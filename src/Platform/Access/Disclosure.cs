namespace Dangol.Platform;

/// <summary>
/// The one place that decides whether a personal value is shown as it is or masked, in answers of every kind. Masked is what stands for everybody whose rights
/// don't say otherwise.
/// </summary>
public static class Disclosure
{
    /// <summary>A value of a column as the actor may see it; null stays null.</summary>
    public static object? Shown(Actor actor, RecordColumns columns, RecordColumn column, object? value, Declarations declarations) =>
        value is null || column.Field is not { } field || !Hides(actor, TypeOf(columns, column, declarations), field) ? value : Masked(column.Type, field, value);

    /// <summary>The name of what a reference leads to. Colleagues are named to everybody, and others to whom they are within reach.</summary>
    public static string? Named(Actor actor, Declarations declarations, RecordColumn reference, string? name) =>
        name is null || reference.Type is not ReferenceType { To: { Length: > 0 } to } || declarations.Named(to) is not { TitleField: { } title } type || !Hides(actor, type, title) ? name : Mask.Name(name);

    /// <summary>Whether the column, or the name of what it refers to, is masked for the actor: its order would tell what the mask hides.</summary>
    public static bool Hides(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) =>
        column.Field is { } field && Hides(actor, TypeOf(columns, column, declarations), field)
        || column.Type is ReferenceType { To: { Length: > 0 } to } && declarations.Has(to) && RecordSql.TitleOf(column, declarations) is { } title && Hides(actor, declarations.Named(to), title);

    /// <summary>Is the field masked for the actor? What a record is called is known to whoever reaches it, unless a role says otherwise.</summary>
    private static bool Hides(Actor actor, DeclaredType type, Field field) => actor.Rights.IsAlwaysMasked(type.Name, field.Name)
        || field.IsPersonal && field != type.TitleField && Names.Snake(type.TitleField?.Folded?.Name ?? "") != field.Name && !actor.Rights.SeesPersonal(type.Name, field.Name);

    private static DeclaredType TypeOf(RecordColumns columns, RecordColumn column, Declarations declarations) => column.Through is { Type: ReferenceType { To: var to } } ? declarations.Named(to) : columns.Type;

    private static object? Masked(FieldType type, Field field, object value) => (type, value) switch
    {
        (PhoneType, string phone) => Mask.Phone(phone),
        (EmailType, string email) => Mask.Email(email),
        (TextType and not (LongTextType or AddressType), string text) when field.Longest is null or <= 200 => Mask.Name(text),
        (TextType or ChoiceType or ManyType, _) => "***",
        _ => null,
    };
}

namespace Dangol.Platform;

/// <summary>
/// The one place that decides whether a personal value is shown as it is or masked, in answers of every kind. Masked is what stands for everybody whose rights
/// don't say otherwise.
/// </summary>
public static class Disclosure
{
    /// <summary>A value of a column as the actor may see it; null stays null.</summary>
    public static object? Shown(Actor actor, RecordColumns columns, RecordColumn column, object? value) =>
        value is null || column.Field is not { IsPersonal: true } field || actor.Rights.SeesPersonal(TypeOf(columns, column), field.Name) ? value : Masked(column.Type, field, value);

    /// <summary>The name of what a reference leads to. Colleagues are named to everybody.</summary>
    public static string? Named(Actor actor, Declarations declarations, RecordColumn reference, string? name) =>
        name is null || reference.Type is not ReferenceType { To: { Length: > 0 } to } || to == "user" || declarations.Named(to).TitleField is not { IsPersonal: true } title
        || actor.Rights.SeesPersonal(to, title.Name) ? name : Mask.Name(name);

    /// <summary>Whether the column, or the name of what it refers to, is masked for the actor: its order would tell what the mask hides.</summary>
    public static bool Hides(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) =>
        column.Field is { IsPersonal: true } field && !actor.Rights.SeesPersonal(TypeOf(columns, column), field.Name)
        || column.Type is ReferenceType { To: var to } && to != "user" && RecordSql.TitleOf(column, declarations) is { IsPersonal: true } title && !actor.Rights.SeesPersonal(to, title.Name);

    private static string TypeOf(RecordColumns columns, RecordColumn column) => column.Through is { Type: ReferenceType { To: var to } } ? to : columns.Type.Name;

    private static object? Masked(FieldType type, Field field, object value) => (type, value) switch
    {
        (PhoneType, string phone) => Mask.Phone(phone),
        (EmailType, string email) => Mask.Email(email),
        (TextType and not (LongTextType or AddressType), string text) when field.Longest is null or <= 200 => Mask.Name(text),
        (TextType or ChoiceType or ManyType, _) => "***",
        _ => null,
    };
}

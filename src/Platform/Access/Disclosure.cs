namespace Dangol.Platform;

/// <summary>
/// The one place that decides whether a personal value is shown as it is or masked, in answers of every kind. Masked is what stands for everybody whose rights
/// don't say otherwise.
/// </summary>
public static class Disclosure
{
    /// <summary>A value of a column as the actor may see it; null stays null.</summary>
    /// <param name="near">The record is close to the actor (<see cref="NearRecords"/>).</param>
    public static object? Shown(Actor actor, RecordColumns columns, RecordColumn column, object? value, Declarations declarations, bool near = false) =>
        value is null || column.Field is not { } field || !Masks(actor, columns, column, declarations, near) ? value : Masked(column.Type, field, value);

    /// <summary>The name of what a reference leads to. Colleagues are named to everybody, and others to whom they are within reach.</summary>
    public static string? Named(Actor actor, Declarations declarations, RecordColumn reference, string? name) =>
        name is null || reference.Type is not ReferenceType { To: { Length: > 0 } to } || declarations.Named(to) is not { TitleField: { } title } type || !Masks(actor, type, title, near: false) ? name : Mask.Name(name);

    /// <summary>Whether the column, or the name of what it refers to, is masked for the actor in records that are not close: its order, its groups and questions about parts of it would tell what the mask hides.</summary>
    public static bool Hides(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) =>
        Masks(actor, columns, column, declarations, near: false)
        || column.Type is ReferenceType { To: { Length: > 0 } to } && declarations.Has(to) && RecordSql.TitleOf(column, declarations) is { } title && Masks(actor, declarations.Named(to), title, near: false);

    /// <summary>Is the column masked in a record? What a reference leads to is never close by the record that refers to it.</summary>
    public static bool Masks(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations, bool near) =>
        column.Field is { } field && Masks(actor, TypeOf(columns, column, declarations), field, near && column.Through is null);

    /// <summary>Is it only closeness that decides whether the column is masked?</summary>
    public static bool Depends(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) =>
        column.Through is null && Masks(actor, columns, column, declarations, near: false) && !Masks(actor, columns, column, declarations, near: true);

    /// <summary>Is the field there for the actor?</summary>
    public static bool Has(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) =>
        (column.Field is not { } field || actor.Rights.MaySee(TypeOf(columns, column, declarations).Name, field.Name)) && (column.Through is not { Field: { } through } || actor.Rights.MaySee(columns.Type.Name, through.Name));

    /// <summary>What a record is called, and what people wrote down about it, is known to whoever reaches it, unless a role says otherwise.</summary>
    private static bool Masks(Actor actor, DeclaredType type, Field field, bool near) => actor.Rights.IsAlwaysMasked(type.Name, field.Name)
        || field.IsPersonal && !near && field != type.TitleField && field.Type is not LongTextType && Names.Snake(type.TitleField?.Folded?.Name ?? "") != field.Name && !actor.Rights.SeesPersonal(type.Name, field.Name);

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

namespace Dangol.Platform;

/// <summary>
/// The one place that decides whether a personal value is shown as it is or masked, in answers of every kind. Masked is what stands for everybody whose rights
/// don't say otherwise.
/// </summary>
public static class Disclosure
{
    private const int MostGuesses = 20;

    /// <summary>A value of a column as the actor may see it; null stays null.</summary>
    /// <param name="near">The record is close to the actor (<see cref="NearRecords"/>).</param>
    public static object? Shown(Actor actor, RecordColumns columns, RecordColumn column, object? value, Declarations declarations, bool near = false) =>
        value is null || column.Field is not { } field || !Masks(actor, columns, column, declarations, near) ? value : Masked(column.Type, field, value);

    /// <summary>The name of what a reference leads to. Colleagues are named to everybody, and others to whom they are within reach.</summary>
    public static string? Named(Actor actor, Declarations declarations, RecordColumn reference, string? name) =>
        name is not null && reference.Type is ReferenceType { To: { Length: > 0 } to } && declarations.Has(to) ? Called(actor, declarations.Named(to), name) : name;

    /// <summary>Whether the column, or the name of what it refers to, is masked for the actor in records that are not close: its order, its groups and questions about parts of it would tell what the mask hides.</summary>
    public static bool Hides(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) =>
        Masks(actor, columns, column, declarations, near: false)
        || column.Type is ReferenceType { To: { Length: > 0 } to } && declarations.Has(to) && RecordSql.TitleOf(column, declarations) is { } title && Masks(actor, declarations.Named(to), title, near: false);

    /// <summary>Is the column masked in a record? What a reference leads to is never close by the record that refers to it.</summary>
    public static bool Masks(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations, bool near) =>
        column.Field is { } field && Masks(actor, TypeOf(columns, column, declarations), field, near && column.Through is null)
        // What a masked reference leads to would tell where it leads.
        || column.Through is { } through && Masks(actor, columns, through, declarations, near);

    /// <summary>Is it only closeness that decides whether the column is masked?</summary>
    public static bool Depends(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) =>
        column.Through is null && Masks(actor, columns, column, declarations, near: false) && !Masks(actor, columns, column, declarations, near: true);

    /// <summary>Is the field there for the actor? A formula is not where anything that it is calculated from is hidden or masked: its values would tell.</summary>
    public static bool Has(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) => column.Formula is { } formula
        ? TreeSize.Names(formula.Value).All(name => columns.FindOrNull(name) is not { } of || Has(actor, columns, of, declarations) && !Masks(actor, columns, of, declarations, near: false))
        : (column.Tells is not { } of || Tells(actor, of.Type, of.Field)) && (column.Field is not { } field || actor.Rights.MaySee(TypeOf(columns, column, declarations).Name, field.Name)) && (column.Through is not { Field: { } through } || actor.Rights.MaySee(columns.Type.Name, through.Name));

    /// <summary>May the actor know what is reckoned from the records of a type, or from a field of them?</summary>
    public static bool Tells(Actor actor, string type, string? field) =>
        actor.Rights.Allows(new(type, Actions.View)) && (field is null || actor.Rights.MaySee(type, field) && !actor.Rights.IsAlwaysMasked(type, field));

    /// <summary>Is the column personal, and not known to everybody who reaches the record? Who sees it as it is, is logged.</summary>
    public static bool IsGuarded(RecordColumns columns, RecordColumn column, Declarations declarations) => column.Field is { IsPersonal: true } field && IsGuarded(TypeOf(columns, column, declarations), field);

    /// <summary>The mask of a value.</summary>
    public static MaskedValue Covered(RecordColumn column, object value) => new(column.Field is { } field ? Masked(column.Type, field, value) as string ?? "***" : "***");

    /// <summary>The columns that are there for the actor.</summary>
    public static IReadOnlyList<string> Visible(Actor actor, DeclaredType type, IEnumerable<string> paths, Declarations declarations)
    {
        var (all, seen) = (RecordColumns.Of(type, declarations), RecordColumns.Of(actor, type, declarations));
        return all == seen ? [.. paths] : [.. paths.Where(path => all.FindOrNull(path) is null || seen.FindOrNull(path) is not null)];
    }

    /// <summary>The field by which records of a type are called; null where it has none, or none for the actor.</summary>
    public static Field? Title(Actor actor, DeclaredType type) => type.TitleField is { } title && actor.Rights.MaySee(type.Name, title.Name) ? title : null;

    /// <summary>What a record of a type is called, as the actor may read it.</summary>
    public static string? Called(Actor actor, DeclaredType type, string? name) =>
        name is null || Title(actor, type) is not { } title ? null : Masks(actor, type, title, near: false) ? Mask.Name(name) : name;

    /// <summary>May the actor find records of a type by the beginnings of what they are called?</summary>
    public static bool IsCalledOpenly(Actor actor, DeclaredType type) => Title(actor, type) is { } title && !Masks(actor, type, title, near: false);

    /// <summary>A refusal as the actor may read it: one about a field that is not there for them doesn't name it.</summary>
    public static Refused Said(Actor actor, DeclaredType type, Refused refused) => refused is { Field: { } name, Rule: not "unknown_field" } && type.Fields.Any(f => f.Name == name) && !actor.Rights.MaySee(type.Name, name)
        ? new("not_visible", null, new("볼 수 없는 항목 때문에 저장하지 못했어요. 관리자에게 요청해 주세요.", "A field that you can't see keeps this from being saved. Please ask an administrator."), refused.Status)
        : refused;

    /// <summary>
    /// Refuses a question by a field that is not there for the actor, or about a part of one that is masked: the answers would tell, one after another, what the mask hides.
    /// A whole value may be asked for, and a few in one question: long lists would find a number by halving all that there are.
    /// </summary>
    /// <exception cref="Refused"><c>unknown_field</c>, <c>masked_field</c> (403)</exception>
    public static void MustNotTell(Actor actor, RecordColumns columns, Clause clause, Declarations declarations)
    {
        if (actor.Rights == Rights.Everything) return;
        MustNotTellOf(actor, columns, clause, declarations);
        var guesses = Guesses(actor, columns, clause, declarations).ToList();
        if (guesses.Count > MostGuesses)
            throw new Refused("masked_field", null, new($"가려진 항목은 한 번에 값 {MostGuesses}개까지만 찾을 수 있어요.", $"Of masked fields at most {MostGuesses} values can be asked for at once."), 403);
        if (guesses.Count > 0) MaskedGuesses.Note(declarations, actor, guesses);
    }

    /// <summary>The values of masked fields that a question names.</summary>
    private static IEnumerable<int> Guesses(Actor actor, RecordColumns columns, Clause clause, Declarations declarations) => clause switch
    {
        Clause.All(var clauses) => clauses.SelectMany(inner => Guesses(actor, columns, inner, declarations)),
        Clause.Any(var clauses) => clauses.SelectMany(inner => Guesses(actor, columns, inner, declarations)),
        Clause.Not(var inner) => Guesses(actor, columns, inner, declarations),
        Clause.Compare { Left: Term.Field(var path), Values: var values } when columns.FindOrNull(path) is { } column && Masks(actor, columns, column, declarations, near: false) => values.Select(v => HashCode.Combine(columns.Type.Name, path, v)),
        _ => [],
    };

    private static void MustNotTellOf(Actor actor, RecordColumns columns, Clause clause, Declarations declarations)
    {
        switch (clause)
        {
            case Clause.All(var clauses): foreach (var inner in clauses) MustNotTellOf(actor, columns, inner, declarations); break;
            case Clause.Any(var clauses): foreach (var inner in clauses) MustNotTellOf(actor, columns, inner, declarations); break;
            case Clause.Not(var inner): MustNotTellOf(actor, columns, inner, declarations); break;
            case Clause.Compare compare:
                var isWhole = compare.Operator is Operator.Equal or Operator.In or Operator.Empty or Operator.NotEmpty && compare.Values.All(v => v is Term.Literal)
                    && !(compare.Operator is Operator.Equal or Operator.In && compare.Left is Term.Field(var asked) && columns.FindOrNull(asked) is { } of && IsOfFew(actor, columns, of, declarations));
                MustNotTell(actor, columns, compare.Left, isWhole, declarations);
                foreach (var value in compare.Values) MustNotTell(actor, columns, value, whole: false, declarations);
                break;
            case Clause.Within within: MustNotTell(actor, columns, within.Left, whole: false, declarations); break;
        }
    }

    private static void MustNotTell(Actor actor, RecordColumns columns, Term term, bool whole, Declarations declarations)
    {
        switch (term)
        {
            case Term.Field(var path) when columns.FindOrNull(path) is { } column:
                if (!Has(actor, columns, column, declarations)) throw columns.Unknown(path);
                if (column.Formula is { } formula) MustNotTell(actor, columns, formula.Value, whole: false, declarations);
                else if (!whole && Masks(actor, columns, column, declarations, near: false))
                    throw new Refused("masked_field", path, column.Type is TextType
                        ? new($"{column.Label.Ko} 항목은 가려져 있어서 값 전체로만 찾을 수 있어요.", $"{column.Label.En} is masked for you: it can be asked for by a whole value only.")
                        : new($"{column.Label.Ko} 항목은 가려져 있어서 조건으로 쓸 수 없어요.", $"{column.Label.En} is masked for you, so it can't be asked for."), 403);
                break;
            case Term.Calculate calculate: MustNotTell(actor, columns, calculate.Left, false, declarations); MustNotTell(actor, columns, calculate.Right, false, declarations); break;
            case Term.Round round: MustNotTell(actor, columns, round.Value, false, declarations); break;
        }
    }

    /// <summary>
    /// Has a masked field so few values (a sex, a year) that asking for each tells what the mask hides? Whoever may unmask every record could read it anyway.
    /// </summary>
    private static bool IsOfFew(Actor actor, RecordColumns columns, RecordColumn column, Declarations declarations) => column is { Field: { } field, Type: not TextType } && TypeOf(columns, column, declarations) is var type
        && (actor.Rights.IsAlwaysMasked(type.Name, field.Name) || actor.Rights.Level(new(type.Name, Actions.Unmask)) != ReachLevel.All);

    private static bool IsGuarded(DeclaredType type, Field field) =>
        field.IsPersonal && field != type.TitleField && field.Type is not LongTextType && Names.Snake(type.TitleField?.Folded?.Name ?? "") != field.Name;

    /// <summary>What a record is called, and what people wrote down about it, is known to whoever reaches it, unless a role says otherwise.</summary>
    private static bool Masks(Actor actor, DeclaredType type, Field field, bool near) => actor.Rights.IsAlwaysMasked(type.Name, field.Name)
        || !near && IsGuarded(type, field) && !actor.Rights.SeesPersonal(type.Name, field.Name);

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

using System.Globalization;

namespace Dangol.Platform;

/// <summary>
/// One condition of a list as it stands in the address, short and readable: <c>status:in:new|working</c>, <c>amount:ge:5000000</c>, <c>created_at:within:last-30-day</c>,
/// <c>owner_id:eq:@me</c>, <c>phone:empty</c>.
/// </summary>
public sealed record ListFilter(string Path, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>In which period a day lies.</summary>
    public const string Within = "within";

    /// <summary>The person who asks.</summary>
    public const string Me = "@me";

    /// <summary>As it stands in the address.</summary>
    public override string ToString() => Values.Count == 0 ? $"{Path}:{Operator}" : $"{Path}:{Operator}:{string.Join('|', Values)}";

    /// <summary>Reads it; null where it was tampered with.</summary>
    public static ListFilter? Of(string? text) => text?.Split(':', 3) switch
    {
        [{ Length: > 0 } path, { Length: > 0 } name] => new(path, name, []),
        [{ Length: > 0 } path, { Length: > 0 } name, var values] => new(path, name, values.Split('|', StringSplitOptions.RemoveEmptyEntries)),
        _ => null,
    };

    /// <summary>A clause as such a condition; null where no line of a form could say it.</summary>
    public static ListFilter? Of(Clause clause, RecordColumns columns, FillForm fill) => clause switch
    {
        Clause.Within(Term.Field(var path), Period.Named(var name)) => new(path, Within, [TreeJson.Names[(int)name]]),
        Clause.Within(Term.Field(var path), Period.Last(var count, var unit)) => new(path, Within, [string.Create(CultureInfo.InvariantCulture, $"last-{count}-{TreeJson.Units[(int)unit]}")]),
        Clause.Within(Term.Field(var path), Period.Next(var count, var unit)) => new(path, Within, [string.Create(CultureInfo.InvariantCulture, $"next-{count}-{TreeJson.Units[(int)unit]}")]),
        Clause.Compare(Term.Field(var path), var operation, var values) when columns.FindOrNull(path) is { } column && Asked(column).Contains(TreeJson.Operators[(int)operation]) && values.All(v => v is Term.Me or Term.Literal { Value: not null }) =>
            new(path, TreeJson.Operators[(int)operation], [.. values.Select(v => v is Term.Literal { Value: { } value } ? Typed(column, value, fill) : Me)]),
        _ => null,
    };

    private static string Typed(RecordColumn column, object value, FillForm fill) => value switch
    {
        DateOnly day => DateType.Day.ToKey(day),
        decimal number when column.Type is DecimalType => fill.Text(column, (double)number)!,
        string text => text,
        _ => fill.Text(column, value)!,
    };

    /// <summary>What can be asked of a column, in the order of the choices.</summary>
    public static IReadOnlyList<string> Asked(RecordColumn column) => column.Type switch
    {
        ChoiceType => ["in", "not_in", "empty", "not_empty"],
        ReferenceType => ["eq", "ne", "empty", "not_empty"],
        _ when column.Type.Kind is FieldKind.Date or FieldKind.Instant => [Within, "eq", "ge", "le", "between", "empty", "not_empty"],
        _ => [.. column.Type.Operators.Where(o => o != Dangol.Platform.Operator.In).Select(o => TreeJson.Operators[(int)o])],
    };

    /// <summary>The condition as a tree.</summary>
    /// <exception cref="Refused">What is wrong with it.</exception>
    public Clause ToClause(RecordColumn column, FieldContext at)
    {
        var left = new Term.Field(Path);
        if (!Asked(column).Contains(Operator)) throw new Refused("filter_wrong", Path, new($"{column.Label.Ko} 조건을 알 수 없어요. 조건을 다시 골라 주세요.", $"The condition on {column.Label.En} is unknown. Please choose it again."));
        if (Operator == Within) return new Clause.Within(left, PeriodOf(Values.Count > 0 ? Values[0] : "") ?? throw Missing(column));
        var operation = (Operator)TreeJson.Operators.IndexOf(Operator);
        if (operation is Dangol.Platform.Operator.Empty or Dangol.Platform.Operator.NotEmpty) return new Clause.Compare(left, operation, []);
        // A part of a number is none that could be read as one.
        var isPart = column.Type is PhoneType && operation is Dangol.Platform.Operator.Contains or Dangol.Platform.Operator.StartsWith;
        var values = Values.Select(v => isPart ? new Term.Literal(v) : Value(column, v, at)).ToList();
        if (values.Count == 0 || operation == Dangol.Platform.Operator.Between && values.Count != 2) throw Missing(column);
        return operation == Dangol.Platform.Operator.Contains && values.Count > 1
            ? new Clause.Any(values.Select(v => (Clause)new Clause.Compare(left, operation, v)).ToSeq())
            : new Clause.Compare(left, operation, values.ToSeq());
    }

    /// <summary>A period as it stands in the address: this_month, last-30-day.</summary>
    public static Period? PeriodOf(string text) => text.Split('-') switch
    {
        [var name] when TreeJson.Names.IndexOf(name) is >= 0 and var i => new Period.Named((PeriodName)i),
        ["last" or "next", var n, var unit] when int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 10_000 && TreeJson.Units.IndexOf(unit) is >= 0 and var u =>
            text.StartsWith("last", StringComparison.Ordinal) ? new Period.Last(count, (PeriodUnit)u) : new Period.Next(count, (PeriodUnit)u),
        _ => null,
    };

    private static Term Value(RecordColumn column, string text, FieldContext at) => column.Type switch
    {
        ReferenceType when text == Me => new Term.Me(),
        // An instant is asked for by its day.
        InstantType => new Term.Literal(DateType.Day.Parse(text, at)),
        ManyType => new Term.Literal(column.Type is ChoicesType ? text : Fold.Of(text)),
        _ => new Term.Literal(column.Type.Parse(text, at) is var value && value is double number ? (decimal)number : value),
    };

    private static Refused Missing(RecordColumn column) => new("filter_value_missing", column.Path, new($"{column.Label.Ko} 조건에 값을 입력해 주세요.", $"Give the condition on {column.Label.En} a value."));
}

using System.Globalization;

namespace Dangol.Platform;

/// <summary>How conditions, periods and cells of lists read.</summary>
internal static class ListWords
{
    /// <summary>The periods that are offered; any other may stand in an address.</summary>
    public static readonly IReadOnlyList<string> Periods =
    [
        "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month", "next_month", "this_quarter", "last_quarter", "this_year", "last_year",
        "last-7-day", "last-30-day", "last-90-day", "last-365-day", "next-7-day", "next-30-day", "next-90-day",
    ];

    public static Text Operator(string name, RecordColumn column) => (name, column.Type.Kind is FieldKind.Date or FieldKind.Instant) switch
    {
        (ListFilter.Within, _) => new("기간", "in"),
        ("eq", true) => new("그날", "on"),
        ("ge", true) => new("그날부터", "from"),
        ("le", true) => new("그날까지", "until"),
        ("eq", _) => new("같음", "is"),
        ("ne", _) => new("다름", "is not"),
        ("lt", _) => new("미만", "less than"),
        ("le", _) => new("이하", "at most"),
        ("gt", _) => new("초과", "more than"),
        ("ge", _) => new("이상", "at least"),
        ("between", _) => new("사이", "between"),
        ("in", _) => new("다음 중 하나", "any of"),
        ("not_in", _) => new("다음을 제외", "none of"),
        ("contains", _) => new("포함", "contains"),
        ("starts", _) => new("앞부분이 같음", "begins with"),
        ("empty", _) => new("비어 있음", "is empty"),
        _ => new("값이 있음", "has a value"),
    };

    public static Text Period(string name) => ListFilter.PeriodOf(name) switch
    {
        Platform.Period.Named(var named) => named switch
        {
            PeriodName.Today => new("오늘", "today"),
            PeriodName.Yesterday => new("어제", "yesterday"),
            PeriodName.Tomorrow => new("내일", "tomorrow"),
            PeriodName.ThisWeek => new("이번 주", "this week"),
            PeriodName.LastWeek => new("지난주", "last week"),
            PeriodName.NextWeek => new("다음 주", "next week"),
            PeriodName.ThisMonth => new("이번 달", "this month"),
            PeriodName.LastMonth => new("지난달", "last month"),
            PeriodName.NextMonth => new("다음 달", "next month"),
            PeriodName.ThisQuarter => new("이번 분기", "this quarter"),
            PeriodName.LastQuarter => new("지난 분기", "last quarter"),
            PeriodName.ThisYear => new("올해", "this year"),
            _ => new("작년", "last year"),
        },
        Platform.Period.Last(var n, var unit) => new($"최근 {n:N0}{Unit(unit).Ko}", $"the last {n:N0} {Unit(unit).En}"),
        Platform.Period.Next(var n, var unit) => new($"앞으로 {n:N0}{Unit(unit).Ko}", $"the next {n:N0} {Unit(unit).En}"),
        _ => Text.Same(name),
    };

    public static Text Count(CappedCount count) => new($"{count}건", count is { Number: 1, More: false } ? "1 record" : $"{count} records");

    public static Text NoneYet(DeclaredType type) => new($"아직 {Particle.With(type.Label.Ko, "이/가")} 없어요", $"No {type.Pages!.Many.En.ToLowerInvariant()} yet");

    /// <summary>A condition in few words: 상태: 신규, 연락 중.</summary>
    public static string Chip(ListFilter filter, RecordColumn column, IReadOnlyDictionary<Guid, string> names, Screen screen)
    {
        var values = string.Join(filter.Operator == "between" ? " – " : ", ", filter.Values.Select(v => Value(v, filter, column, names, screen)));
        var label = screen.Say(column.Label);
        return filter.Operator switch
        {
            "in" or "eq" or ListFilter.Within or "contains" or "between" => $"{label}: {values}",
            "ge" when column.Type.Kind is FieldKind.Date or FieldKind.Instant => screen.Say($"{label}: {values}부터", $"{label}: from {values}"),
            "le" when column.Type.Kind is FieldKind.Date or FieldKind.Instant => screen.Say($"{label}: {values}까지", $"{label}: until {values}"),
            "empty" or "not_empty" => $"{label}: {screen.Say(Operator(filter.Operator, column))}",
            _ => screen.Say($"{label}: {values} {Operator(filter.Operator, column).Ko}", $"{label}: {Operator(filter.Operator, column).En} {values}"),
        };
    }

    /// <summary>A value of a row as text.</summary>
    public static string Cell(RecordColumn column, object value, string? name, Format format) => column.Type switch
    {
        _ when value is MaskedValue masked => masked.Text,
        ReferenceType => name ?? "–",
        InstantType => format.Ago((DateTime)value),
        _ => column.Type.Show(value, format),
    };

    private static string Value(string value, ListFilter filter, RecordColumn column, IReadOnlyDictionary<Guid, string> names, Screen screen) => column.Type switch
    {
        _ when filter.Operator == ListFilter.Within => screen.Say(Period(value)),
        ReferenceType when value == ListFilter.Me => screen.Say("나", "me"),
        ReferenceType => Guid.TryParse(value, out var id) && names.TryGetValue(id, out var name) ? name : "–",
        ChoiceType choices => choices.Of(value) is { } choice ? screen.Say(choice.Label) : value,
        ChoicesType several => several.Choices.FirstOrDefault(c => c.Value == value) is { } one ? screen.Say(one.Label) : value,
        YesNoType => screen.Format.YesNo(value == "true"),
        // As it was typed, where it is neither a plain number nor a day.
        { IsNumber: true } when double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => screen.Format.Number(number, 4),
        { Kind: FieldKind.Date or FieldKind.Instant } when DateType.Day.OfKey(value) is DateOnly day => screen.Format.Date(day),
        _ => value,
    };

    private static Text Unit(PeriodUnit unit) => unit switch { PeriodUnit.Day => new("일", "days"), PeriodUnit.Week => new("주", "weeks"), _ => new("개월", "months") };
}

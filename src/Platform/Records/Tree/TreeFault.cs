namespace Dangol.Platform;

/// <summary>What is wrong inside a clause. The clause around it turns it into a <see cref="Refused"/> that names the clause.</summary>
internal sealed class TreeFault(string rule, string path, Text text) : Exception(text.En)
{
    /// <summary>The refusal, with the clause as a sentence before the reason.</summary>
    public Refused In(Clause clause, TreeSchema schema)
    {
        var named = TreeSentence.Of(clause, schema);
        return new(rule, path, new($"조건 “{named.Ko}”: {text.Ko}", $"Condition “{named.En}”: {text.En}"));
    }

    /// <summary>The refusal of a computed value.</summary>
    public Refused Alone() => new(rule, path, text);

    public static TreeFault UnknownNode(string path, string name) =>
        new("tree_unknown_node", path, new($"‘{name}’ 조건을 알 수 없어요.", $"There is no kind of condition called “{name}”."));

    public static TreeFault UnknownField(string path, TreeSchema schema, string name) => new("tree_unknown_field", path,
        new($"{schema.Subject.Ko}에 ‘{name}’ 항목이 없어요.", $"There is no field “{name}” in {schema.Subject.En}."));

    public static TreeFault UnknownFact(string path, TreeSchema schema, string name) => new("tree_unknown_measure", path,
        new($"{schema.Subject.Ko}에 ‘{name}’ 실적이 없어요.", $"There is no measure “{name}” in {schema.Subject.En}."));

    public static TreeFault Arity(string path, int wanted, int found) => new("tree_wrong_number_of_values", path,
        new($"값이 {wanted}개 있어야 하는데 {found}개예요.", $"It wants {(wanted == 1 ? "1 value" : $"{wanted} values")}, not {found}."));

    public static TreeFault Mismatch(string path, FieldKind left, FieldKind right) => new("tree_type_mismatch", path,
        new($"{Particle.With(Name(left).Ko, "과/와")} {Particle.With(Name(right).Ko, "을/를")} 비교할 수 없어요.", $"{Upper(Name(left).En)} can't be compared with {Name(right).En}."));

    public static TreeFault NoOrder(string path, FieldKind kind) => new("tree_operator_not_allowed", path,
        new($"{Particle.With(Name(kind).Ko, "은/는")} 크고 작음을 비교할 수 없어요.", $"{Upper(Name(kind).En)} is neither less nor more than another."));

    public static TreeFault NotADate(string path, FieldKind kind) => new("tree_type_mismatch", path,
        new($"기간은 날짜에만 쓸 수 있는데 {Name(kind).Ko} 값이에요.", $"A period goes with a date, and this is {Name(kind).En}."));

    public static TreeFault NotText(string path, FieldKind kind) => new("tree_operator_not_allowed", path,
        new($"글자 찾기는 텍스트에만 쓸 수 있는데 {Name(kind).Ko} 값이에요.", $"Only text can be searched, and this is {Name(kind).En}."));

    public static TreeFault TextLiteral(string path) => new("tree_bad_value", path,
        new("찾을 글자를 직접 적어 주세요.", "Write the text to look for."));

    public static TreeFault Folding(string path) => new("tree_type_mismatch", path,
        new("대소문자를 구분하는 코드와 구분하지 않는 텍스트는 서로 비교할 수 없어요.", "A code, which is compared exactly, can't be compared with a text, which is not."));

    public static TreeFault NotAChoice(string path, TreeField field, string value) => new("tree_bad_value", path,
        new($"{field.Label.Ko}에 ‘{value}’ 값이 없어요.", $"“{field.Label.En}” has no value “{value}”."));

    public static TreeFault NotAPhone(string path, string value) => new("tree_bad_value", path,
        new($"{Particle.With($"‘{value}’", "은/는")} 전화번호가 아니에요. 010-1234-5678이나 +82 10 1234 5678처럼 적어 주세요.", $"“{value}” is not a telephone number. Write it like 010-1234-5678 or +82 10 1234 5678."));

    public static TreeFault ListOfConstants(string path) => new("tree_bad_value", path,
        new("목록에는 정해진 값만 넣을 수 있어요.", "A list holds fixed values only."));

    public static TreeFault BadLiteral(string path, object value) => new("tree_bad_value", path,
        new($"‘{value}’ 값은 쓸 수 없어요.", $"The value “{value}” can't be used."));

    public static TreeFault BlankText(string path) => new("tree_bad_value", path,
        new("값을 적어 주세요. 빈 값을 찾으려면 ‘비어 있음’을 고르세요.", "Write a value. To find empty ones, choose “is empty”."));

    public static TreeFault LongText(string path) => new("tree_bad_value", path,
        new("글자는 1,000자까지 쓸 수 있어요.", "A text can have 1,000 characters at most."));

    public static TreeFault BadText(string path) => new("tree_bad_value", path,
        new("글자가 깨져 있어요. 다시 적어 주세요.", "The text is damaged. Write it again."));

    public static TreeFault BadCurrency(string path, string code) => new("tree_bad_value", path,
        new($"‘{code}’ 통화를 알 수 없어요. KRW처럼 적어 주세요.", $"There is no currency “{code}”. Write it like KRW."));

    public static TreeFault TooFar(string path) => new("tree_bad_value", path,
        new("기간은 100년까지 쓸 수 있어요.", "A period reaches 100 years at most."));

    public static TreeFault PeriodTooShort(string path) => new("tree_bad_value", path,
        new("기간은 1 이상이어야 해요.", "A period is at least 1 long."));

    public static TreeFault PeriodWithoutEnds(string path) => new("tree_bad_value", path,
        new("시작일이나 종료일을 정해 주세요.", "Give the first or the last day."));

    public static TreeFault PeriodBackwards(string path) => new("tree_bad_value", path,
        new("시작일이 종료일보다 늦어요.", "The first day is after the last."));

    public static TreeFault CalculatesNothing(string path) => new("tree_bad_value", path,
        new("빈 값으로는 계산할 수 없어요.", "Nothing can be calculated with an empty value."));

    public static TreeFault NotCalculable(string path, FieldKind left, Arithmetic sign, FieldKind right) => new("tree_type_mismatch", path,
        new($"{Name(left).Ko} {TreeSentence.Sign(sign)} {Particle.With(Name(right).Ko, "은/는")} 계산할 수 없어요.",
            $"{Upper(Name(left).En)} {TreeSentence.Sign(sign)} {Name(right).En} can't be calculated."));

    public static TreeFault NotANumber(string path, FieldKind kind) => new("tree_type_mismatch", path,
        new($"반올림은 숫자에만 쓸 수 있는데 {Name(kind).Ko} 값이에요.", $"Only a number can be rounded, and this is {Name(kind).En}."));

    public static TreeFault Digits(string path) => new("tree_bad_value", path,
        new("반올림은 소수 6자리까지 할 수 있어요.", "Round to 0 to 6 decimals."));

    public static TreeFault MeasureColumn(string path, bool wanted) => new("tree_bad_measure", path, wanted
        ? new("무엇을 집계할지 항목을 정해 주세요.", "Say which field to aggregate.")
        : new("횟수와 날짜를 셀 때는 항목을 정하지 않아요.", "Counts, and the first and last date, take no field."));

    public static TreeFault MeasureCurrency(string path, bool wanted) => new("tree_bad_measure", path, wanted
        ? new("어느 통화의 금액을 집계할지 정해 주세요.", "Say in which currency to aggregate.")
        : new("통화는 금액을 집계할 때만 정해요.", "A currency goes with an amount only."));

    public static TreeFault MeasureKind(string path, Aggregate take, FieldKind kind) => new("tree_bad_measure", path,
        new($"{Name(kind).Ko} 항목은 {Particle.With(TreeSentence.AggregateName(take).Ko, "으로/로")} 집계할 수 없어요.", $"The {TreeSentence.AggregateName(take).En} of {Name(kind).En} can't be taken."));

    private static Text Name(FieldKind kind) => kind switch
    {
        FieldKind.Text => new("텍스트", "a text"),
        FieldKind.Whole => new("정수", "a whole number"),
        FieldKind.Decimal => new("숫자", "a number"),
        FieldKind.Money => new("금액", "an amount of money"),
        FieldKind.UnitPrice => new("단가", "a unit price"),
        FieldKind.Date => new("날짜", "a date"),
        FieldKind.Instant => new("일시", "a date and time"),
        FieldKind.YesNo => new("예/아니요", "a yes or no"),
        _ => new("연결된 기록", "a reference"),
    };

    private static string Upper(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}

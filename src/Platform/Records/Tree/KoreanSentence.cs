namespace Dangol.Platform;

/// <summary>Korean: every clause is a predicate that can go on (이고, 이며), offer another (이거나), or stand before a noun (인).</summary>
internal sealed class KoreanSentence(TreeSchema schema)
{
    private enum Form { And, AndThen, Or, BeforeNoun }

    /// <summary>How a predicate ends, in the four forms.</summary>
    private static class Ends
    {
        public static readonly string[] Is = ["이고", "이며", "이거나", "인"];
        public static readonly string[] IsNot = [" 아니고", " 아니며", " 아니거나", " 아닌"];
        public static readonly string[] Exists = [" 있고", " 있으며", " 있거나", " 있는"];
        public static readonly string[] Lacks = [" 않고", " 않으며", " 않거나", " 않은"];
        public static readonly string[] Begins = ["하고", "하며", "하거나", "하는"];
        public static readonly string[] Did = ["했고", "했으며", "했거나", "한"];
        public static readonly string[] Received = ["받았고", "받았으며", "받았거나", "받은"];
        public static readonly string[] DidNot = [" 않았고", " 않았으며", " 않았거나", " 않은"];
    }

    private readonly record struct Phrase(string Body, string[] Ends)
    {
        public string As(Form form) => Body + Ends[(int)form];
    }

    public string Whole(Clause clause) => clause switch
    {
        Clause.All { Clauses: [] } => $"모든 {schema.Subject.Ko}",
        Clause.Any { Clauses: [] } => $"해당하는 {schema.Subject.Ko} 없음",
        _ => $"{Said(clause).As(Form.BeforeNoun)} {schema.Subject.Ko}",
    };

    public string Noun(Term term) => term switch
    {
        Term.Field(var path) => schema.Field(path)?.Label.Ko ?? path,
        Term.Literal(var value) => Value(value, null),
        Term.Me => "본인",
        Term.Today(0) => "오늘",
        Term.Today(var days) => days < 0 ? $"‘{-(long)days}일 전’" : $"‘{days}일 후’",
        Term.Calculate(var left, var sign, var right) => $"{Operand(left)} {TreeSentence.Sign(sign)} {Operand(right)}",
        Term.Round(var value, 0) => $"{Operand(value)}의 반올림값",
        Term.Round(var value, var digits) => $"{Operand(value)}의 반올림값(소수 {digits}자리)",
        Term.Measure measure => Measured(measure),
        _ => "?",
    };

    private string Operand(Term term) => term is Term.Calculate ? $"({Noun(term)})" : Noun(term);

    private Phrase Said(Clause clause) => clause switch
    {
        Clause.All { Clauses: [var one] } => Said(one),
        Clause.Any { Clauses: [var one] } => Said(one),
        Clause.All(var clauses) => Joined(clauses, isAll: true),
        Clause.Any(var clauses) => Joined(clauses, isAll: false),
        Clause.Not(Clause.Compare { Left: Term.Measure { Take: Aggregate.Count } count } compare) when Done(count, compare) is { } done =>
            new(Undone(count, done), Ends.DidNot),
        Clause.Not(var inner) => new(Said(inner).As(Form.BeforeNoun) + " 경우가", Ends.IsNot),
        Clause.Compare { Left: Term.Measure { Take: Aggregate.Count } count } compare when Never(compare) => new(NeverDone(count), Ends.DidNot),
        Clause.Compare { Left: Term.Measure { Take: Aggregate.Count } count } compare when Done(count, compare) is { } done => Did(count, done),
        Clause.Compare compare => Compared(compare),
        Clause.Within(var left, var period) => new($"{Particle.With(Noun(left), "이/가")} {Days(period)}", Ends.Is),
        _ => new("?", Ends.Is),
    };

    private Phrase Joined(Seq<Clause> clauses, bool isAll)
    {
        if (clauses.Count == 0) return new(isAll ? "항상 참" : "항상 거짓", Ends.Is);
        var parts = clauses.Select(Member).ToList();
        var before = parts.SkipLast(1).Select((part, i) => part.As(!isAll ? Form.Or : i % 2 == 0 ? Form.And : Form.AndThen) + ", ");
        return parts[^1] with { Body = string.Concat(before) + parts[^1].Body };
    }

    /// <summary>A group within a group stands in brackets, as a case.</summary>
    private Phrase Member(Clause clause) => clause switch
    {
        Clause.All { Clauses.Count: > 1 } or Clause.Any { Clauses.Count: > 1 } => new($"({Said(clause).As(Form.BeforeNoun)} 경우)", Ends.Is),
        Clause.All { Clauses: [var one] } => Member(one),
        Clause.Any { Clauses: [var one] } => Member(one),
        _ => Said(clause),
    };

    private Phrase Compared(Clause.Compare compare)
    {
        var subject = Particle.With(Noun(compare.Left), "이/가");
        var field = TreeSentence.FieldOf(compare.Left, schema);
        var isDate = TreeSentence.IsDate(compare.Left, schema);
        var unit = compare.Left is Term.Measure { Take: Aggregate.Count } ? "회" : "";
        var values = compare.Values.Select(v => (v is Term.Literal(var value) ? Value(value, field) : Noun(v)) + (v is Term.Literal(long) ? unit : "")).ToList();
        var first = values.Count > 0 ? values[0] : "?";
        return compare.Operator switch
        {
            Operator.Equal => new($"{subject} {first}", Ends.Is),
            Operator.NotEqual => new($"{subject} {Particle.With(first, "이/가")}", Ends.IsNot),
            Operator.Less => new($"{subject} {first}{(isDate ? "보다 전" : " 미만")}", Ends.Is),
            Operator.AtMost => new($"{subject} {first}{(isDate ? " 이전" : " 이하")}", Ends.Is),
            Operator.More => new($"{subject} {first}{(isDate ? "보다 후" : " 초과")}", Ends.Is),
            Operator.AtLeast => new($"{subject} {first}{(isDate ? " 이후" : " 이상")}", Ends.Is),
            Operator.Between when values.Count == 2 => new($"{subject} {(isDate ? $"{first}부터 {values[1]}까지" : $"{first} 이상 {values[1]} 이하")}", Ends.Is),
            Operator.In => new($"{subject} {(values.Count == 1 ? first : $"{string.Join(", ", values)} 중 하나")}", Ends.Is),
            Operator.NotIn => new($"{subject} {(values.Count == 1 ? Particle.With(first, "이/가") : $"{string.Join(", ", values)} 중 하나가")}", Ends.IsNot),
            Operator.Contains => new($"{Noun(compare.Left)}에 ‘{first}’{Particle.With(first, "이/가")[first.Length..]} 들어", Ends.Exists),
            Operator.StartsWith => new($"{subject} ‘{first}’{Particle.With(first, "으로/로")[first.Length..]} 시작", Ends.Begins),
            Operator.Empty => new($"{subject} 비어", Ends.Exists),
            Operator.NotEmpty => new($"{subject} 비어 있지", Ends.Lacks),
            _ => new($"{subject} {string.Join(", ", values)}", Ends.Is),
        };
    }

    private static bool Never(Clause.Compare compare) => (compare.Operator, compare.Values) is
        (Operator.Equal or Operator.AtMost, [Term.Literal(0L)]) or (Operator.Less, [Term.Literal(1L)]);

    /// <summary>"3회 이상", where a count says that something was done; null where nothing done would do as well.</summary>
    private static string? Done(Term.Measure _, Clause.Compare compare) => (compare.Operator, compare.Values) switch
    {
        (Operator.AtLeast, [Term.Literal(1L)]) or (Operator.More, [Term.Literal(0L)]) => "한 번 이상",
        (Operator.AtLeast, [Term.Literal(long and > 0 and var n)]) => $"{TreeSentence.Number(n)}회 이상",
        (Operator.More, [Term.Literal(long and > 0 and var n)]) => $"{TreeSentence.Number(n)}회 넘게",
        (Operator.Equal, [Term.Literal(long and > 0 and var n)]) => $"정확히 {TreeSentence.Number(n)}회",
        (Operator.Between, [Term.Literal(long and > 0 and var n), Term.Literal(long and var m)]) => $"{TreeSentence.Number(n)}회 이상 {TreeSentence.Number(m)}회 이하",
        _ => null,
    };

    private Phrase Did(Term.Measure measure, string times)
    {
        var (fact, verb) = Fact(measure);
        if (verb == KoreanVerb.Receive) return new($"{When(measure)}{Which(measure)}{Particle.With(fact, "을/를")} {times} ", Ends.Received);
        return new(measure.Where is null ? $"{When(measure)}{times} {fact}" : $"{When(measure)}{Which(measure)}{Particle.With(fact, "을/를")} {times} ", Ends.Did);
    }

    private string Undone(Term.Measure measure, string times)
    {
        var (fact, verb) = Fact(measure);
        if (times == "한 번 이상") return NeverDone(measure);
        if (verb == KoreanVerb.Receive) return $"{When(measure)}{Which(measure)}{Particle.With(fact, "을/를")} {times} 받지";
        return measure.Where is null ? $"{When(measure)}{times} {fact}하지" : $"{When(measure)}{Which(measure)}{Particle.With(fact, "을/를")} {times} 하지";
    }

    private string NeverDone(Term.Measure measure)
    {
        var (fact, verb) = Fact(measure);
        if (verb == KoreanVerb.Receive) return $"{When(measure)}{Which(measure)}{Particle.With(fact, "을/를")} 한 번도 받지";
        return measure.Where is null ? $"{When(measure)}한 번도 {fact}하지" : $"{When(measure)}{Which(measure)}{Particle.With(fact, "을/를")} 한 번도 하지";
    }

    private string Measured(Term.Measure measure)
    {
        var (fact, _) = Fact(measure);
        var column = measure.Column is { } name ? schema.Fact(measure.Fact)?.Columns.FirstOrDefault(c => c.Name == name)?.Label.Ko ?? name : "";
        var of = $"{When(measure)}{Which(measure)}{fact}";
        return measure.Take switch
        {
            Aggregate.First => $"{When(measure)}{Which(measure)}첫 {fact}일",
            Aggregate.Last => $"{When(measure)}{Which(measure)}마지막 {fact}일",
            Aggregate.Count => $"{of} 횟수",
            _ => $"{of} {column} {TreeSentence.AggregateName(measure.Take).Ko}",
        };
    }

    private (string Label, KoreanVerb Verb) Fact(Term.Measure measure) =>
        schema.Fact(measure.Fact) is { } fact ? (fact.Label.Ko, fact.KoreanVerb) : (measure.Fact, KoreanVerb.Do);

    private static string When(Term.Measure measure) => measure.Period switch
    {
        null => "",
        Period.Named(PeriodName.Today or PeriodName.Yesterday or PeriodName.Tomorrow) named => Days(named) + " ",
        Period.Last or Period.Next => Span(measure.Period) + " 동안 ",
        Period.Dates => Days(measure.Period) + " ",
        _ => Days(measure.Period) + "에 ",
    };

    private string Which(Term.Measure measure) => measure.Where is { } where && schema.Fact(measure.Fact) is { } fact
        ? new KoreanSentence(TreeSchema.Of(fact)).Said(where).As(Form.BeforeNoun) + " "
        : "";

    private static string Days(Period period) => period switch
    {
        Period.Last or Period.Next => Span(period) + " 이내",
        Period.Dates({ } from, { } to) => $"{Day(from)}부터 {Day(to)}까지",
        Period.Dates({ } from, null) => $"{Day(from)} 이후",
        Period.Dates(null, { } to) => $"{Day(to)} 이전",
        Period.Named(var name) => name switch
        {
            PeriodName.Today => "오늘", PeriodName.Yesterday => "어제", PeriodName.Tomorrow => "내일",
            PeriodName.ThisWeek => "이번 주", PeriodName.LastWeek => "지난주", PeriodName.NextWeek => "다음 주",
            PeriodName.ThisMonth => "이번 달", PeriodName.LastMonth => "지난달", PeriodName.NextMonth => "다음 달",
            PeriodName.ThisQuarter => "이번 분기", PeriodName.LastQuarter => "지난 분기", PeriodName.ThisYear => "올해", _ => "작년",
        },
        _ => "?",
    };

    private static string Span(Period period) => period switch
    {
        Period.Last(var n, var unit) => $"최근 {n}{Unit(unit)}",
        Period.Next(var n, var unit) => $"앞으로 {n}{Unit(unit)}",
        _ => "?",
    };

    private static string Unit(PeriodUnit unit) => unit switch { PeriodUnit.Day => "일", PeriodUnit.Week => "주", _ => "개월" };

    private static string Value(object? value, TreeField? field) => value switch
    {
        null => "(빈 값)",
        string code when field?.Choices?.TryGetValue(code, out var label) == true => label.Ko,
        string text => text,
        bool yes => yes ? "‘예’" : "‘아니요’",
        DateOnly day => Day(day),
        _ => TreeSentence.Number(value),
    };

    private static string Day(DateOnly day) => $"{day.Year}년 {day.Month}월 {day.Day}일";
}

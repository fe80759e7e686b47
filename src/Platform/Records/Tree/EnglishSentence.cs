using System.Globalization;

namespace Dangol.Platform;

/// <summary>English: every clause is a relative one, "whose region is Seoul" or "that bought at least 3 times".</summary>
internal sealed class EnglishSentence(TreeSchema schema)
{
    public string Whole(Clause clause) => clause switch
    {
        Clause.All { Clauses: [] } => $"All {Many(schema.Subject.En)}",
        Clause.Any { Clauses: [] } => $"No {Many(schema.Subject.En)}",
        _ => $"{char.ToUpperInvariant(schema.Subject.En[0])}{Many(schema.Subject.En[1..])} {Said(clause)}",
    };

    public string Noun(Term term) => term switch
    {
        Term.Field(var path) => schema.Field(path)?.Label.En ?? path,
        Term.Literal(var value) => Value(value, null),
        Term.Me => "me",
        Term.Today(0) => "today",
        Term.Today(var days) => days < 0 ? $"{Counted(-(long)days, "day")} ago" : $"{Counted(days, "day")} from today",
        Term.Calculate(var left, var sign, var right) => $"{Operand(left)} {TreeSentence.Sign(sign)} {Operand(right)}",
        Term.Round(var value, 0) => $"rounded {Operand(value)}",
        Term.Round(var value, var digits) => $"{Operand(value)} rounded to {Counted(digits, "decimal")}",
        Term.Measure measure => Measured(measure),
        _ => "?",
    };

    private string Operand(Term term) => term is Term.Calculate ? $"({Noun(term)})" : Noun(term);

    private string Said(Clause clause) => clause switch
    {
        Clause.All { Clauses: [var one] } => Said(one),
        Clause.Any { Clauses: [var one] } => Said(one),
        Clause.All { Clauses: [] } => "in any case",
        Clause.Any { Clauses: [] } => "in no case",
        Clause.All(var clauses) => string.Join(", and ", clauses.Select(Member)),
        Clause.Any(var clauses) => string.Join(", or ", clauses.Select(Member)),
        Clause.Not(var inner) => $"not those {Member(inner)}",
        Clause.Compare { Left: Term.Measure { Take: Aggregate.Count } count } compare when Times(compare) is { } times => $"that {Done(count, times)}",
        Clause.Compare compare => $"whose {Noun(compare.Left)} {Compared(compare)}",
        Clause.Within(var left, var period) => $"whose {Noun(left)} is {Days(period)}",
        _ => "?",
    };

    /// <summary>A group within a group stands in brackets.</summary>
    private string Member(Clause clause) => clause switch
    {
        Clause.All { Clauses.Count: > 1 } or Clause.Any { Clauses.Count: > 1 } => $"({Said(clause)})",
        Clause.All { Clauses: [var one] } => Member(one),
        Clause.Any { Clauses: [var one] } => Member(one),
        _ => Said(clause),
    };

    private string Compared(Clause.Compare compare)
    {
        var field = TreeSentence.FieldOf(compare.Left, schema);
        var isDate = TreeSentence.IsDate(compare.Left, schema);
        var values = compare.Values.Select(v => v is Term.Literal(var value) ? Value(value, field) : Noun(v)).ToList();
        var first = values.Count > 0 ? values[0] : "?";
        return compare.Operator switch
        {
            Operator.Equal => $"is {first}",
            Operator.NotEqual => $"is not {first}",
            Operator.Less => $"is {(isDate ? "before" : "less than")} {first}",
            Operator.AtMost => $"is {(isDate ? "on or before" : "at most")} {first}",
            Operator.More => $"is {(isDate ? "after" : "more than")} {first}",
            Operator.AtLeast => $"is {(isDate ? "on or after" : "at least")} {first}",
            Operator.Between when values.Count == 2 => $"is from {first} to {values[1]}",
            Operator.In => values.Count == 1 ? $"is {first}" : $"is one of {string.Join(", ", values)}",
            Operator.NotIn => values.Count == 1 ? $"is not {first}" : $"is none of {string.Join(", ", values)}",
            Operator.Contains => $"contains “{first}”",
            Operator.StartsWith => $"starts with “{first}”",
            Operator.Empty => "is empty",
            Operator.NotEmpty => "is not empty",
            _ => $"is {string.Join(", ", values)}",
        };
    }

    /// <summary>"bought {times}", where a count says it; null where it is said of the number.</summary>
    private static (string? Before, string? After)? Times(Clause.Compare compare) => (compare.Operator, compare.Values) switch
    {
        (Operator.Equal or Operator.AtMost, [Term.Literal(0L)]) or (Operator.Less, [Term.Literal(1L)]) => ("never", null),
        (Operator.AtLeast, [Term.Literal(1L)]) or (Operator.More, [Term.Literal(0L)]) => (null, "at least once"),
        (Operator.AtLeast, [Term.Literal(long and > 0 and var n)]) => (null, $"at least {Counted(n, "time")}"),
        (Operator.More, [Term.Literal(long and > 0 and var n)]) => (null, $"more than {Counted(n, "time")}"),
        (Operator.Equal, [Term.Literal(long and > 0 and var n)]) => (null, $"exactly {Counted(n, "time")}"),
        (Operator.Between, [Term.Literal(long and > 0 and var n), Term.Literal(long and var m)]) => (null, $"{TreeSentence.Number(n)} to {Counted(m, "time")}"),
        _ => null,
    };

    private string Done(Term.Measure measure, (string? Before, string? After) times)
    {
        var verb = schema.Fact(measure.Fact)?.EnglishVerb ?? measure.Fact;
        return string.Join(' ', new[] { times.Before, verb, times.After, When(measure), Which(measure) }.Where(part => part is { Length: > 0 }));
    }

    private string Measured(Term.Measure measure)
    {
        var fact = schema.Fact(measure.Fact);
        var label = fact?.Label.En ?? measure.Fact;
        var column = measure.Column is { } name ? fact?.Columns.FirstOrDefault(c => c.Name == name)?.Label.En ?? name : "";
        var noun = measure.Take switch
        {
            Aggregate.Count => $"number of {Many(label)}",
            Aggregate.First => $"first {label}",
            Aggregate.Last => $"last {label}",
            Aggregate.Distinct => $"number of different {Many(column)} in {Many(label)}",
            var take => $"{TreeSentence.AggregateName(take).En} {label} {column}",
        };
        return string.Join(' ', new[] { noun, When(measure), Which(measure) }.Where(part => part.Length > 0));
    }

    private static string When(Term.Measure measure) => measure.Period is { } period ? Days(period) : "";

    private string Which(Term.Measure measure) => measure.Where is { } where && schema.Fact(measure.Fact) is { } fact
        ? $"(only {Many(fact.Label.En)} {new EnglishSentence(TreeSchema.Of(fact)).Said(where)})"
        : "";

    private static string Days(Period period) => period switch
    {
        Period.Last(1, var unit) => $"in the last {Unit(unit)}",
        Period.Last(var n, var unit) => $"in the last {Counted(n, Unit(unit))}",
        Period.Next(1, var unit) => $"in the next {Unit(unit)}",
        Period.Next(var n, var unit) => $"in the next {Counted(n, Unit(unit))}",
        Period.Dates({ } from, { } to) => $"from {Day(from)} to {Day(to)}",
        Period.Dates({ } from, null) => $"on or after {Day(from)}",
        Period.Dates(null, { } to) => $"on or before {Day(to)}",
        Period.Named(var name) => name switch
        {
            PeriodName.Today => "today", PeriodName.Yesterday => "yesterday", PeriodName.Tomorrow => "tomorrow",
            PeriodName.ThisWeek => "this week", PeriodName.LastWeek => "last week", PeriodName.NextWeek => "next week",
            PeriodName.ThisMonth => "this month", PeriodName.LastMonth => "last month", PeriodName.NextMonth => "next month",
            PeriodName.ThisQuarter => "this quarter", PeriodName.LastQuarter => "last quarter", PeriodName.ThisYear => "this year", _ => "last year",
        },
        _ => "?",
    };

    private static string Unit(PeriodUnit unit) => unit switch { PeriodUnit.Day => "day", PeriodUnit.Week => "week", _ => "month" };

    private static string Counted(long n, string noun) => n == 1 ? $"1 {noun}" : $"{TreeSentence.Number(n)} {Many(noun)}";

    /// <summary>customer → customers, opportunity → opportunities, day → days.</summary>
    private static string Many(string noun) => noun.EndsWith('y') && noun.Length > 1 && !"aeiou".Contains(noun[^2], StringComparison.Ordinal) ? noun[..^1] + "ies" : noun + "s";

    private static string Value(object? value, TreeField? field) => value switch
    {
        null => "(empty)",
        string code when field?.Choices?.TryGetValue(code, out var label) == true => label.En,
        string text => text,
        bool yes => yes ? "yes" : "no",
        DateOnly day => Day(day),
        _ => TreeSentence.Number(value),
    };

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace Dangol.Marketing;

/// <summary>The tree that rows say. What is unfinished or wrong is left out of it and kept in <see cref="Faults"/> by the row's index.</summary>
/// <param name="currency">The company's, in which amounts are typed.</param>
/// <param name="at">Checks each row against the schema on that day; null where it is only put together.</param>
internal sealed class SegmentClauses(string currency, AsOf? at)
{
    private static readonly string[] Words = ["eq", "ne", "lt", "le", "gt", "ge", "between", "in", "not_in", "contains", "starts", "empty", "not_empty"];
    private static readonly Text NoValue = new("값을 넣어 주세요.", "Give a value.");

    /// <summary>What is wrong, by the index of the row or group.</summary>
    public Dictionary<int, Text> Faults { get; } = [];

    /// <summary>The clause of each row or group that has one.</summary>
    public Dictionary<int, Clause> Clauses { get; } = [];

    public static string Word(Operator comparison) => Words[(int)comparison];

    /// <summary>The clause of a row or group; null where nothing can be made of it.</summary>
    public Clause? Of(SegmentNode node)
    {
        try
        {
            var clause = node.IsGroup ? Group(node) : node.IsFact ? Fact(node) : Field(node);
            if (node.Not) clause = new Clause.Not(clause);
            if (at is not null && !node.IsGroup) SegmentSchema.Tree.Bind(clause, at);
            return Clauses[node.Index] = clause;
        }
        catch (Wrong wrong) { Faults[node.Index] = wrong.Text; }
        catch (Refused refused) { Faults[node.Index] = refused.Text; }
        return null;
    }

    private Clause Group(SegmentNode node)
    {
        var clauses = node.Children!.Select(Of).OfType<Clause>().ToSeq();
        if (clauses.Count == 0 && (at is not null || node.Children!.Count > 0)) throw new Wrong(new("조건을 하나 이상 넣어 주세요.", "Add at least one condition."));
        return node.Join == "any" ? new Clause.Any(clauses) : new Clause.All(clauses);
    }

    private Clause Field(SegmentNode node)
    {
        if (node.Field is not { } field) throw new Wrong(new("항목을 골라 주세요.", "Choose a field."));
        var left = new Term.Field(node.What);
        if (node.Op == "last") return new Clause.Within(left, Last(node.Value, node.Unit));
        if (node.Op == "dates") return new Clause.Within(left, Dates(node.Value, node.Upper));
        return Compare(left, node, text => field.Kind switch
        {
            FieldKind.Whole => Whole(text),
            FieldKind.Money => Amount(text),
            FieldKind.Date => Day(text),
            _ => text,
        });
    }

    private Clause Fact(SegmentNode node)
    {
        Period? period = node.When switch { "last" => Last(node.Span, node.Unit), "dates" => Dates(node.From, node.To), _ => null };
        var filters = new[] { ("category", node.Category), ("code", node.Code), ("channel", node.Channel) }.Select(f => Filter(f.Item1, f.Item2)).OfType<Clause>().ToSeq();
        var where = filters.Count switch { 0 => null, 1 => filters[0], _ => new Clause.All(filters) };
        var isCount = node.Take == "count";
        var measure = new Term.Measure(node.What, isCount ? Aggregate.Count : Aggregate.Sum, isCount ? null : node.Take, node.Take == "amount" ? currency : null, period, where);
        return node.Op == "never" && isCount
            ? new Clause.Compare(measure, Operator.Equal, new Term.Literal(0L))
            : Compare(measure, node, text => node.Take == "amount" ? Amount(text) : Whole(text));
    }

    private static Clause Compare(Term left, SegmentNode node, Func<string, object> read)
    {
        var index = Array.IndexOf(Words, node.Op);
        if (index < 0) throw new Wrong(new("비교 방법을 골라 주세요.", "Choose how to compare."));
        IEnumerable<string> typed = (Operator)index switch
        {
            Operator.Empty or Operator.NotEmpty => [],
            Operator.Between => [node.Value, node.Upper],
            Operator.In or Operator.NotIn => Listed(node.Value) is { Count: > 0 } listed ? listed : [""],
            _ => [node.Value],
        };
        return new Clause.Compare(left, (Operator)index, typed.Select(t => t.Trim().Length == 0 ? throw new Wrong(NoValue) : (Term)new Term.Literal(read(t.Trim()))).ToSeq());
    }

    private static Clause? Filter(string column, string typed) => Listed(typed) switch
    {
        [] => null,
        [var one] => new Clause.Compare(new Term.Field(column), Operator.Equal, new Term.Literal(one)),
        var several => new Clause.Compare(new Term.Field(column), Operator.In, several.Select(v => (Term)new Term.Literal(v)).ToSeq()),
    };

    internal static List<string> Listed(string typed) => [.. typed.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static Period.Last Last(string typed, string unit)
    {
        if (typed.Length == 0) throw new Wrong(NoValue);
        var count = Whole(typed);
        if (count is < 1 or > 36_500) throw new Wrong(new("기간은 1 이상으로 적어 주세요.", "A period is at least 1 long."));
        return new((int)count, unit switch { "week" => PeriodUnit.Week, "month" => PeriodUnit.Month, _ => PeriodUnit.Day });
    }

    private static Period.Dates Dates(string from, string to)
    {
        if (from.Length == 0 && to.Length == 0) throw new Wrong(new("시작일이나 종료일을 정해 주세요.", "Give the first or the last day."));
        return new(from.Length == 0 ? null : Day(from), to.Length == 0 ? null : Day(to));
    }

    private static long Whole(string typed) => long.TryParse(typed, NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number : throw new Wrong(new($"‘{typed}’ 대신 숫자를 적어 주세요.", $"Write a whole number instead of “{typed}”."));

    private Money Amount(string typed)
    {
        var digits = Money.Digits(currency);
        return decimal.TryParse(typed, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) && Math.Abs(amount) < 1_000_000_000_000_000m && decimal.Round(amount, digits) == amount
            ? new((long)(amount * SegmentRows.Scale(currency)), currency)
            : throw new Wrong(new($"‘{typed}’ 대신 금액을 숫자로 적어 주세요.", $"Write an amount instead of “{typed}”."));
    }

    private static DateOnly Day(string typed) => DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : throw new Wrong(new($"‘{typed}’ 대신 날짜를 2026-11-21처럼 적어 주세요.", $"Write a date like 2026-11-21 instead of “{typed}”."));

    private sealed class Wrong(Text text) : Exception(text.En)
    {
        public Text Text { get; } = text;
    }
}

using System.Globalization;

namespace Dangol.Marketing;

/// <summary>Rows out of a tree, where rows can say all of it.</summary>
internal static class SegmentRows
{
    /// <summary>The outermost group; null where the rows would not make the same tree again.</summary>
    public static SegmentNode? Of(Clause tree, string currency)
    {
        var whole = tree is Clause.All or Clause.Any or Clause.Not(Clause.All or Clause.Any) ? tree : new Clause.All([tree]);
        var root = Node(whole);
        return root is not null && new SegmentClauses(currency, null).Of(root) == whole ? root : null;
    }

    private static SegmentNode? Node(Clause clause) => clause switch
    {
        Clause.All(var clauses) => Group(clauses, "all"),
        Clause.Any(var clauses) => Group(clauses, "any"),
        Clause.Not(not Clause.Not and var inner) => Negated(Node(inner)),
        Clause.Compare { Left: Term.Field(var path) } compare => Values(new SegmentNode { What = path, Op = SegmentClauses.Word(compare.Operator) }, compare),
        Clause.Within { Left: Term.Field(var path), Period: Period.Last(var n, var unit) } => new() { What = path, Op = "last", Value = Number(n), Unit = Unit(unit) },
        Clause.Within { Left: Term.Field(var path), Period: Period.Dates(var from, var to) } => new() { What = path, Op = "dates", Value = Day(from), Upper = Day(to) },
        Clause.Compare { Left: Term.Measure measure } compare => Measure(measure, compare),
        _ => null,
    };

    private static SegmentNode? Group(Seq<Clause> clauses, string join)
    {
        var children = clauses.Select(Node).ToList();
        return children.Contains(null) ? null : new SegmentNode { Children = children!, Join = join };
    }

    private static SegmentNode? Negated(SegmentNode? node)
    {
        if (node is not null) node.Not = true;
        return node;
    }

    private static SegmentNode? Values(SegmentNode node, Clause.Compare compare)
    {
        var typed = compare.Values.Select(Typed).ToList();
        if (typed.Contains(null)) return null;
        if (compare.Operator == Operator.Between && typed.Count == 2) (node.Value, node.Upper) = (typed[0]!, typed[1]!);
        else node.Value = string.Join(", ", typed);
        return node;
    }

    private static SegmentNode? Measure(Term.Measure measure, Clause.Compare compare)
    {
        var node = new SegmentNode { What = measure.Fact, Take = measure.Column ?? "count", Op = SegmentClauses.Word(compare.Operator) };
        if (measure is { Take: Aggregate.Count } && compare is { Operator: Operator.Equal, Values: [Term.Literal(0L)] }) node.Op = "never";
        else if (Values(node, compare) is null) return null;
        if (measure.Period is Period.Last(var n, var unit)) (node.When, node.Span, node.Unit) = ("last", Number(n), Unit(unit));
        if (measure.Period is Period.Dates(var from, var to)) (node.When, node.From, node.To) = ("dates", Day(from), Day(to));
        foreach (var part in measure.Where switch { null => [], Clause.All(var clauses) => clauses, var one => (IReadOnlyList<Clause>)[one] })
        {
            if (part is not Clause.Compare { Left: Term.Field(var column), Values: var values }) return null;
            var listed = string.Join(", ", values.Select(Typed));
            switch (column)
            {
                case "category": node.Category = listed; break;
                case "code": node.Code = listed; break;
                case "channel": node.Channel = listed; break;
                default: return null;
            }
        }
        return node;
    }

    private static string? Typed(Term term) => term is not Term.Literal(var value) ? null : value switch
    {
        string text => text,
        long number => Number(number),
        DateOnly day => Day(day),
        Money money => (money.Minor / Scale(money.Currency)).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    internal static decimal Scale(string currency) => Money.Digits(currency) switch { 0 => 1m, 2 => 100m, _ => 1000m };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Unit(PeriodUnit unit) => unit switch { PeriodUnit.Day => "day", PeriodUnit.Week => "week", _ => "month" };
}

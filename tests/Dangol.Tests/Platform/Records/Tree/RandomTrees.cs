using Dangol.Platform;
using FsCheck;
using FsCheck.Fluent;

namespace Dangol.Tests;

/// <summary>Random trees over the shoppers' schema, nearly all of them well typed, and how to make a failing one smaller.</summary>
internal static class RandomTrees
{
    private static readonly FieldKind[] Kinds = Enum.GetValues<FieldKind>();

    public static Arbitrary<Clause> Clauses => Arb.From(Gen.Choose(0, 3).SelectMany(depth => Clause(depth, Shoppers.Schema)), Smaller);

    public static Arbitrary<Term> Terms => Arb.From(Gen.Elements(Kinds).SelectMany(kind => Term(kind, 2, Shoppers.Schema)), Smaller);

    private static Gen<Clause> Clause(int depth, TreeSchema schema) => depth == 0
        ? Leaf(schema)
        : Gen.Frequency(
            (3, Leaf(schema)),
            (2, Few(Clause(depth - 1, schema)).Select(Clause (c) => new Clause.All(c))),
            (2, Few(Clause(depth - 1, schema)).Select(Clause (c) => new Clause.Any(c))),
            (2, Clause(depth - 1, schema).Select(Clause (c) => new Clause.Not(c))));

    private static Gen<Clause> Leaf(TreeSchema schema) => Gen.Elements(Kinds).SelectMany(kind => Gen.OneOf(
        Compared(kind, schema),
        Compared(kind, schema),
        Few(Literal(kind)).SelectMany(values => Term(kind, 1, schema).SelectMany(left => Gen.Elements(Operator.In, Operator.NotIn)
            .Select(Clause (o) => new Clause.Compare(left, o, values.Count == 0 ? [new Term.Literal("x")] : values.Select(Term (v) => v).ToSeq())))),
        Term(kind, 1, schema).SelectMany(left => Gen.Elements(Operator.Empty, Operator.NotEmpty).Select(Clause (o) => new Clause.Compare(left, o, []))),
        Term(FieldKind.Text, 0, schema).SelectMany(left => Gen.Elements(Operator.Contains, Operator.StartsWith).SelectMany(o =>
            Literal(FieldKind.Text).Select(Clause (part) => new Clause.Compare(left, o, part)))),
        Gen.Elements(FieldKind.Date, FieldKind.Instant).SelectMany(day => Term(day, 1, schema).SelectMany(left => Periods.Select(Clause (p) => new Clause.Within(left, p)))),
        // Trees that mix kinds: whatever the binder lets through must still mean one thing.
        Term(kind, 1, schema).SelectMany(left => Gen.Elements(Kinds).SelectMany(Literal).SelectMany(right => Gen.Choose(0, 5)
            .Select(Clause (o) => new Clause.Compare(left, (Operator)o, right))))));

    private static Gen<Clause> Compared(FieldKind kind, TreeSchema schema) =>
        Gen.Choose(0, 6).SelectMany(o => Term(kind, 2, schema).SelectMany(left => Term(kind, 1, schema).SelectMany(right =>
            Literal(kind).Select(Clause (to) => (Operator)o == Operator.Between ? new Clause.Compare(left, Operator.Between, [right, to]) : new Clause.Compare(left, (Operator)o, right)))));

    private static Gen<Term> Term(FieldKind kind, int depth, TreeSchema schema)
    {
        var fields = schema.Fields.Where(f => f.Kind == kind).Select(Term (f) => new Term.Field(f.Name)).ToArray();
        var leaves = fields.Length == 0 ? Literal(kind).Select(Term (l) => l) : Gen.Frequency((4, Gen.Elements(fields)), (1, Literal(kind).Select(Term (l) => l)));
        if (kind == FieldKind.Id) leaves = Gen.Frequency((3, leaves), (1, Gen.Constant<Term>(new Term.Me())));
        if (kind == FieldKind.Date) leaves = Gen.Frequency((3, leaves), (1, Gen.Elements(0, -1, -30, -90, 7).Select(Term (n) => new Term.Today(n))));
        if (schema.Facts.Count > 0 && depth > 0 && kind is FieldKind.Whole or FieldKind.Decimal or FieldKind.Money or FieldKind.Date)
            leaves = Gen.Frequency((2, leaves), (1, Measure(kind)));
        if (depth == 0 || kind is not (FieldKind.Decimal or FieldKind.Money)) return leaves;
        var number = Gen.Elements(FieldKind.Whole, FieldKind.Decimal).SelectMany(k => Term(k, depth - 1, schema));
        var signs = Gen.Elements(Enum.GetValues<Arithmetic>());
        var calculated = kind == FieldKind.Decimal
            ? Gen.OneOf(
                Calculated(number, signs, number),
                Calculated(Term(FieldKind.Money, depth - 1, schema), Gen.Constant(Arithmetic.Divide), Term(FieldKind.Money, depth - 1, schema)),
                number.SelectMany(n => Gen.Choose(0, 3).Select(Term (d) => new Term.Round(n, d))))
            : Gen.OneOf(
                Calculated(Term(FieldKind.Money, depth - 1, schema), Gen.Elements(Arithmetic.Add, Arithmetic.Subtract), Term(FieldKind.Money, depth - 1, schema)),
                Calculated(Term(FieldKind.Money, depth - 1, schema), Gen.Elements(Arithmetic.Multiply, Arithmetic.Divide), number));
        return Gen.Frequency((2, leaves), (1, calculated));
    }

    private static Gen<Term> Calculated(Gen<Term> left, Gen<Arithmetic> sign, Gen<Term> right) =>
        left.SelectMany(a => sign.SelectMany(s => right.Select(Term (b) => new Term.Calculate(a, s, b))));

    private static Gen<Term> Measure(FieldKind kind)
    {
        var taken = kind switch
        {
            FieldKind.Whole => Gen.Elements<(Aggregate, string?)>((Aggregate.Count, null), (Aggregate.Count, null), (Aggregate.Distinct, "category"), (Aggregate.Distinct, "product"),
                (Aggregate.Sum, "quantity"), (Aggregate.Max, "quantity"), (Aggregate.Distinct, "day")),
            FieldKind.Decimal => Gen.Elements<(Aggregate, string?)>((Aggregate.Sum, "price"), (Aggregate.Average, "price"), (Aggregate.Min, "price"), (Aggregate.Average, "quantity")),
            FieldKind.Money => Gen.Elements<(Aggregate, string?)>((Aggregate.Sum, "amount"), (Aggregate.Average, "amount"), (Aggregate.Max, "amount")),
            _ => Gen.Elements<(Aggregate, string?)>((Aggregate.First, null), (Aggregate.Last, null), (Aggregate.Max, "day")),
        };
        var where = Gen.Frequency((1, Gen.Constant<Clause?>(null)), (1, Gen.Choose(0, 1).SelectMany(d => Clause(d, new(new("구매", "purchase"), Shoppers.PurchaseFact.Columns))).Select(Clause? (c) => c)));
        return taken.SelectMany(t => Gen.OneOf(Gen.Constant<Period?>(null), Periods.Select(Period? (p) => p)).SelectMany(period => where.SelectMany(w => Gen.Elements("KRW", "USD")
            .Select(Term (code) => new Term.Measure("purchases", t.Item1, t.Item2, kind == FieldKind.Money ? code : null, period, w)))));
    }

    private static Gen<Period> Periods => Gen.OneOf(
        Gen.Elements(1, 7, 30, 90, 91).SelectMany(n => Gen.Elements(Enum.GetValues<PeriodUnit>()).Select(Period (u) => new Period.Last(n, u))),
        Gen.Elements(1, 7, 30).SelectMany(n => Gen.Elements(Enum.GetValues<PeriodUnit>()).Select(Period (u) => new Period.Next(n, u))),
        Gen.Elements(Enum.GetValues<PeriodName>()).Select(Period (n) => new Period.Named(n)),
        Gen.Choose(-100, 10).SelectMany(a => Gen.Choose(0, 90).SelectMany(b => Gen.Choose(0, 2).Select(Period (open) =>
            new Period.Dates(open == 1 ? null : Shoppers.At.Today.AddDays(a), open == 2 ? null : Shoppers.At.Today.AddDays(a + b))))));

    private static Gen<Term.Literal> Literal(FieldKind kind) => (kind switch
    {
        FieldKind.Text => Gen.Elements(ShopperCrowd.Texts.Where(t => !string.IsNullOrWhiteSpace(t)).Select(object? (t) => t).ToArray()),
        FieldKind.Whole => Gen.Elements<object?>(0L, 1L, 2L, 3L, 20L, 30L, -1L, 9_007_199_254_740_993L),
        FieldKind.Decimal => Gen.Elements<object?>(0.0m, 0.5m, 1.5m, 0.1m, -2.25m, 100.125m),
        FieldKind.Money => Gen.Elements<object?>(new Money(0, "KRW"), new Money(100, "KRW"), new Money(100, "USD"), new Money(50_000, "KRW"), new Money(0, "USD")),
        FieldKind.Date => Gen.Elements(0, 1, -1, -29, -30, -90, 7).Select(object? (n) => Shoppers.At.Today.AddDays(n)),
        FieldKind.Instant => Gen.Elements(0, -1, -30, -90).SelectMany(n => Gen.Elements(0, -1, 1).Select(object? (ms) => Shoppers.At.Start(Shoppers.At.Today.AddDays(n)).AddMilliseconds(ms))),
        FieldKind.YesNo => Gen.Elements<object?>(true, false),
        _ => Gen.Elements<object?>(Shoppers.Me, Guid.Empty),
    }).SelectMany(value => Gen.Frequency((30, Gen.Constant(value)), (1, Gen.Constant<object?>(null)))).Select(value => new Term.Literal(value));

    private static Gen<Seq<T>> Few<T>(Gen<T> one) => Gen.Choose(0, 3).SelectMany(n => Gen.ListOf(one, n)).Select(list => list.ToSeq());

    private static IEnumerable<Clause> Smaller(Clause clause)
    {
        switch (clause)
        {
            case Clause.All(var clauses):
                foreach (var one in clauses) yield return one;
                for (var i = 0; i < clauses.Count; i++) yield return new Clause.All(clauses.Where((_, at) => at != i).ToSeq());
                for (var i = 0; i < clauses.Count; i++)
                    foreach (var less in Smaller(clauses[i])) yield return new Clause.All(clauses.Select((c, at) => at == i ? less : c).ToSeq());
                break;
            case Clause.Any(var clauses):
                foreach (var one in clauses) yield return one;
                for (var i = 0; i < clauses.Count; i++) yield return new Clause.Any(clauses.Where((_, at) => at != i).ToSeq());
                for (var i = 0; i < clauses.Count; i++)
                    foreach (var less in Smaller(clauses[i])) yield return new Clause.Any(clauses.Select((c, at) => at == i ? less : c).ToSeq());
                break;
            case Clause.Not(var inner):
                yield return inner;
                foreach (var less in Smaller(inner)) yield return new Clause.Not(less);
                break;
            case Clause.Compare compare:
                foreach (var less in Smaller(compare.Left)) yield return compare with { Left = less };
                for (var i = 0; i < compare.Values.Count; i++)
                {
                    foreach (var less in Smaller(compare.Values[i])) yield return compare with { Values = compare.Values.Select((v, at) => at == i ? less : v).ToSeq() };
                    if (compare.Operator is Operator.In or Operator.NotIn && compare.Values.Count > 1) yield return compare with { Values = compare.Values.Where((_, at) => at != i).ToSeq() };
                }
                break;
        }
    }

    private static IEnumerable<Term> Smaller(Term term) => term switch
    {
        Term.Calculate(var left, var sign, var right) =>
            [left, right, .. Smaller(left).Select(l => new Term.Calculate(l, sign, right)), .. Smaller(right).Select(r => new Term.Calculate(left, sign, r))],
        Term.Round(var value, _) => [value],
        Term.Measure { Period: not null } measure => [measure with { Period = null }],
        Term.Measure { Where: { } where } measure => [measure with { Where = null }, .. Smaller(where).Select(w => measure with { Where = w })],
        _ => [],
    };
}

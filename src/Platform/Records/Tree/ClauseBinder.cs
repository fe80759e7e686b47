namespace Dangol.Platform;

/// <summary>Checks clauses against a schema and settles them: here every operator gets its one meaning, in terms of a few tests.</summary>
internal sealed class ClauseBinder(TreeSchema schema, AsOf at)
{
    private readonly TermBinder _terms = new(schema, at);

    /// <exception cref="Refused">What is wrong, naming the innermost clause that is.</exception>
    public Test Bind(Clause clause, string path)
    {
        try
        {
            return clause switch
            {
                Clause.All(var clauses) => new Test.Both(clauses.Select((c, i) => Bind(c, $"{path}.all[{i}]")).ToSeq()),
                Clause.Any(var clauses) => new Test.Either(clauses.Select((c, i) => Bind(c, $"{path}.any[{i}]")).ToSeq()),
                Clause.Not(var inner) => new Test.Fails(Bind(inner, path + ".not")),
                Clause.Compare compare => Compared(compare, path),
                Clause.Within(var left, var period) => Inside(_terms.Bind(left, path), period, path),
                _ => throw TreeFault.UnknownNode(path, clause.GetType().Name),
            };
        }
        catch (TreeFault fault)
        {
            throw fault.In(clause, schema);
        }
    }

    private Test Compared(Clause.Compare compare, string path)
    {
        var wanted = compare.Operator switch
        {
            Operator.Empty or Operator.NotEmpty => 0,
            Operator.Between => 2,
            Operator.In or Operator.NotIn => Math.Max(1, compare.Values.Count),
            _ => 1,
        };
        if (compare.Values.Count != wanted) throw TreeFault.Arity(path, wanted, compare.Values.Count);

        var left = _terms.Bind(compare.Left, path);
        if (left.Field is { IsPhone: true }) compare = compare with { Values = compare.Values.Select(v => Number(v, compare.Operator, path)).ToSeq() };
        var values = compare.Values.Select(v => _terms.Bind(v, path)).ToList();
        if (left.Field?.Choices is { } choices) foreach (var value in compare.Values) OneOfTheChoices(left.Field, choices, value, path);
        return compare.Operator switch
        {
            Operator.Empty => new Test.Fails(Known(left)),
            Operator.NotEmpty => Known(left),
            Operator.Between => Test.And(Pair(left, Relation.AtLeast, values[0], path), Pair(left, Relation.AtMost, values[1], path)),
            Operator.In => Listed(left, values, path),
            Operator.NotIn => Test.And(Known(left), new Test.Fails(Listed(left, values, path))),
            Operator.Contains => Holding(left, compare.Values[0], path),
            Operator.StartsWith => Starting(left, compare.Values[0], path),
            Operator.Equal => Pair(left, Relation.Equal, values[0], path),
            Operator.NotEqual => Pair(left, Relation.NotEqual, values[0], path),
            Operator.Less => Pair(left, Relation.Less, values[0], path),
            Operator.AtMost => Pair(left, Relation.AtMost, values[0], path),
            Operator.More => Pair(left, Relation.More, values[0], path),
            _ => Pair(left, Relation.AtLeast, values[0], path),
        };
    }

    /// <summary>A telephone number, or a part of one, as it is kept.</summary>
    private static Term Number(Term value, Operator comparison, string path) => value is not Term.Literal(string text) ? value : new Term.Literal(comparison switch
    {
        Operator.Contains => PhoneNumber.Part(text),
        Operator.StartsWith => PhoneNumber.Beginning(text),
        Operator.Equal or Operator.NotEqual or Operator.In or Operator.NotIn => PhoneNumber.Of(text),
        _ => text,
    } ?? throw TreeFault.NotAPhone(path, text));

    private static Test Known(Typed value) => value switch
    {
        { Value: Cell.Constant constant } => constant.Value is null ? Test.False : Test.True,
        { Kind: FieldKind.Text } => new Test.Known(new Cell.Unblank(value.Value)),
        { Currency: Cell.Constant } or { Currency: null } => new Test.Known(value.Value),
        _ => Test.And(new Test.Known(value.Value), new Test.Known(value.Currency)),
    };

    private Test Pair(Typed left, Relation relation, Typed right, string path)
    {
        if (left.IsNothing || right.IsNothing) return Test.False;
        return (left.Kind, right.Kind) switch
        {
            (FieldKind.Money, FieldKind.Money) or (FieldKind.UnitPrice, FieldKind.UnitPrice) => Amounts(left, relation, right),
            (FieldKind.Whole, FieldKind.Whole) => Test.Of(left.Value, relation, right.Value),
            _ when left.IsNumber && right.IsNumber => Test.Of(Cell.Real(left.Value), relation, Cell.Real(right.Value)),
            (FieldKind.Text, FieldKind.Text) => Texts(left, relation, right, path),
            (FieldKind.Date, FieldKind.Date) or (FieldKind.Instant, FieldKind.Instant) => Test.Of(left.Value, relation, right.Value),
            (FieldKind.Instant, FieldKind.Date) when right.Value is Cell.Constant { Value: DateOnly day } => OnDay(left, relation, day),
            (FieldKind.YesNo, FieldKind.YesNo) or (FieldKind.Id, FieldKind.Id) when relation is Relation.Equal or Relation.NotEqual =>
                Test.Of(left.Value, relation, right.Value),
            (FieldKind.YesNo, FieldKind.YesNo) or (FieldKind.Id, FieldKind.Id) => throw TreeFault.NoOrder(path, left.Kind),
            _ => throw TreeFault.Mismatch(path, left.Kind, right.Kind),
        };
    }

    private static Test Amounts(Typed left, Relation relation, Typed right)
    {
        var (a, b) = left.Value.Shape == right.Value.Shape ? (left.Value, right.Value) : (Cell.Real(left.Value), Cell.Real(right.Value));
        var sameCurrency = Test.Of(left.Currency!, Relation.Equal, right.Currency!);
        return relation == Relation.NotEqual
            ? Test.And(Known(left), Known(right), new Test.Fails(Test.And(sameCurrency, Test.Of(a, Relation.Equal, b))))
            : Test.And(sameCurrency, Test.Of(a, relation, b));
    }

    private static Test Texts(Typed left, Relation relation, Typed right, string path)
    {
        if (left.IsLiteral) left = left.FoldedLike(right);
        if (right.IsLiteral) right = right.FoldedLike(left);
        if (left.IsFolded != right.IsFolded && !left.IsLiteral && !right.IsLiteral) throw TreeFault.Folding(path);
        // A blank text is empty, and must not pass for a small or a different value. Where the relation to a text that is not blank shuts it out
        // anyway, the bare column is compared, so that an index can answer.
        var leftIsSafe = right.IsLiteral && relation is Relation.Equal or Relation.More or Relation.AtLeast;
        var rightIsSafe = left.IsLiteral && relation is Relation.Equal or Relation.Less or Relation.AtMost;
        return Test.Of(
            left.IsLiteral || (leftIsSafe && right.IsLiteral) ? left.Value : new Cell.Unblank(left.Value), relation,
            right.IsLiteral || (rightIsSafe && left.IsLiteral) ? right.Value : new Cell.Unblank(right.Value));
    }

    private Test OnDay(Typed instant, Relation relation, DateOnly day)
    {
        var begins = new Cell.Constant(Shape.Instant, at.Start(day));
        var ends = new Cell.Constant(Shape.Instant, at.Start(day.AddDays(1)));
        var on = Test.And(Test.Of(instant.Value, Relation.AtLeast, begins), Test.Of(instant.Value, Relation.Less, ends));
        return relation switch
        {
            Relation.Equal => on,
            Relation.NotEqual => Test.And(Known(instant), new Test.Fails(on)),
            Relation.Less => Test.Of(instant.Value, Relation.Less, begins),
            Relation.AtMost => Test.Of(instant.Value, Relation.Less, ends),
            Relation.More => Test.Of(instant.Value, Relation.AtLeast, ends),
            _ => Test.Of(instant.Value, Relation.AtLeast, begins),
        };
    }

    private Test Inside(Typed value, Period period, string path)
    {
        if (value.Kind is not (FieldKind.Date or FieldKind.Instant)) throw TreeFault.NotADate(path, value.Kind);
        var (from, to) = TermBinder.Days(period, at.Today, path);
        return value.IsNothing ? Test.False : new Test.Both(Bounds().ToSeq());

        IEnumerable<Test> Bounds()
        {
            if (from is { } first) yield return Day(Relation.AtLeast, first);
            if (to is { } last) yield return Day(Relation.AtMost, last);
        }

        Test Day(Relation relation, DateOnly day) =>
            value.Kind == FieldKind.Instant ? OnDay(value, relation, day) : Test.Of(value.Value, relation, new Cell.Constant(Shape.Day, day));
    }

    /// <summary>Equal to one of the values; those that compare one column with constants are gathered, so that stores get one IN.</summary>
    private Test Listed(Typed left, List<Typed> values, string path)
    {
        if (values.Any(v => v.Value is not Cell.Constant)) throw TreeFault.ListOfConstants(path);
        var tests = values.Select(v => Pair(left, Relation.Equal, v, path)).Where(t => t != Test.False).ToList();
        var gathered = new List<Test>();
        foreach (var group in tests.GroupBy(t => t is Test.Pair { Right: Cell.Constant } pair ? pair.Left : null))
        {
            if (group.Key is null) gathered.AddRange(group);
            else gathered.Add(new Test.OneOf(group.Key, group.Select(t => (Cell.Constant)((Test.Pair)t).Right).Distinct().ToSeq()));
        }
        return new Test.Either(gathered.ToSeq());
    }

    private static Test Holding(Typed left, Term part, string path)
    {
        var text = Part(left, part, path);
        if (HasCase(left, text)) (left, text) = (left with { Value = Small(left.Value) }, Fold.Small(text));
        if (left.Value is Cell.Constant { Value: var hay }) return hay is string found && found.Contains(text, StringComparison.Ordinal) ? Test.True : Test.False;
        return new Test.Holds(left.Value, new Cell.Constant(Shape.Text, text));
    }

    /// <summary>As a range, which an index answers in every engine and which none of them reads with its own idea of case or of wildcards.</summary>
    private static Test Starting(Typed left, Term part, string path)
    {
        var prefix = Part(left, part, path);
        if (!HasCase(left, prefix)) return Range(left.Value, prefix, prefix);
        // Whatever the case of its letters, it lies between the one with all large and the one with all small.
        var small = Fold.Small(prefix);
        return Test.And(Range(left.Value, Fold.Large(prefix), small), Range(Small(left.Value), small, small));

        static Test Range(Cell text, string first, string last)
        {
            var from = Test.Of(text, Relation.AtLeast, new Cell.Constant(Shape.Text, first));
            return CodePoints.After(last) is { } after ? Test.And(from, Test.Of(text, Relation.Less, new Cell.Constant(Shape.Text, after))) : from;
        }
    }

    /// <summary>Where no column has the folded form, a part is found in large and in small letters all the same.</summary>
    private static bool HasCase(Typed left, string part) => !left.IsFolded && left.Field is not { IsCode: true } && part.Any(char.IsAsciiLetter);

    private static Cell Small(Cell text) => text is Cell.Constant { Value: string known } ? new Cell.Constant(Shape.Text, Fold.Small(known)) : new Cell.Small(text);

    private static string Part(Typed left, Term part, string path)
    {
        if (left.Kind != FieldKind.Text) throw TreeFault.NotText(path, left.Kind);
        if (part is not Term.Literal { Value: string text }) throw TreeFault.TextLiteral(path);
        return left.IsFolded ? Fold.Of(text) : text;
    }

    private static void OneOfTheChoices(TreeField field, IReadOnlyDictionary<string, Text> choices, Term value, string path)
    {
        if (value is Term.Literal { Value: string text } && !choices.ContainsKey(text)) throw TreeFault.NotAChoice(path, field, text);
    }
}

using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace Dangol.Platform;

/// <summary>Where a field lies in an entity: a lambda from the entity to its value (for a folded text, to the folded column), for money also to its currency.</summary>
public sealed record ExpressionColumn(LambdaExpression Value, LambdaExpression? Currency = null);

/// <summary>Where a fact lies: its rows, of the same context as the query; the record's key in the record and in the fact; the fact's columns.</summary>
public sealed record ExpressionFact(IQueryable Rows, LambdaExpression Key, LambdaExpression RowKey, Func<string, ExpressionColumn> Column);

/// <summary>How a schema lies in an EF model: by name or path the field, by name the fact.</summary>
public sealed record ExpressionMap(Func<string, ExpressionColumn> Column, Func<string, ExpressionFact>? Fact = null);

/// <summary>
/// The tree as an expression that EF Core turns into SQL. Values become parameters, so that trees which differ only in them share a plan. A measure is a
/// sub-query per row: right for a page of a list, while a whole segment is counted by <see cref="TreeSql"/>.
/// </summary>
public static class TreeExpression
{
    /// <summary>The clause as a predicate.</summary>
    public static Expression<Func<T, bool>> Where<T>(BoundClause clause, ExpressionMap map)
    {
        var row = Expression.Parameter(typeof(T), "x");
        return Expression.Lambda<Func<T, bool>>(new InExpression(row, map.Column, map.Fact).Test(clause.Test), row);
    }

    /// <summary>The term as a selector, to show and sort by.</summary>
    public static ExpressionColumn Value<T>(BoundTerm term, ExpressionMap map)
    {
        var row = Expression.Parameter(typeof(T), "x");
        var nodes = new InExpression(row, map.Column, map.Fact);
        return new(Expression.Lambda(nodes.Cell(term.Value), row), term.Currency is null ? null : Expression.Lambda(nodes.Cell(term.Currency), row));
    }
}

/// <summary>
/// Turns the nodes of a checked tree into expressions. EF gives <c>==</c> and <c>!=</c> the meaning they have in C# (null equals null), and the others the
/// one they have in SQL (unknown): so the former are guarded, and a negation asks for "is not 1" of a CASE, which an unknown falls through.
/// </summary>
internal sealed class InExpression(ParameterExpression row, Func<string, ExpressionColumn> column, Func<string, ExpressionFact>? fact)
{
    public Expression Test(Test test) => test switch
    {
        Platform.Test.Both(var tests) => tests.Select(Test).DefaultIfEmpty(Expression.Constant(true)).Aggregate(Expression.AndAlso),
        Platform.Test.Either(var tests) => tests.Select(Test).DefaultIfEmpty(Expression.Constant(false)).Aggregate(Expression.OrElse),
        Platform.Test.Fails(var inner) =>
            Expression.Equal(Expression.Condition(Test(inner), Expression.Constant(1), Expression.Constant(0)), Expression.Constant(0)),
        Platform.Test.Known(var cell) => Known(Cell(cell)),
        Platform.Test.Pair pair => Pair(pair),
        Platform.Test.OneOf(var cell, var choices) => OneOf(Cell(cell), choices),
        Platform.Test.Holds(var text, var part) => Expression.Call(Cell(text), nameof(string.Contains), null, Cell(part)),
        _ => throw new InvalidOperationException($"No such test: {test}"),
    };

    public Expression Cell(Cell cell) => cell switch
    {
        Platform.Cell.Constant(var shape, var value) => value is null ? Expression.Constant(null, TypeOf(shape)) : Held(value, TypeOf(shape)),
        Platform.Cell.Column stored => As(TypeOf(stored.Shape), Inlined(Lambda(stored), row)),
        Platform.Cell.Unblank(var inner) when Cell(inner) is var text =>
            Expression.Condition(Expression.Equal(text, Expression.Constant("")), Expression.Constant(null, typeof(string)), text),
        // Both engines' lower() differ beyond these letters.
        Platform.Cell.Small(var inner) => Enumerable.Range('A', 26).Aggregate(Cell(inner), (text, letter) =>
            Expression.Call(text, nameof(string.Replace), null, Expression.Constant(((char)letter).ToString()), Expression.Constant(((char)(letter | 0x20)).ToString()))),
        Platform.Cell.ToReal(var number) => Expression.Convert(Cell(number), typeof(double?)),
        Platform.Cell.ToWhole(var number) => Expression.Convert(Cell(number), typeof(long?)),
        Platform.Cell.Calculate(var a, var sign, var b) => Calculate(Cell(a), sign, Cell(b)),
        Platform.Cell.Nearest(var number) => Expression.Subtract(Expression.Add(Cell(number), Rint), Rint),
        Platform.Cell.When(var test, var inner) when Cell(inner) is var value =>
            Expression.Condition(Test(test), value, Expression.Constant(null, value.Type)),
        Platform.Cell.Measure measure => Measure(measure),
        _ => throw new InvalidOperationException($"No such value: {cell}"),
    };

    private static readonly Expression Rint = Expression.Constant(Platform.Cell.Rint, typeof(double?));

    private Expression Pair(Test.Pair pair)
    {
        var (a, b) = (Cell(pair.Left), Cell(pair.Right));
        var isText = pair.Left.Shape == Shape.Text;
        var order = isText ? Expression.Call(typeof(string), nameof(string.Compare), null, a, b) : null;
        var zero = Expression.Constant(0);
        var compared = pair.Relation switch
        {
            Relation.Equal => Expression.Equal(a, b),
            Relation.NotEqual => Expression.NotEqual(a, b),
            Relation.Less => isText ? Expression.LessThan(order!, zero) : Expression.LessThan(a, b),
            Relation.AtMost => isText ? Expression.LessThanOrEqual(order!, zero) : Expression.LessThanOrEqual(a, b),
            Relation.More => isText ? Expression.GreaterThan(order!, zero) : Expression.GreaterThan(a, b),
            _ => isText ? Expression.GreaterThanOrEqual(order!, zero) : Expression.GreaterThanOrEqual(a, b),
        };
        var guard = pair.Relation switch
        {
            Relation.NotEqual => new[] { pair.Left, pair.Right }.Where(MayBeEmpty),
            Relation.Equal when MayBeEmpty(pair.Left) && MayBeEmpty(pair.Right) => [pair.Left],
            _ => [],
        };
        return guard.Select(cell => Known(Cell(cell))).Append(compared).Aggregate(Expression.AndAlso);
    }

    private static bool MayBeEmpty(Cell cell) =>
        cell is not (Platform.Cell.Constant or Platform.Cell.Measure { Take: Aggregate.Count or Aggregate.Sum or Aggregate.Distinct });

    private static Expression Known(Expression value) => Expression.NotEqual(value, Expression.Constant(null, value.Type));

    private static Expression OneOf(Expression value, Seq<Cell.Constant> choices)
    {
        var list = Array.CreateInstance(value.Type, choices.Count);
        for (var i = 0; i < choices.Count; i++) list.SetValue(choices[i].Value, i);
        return Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [value.Type], Held(list, list.GetType()), value);
    }

    private static Expression Calculate(Expression a, Arithmetic sign, Expression b) => sign switch
    {
        Arithmetic.Add => Expression.Add(a, b),
        Arithmetic.Subtract => Expression.Subtract(a, b),
        Arithmetic.Multiply => Expression.Multiply(a, b),
        _ => Expression.Divide(a, Expression.Condition(Expression.Equal(b, Expression.Constant(0.0, typeof(double?))), Expression.Constant(null, typeof(double?)), b)),
    };

    private Expression Measure(Cell.Measure measure)
    {
        var source = (fact ?? throw new InvalidOperationException($"The fact {measure.Fact} is not mapped"))(measure.Fact);
        var line = Expression.Parameter(source.Rows.ElementType, "f");
        var lines = new InExpression(line, source.Column, null);
        var (key, lineKey) = (Inlined(source.Key, row), Inlined(source.RowKey, line));
        if (key.Type != lineKey.Type)
            (key, lineKey) = (As(Nullable(key.Type), key), As(Nullable(lineKey.Type), lineKey));
        var where = Expression.AndAlso(Expression.Equal(lineKey, key), lines.Test(measure.Where));
        var value = measure.Value is null ? null : lines.Cell(measure.Value);
        if (measure.Take == Aggregate.Distinct) where = Expression.AndAlso(where, Known(value!));
        var counted = On(nameof(Queryable.Where), [line.Type], source.Rows.Expression, Expression.Lambda(where, line));
        if (value is null) return Expression.Convert(On(nameof(Queryable.LongCount), [line.Type], counted), typeof(long?));
        var of = Expression.Lambda(value, line);
        return measure.Take switch
        {
            Aggregate.Sum => On(nameof(Queryable.Sum), [line.Type], counted, of),
            Aggregate.Min => On(nameof(Queryable.Min), [line.Type, value.Type], counted, of),
            Aggregate.Max => On(nameof(Queryable.Max), [line.Type, value.Type], counted, of),
            _ => Expression.Convert(On(nameof(Queryable.LongCount), [value.Type],
                On(nameof(Queryable.Distinct), [value.Type], On(nameof(Queryable.Select), [line.Type, value.Type], counted, of))), typeof(long?)),
        };
    }

    private static MethodCallExpression On(string method, Type[] types, Expression source, params LambdaExpression[] lambdas) =>
        Expression.Call(typeof(Queryable), method, types, [source, .. lambdas.Select(Expression.Quote)]);

    private LambdaExpression Lambda(Cell.Column stored) => !stored.IsCurrency ? column(stored.Path).Value
        : column(stored.Path).Currency ?? throw new InvalidOperationException($"{stored.Path} is money and wants the column of its currency");

    private static Expression Inlined(LambdaExpression lambda, Expression argument) =>
        ReplacingExpressionVisitor.Replace(lambda.Parameters[0], argument, lambda.Body);

    private static Expression As(Type type, Expression value) => value.Type == type ? value : Expression.Convert(value, type);

    private static Type Nullable(Type type) => type.IsValueType && System.Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type) : type;

    /// <summary>A value as a member of an object, which is what EF makes a parameter of.</summary>
    private static Expression Held(object value, Type type)
    {
        var held = Activator.CreateInstance(typeof(Holder<>).MakeGenericType(type), value)!;
        return Expression.Field(Expression.Constant(held), nameof(Holder<int>.Value));
    }

    private static Type TypeOf(Shape shape) => shape switch
    {
        Shape.Text => typeof(string),
        Shape.Whole => typeof(long?),
        Shape.Real => typeof(double?),
        Shape.Day => typeof(DateOnly?),
        Shape.Instant => typeof(DateTime?),
        Shape.YesNo => typeof(bool?),
        _ => typeof(Guid?),
    };

    private sealed class Holder<TValue>(TValue value)
    {
        public readonly TValue Value = value;
    }
}

using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>The table and columns of a bulk write, and how a row's values go to them, compiled once.</summary>
internal sealed class RowShape<T>
{
    private readonly Lazy<Action<T, Cells>[]> _puts;

    public RowShape(string table, IReadOnlyList<(string Name, PropertyInfo Property)> columns)
    {
        (Table, Columns, Properties, Types) = (table, [.. columns.Select(c => c.Name)], [.. columns.Select(c => c.Property)], [.. columns.Select(c => c.Property.PropertyType)]);
        Write = Compile(Properties);
        _puts = new(() => [.. Properties.Select(p => Compile([p]))]);
    }

    /// <summary>A shape whose values don't stand in properties: one way to put a value for each column.</summary>
    public RowShape(string table, IReadOnlyList<string> columns, IReadOnlyList<Type> types, Action<T, Cells>[] puts)
    {
        (Table, Columns, Properties, Types, _puts) = (table, columns, [], types, new(puts));
        Write = (row, cells) => { foreach (var put in puts) put(row, cells); };
    }

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>Where the values come from, in the order of the columns.</summary>
    public IReadOnlyList<PropertyInfo> Properties { get; }

    /// <summary>What the values are, in the order of the columns.</summary>
    public IReadOnlyList<Type> Types { get; }

    /// <summary>The same with some of the columns.</summary>
    public RowShape<T> Only(Func<string, bool> wanted)
    {
        int[] places = [.. Enumerable.Range(0, Columns.Count).Where(i => wanted(Columns[i]))];
        return new(Table, [.. places.Select(i => Columns[i])], [.. places.Select(i => Types[i])], [.. places.Select(i => _puts.Value[i])]);
    }

    /// <summary>Puts the row's values in the order of the columns.</summary>
    public Action<T, Cells> Write { get; }

    /// <summary>The shape of a declared type, from the model that Entity Framework has of it.</summary>
    public static RowShape<T> Of(DeclaredType type, Store store, Declarations declarations)
    {
        using var db = ModuleDbFactory<RecordsDb>.New(store, declarations);
        var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{type.Name} is not mapped");
        return new(type.Table, [.. entity.GetProperties().Where(p => p.PropertyInfo is not null).Select(p => (p.GetColumnName(), p.PropertyInfo!))]);
    }

    private static Action<T, Cells> Compile(IEnumerable<PropertyInfo> properties)
    {
        var (row, cells) = (Expression.Parameter(typeof(T)), Expression.Parameter(typeof(Cells)));
        return Expression.Lambda<Action<T, Cells>>(Expression.Block(properties.Select(p => Put(cells, Expression.Property(row, p)))), row, cells).Compile();
    }

    private static Expression Put(Expression cells, Expression value)
    {
        var none = Expression.Call(cells, nameof(Cells.PutNull), null);
        if (Nullable.GetUnderlyingType(value.Type) is not null)
            return Expression.IfThenElse(Expression.Property(value, "HasValue"), Put(cells, Expression.Property(value, "Value")), none);
        if (value.Type.IsEnum)
            return Put(cells, Expression.Call(typeof(Names), nameof(Names.Snake), null, Expression.Call(value, nameof(ToString), null)));
        var put = typeof(Cells).GetMethod(nameof(Cells.Put), [value.Type]);
        if (put is null || put.GetParameters()[0].ParameterType != value.Type) throw new NotSupportedException($"{value.Type.Name} has no column type");
        return value.Type.IsValueType
            ? Expression.Call(cells, put, value)
            : Expression.IfThenElse(Expression.ReferenceEqual(value, Expression.Constant(null)), none, Expression.Call(cells, put, value));
    }
}

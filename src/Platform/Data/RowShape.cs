using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>The table and columns of a bulk write, and how a row's values go to them, compiled once.</summary>
internal sealed class RowShape<T>
{
    public RowShape(string table, IReadOnlyList<(string Name, PropertyInfo Property)> columns)
    {
        (Table, Columns, Properties) = (table, [.. columns.Select(c => c.Name)], [.. columns.Select(c => c.Property)]);
        Write = Compile(columns.Select(c => c.Property));
    }

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>Where the values come from, in the order of the columns.</summary>
    public IReadOnlyList<PropertyInfo> Properties { get; }

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

using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Dangol.Platform;

/// <summary>A declared type as trees see it: its columns as fields, and where they lie in the model, in SQL and in memory.</summary>
internal sealed class RecordTree
{
    private static readonly ConditionalWeakTable<DeclaredType, RecordTree> Known = [];
    private readonly Dictionary<string, PropertyInfo> _properties;
    private readonly Dictionary<string, PropertyInfo> _folded;

    private RecordTree(DeclaredType type)
    {
        var fields = type.Fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
        _folded = type.Fields.Where(f => f.Folded is not null).ToDictionary(f => f.Name, f => f.Folded!, StringComparer.Ordinal);
        _properties = type.Entity.GetProperties().Where(p => p.CanWrite && KindOf(p.PropertyType) is not null && !(fields.GetValueOrDefault(Names.Snake(p.Name))?.IsSecret ?? false))
            .ToDictionary(p => Names.Snake(p.Name), StringComparer.Ordinal);
        Schema = new TreeSchema(type.Label, _properties.Select(p => new TreeField(p.Key, fields.GetValueOrDefault(p.Key)?.Label ?? Text.Same(p.Key), KindOf(p.Value.PropertyType)!.Value,
            Folded: _folded.TryGetValue(p.Key, out var column) ? Names.Snake(column.Name) : null)));
    }

    /// <summary>The fields that a tree may name.</summary>
    public TreeSchema Schema { get; }

    public static RecordTree Of(DeclaredType type) => Known.GetValue(type, static t => new(t));

    /// <summary>As an expression for the model.</summary>
    public Expression<Func<T, bool>> Where<T>(BoundClause clause) => TreeExpression.Where<T>(clause, new ExpressionMap(name =>
    {
        var row = Expression.Parameter(typeof(T), "x");
        return new(Expression.Lambda(Expression.Property(row, _folded.GetValueOrDefault(name) ?? _properties[name]), row));
    }));

    /// <summary>As SQL over the table under an alias; facts have no part in it.</summary>
    public SqlTest Sql(BoundClause clause, string alias, Engine engine) => TreeSql.Where(clause, new SqlMap(alias + ".id", name => new($"{alias}.{(_folded.TryGetValue(name, out var column) ? Names.Snake(column.Name) : name)}"), Of: engine));

    /// <summary>As a question about a row that gives its values by property.</summary>
    public Func<Func<PropertyInfo, object?>, bool> Test(BoundClause clause) =>
        TreeMemory.Where(clause, new MemoryMap<Func<PropertyInfo, object?>>(name => row => row(_properties[name])));

    private static FieldKind? KindOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? FieldKind.Text
            : type == typeof(long) || type == typeof(int) ? FieldKind.Whole
            : type == typeof(double) ? FieldKind.Decimal
            : type == typeof(DateOnly) ? FieldKind.Date
            : type == typeof(DateTime) ? FieldKind.Instant
            : type == typeof(bool) ? FieldKind.YesNo
            : type == typeof(Guid) ? FieldKind.Id
            : null;
    }
}

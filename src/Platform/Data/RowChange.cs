using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>What differs between two states of a row, as the journal shows it; the ways to its values are compiled once.</summary>
internal sealed class RowChange<T>(DeclaredType type, RowShape<T> shape)
{
    private readonly (string Name, Field? Field, Func<T, object?> Get)[] _columns = [.. shape.Columns.Zip(shape.Properties)
        .Where(c => !JournalWriter.BookkeepingColumns.Contains(c.First))
        .Select(c => (c.First, type.Fields.FirstOrDefault(f => f.Property.Name == c.Second.Name), Getter(c.Second))).Where(c => c.Item2 is not { IsSecret: true })];

    /// <summary>The columns in which they differ.</summary>
    public IEnumerable<Field?> Touched(T before, T after) => _columns.Where(c => !Equals(c.Get(before), c.Get(after))).Select(c => c.Field);

    /// <summary>Before and after of what differs, plain and personal; of a row that is removed (no after) the whole.</summary>
    public (string? Before, string? After, string? Personal) Entry(T before, T? after)
    {
        var (old, now, personal) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var (name, field, get) in _columns)
        {
            var value = get(before);
            var next = after is null ? null : get(after);
            if (after is not null && Equals(value, next)) continue;
            JournalWriter.Put(field, "before", old, personal, name, value);
            if (after is not null) JournalWriter.Put(field, "after", now, personal, name, next);
        }
        return (JournalWriter.Json(old), JournalWriter.Json(now), JournalWriter.Json(personal));
    }

    /// <summary>A second one with the same values.</summary>
    public static T Copy(T row) => Cloned(row);

    private static readonly Func<T, T> Cloned = Clone();

    private static Func<T, T> Clone()
    {
        var row = Expression.Parameter(typeof(T));
        var clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;
        return Expression.Lambda<Func<T, T>>(Expression.Convert(Expression.Call(row, clone), typeof(T)), row).Compile();
    }

    private static Func<T, object?> Getter(PropertyInfo property)
    {
        var row = Expression.Parameter(typeof(T));
        return Expression.Lambda<Func<T, object?>>(Expression.Convert(Expression.Property(row, property), typeof(object)), row).Compile();
    }
}

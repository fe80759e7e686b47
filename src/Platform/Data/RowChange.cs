using System.Linq.Expressions;
using System.Reflection;

namespace Dangol.Platform;

/// <summary>What differs between two states of a row, as the journal shows it; the ways to its values are compiled once.</summary>
internal sealed class RowChange<T>(DeclaredType type, RowShape<T> shape)
{
    private readonly (string Name, Field? Field, Func<T, object?> Get)[] _columns = [.. shape.Columns.Zip(shape.Properties)
        .Where(c => !JournalWriter.BookkeepingColumns.Contains(c.First))
        .Select(c => (c.First, type.Fields.FirstOrDefault(f => f.Property.Name == c.Second.Name), Getters.GetOrAdd(c.Second, Getter))).Where(c => c.Item2 is not { IsSecret: true })];

    private EntryJson Json => field ??= new(type, _columns.Select(c => c.Name));

    /// <summary>The columns in which they differ, with the fields that they belong to.</summary>
    public IEnumerable<(string Column, Field? Field)> Touched(T before, T after)
    {
        foreach (var (name, field, get) in _columns)
            if (!Equals(get(before), get(after))) yield return (name, field);
    }

    /// <summary>Before and after of what differs, plain and personal; of a row that is removed (no after) the whole.</summary>
    public (string? Before, string? After, string? Personal) Entry(T before, T? after)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var value = _columns[i].Get(before);
            var next = after is null ? null : _columns[i].Get(after);
            if (after is not null && Equals(value, next)) continue;
            Json.Before(i, value);
            if (after is not null) Json.After(i, next);
        }
        return Json.Take();
    }

    /// <summary>A second one with the same values.</summary>
    public static T Copy(T row) => Cloned(row);

    private static readonly Func<T, T> Cloned = Clone();

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<PropertyInfo, Func<T, object?>> Getters = new();

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

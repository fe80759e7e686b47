using System.Collections;
using System.Runtime.CompilerServices;

namespace Dangol.Platform;

/// <summary>A list that never changes and is equal to another when its items are, so that records which hold lists are compared by what they say.</summary>
[CollectionBuilder(typeof(Seq), nameof(Seq.Of))]
public sealed class Seq<T> : IReadOnlyList<T>, IEquatable<Seq<T>>
{
    private readonly T[] _items;

    internal Seq(ReadOnlySpan<T> items) => _items = items.ToArray();

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <summary>Equal items in equal order.</summary>
    public bool Equals(Seq<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Seq<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}

/// <summary>Makes <see cref="Seq{T}"/>, also for <c>[a, b]</c>.</summary>
public static class Seq
{
    /// <summary>The items, copied.</summary>
    public static Seq<T> Of<T>(ReadOnlySpan<T> items) => new(items);

    /// <summary>The items, copied.</summary>
    public static Seq<T> ToSeq<T>(this IEnumerable<T> items) => new(items.ToArray());
}

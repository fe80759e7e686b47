namespace Dangol.Analytics;

/// <summary>Sets of items with the number of baskets that hold them; each is found by its items, ascending.</summary>
internal sealed class Itemsets
{
    private readonly List<int> _items = [];
    private readonly List<int> _start = [0];
    private readonly List<int> _counts = [];
    private int[] _slots = new int[1024];

    public int Count => _counts.Count;

    public ReadOnlySpan<int> this[int set] => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_items)[_start[set].._start[set + 1]];

    public int CountOf(int set) => _counts[set];

    /// <summary>Baskets that hold all of <paramref name="items"/>, or 0 where they are no frequent set.</summary>
    public int CountOf(ReadOnlySpan<int> items)
    {
        var slot = _slots[Slot(items)];
        return slot == 0 ? 0 : _counts[slot - 1];
    }

    public void Add(ReadOnlySpan<int> items, int count)
    {
        if (_counts.Count * 2 >= _slots.Length) Grow();
        foreach (var i in items) _items.Add(i);
        _start.Add(_items.Count);
        _counts.Add(count);
        _slots[Slot(items)] = _counts.Count;
    }

    /// <summary>The slot where the set is, or where it would go: open addressing, 0 is empty.</summary>
    private int Slot(ReadOnlySpan<int> items)
    {
        var hash = 0x9E3779B97F4A7C15UL;
        foreach (var i in items) hash = (hash ^ (uint)i) * 0xD6E8FEB86659FD93UL ^ hash >> 29;
        var at = (int)(hash >> 20) & (_slots.Length - 1);
        while (_slots[at] != 0 && !this[_slots[at] - 1].SequenceEqual(items)) at = (at + 1) & (_slots.Length - 1);
        return at;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var set = 0; set < _counts.Count; set++) _slots[Slot(this[set])] = set + 1;
    }
}

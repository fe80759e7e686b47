using System.Numerics;

namespace Dangol.Analytics;

/// <summary>
/// All frequent sets of items, depth first over lists of baskets held as bits. (Zaki 2000, "Scalable Algorithms for Association Mining".) The baskets of each first item are
/// renumbered, so that bits are as many as that item has baskets and not as there are baskets at all; items go from rare to common, so first items have few. First items are
/// independent of each other: one task each, put together in their order.
/// </summary>
internal static class Eclat
{
    /// <summary>The frequent sets, with items as they were numbered before ranking, ascending; null where there are more than <paramref name="most"/>.</summary>
    /// <param name="log">The baskets.</param>
    /// <param name="fewest">Baskets that a set must be in.</param>
    /// <param name="longest">Items in a set at most.</param>
    /// <param name="most">Sets at most.</param>
    public static Itemsets? Find(BasketLog log, int fewest, int longest = int.MaxValue, int most = 5_000_000)
    {
        var found = new List<(int[] Items, int Count)>[log.Item.Length];
        var total = 0;
        Parallel.For(0, log.Item.Length, first =>
        {
            if (Volatile.Read(ref total) > most) return;
            var search = new Search(log, fewest, longest, most);
            search.From(first);
            found[first] = search.Found;
            Interlocked.Add(ref total, search.Found.Count);
        });
        if (total > most) return null;
        var sets = new Itemsets();
        foreach (var of in found)
            foreach (var (items, count) in of) sets.Add(items, count);
        return sets;
    }

    /// <summary>The sets whose rarest item is one.</summary>
    private sealed class Search(BasketLog log, int fewest, int longest, int most)
    {
        private readonly List<ulong[]> _room = [];
        private readonly List<int> _prefix = [];
        private int _words;

        public List<(int[] Items, int Count)> Found { get; } = [];

        public void From(int first)
        {
            var baskets = log.Basket.AsSpan(log.InStart[first], log.InStart[first + 1] - log.InStart[first]);
            Emit(first, baskets.Length);
            if (longest < 2) return;
            var counts = new int[log.Item.Length];
            foreach (var b in baskets)
                for (var k = log.Start[b + 1] - 1; log.Rank[k] > first; k--) counts[log.Rank[k]]++;
            var next = new List<(int Rank, int Count)>();
            var place = new int[log.Item.Length];
            for (var r = first + 1; r < counts.Length; r++)
                if (counts[r] >= fewest)
                {
                    place[r] = next.Count + 1;
                    next.Add((r, counts[r]));
                }
            if (next.Count == 0) return;
            _words = (baskets.Length + 63) / 64;
            var bits = Room(0, next.Count);
            for (var t = 0; t < baskets.Length; t++)
                for (var k = log.Start[baskets[t] + 1] - 1; log.Rank[k] > first; k--)
                    if (place[log.Rank[k]] is > 0 and var at) bits[(at - 1) * _words + t / 64] |= 1UL << t % 64;
            _prefix.Add(first);
            Deeper(next, 0);
        }

        /// <summary>Each of <paramref name="items"/>, whose bits stand in room <paramref name="depth"/>, with every later one.</summary>
        private void Deeper(List<(int Rank, int Count)> items, int depth)
        {
            for (var a = 0; a < items.Count && Found.Count <= most; a++)
            {
                Emit(items[a].Rank, items[a].Count);
                if (_prefix.Count + 2 > longest || a == items.Count - 1) continue;
                var (bits, into) = (_room[depth], Room(depth + 1, items.Count - a - 1));
                var next = new List<(int, int)>();
                for (var b = a + 1; b < items.Count; b++)
                {
                    var count = And(bits.AsSpan(a * _words, _words), bits.AsSpan(b * _words, _words), into.AsSpan(next.Count * _words, _words));
                    if (count >= fewest) next.Add((items[b].Rank, count));
                }
                if (next.Count == 0) continue;
                _prefix.Add(items[a].Rank);
                Deeper(next, depth + 1);
                _prefix.RemoveAt(_prefix.Count - 1);
            }
        }

        private void Emit(int rank, int count)
        {
            var items = new int[_prefix.Count + 1];
            for (var k = 0; k < _prefix.Count; k++) items[k] = log.Item[_prefix[k]];
            items[^1] = log.Item[rank];
            Array.Sort(items);
            Found.Add((items, count));
        }

        private ulong[] Room(int depth, int items)
        {
            if (_room.Count == depth) _room.Add([]);
            if (_room[depth].Length < items * _words) _room[depth] = new ulong[items * _words];
            return _room[depth];
        }

        private static int And(ReadOnlySpan<ulong> x, ReadOnlySpan<ulong> y, Span<ulong> into)
        {
            var count = 0;
            for (var w = 0; w < into.Length; w++)
            {
                into[w] = x[w] & y[w];
                count += BitOperations.PopCount(into[w]);
            }
            return count;
        }
    }
}

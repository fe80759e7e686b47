namespace Dangol.Customers;

/// <summary>Which rows have a key, to be asked row by row as rows come: sorted words for those that were there, lists for those that came since.</summary>
internal sealed class KeyLookup
{
    private readonly IReadOnlyList<BlockingKey> _keys;
    private readonly List<BlockingAtom> _atoms;
    private readonly ulong[][] _sorted;
    private readonly Dictionary<uint, List<int>>[] _since;
    private readonly int _largest;

    public KeyLookup(IReadOnlyList<BlockingKey> keys, List<BlockingAtom> atoms, int rows)
    {
        (_keys, _atoms, _largest) = (keys, atoms, BlockingKeys.LargestBlock(rows));
        _sorted = new ulong[keys.Count][];
        _since = [.. keys.Select(_ => new Dictionary<uint, List<int>>())];
        Parallel.For(0, keys.Count, k =>
        {
            var (words, count) = (new ulong[rows], 0);
            for (var row = 0; row < rows; row++)
                if (Key(k, row) is > 0 and var key) words[count++] = (ulong)key << 32 | (uint)row;
            RadixSort.ByHigh(ref words, count);
            _sorted[k] = words[..count];
        });
    }

    /// <summary>The pairs of the rows from a first one on that may be one customer, and notes their keys.</summary>
    public ScoredPair[] Add(PairComparison pairs, MatchModel model, int first, double from)
    {
        var scratch = pairs.NewScratch();
        var (found, candidates) = (new List<ScoredPair>(), new HashSet<int>());
        for (var row = first; row < pairs.Rows; row++)
        {
            candidates.Clear();
            for (var k = 0; k < _keys.Count; k++) Collect(k, row, candidates);
            foreach (var other in candidates.Order())
            {
                pairs.Of(other, row, scratch);
                var bits = model.Prior + model.Weight(other, row, scratch);
                if (bits >= from) found.Add(new(other, row, (float)bits));
            }
        }
        return [.. found];
    }

    /// <summary>The rows that share a key with a row, itself noted under it; a block too large gives none.</summary>
    private void Collect(int k, int row, HashSet<int> candidates)
    {
        var key = Key(k, row);
        if (key == 0) return;
        var sorted = _sorted[k];
        int from = Array.BinarySearch(sorted, (ulong)key << 32), to;
        from = to = from < 0 ? ~from : from;
        while (to < sorted.Length && sorted[to] >> 32 == key && to - from <= _largest) to++;
        var since = _since[k].TryGetValue(key, out var known) ? known : _since[k][key] = [];
        if (to - from + since.Count < _largest)
        {
            for (var i = from; i < to; i++) candidates.Add((int)(uint)sorted[i]);
            foreach (var other in since) candidates.Add(other);
        }
        since.Add(row);
    }

    private uint Key(int k, int row)
    {
        var key = _keys[k];
        return BlockingKeys.Number(key, _atoms[key.One].Of(row), key.Other < 0 ? 0 : _atoms[key.Other].Of(row));
    }
}

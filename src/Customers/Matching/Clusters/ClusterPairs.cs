namespace Dangol.Customers;

/// <summary>
/// Clusters from pairs, strongest first. Two clusters become one only if their rows speak for it on the average, those that no key brought together included: one strong pair between
/// two groups that otherwise contradict each other is a weak bridge, and is cut.
/// </summary>
internal static class ClusterPairs
{
    private const int MostAsked = 64;

    /// <summary>Joins the sets of rows that are one customer.</summary>
    /// <param name="pairs">Compares pairs.</param>
    /// <param name="model">Weighs them.</param>
    /// <param name="sets">The sets so far.</param>
    /// <param name="scored">The pairs that may be one customer.</param>
    /// <param name="from">Pairs below this weight join nothing.</param>
    public static void Join(PairComparison pairs, MatchModel model, RowSets sets, ScoredPair[] scored, double from)
    {
        var strong = Array.FindAll(scored, p => p.Bits >= from);
        // The heaviest first. Equal weights go by their rows, so that the order is one of the pairs alone.
        var order = new (float Weight, ulong Rows)[strong.Length];
        for (var i = 0; i < order.Length; i++) order[i] = (-strong[i].Bits, (ulong)strong[i].A << 32 | (uint)strong[i].B);
        Array.Sort(order, strong);
        var scratch = pairs.NewScratch();
        foreach (var pair in strong)
        {
            var (one, other) = (sets.Of(pair.A), sets.Of(pair.B));
            if (one == other) continue;
            if (sets.Size(one) + sets.Size(other) == 2 || Between(pairs, model, sets, one, other, scratch) >= from) sets.Join(one, other);
        }
    }

    /// <summary>The mean weight between the rows of two clusters, of evenly spread ones where there are many.</summary>
    private static double Between(PairComparison pairs, MatchModel model, RowSets sets, int one, int other, PairComparison.Scratch scratch)
    {
        long all = (long)sets.Size(one) * sets.Size(other), step = Math.Max(1, all / MostAsked);
        var (sum, asked, at) = (0.0, 0, 0L);
        for (var a = sets.First(one); a >= 0; a = sets.Next(a))
            for (var b = sets.First(other); b >= 0; b = sets.Next(b))
            {
                if (at++ % step != 0) continue;
                pairs.Of(a, b, scratch);
                sum += model.Prior + model.Weight(a, b, scratch);
                asked++;
            }
        return sum / asked;
    }
}

/// <summary>Disjoint sets of rows (Tarjan 1975), each with a list of its rows.</summary>
internal sealed class RowSets
{
    private int[] _parent = [], _next = [], _last = [], _size = [], _lowest = [];

    public RowSets(int rows) => Grow(rows);

    /// <summary>Adds rows, each a set of its own.</summary>
    public void Grow(int rows)
    {
        var row = _parent.Length;
        Array.Resize(ref _parent, rows);
        Array.Resize(ref _next, rows);
        Array.Resize(ref _last, rows);
        Array.Resize(ref _size, rows);
        Array.Resize(ref _lowest, rows);
        for (; row < rows; row++) (_parent[row], _next[row], _last[row], _size[row], _lowest[row]) = (row, -1, row, 1, row);
    }

    /// <summary>The set of a row.</summary>
    public int Of(int row)
    {
        while (_parent[row] != row) row = _parent[row] = _parent[_parent[row]];
        return row;
    }

    public int Size(int set) => _size[set];

    public int First(int set) => set;

    public int Next(int row) => _next[row];

    public void Join(int one, int other)
    {
        if (_size[one] < _size[other] || (_size[one] == _size[other] && other < one)) (one, other) = (other, one);
        _parent[other] = one;
        _next[_last[one]] = other;
        _last[one] = _last[other];
        _size[one] += _size[other];
        _lowest[one] = Math.Min(_lowest[one], _lowest[other]);
    }

    /// <summary>For each row the lowest row of its set.</summary>
    public int[] Lowest()
    {
        var lowest = new int[_parent.Length];
        for (var row = 0; row < lowest.Length; row++) lowest[row] = _lowest[Of(row)];
        return lowest;
    }
}

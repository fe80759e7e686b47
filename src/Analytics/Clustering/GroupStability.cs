namespace Dangol.Analytics;

/// <summary>Whether groups are found again when other rows are looked at: what chance put together falls apart.</summary>
internal static class GroupStability
{
    private const int Trials = 20;

    /// <summary>Groups some rows, and tells the group of any.</summary>
    public delegate Func<int, int> Grouping(int[] rows, long seed);

    /// <summary>Adjusted Rand index of all rows' groups by two groupings, each found on its own half of the rows.</summary>
    /// <remarks>T. Lange, V. Roth, M. L. Braun, J. M. Buhmann, Stability-based validation of clustering solutions, Neural Computation 16 (2004) 1299–1323; L. Hubert, P. Arabie, J. Classif. 2 (1985) 193–218.</remarks>
    public static Measured Halves(int rows, Grouping grouping, int groups, long seed)
    {
        var indices = new double[Trials];
        Parallel.For(0, Trials, t =>
        {
            var order = Enumerable.Range(0, rows).ToArray();
            new RandomStream(seed, t).Shuffle(order.AsSpan());
            var (a, b) = (grouping(order[..(rows / 2)], seed + t), grouping(order[(rows / 2)..], seed + t));
            indices[t] = Rand(rows, groups, a, b);
        });
        var mean = indices.Average();
        return Measured.Of(mean, Bootstrap.Percentile(indices));
    }

    /// <summary>For each group, its mean Jaccard similarity with the nearest group of groupings of resampled rows.</summary>
    /// <remarks>C. Hennig, Cluster-wise assessment of cluster stability, CSDA 52 (2007) 258–271.</remarks>
    public static double[] Jaccard(int[] assignment, int groups, Grouping grouping, long seed)
    {
        var rows = assignment.Length;
        var found = new double[Trials][];
        Parallel.For(0, Trials, t =>
        {
            var draws = new RandomStream(seed, 1000 + t);
            var drawn = new int[rows];
            for (var i = 0; i < rows; i++) drawn[i] = draws.Next(rows);
            var group = grouping(drawn, seed + t);
            var both = new int[groups, groups];
            var (own, other) = (new int[groups], new int[groups]);
            foreach (var row in drawn.Distinct())
            {
                var (a, b) = (assignment[row], group(row));
                both[a, b]++;
                own[a]++;
                other[b]++;
            }
            found[t] = new double[groups];
            for (var a = 0; a < groups; a++)
                for (var b = 0; b < groups; b++)
                    if (own[a] + other[b] > 0) found[t][a] = Math.Max(found[t][a], (double)both[a, b] / (own[a] + other[b] - both[a, b]));
        });
        return [.. Enumerable.Range(0, groups).Select(g => found.Average(f => f[g]))];
    }

    public static double Rand(int rows, int groups, Func<int, int> a, Func<int, int> b)
    {
        var both = new long[groups, groups];
        var (own, other) = (new long[groups], new long[groups]);
        for (var i = 0; i < rows; i++)
        {
            var (x, y) = (a(i), b(i));
            both[x, y]++;
            own[x]++;
            other[y]++;
        }
        double same = 0;
        foreach (var n in both) same += Pairs(n);
        var (first, second) = (own.Sum(Pairs), other.Sum(Pairs));
        var chance = first * second / Pairs(rows);
        var most = (first + second) / 2;
        return most - chance > 0 ? (same - chance) / (most - chance) : 1;

        static double Pairs(long n) => n * (n - 1) / 2.0;
    }

    /// <summary>How much nearer a row is to its own group than to the next, (b − a) / max(a, b), mean over at most 1,000 rows drawn by lot.</summary>
    /// <remarks>P. J. Rousseeuw, J. Comput. Appl. Math. 20 (1987) 53–65.</remarks>
    public static double Silhouette(ClusterSpace space, int[] assignment, int groups, long seed)
    {
        var rows = Enumerable.Range(0, space.Rows).ToArray();
        new RandomStream(seed, 5000).Shuffle(rows.AsSpan());
        var sample = rows[..Math.Min(1000, rows.Length)];
        var values = new double[sample.Length];
        Parallel.For(0, sample.Length, i =>
        {
            var (sums, counts) = (new double[groups], new int[groups]);
            foreach (var other in sample)
            {
                if (other == sample[i]) continue;
                sums[assignment[other]] += Math.Sqrt(KMeans.Distance(space.Point(sample[i]), space.Point(other)));
                counts[assignment[other]]++;
            }
            var own = assignment[sample[i]];
            if (counts[own] == 0) return;
            var (a, b) = (sums[own] / counts[own], double.PositiveInfinity);
            for (var g = 0; g < groups; g++)
                if (g != own && counts[g] > 0) b = Math.Min(b, sums[g] / counts[g]);
            if (double.IsFinite(b) && Math.Max(a, b) > 0) values[i] = (b - a) / Math.Max(a, b);
        });
        return values.Average();
    }
}

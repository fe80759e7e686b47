using MathNet.Numerics;

namespace Dangol.Analytics;

/// <summary>The product-limit estimate (Kaplan and Meier 1958) with Greenwood's variance and intervals on the log scale, and the log-rank test (Mantel 1966), as R's survfit and survdiff give them.</summary>
internal static class KaplanMeier
{
    private const double Normal95 = 1.959963984540054;

    public static SurvivalCurve Curve(Durations durations)
    {
        var order = Ordered(durations);
        var (points, survival, greenwood, median) = (new List<SurvivalPoint>(), 1.0, 0.0, (double?)null);
        for (var i = 0; i < order.Length;)
        {
            var (time, atRisk, ended, j) = (durations.Time[order[i]], order.Length - i, 0, i);
            for (; j < order.Length && durations.Time[order[j]] == time; j++) if (durations.Ended[order[j]]) ended++;
            if (ended > 0)
            {
                survival *= 1 - (double)ended / atRisk;
                greenwood += ended < atRisk ? ended / ((double)atRisk * (atRisk - ended)) : double.PositiveInfinity;
            }
            var half = Normal95 * Math.Sqrt(greenwood);
            var last = survival <= 0;
            points.Add(new(time, atRisk, ended, survival, last ? 0 : survival * Math.Sqrt(greenwood), last ? 0 : survival * Math.Exp(-half), last ? 0 : Math.Min(1, survival * Math.Exp(half))));
            if (median is null && survival <= 0.5) median = time;
            i = j;
        }
        return new(points, median);
    }

    public static LogRank Compare(Durations durations, int[] group, int groups)
    {
        var order = Ordered(durations);
        var (atRisk, observed, expected, variance) = (new int[groups], new int[groups], new double[groups], new double[groups, groups]);
        foreach (var g in group) atRisk[g]++;
        var sizes = (int[])atRisk.Clone();
        for (var i = 0; i < order.Length;)
        {
            var (time, all, ended, j) = (durations.Time[order[i]], order.Length - i, 0, i);
            for (; j < order.Length && durations.Time[order[j]] == time; j++)
            {
                if (!durations.Ended[order[j]]) continue;
                ended++;
                observed[group[order[j]]]++;
            }
            if (ended > 0)
            {
                var spread = all > 1 ? ended * (double)(all - ended) / (all - 1) : 0;
                for (var a = 0; a < groups; a++)
                {
                    var share = (double)atRisk[a] / all;
                    expected[a] += ended * share;
                    for (var b = 0; b < groups; b++) variance[a, b] += spread * share * ((a == b ? 1 : 0) - (double)atRisk[b] / all);
                }
            }
            for (; i < j; i++) atRisk[group[order[i]]]--;
        }
        // The differences sum to zero: one group less is as many as there are to test. A group in which nobody could end tells nothing.
        var kept = Enumerable.Range(0, groups).Where(g => expected[g] > 0).SkipLast(1).ToArray();
        var matrix = new double[kept.Length, kept.Length];
        for (var a = 0; a < kept.Length; a++) for (var b = 0; b < kept.Length; b++) matrix[a, b] = variance[kept[a], kept[b]];
        var chi = 0.0;
        if (kept.Length > 0 && SymmetricInverse.Of(matrix) is { } inverse)
            for (var a = 0; a < kept.Length; a++)
                for (var b = 0; b < kept.Length; b++) chi += (observed[kept[a]] - expected[kept[a]]) * inverse[a, b] * (observed[kept[b]] - expected[kept[b]]);
        return new(chi, kept.Length, kept.Length == 0 ? 1 : SpecialFunctions.GammaUpperRegularized(kept.Length / 2.0, chi / 2), [.. Enumerable.Range(0, groups).Select(g => (sizes[g], observed[g], expected[g]))]);
    }

    /// <summary>Customers by time.</summary>
    internal static int[] Ordered(Durations durations)
    {
        var (times, order) = ((double[])durations.Time.Clone(), Enumerable.Range(0, durations.Time.Length).ToArray());
        Array.Sort(times, order);
        return order;
    }
}

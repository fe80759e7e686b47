namespace Dangol.Analytics;

/// <summary>How good probabilities are on rows that the model had not seen, each figure with its interval.</summary>
internal static class Metrics
{
    private const int Resamples = 200;
    private const int EceBins = 10;

    public static double Loss(double p, double y) => -Math.Log(Math.Max(y > 0.5 ? p : 1 - p, 1e-15));

    /// <summary>Expected calibration error: over ten equal bins of the probability, the distance of mean probability and rate, weighted by rows.</summary>
    public static double Ece(ReadOnlySpan<double> p, ReadOnlySpan<double> y, ReadOnlySpan<int> times = default)
    {
        Span<double> off = stackalloc double[EceBins];
        off.Clear();
        double rows = 0, sum = 0;
        for (var i = 0; i < p.Length; i++)
        {
            double w = times.IsEmpty ? 1 : times[i];
            off[Math.Min(EceBins - 1, (int)(p[i] * EceBins))] += w * (p[i] - y[i]);
            rows += w;
        }
        foreach (var o in off) sum += Math.Abs(o);
        return sum / rows;
    }

    /// <summary>DeLong's standard error of the AUC.</summary>
    /// <remarks>E. R. DeLong et al., Biometrics 44 (1988) 837–845; in n log n by midranks: X. Sun, W. Xu, IEEE Signal Process. Lett. 21 (2014) 1389–1393.</remarks>
    public static double AucError(ReadOnlySpan<double> scores, ReadOnlySpan<double> y)
    {
        var positives = new List<double>();
        var negatives = new List<double>();
        for (var i = 0; i < y.Length; i++) (y[i] > 0.5 ? positives : negatives).Add(scores[i]);
        var (m, n) = (positives.Count, negatives.Count);
        if (m < 2 || n < 2) return double.NaN;
        double[] x = [.. positives], z = [.. negatives], all = [.. positives, .. negatives];
        Array.Sort(x);
        Array.Sort(z);
        Array.Sort(all);
        return Math.Sqrt(Variance(x, all, n) / m + Variance(z, all, m) / n);

        static double Variance(double[] own, double[] all, int others)
        {
            var v = new double[own.Length];
            for (var i = 0; i < own.Length; i++) v[i] = (MidRank(all, own[i]) - MidRank(own, own[i])) / others;
            return Sample.Of(v).Variance;
        }
    }

    /// <summary>All figures by name. The AUC's interval is DeLong's, the log-loss' normal, the others' a percentile bootstrap over rows.</summary>
    public static IReadOnlyDictionary<string, Measured> All(double[] p, double[] y)
    {
        var ranked = new RankedScores(p, y);
        var losses = new double[y.Length];
        for (var i = 0; i < y.Length; i++) losses[i] = Loss(p[i], y[i]);
        var loss = Sample.Of(losses);
        var drawn = new double[3][];
        for (var k = 0; k < 3; k++) drawn[k] = new double[Resamples];
        Parallel.For(0, Resamples, () => new int[y.Length], (r, _, times) =>
        {
            Bootstrap.Draw(times, new(42, r));
            (drawn[0][r], drawn[1][r], drawn[2][r]) = (ranked.AveragePrecision(times), ranked.Lift(0.1, times), Ece(p, y, times));
            return times;
        }, _ => { });
        var auc = ranked.Auc();
        return new Dictionary<string, Measured>
        {
            ["auc"] = Measured.Of(auc, Interval.Around(auc, AucError(p, y))),
            ["average_precision"] = Measured.Of(ranked.AveragePrecision(), Bootstrap.Percentile(drawn[0])),
            ["log_loss"] = Measured.Of(loss.Mean, Interval.Around(loss.Mean, Math.Sqrt(loss.Variance / loss.Count))),
            ["ece"] = Measured.Of(Ece(p, y), Bootstrap.Percentile(drawn[2])),
            ["lift_at_10"] = Measured.Of(ranked.Lift(0.1), Bootstrap.Percentile(drawn[1])),
        };
    }

    private static double MidRank(double[] sorted, double value)
    {
        var (first, after) = (Bound(sorted, value, false), Bound(sorted, value, true));
        return (first + 1 + after) / 2.0;
    }

    private static int Bound(double[] sorted, double value, bool after)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle] < value || (after && sorted[middle] == value)) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

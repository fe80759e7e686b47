namespace Dangol.Analytics;

/// <summary>
/// Fits forms of exponential smoothing by maximum likelihood over smoothing parameters and first state together, from first states after Hyndman, Koehler, Snyder and Grose 2002, and orders them
/// by AICc. On the airline passengers it holds the AICc of R's forecast::ets within 2.
/// </summary>
internal static class EtsChoice
{
    private const int LongestSeason = 24;
    private const double Least = 1e-4, LeastPhi = 0.8, MostPhi = 0.98;

    public static List<EtsFit> All(double[] y, int period)
    {
        var seasonal = period is > 1 and <= LongestSeason && y.Length >= 2 * period + 1;
        var forms = EtsForm.Of(y.Min() > 0, seasonal).ToArray();
        var fits = new EtsFit[forms.Length];
        Parallel.For(0, forms.Length, i => fits[i] = Fit(y, forms[i], seasonal ? period : 1));
        return [.. fits.OrderBy(f => f.Aicc).ThenBy(f => f.Count)];
    }

    public static EtsFit Fit(double[] y, EtsForm form, int period)
    {
        var m = form.Season == EtsSeason.None ? 0 : period;
        var (level, slope, season) = Begin(y, form, m);
        var scale = Math.Max(y.Average(Math.Abs), 1e-12);
        var unit = form.Season == EtsSeason.Multiplicative ? 1 : scale;
        var start = new List<double> { Logit(0.3) };
        if (form.Trend != EtsTrend.None) start.Add(Logit(0.2));
        if (m > 0) start.Add(Logit(0.1));
        if (form.Trend == EtsTrend.Damped) start.Add(Logit(0.8));
        start.Add(level / scale);
        if (form.Trend != EtsTrend.None) start.Add(slope / scale);
        start.AddRange(season.Take(Math.Max(0, m - 1)).Select(s => s / unit));
        var first = new double[m];
        var best = NelderMead.Lowest(at => Pass(at, out _, out _), [.. start], i => i < start.Count - Math.Max(0, m - 1) - (form.Trend == EtsTrend.None ? 1 : 2) ? 1 : 0.05);
        var minus = Pass(best, out var squares, out var last);
        var (p, alpha, beta, gamma, phi) = Smoothing(best);
        var b0 = form.Trend == EtsTrend.None ? 0 : best[p + 1] * scale;
        Season(best);
        return new(form, Math.Max(1, m), alpha, beta, gamma, phi, new(best[p] * scale, b0, (double[])first.Clone()), last!, minus, squares, y.Length, best.Length + 1);

        (int Next, double Alpha, double Beta, double Gamma, double Phi) Smoothing(double[] at)
        {
            var (k, a) = (1, Share(at[0]));
            var b = form.Trend == EtsTrend.None ? 0 : a * Share(at[k++]);
            var g = m == 0 ? 0 : (1 - a) * Share(at[k++]);
            var f = form.Trend == EtsTrend.Damped ? LeastPhi + (MostPhi - LeastPhi) * Share(at[k++]) : 1;
            return (k, a, b, g, f);
        }

        void Season(double[] at)
        {
            if (m == 0) return;
            var sum = 0.0;
            for (var i = 0; i < m - 1; i++) sum += first[i] = at[at.Length - (m - 1) + i] * unit;
            first[m - 1] = form.Season == EtsSeason.Multiplicative ? m - sum : -sum;
        }

        double Pass(double[] at, out double squared, out EtsState? end)
        {
            var (k, a, b, g, f) = Smoothing(at);
            Season(at);
            (squared, end) = (double.NaN, null);
            if (form.Season == EtsSeason.Multiplicative) foreach (var s in first) if (!(s > 0.01)) return double.PositiveInfinity;
            Span<double> working = stackalloc double[LongestSeason];
            first.CopyTo(working);
            var filter = new EtsFilter(form, a, b, g, f, working[..m]) { Level = at[k] * scale, Slope = form.Trend == EtsTrend.None ? 0 : at[k + 1] * scale };
            var value = filter.Pass(y, out squared);
            end = filter.State();
            return value;
        }
    }

    /// <summary>Seasonal terms from the first seasons beside their moving average, then a line through the first values without season.</summary>
    private static (double Level, double Slope, double[] Season) Begin(double[] y, EtsForm form, int m)
    {
        var (season, plain) = (new double[m], (double[])y.Clone());
        if (m > 0)
        {
            var (sums, counts) = (new double[m], new int[m]);
            var many = form.Season == EtsSeason.Multiplicative;
            var until = Math.Min(y.Length, m * 4);
            for (var i = m / 2; i + m / 2 < until; i++)
            {
                var mean = 0.0;
                if (m % 2 == 1) for (var j = -m / 2; j <= m / 2; j++) mean += y[i + j] / m;
                else for (var j = -m / 2; j <= m / 2; j++) mean += y[i + j] / m * (Math.Abs(j) == m / 2 ? 0.5 : 1);
                sums[i % m] += many ? y[i] / Math.Max(mean, 1e-12) : y[i] - mean;
                counts[i % m]++;
            }
            for (var s = 0; s < m; s++) season[s] = counts[s] > 0 ? sums[s] / counts[s] : many ? 1 : 0;
            var middle = season.Average();
            for (var s = 0; s < m; s++) season[s] = many ? Math.Max(0.05, season[s] / middle) : season[s] - middle;
            for (var i = 0; i < y.Length; i++) plain[i] = many ? y[i] / season[i % m] : y[i] - season[i % m];
        }
        var n = Math.Min(Math.Max(10, 2 * m), y.Length);
        double meanT = (n + 1) / 2.0, meanY = plain.Take(n).Average(), ty = 0, tt = 0;
        for (var i = 0; i < n; i++) (ty, tt) = (ty + (i + 1 - meanT) * (plain[i] - meanY), tt + (i + 1 - meanT) * (i + 1 - meanT));
        var slope = form.Trend == EtsTrend.None ? 0 : ty / tt;
        var level = form.Trend == EtsTrend.None ? meanY : meanY - slope * meanT;
        return form.Multiplicative && level <= 0 ? (meanY, 0, season) : (level, slope, season);
    }

    private static double Share(double v) => Least + (1 - 2 * Least) / (1 + Math.Exp(-v));

    private static double Logit(double share) => Math.Log(share / (1 - share));
}

using MathNet.Numerics;

namespace Dangol.Analytics;

/// <summary>
/// What a customer spends at a purchase (Fader and Hardie 2013, "The Gamma-Gamma model of monetary value"): amounts are gamma (shape p), their rate gamma distributed over customers (q, v), and
/// independent of how often somebody buys. Only repeat purchases are seen: x of them with mean m.
/// </summary>
internal sealed class GammaGamma
{
    private const int TrialCustomers = 2_000;
    private readonly int[] _x, _count, _from;
    private readonly double[] _m, _logM;

    /// <param name="x">Repeat purchases of each customer.</param>
    /// <param name="m">Their mean amount; customers with x = 0 or m ≤ 0 tell nothing and are left out.</param>
    public GammaGamma(ReadOnlySpan<int> x, ReadOnlySpan<double> m) : this(Repeaters(x, m)) { }

    private GammaGamma(List<(int X, double M)> kept)
    {
        (Customers, _m) = (kept.Count, [.. kept.Select(k => k.M)]);
        _logM = Array.ConvertAll(_m, Math.Log);
        var runs = kept.CountBy(k => k.X).OrderBy(run => run.Key).ToList();
        (_x, _count, _from) = ([.. runs.Select(run => run.Key)], [.. runs.Select(run => run.Value)], new int[runs.Count + 1]);
        for (var i = 0; i < _count.Length; i++) _from[i + 1] = _from[i] + _count[i];
        Correlation = CorrelationOf(kept);
    }

    /// <summary>How many customers have repeat purchases with an amount.</summary>
    public int Customers { get; }

    /// <summary>Pearson's correlation of x and m among them: the model takes it for zero.</summary>
    public double Correlation { get; }

    public Maximum Fit()
    {
        var mean = _m.Average();
        var step = Math.Max(1, Customers / TrialCustomers);
        // Every n-th of them, which are in order of x, so that trying starts costs little.
        var trial = step == 1 ? this : new GammaGamma([.. Enumerable.Range(0, _count.Length).SelectMany(run => Enumerable.Range(_from[run], _count[run]).Select(i => (_x[run], _m[i]))).Where((_, i) => i % step == 0)]);
        return MaximumLikelihood.Find(LogLikelihood, trial.LogLikelihood, [[5, 4, mean / 2], [2, 3, mean], [1, 1.5, mean / 2]], [1, 1, mean], Customers, trial.Customers);
    }

    /// <summary>Equation 1a's logarithm over all customers; terms with gamma functions are computed once for each x.</summary>
    public double LogLikelihood(double[] at, Span<double> gradient)
    {
        var (p, q, v) = (at[0], at[1], at[2]);
        var (logV, gammaQ, psiQ) = (Math.Log(v), SpecialFunctions.GammaLn(q), SpecialFunctions.DiGamma(q));
        double sum = 0, dp = 0, dq = 0, dv = 0;
        for (var run = 0; run < _x.Length; run++)
        {
            double x = _x[run], n = _count[run], logs = 0, amounts = 0, inverses = 0;
            for (var i = _from[run]; i < _from[run + 1]; i++)
            {
                var both = v + x * _m[i];
                logs += Math.Log(both);
                amounts += _logM[i];
                inverses += 1 / both;
            }
            var (px, all) = (p * x, p * x + q);
            sum += n * (SpecialFunctions.GammaLn(all) - SpecialFunctions.GammaLn(px) - gammaQ + q * logV + px * Math.Log(x)) + (px - 1) * amounts - all * logs;
            dp += n * x * (SpecialFunctions.DiGamma(all) - SpecialFunctions.DiGamma(px) + Math.Log(x)) + x * (amounts - logs);
            dq += n * (SpecialFunctions.DiGamma(all) - psiQ + logV) - logs;
            dv += n * q / v - all * inverses;
        }
        (gradient[0], gradient[1], gradient[2]) = (dp, dq, dv);
        return sum;
    }

    /// <summary>The mean amount to expect of a customer: his own mean, drawn towards everybody's. For q ≤ 1 everybody's mean does not exist, and a one-time buyer's is not a number.</summary>
    public static double Mean(ReadOnlySpan<double> at, int x, double m)
    {
        var (p, q, v) = (at[0], at[1], at[2]);
        if (x == 0 || !(m > 0)) (x, m) = (0, 0);
        var below = p * x + q - 1;
        return below > 0 ? p * (v + x * m) / below : double.NaN;
    }

    private static List<(int X, double M)> Repeaters(ReadOnlySpan<int> x, ReadOnlySpan<double> m)
    {
        var kept = new List<(int X, double M)>();
        for (var i = 0; i < x.Length; i++) if (x[i] > 0 && m[i] > 0) kept.Add((x[i], m[i]));
        kept.Sort();
        return kept;
    }

    private static double CorrelationOf(List<(int X, double M)> kept)
    {
        if (kept.Count < 3) return 0;
        var (meanX, meanM) = (kept.Average(k => (double)k.X), kept.Average(k => k.M));
        double xm = 0, xx = 0, mm = 0;
        foreach (var (x, m) in kept)
        {
            xm += (x - meanX) * (m - meanM);
            xx += (x - meanX) * (x - meanX);
            mm += (m - meanM) * (m - meanM);
        }
        return xx > 0 && mm > 0 ? xm / Math.Sqrt(xx * mm) : 0;
    }
}

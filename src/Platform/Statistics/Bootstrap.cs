namespace Dangol.Platform;

/// <summary>Intervals of whatever can be computed from rows that are drawn again with replacement.</summary>
/// <remarks>B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), ch. 13 (percentile interval).</remarks>
public static class Bootstrap
{
    /// <summary>A statistic of the rows, each counted as often as it was drawn.</summary>
    public delegate double Statistic(ReadOnlySpan<int> times);

    /// <summary>
    /// The percentile interval. Resample k draws from stream k of the seed, so the interval does not depend on how many cores there are. A resample whose statistic
    /// is not a number (an arm of nobody) is left out.
    /// </summary>
    public static Interval Percentile(int rows, Statistic statistic, int resamples = 500, double confidence = 0.95, long seed = 42)
    {
        var drawn = Resamples(rows, statistic, resamples, seed);
        return Percentile(drawn, confidence);
    }

    /// <summary>The interval between the quantiles of values that were drawn; they are sorted in place.</summary>
    public static Interval Percentile(double[] drawn, double confidence = 0.95)
    {
        var finite = Array.FindAll(drawn, double.IsFinite);
        if (finite.Length == 0) return new(double.NaN, double.NaN);
        Array.Sort(finite);
        var tail = (1 - confidence) / 2;
        return new(Quantile(finite, tail), Quantile(finite, 1 - tail));
    }

    /// <summary>The statistic of each resample, in the order of the resamples.</summary>
    public static double[] Resamples(int rows, Statistic statistic, int resamples, long seed)
    {
        var drawn = new double[resamples];
        Parallel.For(0, resamples, () => new int[rows], (k, _, times) =>
        {
            Draw(times, new(seed, k));
            drawn[k] = statistic(times);
            return times;
        }, _ => { });
        return drawn;
    }

    /// <summary>How often each row is drawn, in as many draws as there are rows.</summary>
    public static void Draw(Span<int> times, RandomStream draws)
    {
        times.Clear();
        for (var i = 0; i < times.Length; i++) times[draws.Next(times.Length)]++;
    }

    /// <summary>The quantile of sorted values, linear between neighbours.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double q)
    {
        var place = q * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[^1];
    }
}

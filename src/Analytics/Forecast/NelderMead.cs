namespace Dangol.Analytics;

/// <summary>The simplex search of Nelder and Mead 1965 with steps that fit the number of dimensions (Gao and Han 2012), begun anew at its own result until that gains nothing.</summary>
internal static class NelderMead
{
    private const int MostRounds = 6;

    /// <param name="value">What is to be low; infinite where it is not defined.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="step">The first step in each dimension.</param>
    public static double[] Lowest(Func<double[], double> value, double[] start, Func<int, double> step)
    {
        var (best, lowest) = (start, value(start));
        for (var round = 0; round < MostRounds; round++)
        {
            var (found, at) = Search(value, best, i => step(i) / (1 << round));
            var gained = lowest - at;
            if (at < lowest) (best, lowest) = (found, at);
            if (!(gained > 1e-4)) break;
        }
        return best;
    }

    private static (double[] At, double Value) Search(Func<double[], double> value, double[] start, Func<int, double> step)
    {
        var n = start.Length;
        double expand = 1 + 2.0 / n, contract = 0.75 - 0.5 / n, shrink = 1 - 1.0 / n;
        if (n == 1) (expand, contract, shrink) = (2, 0.5, 0.5);
        var points = new double[n + 1][];
        var values = new double[n + 1];
        for (var i = 0; i <= n; i++)
        {
            points[i] = (double[])start.Clone();
            if (i > 0) points[i][i - 1] += step(i - 1);
            values[i] = value(points[i]);
        }
        for (var most = 400 * n; most > 0; most--)
        {
            Array.Sort(values, points);
            if (values[n] - values[0] < 1e-8 * (Math.Abs(values[0]) + 1)) break;
            var centre = new double[n];
            for (var i = 0; i < n; i++) for (var k = 0; k < n; k++) centre[k] += points[i][k] / n;
            var (reflected, at) = Along(centre, points[n], 1);
            if (at < values[0])
            {
                var (further, beyond) = Along(centre, points[n], expand);
                (points[n], values[n]) = beyond < at ? (further, beyond) : (reflected, at);
            }
            else if (at < values[n - 1]) (points[n], values[n]) = (reflected, at);
            else
            {
                var (nearer, between) = Along(centre, points[n], at < values[n] ? contract : -contract);
                if (between < Math.Min(at, values[n])) (points[n], values[n]) = (nearer, between);
                else
                {
                    for (var i = 1; i <= n; i++)
                    {
                        for (var k = 0; k < n; k++) points[i][k] = points[0][k] + shrink * (points[i][k] - points[0][k]);
                        values[i] = value(points[i]);
                    }
                }
            }
        }
        var low = Array.IndexOf(values, values.Min());
        return (points[low], values[low]);

        (double[], double) Along(double[] centre, double[] worst, double factor)
        {
            var moved = new double[n];
            for (var k = 0; k < n; k++) moved[k] = centre[k] + factor * (centre[k] - worst[k]);
            return (moved, value(moved));
        }
    }
}

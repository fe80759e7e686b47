namespace Dangol.Analytics;

/// <summary>The future of a fitted form: its mean by the recursion without errors, its intervals by drawing many futures with normal errors (Hyndman and others 2008, section 6.1). The same seed, the same interval.</summary>
internal static class EtsPaths
{
    private const int Futures = 5_000;

    public static IReadOnlyList<ForecastPoint> Of(EtsFit fit, int horizon)
    {
        var means = new double[horizon];
        Walk(fit, null, means);
        var drawn = new double[horizon][];
        for (var h = 0; h < horizon; h++) drawn[h] = new double[Futures];
        var (draws, path) = (new Draws(20_080), new double[horizon]);
        for (var i = 0; i < Futures; i++)
        {
            Walk(fit, draws, path);
            for (var h = 0; h < horizon; h++) drawn[h][i] = path[h];
        }
        return [.. drawn.Select((values, h) =>
        {
            Array.Sort(values);
            return new ForecastPoint(means[h], values[(int)(0.1 * Futures)], values[(int)(0.9 * Futures)], values[(int)(0.025 * Futures)], values[(int)(0.975 * Futures)]);
        })];
    }

    private static void Walk(EtsFit fit, Draws? draws, double[] path)
    {
        var filter = new EtsFilter(fit.Form, fit.Alpha, fit.Beta, fit.Gamma, fit.Phi, (double[])fit.Last.Season.Clone()) { Level = fit.Last.Level, Slope = fit.Last.Slope };
        for (var h = 0; h < path.Length; h++)
        {
            var next = filter.Next;
            var error = draws is null ? 0 : fit.Sigma * draws.Normal();
            path[h] = fit.Form.Multiplicative ? next * (1 + error) : next + error;
            filter.Take(path[h]);
        }
    }
}

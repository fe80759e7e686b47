using System.Runtime.CompilerServices;

namespace Dangol.Analytics;

/// <summary>The model without an end (Ehrenberg 1959): what is left of the others where their dropout parameters run to the border, because the data shows nobody ending.</summary>
internal sealed class Nbd : RepeatModel
{
    public override string Name => "nbd";

    public override IReadOnlyList<string> Symbols { get; } = ["r", "alpha"];

    public override IEnumerable<double[]> Starts(Purchases data)
    {
        var rate = Math.Max(data.MeanX, 1e-3) / data.MeanT;
        foreach (var r in new[] { 0.5, 1.5 }) yield return [r, r / rate];
    }

    public override double[] Scales(Purchases data) => [1, data.MeanT];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override double Chunk(Purchases data, int from, int to, ReadOnlySpan<double> p, Tables tables, Span<double> gradient)
    {
        var (r, alpha) = (p[0], p[1]);
        var logAlpha = Math.Log(alpha);
        double sum = 0, dr = 0, dAlpha = 0;
        for (var i = from; i < to; i++)
        {
            var (x, T, w) = (data.X[i], data.T[i], data.Weight[i]);
            var log = Math.Log(alpha + T);
            sum += w * (tables.R[x] + r * logAlpha - (r + x) * log);
            dr += w * (tables.RSlope[x] + logAlpha - log);
            dAlpha += w * (r / alpha - (r + x) / (alpha + T));
        }
        (gradient[0], gradient[1]) = (dr, dAlpha);
        return sum;
    }

    public override double Alive(ReadOnlySpan<double> p, int x, double tx, double T) => 1;

    public override double ExpectedIfAlive(ReadOnlySpan<double> p, int x, double T, double t) => (p[0] + x) / (p[1] + T) * t;

    public override double ExpectedOfNew(ReadOnlySpan<double> p, double t) => p[0] / p[1] * t;

    public override int Draw(ReadOnlySpan<double> p, int x, double T, double t, Draws draws) => draws.Poisson(draws.Gamma(p[0] + x) / (p[1] + T) * t);
}

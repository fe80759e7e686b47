using System.Runtime.CompilerServices;

namespace Dangol.Analytics;

/// <summary>
/// BG/NBD (Fader, Hardie and Lee 2005, "Counting your customers the easy way") and its modification MBG/NBD (Batislam, Denizel and Filiztekin 2007; Hoppe and Wagner 2007): a customer may
/// end after each purchase, with a probability of his own that is beta distributed (a, b). In BG only after a repeat purchase, so that one-time buyers never end; in MBG already after the first.
/// </summary>
internal sealed class BetaGeometricNbd(bool modified) : RepeatModel
{
    private const double NearOne = 1e-4;

    public override string Name => modified ? "mbg_nbd" : "bg_nbd";

    public override IReadOnlyList<string> Symbols { get; } = ["r", "alpha", "a", "b"];

    public override IEnumerable<double[]> Starts(Purchases data)
    {
        var rate = Math.Max(data.MeanX, 1e-3) / data.MeanT;
        foreach (var (r, a, b) in new[] { (0.3, 0.8, 2.0), (1.0, 0.3, 3.0), (0.5, 2.0, 2.0) }) yield return [r, r / rate / 2, a, b];
    }

    public override double[] Scales(Purchases data) => [1, data.MeanT, 1, 1];

    protected override void Fill(Tables tables, ReadOnlySpan<double> p)
    {
        base.Fill(tables, p);
        tables.Rising(tables.B, tables.BSlope, p[3]);
        tables.Rising(tables.Ab, tables.AbSlope, p[2] + p[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override double Chunk(Purchases data, int from, int to, ReadOnlySpan<double> p, Tables tables, Span<double> gradient)
    {
        var (r, alpha, a, b) = (p[0], p[1], p[2], p[3]);
        var (logAlpha, logA) = (Math.Log(alpha), Math.Log(a));
        double sum = 0, dr = 0, dAlpha = 0, da = 0, db = 0;
        for (var i = from; i < to; i++)
        {
            var (x, tx, T, w) = (data.X[i], data.Tx[i], data.T[i], data.Weight[i]);
            var (logAT, logAtx) = (Math.Log(alpha + T), Math.Log(alpha + tx));
            var (stays, leaves) = (-(r + x) * logAT, logA - (r + x) * logAtx);
            if (modified) stays += Math.Log(b + x);
            else if (x > 0) leaves -= Math.Log(b + x - 1);
            else leaves = double.NegativeInfinity;
            var total = LogSum(stays, leaves, out var alive, out var gone);
            sum += w * (tables.R[x] + r * logAlpha + tables.B[x] - tables.Ab[x] - (modified ? Math.Log(a + b + x) : 0) + total);
            dr += w * (tables.RSlope[x] + logAlpha - alive * logAT - gone * logAtx);
            dAlpha += w * (r / alpha - (r + x) * (alive / (alpha + T) + gone / (alpha + tx)));
            var both = tables.AbSlope[x] + (modified ? 1 / (a + b + x) : 0);
            da += w * (gone / a - both);
            db += w * (tables.BSlope[x] - both + (modified ? alive / (b + x) : x > 0 ? -gone / (b + x - 1) : 0));
        }
        (gradient[0], gradient[1], gradient[2], gradient[3]) = (dr, dAlpha, da, db);
        return sum;
    }

    public override double Alive(ReadOnlySpan<double> p, int x, double tx, double T)
    {
        if (x == 0 && !modified) return 1;
        var weight = modified ? p[3] + x : p[3] + x - 1;
        return 1 / (1 + p[2] / weight * Math.Exp((p[0] + x) * Math.Log((p[1] + T) / (p[1] + tx))));
    }

    public override double ExpectedIfAlive(ReadOnlySpan<double> p, int x, double T, double t) => Expected(p[0] + x, p[1] + T, p[2], p[3] + x + (modified ? 1 : 0), t);

    public override double ExpectedOfNew(ReadOnlySpan<double> p, double t) =>
        modified ? p[3] / (p[2] + p[3]) * Expected(p[0], p[1], p[2], p[3] + 1, t) : Expected(p[0], p[1], p[2], p[3], t);

    public override int Draw(ReadOnlySpan<double> p, int x, double T, double t, Draws draws)
    {
        var rate = draws.Gamma(p[0] + x) / (p[1] + T);
        var (one, other) = (draws.Gamma(p[2]), draws.Gamma(p[3] + x + (modified ? 1 : 0)));
        var (bought, ends) = (0, one / (one + other));
        for (var at = draws.Exponential() / rate; at <= t; at += draws.Exponential() / rate)
        {
            bought++;
            if (draws.Uniform() < ends) break;
        }
        return bought;
    }

    /// <summary>
    /// The paper's equation 10 without its denominator, for a rate gamma (r, α) and an end beta (a, b), with Euler's transformation put in, which leaves no large power:
    /// c/(a−1) [1 − (1−z)^(a−1) 2F1(c−r, a−1; c; z)], c = a+b−1, z = t/(α+t). The pole at a = 1 is removable: there the mean of both sides is taken.
    /// </summary>
    private static double Expected(double r, double alpha, double a, double b, double t)
    {
        if (Math.Abs(a - 1) < NearOne) return (Expected(r, alpha, 1 - 2 * NearOne, b, t) + Expected(r, alpha, 1 + 2 * NearOne, b, t)) / 2;
        var c = a + b - 1;
        if (Math.Abs(c) < NearOne) return (Expected(r, alpha, a, b - 2 * NearOne - c, t) + Expected(r, alpha, a, b + 2 * NearOne - c, t)) / 2;
        var z = t / (alpha + t);
        return c / (a - 1) * (1 - Math.Pow(1 - z, a - 1) * Hypergeometric.Value(c - r, a - 1, c, z));
    }
}

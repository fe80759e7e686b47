using System.Numerics;
using System.Runtime.CompilerServices;

namespace Dangol.Analytics;

/// <summary>
/// Pareto/NBD (Schmittlein, Morrison and Colombo 1987; likelihood after Fader and Hardie 2005, "A note on deriving the Pareto/NBD model"): a customer ends at a rate of his own, gamma
/// distributed with shape s and rate β. The likelihood is
/// Γ(r+x)/Γ(r) α^r β^s { (α+T)^−(r+x) (β+T)^−s + s ∫ from t_x to T of (α+y)^−(r+x) (β+y)^−(s+1) dy },
/// whose integral the papers write with two hypergeometric functions. Here it is taken by Gauss-Legendre quadrature in u = ln((m+y)/(m+t_x)), m = min(α, β), where the integrand has no
/// singularity nearer than iπ: sixteen points hold 1e-12, and the same points give the gradient. <see cref="SeriesLogLikelihood"/> is the papers' form, as a check.
/// </summary>
internal sealed class ParetoNbd : RepeatModel
{
    // Beyond a fall by e^-45 nothing is added that a double could hold.
    private const double Negligible = 45, PanelWidth = 4, PanelFall = 16, SmallWidth = 1.2, SmallFall = 3;

    public override string Name => "pareto_nbd";

    public override IReadOnlyList<string> Symbols { get; } = ["r", "alpha", "s", "beta"];

    public override IEnumerable<double[]> Starts(Purchases data)
    {
        var rate = Math.Max(data.MeanX, 1e-3) / data.MeanT;
        foreach (var (r, s, beta) in new[] { (0.5, 0.6, 0.4), (1.0, 1.5, 1.5), (0.3, 0.2, 0.1) }) yield return [r, r / rate / 2, s, beta * data.MeanT];
    }

    public override double[] Scales(Purchases data) => [1, data.MeanT, 1, data.MeanT];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override double Chunk(Purchases data, int from, int to, ReadOnlySpan<double> p, Tables tables, Span<double> gradient)
    {
        var (r, alpha, s, beta) = (p[0], p[1], p[2], p[3]);
        var (logAlpha, logBeta) = (Math.Log(alpha), Math.Log(beta));
        double sum = 0, dr = 0, dAlpha = 0, ds = 0, dBeta = 0;
        for (var i = from; i < to; i++)
        {
            var (x, T, w) = (data.X[i], data.T[i], data.Weight[i]);
            var (logAT, logBT) = (Math.Log(alpha + T), Math.Log(beta + T));
            var logA = -(r + x) * logAT - s * logBT;
            var ended = Ended(r + x, alpha, s, beta, data.Tx[i], T);
            var total = LogSum(logA, ended.Log, out var a, out var b);
            sum += w * (tables.R[x] + r * logAlpha + s * logBeta + total);
            dr += w * (tables.RSlope[x] + logAlpha - a * logAT - b * ended.LogAlphaY);
            dAlpha += w * (r / alpha - (r + x) * (a / (alpha + T) + b * ended.InverseAlphaY));
            ds += w * (logBeta - a * logBT + b * (1 / s - ended.LogBetaY));
            dBeta += w * (s / beta - a * s / (beta + T) - b * (s + 1) * ended.InverseBetaY);
        }
        (gradient[0], gradient[1], gradient[2], gradient[3]) = (dr, dAlpha, ds, dBeta);
        return sum;
    }

    public override double Alive(ReadOnlySpan<double> p, int x, double tx, double T)
    {
        LogSum(-(p[0] + x) * Math.Log(p[1] + T) - p[2] * Math.Log(p[3] + T), Ended(p[0] + x, p[1], p[2], p[3], tx, T).Log, out var alive, out _);
        return alive;
    }

    public override double ExpectedIfAlive(ReadOnlySpan<double> p, int x, double T, double t) => (p[0] + x) / (p[1] + T) * Lasting(p[2], p[3] + T, t);

    public override double ExpectedOfNew(ReadOnlySpan<double> p, double t) => p[0] / p[1] * Lasting(p[2], p[3], t);

    public override int Draw(ReadOnlySpan<double> p, int x, double T, double t, Draws draws)
    {
        var (rate, end) = (draws.Gamma(p[0] + x) / (p[1] + T), draws.Gamma(p[2]) / (p[3] + T));
        return draws.Poisson(rate * Math.Min(t, draws.Exponential() / end));
    }

    /// <summary>The mean of min(lifetime, t) for a lifetime that is Pareto distributed: shape s, scale β.</summary>
    private static double Lasting(double s, double beta, double t)
    {
        var log = Math.Log(1 + t / beta);
        var power = (s - 1) * log;
        return Math.Abs(power) < 1e-5 ? beta * log * (1 - power / 2 + power * power / 6) : beta * -Expm1(-power) / (s - 1);
    }

    private static double Expm1(double v) => Math.Abs(v) < 1e-5 ? v + v * v / 2 : Math.Exp(v) - 1;

    /// <summary>ln of s ∫ (α+y)^−q (β+y)^−(s+1) dy over (t_x, T), and the means of ln(α+y), ln(β+y), 1/(α+y), 1/(β+y) under the integrand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Log, double LogAlphaY, double LogBetaY, double InverseAlphaY, double InverseBetaY) Ended(double q, double alpha, double s, double beta, double tx, double T)
    {
        if (T <= tx) return (double.NegativeInfinity, 0, 0, 0, 0);
        var smaller = alpha <= beta;
        var (m, own, other) = smaller ? (alpha, q, s + 1) : (beta, s + 1, q);
        var (c, d) = (m + tx, Math.Abs(alpha - beta));
        var (logC, logOther) = (Math.Log(c), Math.Log(c + d));
        var until = Math.Min(T, Math.Min(c * Math.Exp(Negligible / own) - m, (c + d) * Math.Exp(Negligible / other) - m - d));
        var width = Math.Log((m + until) / c);
        var fall = own * width + other * (Math.Log(d + m + until) - logOther);
        var (small, panels) = (width <= SmallWidth && fall <= SmallFall, Math.Max(1, (int)Math.Max(Math.Ceiling(width / PanelWidth), Math.Ceiling(fall / PanelFall))));
        var (points, weights) = small ? (Legendre.Points8, Legendre.Weights8) : (Legendre.Points16, Legendre.Weights16);
        var step = width / panels;
        Vector<double> s0 = default, su = default, sl = default, si = default, so = default;
        var (vd, vc, vOwn, vOther, vLogOther) = (new Vector<double>(d), new Vector<double>(c), new Vector<double>(1 - own), new Vector<double>(other), new Vector<double>(logOther));
        for (var panel = 0; panel < panels; panel++)
        {
            for (var k = 0; k < points.Length; k += Vector<double>.Count)
            {
                var u = (new Vector<double>(points, k) + new Vector<double>(panel)) * step;
                var e = Vector.Exp(u);
                var sumOther = vd + vc * e;
                var l = Vector.Log(sumOther) - vLogOther;
                var f = Vector.Exp(vOwn * u - vOther * l) * new Vector<double>(weights, k);
                s0 += f;
                su += f * u;
                sl += f * l;
                si += f / e;
                so += f / sumOther;
            }
        }
        var total = Vector.Sum(s0);
        var (meanU, meanL, inverseOwn, inverseOther) = (logC + Vector.Sum(su) / total, logOther + Vector.Sum(sl) / total, Vector.Sum(si) / (c * total), Vector.Sum(so) / total);
        var log = Math.Log(s * total * step) + (1 - own) * logC - other * logOther;
        return smaller ? (log, meanU, meanL, inverseOwn, inverseOther) : (log, meanL, meanU, inverseOther, inverseOwn);
    }

    /// <summary>The log-likelihood in the papers' form, with two hypergeometric functions a customer, in logs throughout; groups for which the series would be long (z &gt; 0.95) take the quadrature.</summary>
    public double SeriesLogLikelihood(Purchases data, ReadOnlySpan<double> p)
    {
        var (r, alpha, s, beta) = (p[0], p[1], p[2], p[3]);
        var tables = new Tables(data.MostX);
        Fill(tables, p);
        var sum = 0.0;
        for (var i = 0; i < data.Groups; i++)
        {
            var (x, tx, T) = (data.X[i], data.Tx[i], data.T[i]);
            var (larger, second) = alpha >= beta ? (alpha, s + 1) : (beta, r + x);
            var all = r + s + x;
            var ended = double.NegativeInfinity;
            if (Math.Abs(alpha - beta) / (larger + tx) > 0.95) ended = Ended(r + x, alpha, s, beta, tx, T).Log;
            else if (T > tx)
            {
                var first = Hypergeometric.LogNext(all, second, Math.Abs(alpha - beta) / (larger + tx)) - all * Math.Log(larger + tx);
                var last = Hypergeometric.LogNext(all, second, Math.Abs(alpha - beta) / (larger + T)) - all * Math.Log(larger + T);
                if (last < first) ended = Math.Log(s / all) + first + Math.Log(1 - Math.Exp(last - first));
            }
            sum += data.Weight[i] * (tables.R[x] + r * Math.Log(alpha) + s * Math.Log(beta) + LogSum(-(r + x) * Math.Log(alpha + T) - s * Math.Log(beta + T), ended, out _, out _));
        }
        return sum;
    }
}

using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Dangol.Platform;

/// <summary>
/// Looking at a running experiment several times without cheating: how large z must be at each planned look, so that all looks together are wrong as rarely as one
/// look would be. Early looks spend next to nothing of the error (O'Brien–Fleming type), so the last one loses next to nothing.
/// </summary>
/// <remarks>
/// K. K. G. Lan, D. L. DeMets, Discrete sequential boundaries for clinical trials, Biometrika 70 (1983) 659–663: on each side 2 − 2Φ(z₁₋α⸝₄ / √t).
/// The chance to cross at look k but not before by recursive integration: P. Armitage, C. K. McPherson, B. C. Rowe, JRSS A 132 (1969) 235–244.
/// </remarks>
public static class SequentialLooks
{
    private const int Points = 801;

    /// <summary>The two-sided limits of |z| at each look.</summary>
    /// <param name="fractions">What share of the planned information is in at each look, rising, the last at most 1: 0.25, 0.5, 0.75, 1.</param>
    /// <param name="alpha">The chance to be wrong over all looks.</param>
    /// <returns>Accurate to 0.001 (held to the published limits by the tests); infinite where nothing can be spent yet.</returns>
    public static double[] Limits(ReadOnlySpan<double> fractions, double alpha = 0.05)
    {
        if (alpha is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "between 0 and 1");
        var limits = new double[fractions.Length];
        // The density of the score process B(t) = z √t on the part that has not crossed, on an even grid between the last limits.
        double[] grid = [0], density = [1];
        double spent = 0, before = 0;
        for (var k = 0; k < fractions.Length; k++)
        {
            var t = fractions[k];
            if (t <= before || t > 1) throw new ArgumentOutOfRangeException(nameof(fractions), t, "shares of the information rise and end at 1");
            var target = Spent(t, alpha) - spent;
            var step = Math.Sqrt(t - before);
            var limit = target < 1e-14 ? double.PositiveInfinity : Solve(grid, density, step, target, Math.Sqrt(t));
            limits[k] = limit;
            spent += target;
            (grid, density) = Advance(grid, density, step, Math.Min(limit, 8) * Math.Sqrt(t));
            before = t;
        }
        return limits;
    }

    /// <summary>How much of α may be spent once a share t of the information is in.</summary>
    public static double Spent(double t, double alpha = 0.05) => 2 * SpecialFunctions.Erfc(Interval.Z(1 - alpha / 2) / Math.Sqrt(2 * Math.Min(t, 1)));

    private static double Solve(double[] grid, double[] density, double step, double target, double root)
    {
        double low = 0, high = 12;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Crossing(grid, density, step, middle * root) > target) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    private static double Crossing(double[] grid, double[] density, double step, double limit)
    {
        double sum = 0;
        for (var i = 0; i < grid.Length; i++)
            sum += density[i] * (Tail((limit - grid[i]) / step) + Tail((limit + grid[i]) / step)) * Weight(grid, i);
        return sum;
    }

    private static (double[], double[]) Advance(double[] grid, double[] density, double step, double limit)
    {
        var (next, values) = (new double[Points], new double[Points]);
        for (var j = 0; j < Points; j++)
        {
            next[j] = -limit + 2 * limit * j / (Points - 1);
            for (var i = 0; i < grid.Length; i++) values[j] += density[i] * Normal.PDF(grid[i], step, next[j]) * Weight(grid, i);
        }
        return (next, values);
    }

    /// <summary>Simpson's weights; at the first look all mass stands at 0.</summary>
    private static double Weight(double[] grid, int i) => grid.Length == 1 ? 1
        : (grid[^1] - grid[0]) / (grid.Length - 1) / 3 * (i == 0 || i == grid.Length - 1 ? 1 : i % 2 == 1 ? 4 : 2);

    private static double Tail(double z) => SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2;
}

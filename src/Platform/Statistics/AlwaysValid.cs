namespace Dangol.Platform;

/// <summary>
/// A p-value and an interval that stay valid however often one looks, and whenever one stops: the sequential likelihood ratio with a normal mixture over the
/// effects that it might have. The price is width: about 1.3 to 1.6 times that of one planned look.
/// </summary>
/// <param name="P">Of no difference. Over several looks the least one that was seen counts.</param>
/// <param name="Interval">Of the difference. Over several looks all intervals hold at once.</param>
/// <remarks>
/// H. Robbins, Ann. Math. Statist. 41 (1970) 1397–1409; R. Johari, P. Koomen, L. Pekelis, D. Walsh, Always valid inference: continuous monitoring of A/B tests,
/// Operations Research 70 (2022) 1806–1821: Λ = √(V / (V + τ²)) exp(τ² d² / (2 V (V + τ²))), p = min(1, 1 / Λ). Asymptotic: an arm wants some hundred customers before
/// the first look.
/// </remarks>
public readonly record struct AlwaysValid(double P, Interval Interval)
{
    /// <summary>Of an estimate with its standard error.</summary>
    /// <param name="difference">d, first less second.</param>
    /// <param name="error">√V: its standard error now.</param>
    /// <param name="expected">τ: the size of effects that are thought likely, in the unit of d. It may be wrong; that costs power, not validity.</param>
    /// <param name="alpha">1 − confidence of the interval.</param>
    public static AlwaysValid Of(double difference, double error, double expected, double alpha = 0.05)
    {
        if (!(error > 0)) return new(1, new(double.NegativeInfinity, double.PositiveInfinity));
        if (!(expected > 0)) throw new ArgumentOutOfRangeException(nameof(expected), expected, "above 0");
        var (v, t) = (error * error, expected * expected);
        var log = 0.5 * Math.Log(v / (v + t)) + t * difference * difference / (2 * v * (v + t));
        var half = Math.Sqrt(2 * v * (v + t) / t * (Math.Log(1 / alpha) + 0.5 * Math.Log((v + t) / v)));
        return new(Math.Min(1, Math.Exp(-log)), new(difference - half, difference + half));
    }

    /// <summary>Of two rates that are still coming in, with their pooled variance.</summary>
    public static AlwaysValid OfRates(long successes1, long trials1, long successes2, long trials2, double expected, double alpha = 0.05)
    {
        if (trials1 == 0 || trials2 == 0) return Of(0, 0, expected, alpha);
        var (p1, p2) = ((double)successes1 / trials1, (double)successes2 / trials2);
        var pooled = (double)(successes1 + successes2) / (trials1 + trials2);
        return Of(p1 - p2, Math.Sqrt(pooled * (1 - pooled) * (1.0 / trials1 + 1.0 / trials2)), expected, alpha);
    }
}

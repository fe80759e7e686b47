using System.Numerics;

namespace Dangol.Analytics;

/// <summary>Random draws from a seed (SplitMix64, Steele and others 2014): the same on every machine. Gamma after Marsaglia and Tsang 2000, Poisson by gaps or, above 30, by halving through gamma (Ahrens and Dieter 1974).</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Uniform on (0, 1).</summary>
    public double Uniform()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (((z ^ (z >> 31)) >> 11) + 0.5) * (1.0 / (1UL << 53));
    }

    public double Exponential() => -Math.Log(Uniform());

    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Gamma of a shape above zero and rate one.</summary>
    public double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * Math.Exp(Math.Log(Uniform()) / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = Normal();
            var v = 1 + c * normal;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(Uniform()) < 0.5 * normal * normal + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    public int Poisson(double mean)
    {
        var before = 0;
        while (mean > 30)
        {
            // The arrival of the m-th event splits the interval: below it, or the rest after it.
            var m = (int)(mean * 0.875);
            var at = Gamma(m);
            if (at > mean) return before + Binomial(m - 1, mean / at);
            (before, mean) = (before + m, mean - at);
        }
        var (limit, product, count) = (Math.Exp(-mean), Uniform(), before);
        for (; product > limit; product *= Uniform()) count++;
        return count;
    }

    private int Binomial(int n, double p)
    {
        var count = 0;
        for (var i = 0; i < n; i++) if (Uniform() < p) count++;
        return count;
    }
}

using System.Numerics;

namespace Dangol.Integration;

/// <summary>
/// A small source of chance that gives the same numbers on every machine and in every version: xoshiro256** of Blackman and Vigna (2018), its state
/// filled by SplitMix64. Each (seed, topic, index) has a stream of its own, so customer 17 comes out alike whoever is made before it.
/// </summary>
internal struct Dice
{
    private ulong _a, _b, _c, _d;

    public Dice(int seed, Topic topic, long index)
    {
        var state = Mix((ulong)(uint)seed << 8 | (byte)topic) ^ Mix((ulong)index + 0x9E3779B97F4A7C15);
        _a = Mix(state += 0x9E3779B97F4A7C15);
        _b = Mix(state += 0x9E3779B97F4A7C15);
        _c = Mix(state += 0x9E3779B97F4A7C15);
        _d = Mix(state + 0x9E3779B97F4A7C15);
    }

    /// <summary>SplitMix64's finalizer: a bijection of 64 bits in which every input bit moves every output bit.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to n − 1.</summary>
    public int Below(int n) => (int)Math.BigMul(Next(), (ulong)n, out _);

    public bool Chance(double share) => Unit() < share;

    public T Pick<T>(ReadOnlySpan<T> from) => from[Below(from.Length)];

    /// <summary>An index drawn by cumulative weights, the last of which is the total.</summary>
    public int Drawn(ReadOnlySpan<double> cumulative)
    {
        var at = cumulative.BinarySearch(Unit() * cumulative[^1]);
        return at < 0 ? ~at : Math.Min(at + 1, cumulative.Length - 1);
    }

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential() => -PortableMath.Log(1 - Unit());

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    public double Normal()
    {
        while (true)
        {
            double u = 2 * Unit() - 1, v = 2 * Unit() - 1, s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * PortableMath.Log(s) / s);
        }
    }

    /// <summary>Gamma with the given shape and rate 1 (Marsaglia and Tsang 2000; below shape 1 by their boost).</summary>
    public double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * PortableMath.Pow(1 - Unit(), 1 / shape);
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (PortableMath.Log(1 - Unit()) < x * x / 2 + d - d * v + d * PortableMath.Log(v)) return d * v;
        }
    }

    /// <summary>Beta(a, b), as a ratio of gammas.</summary>
    public double Beta(double a, double b)
    {
        var x = Gamma(a);
        return x / (x + Gamma(b));
    }
}

/// <summary>What a stream of <see cref="Dice"/> is for: adding a question to one topic leaves the answers of the others as they were.</summary>
internal enum Topic : byte { Habit = 1, Purchases, Basket, Person, Duplicate, Arm, Response, Calls, Phone }

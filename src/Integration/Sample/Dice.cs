using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// A small source of chance that gives the same numbers on every machine and in every version. Each (seed, topic, index) has a stream of its own, so customer 17
/// comes out alike whoever is made before it.
/// </summary>
internal readonly struct Dice(int seed, Topic topic, long index)
{
    private readonly RandomStream _stream = RandomStream.From(RandomStream.Mix((ulong)(uint)seed << 8 | (byte)topic) ^ RandomStream.Mix((ulong)index + 0x9E3779B97F4A7C15));

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Unit() => _stream.Next();

    /// <summary>A whole number from 0 to n − 1.</summary>
    public int Below(int n) => _stream.Next(n);

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
internal enum Topic : byte { Habit = 1, Purchases, Basket, Person, Duplicate, Arm, Response, Calls, Phone, Sales }

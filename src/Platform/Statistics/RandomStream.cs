using System.Numerics;

namespace Dangol.Platform;

/// <summary>
/// Chance from a seed, the same on every machine and in every version of .NET: xoshiro256**, seeded by SplitMix64. Streams of one seed are independent of
/// each other, so that work that is done in parallel draws the same on any number of cores.
/// </summary>
/// <remarks>D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021) 36.</remarks>
public sealed class RandomStream
{
    private ulong s0, s1, s2, s3;

    /// <summary>The stream of that number under that seed.</summary>
    public RandomStream(long seed, long stream = 0) : this(unchecked((ulong)seed * 0x9E3779B97F4A7C15UL ^ (ulong)stream * 0xD1B54A32D192ED03UL)) { }

    private RandomStream(ulong state) => (s0, s1, s2, s3) = (Split(ref state), Split(ref state), Split(ref state), Split(ref state));

    /// <summary>The stream that SplitMix64 begins from a state.</summary>
    public static RandomStream From(ulong state) => new(state);

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 … bound − 1; the bias of the multiplication is below bound / 2⁶⁴.</summary>
    public int Next(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    /// <summary>Standard normal, by the polar method.</summary>
    public double NextNormal()
    {
        while (true)
        {
            var (u, v) = (2 * Next() - 1, 2 * Next() - 1);
            var q = u * u + v * v;
            if (q is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(q) / q);
        }
    }

    /// <summary>Brings the items into a random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Split(ref ulong state) => Mix(state += 0x9E3779B97F4A7C15UL);

    /// <summary>SplitMix64's finalizer: a bijection of 64 bits in which every input bit moves every output bit.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dangol.Customers;

/// <summary>
/// Jaro's similarity with Winkler's bonus for a common beginning (Winkler 1990, "String Comparator Metrics and Enhanced Decision Rules"): 1 for equal texts,
/// 0 for texts without a letter in common. Places are bits of one 64-bit word, so texts count up to their 64th letter, and where a letter stands is found at once.
/// </summary>
internal static class JaroWinkler
{
    private const int Longest = 64, LongestPrefix = 4;
    private const int Letters = 128;
    private const double PrefixScale = 0.1, BoostFrom = 0.7;

    public static double Of(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.Length > Longest) a = a[..Longest];
        if (b.Length > Longest) b = b[..Longest];
        if (a.SequenceEqual(b)) return 1;
        var jaro = Jaro(a, b);
        if (jaro <= BoostFrom) return jaro;
        var prefix = 0;
        while (prefix < LongestPrefix && prefix < a.Length && prefix < b.Length && a[prefix] == b[prefix]) prefix++;
        return jaro + prefix * PrefixScale * (1 - jaro);
    }

    /// <summary>The most that <see cref="Of"/> can give for texts of these lengths with this many letters in common.</summary>
    public static double AtMost(int lengthA, int lengthB, int common)
    {
        if (common <= 0) return 0;
        var jaro = ((double)common / lengthA + (double)common / lengthB + 1) / 3;
        return jaro <= BoostFrom ? jaro : jaro + LongestPrefix * PrefixScale * (1 - jaro);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Jaro(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.Length == 0 || b.Length == 0) return 0;
        var window = Math.Max(Math.Max(a.Length, b.Length) / 2 - 1, 0);
        ulong inA = 0, inB = 0;
        // Where each letter stands in b; letters beyond ASCII share places with others, and are compared one by one.
        Span<ulong> places = stackalloc ulong[Letters];
        for (var j = 0; j < b.Length; j++) places[b[j] & Letters - 1] |= 1UL << j;
        var plain = Ascii.IsValid(a) && Ascii.IsValid(b);
        for (var i = 0; i < a.Length; i++)
        {
            var near = places[a[i] & Letters - 1] & ~inB & Window(i, window);
            if (!plain) while (near != 0 && b[BitOperations.TrailingZeroCount(near)] != a[i]) near &= near - 1;
            if (near == 0) continue;
            inA |= 1UL << i;
            inB |= near & ~(near - 1);
        }
        var matches = BitOperations.PopCount(inA);
        if (matches == 0) return 0;
        var crossed = 0;
        for (ulong restA = inA, restB = inB; restA != 0; restA &= restA - 1, restB &= restB - 1)
            if (a[BitOperations.TrailingZeroCount(restA)] != b[BitOperations.TrailingZeroCount(restB)]) crossed++;
        return ((double)matches / a.Length + (double)matches / b.Length + (matches - crossed / 2) / (double)matches) / 3;
    }

    /// <summary>The places from i − window to i + window.</summary>
    private static ulong Window(int i, int window)
    {
        var upTo = i + window >= 63 ? ulong.MaxValue : (1UL << i + window + 1) - 1;
        return i <= window ? upTo : upTo & ~((1UL << i - window) - 1);
    }
}

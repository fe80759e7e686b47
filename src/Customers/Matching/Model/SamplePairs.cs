namespace Dangol.Customers;

/// <summary>Patterns of pairs drawn at random, of which next to all are strangers; all pairs there are where they are few.</summary>
internal static class SamplePairs
{
    private const int Most = 400_000, MostRows = 8_192, Streams = 64;

    /// <summary>The patterns of the sample; the same for the same seed on any number of cores, as every stream of chance is a piece of work of its own.</summary>
    /// <remarks>The pairs are drawn among some thousand rows, themselves drawn: their values stay in the processor's cache, where those of a million rows would not.</remarks>
    public static PatternCounts Random(PairComparison pairs, int seed)
    {
        var rows = Rows(pairs.Rows, seed);
        var all = (long)pairs.Rows * (pairs.Rows - 1) / 2 <= Most;
        var found = new PatternCounts[Streams];
        Parallel.For(0, Streams, pairs.NewScratch, (stream, _, scratch) =>
        {
            found[stream] = all ? Every(pairs, stream, scratch) : Drawn(pairs, rows, seed, stream, scratch);
            return scratch;
        }, _ => { });
        var counts = new PatternCounts();
        foreach (var some in found) counts.Add(some);
        return counts;
    }

    private static PatternCounts Every(PairComparison pairs, int stream, PairComparison.Scratch scratch)
    {
        var counts = new PatternCounts();
        for (var a = stream; a < pairs.Rows; a += Streams)
            for (var b = a + 1; b < pairs.Rows; b++) counts.Add(pairs.Of(a, b, scratch));
        return counts;
    }

    private static PatternCounts Drawn(PairComparison pairs, int[] rows, int seed, int stream, PairComparison.Scratch scratch)
    {
        var counts = new PatternCounts();
        var chance = State(seed, stream);
        for (var i = 0; i < Most / Streams; i++)
        {
            int a = Below(ref chance, rows.Length), b = Below(ref chance, rows.Length - 1);
            counts.Add(pairs.Of(rows[a], rows[b < a ? b : b + 1], scratch));
        }
        return counts;
    }

    /// <summary>Different rows, each as likely as any other (Floyd's sampling).</summary>
    private static int[] Rows(int rows, int seed)
    {
        var chance = State(seed, Streams);
        var drawn = new HashSet<int>();
        for (var upTo = Math.Max(0, rows - MostRows); upTo < rows; upTo++)
            if (Below(ref chance, upTo + 1) is var row && !drawn.Add(row)) drawn.Add(upTo);
        return [.. drawn];
    }

    private static ulong State(int seed, int stream) => (ulong)(uint)seed << 32 | (uint)stream;

    /// <summary>A whole number below n: SplitMix64 (Steele, Lea and Flood 2014) and the upper half of a product.</summary>
    private static int Below(ref ulong state, int n)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return (int)Math.BigMul(z ^ z >> 31, (ulong)n, out _);
    }
}

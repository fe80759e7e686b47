namespace Dangol.Customers;

/// <summary>Two rows and the weight in bits, with the prior, of their being one customer.</summary>
internal readonly record struct ScoredPair(int A, int B, float Bits);

/// <summary>Scores every pair that has a key in common, each once.</summary>
internal static class ScorePairs
{
    /// <summary>The pairs of at least a weight, and how many were compared.</summary>
    public static (ScoredPair[] Pairs, long Compared) Run(PairComparison pairs, BlockIndex blocks, MatchModel model, double from)
    {
        var chunks = blocks.Chunks().ToArray();
        var found = new List<ScoredPair>?[chunks.Length];
        var compared = new long[chunks.Length];
        var prior = model.Prior;
        Parallel.For(0, chunks.Length, pairs.NewScratch, (c, _, scratch) =>
        {
            var kept = new List<ScoredPair>();
            var (key, first, end) = chunks[c];
            for (var block = first; block < end; block++)
            {
                var rows = blocks.Block(key, block);
                for (var a = 0; a < rows.Length; a++)
                    for (var b = a + 1; b < rows.Length; b++)
                    {
                        if (!blocks.IsFirst(key, rows[a], rows[b])) continue;
                        compared[c]++;
                        pairs.Of(rows[a], rows[b], scratch);
                        var bits = prior + model.Weight(rows[a], rows[b], scratch);
                        if (bits >= from) kept.Add(new(rows[a], rows[b], (float)bits));
                    }
            }
            found[c] = kept;
            return scratch;
        }, _ => { });
        var all = new ScoredPair[found.Sum(f => f!.Count)];
        var at = 0;
        foreach (var some in found) { some!.CopyTo(all, at); at += some.Count; }
        return (all, compared.Sum());
    }
}

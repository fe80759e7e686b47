namespace Dangol.Customers;

/// <summary>
/// Rows that say the very same in every column. Where there are hundreds of them they fill blocks too large to be compared under any key; here each is paired with the next, which is enough for them to come together.
/// </summary>
internal static class IdenticalRows
{
    /// <summary>The pairs that no key has, with their weight.</summary>
    public static IEnumerable<ScoredPair> Pairs(PairComparison pairs, BlockIndex blocks, MatchModel model)
    {
        var words = new ulong[pairs.Rows];
        for (var row = 0; row < words.Length; row++) words[row] = (ulong)Hash(pairs, row) << 32 | (uint)row;
        RadixSort.ByHigh(ref words, words.Length);
        var scratch = pairs.NewScratch();
        for (var i = 1; i < words.Length; i++)
        {
            if (words[i] >> 32 != words[i - 1] >> 32) continue;
            int a = (int)(uint)words[i - 1], b = (int)(uint)words[i];
            if (!pairs.AreIdentical(a, b) || blocks.HasCommonKey(a, b)) continue;
            pairs.Of(a, b, scratch);
            yield return new(a, b, (float)(model.Prior + model.Weight(a, b, scratch)));
        }
    }

    private static uint Hash(PairComparison pairs, int row)
    {
        var hash = 1U;
        for (var f = 0; f < pairs.Fields.Length; f++) hash = BlockingAtom.Mix(hash, (uint)pairs.Code(row, f));
        return hash;
    }
}

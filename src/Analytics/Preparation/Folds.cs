namespace Dangol.Analytics;

/// <summary>Rows dealt into parts at random, each class (or arm) by itself, so that every part has its share of each.</summary>
internal static class Folds
{
    /// <summary>The part of each row, 0 … parts − 1.</summary>
    public static int[] Stratified(ReadOnlySpan<int> strata, int parts, long seed)
    {
        var draws = new RandomStream(seed);
        var order = new int[strata.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        draws.Shuffle(order.AsSpan());
        var (dealt, fold) = (new Dictionary<int, int>(), new int[strata.Length]);
        foreach (var row in order)
        {
            var next = dealt.GetValueOrDefault(strata[row]);
            fold[row] = next % parts;
            dealt[strata[row]] = next + 1;
        }
        return fold;
    }

    /// <summary>The rows outside of a part, in a random order of their own, and those in it.</summary>
    public static (int[] Training, int[] Held) Of(int[] fold, int part, long seed)
    {
        var training = Enumerable.Range(0, fold.Length).Where(i => fold[i] != part).ToArray();
        new RandomStream(seed, part + 1).Shuffle(training.AsSpan());
        return (training, Enumerable.Range(0, fold.Length).Where(i => fold[i] == part).ToArray());
    }
}

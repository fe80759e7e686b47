namespace Dangol.Analytics;

/// <summary>If <paramref name="If"/> is in a basket, then <paramref name="Then"/> often is too. Items ascending.</summary>
/// <param name="If">What is in the basket.</param>
/// <param name="Then">What comes with it.</param>
/// <param name="Count">Baskets with all of it.</param>
/// <param name="IfCount">Baskets with the first part.</param>
/// <param name="ThenCount">Baskets with the second.</param>
/// <param name="P">Chance of so many together or more, if the parts were independent (Fisher).</param>
/// <param name="Redundant">A part of <paramref name="If"/>, perhaps none of it, promises <paramref name="Then"/> at least as surely.</param>
internal sealed record ItemRule(int[] If, int[] Then, int Count, int IfCount, int ThenCount, double P, bool Redundant)
{
    public double Confidence => (double)Count / IfCount;

    /// <summary>How many times as often as by chance.</summary>
    public double Lift(int baskets) => (double)Count * baskets / ((double)IfCount * ThenCount);
}

/// <summary>Rules from frequent sets. (Agrawal and Srikant 1994, "Fast Algorithms for Mining Association Rules".)</summary>
internal static class FindRules
{
    /// <param name="sets">The frequent sets, all parts of each among them.</param>
    /// <param name="baskets">How many baskets there are.</param>
    /// <param name="confidence">The share of baskets with the first part that must hold the second too.</param>
    /// <param name="considered">How many rules were looked at: as many chances there were for luck, so a p-value is multiplied by them.</param>
    /// <returns>Surest connection first: by lift, then count, then items.</returns>
    public static List<ItemRule> Of(Itemsets sets, int baskets, double confidence, out long considered)
    {
        var (fisher, rules, seen) = (new FisherTail(baskets), new List<ItemRule>(), 0L);
        Span<int> ifs = stackalloc int[32], thens = stackalloc int[32];
        for (var set = 0; set < sets.Count; set++)
        {
            var items = sets[set];
            // 2^n parts: sets that long come from a support that is far too low to learn from.
            if (items.Length is < 2 or > 20) continue;
            var count = sets.CountOf(set);
            for (var mask = 1; mask < (1 << items.Length) - 1; mask++)
            {
                seen++;
                var first = ifs[..Pick(items, mask, ifs)];
                var ifCount = sets.CountOf(first);
                if (count < (decimal)confidence * ifCount) continue;
                var second = thens[..Pick(items, ~mask, thens)];
                var thenCount = sets.CountOf(second);
                rules.Add(new(first.ToArray(), second.ToArray(), count, ifCount, thenCount, fisher.AtLeast(count, ifCount, thenCount), Redundant(sets, baskets, first, second, count, ifCount)));
            }
        }
        considered = seen;
        rules.Sort((x, y) => Order(x, y, baskets));
        return rules;
    }

    /// <summary>Whether a smaller first part, also the empty one, has at least the confidence; compared as whole numbers.</summary>
    private static bool Redundant(Itemsets sets, int baskets, ReadOnlySpan<int> first, ReadOnlySpan<int> second, int count, int ifCount)
    {
        Span<int> part = stackalloc int[32], both = stackalloc int[32];
        for (var mask = 0; mask < (1 << first.Length) - 1; mask++)
        {
            var length = Pick(first, mask, part);
            part[..length].CopyTo(both);
            second.CopyTo(both[length..]);
            both[..(length + second.Length)].Sort();
            long partCount = length == 0 ? baskets : sets.CountOf(part[..length]);
            if ((long)sets.CountOf(both[..(length + second.Length)]) * ifCount >= count * partCount) return true;
        }
        return false;
    }

    private static int Pick(ReadOnlySpan<int> items, int mask, Span<int> into)
    {
        var length = 0;
        for (var k = 0; k < items.Length; k++)
            if ((mask >> k & 1) != 0) into[length++] = items[k];
        return length;
    }

    private static int Order(ItemRule x, ItemRule y, int baskets)
    {
        var byLift = y.Lift(baskets).CompareTo(x.Lift(baskets));
        if (byLift != 0) return byLift;
        if (x.Count != y.Count) return y.Count.CompareTo(x.Count);
        var byIf = x.If.AsSpan().SequenceCompareTo(y.If);
        return byIf != 0 ? byIf : x.Then.AsSpan().SequenceCompareTo(y.Then);
    }
}

namespace Dangol.Analytics;

/// <summary>
/// Baskets as rows of distinct items, and items as lists of their baskets. Items are ranked from rare to common: <see cref="Item"/>[rank] is the item, and a basket's items stand
/// by rank, ascending, at Start[basket] …. Items below the threshold are gone; so are baskets without any.
/// </summary>
internal sealed class BasketLog
{
    private BasketLog(int baskets, int[] item, int[] count, int[] start, int[] rank, int[] inStart, int[] basket) =>
        (Baskets, Item, Count, Start, Rank, InStart, Basket) = (baskets, item, count, start, rank, inStart, basket);

    /// <summary>All baskets that there were, also those whose items are all rare: what a support is a share of.</summary>
    public int Baskets { get; }
    public int[] Item { get; }
    public int[] Count { get; }
    public int[] Start { get; }
    public int[] Rank { get; }
    public int[] InStart { get; }
    public int[] Basket { get; }

    /// <summary>
    /// The fewest baskets that make a share: count ≥ ⌈share · N⌉, computed in decimals, because 0.07 · 100 is 7.000000000000001 in binary and would ask for 8.
    /// </summary>
    public static int Fewest(double share, int baskets) => Math.Max(1, (int)Math.Ceiling((decimal)share * baskets));

    /// <param name="baskets">How many baskets there are.</param>
    /// <param name="items">How many items there are.</param>
    /// <param name="basket">The basket of each row.</param>
    /// <param name="item">Its item. An item that stands twice in a basket counts once.</param>
    /// <param name="fewest">Baskets that an item must be in.</param>
    public static BasketLog Of(int baskets, int items, ReadOnlySpan<int> basket, ReadOnlySpan<int> item, int fewest)
    {
        var (start, rows) = Grouped(baskets, basket, item);
        // Distinct items of each basket, in place.
        var count = new int[items];
        var (to, ends) = (0, new int[baskets + 1]);
        for (var b = 0; b < baskets; b++)
        {
            var own = rows.AsSpan(start[b], start[b + 1] - start[b]);
            own.Sort();
            for (var k = 0; k < own.Length; k++)
                if (k == 0 || own[k] != own[k - 1])
                {
                    count[own[k]]++;
                    rows[to++] = own[k];
                }
            ends[b + 1] = to;
        }
        var ranked = Enumerable.Range(0, items).Where(i => count[i] >= fewest).OrderBy(i => count[i]).ThenBy(i => i).ToArray();
        var rankOf = new int[items];
        Array.Fill(rankOf, -1);
        for (var r = 0; r < ranked.Length; r++) rankOf[ranked[r]] = r;
        var (kept, keptStart) = (new List<int>(to), new int[baskets + 1]);
        for (var b = 0; b < baskets; b++)
        {
            for (var k = ends[b]; k < ends[b + 1]; k++)
                if (rankOf[rows[k]] >= 0) kept.Add(rankOf[rows[k]]);
            keptStart[b + 1] = kept.Count;
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kept)[keptStart[b]..].Sort();
        }
        int[] rank = [.. kept];
        var inStart = new int[ranked.Length + 1];
        foreach (var r in rank) inStart[r + 1]++;
        for (var r = 0; r < ranked.Length; r++) inStart[r + 1] += inStart[r];
        var (next, inBasket) = (inStart.AsSpan(0, ranked.Length).ToArray(), new int[rank.Length]);
        for (var b = 0; b < baskets; b++)
            for (var k = keptStart[b]; k < keptStart[b + 1]; k++) inBasket[next[rank[k]]++] = b;
        return new(baskets, ranked, [.. ranked.Select(i => count[i])], keptStart, rank, inStart, inBasket);
    }

    private static (int[] Start, int[] Rows) Grouped(int baskets, ReadOnlySpan<int> basket, ReadOnlySpan<int> item)
    {
        var start = new int[baskets + 1];
        foreach (var b in basket) start[b + 1]++;
        for (var b = 0; b < baskets; b++) start[b + 1] += start[b];
        var (next, rows) = (start.AsSpan(0, baskets).ToArray(), new int[item.Length]);
        for (var k = 0; k < item.Length; k++) rows[next[basket[k]]++] = item[k];
        return (start, rows);
    }
}

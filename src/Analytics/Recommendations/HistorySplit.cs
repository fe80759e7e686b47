namespace Dangol.Analytics;

/// <summary>What a model may see, and what it is asked for afterwards.</summary>
/// <param name="Train">The events it may see.</param>
/// <param name="Held">The held-out items of each customer, ascending and distinct; empty for a customer who is not asked about.</param>
internal sealed record HistorySplit(PurchaseSequences Train, int[][] Held)
{
    /// <summary>How many customers are asked about.</summary>
    public int Tested => Held.Count(h => h.Length > 0);

    /// <summary>The last event of every customer with at least three is held out. (The protocol of SASRec and S3-Rec.)</summary>
    public static HistorySplit Last(PurchaseSequences all, bool newOnly) => Of(all, newOnly, (c, e) => all.Start[c + 1] - all.Start[c] >= 3 && e == all.Start[c + 1] - 1);

    /// <summary>The whole last occasion of every customer with at least two is held out: single items would leak the rest of their basket.</summary>
    public static HistorySplit LastOccasion(PurchaseSequences all, bool newOnly) =>
        Of(all, newOnly, (c, e) => all.Step[all.Start[c + 1] - 1] > all.Step[all.Start[c]] && all.Step[e] == all.Step[all.Start[c + 1] - 1]);

    /// <summary>All that happened at or after <paramref name="cut"/> is held out.</summary>
    public static HistorySplit At(PurchaseSequences all, long cut, bool newOnly) => Of(all, newOnly, (_, e) => all.Moment[e] >= cut);

    /// <summary>A share of the distinct items of each customer, drawn by lot, is held out, rounded to the nearest whole number.</summary>
    public static HistorySplit Share(PurchaseSequences all, double share, int seed, bool newOnly)
    {
        var random = new Random(seed);
        var drawn = new HashSet<int>[all.Customers];
        for (var c = 0; c < all.Customers; c++)
        {
            var items = all.OwnedBy(c).ToArray();
            random.Shuffle(items);
            drawn[c] = [.. items.AsSpan(0, (int)Math.Round(items.Length * share))];
        }
        return Of(all, newOnly, (c, e) => drawn[c].Contains(all.Item[e]));
    }

    private static HistorySplit Of(PurchaseSequences all, bool newOnly, Func<int, int, bool> held)
    {
        var train = all.Where((c, e) => !held(c, e));
        var items = new int[all.Customers][];
        for (var c = 0; c < all.Customers; c++)
        {
            var wanted = new SortedSet<int>();
            // Who is unknown before is no test of a model of customers, but of popularity.
            if (train.Start[c + 1] > train.Start[c])
                for (var e = all.Start[c]; e < all.Start[c + 1]; e++)
                    if (held(c, e) && !(newOnly && train.OwnedBy(c).BinarySearch(all.Item[e]) >= 0)) wanted.Add(all.Item[e]);
            items[c] = [.. wanted];
        }
        return new(train, items);
    }
}

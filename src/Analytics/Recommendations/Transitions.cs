namespace Dangol.Analytics;

/// <summary>
/// What is bought after what: M_ij += 0.5^(d − 1) for every item j that follows item i by d ≤ 5 occasions, divided by √((n_i + 1)(n_j + 1)), n the customers of an item.
/// Directed: a printer leads to ink, ink not to a printer. (A Markov chain with skips, as in He and McAuley 2016, "Fusing Similarity Models with Markov Chains", counted instead of trained.)
/// </summary>
internal static class Transitions
{
    private const int Furthest = 5;

    public static SparseRows Fit(PurchaseSequences x, int keep = 200)
    {
        // The events of each item, so that a row is built by one core, in one order.
        var start = new int[x.Items + 1];
        foreach (var i in x.Item) start[i + 1]++;
        for (var i = 0; i < x.Items; i++) start[i + 1] += start[i];
        var (next, place, end) = (start.AsSpan(0, x.Items).ToArray(), new int[x.Item.Length], new int[x.Item.Length]);
        for (var c = 0; c < x.Customers; c++)
            for (var e = x.Start[c]; e < x.Start[c + 1]; e++)
            {
                end[next[x.Item[e]]] = x.Start[c + 1];
                place[next[x.Item[e]]++] = e;
            }
        return SparseRows.Of(x.Items, keep, (i, row) =>
        {
            for (var k = start[i]; k < start[i + 1]; k++)
                for (var e = place[k] + 1; e < end[k] && x.Step[e] - x.Step[place[k]] <= Furthest; e++)
                {
                    var d = x.Step[e] - x.Step[place[k]];
                    if (d > 0 && x.Item[e] != i) row.Add(x.Item[e], 1f / (1 << (d - 1)));
                }
            row.Scale(j => (float)(1 / Math.Sqrt((x.BuyersOf(i).Length + 1.0) * (x.BuyersOf(j).Length + 1.0))));
        });
    }
}

namespace Dangol.Analytics;

/// <summary>
/// Who bought what in which order: the events of customer c stand at <see cref="Start"/>[c] … <see cref="Start"/>[c + 1], oldest first. What was bought at one occasion
/// (one moment, one document) has one <see cref="Step"/>, counted from 0 for each customer.
/// </summary>
internal sealed class PurchaseSequences
{
    private PurchaseSequences(int customers, int items, int[] start, int[] item, int[] step, long[] moment)
    {
        (Customers, Items, Start, Item, Step, Moment) = (customers, items, start, item, step, moment);
        (OwnedStart, Owned, Times) = Distinct();
        (BuyerStart, Buyer) = Turned();
    }

    public int Customers { get; }
    public int Items { get; }
    public int[] Start { get; }
    public int[] Item { get; }
    public int[] Step { get; }
    public long[] Moment { get; }

    /// <summary>The distinct items of customer c, ascending, at OwnedStart[c] …; <see cref="Times"/> says on how many occasions each was bought.</summary>
    public int[] OwnedStart { get; }
    public int[] Owned { get; }
    public int[] Times { get; }

    /// <summary>The distinct customers of item i, ascending, at BuyerStart[i] ….</summary>
    public int[] BuyerStart { get; }
    public int[] Buyer { get; }

    public ReadOnlySpan<int> OwnedBy(int customer) => Owned.AsSpan(OwnedStart[customer], OwnedStart[customer + 1] - OwnedStart[customer]);

    public ReadOnlySpan<int> BuyersOf(int item) => Buyer.AsSpan(BuyerStart[item], BuyerStart[item + 1] - BuyerStart[item]);

    /// <summary>
    /// A history from rows in any order. Rows of one customer and one moment are one occasion; where there are no moments, the order of the rows is the order of time and each row an
    /// occasion of its own.
    /// </summary>
    public static PurchaseSequences Of(int customers, int items, ReadOnlySpan<int> customer, ReadOnlySpan<int> item, ReadOnlySpan<long> moment)
    {
        var start = new int[customers + 1];
        foreach (var c in customer) start[c + 1]++;
        for (var c = 0; c < customers; c++) start[c + 1] += start[c];
        var next = start.AsSpan(0, customers).ToArray();
        var order = new int[customer.Length];
        for (var row = 0; row < customer.Length; row++) order[next[customer[row]]++] = row;
        var (sorted, step, when) = (new int[order.Length], new int[order.Length], new long[order.Length]);
        for (var c = 0; c < customers; c++)
        {
            var rows = order.AsSpan(start[c], start[c + 1] - start[c]);
            if (moment.Length > 0) SortByMoment(rows, moment);
            for (var k = 0; k < rows.Length; k++)
            {
                var at = start[c] + k;
                sorted[at] = item[rows[k]];
                when[at] = moment.Length > 0 ? moment[rows[k]] : k;
                step[at] = k == 0 ? 0 : step[at - 1] + (when[at] != when[at - 1] ? 1 : 0);
            }
        }
        return new(customers, items, start, sorted, step, when);
    }

    /// <summary>The part of the history for which <paramref name="keep"/> (customer, place of the event) holds.</summary>
    public PurchaseSequences Where(Func<int, int, bool> keep)
    {
        var (start, item, step, moment) = (new int[Customers + 1], new List<int>(Item.Length), new List<int>(Item.Length), new List<long>(Item.Length));
        for (var c = 0; c < Customers; c++)
        {
            for (var e = Start[c]; e < Start[c + 1]; e++)
                if (keep(c, e)) { item.Add(Item[e]); step.Add(Step[e]); moment.Add(Moment[e]); }
            start[c + 1] = item.Count;
        }
        return new(Customers, Items, start, [.. item], [.. step], [.. moment]);
    }

    /// <summary>
    /// What customer <paramref name="c"/> owns, each item weighted by decay^(occasions since its last purchase): 1 for the newest occasion. Fills both spans, which have the
    /// length of <see cref="OwnedBy"/>.
    /// </summary>
    public void Context(int c, double decay, Span<int> items, Span<float> weights)
    {
        OwnedBy(c).CopyTo(items);
        if (decay >= 1) { weights.Fill(1); return; }
        var last = Start[c + 1] > Start[c] ? Step[Start[c + 1] - 1] : 0;
        for (var e = Start[c]; e < Start[c + 1]; e++)                   // later events overwrite earlier ones
            weights[items.BinarySearch(Item[e])] = (float)Math.Pow(decay, last - Step[e]);
    }

    private static void SortByMoment(Span<int> rows, ReadOnlySpan<long> moment)
    {
        var keys = new long[rows.Length];
        for (var k = 0; k < rows.Length; k++) keys[k] = moment[rows[k]];
        var ordered = true;
        for (var k = 1; k < keys.Length && ordered; k++) ordered = keys[k - 1] <= keys[k];
        if (ordered) return;
        // Equal moments keep the order of the rows: a stable sort by (moment, row).
        var pairs = new (long, int)[rows.Length];
        for (var k = 0; k < rows.Length; k++) pairs[k] = (keys[k], rows[k]);
        Array.Sort(pairs);
        for (var k = 0; k < rows.Length; k++) rows[k] = pairs[k].Item2;
    }

    private (int[], int[], int[]) Distinct()
    {
        var (start, owned, times) = (new int[Customers + 1], new List<int>(Item.Length), new List<int>(Item.Length));
        var pairs = new List<(int Item, int Step)>();
        for (var c = 0; c < Customers; c++)
        {
            pairs.Clear();
            for (var e = Start[c]; e < Start[c + 1]; e++) pairs.Add((Item[e], Step[e]));
            pairs.Sort();
            for (var k = 0; k < pairs.Count; k++)
                if (k == 0 || pairs[k].Item != pairs[k - 1].Item) { owned.Add(pairs[k].Item); times.Add(1); }
                else if (pairs[k].Step != pairs[k - 1].Step) times[^1]++;
            start[c + 1] = owned.Count;
        }
        return (start, [.. owned], [.. times]);
    }

    private (int[], int[]) Turned()
    {
        var start = new int[Items + 1];
        foreach (var i in Owned) start[i + 1]++;
        for (var i = 0; i < Items; i++) start[i + 1] += start[i];
        var (next, buyer) = (start.AsSpan(0, Items).ToArray(), new int[Owned.Length]);
        for (var c = 0; c < Customers; c++)
            foreach (var i in OwnedBy(c)) buyer[next[i]++] = c;
        return (start, buyer);
    }
}

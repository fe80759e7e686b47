namespace Dangol.Analytics;

/// <summary>How often an item comes again.</summary>
/// <param name="Gaps">Gaps between two purchases by one customer that were seen.</param>
/// <param name="Repeaters">Customers who bought it on at least two occasions.</param>
/// <param name="RepeatShare">Those, of all its customers.</param>
/// <param name="Typical">Geometric mean of the gaps, in the unit of the moments.</param>
/// <param name="Low">The gap that a quarter stay below.</param>
/// <param name="High">The gap that a quarter exceed.</param>
internal sealed record ReplenishmentCycle(int Item, int Gaps, int Repeaters, double RepeatShare, double Typical, double Low, double High);

/// <summary>What a customer will want again, and when.</summary>
/// <param name="Due">Moment of the next purchase.</param>
internal sealed record DueItem(int Customer, int Item, int Bought, double Cycle, double Due);

/// <summary>
/// Cycles of what is used up. An item has one where enough customers bought it again. A customer's own cycle is the geometric mean of the own gaps, drawn to the item's with the
/// weight of <see cref="Kappa"/> gaps: ln c = (Σ ln g + κ ln m) / (n + κ). Gaps are skewed, so they are averaged in logs.
/// </summary>
internal sealed class Replenishment
{
    private const double Kappa = 2;
    private const int FewestRepeaters = 10;
    private readonly PurchaseSequences _x;
    private readonly double _unit;
    private readonly Dictionary<int, ReplenishmentCycle> _cycles;

    private Replenishment(PurchaseSequences x, double unit, Dictionary<int, ReplenishmentCycle> cycles) => (_x, _unit, _cycles) = (x, unit, cycles);

    /// <summary>Most often repeated first.</summary>
    public IEnumerable<ReplenishmentCycle> Cycles => _cycles.Values.OrderByDescending(c => c.Repeaters).ThenBy(c => c.Item);

    /// <param name="x">The purchases.</param>
    /// <param name="unit">What one unit of the answers is in moments: ticks of a day.</param>
    public static Replenishment Fit(PurchaseSequences x, double unit)
    {
        var gaps = new List<double>?[x.Items];
        var repeaters = new int[x.Items];
        foreach (var (_, item, moments) in Repeats(x))
        {
            repeaters[item]++;
            for (var k = 1; k < moments.Count; k++) (gaps[item] ??= []).Add(Gap(moments[k - 1], moments[k], unit));
        }
        var cycles = new Dictionary<int, ReplenishmentCycle>();
        for (var i = 0; i < x.Items; i++)
        {
            if (repeaters[i] < FewestRepeaters || gaps[i] is not { } seen) continue;
            seen.Sort();
            cycles[i] = new(i, seen.Count, repeaters[i], repeaters[i] / (double)x.BuyersOf(i).Length, Math.Exp(seen.Average(Math.Log)), seen[seen.Count / 4], seen[seen.Count * 3 / 4]);
        }
        return new(x, unit, cycles);
    }

    /// <summary>
    /// What is due between <paramref name="now"/> and <paramref name="until"/>, or overdue by less than one cycle; who stays away longer has stopped. Soonest first.
    /// </summary>
    public IReadOnlyList<DueItem> Due(long now, long until)
    {
        var due = new List<DueItem>();
        foreach (var (customer, item, moments) in Repeats(_x))
        {
            if (!_cycles.TryGetValue(item, out var cycle)) continue;
            var own = Own(moments, moments.Count, cycle);
            var next = moments[^1] + own * _unit;
            if (next <= until && next + own * _unit > now) due.Add(new(customer, item, moments.Count, own, next));
        }
        return [.. due.OrderBy(d => d.Due).ThenBy(d => d.Customer).ThenBy(d => d.Item)];
    }

    /// <summary>
    /// Median of |ln(predicted / true)| for the last gap of everybody with at least two, by own cycles and by the items' alone: what drawing together gains. The gap that is asked for is taken
    /// out of its item's mean.
    /// </summary>
    public (int Tried, double Own, double ItemOnly) Backtest()
    {
        var (own, item) = (new List<double>(), new List<double>());
        foreach (var (_, i, moments) in Repeats(_x))
        {
            if (moments.Count < 3 || !_cycles.TryGetValue(i, out var cycle)) continue;
            var truth = Math.Log(Gap(moments[^2], moments[^1], _unit));
            var others = cycle with { Typical = Math.Exp((cycle.Gaps * Math.Log(cycle.Typical) - truth) / (cycle.Gaps - 1)) };
            own.Add(Math.Abs(Math.Log(Own(moments, moments.Count - 1, others)) - truth));
            item.Add(Math.Abs(Math.Log(others.Typical) - truth));
        }
        own.Sort();
        item.Sort();
        return (own.Count, own.Count == 0 ? 0 : own[own.Count / 2], item.Count == 0 ? 0 : item[item.Count / 2]);
    }

    private double Own(List<long> moments, int count, ReplenishmentCycle cycle)
    {
        var sum = Kappa * Math.Log(cycle.Typical);
        for (var k = 1; k < count; k++) sum += Math.Log(Gap(moments[k - 1], moments[k], _unit));
        return Math.Exp(sum / (count - 1 + Kappa));
    }

    // Two occasions of one day are a tenth of a day apart at least, so that logs stay finite.
    private static double Gap(long from, long to, double unit) => Math.Max(0.1, (to - from) / unit);

    /// <summary>Customer, item and the moments of its occasions, where there are at least two.</summary>
    private static IEnumerable<(int Customer, int Item, List<long> Moments)> Repeats(PurchaseSequences x)
    {
        for (var c = 0; c < x.Customers; c++)
        {
            var moments = new SortedDictionary<int, List<long>>();
            for (var e = x.Start[c]; e < x.Start[c + 1]; e++)
            {
                if (x.Times[x.OwnedStart[c] + x.OwnedBy(c).BinarySearch(x.Item[e])] < 2) continue;
                if (!moments.TryGetValue(x.Item[e], out var of)) moments[x.Item[e]] = of = [];
                if (of.Count == 0 || of[^1] != x.Moment[e]) of.Add(x.Moment[e]);
            }
            foreach (var (item, of) in moments) yield return (c, item, of);
        }
    }
}

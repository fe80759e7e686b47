namespace Dangol.Analytics;

/// <summary>
/// Chooses contacts by prices on the shared limits: each customer's best set is found exactly at the prices, and the prices move until the limits are about met. The
/// prices also bound what any plan can be worth, so every plan says how far from the best it may be. (Held, Wolfe and Crowder 1974, "Validation of subgradient optimization";
/// Fisher 1981, "The Lagrangian Relaxation Method for Solving Integer Programming Problems".) What prices leave over or overdraw is put right proposal by proposal.
/// </summary>
internal sealed class PlanContacts
{
    private const int Rounds = 150, SignRounds = 60;
    private readonly ContactProposal[] _proposals;
    private readonly PlanLimits _limits;
    private readonly SharedLimits _shared;
    private readonly HashSet<(int, int)> _conflicts;
    private readonly int[][] _own;
    private readonly PastContact[][] _past;
    private readonly int[] _customerOf;

    private PlanContacts(ContactProposal[] proposals, PlanLimits limits)
    {
        (_proposals, _limits, _shared) = (proposals, limits, new(proposals, limits));
        _conflicts = [.. limits.Conflicts, .. limits.Conflicts.Select(c => (c.B, c.A))];
        var groups = Enumerable.Range(0, proposals.Length).GroupBy(i => proposals[i].Customer).ToList();
        _own = [.. groups.Select(g => g.ToArray())];
        var past = limits.Past.ToLookup(p => p.Customer);
        _past = [.. groups.Select(g => past[g.Key].ToArray())];
        _customerOf = new int[proposals.Length];
        for (var c = 0; c < _own.Length; c++) foreach (var i in _own[c]) _customerOf[i] = c;
    }

    public static ContactPlan Run(IReadOnlyList<ContactProposal> proposals, PlanLimits limits)
    {
        var unmet = new List<(int, int, int)>();
        var kept = Enumerable.Range(0, proposals.Count).ToArray();
        while (true)
        {
            var plan = new PlanContacts([.. kept.Select(i => proposals[i])], limits).Solve();
            var missed = limits.OfferLeast.Select(o => (o.Offer, o.Least, Reached: plan.Chosen.Count(i => proposals[kept[i]].Offer == o.Offer))).Where(o => o.Reached < o.Least).ToList();
            if (missed.Count == 0) return plan with { Chosen = [.. plan.Chosen.Select(i => kept[i])], Unmet = unmet };
            // That many or none: without the offer that is furthest from its least, once more.
            var worst = missed.OrderByDescending(o => o.Least - o.Reached).ThenBy(o => o.Offer).First();
            unmet.Add(worst);
            limits = limits with { OfferLeast = [.. limits.OfferLeast.Where(o => o.Offer != worst.Offer)] };
            kept = [.. kept.Where(i => proposals[i].Offer != worst.Offer)];
        }
    }

    private ContactPlan Solve()
    {
        var (prices, best, steps, ways) = (new double[_shared.Count], new double[_shared.Count], FirstSteps(), new int[_shared.Count]);
        var (bound, value, chosen, step, since) = (double.PositiveInfinity, double.NegativeInfinity, Array.Empty<int>(), 0.5, 0);
        // A plan is put together now and then: sorting all proposals costs more than a round of prices. Where there are many, a plan within 0.02 % of the bound is good enough.
        var (between, near) = _proposals.Length > 10_000 ? (15, 2e-4) : (5, 1e-9);
        for (var round = 0; round <= Rounds; round++)
        {
            var (wanted, worth, dual) = Answer(round == Rounds ? best : prices);
            if (double.IsInfinity(bound) || dual < bound - 1e-9 * Math.Abs(bound)) (bound, since) = (dual, 0);
            else if (++since >= 10) (step, since) = (step / 2, 0);
            if (round < Rounds && dual <= bound) prices.CopyTo(best, 0);
            if (round % between == 0 || _shared.Count == 0 || round == Rounds)
            {
                var plan = Complete(wanted, worth);
                var sum = plan.Sum(i => _proposals[i].Value);
                // A plan that reaches its least numbers goes before one that is worth more and does not.
                if (round == 0 || (Met(plan), sum).CompareTo((Met(chosen), value)) > 0) (value, chosen) = (sum, plan);
            }
            if (_shared.Count == 0 || round == Rounds) break;
            if (round == SignRounds) (step, since) = (0.5, 0);
            if ((bound - value <= near * Math.Max(1, Math.Abs(bound)) && Met(chosen) == _limits.OfferLeast.Count) || step < 1e-4) round = Rounds - 1;
            else if (round < SignRounds) MoveBySign(prices, wanted, steps, ways);
            else if (round == SignRounds || (since == 0 && dual > bound)) best.CopyTo(prices, 0);        // once more from the best, with a shorter step
            else Move(prices, wanted, dual, value, step);
        }
        var used = new double[_shared.Count];
        foreach (var i in chosen) _shared.Use(i, used);
        return new(chosen, value, bound, [.. Enumerable.Range(0, _shared.Count).Select(r => new LimitPrice(_shared.Name(r), Math.Abs(_shared.Allowed(r)), Math.Abs(used[r]), best[r]))], []);
    }

    /// <summary>What every customer would take at these prices, and the bound that follows.</summary>
    private (int[] Wanted, double[] Worth, double Dual) Answer(double[] prices)
    {
        var worth = new double[_proposals.Length];
        for (var i = 0; i < worth.Length; i++) worth[i] = _shared.Reduced(_proposals[i], i, prices);
        var (wanted, bounds) = (new int[_own.Length][], new double[_own.Length]);
        Parallel.For(0, (_own.Length + 255) / 256, () => new CustomerSearch(_proposals, _limits, _conflicts), (t, state, search) =>
        {
            for (var c = t * 256; c < Math.Min(_own.Length, t * 256 + 256); c++) (wanted[c], _, bounds[c]) = search.Best(_own[c], worth, _past[c]);
            return search;
        }, _ => { });
        return ([.. wanted.SelectMany(w => w)], worth, bounds.Sum() + _shared.Owed(prices));
    }

    /// <summary>A plan that keeps to every limit: first what was wanted, then whatever else brings something, by what it is worth at the prices; then what least numbers still need.</summary>
    private int[] Complete(int[] wanted, double[] worth)
    {
        var search = new CustomerSearch(_proposals, _limits, _conflicts);
        var (used, chosen) = (new double[_shared.Count], new List<int>[_own.Length]);
        var (taken, count) = (new bool[_proposals.Length], new Dictionary<int, int>());
        foreach (var i in wanted.OrderByDescending(i => worth[i]).ThenBy(i => i)) Take(i);
        foreach (var i in Enumerable.Range(0, taken.Length).Where(i => !taken[i] && _proposals[i].Value > 0).OrderByDescending(i => worth[i]).ThenBy(i => i)) Take(i);
        foreach (var (offer, least) in _limits.OfferLeast)
            foreach (var i in Enumerable.Range(0, taken.Length).Where(i => _proposals[i].Offer == offer && !taken[i]).OrderByDescending(i => _proposals[i].Value).ThenBy(i => i))
                if (count.GetValueOrDefault(offer) < least) Take(i);
        // What costs more than it brings stays only where a least number needs it.
        var needed = _limits.OfferLeast.ToDictionary(o => o.Offer, o => o.Least);
        foreach (var i in Enumerable.Range(0, taken.Length).Where(i => taken[i] && _proposals[i].Value < 0).OrderBy(i => _proposals[i].Value).ThenBy(i => i))
            if (count[_proposals[i].Offer] > needed.GetValueOrDefault(_proposals[i].Offer))
            {
                taken[i] = false;
                count[_proposals[i].Offer]--;
            }
        return [.. Enumerable.Range(0, taken.Length).Where(i => taken[i])];

        void Take(int i)
        {
            if (!_shared.Fits(i, used)) return;
            var own = chosen[_customerOf[i]] ??= [];
            own.Add(i);
            if (search.Allowed(own, _past[_customerOf[i]]))
            {
                taken[i] = true;
                count[_proposals[i].Offer] = count.GetValueOrDefault(_proposals[i].Offer) + 1;
                _shared.Use(i, used);
            }
            else own.RemoveAt(own.Count - 1);
        }
    }

    private int Met(int[] plan) => _limits.OfferLeast.Count(o => plan.Count(i => _proposals[i].Offer == o.Offer) >= o.Least);

    /// <summary>A tenth of what a proposal brings for what it uses: each price begins in its own unit.</summary>
    private double[] FirstSteps()
    {
        var (amount, value) = (new double[_shared.Count], new double[_shared.Count]);
        var one = new double[_shared.Count];
        for (var i = 0; i < _proposals.Length; i++)
        {
            Array.Clear(one);
            _shared.Use(i, one);
            for (var r = 0; r < one.Length; r++)
                if (one[r] != 0) (amount[r], value[r]) = (amount[r] + Math.Abs(one[r]), value[r] + Math.Abs(_proposals[i].Value));
        }
        return [.. amount.Select((a, r) => a > 0 ? 0.1 * value[r] / a : 0)];
    }

    /// <summary>Each price by its own step, which grows while the limit stays on one side and is halved when it changes: quick where many customers make the bound smooth.</summary>
    private void MoveBySign(double[] prices, int[] wanted, double[] steps, int[] ways)
    {
        var used = new double[prices.Length];
        foreach (var i in wanted) _shared.Use(i, used);
        for (var r = 0; r < prices.Length; r++)
        {
            var way = Math.Sign(used[r] - _shared.Allowed(r));
            if (way * ways[r] < 0) steps[r] /= 2;
            else if (way * ways[r] > 0) steps[r] *= 1.3;
            ways[r] = way;
            prices[r] = Math.Max(0, prices[r] + way * steps[r]);
        }
    }

    /// <summary>Polyak's step, for the last of the way: on limits measured in shares of themselves: up where more is wanted than allowed, down to zero where less.</summary>
    private void Move(double[] prices, int[] wanted, double dual, double value, double step)
    {
        var used = new double[prices.Length];
        foreach (var i in wanted) _shared.Use(i, used);
        double norm = 0;
        for (var r = 0; r < prices.Length; r++) norm += Math.Pow((used[r] - _shared.Allowed(r)) / Scale(r), 2);
        if (norm <= 0) return;
        var length = step * Math.Max(dual - value, 1e-4 * Math.Abs(dual)) / norm;
        for (var r = 0; r < prices.Length; r++) prices[r] = Math.Max(0, prices[r] + length * (used[r] - _shared.Allowed(r)) / Scale(r) / Scale(r));
    }

    private double Scale(int limit) => Math.Max(1, Math.Abs(_shared.Allowed(limit)));
}

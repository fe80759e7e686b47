namespace Dangol.Analytics;

/// <summary>The best set of contacts of one customer at given prices, exactly: depth first, best proposals first, cut where even all the rest could not catch up.</summary>
internal sealed class CustomerSearch(IReadOnlyList<ContactProposal> proposals, PlanLimits limits, HashSet<(int, int)> conflicts)
{
    // So many proposals of one customer that this is met are no search any more; the bound then takes all that are worth something.
    private const int MostSteps = 200_000;
    private readonly List<int> _chosen = [];
    private int[] _best = [];
    private double _bestWorth;
    private int _steps;

    /// <summary>Chooses among <paramref name="own"/>, places of the proposals of one customer, each worth <paramref name="worth"/>[place].</summary>
    /// <returns>The chosen places, what they are worth, and what no choice can exceed: the same, save where the search was cut.</returns>
    public (int[] Chosen, double Worth, double Bound) Best(ReadOnlySpan<int> own, double[] worth, IReadOnlyList<PastContact> past)
    {
        var candidates = own.ToArray().Where(i => worth[i] > 0).OrderByDescending(i => worth[i]).ThenBy(i => i).ToArray();
        (_best, _bestWorth, _steps) = ([], 0, 0);
        _chosen.Clear();
        var rest = new double[candidates.Length + 1];
        for (var i = candidates.Length - 1; i >= 0; i--) rest[i] = rest[i + 1] + worth[candidates[i]];
        Deeper(candidates, rest, 0, 0, worth, past);
        return (_best, _bestWorth, _steps > MostSteps ? rest[0] : _bestWorth);
    }

    /// <summary>Whether a customer may have these contacts beside the past ones.</summary>
    public bool Allowed(IReadOnlyList<int> chosen, IReadOnlyList<PastContact> past)
    {
        for (var i = 0; i < chosen.Count; i++)
            for (var j = 0; j < i; j++)
                if (conflicts.Contains((proposals[chosen[i]].Offer, proposals[chosen[j]].Offer))) return false;
        Span<int> days = stackalloc int[64];
        if (chosen.Count + past.Count > days.Length) days = new int[chosen.Count + past.Count];
        foreach (var cap in limits.Caps)
        {
            var n = 0;
            foreach (var i in chosen)
                if (cap.Channel is null || cap.Channel == proposals[i].Channel) days[n++] = proposals[i].Day;
            if (n == 0) continue;               // what was before is not this plan's to judge
            foreach (var p in past)
                if (cap.Channel is null || cap.Channel == p.Channel) days[n++] = p.Day;
            var counted = days[..n];
            counted.Sort();
            if (!cap.Holds(counted)) return false;
        }
        return true;
    }

    private void Deeper(int[] candidates, double[] rest, int at, double worth, double[] worths, IReadOnlyList<PastContact> past)
    {
        if (worth > _bestWorth) (_best, _bestWorth) = ([.. _chosen], worth);
        if (at == candidates.Length || worth + rest[at] <= _bestWorth || ++_steps > MostSteps) return;
        _chosen.Add(candidates[at]);
        if (Allowed(_chosen, past)) Deeper(candidates, rest, at + 1, worth + worths[candidates[at]], worths, past);
        _chosen.RemoveAt(_chosen.Count - 1);
        Deeper(candidates, rest, at + 1, worth, worths, past);
    }
}

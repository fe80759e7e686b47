namespace Dangol.Analytics;

/// <summary>The best set of contacts of one customer at given prices, exactly: depth first, best proposals first, cut where even all the rest could not catch up.</summary>
internal sealed class CustomerSearch(ContactProposal[] proposals, PlanLimits limits, HashSet<(int, int)> conflicts)
{
    // So many proposals of one customer that this is met are no search any more; the bound then takes all that are worth something.
    private const int MostSteps = 200_000;
    private readonly List<int> _chosen = [], _candidates = [];
    private readonly ContactCap[] _caps = [.. limits.Caps];
    private double[] _rest = [];
    private int[] _best = [];
    private double _bestWorth;
    private int _steps;

    /// <summary>Chooses among <paramref name="own"/>, places of the proposals of one customer, each worth <paramref name="worth"/>[place].</summary>
    /// <returns>The chosen places, what they are worth, and what no choice can exceed: the same, save where the search was cut.</returns>
    public (int[] Chosen, double Worth, double Bound) Best(ReadOnlySpan<int> own, double[] worth, PastContact[] past)
    {
        _candidates.Clear();
        foreach (var i in own)
            if (worth[i] > 0) _candidates.Add(i);
        (_best, _bestWorth, _steps) = ([], 0, 0);
        if (_candidates.Count == 0) return (_best, 0, 0);
        _candidates.Sort((x, y) => worth[x] != worth[y] ? worth[y].CompareTo(worth[x]) : x.CompareTo(y));
        _chosen.Clear();
        if (_rest.Length <= _candidates.Count) _rest = new double[_candidates.Count * 2];
        _rest[_candidates.Count] = 0;
        for (var i = _candidates.Count - 1; i >= 0; i--) _rest[i] = _rest[i + 1] + worth[_candidates[i]];
        Deeper(0, 0, worth, past);
        return (_best, _bestWorth, _steps > MostSteps ? _rest[0] : _bestWorth);
    }

    /// <summary>Whether a customer may have these contacts beside the past ones. No allocation: this runs at every step of every search.</summary>
    public bool Allowed(List<int> chosen, PastContact[] past)
    {
        for (var i = 0; i < chosen.Count && conflicts.Count > 0; i++)
            for (var j = 0; j < i; j++)
                if (conflicts.Contains((proposals[chosen[i]].Offer, proposals[chosen[j]].Offer))) return false;
        Span<int> days = chosen.Count + past.Length <= 64 ? stackalloc int[64] : new int[chosen.Count + past.Length];
        for (var c = 0; c < _caps.Length; c++)
        {
            var (cap, n) = (_caps[c], 0);
            for (var k = 0; k < chosen.Count; k++)
                if (cap.Channel is null || cap.Channel == proposals[chosen[k]].Channel) days[n++] = proposals[chosen[k]].Day;
            if (n == 0) continue;               // what was before is not this plan's to judge
            foreach (var p in past)
                if (cap.Channel is null || cap.Channel == p.Channel) days[n++] = p.Day;
            var counted = days[..n];
            counted.Sort();
            if (!cap.Holds(counted)) return false;
        }
        return true;
    }

    private void Deeper(int at, double worth, double[] worths, PastContact[] past)
    {
        if (worth > _bestWorth) (_best, _bestWorth) = ([.. _chosen], worth);
        if (at == _candidates.Count || worth + _rest[at] <= _bestWorth || ++_steps > MostSteps) return;
        _chosen.Add(_candidates[at]);
        if (Allowed(_chosen, past)) Deeper(at + 1, worth + worths[_candidates[at]], worths, past);
        _chosen.RemoveAt(_chosen.Count - 1);
        Deeper(at + 1, worth, worths, past);
    }
}

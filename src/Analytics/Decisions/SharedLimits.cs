namespace Dangol.Analytics;

/// <summary>The limits that all customers share, as Σ amount · x ≤ allowed: budget, capacities, most of an offer; the least of an offer is −Σ x ≤ −least.</summary>
internal sealed class SharedLimits
{
    private readonly List<(string Name, double Allowed)> _limits = [];
    private readonly List<(int Limit, double Amount)>[] _uses;

    public SharedLimits(IReadOnlyList<ContactProposal> proposals, PlanLimits limits)
    {
        _uses = new List<(int, double)>[proposals.Count];
        for (var i = 0; i < _uses.Length; i++) _uses[i] = [];
        if (limits.Budget is { } budget) Add("budget", budget, proposals, p => p.Cost);
        foreach (var c in limits.Capacities) Add(c.Day is { } day ? $"channel {c.Channel} on {day}" : $"channel {c.Channel}", c.Most, proposals, p => p.Channel == c.Channel && (c.Day is null || c.Day == p.Day) ? 1 : 0);
        foreach (var o in limits.OfferMost) Add($"offer {o.Offer} at most", o.Most, proposals, p => p.Offer == o.Offer ? 1 : 0);
        foreach (var o in limits.OfferLeast) Add($"offer {o.Offer} at least", -o.Least, proposals, p => p.Offer == o.Offer ? -1 : 0);
    }

    public int Count => _limits.Count;

    public double Allowed(int limit) => _limits[limit].Allowed;

    public string Name(int limit) => _limits[limit].Name;

    /// <summary>What a proposal is worth once it has paid for what it uses.</summary>
    public double Reduced(ContactProposal proposal, int at, double[] prices)
    {
        var worth = proposal.Value;
        foreach (var (limit, amount) in _uses[at]) worth -= prices[limit] * amount;
        return worth;
    }

    public void Use(int at, double[] used)
    {
        foreach (var (limit, amount) in _uses[at]) used[limit] += amount;
    }

    /// <summary>Whether one more fits. A least is never overstepped by adding.</summary>
    public bool Fits(int at, double[] used)
    {
        foreach (var (limit, amount) in _uses[at])
            if (amount > 0 && used[limit] + amount > _limits[limit].Allowed * (1 + 1e-12)) return false;
        return true;
    }

    /// <summary>The price of using all that is allowed: what a bound owes to the limits.</summary>
    public double Owed(double[] prices)
    {
        double sum = 0;
        for (var r = 0; r < Count; r++) sum += prices[r] * _limits[r].Allowed;
        return sum;
    }

    private void Add(string name, double allowed, IReadOnlyList<ContactProposal> proposals, Func<ContactProposal, double> amount)
    {
        for (var i = 0; i < proposals.Count; i++)
            if (amount(proposals[i]) is not 0 and var used) _uses[i].Add((_limits.Count, used));
        _limits.Add((name, allowed));
    }
}

namespace Dangol.Analytics;

/// <summary>What can be done next for a customer, with all that decides about it.</summary>
/// <param name="Code">The action; equal priorities go by it, so a decision can be repeated.</param>
/// <param name="Propensity">P: the calibrated chance that it works; where a control group is known, what it adds to the chance without it.</param>
/// <param name="Value">V: margin in money if it works; below zero is allowed.</param>
/// <param name="Context">C: what the customer is about, 1 where it says nothing; capped by the policy.</param>
/// <param name="Levers">Percentages set by people at issue, group and action: L = 1 + Σ/100.</param>
/// <param name="ContactCost">Money that the contact costs whether it works or not.</param>
/// <param name="FatiguePrice">What one more interruption of this customer is worth elsewhere.</param>
internal sealed record NextAction(string Code, double Propensity, double Value, double Context = 1, IReadOnlyList<double>? Levers = null, double ContactCost = 0, double FatiguePrice = 0);

/// <summary>How actions are weighed. A factor that is switched off counts 1.</summary>
/// <param name="MostContext">C is cut at this: a customer who says "cancel" must not drown everything else for ever.</param>
/// <param name="Exploration">Share of decisions that go to an action drawn by lot, so that what is never shown can still be learned about.</param>
internal sealed record ArbitrationPolicy(double MostContext = 3, double Exploration = 0, bool UsePropensity = true, bool UseContext = true, bool UseValue = true, bool UseLevers = true);

/// <summary>An action in its place, with the factors that put it there.</summary>
/// <param name="Priority">P · C · V · L − cost − fatigue.</param>
/// <param name="Probability">The chance with which a decision like this puts it first: needed to learn from outcomes without bias.</param>
/// <param name="Reasons">Why, in words, the strongest first.</param>
internal sealed record RankedAction(string Code, double Priority, double P, double C, double V, double L, double Cost, double Probability, IReadOnlyList<Text> Reasons);

/// <summary>Ranks next actions by expected money: priority = P · C · V · L less what the contact costs.</summary>
internal static class Arbitration
{
    /// <summary>The actions, best first; what would cost more than it brings is at the end, below zero.</summary>
    /// <param name="actions">Those that the customer may get: eligibility has been decided.</param>
    /// <param name="policy">How they are weighed.</param>
    /// <param name="draw">A number in [0, 1) that belongs to this decision (a hash of customer and moment), so that a replay decides alike. Used for exploration only.</param>
    public static IReadOnlyList<RankedAction> Rank(IReadOnlyList<NextAction> actions, ArbitrationPolicy policy, double draw = 1)
    {
        var ranked = actions.Select(a => Weighed(a, policy)).OrderByDescending(a => a.Priority).ThenBy(a => a.Code, StringComparer.Ordinal).ToList();
        if (policy.Exploration <= 0 || ranked.Count == 0) return ranked.Count == 0 ? [] : [ranked[0] with { Probability = 1 }, .. ranked.Skip(1)];
        // The first ε of the unit interval are split evenly among all; the rest is the best one's.
        var even = policy.Exploration / ranked.Count;
        var first = draw < policy.Exploration ? Math.Min(ranked.Count - 1, (int)(draw / even)) : 0;
        var told = ranked.Select((a, i) => a with { Probability = even + (i == 0 ? 1 - policy.Exploration : 0) }).ToList();
        if (first == 0) return told;
        var drawn = told[first] with { Reasons = [new Text("알아보려고 무작위로 골랐어요", "drawn by lot, to learn"), .. told[first].Reasons] };
        told.RemoveAt(first);
        return [drawn, .. told];
    }

    private static RankedAction Weighed(NextAction a, ArbitrationPolicy policy)
    {
        var p = policy.UsePropensity ? a.Propensity : 1;
        var c = policy.UseContext ? Math.Min(a.Context, policy.MostContext) : 1;
        var v = policy.UseValue ? a.Value : 1;
        var l = policy.UseLevers ? 1 + (a.Levers ?? []).Sum() / 100 : 1;
        var cost = a.ContactCost + a.FatiguePrice;
        return new(a.Code, p * c * v * l - cost, p, c, v, l, cost, 0, Reasons(a, p, c, v, l, cost));
    }

    /// <summary>The factors that moved the priority, by how far: |ln factor| against 1, costs by their share.</summary>
    private static IReadOnlyList<Text> Reasons(NextAction a, double p, double c, double v, double l, double cost)
    {
        var gross = p * c * v * l;
        var reasons = new List<(double Weight, Text Text)>
        {
            (double.PositiveInfinity, new Text($"성공할 확률 {p:P0}, 성공하면 {v:N0}", $"{p:P0} likely to work, worth {v:N0} if it does")),
        };
        if (c != 1) reasons.Add((Distance(c), c > 1 ? new Text($"지금 상황에 맞아요 (×{c:0.##})", $"fits what the customer is about (×{c:0.##})") : new Text($"지금 상황에 덜 맞아요 (×{c:0.##})", $"fits less what the customer is about (×{c:0.##})")));
        if (c < a.Context) reasons.Add((0, new Text($"상황 가중치를 {c:0.##}까지만 인정했어요", $"the weight of the context was cut at {c:0.##}")));
        if (l != 1) reasons.Add((Distance(l), l > 1 ? new Text($"회사가 더 권하는 제안이에요 (×{l:0.##})", $"the company favours it (×{l:0.##})") : new Text($"회사가 덜 권하는 제안이에요 (×{l:0.##})", $"the company holds it back (×{l:0.##})")));
        if (cost != 0) reasons.Add((Math.Abs(cost / Math.Max(1e-9, Math.Abs(gross))), new Text($"연락 비용 {cost:N0} 뺌", $"less the contact's cost of {cost:N0}")));
        if (gross - cost < 0) reasons.Add((double.MaxValue, new Text("버는 것보다 드는 것이 많아요", "costs more than it brings")));
        return [.. reasons.OrderByDescending(r => r.Weight).Select(r => r.Text)];
    }

    private static double Distance(double factor) => factor > 0 ? Math.Abs(Math.Log(factor)) : double.MaxValue;
}

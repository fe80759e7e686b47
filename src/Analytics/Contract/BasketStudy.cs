using System.Diagnostics;

namespace Dangol.Analytics;

/// <summary>What to look for in baskets.</summary>
public sealed record BasketPlan
{
    /// <summary>Share of the baskets that a set of items must be in: count ≥ ⌈share · baskets⌉.</summary>
    public double Support { get; init; } = 0.01;

    /// <summary>Share of the baskets with the first part of a rule that must hold the second.</summary>
    public double Confidence { get; init; } = 0.5;

    /// <summary>Items in a set at most; 0 for any number.</summary>
    public int Longest { get; init; }

    /// <summary>Rules with one item in the second part only.</summary>
    public bool OneConsequent { get; init; }

    /// <summary>Rules of which a smaller first part promises as much are left out.</summary>
    public bool Prune { get; init; }

    /// <summary>Rules with an adjusted p-value above are left out.</summary>
    public double MostP { get; init; } = 1;
}

/// <summary>If the first items are in a basket, the second often are too.</summary>
/// <param name="If">Items in the basket.</param>
/// <param name="Then">Items that come with them.</param>
/// <param name="Count">Baskets with all of them.</param>
/// <param name="Support">Those, of all baskets.</param>
/// <param name="Confidence">Those, of the baskets with the first.</param>
/// <param name="Lift">How many times as often as by chance.</param>
/// <param name="PValue">Chance of at least so many if they had nothing to do with each other (Fisher, one-sided).</param>
/// <param name="PAdjusted">The same times the rules that were looked at, at most 1 (Bonferroni).</param>
/// <param name="Redundant">A smaller first part promises as much.</param>
public sealed record BasketRule(int[] If, int[] Then, int Count, double Support, double Confidence, double Lift, double PValue, double PAdjusted, bool Redundant);

/// <summary>A set of items that are bought together.</summary>
public sealed record BasketSet(int[] Items, int Count, double Support);

/// <summary>How rules from the first four fifths of the baskets fare in the last.</summary>
/// <param name="Rules">Rules that the last fifth can judge: those whose first part it has.</param>
/// <param name="Confidence">Their mean confidence where they were found.</param>
/// <param name="HeldOut">And in the last fifth.</param>
/// <param name="Positive">Share of them that are above chance there.</param>
public sealed record BasketCheck(int Rules, double Confidence, double HeldOut, double Positive);

/// <summary>What is bought together, in all baskets.</summary>
public sealed record BasketStudy(int Baskets, int Items, double Density, int Fewest, IReadOnlyList<int> SetsByLength, IReadOnlyList<BasketSet> Sets, IReadOnlyList<BasketRule> Rules, long Considered, BasketCheck Check, double MineSeconds, double RuleSeconds)
{
    /// <summary>Finds frequent sets and rules.</summary>
    /// <param name="baskets">How many baskets there are; they are numbered in the order of time where a check on the last ones shall mean something.</param>
    /// <param name="items">How many items there are.</param>
    /// <param name="basket">The basket of each line.</param>
    /// <param name="item">Its item; twice in a basket counts once.</param>
    /// <param name="plan">What to look for.</param>
    /// <exception cref="Refused">The support is so low that there are more than five million sets.</exception>
    public static BasketStudy Run(int baskets, int items, int[] basket, int[] item, BasketPlan plan)
    {
        var began = Stopwatch.GetTimestamp();
        var (sets, log, fewest) = Mine(baskets, items, basket, item, plan);
        var mined = Stopwatch.GetElapsedTime(began).TotalSeconds;
        began = Stopwatch.GetTimestamp();
        var rules = Kept(FindRules.Of(sets, baskets, plan.Confidence, out var considered), plan, considered);
        var ruled = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var lengths = new List<int>();
        for (var s = 0; s < sets.Count; s++)
        {
            while (lengths.Count < sets[s].Length) lengths.Add(0);
            lengths[sets[s].Length - 1]++;
        }
        var most = Enumerable.Range(0, sets.Count).Where(s => sets[s].Length > 1).OrderByDescending(sets.CountOf).Take(100).Select(s => new BasketSet(sets[s].ToArray(), sets.CountOf(s), (double)sets.CountOf(s) / baskets));
        var pairs = new HashSet<(int, int)>();
        for (var k = 0; k < basket.Length; k++) pairs.Add((basket[k], item[k]));
        return new(baskets, items, (double)pairs.Count / baskets / Math.Max(1, items), fewest, lengths, [.. most],
            [.. rules.Select(r => new BasketRule(r.If, r.Then, r.Count, (double)r.Count / baskets, r.Confidence, r.Lift(baskets), r.P, Math.Min(1, r.P * considered), r.Redundant))],
            considered, Checked(baskets, items, basket, item, plan), mined, ruled);
    }

    private static (Itemsets Sets, BasketLog Log, int Fewest) Mine(int baskets, int items, ReadOnlySpan<int> basket, ReadOnlySpan<int> item, BasketPlan plan)
    {
        var fewest = BasketLog.Fewest(plan.Support, baskets);
        var log = BasketLog.Of(baskets, items, basket, item, fewest);
        return (Eclat.Find(log, fewest, plan.Longest > 0 ? plan.Longest : int.MaxValue) ?? throw new Refused("too_many_sets", "--support", new(
            $"지지도 {plan.Support}에서는 묶음이 500만 개가 넘어요. --support를 높이거나 --longest로 묶음의 크기를 제한해 주세요.",
            $"At a support of {plan.Support} there are more than five million sets. Raise --support, or limit their size with --longest.")), log, fewest);
    }

    private static List<ItemRule> Kept(List<ItemRule> rules, BasketPlan plan, long considered) =>
        [.. rules.Where(r => (!plan.OneConsequent || r.Then.Length == 1) && !(plan.Prune && r.Redundant) && Math.Min(1, r.P * considered) <= plan.MostP)];

    private static BasketCheck Checked(int baskets, int items, int[] basket, int[] item, BasketPlan plan)
    {
        var cut = baskets * 4 / 5;
        if (cut == 0) return new(0, 0, 0, 0);
        var early = Enumerable.Range(0, basket.Length).Where(k => basket[k] < cut).ToArray();
        var (sets, _, _) = Mine(cut, items, Array.ConvertAll(early, k => basket[k]), Array.ConvertAll(early, k => item[k]), plan);
        var rules = Kept(FindRules.Of(sets, cut, plan.Confidence, out var considered), plan, considered).Take(10_000).ToList();
        var later = new HashSet<int>[baskets - cut];
        for (var b = 0; b < later.Length; b++) later[b] = [];
        for (var k = 0; k < basket.Length; k++) if (basket[k] >= cut) later[basket[k] - cut].Add(item[k]);
        var holding = new List<int>[items];
        for (var b = 0; b < later.Length; b++) foreach (var i in later[b]) (holding[i] ??= []).Add(b);
        var judged = rules.Select(r => (Rule: r, If: Together(holding, later, r.If), Then: Together(holding, later, r.Then), All: Together(holding, later, [.. r.If, .. r.Then]))).Where(r => r.If > 0).ToList();
        return judged.Count == 0 ? new(0, 0, 0, 0) : new(judged.Count, judged.Average(r => r.Rule.Confidence), judged.Average(r => (double)r.All / r.If),
            judged.Average(r => (long)r.All * later.Length > (long)r.If * r.Then ? 1.0 : 0));
    }

    private static int Together(List<int>?[] holding, HashSet<int>[] baskets, int[] items) =>
        items.Select(i => holding[i]).MinBy(h => h?.Count ?? 0)?.Count(b => items.All(baskets[b].Contains)) ?? 0;
}

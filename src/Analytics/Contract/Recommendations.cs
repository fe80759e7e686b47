using System.Diagnostics;

namespace Dangol.Analytics;

/// <summary>Recommendations: tuned on purchases before the test, measured on the test, and then fitted to everything.</summary>
public sealed class Recommendations
{
    private const int LargestWhole = 12_500;
    private const int HeadOfLarger = 5_000;
    private readonly RecommendationLog _log;
    private readonly PurchaseSequences _all;
    private readonly IReadOnlyList<TunedPart> _tuned;
    private readonly RecommendationMask _mask;
    private readonly Lazy<FittedBlend> _blend;
    private readonly int[] _segment;

    private Recommendations(RecommendationLog log, PurchaseSequences all, IReadOnlyList<TunedPart> tuned, RecommendationMask mask)
    {
        (_log, _all, _tuned, _mask, _segment) = (log, all, tuned, mask, log.Segment ?? []);
        Parts = [.. tuned.Select(t => new RecommendationPart(t.Model.Name, t.Weight, t.Decay, t.Model.Parameters))];
        _blend = new(() => new(all, [.. tuned.Select(t => new BlendPart(t.Model.Name, t.Model.Fit(all), t.Decay, t.Weight))], SegmentPopularity.Fit(all, _segment, log.Segments), _segment, mask));
    }

    /// <summary>The blend that tuning chose.</summary>
    public IReadOnlyList<RecommendationPart> Parts { get; }

    /// <summary>nDCG of the blend where it was tuned.</summary>
    public double ValidationNdcg { get; private init; }

    /// <summary>On the test: the blend first, then each of its models alone, then popularity.</summary>
    public IReadOnlyList<RecommendationAccuracy> Accuracy { get; private init; } = [];

    /// <summary>Seconds that tuning, one fit of the blend and measuring took.</summary>
    public (double Tune, double Fit, double Measure) Seconds { get; private init; }

    /// <summary>What should be known before the lists are used.</summary>
    public IReadOnlyList<Text> Notes { get; private init; } = [];

    /// <summary>Tunes, fits and measures.</summary>
    /// <exception cref="Refused">There is nothing to hold out: too few purchases, or a cut outside of their time.</exception>
    public static Recommendations Fit(RecommendationLog log, RecommendationPlan plan)
    {
        var all = PurchaseSequences.Of(log.Customers, log.Items, log.Customer, log.Item, log.Moment);
        var mask = new RecommendationMask(plan.NewOnly, plan.Available ?? []);
        var test = plan.Test is { } own ? Given(all, own, plan.NewOnly) : Split(all, plan, plan.Cut, plan.Seed);
        if (test.Tested == 0) throw new Refused("nothing_held_out", null, new("시험해 볼 구매가 없어요. 구매가 두 번 이상인 고객이 있어야 하고, 나누는 날짜는 자료의 기간 안이어야 해요.",
            "There is nothing to test on: some customers must have bought more than once, and a cut must lie within the time of the data."));
        var began = Stopwatch.GetTimestamp();
        var tune = new TuneBlend(Split(test.Train, plan, ValidationCut(test.Train, all, plan), plan.Seed + 1), Trial, EaseItems(log, plan), plan.Lambda);
        var tuned = tune.Run(plan.Models);
        var tuning = Stopwatch.GetElapsedTime(began).TotalSeconds;
        began = Stopwatch.GetTimestamp();
        var parts = tuned.Select(t => (Scorer: t.Model.Fit(test.Train), t.Decay)).ToList();
        var fitting = Stopwatch.GetElapsedTime(began).TotalSeconds;
        began = Stopwatch.GetTimestamp();
        float[][] mixes = [[.. tuned.Select(t => (float)t.Weight)], .. tuned.Select((_, i) => tuned.Select((_, j) => i == j ? 1f : 0f).ToArray()), new float[tuned.Count]];
        var names = tuned.Select(t => t.Model.Name).Prepend("blend").Append("popularity");
        var accuracy = Trial(test).Run(parts, mixes).Zip(names, Shown).ToList();
        if (tuned.Count == 1) accuracy.RemoveAt(1);
        return new(log, all, tuned, mask)
        {
            ValidationNdcg = tune.Ndcg, Accuracy = accuracy, Seconds = (tuning, fitting, Stopwatch.GetElapsedTime(began).TotalSeconds), Notes = [.. Said(log, plan, accuracy)],
        };

        RankTrial Trial(HistorySplit split) => new(split, mask, SegmentPopularity.Fit(split.Train, log.Segment, log.Segments), log.Segment ?? [], plan.Top);
    }

    /// <summary>What to offer a customer, best first, fitted to all purchases; what most of the segment buy where the customer bought nothing.</summary>
    public IReadOnlyList<Recommendation> For(int customer, int count) =>
        [.. _blend.Value.For(customer, count, new(_tuned.Count, _log.Items)).Select(Shown)];

    /// <summary>What to offer somebody who has not bought yet.</summary>
    /// <param name="segment">The segment, or −1.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Recommendation> ForNew(int segment, int count) =>
        [.. new FittedBlend(_all, [], SegmentPopularity.Fit(_all, _segment, _log.Segments), _segment, _mask).ForNew(segment, count).Select(Shown)];

    /// <summary>How often things are bought again; null without moments.</summary>
    public RepeatCycles? Cycles()
    {
        if (_log.Moment is null) return null;
        var found = Replenishment.Fit(_all, TimeSpan.TicksPerDay);
        var (tried, own, item) = found.Backtest();
        return new([.. found.Cycles.Select(c => new RepeatCycle(c.Item, c.Repeaters, c.RepeatShare, c.Typical, c.Low, c.High))], tried, own, item);
    }

    private static HistorySplit Split(PurchaseSequences x, RecommendationPlan plan, long cut, int seed) => plan switch
    {
        { Test: not null } or { Split: RecommendationSplit.Share } => HistorySplit.Share(x, plan.TestShare, seed, plan.NewOnly),
        { Split: RecommendationSplit.Time } => HistorySplit.At(x, cut, plan.NewOnly),
        { Split: RecommendationSplit.LastOccasion } => HistorySplit.LastOccasion(x, plan.NewOnly),
        _ => HistorySplit.Last(x, plan.NewOnly),
    };

    private static HistorySplit Given(PurchaseSequences x, RecommendationLog test, bool newOnly)
    {
        var held = new SortedSet<int>[x.Customers];
        for (var c = 0; c < held.Length; c++) held[c] = [];
        for (var row = 0; row < test.Item.Length; row++)
            if (x.OwnedBy(test.Customer[row]) is { Length: > 0 } owned && !(newOnly && owned.BinarySearch(test.Item[row]) >= 0)) held[test.Customer[row]].Add(test.Item[row]);
        return new(x, [.. held.Select(h => h.ToArray())]);
    }

    /// <summary>The validation lies before the test and is as long, or holds the last fifth of what is before it, whichever is shorter.</summary>
    private static long ValidationCut(PurchaseSequences train, PurchaseSequences all, RecommendationPlan plan)
    {
        if (plan.Split != RecommendationSplit.Time || train.Moment.Length == 0) return 0;
        var moments = train.Moment.Order().ToArray();
        return Math.Max(plan.Cut - (all.Moment.Max() - plan.Cut), moments[(int)(moments.Length * 0.8)]);
    }

    private static int EaseItems(RecommendationLog log, RecommendationPlan plan) => plan.EaseItems ?? (log.Items <= LargestWhole ? log.Items : HeadOfLarger);

    private static IEnumerable<Text> Said(RecommendationLog log, RecommendationPlan plan, List<RecommendationAccuracy> accuracy)
    {
        if (log.Moment is null) yield return new("시각이 없어서 줄의 순서를 시간의 순서로 봤어요.", "There are no times: the order of the lines was taken for the order of time.");
        if (EaseItems(log, plan) is var most && most < log.Items && plan.Models.Contains("ease")) yield return new(
            $"상품이 {log.Items:N0}개라서, EASE는 많이 팔린 {most:N0}개만 다루고 나머지는 이웃 모형이 맡았어요.", $"Of {log.Items:N0} items EASE models the {most:N0} bought most; the rest is left to the neighbours.");
        if (accuracy[0].Ndcg.Low <= accuracy[^1].Ndcg.Value) yield return new("인기 상품 목록보다 낫다고 말할 수 없어요.", "Nothing shows that this is better than a list of what is popular.");
    }

    private static RecommendationAccuracy Shown(RankResult r, string name)
    {
        HeldOutValue Value(Func<RankFigures, double> of) => new(of(r.Mean), Math.Max(0, of(r.Mean) - of(r.HalfWidth)), Math.Min(1, of(r.Mean) + of(r.HalfWidth)));
        return new(name, r.Customers, Value(f => f.Ndcg), Value(f => f.Recall), Value(f => f.Precision), Value(f => f.Hit), r.Coverage);
    }

    private static Recommendation Shown(Suggestion s) => new(s.Item, s.Score, s.Because, s.ByPopularity);
}

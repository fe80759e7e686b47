using System.Diagnostics;

namespace Dangol.Analytics;

/// <summary>
/// Whom to treat: who responds because of the campaign, not who responds anyway. Learners are tried on customers that they had not seen, against a random order; where none
/// beats that, the report says so.
/// </summary>
public static class Uplift
{
    private const int Resamples = 300;
    private const double LeastChance = 0.02, AssignmentAuc = 0.52;

    /// <summary>Tries the learners on a campaign.</summary>
    /// <exception cref="Refused">A column or arm is missing, or an arm has too few customers or responders.</exception>
    public static UpliftReport Run(IReadOnlyList<DataColumn> table, UpliftOptions options)
    {
        var began = Stopwatch.GetTimestamp();
        var seconds = new Dictionary<string, double>();
        var campaign = CampaignTable.Of(table, options);
        var (columns, treated, y, notes) = (campaign.Columns, campaign.Treated, campaign.Y, campaign.Notes);
        Done("prepare");

        var (assignment, propensity) = Assignment(columns, treated, options.Seed);
        var share = treated.Count(t => t) / (double)treated.Length;
        var random = assignment.Low < AssignmentAuc;
        if (!random) notes.Add(new($"누구에게 보낼지가 무작위가 아니었어요(열로 맞히는 AUC {assignment.Value:0.000}). 보낼 확률을 보정했지만 10등분별 차이는 보정하지 않은 값이에요. 열에 없는 이유로 골랐다면 효과가 잘못 보일 수 있어요.",
            $"Who was treated was not drawn by lot (the columns tell it with an AUC of {assignment.Value:0.000}). The chance of treatment is allowed for, but not in the tenths' differences. If they were chosen for a reason that no column has, the effect may be wrong."));
        var data = new Campaigned(columns, treated, y, random ? null : propensity, share);
        var tried = data.Take(TrialRows.Of(y.Length, options.Seed));
        if (tried.Y.Length < y.Length) notes.Add(TrialRows.Said(y.Length));
        Done("assignment");

        var learners = UpliftLearners.For(y.Sum() / y.Length).ToArray();
        var scores = Scores(tried, learners, options);
        Done("cross_validation");
        var results = new List<UpliftResult>();
        var verdicts = new List<Interval>();
        for (var l = 0; l <= learners.Length; l++)
        {
            var rankings = l < learners.Length
                ? scores[l].Select(s => new UpliftRanking(s, tried.Y, tried.Treated, tried.Weights())).ToArray()
                : Enumerable.Range(0, options.Repeats).Select(r => new UpliftRanking(Lots(tried.Y.Length, options.Seed + r), tried.Y, tried.Treated, tried.Weights())).ToArray();
            var (result, verdict) = Judge(l < learners.Length ? learners[l].Name : "random", rankings, tried.Y.Length, learners.Length);
            results.Add(l < learners.Length ? result with { FitSeconds = Timed(data, learners[l].Learner) } : result);
            verdicts.Add(verdict);
        }
        Done("judge");
        var best = Enumerable.Range(0, learners.Length).MaxBy(l => results[l].Qini.Value);
        var beats = verdicts[best].Low > 0;
        if (!beats) notes.Add(new(
            $"무작위로 고르는 것보다 나은 모형이 없어요(가장 나은 Qini {results[best].Qini.Value:0.000}, 구간 {verdicts[best].Low:0.000} ~ {verdicts[best].High:0.000}). 모두에게 보내거나 보내지 않는 것을 전체 효과로 정하세요.",
            $"Nothing beats a random order (best Qini {results[best].Qini.Value:0.000}, interval {verdicts[best].Low:0.000} to {verdicts[best].High:0.000}). Decide by the effect on all whether to treat everybody or nobody."));
        var (nt, nc) = (treated.LongCount(t => t), treated.LongCount(t => !t));
        var (yt, yc) = ((long)Enumerable.Range(0, y.Length).Where(i => treated[i]).Sum(i => y[i]), (long)Enumerable.Range(0, y.Length).Where(i => !treated[i]).Sum(i => y[i]));
        return new()
        {
            Rows = y.Length, Treated = campaign.TreatedName, Control = campaign.ControlName, TreatedRate = (double)yt / nt, ControlRate = (double)yc / nc,
            Effect = random ? Measured.Of((double)yt / nt - (double)yc / nc, Proportions.Newcombe(yt, nt, yc, nc)) : Adjusted(data, options.Seed), Assignment = assignment, Learners = results[..^1], Random = results[^1],
            Champion = beats ? results[best].Name : null, Verdict = beats ? "beats_random" : "nothing_beats_random", Tenths = Tenths(scores[best][0], tried.Y, tried.Treated), Notes = notes, Seconds = seconds,
        };

        void Done(string stage)
        {
            seconds[stage] = Stopwatch.GetElapsedTime(began).TotalSeconds;
            began = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>The uplift of every customer by learner and repeat, from models that had not seen the customer.</summary>
    private static double[][][] Scores(Campaigned data, (string Name, UpliftLearners.Learner Learner)[] learners, UpliftOptions options)
    {
        var strata = new int[data.Y.Length];
        for (var i = 0; i < strata.Length; i++) strata[i] = (data.Treated[i] ? 2 : 0) + (int)data.Y[i];
        var deals = Enumerable.Range(0, options.Repeats).Select(r => Folds.Stratified(strata, options.Folds, options.Seed + r)).ToArray();
        var scores = learners.Select(_ => deals.Select(_ => new double[strata.Length]).ToArray()).ToArray();
        Parallel.For(0, learners.Length * options.Repeats * options.Folds, k =>
        {
            var (l, r, part) = (k % learners.Length, k / learners.Length / options.Folds, k / learners.Length % options.Folds);
            var (training, held) = Folds.Of(deals[r], part, options.Seed + r);
            var found = learners[l].Learner(data, training, held);
            for (var i = 0; i < held.Length; i++) scores[l][r][held[i]] = found[i];
        });
        return scores;
    }

    /// <summary>Means over the repeats; each resample of customers is judged in all repeats. The verdict's interval allows for the best of several learners being looked at (Bonferroni).</summary>
    private static (UpliftResult Result, Interval Verdict) Judge(string name, UpliftRanking[] rankings, int rows, int learners)
    {
        Func<UpliftRanking, int[]?, double>[] figures = [(r, t) => r.Qini(t), (r, t) => r.Auuc(t), (r, t) => r.At(0.1, t), (r, t) => r.At(0.3, t)];
        var drawn = figures.Select(_ => new double[Resamples]).ToArray();
        Parallel.For(0, Resamples, () => new int[rows], (k, _, times) =>
        {
            Bootstrap.Draw(times, new(1, k));
            for (var f = 0; f < figures.Length; f++) drawn[f][k] = rankings.Average(r => figures[f](r, times));
            return times;
        }, _ => { });
        var measured = figures.Select((figure, f) => Measured.Of(rankings.Average(r => figure(r, null)), Bootstrap.Percentile(drawn[f]))).ToArray();
        return (new(name, measured[0], measured[1], measured[2], measured[3], 0), Bootstrap.Percentile(drawn[0], 1 - 0.05 / learners));
    }

    /// <summary>How well the columns tell who was treated, and each customer's chance to be, from models that had not seen the customer, kept off 0 and 1.</summary>
    private static (Measured Auc, double[] Chance) Assignment(ModelColumn[] columns, bool[] treated, long seed)
    {
        var t = Array.ConvertAll(treated, b => b ? 1.0 : 0.0);
        var (fold, chance) = (Folds.Stratified(Array.ConvertAll(t, v => (int)v), 5, seed), new double[t.Length]);
        Parallel.For(0, 5, part =>
        {
            var (training, held) = Folds.Of(fold, part, seed);
            var design = Design.Fit(columns, training);
            var beta = LinearFit.Logistic(design.Apply(columns, training), Array.ConvertAll(training, r => t[r]), 10);
            var x = design.Apply(columns, held);
            for (var i = 0; i < held.Length; i++) chance[held[i]] = Math.Clamp(LinearFit.Sigmoid(x.Dot(i, beta)), LeastChance, 1 - LeastChance);
        });
        var auc = new RankedScores(chance, t).Auc();
        return (Measured.Of(auc, Interval.Around(auc, Metrics.AucError(chance, t))), chance);
    }

    /// <summary>The effect where the treated were chosen: the arms' plain difference would show by whom they were chosen.</summary>
    private static Measured Adjusted(Campaigned data, long seed)
    {
        var rows = Enumerable.Range(0, data.Y.Length).ToArray();
        new RandomStream(seed).Shuffle(rows.AsSpan());
        var sample = Sample.Of(UpliftLearners.Effects(data, rows));
        return Measured.Of(sample.Mean, Interval.Around(sample.Mean, Math.Sqrt(sample.Variance / sample.Count)));
    }

    private static double[] Lots(int count, long seed)
    {
        var draws = new RandomStream(seed, 99);
        return Array.ConvertAll(new double[count], _ => draws.Next());
    }

    private static double Timed(Campaigned data, UpliftLearners.Learner learner)
    {
        var all = Enumerable.Range(0, data.Y.Length).ToArray();
        var began = Stopwatch.GetTimestamp();
        learner(data, all, all);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static List<UpliftTenth> Tenths(double[] scores, double[] y, bool[] treated)
    {
        var expected = scores.OrderDescending().Select((s, k) => (Tenth: (int)(10L * k / scores.Length), s)).GroupBy(x => x.Tenth).Select(g => g.Average(x => x.s)).ToArray();
        var tenths = new List<UpliftTenth>();
        foreach (var (nt, yt, nc, yc) in new UpliftRanking(scores, y, treated).Tenths())
        {
            var k = tenths.Count;
            if (nt == 0 || nc == 0) tenths.Add(new(k + 1, expected[k], 0, -1, 1, nt, nc));
            else
            {
                var interval = Proportions.Newcombe(yt, nt, yc, nc);
                tenths.Add(new(k + 1, expected[k], (double)yt / nt - (double)yc / nc, interval.Low, interval.High, nt, nc));
            }
        }
        return tenths;
    }
}

using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class MetricsTests
{
    [Fact]
    public void the_figures_are_those_of_the_definition()
    {
        double[] y = [0, 0, 1, 1], p = [0.1, 0.4, 0.35, 0.8];
        var ranked = new RankedScores(p, y);
        Assert.Equal(0.75, ranked.Auc(), 12);
        Assert.Equal(0.8333333, ranked.AveragePrecision(), 6);      // scikit-learn's own example
        Assert.Equal(2, ranked.Lift(0.25), 12);
        Assert.Equal((0.1 + 0.4 + 0.65 + 0.2) / 4, Metrics.Ece(p, y), 12);
    }

    [Fact]
    public void ties_count_half_and_rows_that_are_drawn_twice_count_twice()
    {
        var draws = new RandomStream(4);
        var scores = Enumerable.Range(0, 300).Select(_ => (double)draws.Next(12)).ToArray();
        var y = scores.Select(s => draws.Next() < s / 15 ? 1.0 : 0).ToArray();
        var times = scores.Select(_ => draws.Next(3)).ToArray();
        var (longScores, longY) = (new List<double>(), new List<double>());
        for (var i = 0; i < y.Length; i++)
            for (var k = 0; k < times[i]; k++) (longScores, longY) = ([.. longScores, scores[i]], [.. longY, y[i]]);
        double above = 0, pairs = 0;
        for (var i = 0; i < longY.Count; i++)
            for (var j = 0; j < longY.Count; j++)
                if (longY[i] > longY[j]) (above, pairs) = (above + (longScores[i] > longScores[j] ? 1 : longScores[i] == longScores[j] ? 0.5 : 0), pairs + 1);
        var (ranked, written) = (new RankedScores(scores, y), new RankedScores(longScores.ToArray(), longY.ToArray()));
        Assert.Equal(above / pairs, ranked.Auc(times), 12);
        Assert.Equal(written.AveragePrecision(), ranked.AveragePrecision(times), 12);
        Assert.Equal(written.Lift(0.1), ranked.Lift(0.1, times), 12);
    }

    [Fact]
    public void the_order_of_rows_and_the_scale_of_scores_do_not_matter()
    {
        var draws = new RandomStream(5);
        double[] scores = [.. Enumerable.Range(0, 500).Select(_ => draws.NextNormal())], y = [.. scores.Select(s => draws.Next() < 1 / (1 + Math.Exp(-s)) ? 1.0 : 0)];
        var order = Enumerable.Range(0, 500).ToArray();
        draws.Shuffle(order.AsSpan());
        var (one, two) = (new RankedScores(scores, y), new RankedScores(Array.ConvertAll(order, i => Math.Exp(scores[i])), Array.ConvertAll(order, i => y[i])));
        Assert.Equal(one.Auc(), two.Auc(), 12);
        Assert.Equal(one.AveragePrecision(), two.AveragePrecision(), 12);
    }

    [Fact]
    public void delongs_interval_holds_the_truth_nineteen_times_of_twenty()
    {
        // Two normals one deviation apart: AUC = Φ(1/√2) = 0.76025.
        var (draws, held) = (new RandomStream(6), 0);
        for (var trial = 0; trial < 500; trial++)
        {
            double[] y = [.. Enumerable.Range(0, 150).Select(i => i % 3 == 0 ? 1.0 : 0)], scores = [.. y.Select(t => t + draws.NextNormal())];
            if (Interval.Around(new RankedScores(scores, y).Auc(), Metrics.AucError(scores, y)).Contains(0.76025)) held++;
        }
        Assert.InRange(held, 460, 490);
    }

    [Fact]
    public void calibration_mends_what_is_off_and_leaves_alone_what_is_not()
    {
        var draws = new RandomStream(8);
        double[] truth = [.. Enumerable.Range(0, 6000).Select(_ => 1.5 * draws.NextNormal() - 1)], y = [.. truth.Select(z => draws.Next() < LinearFit.Sigmoid(z) ? 1.0 : 0)];
        Assert.Equal("none", Calibrator.Choose(truth, y).Method);
        var loud = Array.ConvertAll(truth, z => 3 * z + 2);
        var mended = Calibrator.Choose(loud, y);
        Assert.NotEqual("none", mended.Method);
        Assert.True(Metrics.Ece(Array.ConvertAll(loud, mended.Probability), y) < 0.02);
        var platt = Calibrator.Platt(loud, y);
        Assert.Equal(LinearFit.Sigmoid(-1), platt.Probability(3 * -1 + 2), 0.02);
        var isotonic = Calibrator.Isotonic(loud, y);
        var line = Enumerable.Range(-50, 100).Select(z => isotonic.Probability(z / 5.0)).ToArray();
        Assert.Equal(line.Order(), line);
        Assert.All(line, p => Assert.InRange(p, 0.0001, 0.9999));
    }
}

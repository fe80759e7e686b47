using Dangol.Analytics;
using Dangol.Platform;
using Campaign = Dangol.Analytics.Uplift;

namespace Dangol.Tests;

public sealed class UpliftTests
{
    [Fact]
    public void the_qini_is_scikit_uplifts()
    {
        var draws = new RandomStream(31);
        double[] score = [.. Enumerable.Range(0, 400).Select(_ => (double)draws.Next(40))];
        bool[] treated = [.. score.Select(_ => draws.Next(2) == 0)];
        double[] y = [.. score.Select((s, i) => draws.Next() < 0.2 + (treated[i] ? s / 100 : 0) ? 1.0 : 0)];
        var ranking = new UpliftRanking(score, y, treated);
        Assert.Equal(Written(score), ranking.Qini(), 1e-12);
        Assert.Equal(1, new UpliftRanking([.. y.Select((v, i) => treated[i] ? v : -v)], y, treated).Qini(), 1e-12);
        Assert.Equal(0, new UpliftRanking(new double[y.Length], y, treated).Qini(), 1e-12);
        Assert.Equal(ranking.Qini(), ranking.Qini([.. Enumerable.Repeat(1, y.Length)]), 1e-12);

        // The library's own steps, on arrays: sort, cut where the score changes, cumulate, trapezoids, against the straight line and the best order.
        double Written(double[] by)
        {
            var straight = Area(by).Last * y.Length / 2;
            var best = Area([.. y.Select((v, i) => treated[i] ? v : -v)]).Under;
            return (Area(by).Under - straight) / (best - straight);
        }

        (double Under, double Last) Area(double[] by)
        {
            var points = new List<(double X, double Y)> { (0, 0) };
            foreach (var cut in by.Distinct().OrderDescending())
            {
                var top = Enumerable.Range(0, y.Length).Where(i => by[i] >= cut).ToArray();
                var (nt, nc) = (top.Count(i => treated[i]), top.Count(i => !treated[i]));
                points.Add((top.Length, top.Where(i => treated[i]).Sum(i => y[i]) - (nc > 0 ? top.Where(i => !treated[i]).Sum(i => y[i]) * nt / nc : 0)));
            }
            return (points.Zip(points.Skip(1)).Sum(p => (p.Second.X - p.First.X) * (p.First.Y + p.Second.Y) / 2), points[^1].Y);
        }
    }

    [Fact]
    public void the_order_of_customers_the_scale_of_scores_and_customers_twice_do_not_matter()
    {
        var draws = new RandomStream(8);
        // Scores of one decimal: ties, which must not hang on the order.
        double[] score = [.. Enumerable.Range(0, 500).Select(_ => Math.Round(draws.NextNormal(), 1))], y = [.. score.Select(_ => draws.Next(3) == 0 ? 1.0 : 0)];
        bool[] arm = [.. score.Select(_ => draws.Next(2) == 1)];
        var one = new UpliftRanking(score, y, arm);
        double[] figures = [one.Qini(), one.Auuc(), one.At(0.1), one.At(0.3)];
        foreach (var other in new UpliftRanking[] { new([.. score.Reverse()], [.. y.Reverse()], [.. arm.Reverse()]), new(Array.ConvertAll(score, s => Math.Exp(s) * 1000), y, arm), new([.. score, .. score], [.. y, .. y], [.. arm, .. arm]) })
            foreach (var (figure, again) in figures.Zip([other.Qini(), other.Auuc(), other.At(0.1), other.At(0.3)])) Assert.Equal(figure, again, 10);
        Assert.Equal(figures[0], one.Qini([.. score.Select(_ => 3)]), 10);
    }

    [Fact]
    public void those_whom_the_campaign_moves_are_found()
    {
        var report = Campaign.Run(Sent(6000, effect: x => 2 * x), Options);
        Assert.Equal("beats_random", report.Verdict);
        Assert.True(report.Learners.Single(l => l.Name == report.Champion).Qini.Low > 0.05);
        Assert.All(report.Learners, l => Assert.True(l.Qini.Value > 0.1, $"{l.Name} {l.Qini.Value}"));
        Assert.InRange(report.Random.Qini.Value, -0.05, 0.05);
        Assert.True(report.Tenths[0].Low > report.Tenths[9].High, "the first tenth is moved more than the last, beyond chance");
        Assert.Equal(("sent", "control"), (report.Treated, report.Control));
    }

    [Fact]
    public void a_campaign_that_moves_all_alike_gives_no_order()
    {
        var report = Campaign.Run(Sent(4000, effect: _ => 0.5), Options);
        Assert.Equal(("nothing_beats_random", (string?)null), (report.Verdict, report.Champion));
        Assert.Contains(report.Notes, n => n.Ko.Contains("무작위로 고르는 것보다 나은 모형이 없어요", StringComparison.Ordinal));
        Assert.True(report.Effect.Low > 0);
    }

    [Fact]
    public void a_doubly_robust_uplift_is_right_where_the_sent_were_chosen()
    {
        // Those who buy anyway were sent to more often; the true uplift is the same for all, so the mean of what is found must be near it.
        var made = new MadeTable(12_000, 33);
        var x = made.Number("x");
        var treated = x.Select(v => made.Draws.Next() < 1 / (1 + Math.Exp(-v))).ToArray();
        var y = x.Select((v, i) => made.Draws.Next() < Math.Clamp(0.3 + 0.1 * v + (treated[i] ? 0.1 : 0), 0.02, 0.98) ? 1.0 : 0).ToArray();
        var naive = y.Where((_, i) => treated[i]).Average() - y.Where((_, i) => !treated[i]).Average();
        var all = Enumerable.Range(0, y.Length).ToArray();
        var data = new Campaigned(made.Ready("x"), treated, y, Array.ConvertAll(x, v => Math.Clamp(1 / (1 + Math.Exp(-v)), 0.02, 0.98)), 0.5);
        Assert.True(naive > 0.15);
        Assert.Equal(0.1, UpliftLearners.DoublyRobust(data, all, all).Average(), 0.02);
        var report = Campaign.Run([.. made.Columns, new("arm", Array.ConvertAll(treated, t => (string?)(t ? "1" : "0"))), new("bought", Array.ConvertAll(y, v => (string?)(v > 0.5 ? "1" : "0")))],
            new() { Outcome = "bought", Treatment = "arm", Folds = 3, Repeats = 1 });
        Assert.Contains(report.Notes, n => n.En.Contains("not drawn by lot", StringComparison.Ordinal));
        Assert.True(report.Effect.Low < 0.1 && 0.1 < report.Effect.High && report.Effect.High < naive, $"{report.Effect}");
    }

    [Fact]
    public void other_outcomes_are_not_learnt_from_and_arms_must_be_told()
    {
        var table = Sent(2000, effect: x => x).ToList();
        var bought = table.Single(c => c.Name == "bought").Cells;
        table.Add(new("spend", Array.ConvertAll(bought, b => (string?)(b == "yes" ? "25" : "0"))));
        Assert.Contains(Campaign.Run(table, Options with { Repeats = 1 }).Notes, n => n.En.Contains("'spend'", StringComparison.Ordinal));
        Assert.Equal("control_unknown", Assert.Throws<Refused>(() => Campaign.Run(table, Options with { Treatment = "x" })).Rule);
        Assert.Equal("arm_unknown", Assert.Throws<Refused>(() => Campaign.Run(table, Options with { Control = "held" })).Rule);
    }

    private static UpliftOptions Options => new() { Outcome = "bought", Treatment = "arm", Folds = 3, Repeats = 2 };

    private static IReadOnlyList<DataColumn> Sent(int rows, Func<double, double> effect)
    {
        var made = new MadeTable(rows, 30);
        var x = made.Number("x");
        var z = made.Number("z");
        made.Level("region", "north", "south", "east");
        var arm = made.Level("arm", "control", "sent");
        made.Outcome("bought", i => -0.5 + z[i] + (arm[i] == 1 ? effect(x[i]) : 0));
        return made.Columns;
    }
}

using System.Globalization;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class SurvivalTests
{
    /// <summary>Acute myelogenous leukaemia (Miller 1997), the example of R's survival package: maintained, then not.</summary>
    private static readonly Durations Leukaemia = new(
        [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45],
        [true, true, false, true, true, false, true, true, false, true, false, true, true, true, true, true, false, true, true, true, true, true, true]);

    private static readonly int[] Treated = [.. Enumerable.Range(0, 23).Select(i => i < 11 ? 0 : 1)];

    [Fact]
    public void a_curve_falls_as_in_the_textbook()
    {
        var curve = Survivals.Curve(new(Leukaemia.Time[..11], Leukaemia.Ended[..11]));
        Assert.Equal([0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184], curve.Points.Where(p => p.Ended > 0).Select(p => Math.Round(p.Survival, 3)));
        Assert.Equal([0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535], curve.Points.Where(p => p.Ended > 0).Select(p => Math.Round(p.StandardError, 4)));
        Assert.Equal(31, curve.Median);
        Assert.Equal(1, curve.At(4).Survival);
    }

    [Fact]
    public void groups_and_their_hazard_differ_as_r_says()
    {
        var test = Survivals.Compare(Leukaemia, Treated, 2);
        Assert.Equal((3.396, 1, 0.0653), (Math.Round(test.ChiSquare, 3), test.Freedom, Math.Round(test.PValue, 4)));
        Assert.Equal([10.69, 7.31], test.Groups.Select(g => Math.Round(g.Expected, 2)));

        var cox = Survivals.Cox(Leukaemia, [Array.ConvertAll(Treated, g => (double)g)], ["not maintained"]);
        var effect = Assert.Single(cox.Effects);
        Assert.Equal((0.9155, 0.5119, 1.788, 0.0737), (Math.Round(effect.Coefficient, 4), Math.Round(effect.StandardError, 4), Math.Round(effect.Z, 3), Math.Round(effect.PValue, 4)));
        Assert.Equal(3.38, Math.Round(2 * (cox.LogLikelihood - cox.NullLogLikelihood), 2));
    }

    [Fact]
    public void telephone_customers_stay_as_r_says()
    {
        var (durations, contract, columns, names) = Telco();
        var curve = Survivals.Curve(durations);
        Assert.Equal([0.8432, 0.78874, 0.70884, 0.59279], new double[] { 12, 24, 48, 72 }.Select(t => Math.Round(curve.At(t).Survival, 5)));
        var test = Survivals.Compare(durations, contract, 3);
        Assert.Equal((2352.873, 2), (Math.Round(test.ChiSquare, 3), test.Freedom));
        var cox = Survivals.Cox(durations, columns, names);
        Assert.Equal((-13_985.15, 0.8576), (Math.Round(cox.LogLikelihood, 2), Math.Round(cox.Concordance, 4)));
        Assert.Equal(cox.Concordance, Survivals.Concordance(durations, [.. Enumerable.Range(0, durations.Time.Length).Select(i => cox.LogRisk(k => columns[k][i]))]), 12);
    }

    [Fact]
    public void slopes_of_the_partial_likelihood_are_what_differences_say()
    {
        var (durations, columns) = Planted(200, 3);
        var sets = new RiskSets(durations, columns);
        var (beta, gradient, hessian, up, down, ignored) = (new[] { 0.3, -0.2, 0.5 }, new double[3], new double[3, 3], new double[3], new double[3], new double[3, 3]);
        sets.LogLikelihood(beta, gradient, hessian);
        for (var k = 0; k < 3; k++)
        {
            double At(double by, double[] slope) => sets.LogLikelihood([.. beta.Select((b, i) => i == k ? b + by : b)], slope, ignored);
            Assert.Equal((At(1e-5, up) - At(-1e-5, down)) / 2e-5, gradient[k], 1e-4);
            for (var j = 0; j < 3; j++) Assert.Equal(-(up[j] - down[j]) / 2e-5, hessian[k, j], 1e-3);
        }
    }

    [Fact]
    public void planted_effects_are_found_and_scale_and_order_change_nothing()
    {
        var (durations, columns) = Planted(4_000, 3);
        string[] names = ["a", "b", "c"];
        var fit = Survivals.Cox(durations, columns, names);
        foreach (var (effect, truth) in fit.Effects.Zip(new[] { 0.5, -0.8, 0.0 })) Assert.InRange(truth, effect.Coefficient - 4 * effect.StandardError, effect.Coefficient + 4 * effect.StandardError);

        var scaled = Survivals.Cox(new(Array.ConvertAll(durations.Time, t => t * 30), durations.Ended), [.. columns.Select((c, k) => k == 0 ? Array.ConvertAll(c, v => v * 1000 + 5) : c)], names);
        Assert.Equal(fit.LogLikelihood, scaled.LogLikelihood, 1e-6);
        Assert.Equal(fit.Effects[0].Coefficient / 1000, scaled.Effects[0].Coefficient, 1e-9);

        int[] order = [.. Enumerable.Range(0, 4_000).Reverse()];
        var reversed = Survivals.Cox(new(Array.ConvertAll(order, i => durations.Time[i]), Array.ConvertAll(order, i => durations.Ended[i])), [.. columns.Select(c => Array.ConvertAll(order, i => c[i]))], names);
        Assert.Equal(fit.Effects[1].Coefficient, reversed.Effects[1].Coefficient, 1e-9);

        // At the mean of every column the baseline is the survival, and who risks more is left less.
        Assert.True(fit.Survival(1, 1) < fit.Survival(0, 1) && fit.Survival(0, 1) < 1);
    }

    [Fact]
    public void a_column_that_others_determine_is_left_out()
    {
        var (durations, columns) = Planted(300, 2);
        var fit = Survivals.Cox(durations, [.. columns, [.. columns[0].Zip(columns[1], (a, b) => 2 * a - b + 1)], new double[300]], ["a", "b", "sum", "nothing"]);
        Assert.Equal([0, 1], fit.Kept);
        Assert.Equal("too_few_events", Assert.Throws<Refused>(() => Survivals.Cox(new([1, 2, 3], [true, false, false]), [[1, 2, 3]], ["a"])).Rule);
    }

    [Fact]
    public void concordance_is_that_of_all_pairs_counted_one_by_one()
    {
        var draws = new Draws(6);
        for (var trial = 0; trial < 50; trial++)
        {
            var n = 30;
            var durations = new Durations([.. Enumerable.Range(0, n).Select(_ => Math.Floor(8 * draws.Uniform()))], [.. Enumerable.Range(0, n).Select(_ => draws.Uniform() < 0.6)]);
            double[] risk = [.. Enumerable.Range(0, n).Select(_ => Math.Floor(6 * draws.Uniform()))];
            double good = 0, pairs = 0;
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                {
                    if (!durations.Ended[i] || !(durations.Time[i] < durations.Time[j] || (durations.Time[i] == durations.Time[j] && !durations.Ended[j]))) continue;
                    pairs++;
                    good += risk[i] > risk[j] ? 1 : risk[i] == risk[j] ? 0.5 : 0;
                }
            Assert.Equal(good / pairs, Survivals.Concordance(durations, risk), 1e-12);
        }
    }

    private static (Durations, double[][]) Planted(int n, int columns)
    {
        var (draws, x) = (new Draws(8), new double[columns][]);
        for (var k = 0; k < columns; k++) x[k] = [.. Enumerable.Range(0, n).Select(_ => draws.Normal())];
        var (time, ended) = (new double[n], new bool[n]);
        for (var i = 0; i < n; i++)
        {
            var (ends, seen) = (draws.Exponential() / Math.Exp(0.5 * x[0][i] - 0.8 * x[1][i]), 3 * draws.Uniform());
            // Rounded, so that many end at one time.
            (time[i], ended[i]) = (Math.Ceiling(Math.Min(ends, seen) * 50) / 50, ends <= seen);
        }
        return (new(time, ended), x);
    }

    private static (Durations, int[] Contract, double[][] Columns, string[] Names) Telco()
    {
        var lines = File.ReadAllLines(RetailFile.Find("telco_churn/Telco-Customer-Churn.csv"));
        var (head, rows) = (lines[0].Split(','), lines[1..].Select(l => l.Split(',')).ToArray());
        string[] At(string name) => [.. rows.Select(r => r[Array.IndexOf(head, name)])];
        var (columns, names) = (new List<double[]>(), new List<string>());
        foreach (var name in new[] { "MonthlyCharges", "SeniorCitizen" })
        {
            names.Add(name);
            columns.Add([.. At(name).Select(v => double.Parse(v, CultureInfo.InvariantCulture))]);
        }
        foreach (var name in new[] { "Contract", "InternetService", "PaymentMethod", "OnlineSecurity", "TechSupport", "PaperlessBilling", "Partner", "Dependents" })
        {
            foreach (var value in At(name).Distinct().Skip(1))
            {
                names.Add($"{name}={value}");
                columns.Add([.. At(name).Select(v => v == value ? 1.0 : 0)]);
            }
        }
        var contracts = At("Contract");
        return (new([.. At("tenure").Select(v => double.Parse(v, CultureInfo.InvariantCulture))], [.. At("Churn").Select(v => v == "Yes")]),
            [.. contracts.Select(c => Array.IndexOf(["Month-to-month", "One year", "Two year"], c))], [.. columns], [.. names]);
    }
}

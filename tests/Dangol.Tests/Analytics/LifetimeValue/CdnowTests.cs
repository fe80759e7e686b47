using Dangol.Analytics;

namespace Dangol.Tests;

/// <summary>The models on the papers' own data, held to the reference implementations' figures (docs/models.md).</summary>
public sealed class CdnowTests
{
    [Fact]
    public void pareto_nbd_is_the_papers()
    {
        var fit = LifetimeValues.Fit(Cdnow.Summary());
        Near([0.553283, 10.577815, 0.606231, 11.668282], fit.Parameters.Select(p => p.Value), 1e-3);
        Near([0.0476, 0.8427, 0.1873, 6.2105], fit.Parameters.Select(p => p.StandardError!.Value), 1e-3);
        Assert.InRange(fit.LogLikelihood, -9594.9745, -9594.9735);
        Assert.Equal(fit.LogLikelihood, fit.CheckedLogLikelihood!.Value, 7);
        Assert.Equal("pareto_nbd", fit.Model);
        Each(fit.Forecast(39), alive: 6, purchases: 7);
    }

    [Fact]
    public void bg_nbd_is_the_papers()
    {
        var fit = LifetimeValues.Fit(Cdnow.Summary(), RepeatPurchases.BgNbd);
        Near([0.242593, 4.413532, 0.792886, 2.425752], fit.Parameters.Select(p => p.Value), 1e-4);
        Assert.InRange(fit.LogLikelihood, -9582.4260, -9582.4250);
        Each(fit.Forecast(39), alive: 4, purchases: 5);
        Assert.Contains(fit.Notes, n => n.En.Contains("one-time buyer", StringComparison.Ordinal));
    }

    [Fact]
    public void mbg_nbd_is_the_reference_implementations() =>
        Near([0.524838, 6.182988, 0.891356, 1.614], LifetimeValues.Fit(Cdnow.Summary(), RepeatPurchases.MbgNbd).Parameters.Select(p => p.Value), 1e-4);

    [Fact]
    public void gamma_gamma_is_the_papers()
    {
        var fit = LifetimeValues.Fit(Cdnow.Summary());
        Assert.Equal(946, fit.Repeaters);
        Near([6.24880, 3.74459, 15.44775], fit.SpendParameters!.Select(p => p.Value), 1e-4);
        Assert.Equal(-4055.9232, fit.SpendLogLikelihood!.Value, 3);
        Near(Cdnow.GoldenAmounts(), fit.Forecast(39).Amount!, 1e-6);
    }

    [Fact]
    public void the_whole_cohort_is_forecast_as_the_reference_implementations_do()
    {
        var log = Cdnow.Log();
        var history = LifetimeValues.Summarise(log, Cdnow.CalibrationEnd);
        Assert.Equal(23_570, history.X.Length);
        var fit = LifetimeValues.Fit(history);
        Near([0.59741, 11.58511, 0.52217, 8.82598], fit.Parameters.Select(p => p.Value), 1e-3);
        Assert.Equal(-95_415.12, fit.LogLikelihood, 2);
        Assert.Equal(fit.LogLikelihood, fit.CheckedLogLikelihood!.Value, 6);

        var half = LifetimeValues.Check(log, history, fit, Cdnow.CalibrationEnd, log.Days.Last);
        Assert.Equal(19_684, half.Actual);
        Assert.Equal(17_153, half.Predicted, 1.0);
        Assert.Equal((0.7938, 1.7262, 0.4600), (Round(half, "purchases_mae"), Round(half, "purchases_rmse"), Round(half, "purchases_top10_share")));

        var quarter = LifetimeValues.Check(log, history, fit, Cdnow.CalibrationEnd, Cdnow.CalibrationEnd + 90);
        Assert.Equal(0.7736, Round(quarter, "active_auc"));
        Assert.Equal(14.15, quarter.Measures["spend_mae"].Value, 0.01);
        Assert.True(quarter.Measures["spend_top10_share"].Value >= 0.515);
        Assert.All(quarter.Measures.Values, m => Assert.True(m.Low < m.Value && m.Value < m.High));
    }

    [Fact]
    public void a_shop_where_nobody_is_seen_to_leave_gets_the_model_without_an_end()
    {
        var log = RetailLines.Sales();
        var split = new DateOnly(2011, 9, 9).DayNumber;
        var history = LifetimeValues.Summarise(log, split);
        Assert.Equal(3_370, history.X.Length);
        foreach (var model in Enum.GetValues<RepeatPurchases>())
        {
            var fit = LifetimeValues.Fit(history, model);
            Assert.Equal("nbd", fit.Model);
            Assert.Contains(fit.Notes, n => n.En.Contains("border", StringComparison.Ordinal));
            Assert.All(fit.Forecast(13).Value, v => Assert.True(double.IsFinite(v)));
        }
        var check = LifetimeValues.Check(log, history, LifetimeValues.Fit(history), split, split + 90);
        Assert.True(check.Measures["spend_top10_share"].Value >= 0.55);
        Assert.Equal(0.729, check.Measures["active_auc"].Value, 0.001);
    }

    private static double Round(LifetimeCheck check, string measure) => Math.Round(check.Measures[measure].Value, 4);

    private static void Each(LifetimeForecast forecast, int alive, int purchases)
    {
        var golden = Cdnow.Golden();
        for (var i = 0; i < golden.Length; i++)
        {
            Assert.Equal(golden[i][alive], forecast.Alive[i], 1e-4);
            Assert.Equal(golden[i][purchases], forecast.Purchases[i], 1e-4 * Math.Max(1, golden[i][purchases]));
        }
    }

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual, double relative)
    {
        foreach (var (e, a) in expected.Zip(actual)) Assert.Equal(e, a, relative * Math.Abs(e));
    }
}

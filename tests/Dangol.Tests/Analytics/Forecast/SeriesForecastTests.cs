using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class SeriesForecastTests
{
    /// <summary>International airline passengers, 1949 to 1960, in thousands (series G of Box and others 1976).</summary>
    private static readonly double[] Passengers =
    [
        112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
        171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
        242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
        340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
    ];

    [Fact]
    public void airline_passengers_are_fitted_at_least_as_well_as_by_r()
    {
        var fit = SeriesForecasts.Forecast(Passengers, 12, 12);
        // R's forecast::ets stops at ETS(M,Ad,M) with AICc 1400.64.
        Assert.True(fit.Candidates.Single(c => c.Form == "ETS(M,Ad,M)").Aicc < 1400.64);
        Assert.Equal("ETS(M,A,M)", fit.Form);
        Assert.True(fit.Aicc < 1400.64);
        Assert.Equal(fit.Aic + 2.0 * 17 * 18 / (144 - 17 - 1), fit.Aicc, 1e-9);
        Assert.InRange(fit.Points[6].Mean, 580, 700);
        Assert.All(fit.Points, p => Assert.True(p.Low95 < p.Low80 && p.Low80 < p.Mean && p.Mean < p.High80 && p.High80 < p.High95));

        var check = SeriesForecasts.Backtest(Passengers, 12, 12)!;
        Assert.True(check.Measures["mae"].Value < check.Measures["naive_mae"].Value);
        Assert.InRange(check.Measures["coverage_95"].Value, 0.8, 1);
    }

    [Fact]
    public void a_planted_level_is_smoothed_with_its_own_parameter_and_its_interval_holds()
    {
        var (draws, inside, worlds) = (new Draws(12), 0, 60);
        for (var world = 0; world < worlds; world++)
        {
            var (level, y) = (100.0, new double[121]);
            for (var i = 0; i < y.Length; i++)
            {
                var error = 5 * draws.Normal();
                y[i] = level + error;
                level += 0.4 * error;
            }
            var fit = EtsChoice.Fit(y[..120], new(false, EtsTrend.None, EtsSeason.None), 1);
            if (world == 0) Assert.InRange(fit.Alpha, 0.15, 0.7);
            var point = EtsPaths.Of(fit, 1)[0];
            if (y[120] >= point.Low95 && y[120] <= point.High95) inside++;
        }
        Assert.InRange(inside, 52, 60);
    }

    [Fact]
    public void a_unit_of_value_changes_nothing_but_the_unit()
    {
        var (one, other) = (EtsChoice.Fit(Passengers, new(true, EtsTrend.Additive, EtsSeason.Multiplicative), 12), EtsChoice.Fit([.. Passengers.Select(v => v * 1000)], new(true, EtsTrend.Additive, EtsSeason.Multiplicative), 12));
        Assert.Equal(one.Alpha, other.Alpha, 0.02);
        Assert.Equal(EtsPaths.Of(one, 3)[2].Mean * 1000, EtsPaths.Of(other, 3)[2].Mean, 5_000.0);
    }

    [Fact]
    public void a_line_is_continued_and_what_never_changes_stays()
    {
        var line = SeriesForecasts.Forecast([.. Enumerable.Range(0, 40).Select(i => 10 + 3.0 * i)], 1, 4);
        Assert.Equal(10 + 3.0 * 43, line.Points[3].Mean, 0.5);
        Assert.All(SeriesForecasts.Forecast([.. Enumerable.Repeat(7.0, 20)], 1, 3).Points, p => Assert.Equal(7, p.Mean, 1e-6));
        Assert.Equal("series_too_short", Assert.Throws<Refused>(() => SeriesForecasts.Forecast([1, 2, 3], 1, 1)).Rule);
    }
}

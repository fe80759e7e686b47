using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>Purchases of the sample company follow the process that it states.</summary>
public sealed class SampleProcessTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(26)]
    [InlineData(52)]
    public void repeat_purchases_agree_with_the_formula_of_the_paper(double weeks)
    {
        var company = Sample.Of(20_000);
        var repeats = Processes(company).Where(p => p.Watched >= weeks).Select(p => (double)p.Repeats.Count(t => t <= weeks)).ToList();
        var (mean, error) = Sample.MeanOf(repeats);
        Assert.True(repeats.Count > 5_000);
        Assert.InRange(mean, company.Truth.Purchases.ExpectedRepeats(weeks) - 3 * error, company.Truth.Purchases.ExpectedRepeats(weeks) + 3 * error);
        Assert.True(error / mean < 0.025, "The sample is too small to say anything");
    }

    [Fact]
    public void the_formula_gives_the_value_that_the_literature_has_for_the_cdnow_cohort()
    {
        // Parameters and the expectation at 39 weeks of Fader, Hardie and Lee's cohort; checked by integrating the process numerically.
        var cdnow = new BgNbdTruth(0.242594, 4.413599, 0.792920, 2.425888);
        Assert.Equal(Integrated(cdnow, 39), cdnow.ExpectedRepeats(39), 4);
    }

    [Fact]
    public void the_chance_to_buy_in_a_window_agrees_with_what_is_bought()
    {
        var company = Sample.Of(20_000);
        var bought = Processes(company).Where(p => p.Watched >= 32).Select(p => p.Repeats.Any(t => t is > 30 and <= 32) ? 1.0 : 0).ToList();
        var (share, error) = Sample.MeanOf(bought);
        Assert.InRange(share, company.Truth.Purchases.ChanceToBuy(30, 2) - 3 * error, company.Truth.Purchases.ChanceToBuy(30, 2) + 3 * error);
    }

    [Fact]
    public void the_stated_parameters_are_likelier_than_others()
    {
        var company = Sample.Of(20_000);
        var people = Processes(company).Select(p => (X: p.Repeats.Length, Tx: p.Repeats.LastOrDefault(), T: p.Watched)).ToList();
        double Likelihood(double r, double alpha, double a, double b) => people.Sum(p => LogLikelihood(p.X, p.Tx, p.T, r, alpha, a, b));
        var t = company.Truth.Purchases;
        var best = Likelihood(t.R, t.Alpha, t.A, t.B);
        foreach (var factor in (double[])[0.85, 1.18])
        {
            Assert.True(best > Likelihood(t.R * factor, t.Alpha, t.A, t.B));
            Assert.True(best > Likelihood(t.R, t.Alpha * factor, t.A, t.B));
            Assert.True(best > Likelihood(t.R, t.Alpha, t.A * factor, t.B));
            Assert.True(best > Likelihood(t.R, t.Alpha, t.A, t.B * factor));
        }
    }

    [Fact]
    public void orders_come_to_what_gamma_gamma_says()
    {
        var company = Sample.Of(20_000);
        var means = company.Orders().Where(o => !o.ByCampaign).GroupBy(o => o.Person).Select(g => (N: g.Count(), Mean: g.Average(o => (double)o.Total))).ToList();
        var (mean, error) = Sample.MeanOf(means.Select(m => m.Mean).ToList());
        Assert.InRange(mean, company.Truth.Spend.Mean - 3 * error, company.Truth.Spend.Mean + 3 * error);
        double Likelihood(double p, double q, double v) => means.Sum(m => SpendLikelihood(m.N, m.Mean, p, q, v));
        var t = company.Truth.Spend;
        foreach (var factor in (double[])[0.9, 1.1])
        {
            Assert.True(Likelihood(t.P, t.Q, t.V) > Likelihood(t.P * factor, t.Q, t.V));
            Assert.True(Likelihood(t.P, t.Q, t.V) > Likelihood(t.P, t.Q * factor, t.V));
            Assert.True(Likelihood(t.P, t.Q, t.V) > Likelihood(t.P, t.Q, t.V * factor));
        }
    }

    [Fact]
    public void a_season_shows_in_december_and_without_one_there_is_none()
    {
        double DecemberOverFebruary(SampleSeason season)
        {
            var days = Sample.Of(20_000, season).Orders().Where(o => o.BusinessDate.Year == 2025 && !o.ByCampaign).CountBy(o => o.BusinessDate.Month).ToDictionary();
            return days[12] / 31.0 / (days[2] / 28.0);
        }
        var stated = Sample.Of(1, SampleSeason.Mild).Truth.MonthIndex;
        Assert.Equal(stated[11] / stated[1], DecemberOverFebruary(SampleSeason.Mild) / DecemberOverFebruary(SampleSeason.None), 0.12);
        Assert.All(Sample.Of(1).Truth.MonthIndex, index => Assert.Equal(1, index));
    }

    [Fact]
    public void a_tenth_of_the_customers_brings_over_a_third_of_the_revenue()
    {
        var spent = Sample.Of(20_000).Orders().GroupBy(o => o.Person).Select(g => g.Sum(o => o.Total)).OrderDescending().ToList();
        Assert.True(spent.Take(spent.Count / 10).Sum() > spent.Sum() / 3);
    }

    private static IEnumerable<(double First, double Watched, double[] Repeats)> Processes(SampleCompany company) =>
        Enumerable.Range(0, company.People).Select(company.Process);

    /// <summary>Fader, Hardie and Lee (2005), equation 6, of one customer.</summary>
    private static double LogLikelihood(int x, double tx, double t, double r, double alpha, double a, double b)
    {
        var a1 = LogGamma(r + x) - LogGamma(r) + r * Math.Log(alpha);
        var a2 = LogGamma(a + b) + LogGamma(b + x) - LogGamma(b) - LogGamma(a + b + x);
        var a3 = -(r + x) * Math.Log(alpha + t);
        if (x == 0) return a1 + a2 + a3;
        var a4 = Math.Log(a) - Math.Log(b + x - 1) - (r + x) * Math.Log(alpha + tx);
        return a1 + a2 + Math.Max(a3, a4) + Math.Log(1 + Math.Exp(-Math.Abs(a3 - a4)));
    }

    /// <summary>Fader and Hardie (2013), equation 1a: a mean of n orders.</summary>
    private static double SpendLikelihood(int n, double mean, double p, double q, double v) =>
        LogGamma(p * n + q) - LogGamma(p * n) - LogGamma(q) + q * Math.Log(v) + (p * n - 1) * Math.Log(mean) + p * n * Math.Log(n)
        - (p * n + q) * Math.Log(v + n * mean);

    /// <summary>E[X(t)] by quadrature over p of E[(1 − e^(−λpt)) / p], with the gamma mean over λ in closed form.</summary>
    private static double Integrated(BgNbdTruth t, double weeks)
    {
        const int steps = 200_000;
        double sum = 0, weight = 0;
        for (var i = 0; i < steps; i++)
        {
            // u = p^a spreads the singular end at 0.
            var p = Math.Pow((i + 0.5) / steps, 1 / t.A);
            var w = Math.Pow(1 - p, t.B - 1);
            weight += w;
            sum += w * (1 - Math.Pow(t.Alpha / (t.Alpha + p * weeks), t.R)) / p;
        }
        return sum / weight;
    }

    /// <summary>Lanczos, g = 7, relative error about 1e-15.</summary>
    private static double LogGamma(double x)
    {
        double[] c = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
            -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
        var sum = c[0];
        for (var i = 1; i < c.Length; i++) sum += c[i] / (x - 1 + i);
        var t = x + 6.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x - 0.5) * Math.Log(t) - t + Math.Log(sum);
    }
}

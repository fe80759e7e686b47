using Dangol.Analytics;

namespace Dangol.Tests;

/// <summary>What must hold of the model of spend whatever the data is.</summary>
public sealed class GammaGammaTests
{
    [Fact]
    public void a_gradient_is_what_differences_of_the_likelihood_say()
    {
        var (x, m) = Spent(300, 6, 4, 15, seed: 1);
        var (amounts, draws) = (new GammaGamma(x, m), new Draws(2));
        for (var trial = 0; trial < 20; trial++)
        {
            var p = Enumerable.Range(0, 3).Select(_ => Math.Exp(3 * draws.Uniform() - 0.5)).ToArray();
            var (gradient, ignored) = (new double[3], new double[3]);
            amounts.LogLikelihood(p, gradient);
            for (var k = 0; k < 3; k++)
            {
                double At(double by) => amounts.LogLikelihood([.. p.Select((v, i) => i == k ? v * (1 + by) : v)], ignored);
                var slope = (At(1e-5) - At(-1e-5)) / (2e-5 * p[k]);
                Assert.Equal(slope, gradient[k], 1e-5 * (Math.Abs(slope) + amounts.Customers / p[k] * 0.01));
            }
        }
    }

    [Fact]
    public void planted_parameters_are_found_and_order_doubling_and_the_unit_of_money_change_nothing()
    {
        var (x, m) = Spent(6_000, 6, 4, 15, seed: 3);
        var fit = new GammaGamma(x, m).Fit();
        foreach (var (truth, k) in new[] { 6.0, 4, 15 }.Select((v, k) => (v, k))) Assert.InRange(truth, fit.P[k] - 4 * fit.StandardErrors![k], fit.P[k] + 4 * fit.StandardErrors[k]);

        Assert.Equal(fit.P, new GammaGamma([.. x.Reverse()], [.. m.Reverse()]).Fit().P);
        var twice = new GammaGamma([.. x, .. x], [.. m, .. m]).Fit();
        for (var k = 0; k < 3; k++)
        {
            Assert.Equal(1, twice.P[k] / fit.P[k], 1e-5);
            Assert.Equal(Math.Sqrt(2), fit.StandardErrors![k] / twice.StandardErrors![k], 1e-3);
        }
        var won = new GammaGamma(x, Array.ConvertAll(m, v => v * 1300)).Fit();
        Assert.Equal(1, won.P[0] / fit.P[0], 1e-4);
        Assert.Equal(1300, won.P[2] / fit.P[2], 0.2);
        Assert.Equal(GammaGamma.Mean(fit.P, 3, 20) * 1300, GammaGamma.Mean(won.P, 3, 26_000), 5.0);
    }

    /// <summary>Means of x purchases of customers whose rate is Gamma(q, v), each purchase Gamma(p, rate).</summary>
    private static (int[] X, double[] M) Spent(int customers, double p, double q, double v, ulong seed)
    {
        var (draws, x, m) = (new Draws(seed), new int[customers], new double[customers]);
        for (var i = 0; i < customers; i++)
        {
            x[i] = 1 + draws.Poisson(1.5);
            m[i] = draws.Gamma(p * x[i]) / (draws.Gamma(q) / v) / x[i];
        }
        return (x, m);
    }
}

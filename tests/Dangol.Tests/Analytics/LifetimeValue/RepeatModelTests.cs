using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What must hold of the models whatever the data is.</summary>
public sealed class RepeatModelTests
{
    private static readonly RepeatModel[] Models = [new ParetoNbd(), new BetaGeometricNbd(modified: false), new BetaGeometricNbd(modified: true), new Nbd()];

    [Fact]
    public void a_gradient_is_what_differences_of_the_likelihood_say()
    {
        var draws = new Draws(3);
        foreach (var model in Models)
        {
            var data = Some(draws, 300);
            for (var trial = 0; trial < 20; trial++)
            {
                var p = model.Symbols.Select(_ => Math.Exp(4 * draws.Uniform() - 2)).ToArray();
                var (gradient, ignored) = (new double[p.Length], new double[p.Length]);
                model.LogLikelihood(data, p, gradient);
                for (var k = 0; k < p.Length; k++)
                {
                    double At(double by) => model.LogLikelihood(data, [.. p.Select((v, i) => i == k ? v * (1 + by) : v)], ignored);
                    var slope = (At(1e-5) - At(-1e-5)) / (2e-5 * p[k]);
                    Assert.Equal(slope, gradient[k], 1e-5 * (Math.Abs(slope) + data.Customers / p[k] * 0.01));
                }
            }
        }
    }

    [Fact]
    public void quadrature_and_hypergeometric_series_give_one_likelihood()
    {
        var (draws, pareto) = (new Draws(4), new ParetoNbd());
        for (var trial = 0; trial < 60; trial++)
        {
            var data = Some(draws, 40);
            var p = Enumerable.Range(0, 4).Select(_ => Math.Exp(6 * draws.Uniform() - 2)).ToArray();
            var (one, other) = (pareto.LogLikelihood(data, p, new double[4]), pareto.SeriesLogLikelihood(data, p));
            Assert.Equal(other, one, 1e-9 * Math.Abs(other));
        }
    }

    [Fact]
    public void a_hypergeometric_function_has_the_values_of_its_elementary_cases()
    {
        foreach (var z in new[] { 0.01, 0.3, 0.7, 0.95 })
        {
            Assert.Equal(-Math.Log(1 - z) / z, Hypergeometric.Value(1, 1, 2, z), 1e-11);
            Assert.Equal(Math.Pow(1 - z, -0.7), Hypergeometric.Value(0.7, 3.3, 3.3, z), 1e-11);
            Assert.Equal(Math.Log(Hypergeometric.Value(2.5, 0.6, 3.5, z)), Hypergeometric.LogNext(2.5, 0.6, z), 1e-11);
        }
    }

    [Fact]
    public void expected_purchases_are_the_mean_of_what_is_drawn()
    {
        var draws = new Draws(5);
        foreach (var model in Models)
        {
            // A dropout parameter near one is where the closed form has its pole.
            foreach (var p in new double[][] { [0.6, 10, 0.6, 12], [1.5, 8, 1.00001, 3], [0.4, 5, 2.5, 1.2] })
            {
                var at = p[..model.Symbols.Count];
                var (expected, sum, squares, many) = (model.ExpectedIfAlive(at, 2, 38, 39), 0.0, 0.0, 40_000);
                for (var i = 0; i < many; i++)
                {
                    double drawn = model.Draw(at, 2, 38, 39, draws);
                    (sum, squares) = (sum + drawn, squares + drawn * drawn);
                }
                var error = Math.Sqrt((squares / many - sum / many * (sum / many)) / many);
                Assert.InRange(sum / many, expected - 4.5 * error, expected + 4.5 * error);
            }
        }
    }

    [Theory]
    [InlineData(RepeatPurchases.ParetoNbd)]
    [InlineData(RepeatPurchases.MbgNbd)]
    public void planted_parameters_are_found_again(RepeatPurchases model)
    {
        var history = Planted(model, 20_000);
        var fit = LifetimeValues.Fit(history, model);
        double[] truth = model == RepeatPurchases.ParetoNbd ? [0.8, 10, 0.7, 12] : [0.8, 10, 0.9, 2.5];
        // Within four of its own standard errors: one in some four thousand would not be, and the seed is fixed.
        foreach (var (p, t) in fit.Parameters.Zip(truth)) Assert.InRange(t, p.Value - 4 * p.StandardError!.Value, p.Value + 4 * p.StandardError!.Value);
    }

    [Fact]
    public void order_doubling_and_the_unit_of_time_change_nothing()
    {
        var history = Planted(RepeatPurchases.ParetoNbd, 2_000);
        var fit = LifetimeValues.Fit(history);
        var n = history.X.Length;
        var order = Enumerable.Range(0, n).OrderBy(i => (i * 7919L) % n).ToArray();
        var shuffled = LifetimeValues.Fit(new(Array.ConvertAll(order, i => history.X[i]), Array.ConvertAll(order, i => history.Tx[i]), Array.ConvertAll(order, i => history.T[i]), null));
        Assert.Equal(fit.LogLikelihood, shuffled.LogLikelihood);
        Assert.Equal(fit.Parameters.Select(p => p.Value), shuffled.Parameters.Select(p => p.Value));

        var doubled = LifetimeValues.Fit(new([.. history.X, .. history.X], [.. history.Tx, .. history.Tx], [.. history.T, .. history.T], null));
        Assert.Equal(2 * fit.LogLikelihood, doubled.LogLikelihood, 1e-6);
        Assert.All(fit.Parameters.Zip(doubled.Parameters), p => Assert.Equal(p.First.Value, p.Second.Value, 1e-4 * p.First.Value));
        Assert.All(fit.Parameters.Zip(doubled.Parameters), p => Assert.Equal(p.First.StandardError!.Value / Math.Sqrt(2), p.Second.StandardError!.Value, 1e-3 * p.First.StandardError!.Value));

        var days = LifetimeValues.Fit(new(history.X, [.. history.Tx.Select(v => v * 7)], [.. history.T.Select(v => v * 7)], null));
        double[] unit = [1, 7, 1, 7];
        for (var k = 0; k < 4; k++) Assert.Equal(fit.Parameters[k].Value * unit[k], days.Parameters[k].Value, 1e-4 * days.Parameters[k].Value);
        Assert.Equal(fit.Forecast(39).Purchases[7], days.Forecast(39 * 7).Purchases[7], 1e-5);
    }

    [Fact]
    public void discounting_weighs_each_purchase_by_its_time()
    {
        var history = Planted(RepeatPurchases.MbgNbd, 500);
        var fit = LifetimeValues.Fit(history, RepeatPurchases.MbgNbd);
        var (plain, discounted) = (fit.Forecast(100), fit.Forecast(100, 0.02));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(plain.Purchases[i], plain.Value[i]);
            var (sum, before) = (0.0, 0.0);
            for (var step = 1; step <= 400; step++)
            {
                var now = fit.Forecast(step * 0.25).Purchases[i];
                sum += (now - before) * Math.Exp(-0.02 * (step - 0.5) * 0.25);
                before = now;
                if (i > 0 && step > 40) break;       // one customer to the end is enough of this slow way
            }
            if (i == 0) Assert.Equal(sum, discounted.Value[i], 1e-4 * sum);
        }
    }

    [Fact]
    public void the_interval_of_the_sum_holds_what_happens_in_most_worlds()
    {
        var inside = 0;
        for (var world = 0; world < 20; world++)
        {
            var draws = new Draws((ulong)world + 100);
            var (x, tx, t, later) = (new int[1_500], new double[1_500], new double[1_500], 0);
            for (var i = 0; i < x.Length; i++)
            {
                t[i] = 26 + 13 * draws.Uniform();
                var times = Lifetime(draws, RepeatPurchases.ParetoNbd, t[i] + 26);
                (x[i], tx[i]) = (times.Count(at => at <= t[i]), times.LastOrDefault(at => at <= t[i]));
                later += times.Count(at => at > t[i]);
            }
            var total = LifetimeValues.Fit(new(x, tx, t, null)).Forecast(26).Total;
            if (total.Low <= later && later <= total.High) inside++;
        }
        Assert.InRange(inside, 16, 20);
    }

    [Fact]
    public void spend_that_goes_with_frequency_is_warned_of()
    {
        var history = Planted(RepeatPurchases.ParetoNbd, 2_000);
        var draws = new Draws(9);
        double Amount(int x) => x == 0 ? 0 : 20 * (1 + 0.5 * x) * draws.Gamma(5) / 5;
        Assert.Contains(LifetimeValues.Fit(history with { M = Array.ConvertAll(history.X, Amount) }).Notes, n => n.En.Contains("correlate", StringComparison.Ordinal));
        Assert.DoesNotContain(LifetimeValues.Fit(history with { M = Array.ConvertAll(history.X, x => x == 0 ? 0 : Amount(1)) }).Notes, n => n.En.Contains("correlate", StringComparison.Ordinal));
    }

    [Fact]
    public void a_season_is_found_beside_what_the_model_expects()
    {
        var (draws, customer, day) = (new Draws(11), new List<int>(), new List<int>());
        var began = new DateOnly(2023, 1, 1).DayNumber;
        for (var c = 0; c < 3_000; c++)
        {
            var (at, rate) = (began + 700 * draws.Uniform(), draws.Gamma(1.5) / 60);
            for (; at < began + 730; at += draws.Exponential() / rate / 2)
            {
                // Twice as many purchases in December: candidates at double rate, of which other months keep half.
                if (DateOnly.FromDayNumber((int)at).Month != 12 && draws.Uniform() < 0.5) continue;
                customer.Add(c);
                day.Add((int)at);
            }
        }
        var log = new PurchaseLog([.. customer], [.. day], null);
        var fit = LifetimeValues.Fit(LifetimeValues.Summarise(log, began + 729));
        var index = LifetimeValues.SeasonalIndex(log, fit, began + 729)!;
        Assert.Equal(1, index.Average(), 1e-9);
        Assert.InRange(index[11] / index.Take(11).Average(), 1.7, 2.3);
        Assert.Null(LifetimeValues.SeasonalIndex(log, fit, began + 300));
    }

    [Fact]
    public void histories_that_cannot_be_are_refused()
    {
        var fine = Planted(RepeatPurchases.ParetoNbd, 50);
        Assert.Equal("too_few_customers", Assert.Throws<Refused>(() => LifetimeValues.Fit(new([1], [1], [2], null))).Rule);
        Assert.Equal("history_impossible", Assert.Throws<Refused>(() => LifetimeValues.Fit(fine with { Tx = Array.ConvertAll(fine.Tx, v => v + 1000) })).Rule);
        Assert.Equal("no_repeat_purchases", Assert.Throws<Refused>(() => LifetimeValues.Fit(new(new int[50], new double[50], fine.T, null))).Rule);
    }

    private static Purchases Some(Draws draws, int customers)
    {
        var (x, tx, t) = (new int[customers], new double[customers], new double[customers]);
        for (var i = 0; i < customers; i++)
        {
            x[i] = draws.Poisson(draws.Uniform() < 0.05 ? 80 : 2);
            t[i] = 40 * draws.Uniform() + 0.1;
            tx[i] = x[i] == 0 ? 0 : t[i] * draws.Uniform();
        }
        return Purchases.Of(x, tx, t);
    }

    private static PurchaseHistory Planted(RepeatPurchases model, int customers)
    {
        var draws = new Draws(20_26);
        var (x, tx, t) = (new int[customers], new double[customers], new double[customers]);
        for (var i = 0; i < customers; i++)
        {
            t[i] = 40 + 20 * draws.Uniform();
            var times = Lifetime(draws, model, t[i]);
            (x[i], tx[i]) = (times.Count, times.LastOrDefault());
        }
        return new(x, tx, t, null);
    }

    private static List<double> Lifetime(Draws draws, RepeatPurchases model, double until)
    {
        var (times, rate) = (new List<double>(), draws.Gamma(0.8) / 10);
        var ends = model == RepeatPurchases.ParetoNbd ? draws.Exponential() / (draws.Gamma(0.7) / 12) : double.PositiveInfinity;
        var (one, other) = (draws.Gamma(0.9), draws.Gamma(2.5));
        var leaves = model == RepeatPurchases.ParetoNbd ? 0 : one / (one + other);
        for (var at = 0.0; draws.Uniform() >= leaves;)
        {
            at += draws.Exponential() / rate;
            if (at > Math.Min(until, ends)) break;
            times.Add(at);
        }
        return times;
    }
}

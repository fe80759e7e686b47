namespace Dangol.Analytics;

/// <summary>Forecasts from a fitted model, computed once for each group of customers who are alike.</summary>
internal sealed class LifetimeOutlook(RepeatModel model, Purchases data, Maximum repeat, Maximum? spend, PurchaseHistory history)
{
    private const int DrawsPerCustomer = 4_000, GroupsSampled = 2_000, DrawsPerGroup = 100;

    public LifetimeForecast Forecast(double horizon, double discount)
    {
        var (groups, customers) = (data.Groups, history.X.Length);
        var (alive, expected, value) = (new double[groups], new double[groups], new double[groups]);
        Parallel.For(0, (groups + 1023) / 1024, block =>
        {
            for (var g = block * 1024; g < Math.Min(groups, (block + 1) * 1024); g++)
            {
                alive[g] = model.Alive(repeat.P, data.X[g], data.Tx[g], data.T[g]);
                expected[g] = alive[g] * model.ExpectedIfAlive(repeat.P, data.X[g], data.T[g], horizon);
                value[g] = discount > 0 ? alive[g] * Discounted(data.X[g], data.T[g], horizon, discount) : expected[g];
            }
        });
        var amount = spend is null || history.M is null ? null : new double[customers];
        var (all, bought, worth) = (new double[customers], new double[customers], new double[customers]);
        for (var i = 0; i < customers; i++)
        {
            var g = data.Group[i];
            (all[i], bought[i], worth[i]) = (alive[g], expected[g], value[g]);
            if (amount is null) continue;
            amount[i] = GammaGamma.Mean(spend!.P, history.X[i], history.M![i]);
            worth[i] *= amount[i];
        }
        return new(all, bought, amount, worth) { Total = Total(horizon, expected) };
    }

    public (int Low, int High) Interval(int customer, double horizon)
    {
        var g = data.Group[customer];
        var alive = model.Alive(repeat.P, data.X[g], data.Tx[g], data.T[g]);
        var draws = new Draws((ulong)g + 1);
        var drawn = new int[DrawsPerCustomer];
        for (var i = 0; i < drawn.Length; i++) drawn[i] = draws.Uniform() < alive ? model.Draw(repeat.P, data.X[g], data.T[g], horizon, draws) : 0;
        Array.Sort(drawn);
        return (drawn[(int)(0.025 * DrawsPerCustomer)], drawn[(int)(0.975 * DrawsPerCustomer)]);
    }

    /// <summary>∫ e^(−δt) dE(t) = e^(−δh) E(h) + δ ∫ e^(−δt) E(t) dt, by Gauss-Legendre on panels in which e^(−δt) falls little.</summary>
    private double Discounted(int x, double T, double horizon, double discount)
    {
        var panels = Math.Clamp((int)Math.Ceiling(horizon * discount / 2), 1, 20);
        var (width, sum) = (horizon / panels, 0.0);
        for (var panel = 0; panel < panels; panel++)
        {
            for (var k = 0; k < Legendre.Points8.Length; k++)
            {
                var t = (panel + Legendre.Points8[k]) * width;
                sum += Legendre.Weights8[k] * Math.Exp(-discount * t) * model.ExpectedIfAlive(repeat.P, x, T, t);
            }
        }
        return Math.Exp(-discount * horizon) * model.ExpectedIfAlive(repeat.P, x, T, horizon) + discount * width * sum;
    }

    /// <summary>The variance of the sum: of the parameters by the delta method, of chance by draws on a part of the groups.</summary>
    private HeldOutValue Total(double horizon, double[] expected)
    {
        var total = 0.0;
        for (var g = 0; g < expected.Length; g++) total += data.Weight[g] * expected[g];
        var thin = data.Thinned(GroupsSampled);
        var (scale, variance) = (data.Customers / thin.Customers, 0.0);
        var draws = new Draws(20_260_101);
        for (var g = 0; g < thin.Groups; g++)
        {
            var (alive, sum, squares) = (model.Alive(repeat.P, thin.X[g], thin.Tx[g], thin.T[g]), 0.0, 0.0);
            for (var i = 0; i < DrawsPerGroup; i++)
            {
                double drawn = draws.Uniform() < alive ? model.Draw(repeat.P, thin.X[g], thin.T[g], horizon, draws) : 0;
                (sum, squares) = (sum + drawn, squares + drawn * drawn);
            }
            variance += scale * thin.Weight[g] * (squares - sum * sum / DrawsPerGroup) / (DrawsPerGroup - 1);
        }
        if (repeat.Covariance is { } covariance)
        {
            var slopes = new double[repeat.P.Length];
            for (var k = 0; k < slopes.Length; k++) slopes[k] = scale * (Sum(thin, horizon, k, 1e-3) - Sum(thin, horizon, k, -1e-3)) / 2e-3;
            for (var i = 0; i < slopes.Length; i++) for (var j = 0; j < slopes.Length; j++) variance += slopes[i] * slopes[j] * covariance[i, j];
        }
        var half = 1.96 * Math.Sqrt(variance);
        return new(total, Math.Max(0, total - half), total + half);
    }

    private double Sum(Purchases groups, double horizon, int moved, double by)
    {
        var p = (double[])repeat.P.Clone();
        p[moved] *= Math.Exp(by);
        var sum = 0.0;
        for (var g = 0; g < groups.Groups; g++)
            sum += groups.Weight[g] * model.Alive(p, groups.X[g], groups.Tx[g], groups.T[g]) * model.ExpectedIfAlive(p, groups.X[g], groups.T[g], horizon);
        return sum;
    }
}

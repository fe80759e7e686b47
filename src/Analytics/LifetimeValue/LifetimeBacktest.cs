namespace Dangol.Analytics;

/// <summary>
/// Measures of a forecast beside what happened: mean absolute and root mean squared error a customer, the share that the best tenth by forecast had of all, and how well forecast tells who buys at
/// all (area under the curve). Intervals by bootstrap: customers are weighted anew, in an order that is sorted once.
/// </summary>
internal static class LifetimeBacktest
{
    private const int Rounds = 200, RoundsOfMany = 50, Many = 200_000;

    public static LifetimeCheck Of(LifetimeForecast forecast, double[] purchases, double[]? amounts)
    {
        var measures = new Dictionary<string, HeldOutValue>();
        var (spend, n) = (forecast.Amount is null ? null : forecast.Value, purchases.Length);
        var weights = Weights(n);
        Add("purchases_mae", forecast.Purchases, purchases, Mae);
        Add("purchases_rmse", forecast.Purchases, purchases, Rmse);
        Add("purchases_top10_share", forecast.Purchases, purchases, TopTenth);
        Add("purchases_ratio", forecast.Purchases, purchases, Ratio);
        Add("active_auc", forecast.Purchases, [.. purchases.Select(p => p > 0 ? 1.0 : 0)], Auc);
        Add("active_auc_of_alive", forecast.Alive, [.. purchases.Select(p => p > 0 ? 1.0 : 0)], Auc);
        if (amounts is not null && spend is not null && spend.All(double.IsFinite))
        {
            Add("spend_mae", spend, amounts, Mae);
            Add("spend_top10_share", spend, amounts, TopTenth);
            Add("spend_ratio", spend, amounts, Ratio);
        }
        return new(purchases.Sum(), forecast.Purchases.Sum(), measures);

        void Add(string name, double[] predicted, double[] actual, Func<double[], double[], double[]?, double> measure)
        {
            var order = Enumerable.Range(0, n).ToArray();
            var keys = (double[])predicted.Clone();
            Array.Sort(keys, order);
            Array.Reverse(order);
            var (sorted, seen) = (Array.ConvertAll(order, i => predicted[i]), Array.ConvertAll(order, i => actual[i]));
            var value = measure(sorted, seen, null);
            if (!double.IsFinite(value)) return;
            var rounds = new double[weights.Length];
            Parallel.For(0, rounds.Length, round => rounds[round] = measure(sorted, seen, weights[round]));
            Array.Sort(rounds);
            measures[name] = new(value, rounds[(int)(0.025 * rounds.Length)], rounds[(int)(0.975 * rounds.Length)]);
        }
    }

    /// <summary>How often each customer is drawn, round by round: Poisson of mean one, which is the bootstrap for many customers.</summary>
    private static double[][] Weights(int n)
    {
        var weights = new double[n > Many ? RoundsOfMany : Rounds][];
        Parallel.For(0, weights.Length, round =>
        {
            var draws = new Draws((ulong)round + 1);
            weights[round] = new double[n];
            for (var i = 0; i < n; i++) weights[round][i] = draws.Poisson(1);
        });
        return weights;
    }

    private static double Mae(double[] predicted, double[] actual, double[]? weights)
    {
        double sum = 0, all = 0;
        for (var i = 0; i < predicted.Length; i++)
        {
            var w = weights?[i] ?? 1;
            sum += w * Math.Abs(predicted[i] - actual[i]);
            all += w;
        }
        return sum / all;
    }

    private static double Rmse(double[] predicted, double[] actual, double[]? weights)
    {
        double sum = 0, all = 0;
        for (var i = 0; i < predicted.Length; i++)
        {
            var w = weights?[i] ?? 1;
            sum += w * (predicted[i] - actual[i]) * (predicted[i] - actual[i]);
            all += w;
        }
        return Math.Sqrt(sum / all);
    }

    private static double Ratio(double[] predicted, double[] actual, double[]? weights)
    {
        double expected = 0, seen = 0;
        for (var i = 0; i < predicted.Length; i++)
        {
            var w = weights?[i] ?? 1;
            expected += w * predicted[i];
            seen += w * actual[i];
        }
        return expected / seen;
    }

    /// <summary>The first in the order are the best; equal forecasts at the tenth's edge count in proportion.</summary>
    private static double TopTenth(double[] predicted, double[] actual, double[]? weights)
    {
        double all = 0, seen = 0, taken = 0, share = 0;
        for (var i = 0; i < predicted.Length; i++)
        {
            all += weights?[i] ?? 1;
            seen += (weights?[i] ?? 1) * actual[i];
        }
        for (var i = 0; i < predicted.Length && taken < all / 10;)
        {
            double tied = 0, tiedSeen = 0;
            var value = predicted[i];
            for (; i < predicted.Length && predicted[i] == value; i++)
            {
                tied += weights?[i] ?? 1;
                tiedSeen += (weights?[i] ?? 1) * actual[i];
            }
            var part = tied <= 0 ? 0 : Math.Min(1, (all / 10 - taken) / tied);
            share += part * tiedSeen;
            taken += tied;
        }
        return share / seen;
    }

    private static double Auc(double[] predicted, double[] active, double[]? weights)
    {
        double above = 0, sum = 0, positive = 0, negative = 0;
        for (var i = 0; i < predicted.Length;)
        {
            double tiedPositive = 0, tiedNegative = 0;
            var value = predicted[i];
            for (; i < predicted.Length && predicted[i] == value; i++)
            {
                var w = weights?[i] ?? 1;
                if (active[i] > 0) tiedPositive += w;
                else tiedNegative += w;
            }
            sum += tiedNegative * (above + tiedPositive / 2);
            above += tiedPositive;
            positive += tiedPositive;
            negative += tiedNegative;
        }
        return positive > 0 && negative > 0 ? sum / (positive * negative) : double.NaN;
    }
}

using Dangol.Analytics;
using Dangol.Integration;

namespace Dangol.Bench;

/// <summary>Lifetime value on the music shop's cohort, on a real gift shop, and on a million made customers.</summary>
internal static class LifetimeBench
{
    private const int Many = 1_000_000;

    public static void Run(Wanted wanted)
    {
        if (ModelsBench.Find(wanted, "cdnow/CDNOW_master.txt") is { } cdnow) Cdnow(cdnow);
        if (ModelsBench.Find(wanted, "online_retail/online_retail.csv.gz") is { } retail) Retail(retail);
        Million();
    }

    private static void Cdnow(string path)
    {
        var table = DelimitedTable.Read(path);
        var log = new PurchaseLog(new DelimitedColumn(table, 0).Codes(out _), Days(new(table, 1)), new DelimitedColumn(table, 3).Numbers());
        var end = new DateOnly(1997, 9, 30).DayNumber;
        var history = LifetimeValues.Summarise(log, end);
        foreach (var model in Enum.GetValues<RepeatPurchases>())
        {
            var plain = history with { M = null };
            Benchmarks.Figure($"cdnow_{model.ToString().ToLowerInvariant()}_fit_s", ModelsBench.Best(3, () => LifetimeValues.Fit(plain, model)), "s");
            var fit = LifetimeValues.Fit(history, model);
            ModelsBench.Exactly($"cdnow_{model.ToString().ToLowerInvariant()}_log_likelihood", fit.LogLikelihood, "nats");
            Measures($"cdnow_{model.ToString().ToLowerInvariant()}_39w", LifetimeValues.Check(log, history, fit, end, log.Days.Last));
            Measures($"cdnow_{model.ToString().ToLowerInvariant()}_90d", LifetimeValues.Check(log, history, fit, end, end + 90));
        }
    }

    private static void Retail(string path)
    {
        var table = DelimitedTable.Read(path);
        DelimitedColumn At(string name) => new(table, table.Header!.ToList().IndexOf(name));
        var (customer, day, quantity, price) = (At("CustomerID").Codes(out _), Days(At("InvoiceDate")), At("Quantity").Numbers(), At("UnitPrice").Numbers());
        var sold = Enumerable.Range(0, day.Length).Where(i => customer[i] >= 0 && quantity[i] > 0 && price[i] > 0).ToArray();
        var log = new PurchaseLog(Array.ConvertAll(sold, i => customer[i]), Array.ConvertAll(sold, i => day[i]), Array.ConvertAll(sold, i => quantity[i] * price[i]));
        var split = new DateOnly(2011, 9, 9).DayNumber;
        var history = LifetimeValues.Summarise(log, split);
        Measures("online_retail_90d", LifetimeValues.Check(log, history, LifetimeValues.Fit(history), split, split + 90));
    }

    private static void Million()
    {
        var (x, tx, t) = (new int[Many], new double[Many], new double[Many]);
        Parallel.For(0, 100, part =>
        {
            var draws = new Draws((ulong)part + 1);
            for (var i = part * (Many / 100); i < (part + 1) * (Many / 100); i++)
            {
                var (rate, end) = (draws.Gamma(0.55) / 10.6, draws.Gamma(0.6) / 11.7);
                t[i] = 27 + 12 * draws.Uniform();
                var lives = Math.Min(t[i], draws.Exponential() / end);
                for (var at = draws.Exponential() / rate; at <= lives; at += draws.Exponential() / rate) (x[i], tx[i]) = (x[i] + 1, at);
            }
        });
        // Moments to the second: hardly two customers are alike, which is the dearest case. In whole days many are.
        Benchmarks.Figure("pareto_1m_exact_times_fit_s", ModelsBench.Best(2, () => LifetimeValues.Fit(new(x, tx, t, null))), "s");
        double[] day = [.. t.Select(v => Math.Ceiling(v * 7) / 7)], last = [.. tx.Select(v => Math.Ceiling(v * 7) / 7)];
        Benchmarks.Figure("pareto_1m_whole_days_fit_s", ModelsBench.Best(2, () => LifetimeValues.Fit(new(x, last, day, null))), "s");
    }

    private static void Measures(string name, LifetimeCheck check)
    {
        Benchmarks.Figure($"{name}_actual", check.Actual, "purchases");
        Benchmarks.Figure($"{name}_predicted", check.Predicted, "purchases");
        foreach (var (measure, value) in check.Measures.OrderBy(m => m.Key, StringComparer.Ordinal)) ModelsBench.Exactly($"{name}_{measure}", value.Value, measure.EndsWith("mae", StringComparison.Ordinal) || measure.EndsWith("rmse", StringComparison.Ordinal) ? "per customer" : "share");
    }

    internal static int[] Days(DelimitedColumn column) => Array.ConvertAll(column.Moments(), m => DateOnly.FromDateTime(m).DayNumber);
}

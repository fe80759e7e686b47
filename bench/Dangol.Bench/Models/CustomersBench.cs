using Dangol.Analytics;
using Dangol.Integration;

namespace Dangol.Bench;

/// <summary>RFM and cohorts of the real shop, survival of telephone contracts, and a year of daily sales.</summary>
internal static class CustomersBench
{
    public static void Run(Wanted wanted)
    {
        if (ModelsBench.Find(wanted, "online_retail/online_retail.csv.gz") is { } retail) Retail(retail);
        if (ModelsBench.Find(wanted, "telco_churn/Telco-Customer-Churn.csv") is { } telco) Telco(telco);
    }

    private static void Retail(string path)
    {
        Benchmarks.Figure("online_retail_read_s", ModelsBench.Best(2, () => DelimitedTable.Read(path)), "s");
        var table = DelimitedTable.Read(path);
        DelimitedColumn At(string name) => new(table, table.Header!.ToList().IndexOf(name));
        var (customer, day, invoice, quantity, price) = (At("CustomerID").Codes(out _), LifetimeBench.Days(At("InvoiceDate")), At("InvoiceNo").Codes(out _), At("Quantity").Numbers(), At("UnitPrice").Numbers());
        var sold = Enumerable.Range(0, day.Length).Where(i => customer[i] >= 0 && quantity[i] > 0 && price[i] > 0).ToArray();
        var lines = new RfmLines(Array.ConvertAll(sold, i => customer[i]), Array.ConvertAll(sold, i => day[i]), Array.ConvertAll(sold, i => invoice[i]), Array.ConvertAll(sold, i => quantity[i] * price[i]));
        Benchmarks.Figure("online_retail_rfm_s", ModelsBench.Best(5, () => RfmTable.Of(lines, day.Max() + 1)), "s");
        Benchmarks.Figure("online_retail_cohorts_s", ModelsBench.Best(5, () => CohortTable.Of(lines.Customer, lines.Day, CohortPeriod.Month)), "s");
        var sales = new double[day.Max() - day.Min() + 1];
        for (var i = 0; i < sold.Length; i++) sales[lines.Day[i] - day.Min()] += lines.Amount[i];
        Benchmarks.Figure("daily_sales_forecast_s", ModelsBench.Best(3, () => SeriesForecasts.Forecast(sales, 7, 14)), "s");
        foreach (var (name, value) in SeriesForecasts.Backtest(sales, 7, 14)!.Measures) ModelsBench.Exactly($"daily_sales_{name}", value.Value, "");
    }

    private static void Telco(string path)
    {
        var table = DelimitedTable.Read(path);
        DelimitedColumn At(string name) => new(table, table.Header!.ToList().IndexOf(name));
        var durations = new Durations(At("tenure").Numbers(), At("Churn").Flags());
        Benchmarks.Figure("telco_kaplan_meier_s", ModelsBench.Best(5, () => Survivals.Curve(durations)), "s");
        foreach (var time in new[] { 12, 24, 48, 72 }) ModelsBench.Exactly($"telco_survival_{time}", Survivals.Curve(durations).At(time).Survival, "");
        ModelsBench.Exactly("telco_log_rank_by_contract", Survivals.Compare(durations, At("Contract").Codes(out _), 3).ChiSquare, "");
        var (columns, names) = (new List<double[]> { At("MonthlyCharges").Numbers() }, new List<string> { "MonthlyCharges" });
        foreach (var column in new[] { "gender", "SeniorCitizen", "Partner", "Dependents", "MultipleLines", "InternetService", "OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport", "StreamingTV", "StreamingMovies", "Contract", "PaperlessBilling", "PaymentMethod" })
        {
            var codes = At(column).Codes(out var values);
            foreach (var v in Enumerable.Range(1, values.Length - 1))
            {
                columns.Add(Array.ConvertAll(codes, c => c == v ? 1.0 : 0));
                names.Add($"{column}={values[v]}");
            }
        }
        Benchmarks.Figure("telco_cox_s", ModelsBench.Best(5, () => Survivals.Cox(durations, [.. columns], [.. names])), "s");
        ModelsBench.Exactly("telco_cox_concordance", Survivals.Cox(durations, [.. columns], [.. names]).Concordance, "");
        ModelsBench.Exactly("telco_cox_concordance_held_out", Survivals.CrossValidated(durations, [.. columns], [.. names]).Value, "");
    }
}

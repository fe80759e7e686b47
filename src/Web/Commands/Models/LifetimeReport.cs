using System.Globalization;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>How a lifetime value was asked for.</summary>
internal sealed record LifetimeAsked(DataFile File, Place Place, double Seconds, double Horizon, double Unit, double Rate, FileInfo? Out);

/// <summary>What a fit, its forecast and its check come to, for people or as JSON; every customer goes into a file where one is named.</summary>
internal static class LifetimeReport
{
    private const int Listed = 10;

    public static object Of(LifetimeAsked done, LifetimeFit fit, PurchaseHistory history, string[]? names, LifetimeCheck? check, double[]? season, Text[] notes)
    {
        var (forecast, seconds) = LifetimeValueCommand.Timed(() => fit.Forecast(done.Horizon, Math.Log(1 + done.Rate) * done.Unit / 365.25));
        if (done.Out is { } target) Write(target, history, names, forecast);
        var order = Enumerable.Range(0, history.X.Length).OrderByDescending(i => double.IsFinite(forecast.Value[i]) ? forecast.Value[i] : double.NegativeInfinity).ThenBy(i => i).Take(Listed);
        Text[] said = [.. notes, .. fit.Notes, .. season is null && names is not null && history.Customer is not null ? [new Text("1년이 안 되는 자료라 계절 지수를 구하지 못했어요. 성수기 앞의 예측은 낮을 수 있어요.", "Less than a year of data: there is no seasonal index, and a forecast before a high season is too low.")] : Array.Empty<Text>()];
        var result = new
        {
            model = fit.Model, rows = done.File.Table.Rows, customers = history.X.Length, groups = fit.Groups,
            parameters = Symbols(fit.Parameters, p => p.Value), standard_errors = Symbols(fit.Parameters, p => p.StandardError), intervals = Symbols(fit.Parameters, p => new { p.Low, p.High }),
            log_likelihood = fit.LogLikelihood, log_likelihood_by_series = fit.CheckedLogLikelihood, border = fit.Border,
            spend = fit.SpendParameters is { } spend
                ? new { model = "gamma_gamma", customers = fit.Repeaters, parameters = Symbols(spend, p => p.Value), standard_errors = Symbols(spend, p => p.StandardError), log_likelihood = fit.SpendLogLikelihood, correlation = fit.Correlation }
                : null,
            held_out = check is null ? null : new { actual_purchases = check.Actual, predicted_purchases = check.Predicted, check.Measures }, seasonal_index = season,
            forecast = new
            {
                done.Horizon, unit_days = done.Unit, discount_rate = done.Rate, purchases = forecast.Total, mean_alive = forecast.Alive.Average(),
                value = double.IsFinite(forecast.Value.Sum()) ? forecast.Value.Sum() : (double?)null,
                top = order.Select(i => new
                {
                    customer = names?[i] ?? (i + 1).ToString(CultureInfo.InvariantCulture), alive = forecast.Alive[i], purchases = forecast.Purchases[i],
                    interval = Interval(fit, i, done.Horizon), amount = Finite(forecast.Amount?[i]), value = Finite(forecast.Value[i]),
                }).ToList(),
            },
            notes = said, seconds = new { read = done.File.Seconds, fit = done.Seconds, forecast = seconds },
        };
        return done.Place.Json ? result : ModelText.Of(result);
    }

    private static object Interval(LifetimeFit fit, int customer, double horizon)
    {
        var (low, high) = fit.Interval(customer, horizon);
        return new { low, high };
    }

    private static Dictionary<string, T> Symbols<T>(IReadOnlyList<FittedParameter> parameters, Func<FittedParameter, T> what) => parameters.ToDictionary(p => p.Symbol, what);

    private static double? Finite(double? value) => value is { } v && double.IsFinite(v) ? v : null;

    private static void Write(FileInfo target, PurchaseHistory history, string[]? names, LifetimeForecast forecast)
    {
        using var writer = new StreamWriter(target.FullName);
        writer.WriteLine("customer,x,t_x,T,alive,purchases,amount,value");
        for (var i = 0; i < history.X.Length; i++)
        {
            var name = names?[i] ?? (i + 1).ToString(CultureInfo.InvariantCulture);
            if (name.AsSpan().IndexOfAny(",\"\n") >= 0) name = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name},{history.X[i]},{history.Tx[i]},{history.T[i]},{forecast.Alive[i]},{forecast.Purchases[i]},{forecast.Amount?[i]},{forecast.Value[i]}"));
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model forecast FILE</c>: of a series of numbers, or of lines that are added up by day, week or month.</summary>
internal static class ForecastCommand
{
    private static readonly Option<string?> Value = DataFile.Column("--value", "What to forecast; else quantity × price"), Date = DataFile.Column("--date", "Date of each value"),
        Quantity = DataFile.Column("--quantity", "Quantity"), Price = DataFile.Column("--price", "Unit price");
    private static readonly Option<string?> By = new("--by") { Description = "Adds lines up by day, week, month, quarter or year (found from the dates where none is given).", HelpName = "PERIOD" };
    private static readonly Option<int?> Season = new("--season") { Description = "Steps in a season (default: 7 for days, 12 for months, 4 for quarters, else 1).", HelpName = "N" };
    private static readonly Option<int?> Horizon = new("--horizon") { Description = "Steps to forecast (default: a season, or 8).", HelpName = "N" };

    public static Command Make() => DataFile.Command("forecast", "The next steps of a series by exponential smoothing (ETS), with intervals and a backtest.", Run, Value, Date, Quantity, Price, By, Season, Horizon);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var series = SeriesFile.Read(file, parsed.GetValue(Value), parsed.GetValue(Date), parsed.GetValue(Quantity), parsed.GetValue(Price), parsed.GetValue(By));
        var season = parsed.GetValue(Season) ?? series.Step switch { "day" => 7, "month" => 12, "quarter" => 4, _ => 1 };
        var horizon = parsed.GetValue(Horizon) ?? (season > 1 ? season : 8);
        if (season is < 1 or > 366 || horizon is < 1 or > 1000) throw new Refused("steps_wrong", "--horizon", new("--season은 1에서 366, --horizon은 1에서 1,000 사이여야 해요.", "--season lies between 1 and 366, --horizon between 1 and 1,000."));
        var notes = new List<Text>(series.Notes);
        if (season > 1 && (season > 24 || series.Values.Length < 2 * season + 1))
            notes.Add(new($"계절({season}단계)을 배우려면 두 번 이상의 계절이 있어야 하고 24단계 이하여야 해서, 계절 없이 예측했어요.", $"A season of {season} steps wants two whole seasons and at most 24 steps: it was left out."));
        var began = Stopwatch.GetTimestamp();
        var fit = SeriesForecasts.Forecast(series.Values, season, horizon);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        began = Stopwatch.GetTimestamp();
        var check = SeriesForecasts.Backtest(series.Values, season, Math.Min(horizon, Math.Max(1, series.Values.Length / 5)));
        if (check is not null && check.Measures["mae"].Value >= check.Measures["naive_mae"].Value)
            notes.Add(new("지난 값을 되풀이하는 것보다 낫지 않았어요. 예측에 기대지 마세요.", "It did no better than repeating the past: don't rely on the forecast."));
        var result = new
        {
            model = fit.Form, rows = file.Table.Rows, observations = series.Values.Length, series.Step, season, parameters = fit.Parameters, fit.LogLikelihood, fit.Aic, fit.Aicc, fit.Bic, fit.Sigma,
            held_out = check is null ? null : new { check.Origins, check.Horizon, check.Measures },
            forecast = fit.Points.Select((p, h) => new { step = series.Name(h), p.Mean, p.Low80, p.High80, p.Low95, p.High95 }).ToList(),
            candidates = fit.Candidates.Where(c => double.IsFinite(c.Aicc)).Select(c => new { form = c.Form, aicc = c.Aicc }).ToList(), notes,
            seconds = new { read = file.Seconds, fit = seconds, backtest = Stopwatch.GetElapsedTime(began).TotalSeconds },
        };
        return place.Json ? result : ModelText.Of(result);
    }
}

namespace Dangol.Analytics;

/// <summary>One step of a forecast with its 80 % and 95 % intervals.</summary>
public sealed record ForecastPoint(double Mean, double Low80, double High80, double Low95, double High95);

/// <summary>A series' exponential smoothing and what follows from it.</summary>
/// <param name="Form">Error, trend and season as ETS(A,N,N) writes them: none, additive, additive damped (Ad), multiplicative.</param>
/// <param name="Parameters">Smoothing parameters and the first level and trend.</param>
/// <param name="LogLikelihood">Without the constant, as R's forecast package gives it.</param>
/// <param name="Aicc">By which the form was chosen.</param>
/// <param name="Sigma">Standard deviation of the errors: relative ones where the error is multiplicative.</param>
/// <param name="Candidates">Every form that was tried, the best first.</param>
/// <param name="Points">The forecast.</param>
public sealed record SeriesForecast(string Form, IReadOnlyDictionary<string, double> Parameters, double LogLikelihood, double Aic, double Aicc, double Bic, double Sigma,
    IReadOnlyList<(string Form, double Aicc)> Candidates, IReadOnlyList<ForecastPoint> Points);

/// <summary>How forecasts from earlier days did: each error beside those of repeating the last season (or the last value).</summary>
/// <param name="Origins">From how many days the series was forecast anew.</param>
/// <param name="Measures">mae, mase, smape, coverage_95, and naive_mae.</param>
public sealed record SeriesBacktest(int Origins, int Horizon, IReadOnlyDictionary<string, HeldOutValue> Measures);

/// <summary>Forecasts of a series in equal steps by exponential smoothing in state-space form. See docs/models.md.</summary>
public static class SeriesForecasts
{
    private const int Fewest = 6, MostOrigins = 8;

    /// <summary>Fits every form that the series allows, and forecasts by the one with the lowest corrected information criterion.</summary>
    /// <param name="y">The series, oldest first.</param>
    /// <param name="season">Steps in a season; 1 for none. Ignored where there are not two whole seasons.</param>
    /// <param name="horizon">How many steps to forecast.</param>
    /// <exception cref="Refused">The series is too short.</exception>
    public static SeriesForecast Forecast(double[] y, int season, int horizon)
    {
        if (y.Length < Fewest) throw TooShort(y.Length);
        var fits = EtsChoice.All(y, season);
        var best = fits[0];
        return new(best.Form.Name, best.Parameters, best.LogLikelihood, best.Aic, best.Aicc, best.Bic, best.Sigma, [.. fits.Select(f => (f.Form.Name, f.Aicc))], EtsPaths.Of(best, horizon));
    }

    /// <summary>Forecasts the last part of the series from several earlier days, choosing the form anew each time.</summary>
    /// <param name="y">The series.</param>
    /// <param name="season">Steps in a season.</param>
    /// <param name="horizon">How many steps each forecast has.</param>
    /// <returns>Null where the series is too short to hold anything out.</returns>
    public static SeriesBacktest? Backtest(double[] y, int season, int horizon)
    {
        var shortest = Math.Max(Fewest, season > 1 ? 2 * season + 2 : 0);
        var origins = Math.Min(MostOrigins, y.Length - horizon - shortest + 1);
        if (origins < 2) return null;
        var results = new (double[] Errors, double[] Naive, double[] Relative, double[] Inside, double Scale)[origins];
        Parallel.For(0, origins, k =>
        {
            var from = y.Length - horizon - k;
            var (past, seen) = (y[..from], y[from..(from + horizon)]);
            var points = EtsPaths.Of(EtsChoice.All(past, season)[0], horizon);
            var lag = season > 1 && past.Length >= 2 * season ? season : 1;
            results[k] = ([.. seen.Select((v, h) => Math.Abs(v - points[h].Mean))], [.. seen.Select((v, h) => Math.Abs(v - past[from - lag + h % lag]))],
                [.. seen.Select((v, h) => Math.Abs(v) + Math.Abs(points[h].Mean) is > 0 and var both ? 2 * Math.Abs(v - points[h].Mean) / both : 0)],
                [.. seen.Select((v, h) => v >= points[h].Low95 && v <= points[h].High95 ? 1.0 : 0)], Enumerable.Range(lag, from - lag).Average(i => Math.Abs(past[i] - past[i - lag])));
        });
        return new(origins, horizon, new Dictionary<string, HeldOutValue>
        {
            ["mae"] = Over(results, r => r.Errors.Average()), ["naive_mae"] = Over(results, r => r.Naive.Average()), ["mase"] = Over(results, r => r.Scale > 0 ? r.Errors.Average() / r.Scale : 0),
            ["smape"] = Over(results, r => r.Relative.Average()), ["coverage_95"] = Over(results, r => r.Inside.Average()),
        });
    }

    /// <summary>The mean over origins, with an interval by drawing origins anew.</summary>
    private static HeldOutValue Over<T>(T[] results, Func<T, double> what)
    {
        var (values, draws, rounds) = (Array.ConvertAll(results, r => what(r)), new Draws(1), new double[1000]);
        for (var round = 0; round < rounds.Length; round++)
        {
            for (var i = 0; i < values.Length; i++) rounds[round] += values[(int)(draws.Uniform() * values.Length)] / values.Length;
        }
        Array.Sort(rounds);
        return new(values.Average(), rounds[25], rounds[974]);
    }

    private static Refused TooShort(int n) => new("series_too_short", "--value", new($"값이 {n}개뿐이에요. 적어도 {Fewest}개가 필요해요.", $"The series has only {n} values; at least {Fewest} are needed."));
}

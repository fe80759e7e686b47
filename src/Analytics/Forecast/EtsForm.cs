namespace Dangol.Analytics;

internal enum EtsTrend { None, Additive, Damped }

internal enum EtsSeason { None, Additive, Multiplicative }

/// <summary>A form of exponential smoothing: error, trend and season (Hyndman, Koehler, Ord and Snyder 2008, "Forecasting with exponential smoothing", table 2.1).</summary>
internal readonly record struct EtsForm(bool Multiplicative, EtsTrend Trend, EtsSeason Season)
{
    public string Name => $"ETS({(Multiplicative ? 'M' : 'A')},{(Trend == EtsTrend.None ? "N" : Trend == EtsTrend.Additive ? "A" : "Ad")},{(Season == EtsSeason.None ? 'N' : Season == EtsSeason.Additive ? 'A' : 'M')})";

    /// <summary>
    /// The forms that a series allows. An additive error with a multiplicative season divides by what may be near zero and is left out, as is usual; multiplicative parts want values above zero.
    /// </summary>
    public static IEnumerable<EtsForm> Of(bool positive, bool seasonal)
    {
        foreach (var error in positive ? new[] { false, true } : [false])
            foreach (var trend in Enum.GetValues<EtsTrend>())
                foreach (var season in Enum.GetValues<EtsSeason>())
                    if (season == EtsSeason.None || (seasonal && (season == EtsSeason.Additive || error))) yield return new(error, trend, season);
    }
}

/// <summary>Level, trend and the seasonal terms of one season, the oldest first.</summary>
internal sealed record EtsState(double Level, double Slope, double[] Season);

/// <summary>A fitted form.</summary>
internal sealed record EtsFit(EtsForm Form, int Period, double Alpha, double Beta, double Gamma, double Phi, EtsState First, EtsState Last, double MinusTwiceLog, double Squares, int Observations, int Count)
{
    public double LogLikelihood => -MinusTwiceLog / 2;
    public double Aic => MinusTwiceLog + 2 * Count;
    public double Aicc => Observations - Count - 1 > 0 ? Aic + 2.0 * Count * (Count + 1) / (Observations - Count - 1) : double.PositiveInfinity;
    public double Bic => MinusTwiceLog + Count * Math.Log(Observations);
    public double Sigma => Math.Sqrt(Squares / Math.Max(1, Observations - (Count - 1)));

    public Dictionary<string, double> Parameters
    {
        get
        {
            var parameters = new Dictionary<string, double> { ["alpha"] = Alpha };
            if (Form.Trend != EtsTrend.None) parameters["beta"] = Beta;
            if (Form.Season != EtsSeason.None) parameters["gamma"] = Gamma;
            if (Form.Trend == EtsTrend.Damped) parameters["phi"] = Phi;
            parameters["l0"] = First.Level;
            if (Form.Trend != EtsTrend.None) parameters["b0"] = First.Slope;
            return parameters;
        }
    }
}

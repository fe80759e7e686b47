namespace Dangol.Analytics;

/// <summary>Models of repeat purchases and of spend, fitted to a history; what the customers' history says of their future.</summary>
public sealed class LifetimeFit
{
    private readonly RepeatModel _model;
    private readonly PurchaseHistory _history;
    private readonly Purchases _data;
    private readonly Maximum _repeat;
    private readonly Maximum? _spend;

    internal LifetimeFit(RepeatModel model, PurchaseHistory history, Purchases data, Maximum repeat, GammaGamma? amounts, Maximum? spend)
    {
        (_model, _history, _data, _repeat, _spend) = (model, history, data, repeat, spend);
        (Model, LogLikelihood, Border) = (model.Name, repeat.LogLikelihood, repeat.Border);
        Parameters = Parameter(model.Symbols, repeat);
        if (amounts is null || spend is null) return;
        (SpendParameters, SpendLogLikelihood, Correlation, Repeaters) = (Parameter(["p", "q", "v"], spend), spend.LogLikelihood, amounts.Correlation, amounts.Customers);
    }

    /// <summary>The model that the parameters belong to: the one that was asked for, or <c>nbd</c> where nobody was seen to end.</summary>
    public string Model { get; }

    /// <summary>Its parameters as the papers call them.</summary>
    public IReadOnlyList<FittedParameter> Parameters { get; }

    /// <summary>The full log-likelihood: of all customers, not a mean of them.</summary>
    public double LogLikelihood { get; }

    /// <summary>The same computed another way, by series of hypergeometric functions as the papers write it; null where the model has only one way.</summary>
    public double? CheckedLogLikelihood => _model is ParetoNbd pareto ? pareto.SeriesLogLikelihood(_data, _repeat.P) : null;

    /// <summary>Whether the parameters lie at the border of what is possible, so that single ones mean nothing.</summary>
    public bool Border { get; }

    /// <summary>Parameters of spend, p, q and v; null without amounts, or with too few.</summary>
    public IReadOnlyList<FittedParameter>? SpendParameters { get; }

    /// <summary>Log-likelihood of the model of spend.</summary>
    public double? SpendLogLikelihood { get; }

    /// <summary>Correlation between how often and how much, which the model of spend takes for zero.</summary>
    public double? Correlation { get; }

    /// <summary>Customers with repeat purchases of a known amount.</summary>
    public int Repeaters { get; }

    /// <summary>What should be known before the figures are used.</summary>
    public IReadOnlyList<Text> Notes { get; internal init; } = [];

    /// <summary>Groups of customers that are alike, which the likelihood was computed for.</summary>
    public int Groups => _data.Groups;

    /// <summary>How often the likelihood of all the data was computed.</summary>
    public int Evaluations => _repeat.Evaluations;

    /// <summary>Forecasts every customer.</summary>
    /// <param name="horizon">How far, in the unit of the history.</param>
    /// <param name="discount">Interest by unit of time, compounded continuously; 0 for none.</param>
    public LifetimeForecast Forecast(double horizon, double discount = 0) => new LifetimeOutlook(_model, _data, _repeat, _spend, _history).Forecast(horizon, discount);

    /// <summary>The 95 % interval of a customer's purchases within the horizon: dead or alive, and chance.</summary>
    public (int Low, int High) Interval(int customer, double horizon) => new LifetimeOutlook(_model, _data, _repeat, _spend, _history).Interval(customer, horizon);

    /// <summary>Purchases to expect within a time of somebody who has just bought for the first time.</summary>
    public double ExpectedOfNew(double time) => _model.ExpectedOfNew(_repeat.P, time);

    private static FittedParameter[] Parameter(IReadOnlyList<string> symbols, Maximum at) =>
        [.. symbols.Select((symbol, k) => at.Covariance is { } covariance
            ? new FittedParameter(symbol, at.P[k], at.StandardErrors![k], at.P[k] * Math.Exp(-1.96 * Math.Sqrt(covariance[k, k])), at.P[k] * Math.Exp(1.96 * Math.Sqrt(covariance[k, k])))
            : new FittedParameter(symbol, at.P[k], null, null, null))];
}

namespace Dangol.Analytics;

/// <summary>Which model of repeat purchases.</summary>
public enum RepeatPurchases
{
    /// <summary>Customers end at a rate of their own, at any time. The one to begin with.</summary>
    ParetoNbd,

    /// <summary>Customers may end after each repeat purchase: one-time buyers count as alive for ever, so its P(alive) says nothing of churn.</summary>
    BgNbd,

    /// <summary>Customers may end after each purchase, the first too.</summary>
    MbgNbd,
}

/// <summary>What the models see of customers; all arrays have one entry a customer. Time in one unit throughout, from the first purchase on.</summary>
/// <param name="X">Repeat purchases: days with a purchase after the first.</param>
/// <param name="Tx">Time of the last purchase; 0 where x is 0.</param>
/// <param name="T">Time until which the customer was watched.</param>
/// <param name="M">Mean amount of the repeat purchases, 0 where there is none; null where amounts are not known.</param>
/// <param name="Customer">Which customer of the log each entry is; null where there was no log.</param>
public sealed record PurchaseHistory(int[] X, double[] Tx, double[] T, double[]? M, int[]? Customer = null);

/// <summary>Purchases as they happened; all arrays have one entry a line.</summary>
/// <param name="Customer">Number of the customer.</param>
/// <param name="Day">Day of the purchase, as a day number. Lines of one day are one purchase.</param>
/// <param name="Amount">What was paid, or null.</param>
public sealed record PurchaseLog(int[] Customer, int[] Day, double[]? Amount)
{
    /// <summary>The first and the last day.</summary>
    public (int First, int Last) Days => (Day.Min(), Day.Max());
}

/// <summary>A parameter with its standard error and 95 % interval, which are missing where the likelihood is flat.</summary>
public sealed record FittedParameter(string Symbol, double Value, double? StandardError, double? Low, double? High);

/// <summary>A value measured on data held out, with a 95 % interval by bootstrap over customers.</summary>
public sealed record HeldOutValue(double Value, double Low, double High);

/// <summary>A forecast for each customer of a history.</summary>
/// <param name="Alive">The probability of still being a customer.</param>
/// <param name="Purchases">Purchases to expect within the horizon.</param>
/// <param name="Amount">The mean amount of a purchase; null without a model of spend.</param>
/// <param name="Value">Discounted amount to expect within the horizon, or discounted purchases where there is no model of spend.</param>
public sealed record LifetimeForecast(double[] Alive, double[] Purchases, double[]? Amount, double[] Value)
{
    /// <summary>The sum of expected purchases, with the 95 % interval of what will happen: uncertainty of the parameters and chance.</summary>
    public required HeldOutValue Total { get; init; }
}

/// <summary>How a forecast did beside what happened afterwards.</summary>
public sealed record LifetimeCheck(double Actual, double Predicted, IReadOnlyDictionary<string, HeldOutValue> Measures);

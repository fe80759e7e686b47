namespace Dangol.Marketing;

/// <summary>What the customers of one arm spent: how many they are, the mean, and the variance (with n − 1). Customers who bought nothing count with 0.</summary>
public readonly record struct SpendSample(long Customers, double Mean, double Variance)
{
    /// <summary>From the amounts, one for each customer, in two passes, so that large equal amounts don't drown the variance.</summary>
    public static SpendSample Of(ReadOnlySpan<double> amounts)
    {
        var sample = Sample.Of(amounts);
        return new(sample.Count, sample.Mean, sample.Variance);
    }

    /// <summary>From sums that a database made: count(*), sum(x), sum(x²). Good while the mean is not many thousand times the deviation.</summary>
    public static SpendSample FromSums(long customers, double sum, double sumOfSquares)
    {
        var sample = Sample.FromSums(customers, sum, sumOfSquares);
        return new(sample.Count, sample.Mean, sample.Variance);
    }

    internal Sample AsSample => new(Customers, Mean, Variance);
}

/// <summary>By how much the treated spend more per customer than the control, with its uncertainty.</summary>
/// <param name="Treated">The treated customers' spending.</param>
/// <param name="Control">The control's.</param>
/// <param name="Difference">Mean of the treated less mean of the control, in the unit of the amounts.</param>
/// <param name="Interval">Welch's t interval of the difference.</param>
/// <param name="DegreesOfFreedom">Welch–Satterthwaite; infinite where neither arm varies.</param>
/// <param name="Confidence">0.95 if nothing else was asked.</param>
/// <param name="Cap">Amounts above it were counted as it (winsorised); null where none were.</param>
public sealed record RevenueLift(SpendSample Treated, SpendSample Control, double Difference, Interval Interval, double DegreesOfFreedom, double Confidence,
    double? Cap = null)
{
    /// <summary>Difference × treated customers: what the campaign brought in.</summary>
    public double ExtraRevenue => Difference * Treated.Customers;

    /// <summary>The interval of <see cref="ExtraRevenue"/>.</summary>
    public Interval ExtraRevenueInterval => Interval.Times(Treated.Customers);

    /// <summary>The difference of means of two samples whose variances may differ (<see cref="WelchDifference"/>).</summary>
    /// <returns>Null where an arm has fewer than two customers, or neither arm varies and yet they differ: how sure that is can't be known.</returns>
    public static RevenueLift? Of(SpendSample treated, SpendSample control, double confidence = 0.95) =>
        WelchDifference.Of(treated.AsSample, control.AsSample, confidence) is { } welch
            ? new(treated, control, welch.Difference, welch.Interval, welch.DegreesOfFreedom, confidence)
            : null;

    /// <summary>
    /// The same with the greatest amounts capped, so that one wholesale order does not decide the result. The cap is the quantile of the amounts above 0
    /// of both arms together (one cap for both, or the arms would be treated differently; of buyers only, or where few buy it would be 0): the least
    /// amount that at least that share of buyers don't exceed, <c>percentile_disc</c> in SQL. What is then estimated is the difference of capped means.
    /// </summary>
    /// <param name="treated">An amount for each treated customer.</param>
    /// <param name="control">An amount for each customer held out.</param>
    /// <param name="quantile">0.99 caps the top hundredth of buyers.</param>
    /// <param name="confidence">Of the interval.</param>
    public static RevenueLift? Winsorised(ReadOnlySpan<double> treated, ReadOnlySpan<double> control, double quantile = 0.99, double confidence = 0.95)
    {
        if (quantile is not (> 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "above 0, at most 1");
        if (treated.Length < 2 || control.Length < 2) return null;
        var bought = Array.FindAll([.. treated, .. control], amount => amount > 0);
        if (bought.Length == 0) return Of(SpendSample.Of(treated), SpendSample.Of(control), confidence);
        Array.Sort(bought);
        var cap = bought[Math.Clamp((int)Math.Ceiling(quantile * bought.Length) - 1, 0, bought.Length - 1)];
        return Of(SpendSample.Of(Capped(treated, cap)), SpendSample.Of(Capped(control, cap)), confidence) is { } lift ? lift with { Cap = cap } : null;
    }

    private static double[] Capped(ReadOnlySpan<double> amounts, double cap)
    {
        var capped = amounts.ToArray();
        for (var i = 0; i < capped.Length; i++) capped[i] = Math.Min(capped[i], cap);
        return capped;
    }
}

namespace Dangol.Analytics;

/// <summary>How long customers stayed; all arrays have one entry a customer.</summary>
/// <param name="Time">How long each was watched, 0 or more.</param>
/// <param name="Ended">Whether the contract ended then; else it was still running when it was last seen.</param>
public sealed record Durations(double[] Time, bool[] Ended);

/// <summary>A point of a survival curve, with its 95 % interval on the log scale.</summary>
public sealed record SurvivalPoint(double Time, int AtRisk, int Ended, double Survival, double StandardError, double Low, double High);

/// <summary>A survival curve.</summary>
/// <param name="Points">One for each time at which somebody ended or left the sight.</param>
/// <param name="Median">The first time at which no more than half are left; null where more than half stay to the end.</param>
public sealed record SurvivalCurve(IReadOnlyList<SurvivalPoint> Points, double? Median)
{
    /// <summary>The point that holds at a time: the last one not after it. Before the first, everybody is left.</summary>
    public SurvivalPoint At(double time) => Points.LastOrDefault(p => p.Time <= time) ?? new(time, Points.Count > 0 ? Points[0].AtRisk : 0, 0, 1, 0, 1, 1);
}

/// <summary>The log-rank test whether groups end alike.</summary>
public sealed record LogRank(double ChiSquare, int Freedom, double PValue, IReadOnlyList<(int Customers, int Observed, double Expected)> Groups);

/// <summary>One column's effect: the hazard is multiplied by <see cref="HazardRatio"/> for each unit.</summary>
public sealed record CoxEffect(string Name, double Coefficient, double StandardError, double HazardRatio, double Low, double High, double Z, double PValue);

/// <summary>A fitted Cox model.</summary>
/// <param name="Effects">One for each column that was kept.</param>
/// <param name="Kept">Which columns these are.</param>
/// <param name="LogLikelihood">Of the model.</param>
/// <param name="NullLogLikelihood">Of the model without any column.</param>
/// <param name="Concordance">How often, of two customers, the one with the higher risk ended first, on the data of the fit.</param>
/// <param name="Baseline">Times of endings and the cumulative hazard of a customer at the mean of every column.</param>
public sealed record CoxFit(IReadOnlyList<CoxEffect> Effects, int[] Kept, double LogLikelihood, double NullLogLikelihood, double Concordance, IReadOnlyList<(double Time, double Hazard)> Baseline, double[] Means, int Iterations)
{
    /// <summary>A customer's risk relative to one at the mean of every column: its logarithm.</summary>
    public double LogRisk(Func<int, double> column)
    {
        var sum = 0.0;
        for (var k = 0; k < Kept.Length; k++) sum += Effects[k].Coefficient * (column(Kept[k]) - Means[k]);
        return sum;
    }

    /// <summary>The share of customers of this risk that is left at a time.</summary>
    public double Survival(double logRisk, double time) => Math.Exp(-Baseline.LastOrDefault(b => b.Time <= time).Hazard * Math.Exp(logRisk));
}

/// <summary>When contracts end, where many still run: Kaplan-Meier, the log-rank test and Cox's regression. See docs/models.md.</summary>
public static class Survivals
{
    /// <summary>The share that is left over time (Kaplan and Meier 1958), with Greenwood's standard error.</summary>
    public static SurvivalCurve Curve(Durations durations) => KaplanMeier.Curve(durations);

    /// <summary>Whether groups end alike (Mantel 1966).</summary>
    /// <param name="durations">The customers.</param>
    /// <param name="group">The group of each, from 0.</param>
    /// <param name="groups">How many groups there are.</param>
    public static LogRank Compare(Durations durations, int[] group, int groups) => KaplanMeier.Compare(durations, group, groups);

    /// <summary>What makes contracts end sooner (Cox 1972), ties after Efron 1977.</summary>
    /// <param name="durations">The customers.</param>
    /// <param name="columns">One array a column, one entry a customer. A column that others determine is left out.</param>
    /// <param name="names">Their names.</param>
    /// <exception cref="Refused">Fewer contracts ended than there are columns.</exception>
    public static CoxFit Cox(Durations durations, double[][] columns, string[] names) => CoxRegression.Fit(durations, columns, names);

    /// <summary>How often, of two customers of whom it is known, the one with the higher risk ended first (Harrell 1982); equal risks count half.</summary>
    public static double Concordance(Durations durations, double[] risk) => RiskConcordance.Of(durations, risk);

    /// <summary>Concordance on customers that the model has not seen: k-fold, with a 95 % interval over folds.</summary>
    public static HeldOutValue CrossValidated(Durations durations, double[][] columns, string[] names, int folds = 5, int seed = 42) => CoxRegression.CrossValidated(durations, columns, names, folds, seed);
}

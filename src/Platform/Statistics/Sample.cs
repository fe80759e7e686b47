using MathNet.Numerics.Distributions;

namespace Dangol.Platform;

/// <summary>What a mean is judged by: how many values, their mean, and the variance (with n − 1).</summary>
public readonly record struct Sample(long Count, double Mean, double Variance)
{
    /// <summary>From the values, in two passes, so that large equal values don't drown the variance.</summary>
    public static Sample Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return default;
        double sum = 0, squares = 0;
        foreach (var value in values) sum += value;
        var mean = sum / values.Length;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return new(values.Length, mean, values.Length > 1 ? squares / (values.Length - 1) : 0);
    }

    /// <summary>From sums that a database made: count(*), sum(x), sum(x²). Good while the mean is not many thousand times the deviation.</summary>
    public static Sample FromSums(long count, double sum, double sumOfSquares) => count == 0
        ? default
        : new(count, sum / count, count > 1 ? Math.Max(0, (sumOfSquares - sum / count * sum) / (count - 1)) : 0);
}

/// <summary>The difference of the means of two samples whose variances may differ.</summary>
/// <param name="Difference">Mean of the first less mean of the second.</param>
/// <param name="Interval">Welch's t interval of the difference.</param>
/// <param name="DegreesOfFreedom">Welch–Satterthwaite; infinite where neither varies.</param>
/// <remarks>B. L. Welch, The generalization of "Student's" problem when several different population variances are involved, Biometrika 34 (1947) 28–35.</remarks>
public readonly record struct WelchDifference(double Difference, Interval Interval, double DegreesOfFreedom)
{
    /// <summary>Compares two samples.</summary>
    /// <returns>Null where one has fewer than two values, or neither varies and yet they differ: how sure that is can't be known.</returns>
    public static WelchDifference? Of(Sample first, Sample second, double confidence = 0.95)
    {
        if (first.Count < 2 || second.Count < 2) return null;
        var difference = first.Mean - second.Mean;
        var (v1, v2) = (first.Variance / first.Count, second.Variance / second.Count);
        if (v1 + v2 == 0) return difference == 0 ? new(0, new(0, 0), double.PositiveInfinity) : null;
        var freedom = (v1 + v2) * (v1 + v2) / (v1 * v1 / (first.Count - 1) + v2 * v2 / (second.Count - 1));
        var half = StudentT.InvCDF(0, 1, freedom, (1 + confidence) / 2) * Math.Sqrt(v1 + v2);
        return new(difference, new(difference - half, difference + half), freedom);
    }
}

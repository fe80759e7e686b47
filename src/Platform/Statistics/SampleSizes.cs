using MathNet.Numerics.Distributions;

namespace Dangol.Platform;

/// <summary>How many an experiment wants so that its effect can be shown, by the normal approximation with each arm's own variance.</summary>
/// <remarks>J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), ch. 4, without continuity correction.</remarks>
public static class SampleSizes
{
    /// <summary>The least second arm that shows a difference of rates: n₂ = (z₁₋α⸝₂ + z_power)² (p₁q₁ / r + p₂q₂) / (p₁ − p₂)², rounded up.</summary>
    /// <param name="baseRate">The rate of those who are left alone: 0.02 is 2 %.</param>
    /// <param name="lift">The difference to show: 0.005 is half a percentage point; may be negative.</param>
    /// <param name="ratio">r: first arm per second arm, 9 where one of ten is held out.</param>
    /// <param name="power">The chance to show the lift if it is there.</param>
    /// <param name="confidence">1 − α, two-sided.</param>
    public static long ForRates(double baseRate, double lift, double ratio = 1, double power = 0.8, double confidence = 0.95)
    {
        var variance = Variance(baseRate, lift, ratio);
        if (lift == 0) throw new ArgumentOutOfRangeException(nameof(lift), lift, "no sample shows a lift of nothing");
        return Least(variance, lift, power, confidence);
    }

    /// <summary>The least second arm that shows a difference of means, where values deviate alike in both arms.</summary>
    public static long ForMeans(double deviation, double difference, double ratio = 1, double power = 0.8, double confidence = 0.95)
    {
        if (deviation is not (> 0 and < double.PositiveInfinity)) throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "above 0");
        if (difference == 0) throw new ArgumentOutOfRangeException(nameof(difference), difference, "no sample shows a difference of nothing");
        return Least(deviation * deviation * (1 + 1 / ratio), difference, power, confidence);
    }

    /// <summary>The chance that arms of this size show a lift.</summary>
    public static double PowerOfRates(long second, double ratio, double baseRate, double lift, double confidence = 0.95)
    {
        var error = Math.Sqrt(Variance(baseRate, lift, ratio) / second);
        return Normal.CDF(0, 1, Math.Abs(lift) / error - Interval.Z(confidence));
    }

    private static long Least(double variance, double effect, double power, double confidence)
    {
        if (power is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(power), power, "between 0 and 1");
        var z = Interval.Z(confidence) + Normal.InvCDF(0, 1, power);
        return (long)Math.Ceiling(z * z * variance / (effect * effect));
    }

    private static double Variance(double baseRate, double lift, double ratio)
    {
        if (baseRate is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(baseRate), baseRate, "between 0 and 1");
        var rate = baseRate + lift;
        if (rate is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(lift), lift, "the rate with the lift lies between 0 and 1");
        if (ratio is not (> 0 and < double.PositiveInfinity)) throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "above 0");
        return rate * (1 - rate) / ratio + baseRate * (1 - baseRate);
    }
}

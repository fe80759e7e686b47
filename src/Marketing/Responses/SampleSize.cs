using MathNet.Numerics.Distributions;

namespace Dangol.Marketing;

/// <summary>How many customers a campaign wants so that its effect can be shown, planned before it is launched.</summary>
/// <param name="Control">Customers to hold out.</param>
/// <param name="Treated">Customers to contact.</param>
internal readonly record struct SampleSize(long Control, long Treated)
{
    /// <summary>
    /// The least arms that show a lift with the wanted power, by the normal approximation with each arm's own variance:
    /// n_c = (z₁₋α⸝₂ + z_power)² (p_t q_t / r + p_c q_c) / (p_t − p_c)², rounded up.
    /// </summary>
    /// <param name="baseRate">The rate of those who are left alone: 0.02 is 2 %.</param>
    /// <param name="lift">The difference to show: 0.005 is half a percentage point; may be negative.</param>
    /// <param name="treatedPerControl">r: 9 where one of ten is held out.</param>
    /// <param name="power">The chance to show the lift if it is there.</param>
    /// <param name="confidence">1 − α, two-sided.</param>
    /// <remarks>J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), ch. 4, without continuity correction.</remarks>
    public static SampleSize For(double baseRate, double lift, double treatedPerControl = 9, double power = 0.8, double confidence = 0.95)
    {
        var variance = Variance(baseRate, lift, treatedPerControl);
        if (lift == 0) throw new ArgumentOutOfRangeException(nameof(lift), lift, "no sample shows a lift of nothing");
        if (power is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(power), power, "between 0 and 1");
        var z = Interval.Z(confidence) + Normal.InvCDF(0, 1, power);
        var control = Math.Ceiling(z * z * variance / (lift * lift));
        return new((long)control, (long)Math.Ceiling(control * treatedPerControl));
    }

    /// <summary>The chance that a campaign of this size shows a lift, by the same approximation.</summary>
    public double Power(double baseRate, double lift, double confidence = 0.95)
    {
        var error = Math.Sqrt(Variance(baseRate, lift, (double)Treated / Control) / Control);
        return Normal.CDF(0, 1, Math.Abs(lift) / error - Interval.Z(confidence));
    }

    /// <summary>The least lift upward that a campaign of this size shows with the wanted power, or null where even a response of everybody is too little.</summary>
    public double? Detectable(double baseRate, double power = 0.8, double confidence = 0.95)
    {
        double low = 0, high = 1 - baseRate;
        if (Power(baseRate, high, confidence) < power) return null;
        // The power rises with the lift: halve the span until it is finer than any rate that is shown.
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Power(baseRate, middle, confidence) < power) low = middle;
            else high = middle;
        }
        return high;
    }

    private static double Variance(double baseRate, double lift, double treatedPerControl)
    {
        if (baseRate is not (> 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(baseRate), baseRate, "between 0 and 1");
        var treated = baseRate + lift;
        if (treated is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(lift), lift, "the rate with the lift lies between 0 and 1");
        if (treatedPerControl is not (> 0 and < double.PositiveInfinity)) throw new ArgumentOutOfRangeException(nameof(treatedPerControl), treatedPerControl, "above 0");
        return treated * (1 - treated) / treatedPerControl + baseRate * (1 - baseRate);
    }
}

namespace Dangol.Marketing;

/// <summary>How many customers a campaign wants so that its effect can be shown, planned before it is launched.</summary>
/// <param name="Control">Customers to hold out.</param>
/// <param name="Treated">Customers to contact.</param>
internal readonly record struct SampleSize(long Control, long Treated)
{
    /// <summary>The least arms that show a lift with the wanted power (<see cref="SampleSizes.ForRates"/>).</summary>
    /// <param name="baseRate">The rate of those who are left alone: 0.02 is 2 %.</param>
    /// <param name="lift">The difference to show: 0.005 is half a percentage point; may be negative.</param>
    /// <param name="treatedPerControl">9 where one of ten is held out.</param>
    /// <param name="power">The chance to show the lift if it is there.</param>
    /// <param name="confidence">1 − α, two-sided.</param>
    public static SampleSize For(double baseRate, double lift, double treatedPerControl = 9, double power = 0.8, double confidence = 0.95)
    {
        var control = SampleSizes.ForRates(baseRate, lift, treatedPerControl, power, confidence);
        return new(control, (long)Math.Ceiling(control * treatedPerControl));
    }

    /// <summary>The chance that a campaign of this size shows a lift, by the same approximation.</summary>
    public double Power(double baseRate, double lift, double confidence = 0.95) =>
        SampleSizes.PowerOfRates(Control, (double)Treated / Control, baseRate, lift, confidence);

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
}

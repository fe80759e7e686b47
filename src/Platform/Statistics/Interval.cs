using MathNet.Numerics.Distributions;

namespace Dangol.Platform;

/// <summary>A confidence interval, both ends included.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether the value lies in it.</summary>
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>The interval of the value times a factor that is not negative.</summary>
    public Interval Times(double factor) => new(Low * factor, High * factor);

    /// <summary>The two-sided standard normal quantile of a confidence: 1.95996… for 0.95.</summary>
    public static double Z(double confidence) => confidence is > 0 and < 1
        ? Normal.InvCDF(0, 1, (1 + confidence) / 2)
        : throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "between 0 and 1");

    /// <summary>Estimate ± z × standard error.</summary>
    public static Interval Around(double estimate, double error, double confidence = 0.95) => new(estimate - Z(confidence) * error, estimate + Z(confidence) * error);
}

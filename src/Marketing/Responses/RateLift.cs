namespace Dangol.Marketing;

/// <summary>One arm of a campaign: everyone who was assigned to it, reached or not (intention to treat), and how many of them responded.</summary>
public readonly record struct ArmCount(long Customers, long Responders)
{
    /// <summary>Responders per customer; not a number for an arm of nobody.</summary>
    public double Rate => (double)Responders / Customers;
}

/// <summary>By how much the treated respond more than the control, with its uncertainty.</summary>
/// <param name="Treated">Who was contacted.</param>
/// <param name="Control">Who was held out.</param>
/// <param name="Difference">Rate of the treated less rate of the control: 0.005 is half a percentage point.</param>
/// <param name="Interval">Of the difference.</param>
/// <param name="Confidence">0.95 if nothing else was asked.</param>
public sealed record RateLift(ArmCount Treated, ArmCount Control, double Difference, Interval Interval, double Confidence)
{
    /// <summary>How many of the treated would not have responded by themselves: difference × treated customers.</summary>
    public double ExtraResponders => Difference * Treated.Customers;

    /// <summary>The interval of <see cref="ExtraResponders"/>.</summary>
    public Interval ExtraRespondersInterval => Interval.Times(Treated.Customers);

    /// <summary>
    /// The difference of two independent rates with Newcombe's hybrid score interval: the square root of the squared distances from each rate to the
    /// limits of its own Wilson interval. Holds its level for small rates and small arms, where the textbook interval does not, and never leaves [−1, 1].
    /// </summary>
    /// <remarks>R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998) 873–890, method 10.</remarks>
    /// <returns>Null where an arm has nobody: nothing can be said.</returns>
    public static RateLift? Of(ArmCount treated, ArmCount control, double confidence = 0.95)
    {
        if (treated.Customers == 0 || control.Customers == 0) return null;
        var (pt, pc) = (treated.Rate, control.Rate);
        var (lt, ut) = Wilson(treated, confidence);
        var (lc, uc) = Wilson(control, confidence);
        var d = pt - pc;
        return new(treated, control, d, new(d - Hypotenuse(pt - lt, uc - pc), d + Hypotenuse(ut - pt, pc - lc)), confidence);
    }

    /// <summary>Wilson's score interval of one rate, without continuity correction.</summary>
    /// <remarks>E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212.</remarks>
    public static Interval Wilson(ArmCount arm, double confidence = 0.95)
    {
        if (arm.Customers < 1 || arm.Responders < 0 || arm.Responders > arm.Customers)
            throw new ArgumentOutOfRangeException(nameof(arm), arm, "responders are some of at least one customer");
        var z = Interval.Z(confidence);
        var (n, p) = ((double)arm.Customers, arm.Rate);
        var middle = (p + z * z / (2 * n)) / (1 + z * z / n);
        var half = z / (1 + z * z / n) * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        // At no and at all responders the limit is the rate itself; the formula gives it but for rounding.
        return new(arm.Responders == 0 ? 0 : middle - half, arm.Responders == arm.Customers ? 1 : middle + half);
    }

    private static double Hypotenuse(double a, double b) => Math.Sqrt(a * a + b * b);
}

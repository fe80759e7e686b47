namespace Dangol.Platform;

/// <summary>How sure one can be of a rate, and of the difference of two.</summary>
public static class Proportions
{
    /// <summary>Wilson's score interval of one rate, without continuity correction.</summary>
    /// <remarks>E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209–212.</remarks>
    public static Interval Wilson(long successes, long trials, double confidence = 0.95)
    {
        if (trials < 1 || successes < 0 || successes > trials)
            throw new ArgumentOutOfRangeException(nameof(successes), (successes, trials), "successes are some of at least one trial");
        var z = Interval.Z(confidence);
        var (n, p) = ((double)trials, (double)successes / trials);
        var middle = (p + z * z / (2 * n)) / (1 + z * z / n);
        var half = z / (1 + z * z / n) * Math.Sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        // At none and at all the limit is the rate itself; the formula gives it but for rounding.
        return new(successes == 0 ? 0 : middle - half, successes == trials ? 1 : middle + half);
    }

    /// <summary>
    /// The difference of two independent rates (first less second) with Newcombe's hybrid score interval: the square root of the squared distances from each
    /// rate to the limits of its own Wilson interval. Holds its level for small rates and small arms, where the textbook interval does not, and never leaves [−1, 1].
    /// </summary>
    /// <remarks>R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998) 873–890, method 10.</remarks>
    public static Interval Newcombe(long successes1, long trials1, long successes2, long trials2, double confidence = 0.95)
    {
        var (l1, u1) = Wilson(successes1, trials1, confidence);
        var (l2, u2) = Wilson(successes2, trials2, confidence);
        var (p1, p2) = ((double)successes1 / trials1, (double)successes2 / trials2);
        var d = p1 - p2;
        return new(d - Hypotenuse(p1 - l1, u2 - p2), d + Hypotenuse(u1 - p1, p2 - l2));
    }

    private static double Hypotenuse(double a, double b) => Math.Sqrt(a * a + b * b);
}

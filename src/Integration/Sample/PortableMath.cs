namespace Dangol.Integration;

/// <summary>
/// Logarithm and exponential from additions, multiplications and divisions alone. IEEE 754 fixes those to the last bit on every machine, but not
/// <see cref="Math.Log(double)"/> and <see cref="Math.Exp(double)"/>, which come from the system's C library; a last bit that differs would change a price somewhere.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;
    private const double Ln2High = 6.93147180369123816490e-01;   // 33 bits: k × Ln2High is exact for every exponent k
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Natural logarithm of a positive, finite, normal number; relative error below 1e-15.</summary>
    public static double Log(double x)
    {
        var exponent = Math.ILogB(x);
        var m = Math.ScaleB(x, -exponent);
        if (m > 1.4142135623730951) (m, exponent) = (m / 2, exponent + 1);
        var s = (m - 1) / (m + 1);
        var square = s * s;
        var sum = 0.0;
        for (var n = 21; n >= 1; n -= 2) sum = sum * square + 1.0 / n;
        return exponent * Ln2High + (2 * s * sum + exponent * Ln2Low);
    }

    /// <summary>e to the power x for |x| below 700; relative error below 1e-15.</summary>
    public static double Exp(double x)
    {
        var k = Math.Round(x / Ln2);
        var r = x - k * Ln2High - k * Ln2Low;
        var sum = 1.0;
        for (var n = 14; n >= 1; n--) sum = sum * r / n + 1;
        return Math.ScaleB(sum, (int)k);
    }

    /// <summary>A positive base to any power, within the reach of <see cref="Exp"/>.</summary>
    public static double Pow(double x, double power) => Exp(power * Log(x));

    /// <summary>Gauss's hypergeometric function 2F1(a, b; c; z) for 0 ≤ z &lt; 1 and positive parameters, by its series to 1e-14.</summary>
    public static double Hypergeometric(double a, double b, double c, double z)
    {
        double sum = 1, term = 1;
        for (var n = 0; n < 100_000 && Math.Abs(term) > 1e-15 * sum; n++)
        {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            sum += term;
        }
        return sum;
    }
}

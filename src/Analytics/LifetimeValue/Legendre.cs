namespace Dangol.Analytics;

/// <summary>Points and weights of Gauss-Legendre quadrature on [0, 1], found by Newton's method on the polynomials; exact to 1e-15.</summary>
internal static class Legendre
{
    public static readonly double[] Points8, Weights8, Points16, Weights16;

    static Legendre()
    {
        (Points8, Weights8) = Of(8);
        (Points16, Weights16) = Of(16);
    }

    private static (double[] Points, double[] Weights) Of(int n)
    {
        var (points, weights) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            var (z, slope) = (Math.Cos(Math.PI * (i + 0.75) / (n + 0.5)), 0.0);
            for (var step = 0; step < 20; step++)
            {
                var (p, before) = (1.0, 0.0);
                for (var k = 1; k <= n; k++) (p, before) = (((2 * k - 1) * z * p - (k - 1) * before) / k, p);
                slope = n * (z * p - before) / (z * z - 1);
                z -= p / slope;
            }
            (points[n - 1 - i], weights[n - 1 - i]) = ((1 + z) / 2, 1 / ((1 - z * z) * slope * slope));
        }
        return (points, weights);
    }
}

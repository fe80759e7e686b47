using Dangol.Analytics;

namespace Dangol.Tests;

public sealed class SpdInverseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(96)]
    [InlineData(191)]
    [InlineData(192)]
    [InlineData(193)]
    [InlineData(450)]
    public void the_inverse_times_the_matrix_is_one(int n)
    {
        var a = Made(n);
        var inverse = (double[])a.Clone();
        SpdInverse.Invert(inverse, n);
        var worst = 0.0;
        for (var i = 0; i < n; i += 7)
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < n; k++) sum += a[i * n + k] * inverse[k * n + j];
                worst = Math.Max(worst, Math.Abs(sum - (i == j ? 1 : 0)));
                Assert.Equal(inverse[i * n + j], inverse[j * n + i]);
            }
        Assert.InRange(worst, 0, 1e-10);
    }

    [Fact]
    public void single_precision_agrees_with_double()
    {
        const int n = 300;
        var a = Made(n);
        var single = Array.ConvertAll(a, x => (float)x);
        SpdInverse.Invert(a, n);
        SpdInverse.Invert(single, n);
        var largest = a.Max(Math.Abs);
        Assert.InRange(a.Zip(single).Max(p => Math.Abs(p.First - p.Second)) / largest, 0, 1e-4);
    }

    [Fact]
    public void the_upper_triangle_is_not_read()
    {
        const int n = 200;
        var (whole, lower) = (Made(n), Made(n));
        for (var i = 0; i < n; i++)
            for (var j = i + 1; j < n; j++) lower[i * n + j] = double.NaN;
        SpdInverse.Invert(whole, n);
        SpdInverse.Invert(lower, n);
        Assert.Equal(whole, lower);
    }

    [Fact]
    public void a_matrix_that_is_not_positive_definite_is_refused()
    {
        var faulty = new double[] { 1, 2, 2, 1 };
        Assert.Throws<ArithmeticException>(() => SpdInverse.Invert(faulty, 2));
    }

    /// <summary>XᵀX of random counts and a ridge: a condition of some thousands, as purchases have.</summary>
    private static double[] Made(int n)
    {
        var (random, a) = (new Random(n), new double[n * n]);
        var x = new double[n * 2, n];
        for (var r = 0; r < n * 2; r++)
            for (var i = 0; i < n; i++) x[r, i] = random.NextDouble() < 0.2 ? 1 : 0;
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
            {
                var sum = i == j ? 0.5 : 0;
                for (var r = 0; r < n * 2; r++) sum += x[r, i] * x[r, j];
                a[i * n + j] = a[j * n + i] = sum;
            }
        return a;
    }
}

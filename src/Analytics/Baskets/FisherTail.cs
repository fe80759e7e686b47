namespace Dangol.Analytics;

/// <summary>
/// Fisher's exact test, one-sided: the chance of meeting two sets of items together at least so often if they had nothing to do with each other, from the hypergeometric
/// distribution, summed upwards from the observed count. (Fisher 1935, "The Logic of Inductive Inference".) The test holds 1e-9 relative to sums of whole numbers.
/// </summary>
internal sealed class FisherTail
{
    private readonly double[] _lnFactorial;
    private readonly int _all;

    /// <param name="all">How many baskets there are.</param>
    public FisherTail(int all)
    {
        _all = all;
        _lnFactorial = new double[all + 1];
        // Compensated: a million additions would otherwise cost four digits.
        double sum = 0, lost = 0;
        for (var k = 2; k <= all; k++)
        {
            var term = Math.Log(k) - lost;
            var next = sum + term;
            lost = next - sum - term;
            _lnFactorial[k] = sum = next;
        }
    }

    /// <summary>P(X ≥ both), where <paramref name="a"/> baskets hold the one, <paramref name="b"/> the other.</summary>
    public double AtLeast(int both, int a, int b)
    {
        if (both <= Math.Max(0, a + b - _all)) return 1;
        var most = Math.Min(a, b);
        if (both > most) return 0;
        // Ratio of neighbouring terms: p(x + 1) / p(x) = (a − x)(b − x) / ((x + 1)(N − a − b + x + 1)).
        double term = 1, sum = 1;
        for (var x = both; x < most; x++)
        {
            var ratio = (double)(a - x) * (b - x) / ((x + 1.0) * ((double)_all - a - b + x + 1));
            term *= ratio;
            sum += term;
            if (ratio < 1 && term < sum * 1e-17) break;
        }
        return Math.Min(1, Math.Exp(LnChoose(a, both) + LnChoose(_all - a, b - both) - LnChoose(_all, b) + Math.Log(sum)));
    }

    private double LnChoose(int n, int k) => _lnFactorial[n] - _lnFactorial[k] - _lnFactorial[n - k];
}

namespace Dangol.Analytics;

/// <summary>
/// Matrix factors of what was bought and what was not: minimises Σ c_ui (p_ui − x_uᵀ y_i)² + λ (Σ‖x_u‖² + Σ‖y_i‖²) with p 1 for bought and 0 else, c = 1 + α for bought and 1 else.
/// (Hu, Koren and Volinsky 2008, "Collaborative Filtering for Implicit Feedback Datasets"; solved by conjugate gradients as Takács, Pilászy and Tikk 2011.)
/// λ matters most: the customary 0.01 overfits. Rows are solved one by one from what the other side was, so the number of cores changes nothing.
/// </summary>
internal sealed class ImplicitAls : IItemScorer
{
    private const int Steps = 3;
    private const int FoldInSteps = 30;
    private readonly int _factors;
    private readonly float[] _y;
    private readonly float[] _gram;
    private readonly float _alpha;

    private ImplicitAls(int factors, float[] y, float[] gram, float alpha) => (_factors, _y, _gram, _alpha) = (factors, y, gram, alpha);

    public static ImplicitAls Fit(PurchaseSequences x, int factors = 64, double lambda = 30, double alpha = 0, int rounds = 15, int seed = 1)
    {
        var random = new Random(seed);
        var (users, items) = (new float[x.Customers * factors], new float[x.Items * factors]);
        for (var k = 0; k < items.Length; k++) items[k] = (float)(random.NextDouble() - 0.5) * 0.02f;
        for (var round = 0; round < rounds; round++)
        {
            Solve(users, Gram(items, factors, lambda), items, factors, (float)alpha, x.OwnedBy);
            Solve(items, Gram(users, factors, lambda), users, factors, (float)alpha, x.BuyersOf);
        }
        return new(factors, items, Gram(items, factors, lambda), (float)alpha);
    }

    public void Score(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> scores)
    {
        Span<float> user = stackalloc float[_factors];
        user.Clear();
        Solve(user, _gram, _y, _factors, _alpha, items, weights, FoldInSteps);
        for (var i = 0; i < scores.Length; i++) scores[i] = SimdRows.Dot<float>(user, _y.AsSpan(i * _factors, _factors));
    }

    /// <summary>x_u is linear in what was bought, x_u = W⁻¹ Σ w_i (1 + α) y_i, so y_jᵀ x_u splits into a part for each: (W⁻¹ y_j)ᵀ w_i (1 + α) y_i.</summary>
    public void Explain(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, int item, Span<float> parts)
    {
        Span<float> z = stackalloc float[_factors];
        z.Clear();
        Conjugate(z, _y.AsSpan(item * _factors, _factors), _gram, _y, _factors, _alpha, items, weights, FoldInSteps);
        for (var k = 0; k < items.Length; k++) parts[k] = (1 + _alpha) * weights[k] * SimdRows.Dot<float>(z, _y.AsSpan(items[k] * _factors, _factors));
    }

    private delegate ReadOnlySpan<int> Others(int row);

    private static void Solve(float[] rows, float[] gram, float[] other, int f, float alpha, Others others) => Parallel.For(0, (rows.Length / f + 63) / 64, t =>
    {
        Span<float> ones = stackalloc float[256];
        ones.Fill(1);
        for (var r = t * 64; r < Math.Min(rows.Length / f, t * 64 + 64); r++)
        {
            var bought = others(r);
            if (bought.Length > ones.Length)
            {
                ones = new float[bought.Length];
                ones.Fill(1);
            }
            if (bought.Length == 0) rows.AsSpan(r * f, f).Clear();
            else Solve(rows.AsSpan(r * f, f), gram, other, f, alpha, bought, ones[..bought.Length], Steps);
        }
    });

    private static void Solve(Span<float> x, float[] gram, float[] y, int f, float alpha, ReadOnlySpan<int> bought, ReadOnlySpan<float> weights, int steps)
    {
        Span<float> right = stackalloc float[f];
        right.Clear();
        for (var k = 0; k < bought.Length; k++) SimdRows.AddScaled<float>(right, y.AsSpan(bought[k] * f, f), (1 + alpha) * weights[k]);
        Conjugate(x, right, gram, y, f, alpha, bought, weights, steps);
    }

    /// <summary>Conjugate gradients for W x = right, W = YᵀY + λI + α Σ w_i y_i y_iᵀ, from where x stands.</summary>
    private static void Conjugate(Span<float> x, ReadOnlySpan<float> right, float[] gram, float[] y, int f, float alpha, ReadOnlySpan<int> bought, ReadOnlySpan<float> weights, int steps)
    {
        Span<float> r = stackalloc float[f], p = stackalloc float[f], ap = stackalloc float[f];
        Apply(x, ap, gram, y, f, alpha, bought, weights);
        for (var k = 0; k < f; k++) r[k] = right[k] - ap[k];
        r.CopyTo(p);
        var old = SimdRows.Dot<float>(r, r);
        var enough = 1e-12f * SimdRows.Dot(right, right);
        for (var step = 0; step < steps && old > enough; step++)
        {
            Apply(p, ap, gram, y, f, alpha, bought, weights);
            var a = old / SimdRows.Dot<float>(p, ap);
            SimdRows.AddScaled<float>(x, p, a);
            SimdRows.AddScaled<float>(r, ap, -a);
            var now = SimdRows.Dot<float>(r, r);
            for (var k = 0; k < f; k++) p[k] = r[k] + now / old * p[k];
            old = now;
        }
    }

    private static void Apply(ReadOnlySpan<float> v, Span<float> into, float[] gram, float[] y, int f, float alpha, ReadOnlySpan<int> bought, ReadOnlySpan<float> weights)
    {
        for (var k = 0; k < f; k++) into[k] = SimdRows.Dot(gram.AsSpan(k * f, f), v);
        if (alpha == 0) return;
        for (var k = 0; k < bought.Length; k++)
        {
            var row = y.AsSpan(bought[k] * f, f);
            SimdRows.AddScaled<float>(into, row, alpha * weights[k] * SimdRows.Dot(row, v));
        }
    }

    /// <summary>YᵀY + λI, summed row after row, each row of the result by one core.</summary>
    private static float[] Gram(float[] y, int f, double lambda)
    {
        var gram = new float[f * f];
        Parallel.For(0, f, a =>
        {
            var row = gram.AsSpan(a * f, f);
            for (var r = 0; r < y.Length; r += f) SimdRows.AddScaled<float>(row, y.AsSpan(r, f), y[r + a]);
            row[a] += (float)lambda;
        });
        return gram;
    }
}

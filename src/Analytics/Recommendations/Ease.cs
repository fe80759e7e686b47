namespace Dangol.Analytics;

/// <summary>
/// EASE: the item-item weights B, with an empty diagonal, that best rebuild the purchases X from themselves under a ridge λ. In closed form P = (XᵀX + λI)⁻¹,
/// B_ij = −P_ij / P_jj; the score is x B. (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW.)
/// <para>
/// Memory is n² numbers of the catalogue, time n³. Above <paramref name="most"/> items only the most bought are modelled, the tail scores 0 and is left to the neighbours it is
/// blended with; from <see cref="SingleAbove"/> items the inverse is taken in single precision (relative difference below 1e-4 at a condition of 1e4).
/// </para>
/// </summary>
internal sealed class Ease : IItemScorer
{
    private const int SingleAbove = 6_000;

    // Item of the catalogue ↔ row of B; −1 for the tail.
    private readonly int[] _row;
    private readonly int[] _item;
    private readonly float[] _b;

    private Ease(int[] row, int[] item, float[] b) => (_row, _item, _b) = (row, item, b);

    public static Ease Fit(PurchaseSequences x, double lambda, int most = 5_000)
    {
        var item = MostBought(x, most);
        var row = new int[x.Items];
        Array.Fill(row, -1);
        for (var i = 0; i < item.Length; i++) row[item[i]] = i;
        return new(row, item, item.Length > SingleAbove ? Weights<float>(x, row, item, (float)lambda) : Weights<double>(x, row, item, lambda));
    }

    public void Score(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> scores)
    {
        var n = _item.Length;
        var whole = n == scores.Length;
        var sums = whole ? scores : new float[n];
        sums.Clear();
        for (var k = 0; k < items.Length; k++)
            if (_row[items[k]] >= 0) SimdRows.AddScaled<float>(sums, _b.AsSpan(_row[items[k]] * n, n), weights[k]);
        if (whole) return;
        scores.Clear();
        for (var j = 0; j < n; j++) scores[_item[j]] = sums[j];
    }

    public void Explain(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, int item, Span<float> parts)
    {
        for (var k = 0; k < items.Length; k++)
            parts[k] = _row[item] >= 0 && _row[items[k]] >= 0 ? weights[k] * _b[_row[items[k]] * _item.Length + _row[item]] : 0;
    }

    /// <summary>The <paramref name="most"/> items with most customers, in the order of the catalogue; an item that nobody bought is none of them.</summary>
    private static int[] MostBought(PurchaseSequences x, int most) =>
        [.. Enumerable.Range(0, x.Items).Where(i => x.BuyersOf(i).Length > 0).OrderByDescending(i => x.BuyersOf(i).Length).ThenBy(i => i).Take(most).Order()];

    private static float[] Weights<T>(PurchaseSequences x, int[] row, int[] item, T lambda) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var n = item.Length;
        var g = new T[n * n];
        // Row i of the lower triangle of XᵀX: how many customers bought i and j.
        Parallel.For(0, n, i =>
        {
            var counts = g.AsSpan(i * n, i + 1);
            foreach (var customer in x.BuyersOf(item[i]))
                foreach (var other in x.OwnedBy(customer))
                {
                    var j = row[other];
                    if (j > i) break;
                    if (j >= 0) counts[j]++;
                }
            counts[i] += lambda;
        });
        SpdInverse.Invert(g, n);
        var b = new float[n * n];
        var scale = new T[n];
        for (var j = 0; j < n; j++) scale[j] = -T.One / g[j * n + j];
        Parallel.For(0, n, i =>
        {
            for (var j = 0; j < n; j++) b[i * n + j] = i == j ? 0 : float.CreateTruncating(g[i * n + j] * scale[j]);
        });
        return b;
    }
}

namespace Dangol.Analytics;

/// <summary>
/// What is bought most, by segment of customers: the share of the segment's customers who bought an item, drawn to the share among all where the segment is small,
/// (n_si + κ p_i) / (n_s + κ). What a new customer is offered, and what breaks ties for the others.
/// </summary>
internal sealed class SegmentPopularity
{
    private const double Kappa = 50;
    private readonly float[][] _share;

    private SegmentPopularity(float[][] share) => _share = share;

    /// <param name="x">The purchases.</param>
    /// <param name="segment">Segment of each customer, 0 to <paramref name="segments"/> − 1; empty where there are none.</param>
    /// <param name="segments">How many segments there are.</param>
    public static SegmentPopularity Fit(PurchaseSequences x, ReadOnlySpan<int> segment, int segments)
    {
        var buyers = Math.Max(1, Enumerable.Range(0, x.Customers).Count(c => x.OwnedBy(c).Length > 0));
        var all = new float[x.Items];
        for (var i = 0; i < x.Items; i++) all[i] = (float)((double)x.BuyersOf(i).Length / buyers);
        var share = new float[segments + 1][];
        share[segments] = all;
        for (var s = 0; s < segments; s++) share[s] = new float[x.Items];
        if (segments == 0) return new(share);
        var size = new int[segments];
        for (var c = 0; c < x.Customers; c++)
        {
            if (x.OwnedBy(c).Length > 0) size[segment[c]]++;
            foreach (var i in x.OwnedBy(c)) share[segment[c]][i]++;
        }
        for (var s = 0; s < segments; s++)
            for (var i = 0; i < x.Items; i++) share[s][i] = (float)((share[s][i] + Kappa * all[i]) / (size[s] + Kappa));
        return new(share);
    }

    /// <summary>The shares of a segment, or of all where <paramref name="segment"/> is none of them.</summary>
    public ReadOnlySpan<float> Of(int segment) => segment >= 0 && segment < _share.Length ? _share[segment] : _share[^1];
}

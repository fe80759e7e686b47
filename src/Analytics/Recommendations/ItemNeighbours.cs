namespace Dangol.Analytics;

/// <summary>
/// Items that the same customers buy, weighted by BM25: an item is a document made of its customers. w_iu = idf_u · t (K₁ + 1) / (t + K₁ (1 − b + b · l_i / l̄)) with
/// idf_u = ln(items / (1 + items of u)), so that who buys everything says little, t the occasions on which u bought i, and l_i the purchases of i, so that what everybody buys
/// is no neighbour of everything. Similarity is Σ_u w_iu w_ju, of which each item keeps its nearest. (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework";
/// neighbours: Deshpande and Karypis 2004, "Item-based top-N recommendation algorithms".) Catalogues of any size; no cubic step.
/// </summary>
internal static class ItemNeighbours
{
    public static SparseRows Fit(PurchaseSequences x, int neighbours, double k1 = 1.2, double b = 0.8)
    {
        var length = new double[x.Items];
        for (var e = 0; e < x.Owned.Length; e++) length[x.Owned[e]] += x.Times[e];
        var mean = length.Sum() / Math.Max(1, length.Count(l => l > 0));
        var weight = new float[x.Owned.Length];
        for (var u = 0; u < x.Customers; u++)
        {
            // Who bought nearly everything has an idf of 0 or below: that tells nothing, but is no evidence against.
            var idf = Math.Max(0.01, Math.Log(x.Items / (1.0 + x.OwnedBy(u).Length)));
            for (var e = x.OwnedStart[u]; e < x.OwnedStart[u + 1]; e++)
                weight[e] = (float)(idf * x.Times[e] * (k1 + 1) / (x.Times[e] + k1 * (1 - b + b * length[x.Owned[e]] / mean)));
        }
        return SparseRows.Of(x.Items, neighbours, (i, row) =>
        {
            foreach (var u in x.BuyersOf(i))
            {
                var (from, to) = (x.OwnedStart[u], x.OwnedStart[u + 1]);
                var own = weight[from + x.OwnedBy(u).BinarySearch(i)];
                for (var e = from; e < to; e++)
                    if (x.Owned[e] != i) row.Add(x.Owned[e], own * weight[e]);
            }
        });
    }
}

namespace Dangol.Analytics;

/// <summary>One model of a blend: how it weights what was bought long ago, and how much it counts.</summary>
/// <param name="Name">Its name in reports: ease, neighbours, transitions, als.</param>
/// <param name="Scorer">The fitted model.</param>
/// <param name="Decay">Weight of an item per occasion since its last purchase; 1 weights all alike.</param>
/// <param name="Weight">Share in the blend; the shares sum up to 1.</param>
internal sealed record BlendPart(string Name, IItemScorer Scorer, double Decay, double Weight);

/// <summary>What may be recommended to whom.</summary>
/// <param name="NewOnly">Items that the customer owns are left out (cross-selling); otherwise they may come again (replenishment).</param>
/// <param name="Available">What can be sold at all, one an item; empty where all can.</param>
internal sealed record RecommendationMask(bool NewOnly, bool[] Available)
{
    public void Fill(ReadOnlySpan<int> owned, Span<bool> masked)
    {
        if (Available.Length == 0) masked.Clear();
        else for (var i = 0; i < masked.Length; i++) masked[i] = !Available[i];
        if (NewOnly) foreach (var i in owned) masked[i] = true;
    }
}

/// <summary>Room for the scores of one customer by several models, used again for the next.</summary>
internal sealed class ScoreSheet(int parts, int items)
{
    private int[] _items = [];
    private float[] _weights = [];

    public float[][] Parts { get; } = [.. Enumerable.Range(0, parts).Select(_ => new float[items])];
    public float[] Sum { get; } = new float[items];
    public bool[] Masked { get; } = new bool[items];

    /// <summary>Scores by one model, brought to a largest score of 1 among what may be recommended, so that models of any scale can be added.</summary>
    public void Score(int part, IItemScorer scorer, double decay, PurchaseSequences history, int customer)
    {
        var n = history.OwnedBy(customer).Length;
        if (_items.Length < n) (_items, _weights) = (new int[2 * n], new float[2 * n]);
        history.Context(customer, decay, _items.AsSpan(0, n), _weights.AsSpan(0, n));
        var scores = Parts[part].AsSpan();
        scorer.Score(_items.AsSpan(0, n), _weights.AsSpan(0, n), scores);
        var most = 0f;
        for (var i = 0; i < scores.Length; i++)
            if (scores[i] > most && !Masked[i]) most = scores[i];
        if (most <= 0) return;
        var scale = 1 / most;
        for (var i = 0; i < scores.Length; i++) scores[i] *= scale;
    }

    /// <summary>
    /// Sum = Σ share · part. A trace of popularity, far below any real difference, orders what the models cannot tell apart and is all there is for a new customer.
    /// </summary>
    public void Mix(ReadOnlySpan<float> shares, ReadOnlySpan<float> popularity)
    {
        const float Trace = 1e-4f;
        Sum.AsSpan().Clear();
        SimdRows.AddScaled<float>(Sum, popularity, Trace);
        for (var p = 0; p < shares.Length; p++)
            if (shares[p] != 0) SimdRows.AddScaled<float>(Sum, Parts[p], shares[p]);
    }
}

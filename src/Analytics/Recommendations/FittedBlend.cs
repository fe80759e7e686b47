namespace Dangol.Analytics;

/// <summary>A recommended item, why, and whether a model or popularity alone chose it.</summary>
/// <param name="Because">Bought items that speak most for it, with their shares of the score.</param>
internal sealed record Suggestion(int Item, double Score, IReadOnlyList<(int Item, double Share)> Because, bool ByPopularity);

/// <summary>The blend, fitted to all that is known, answering for one customer after the other.</summary>
internal sealed class FittedBlend(PurchaseSequences history, IReadOnlyList<BlendPart> parts, SegmentPopularity popularity, int[] segment, RecommendationMask mask)
{
    private const int MostReasons = 3;

    public IReadOnlyList<Suggestion> For(int customer, int count, ScoreSheet sheet)
    {
        mask.Fill(history.OwnedBy(customer), sheet.Masked);
        for (var p = 0; p < parts.Count; p++) sheet.Score(p, parts[p].Scorer, parts[p].Decay, history, customer);
        sheet.Mix([.. parts.Select(p => (float)p.Weight)], popularity.Of(segment.Length > 0 ? segment[customer] : -1));
        var top = new int[count];
        var filled = Ranking.Top(sheet.Sum, sheet.Masked, [], top);
        return [.. top.Take(filled).Select(i => Explained(customer, i, sheet))];
    }

    /// <summary>For somebody who bought nothing yet: what the segment buys most.</summary>
    public IReadOnlyList<Suggestion> ForNew(int segmentOfCustomer, int count)
    {
        var masked = new bool[history.Items];
        mask.Fill([], masked);
        var shares = popularity.Of(segmentOfCustomer);
        var top = new int[count];
        var filled = Ranking.Top(shares, masked, [], top);
        var list = new List<Suggestion>();
        foreach (var i in top.AsSpan(0, filled)) list.Add(new(i, shares[i], [], true));
        return list;
    }

    private Suggestion Explained(int customer, int item, ScoreSheet sheet)
    {
        var n = history.OwnedBy(customer).Length;
        var (items, weights, part, whole) = (new int[n], new float[n], new float[n], new double[n]);
        for (var p = 0; p < parts.Count; p++)
        {
            if (sheet.Parts[p][item] == 0) continue;
            history.Context(customer, parts[p].Decay, items, weights);
            parts[p].Scorer.Explain(items, weights, item, part);
            double raw = 0;
            foreach (var v in part) raw += v;
            // The sheet's score was divided by the customer's best: so are its parts.
            for (var k = 0; k < n; k++) whole[k] += raw == 0 ? 0 : parts[p].Weight * part[k] * sheet.Parts[p][item] / raw;
        }
        var positive = whole.Where(w => w > 0).Sum();
        history.OwnedBy(customer).CopyTo(items);
        var because = Enumerable.Range(0, n).Where(k => whole[k] > 0).OrderByDescending(k => whole[k]).ThenBy(k => items[k]).Take(MostReasons).Select(k => (items[k], whole[k] / positive)).ToList();
        return new(item, sheet.Sum[item], because, because.Count == 0);
    }
}

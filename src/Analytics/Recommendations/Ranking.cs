namespace Dangol.Analytics;

/// <summary>The figures of one list of k recommendations against what was bought; means over customers are means of these.</summary>
/// <param name="Ndcg">Discounted gain of the hits over the best possible with as many places as there are items to find, at most k.</param>
/// <param name="Recall">Hits over what was there to find (all of it, also beyond k).</param>
/// <param name="Precision">Hits over k.</param>
/// <param name="Hit">1 where there is a hit.</param>
internal readonly record struct RankFigures(double Ndcg, double Recall, double Precision, double Hit);

/// <summary>Ranks the whole catalogue. (Sampled candidates give other, higher figures: Krichene and Rendle 2020, "On Sampled Metrics for Item Recommendation".)</summary>
internal static class Ranking
{
    /// <summary>
    /// The places of the best k items that are not masked, best first. Of equal scores those in <paramref name="relevant"/> (ascending) come last, so that a model which cannot tell
    /// items apart gains nothing by their order; then the lower item first.
    /// </summary>
    /// <returns>How many places were filled.</returns>
    public static int Top(ReadOnlySpan<float> scores, ReadOnlySpan<bool> masked, ReadOnlySpan<int> relevant, Span<int> top)
    {
        var filled = 0;
        var worst = float.NegativeInfinity;
        for (var j = 0; j < scores.Length; j++)
        {
            if (scores[j] < worst || masked[j]) continue;
            if (filled == top.Length && !Before(j, top[^1], scores, relevant)) continue;
            var at = filled < top.Length ? filled++ : filled - 1;
            for (; at > 0 && Before(j, top[at - 1], scores, relevant); at--) top[at] = top[at - 1];
            top[at] = j;
            if (filled == top.Length) worst = scores[top[^1]];
        }
        return filled;
    }

    public static RankFigures Judge(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant, int k)
    {
        double gain = 0, best = 0;
        var hits = 0;
        for (var place = 0; place < top.Length; place++)
            if (relevant.BinarySearch(top[place]) >= 0)
            {
                hits++;
                gain += 1 / Math.Log2(place + 2);
            }
        for (var place = 0; place < Math.Min(k, relevant.Length); place++) best += 1 / Math.Log2(place + 2);
        return new(gain / best, (double)hits / relevant.Length, (double)hits / k, hits > 0 ? 1 : 0);
    }

    private static bool Before(int a, int b, ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant)
    {
        if (scores[a] != scores[b]) return scores[a] > scores[b];
        var (wantedA, wantedB) = (relevant.BinarySearch(a) >= 0, relevant.BinarySearch(b) >= 0);
        return wantedA == wantedB ? a < b : wantedB;
    }
}

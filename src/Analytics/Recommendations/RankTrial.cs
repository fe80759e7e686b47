namespace Dangol.Analytics;

/// <summary>What a blend reached on held-out purchases; the interval of each mean is 1.96 standard errors over customers.</summary>
internal sealed record RankResult(int Customers, RankFigures Mean, RankFigures HalfWidth, double Coverage);

/// <summary>Tries blends on a split: one pass over its customers scores every model once and ranks every mix of them.</summary>
internal sealed class RankTrial(HistorySplit split, RecommendationMask mask, SegmentPopularity popularity, int[] segment, int k)
{
    /// <param name="parts">The fitted models with their decays.</param>
    /// <param name="mixes">Shares of the parts, one array a mix.</param>
    /// <param name="mostWork">Numbers of scores that may be added; where all customers would cost more, evenly spaced ones are asked.</param>
    public RankResult[] Run(IReadOnlyList<(IItemScorer Scorer, double Decay)> parts, IReadOnlyList<float[]> mixes, double mostWork = double.PositiveInfinity)
    {
        var history = split.Train;
        var asked = Enumerable.Range(0, history.Customers).Where(c => split.Held[c].Length > 0).ToArray();
        var work = asked.Sum(c => (double)(history.OwnedBy(c).Length + mixes.Count) * history.Items) * Math.Max(1, parts.Count);
        if (work > mostWork)
        {
            var keep = Math.Max(1, (int)(asked.Length * mostWork / work));
            asked = [.. Enumerable.Range(0, keep).Select(i => asked[(int)((long)i * asked.Length / keep)])];
        }
        var figures = mixes.Select(_ => new RankFigures[asked.Length]).ToArray();
        var shown = mixes.Select(_ => new bool[history.Items]).ToArray();
        Parallel.For(0, (asked.Length + 15) / 16, () => new ScoreSheet(parts.Count, history.Items), (t, _, sheet) =>
        {
            Span<int> top = stackalloc int[k];
            for (var a = t * 16; a < Math.Min(asked.Length, t * 16 + 16); a++)
            {
                var c = asked[a];
                mask.Fill(history.OwnedBy(c), sheet.Masked);
                for (var p = 0; p < parts.Count; p++) sheet.Score(p, parts[p].Scorer, parts[p].Decay, history, c);
                for (var m = 0; m < mixes.Count; m++)
                {
                    sheet.Mix(mixes[m], popularity.Of(segment.Length > 0 ? segment[c] : -1));
                    var list = top[..Ranking.Top(sheet.Sum, sheet.Masked, split.Held[c], top)];
                    figures[m][a] = Ranking.Judge(list, split.Held[c], k);
                    foreach (var i in list) shown[m][i] = true;
                }
            }
            return sheet;
        }, _ => { });
        var known = Enumerable.Range(0, history.Items).Count(i => history.BuyersOf(i).Length > 0);
        return [.. figures.Select((f, m) => Summed(f, shown[m].Count(s => s) / (double)Math.Max(1, known)))];
    }

    private static RankResult Summed(RankFigures[] figures, double coverage)
    {
        var (ndcg, recall, precision, hit) = (Spread(figures, f => f.Ndcg), Spread(figures, f => f.Recall), Spread(figures, f => f.Precision), Spread(figures, f => f.Hit));
        return new(figures.Length, new(ndcg.Mean, recall.Mean, precision.Mean, hit.Mean), new(ndcg.Half, recall.Half, precision.Half, hit.Half), coverage);
    }

    private static (double Mean, double Half) Spread(RankFigures[] figures, Func<RankFigures, double> of)
    {
        double n = Math.Max(1, figures.Length), mean = figures.Sum(of) / n;
        return (mean, 1.96 * Math.Sqrt(figures.Sum(f => Math.Pow(of(f) - mean, 2)) / Math.Max(1, n - 1) / n));
    }
}

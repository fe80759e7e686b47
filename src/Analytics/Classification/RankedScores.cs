namespace Dangol.Analytics;

/// <summary>
/// Rows from the greatest score to the least, sorted once, so that ranking metrics of the rows themselves and of every resample of them cost one pass. Equal scores
/// stand together and share their place.
/// </summary>
internal sealed class RankedScores
{
    private readonly int[] order;
    private readonly bool[] endsTie;
    private readonly bool[] positive;

    public RankedScores(ReadOnlySpan<double> scores, ReadOnlySpan<double> y)
    {
        order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var keys = new double[scores.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = -scores[i];
        Array.Sort(keys, order);
        endsTie = new bool[order.Length];
        positive = new bool[order.Length];
        for (var k = 0; k < order.Length; k++)
        {
            endsTie[k] = k + 1 == order.Length || keys[k + 1] != keys[k];
            positive[k] = y[order[k]] > 0.5;
        }
    }

    /// <summary>The chance that a positive row stands above a negative one, ties counting half; 0.5 where one kind is missing.</summary>
    public double Auc(ReadOnlySpan<int> times = default)
    {
        double above = 0, positives = 0, negatives = 0, tieP = 0, tieN = 0;
        for (var k = 0; k < order.Length; k++)
        {
            double w = times.IsEmpty ? 1 : times[order[k]];
            if (positive[k]) tieP += w;
            else tieN += w;
            if (!endsTie[k]) continue;
            above += tieN * (positives + tieP / 2);
            (positives, negatives, tieP, tieN) = (positives + tieP, negatives + tieN, 0, 0);
        }
        return positives * negatives > 0 ? above / (positives * negatives) : 0.5;
    }

    /// <summary>Σ (recall step × precision), at the end of each tie (as scikit-learn's average_precision_score).</summary>
    public double AveragePrecision(ReadOnlySpan<int> times = default)
    {
        double sum = 0, positives = 0, all = 0, tieP = 0;
        for (var k = 0; k < order.Length; k++)
        {
            double w = times.IsEmpty ? 1 : times[order[k]];
            all += w;
            if (positive[k]) tieP += w;
            if (!endsTie[k]) continue;
            positives += tieP;
            if (all > 0) sum += tieP * positives / all;
            tieP = 0;
        }
        return positives > 0 ? sum / positives : 0;
    }

    /// <summary>How many times more positives the top share holds than rows taken by chance; a tie across the border counts by its share.</summary>
    public double Lift(double share, ReadOnlySpan<int> times = default)
    {
        double total = 0, positives = 0;
        for (var k = 0; k < order.Length; k++)
        {
            double w = times.IsEmpty ? 1 : times[order[k]];
            total += w;
            if (positive[k]) positives += w;
        }
        var wanted = share * total;
        double taken = 0, found = 0, tie = 0, tieP = 0;
        for (var k = 0; k < order.Length && taken < wanted; k++)
        {
            double w = times.IsEmpty ? 1 : times[order[k]];
            tie += w;
            if (positive[k]) tieP += w;
            if (!endsTie[k]) continue;
            var part = tie > 0 ? Math.Min(1, (wanted - taken) / tie) : 0;
            (taken, found, tie, tieP) = (taken + part * tie, found + part * tieP, 0, 0);
        }
        return positives > 0 && taken > 0 ? found / taken / (positives / total) : 1;
    }
}

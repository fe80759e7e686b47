namespace Dangol.Analytics;

/// <summary>A column that knows too much, or (not certain) one on which all hangs.</summary>
internal readonly record struct Leak(string Column, double AucAlone, double AucWith, double AucWithout, bool Certain);

/// <summary>
/// Looks for columns that say what came out rather than what was known before (the length of the sales call, the tag that the winner got): alone they tell the outcome with an AUC
/// above 0.9, or with them the AUC is above 0.9 and without them more than 0.1 lower. Such are taken out and the rest is looked at again, as leaks hide behind each other. A fall of more
/// than 0.1 from a lower AUC may be an honest column that is simply the best there is: it is named, and stays.
/// </summary>
internal static class LeakageAlarm
{
    public const double AloneLimit = 0.9, JumpLimit = 0.1;
    private const int MostRounds = 4, Tried = 6, LeastRows = 200;
    private const double WorthTrying = 0.6;

    public static List<Leak> Find(ModelColumn[] columns, double[] y, long seed)
    {
        var leaks = new List<Leak>();
        if (y.Length < LeastRows) return leaks;
        var fold = Folds.Stratified(Array.ConvertAll(y, t => (int)t), 3, seed);
        var alone = new double[columns.Length];
        Parallel.For(0, columns.Length, c => alone[c] = Alone(columns[c], y, fold));
        var left = Enumerable.Range(0, columns.Length).ToList();
        for (var round = 0; round < MostRounds && left.Count > 0; round++)
        {
            var whole = Quick(columns, left, y, fold);
            var tried = left.Where(c => alone[c] > WorthTrying).OrderByDescending(c => alone[c]).ThenBy(c => c).Take(Tried).ToArray();
            var without = new double[tried.Length];
            Parallel.For(0, tried.Length, i => without[i] = left.Count == 1 ? 0.5 : Quick(columns, [.. left.Where(c => c != tried[i])], y, fold));
            bool Jumps(int i) => left.Count > 1 && whole - without[i] > JumpLimit;
            Leak At(int i, bool certain) => new(columns[tried[i]].Name, alone[tried[i]], whole, without[i], certain);
            var found = Enumerable.Range(0, tried.Length).Where(i => alone[tried[i]] > AloneLimit || (Jumps(i) && whole > AloneLimit)).ToArray();
            if (found.Length == 0)
            {
                leaks.AddRange(Enumerable.Range(0, tried.Length).Where(Jumps).Select(i => At(i, false)));
                break;
            }
            leaks.AddRange(found.Select(i => At(i, true)));
            foreach (var i in found) left.Remove(tried[i]);
        }
        return leaks;
    }

    /// <summary>The AUC of the rate that rows with the same value had in the other parts.</summary>
    private static double Alone(ModelColumn column, double[] y, int[] fold)
    {
        var bins = Bins.Fit([column], Enumerable.Range(0, y.Length).ToArray());
        var rows = bins.Apply([column]);
        var (positives, counts) = (new double[3, bins.Counts[0]], new double[3, bins.Counts[0]]);
        for (var i = 0; i < y.Length; i++)
        {
            positives[fold[i], rows.Bin(0, i)] += y[i];
            counts[fold[i], rows.Bin(0, i)]++;
        }
        var (rate, scores) = (y.Sum() / y.Length, new double[y.Length]);
        for (var i = 0; i < y.Length; i++)
        {
            double p = 0, n = 0;
            for (var f = 0; f < 3; f++)
                if (f != fold[i]) (p, n) = (p + positives[f, rows.Bin(0, i)], n + counts[f, rows.Bin(0, i)]);
            scores[i] = (p + 10 * rate) / (n + 10);
        }
        return new RankedScores(scores, y).Auc();
    }

    /// <summary>The AUC on one part of a small model of the other two.</summary>
    private static double Quick(ModelColumn[] all, List<int> which, double[] y, int[] fold)
    {
        var columns = which.Select(c => all[c]).ToArray();
        var (training, held) = Folds.Of(fold, 0, 1);
        var bins = Bins.Fit(columns, training);
        var rows = bins.Apply(columns);
        var model = Boosting.Fit(rows, bins, y, training, new() { Trees = 60, Rate = 0.1, Depth = 4, Leaves = 10 }, parallel: false);
        return new RankedScores(model.Score(rows, held), Array.ConvertAll(held, row => y[row])).Auc();
    }
}

using System.Numerics;

namespace Dangol.Analytics;

/// <summary>Gradient boosting over histograms: a sum of small trees, each fitted to what the ones before it left over.</summary>
/// <remarks>J. H. Friedman, Greedy function approximation: a gradient boosting machine, Ann. Statist. 29 (2001) 1189–1232; sampling: Stochastic gradient boosting, CSDA 38 (2002) 367–378.</remarks>
internal sealed class Boosting
{
    private Boosting(double start, Tree[] trees, double[] losses) => (Start, Trees, Losses) = (start, trees, losses);

    /// <summary>The score before any tree: log-odds of the base rate, or the mean.</summary>
    public double Start { get; }

    public Tree[] Trees { get; }

    /// <summary>The mean loss on the validation rows after each tree; empty where there were none.</summary>
    public double[] Losses { get; }

    /// <summary>Fits on some rows of a binned table.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="bins">Its bins.</param>
    /// <param name="y">The outcome of every row of the table; 0 or 1 for the logistic loss.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="options">How.</param>
    /// <param name="validation">Rows on which growing stops when they get no better; null: all trees are grown.</param>
    /// <param name="parallel">Whether to use all cores; the result is the same.</param>
    public static Boosting Fit(BinnedRows rows, Bins bins, double[] y, int[] training, BoostingOptions options, int[]? validation = null, bool parallel = true)
    {
        double sum = 0;
        foreach (var row in training) sum += y[row];
        var mean = sum / training.Length;
        var rate = Math.Clamp(mean, 0.5 / training.Length, 1 - 0.5 / training.Length);
        var start = options.Loss == BoostingLoss.Logistic ? Math.Log(rate / (1 - rate)) : mean;
        var scores = new double[rows.Rows];
        Array.Fill(scores, start);
        var (gradients, sample, trees, losses) = (new double[2 * rows.Rows], new int[training.Length], new List<Tree>(), new List<double>());
        var grower = new TreeGrower(rows, bins, options, parallel);
        var draws = new RandomStream(options.Seed);
        var inBag = new bool[rows.Rows];
        for (var t = 0; t < options.Trees; t++)
        {
            Gradients(training, y, scores, gradients, options.Loss);
            var count = 0;
            foreach (var row in training)
                if (inBag[row] = options.RowShare >= 1 || draws.Next() < options.RowShare) sample[count++] = row;
            var tree = grower.Grow(sample.AsSpan(0, count), Columns(bins.Columns, options.ColumnShare, draws), gradients, scores);
            trees.Add(tree);
            if (count < training.Length)
                foreach (var row in training)
                    if (!inBag[row]) scores[row] += tree.Predict(rows, row);
            if (validation is null) continue;
            foreach (var row in validation) scores[row] += tree.Predict(rows, row);
            losses.Add(Loss(validation, y, scores, options.Loss));
            if (t - Least(losses) >= options.Patience) break;
        }
        return new(start, [.. trees], [.. losses]);
    }

    /// <summary>The score of each row, by the first so many trees.</summary>
    public double[] Score(BinnedRows table, ReadOnlySpan<int> rows, int? trees = null)
    {
        var scores = new double[rows.Length];
        Array.Fill(scores, Start);
        foreach (var tree in Trees.AsSpan(0, Math.Min(trees ?? Trees.Length, Trees.Length)))
            for (var i = 0; i < scores.Length; i++) scores[i] += tree.Predict(table, rows[i]);
        return scores;
    }

    public static int Least(IReadOnlyList<double> losses)
    {
        var best = 0;
        for (var i = 1; i < losses.Count; i++)
            if (losses[i] < losses[best]) best = i;
        return best;
    }

    private static void Gradients(int[] training, double[] y, double[] scores, double[] gradients, BoostingLoss loss)
    {
        if (loss == BoostingLoss.Squared)
        {
            foreach (var row in training) (gradients[2 * row], gradients[2 * row + 1]) = (scores[row] - y[row], 1);
            return;
        }
        var width = Vector<double>.Count;
        Span<double> batch = stackalloc double[width];
        for (var i = 0; i < training.Length; i += width)
        {
            var count = Math.Min(width, training.Length - i);
            for (var k = 0; k < count; k++) batch[k] = -scores[training[i + k]];
            (Vector<double>.One / (Vector<double>.One + Vector.Exp(new Vector<double>(batch)))).CopyTo(batch);
            for (var k = 0; k < count; k++)
            {
                var (row, p) = (training[i + k], batch[k]);
                (gradients[2 * row], gradients[2 * row + 1]) = (p - y[row], p * (1 - p));
            }
        }
    }

    private static byte[] Columns(int columns, double share, RandomStream draws)
    {
        var used = new byte[(columns + 7) / 8];
        var order = new int[columns];
        for (var c = 0; c < columns; c++) order[c] = c;
        if (share < 1) draws.Shuffle(order.AsSpan());
        foreach (var c in order.AsSpan(0, Math.Max(1, (int)Math.Ceiling(share * columns)))) used[c >> 3] |= (byte)(1 << (c & 7));
        return used;
    }

    private static double Loss(int[] rows, double[] y, double[] scores, BoostingLoss loss)
    {
        double sum = 0;
        foreach (var row in rows)
        {
            var (z, t) = (scores[row], y[row]);
            sum += loss == BoostingLoss.Logistic ? Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - t * z : (z - t) * (z - t);
        }
        return sum / rows.Length;
    }
}

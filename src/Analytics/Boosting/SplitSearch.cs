namespace Dangol.Analytics;

/// <summary>The best split of one leaf.</summary>
internal readonly record struct Split(double Gain, int Column, BinSet Left, double LeftGradient, double LeftHessian)
{
    public bool Exists => Gain > 0;
}

/// <summary>The span in which the values below a node must lie so that monotone columns stay so.</summary>
internal readonly record struct ValueSpan(double Low, double High)
{
    public static readonly ValueSpan All = new(double.NegativeInfinity, double.PositiveInfinity);

    public double Clamp(double value) => Math.Min(Math.Max(value, Low), High);
}

/// <summary>
/// Finds the split that gains most by the second-order expansion of the loss: G² / (H + λ) of the children less that of the parent. Missing is tried on both sides.
/// Levels are ordered by their gradient over hessian, among which the best set is a prefix.
/// </summary>
/// <remarks>
/// T. Chen, C. Guestrin, XGBoost: a scalable tree boosting system, KDD 2016, eq. 7 and algorithm 3; levels: W. D. Fisher, On grouping for maximum homogeneity, JASA 53 (1958) 789–798.
/// </remarks>
internal static class SplitSearch
{
    public static Split Best(ReadOnlySpan<double> sums, int[] offsets, Bins bins, byte[] used, double gradient, double hessian, ValueSpan span, BoostingOptions options)
    {
        var best = new Split(options.LeastGain, -1, default, 0, 0);
        for (var c = 0; c < bins.Columns; c++)
        {
            if ((used[c >> 3] >> (c & 7) & 1) == 0) continue;
            var column = sums.Slice(offsets[c], 2 * bins.Counts[c]);
            var found = bins.IsCategory[c]
                ? ByLevels(column, c, gradient, hessian, span, best.Gain, options)
                : ByCut(column, c, gradient, hessian, span, best.Gain, options);
            if (found.Column >= 0) best = found;
        }
        return best.Column < 0 ? default : best;
    }

    /// <summary>The value of a leaf, not yet shrunk.</summary>
    public static double Value(double gradient, double hessian, double lambda, ValueSpan span) => span.Clamp(-gradient / (hessian + lambda));

    private static Split ByCut(ReadOnlySpan<double> sums, int column, double gradient, double hessian, ValueSpan span, double least, BoostingOptions options)
    {
        var (lambda, floor, sign) = (options.Lambda, options.LeastHessian, options.Monotone?[column] ?? 0);
        var free = sign == 0 && span == ValueSpan.All;
        var parent = Score(gradient, hessian, lambda, span);
        var (bestBin, bestMissing, best) = (-1, false, least);
        double bestG = 0, bestH = 0;
        // Once with missing on the right, and where there is any, once with it on the left.
        for (var side = 0; side < (sums[1] > 0 ? 2 : 1); side++)
        {
            var (g, h) = side == 0 ? (0.0, 0.0) : (sums[0], sums[1]);
            var last = sums.Length / 2 - (side == 0 && sums[1] > 0 ? 1 : 2);
            for (var bin = 1; bin <= last; bin++)
            {
                g += sums[2 * bin];
                h += sums[2 * bin + 1];
                if (h < floor) continue;
                var rest = hessian - h;
                if (rest < floor) break;
                var gain = free
                    ? g * g / (h + lambda) + (gradient - g) * (gradient - g) / (rest + lambda) - parent
                    : sign != 0 && sign * (Value(gradient - g, rest, lambda, span) - Value(g, h, lambda, span)) < 0 ? 0
                    : Score(g, h, lambda, span) + Score(gradient - g, rest, lambda, span) - parent;
                if (gain > best) (best, bestBin, bestMissing, bestG, bestH) = (gain, bin, side == 1, g, h);
            }
        }
        if (bestBin < 0) return new(0, -1, default, 0, 0);
        var left = BinSet.UpTo(bestBin);
        // Where nothing was missing in training, it goes with the greater part.
        if (bestMissing || (sums[1] <= 0 && bestH * 2 > hessian)) left = left.With(0);
        return new(best, column, left, bestG, bestH);
    }

    private static Split ByLevels(ReadOnlySpan<double> sums, int column, double gradient, double hessian, ValueSpan span, double least, BoostingOptions options)
    {
        var count = sums.Length / 2;
        var lambda = options.Lambda + (count > 4 ? options.LevelSmoothing : 0);
        Span<int> order = stackalloc int[count];
        Span<double> ratio = stackalloc double[count];
        var seen = 0;
        for (var bin = 0; bin < count; bin++)
        {
            if (sums[2 * bin + 1] <= 1e-9) continue;
            ratio[seen] = sums[2 * bin] / (sums[2 * bin + 1] + options.LevelSmoothing);
            order[seen++] = bin;
        }
        ratio[..seen].Sort(order[..seen]);
        var parent = Score(gradient, hessian, lambda, span);
        var (bestPlace, best) = (-1, least);
        double g = 0, h = 0, bestG = 0, bestH = 0;
        for (var i = 0; i + 1 < seen; i++)
        {
            g += sums[2 * order[i]];
            h += sums[2 * order[i] + 1];
            if (h < options.LeastHessian) continue;
            var rest = hessian - h;
            if (rest < options.LeastHessian) break;
            var gain = Score(g, h, lambda, span) + Score(gradient - g, rest, lambda, span) - parent;
            if (gain > best) (best, bestPlace, bestG, bestH) = (gain, i, g, h);
        }
        if (bestPlace < 0) return new(0, -1, default, 0, 0);
        var left = default(BinSet);
        for (var i = 0; i <= bestPlace; i++) left = left.With(order[i]);
        // Levels that were not seen here go with the greater part.
        if (bestH * 2 > hessian)
            for (var bin = 0; bin < count; bin++)
                if (sums[2 * bin + 1] <= 1e-9) left = left.With(bin);
        return new(best, column, left, bestG, bestH);
    }

    /// <summary>Twice what the leaf takes off the loss with the best value that it may have: G² / (H + λ) where that is free.</summary>
    private static double Score(double g, double h, double lambda, ValueSpan span)
    {
        var value = Value(g, h, lambda, span);
        return -(2 * g * value + (h + lambda) * value * value);
    }
}

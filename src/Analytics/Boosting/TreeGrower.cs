namespace Dangol.Analytics;

/// <summary>
/// Grows one tree, leaf by leaf, the most gainful first. Of two children only the smaller is summed; the larger is the parent less the smaller. Rows are an array of
/// places that is parted at every split, so no row costs an allocation.
/// </summary>
internal sealed class TreeGrower(BinnedRows rows, Bins bins, BoostingOptions options, bool parallel)
{
    private readonly Histograms histograms = new(bins.Counts);
    private readonly int[] members = new int[rows.Rows];
    private readonly int[] parted = new int[rows.Rows];
    private readonly List<Leaf> leaves = [];

    private sealed record Leaf(int Node, int Start, int Count, int Depth, double Gradient, double Hessian, ValueSpan Span)
    {
        public double[]? Sums { get; set; }
        public Split Split { get; set; }
    }

    /// <summary>A tree on the sampled rows, whose values are already shrunk; adds them to the scores of those rows.</summary>
    public Tree Grow(ReadOnlySpan<int> sample, byte[] used, double[] gradients, double[] scores)
    {
        sample.CopyTo(members);
        leaves.Clear();
        double g = 0, h = 0;
        foreach (var row in sample) (g, h) = (g + gradients[2 * row], h + gradients[2 * row + 1]);
        var tree = new Tree();
        var root = new Leaf(tree.Add(0, sample.Length), 0, sample.Length, 0, g, h, ValueSpan.All) { Sums = histograms.Rent() };
        histograms.Sum(rows, new(members, 0, sample.Length), gradients, used, root.Sums, parallel);
        Seek(root, used);
        leaves.Add(root);
        while (leaves.Count < options.Leaves && Next() is { } leaf) Part(tree, leaf, used, gradients);
        foreach (var leaf in leaves)
        {
            var value = options.Rate * SplitSearch.Value(leaf.Gradient, leaf.Hessian, options.Lambda, leaf.Span);
            tree.Settle(leaf.Node, value);
            foreach (var row in members.AsSpan(leaf.Start, leaf.Count)) scores[row] += value;
            if (leaf.Sums is not null) histograms.Return(leaf.Sums);
        }
        return tree.Finished();
    }

    private Leaf? Next()
    {
        Leaf? best = null;
        foreach (var leaf in leaves)
            if (leaf.Split.Exists && (best is null || leaf.Split.Gain > best.Split.Gain)) best = leaf;
        return best;
    }

    private void Part(Tree tree, Leaf leaf, byte[] used, double[] gradients)
    {
        var split = leaf.Split;
        var middle = Partition(leaf, split);
        var (leftCount, rightCount) = (middle - leaf.Start, leaf.Start + leaf.Count - middle);
        var (gradient, hessian) = (leaf.Gradient - split.LeftGradient, leaf.Hessian - split.LeftHessian);
        var (leftSpan, rightSpan) = Spans(leaf.Span, split, gradient, hessian);
        var left = new Leaf(tree.Add(0, leftCount), leaf.Start, leftCount, leaf.Depth + 1, split.LeftGradient, split.LeftHessian, leftSpan);
        var right = new Leaf(tree.Add(0, rightCount), middle, rightCount, leaf.Depth + 1, gradient, hessian, rightSpan);
        tree.Split(leaf.Node, split.Column, split.Left, left.Node, right.Node);
        leaves[leaves.IndexOf(leaf)] = left;
        leaves.Add(right);
        // What can't be split further needs no sums.
        if (left.Depth >= options.Depth || leaves.Count >= options.Leaves)
        {
            histograms.Return(leaf.Sums!);
            return;
        }
        var (small, large) = leftCount <= rightCount ? (left, right) : (right, left);
        small.Sums = histograms.Rent();
        histograms.Sum(rows, new(members, small.Start, small.Count), gradients, used, small.Sums, parallel);
        large.Sums = leaf.Sums;
        Histograms.Subtract(large.Sums, small.Sums);
        Seek(left, used);
        Seek(right, used);
    }

    private void Seek(Leaf leaf, byte[] used) =>
        leaf.Split = SplitSearch.Best(leaf.Sums, histograms.Offsets, bins, used, leaf.Gradient, leaf.Hessian, leaf.Span, options);

    /// <summary>Brings the rows that go left to the front, both sides in their old order; the place where the right begins.</summary>
    private int Partition(Leaf leaf, Split split)
    {
        var (words, shift, set) = (rows.Groups[split.Column >> 3], (split.Column & 7) * 8, split.Left);
        var (left, right) = (leaf.Start, 0);
        foreach (var row in members.AsSpan(leaf.Start, leaf.Count))
        {
            if (set.Has((byte)(words[row] >> shift))) members[left++] = row;
            else parted[right++] = row;
        }
        parted.AsSpan(0, right).CopyTo(members.AsSpan(left));
        return left;
    }

    /// <summary>Below a split of a monotone column, no value of the lower side may pass the middle between the two.</summary>
    private (ValueSpan Left, ValueSpan Right) Spans(ValueSpan span, Split split, double gradient, double hessian)
    {
        var sign = options.Monotone?[split.Column] ?? 0;
        if (sign == 0) return (span, span);
        var middle = (SplitSearch.Value(split.LeftGradient, split.LeftHessian, options.Lambda, span) + SplitSearch.Value(gradient, hessian, options.Lambda, span)) / 2;
        return sign > 0 ? (span with { High = middle }, span with { Low = middle }) : (span with { Low = middle }, span with { High = middle });
    }
}

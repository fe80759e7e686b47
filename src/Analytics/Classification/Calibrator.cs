namespace Dangol.Analytics;

/// <summary>From a score (log-odds) to a probability that means what it says.</summary>
internal sealed class Calibrator
{
    private readonly double a = 1, b;
    private readonly double[] from = [], to = [];

    private Calibrator(string method) => Method = method;

    private Calibrator(double a, double b) : this("platt") => (this.a, this.b) = (a, b);

    private Calibrator(double[] from, double[] to) : this("isotonic") => (this.from, this.to) = (from, to);

    /// <summary>none, platt or isotonic.</summary>
    public string Method { get; }

    /// <summary>The model's own probability, where nothing does better.</summary>
    public static Calibrator None { get; } = new("none");

    public double Probability(double score)
    {
        if (from.Length == 0) return LinearFit.Sigmoid(a * score + b);
        var i = Array.BinarySearch(from, score);
        if (i >= 0) return to[i];
        i = ~i;
        if (i == 0 || i == from.Length) return to[Math.Min(i, from.Length - 1)];
        // Between two blocks in a straight line, so that scores keep their order.
        return to[i - 1] + (to[i] - to[i - 1]) * (score - from[i - 1]) / (from[i] - from[i - 1]);
    }

    /// <summary>The sigmoid of a·score + b, with Platt's targets that keep a few rows from looking certain.</summary>
    /// <remarks>J. C. Platt, Probabilistic outputs for support vector machines (1999); H.-T. Lin, C.-J. Lin, R. C. Weng, A note on Platt's probabilistic outputs, Machine Learning 68 (2007).</remarks>
    public static Calibrator Platt(ReadOnlySpan<double> scores, ReadOnlySpan<double> y)
    {
        double positives = 0;
        foreach (var t in y) positives += t;
        var (high, low) = ((positives + 1) / (positives + 2), 1 / (y.Length - positives + 2));
        var (truth, z) = (y.ToArray(), scores.ToArray());
        double Loss(double a, double b)
        {
            double sum = 0;
            for (var i = 0; i < z.Length; i++)
            {
                var at = a * z[i] + b;
                sum += Math.Max(at, 0) + Math.Log(1 + Math.Exp(-Math.Abs(at))) - (truth[i] > 0.5 ? high : low) * at;
            }
            return sum;
        }
        double a = 1, b = 0, loss = Loss(1, 0);
        for (var step = 0; step < 100; step++)
        {
            double ga = 0, gb = 0, haa = 1e-9, hab = 0, hbb = 1e-9;
            for (var i = 0; i < z.Length; i++)
            {
                var p = LinearFit.Sigmoid(a * z[i] + b);
                var (r, w) = (p - (truth[i] > 0.5 ? high : low), p * (1 - p));
                (ga, gb, haa, hab, hbb) = (ga + r * z[i], gb + r, haa + w * z[i] * z[i], hab + w * z[i], hbb + w);
            }
            var det = haa * hbb - hab * hab;
            if (!(det > 0)) break;
            var (da, db) = ((hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det);
            var (scale, next) = (1.0, Loss(a - da, b - db));
            while (next > loss && scale > 1e-6) next = Loss(a - (scale /= 2) * da, b - scale * db);
            if (!(next < loss)) break;
            var done = loss - next < 1e-10 * loss;
            (a, b, loss) = (a - scale * da, b - scale * db, next);
            if (done) break;
        }
        return a > 0 ? new(a, b) : None;
    }

    /// <summary>The closest rates that never fall with the score, by pooling adjacent violators; each pool stands at its mean score.</summary>
    /// <remarks>M. Ayer et al., Ann. Math. Statist. 26 (1955) 641–647; B. Zadrozny, C. Elkan, KDD 2002.</remarks>
    public static Calibrator Isotonic(ReadOnlySpan<double> scores, ReadOnlySpan<double> y)
    {
        double[] keys = scores.ToArray(), values = y.ToArray();
        Array.Sort(keys, values);
        var blocks = new List<(double Score, double Y, double Weight)>();
        for (var i = 0; i < keys.Length; i++)
        {
            var block = (Score: keys[i], Y: values[i], Weight: 1.0);
            // Equal scores are one block from the start; a lower rate after a higher one is pooled with it.
            while (blocks.Count > 0 && (blocks[^1].Y >= block.Y || blocks[^1].Score == block.Score))
            {
                var (last, weight) = (blocks[^1], blocks[^1].Weight + block.Weight);
                block = ((last.Score * last.Weight + block.Score * block.Weight) / weight, (last.Y * last.Weight + block.Y * block.Weight) / weight, weight);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        // A pool of one kind only is not certain: half a row of the other kind is added.
        return new([.. blocks.Select(k => k.Score)], [.. blocks.Select(k => Math.Clamp(k.Y, 0.5 / (k.Weight + 1), 1 - 0.5 / (k.Weight + 1)))]);
    }

    /// <summary>
    /// The one with the least log-loss on scores of rows that the model had not seen, each judged on rows it was not fitted to; the model's own probability unless another
    /// is better by more than a standard error, as every calibration costs something of its own.
    /// </summary>
    public static Calibrator Choose(double[] scores, double[] y)
    {
        const int Parts = 5;
        Func<double[], double[], Calibrator>[] ways = [(s, t) => Platt(s, t), (s, t) => Isotonic(s, t)];
        var own = Array.ConvertAll(Enumerable.Range(0, y.Length).ToArray(), i => Metrics.Loss(LinearFit.Sigmoid(scores[i]), y[i]));
        Func<double[], double[], Calibrator>? best = null;
        var gain = 0.0;
        foreach (var way in ways)
        {
            var better = new double[y.Length];
            for (var part = 0; part < Parts; part++)
            {
                var others = Enumerable.Range(0, y.Length).Where(i => i % Parts != part).ToArray();
                var fitted = way(Array.ConvertAll(others, i => scores[i]), Array.ConvertAll(others, i => y[i]));
                for (var i = part; i < y.Length; i += Parts) better[i] = own[i] - Metrics.Loss(fitted.Probability(scores[i]), y[i]);
            }
            var sample = Sample.Of(better);
            if (sample.Mean > Math.Sqrt(sample.Variance / sample.Count) && sample.Mean > gain) (best, gain) = (way, sample.Mean);
        }
        return best?.Invoke(scores, y) ?? None;
    }
}

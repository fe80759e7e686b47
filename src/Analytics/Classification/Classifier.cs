namespace Dangol.Analytics;

/// <summary>The two models that compete: the plain one, whose coefficients can be read, and the one that finds bends and interplay by itself.</summary>
internal enum ClassifierKind { Logistic, Trees }

/// <summary>A model fitted to some rows: the probability of each row, and what each column added to it.</summary>
internal sealed class Classifier
{
    private const double Lambda = 1;
    private const int InnerParts = 3;

    /// <summary>Tried on inner parts of the training rows: shallow trees for tables of plain effects, deep ones for interplay.</summary>
    private static readonly BoostingOptions[] Candidates = [new() { Depth = 3, Leaves = 8, Lambda = 1 }, new() { Depth = 6, Leaves = 16, Lambda = 1 }];

    private readonly Design? design;
    private readonly Bins? bins;
    private readonly ModelColumn[] columns;

    private Classifier(ModelColumn[] columns, Design design, double[] beta) => (Kind, this.columns, this.design, Beta) = (ClassifierKind.Logistic, columns, design, beta);

    private Classifier(ModelColumn[] columns, Bins bins, Boosting boosting, BoostingOptions options) =>
        (Kind, this.columns, this.bins, Boosting, Options) = (ClassifierKind.Trees, columns, bins, boosting, options);

    public ClassifierKind Kind { get; }
    public double[] Beta { get; } = [];
    public string[] Terms => design!.Terms;
    public Boosting? Boosting { get; }
    public BoostingOptions? Options { get; }
    public Calibrator Calibrator { get; private set; } = Calibrator.None;

    /// <summary>How a model is to be fitted, as inner parts of the training rows said.</summary>
    public sealed record Tuning(ClassifierKind Kind, BoostingOptions? Options, Calibrator Calibrator);

    /// <summary>
    /// Chooses depth and number of trees by the log-loss on inner parts, and the calibration on the scores of those parts. The rows that the model will be judged on have
    /// no part in it.
    /// </summary>
    /// <param name="kind">Which model.</param>
    /// <param name="columns">The table.</param>
    /// <param name="y">The outcome of every row.</param>
    /// <param name="rows">The training rows, shuffled.</param>
    /// <param name="monotone">By column: +1 rises, −1 falls, 0 free.</param>
    /// <param name="seed">Of the sampling.</param>
    public static Tuning Tune(ClassifierKind kind, ModelColumn[] columns, double[] y, int[] rows, int[]? monotone, long seed)
    {
        var held = Enumerable.Range(0, InnerParts).Select(part => rows.Where((_, i) => i % InnerParts == part).ToArray()).ToArray();
        var rest = Enumerable.Range(0, InnerParts).Select(part => rows.Where((_, i) => i % InnerParts != part).ToArray()).ToArray();
        double[] truth = [.. held.SelectMany(part => part.Select(row => y[row]))];
        if (kind == ClassifierKind.Logistic)
        {
            double[] scores = [.. held.SelectMany((part, k) => FitLogistic(columns, y, rest[k]).Score(columns, part))];
            return new(kind, null, Calibrator.Choose(scores, truth));
        }
        var table = new (Bins Bins, BinnedRows Rows)[InnerParts];
        Parallel.For(0, InnerParts, k =>
        {
            var bins = Bins.Fit(columns, rest[k]);
            table[k] = (bins, bins.Apply(columns));
        });
        (double Loss, BoostingOptions Options, double[] Scores)? best = null;
        foreach (var candidate in Candidates)
        {
            var options = candidate with { Monotone = monotone, Seed = seed };
            var fits = new Boosting[InnerParts];
            Parallel.For(0, InnerParts, k => fits[k] = Boosting.Fit(table[k].Rows, table[k].Bins, y, rest[k], options, held[k], parallel: false));
            var curve = Enumerable.Range(0, fits.Min(f => f.Losses.Length)).Select(t => fits.Sum(f => f.Losses[t])).ToArray();
            var trees = Boosting.Least(curve) + 1;
            if (best is { } b && curve[trees - 1] >= b.Loss) continue;
            best = (curve[trees - 1], options with { Trees = trees }, [.. held.SelectMany((part, k) => fits[k].Score(table[k].Rows, part, trees))]);
        }
        return new(kind, best!.Value.Options, Calibrator.Choose(best.Value.Scores, truth));
    }

    public static Classifier Fit(Tuning tuning, ModelColumn[] columns, double[] y, int[] rows, bool parallel = true)
    {
        Classifier fitted;
        if (tuning.Kind == ClassifierKind.Logistic) fitted = FitLogistic(columns, y, rows);
        else
        {
            var bins = Bins.Fit(columns, rows);
            fitted = new(columns, bins, Boosting.Fit(bins.Apply(columns), bins, y, rows, tuning.Options!, parallel: parallel), tuning.Options!);
        }
        fitted.Calibrator = tuning.Calibrator;
        return fitted;
    }

    /// <summary>Calibrated probabilities of rows of a table with the same columns.</summary>
    public double[] Predict(ModelColumn[] table, int[] rows) => Array.ConvertAll(Score(table, rows), Calibrator.Probability);

    /// <summary>By column, what each added to the log-odds of a row against the mean row: coefficients × distance for the logistic, Shapley values for the trees.</summary>
    public double[][] Explain(int[] rows)
    {
        var contributions = rows.Select(_ => new double[columns.Length]).ToArray();
        if (design is not null)
        {
            var (x, all) = (design.Apply(columns, rows), design.Apply(columns, Enumerable.Range(0, columns[0].Rows).ToArray()));
            var mean = new double[columns.Length];
            for (var i = 0; i < all.Rows; i++) Add(all, i, mean, 1.0 / all.Rows);
            for (var i = 0; i < rows.Length; i++)
            {
                Add(x, i, contributions[i], 1);
                for (var c = 0; c < mean.Length; c++) contributions[i][c] -= mean[c];
            }
            return contributions;
        }
        var table = bins!.Apply(columns);
        var shap = new TreeShap(Boosting!);
        for (var i = 0; i < rows.Length; i++) shap.Explain(table, rows[i], contributions[i]);
        return contributions;
    }

    private void Add(DesignRows x, int row, Span<double> to, double weight)
    {
        for (var j = 0; j < x.NumberCount; j++) to[design!.ColumnOf[1 + j]] += weight * x.X[row * x.NumberCount + j] * Beta[1 + j];
        foreach (var hot in x.Hot.AsSpan(row * x.Marks, x.Marks))
            if (hot >= 0) to[design!.ColumnOf[hot]] += weight * Beta[hot];
    }

    private double[] Score(ModelColumn[] table, int[] rows)
    {
        if (design is null) return Boosting!.Score(bins!.Apply(table), rows);
        var x = design.Apply(table, rows);
        var scores = new double[rows.Length];
        for (var i = 0; i < scores.Length; i++) scores[i] = x.Dot(i, Beta);
        return scores;
    }

    private static Classifier FitLogistic(ModelColumn[] columns, double[] y, int[] rows)
    {
        var design = Design.Fit(columns, rows);
        return new(columns, design, LinearFit.Logistic(design.Apply(columns, rows), Array.ConvertAll(rows, row => y[row]), Lambda));
    }
}

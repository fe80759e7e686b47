namespace Dangol.Analytics;

/// <summary>Probabilities of rows by models that had not seen them.</summary>
internal static class CrossValidation
{
    /// <summary>Every row by the model of the other parts in the first dealing, and the AUC of each repeat of the dealing.</summary>
    public static (double[] P, double[] Aucs) Repeated(ClassifierKind kind, ModelColumn[] columns, double[] y, int folds, int repeats, int[]? monotone, long seed)
    {
        var byRepeat = new double[repeats][];
        var deals = new int[repeats][];
        for (var r = 0; r < repeats; r++)
        {
            byRepeat[r] = new double[y.Length];
            deals[r] = Folds.Stratified(Array.ConvertAll(y, t => (int)t), folds, seed + r);
        }
        // The parts run side by side, each on one core, and write to places of their own.
        Parallel.For(0, repeats * folds, k =>
        {
            var (r, part) = (k / folds, k % folds);
            var (training, held) = Folds.Of(deals[r], part, seed + r);
            var model = Classifier.Fit(Classifier.Tune(kind, columns, y, training, monotone, seed), columns, y, training, parallel: false);
            var p = model.Predict(columns, held);
            for (var i = 0; i < held.Length; i++) byRepeat[r][held[i]] = p[i];
        });
        // A row's mean over several repeats would flatter the one model that will be used: the first repeat is judged, the others show how much the dealing matters.
        return (byRepeat[0], [.. byRepeat.Select(p => new RankedScores(p, y).Auc())]);
    }
}

using System.Diagnostics;

namespace Dangol.Analytics;

/// <summary>
/// Who will leave, buy or answer: a regularised logistic regression and boosted trees on a table, calibrated, cross-validated, tried by time, with an alarm for columns
/// that know the outcome, and the courage to say that there is nothing to be learnt.
/// </summary>
public static class Classification
{
    /// <summary>The lower end of the AUC's interval that a model must reach to be of use.</summary>
    public const double UsableAuc = 0.55;

    /// <summary>Rows of each outcome without which nothing is claimed.</summary>
    public const int LeastRows = 20;

    private const double LaterShare = 0.2, DriftZ = 4;
    private const int Examples = 5, Explained = 1000;

    /// <summary>Tries both models on a table.</summary>
    /// <exception cref="Refused">A column is missing, the outcome has not two values, or there are too few rows of one.</exception>
    public static ClassificationReport Run(IReadOnlyList<DataColumn> table, ClassificationOptions options)
    {
        var seconds = new Dictionary<string, double>();
        var began = Stopwatch.GetTimestamp();
        var prepared = ClassificationTable.Of(table, options);
        var (columns, y, notes) = (prepared.Columns, prepared.Y, prepared.Notes);
        Done("prepare");

        var rows = TrialRows.Of(y.Length, options.Seed);
        var tried = rows.Length == y.Length ? columns : [.. columns.Select(c => c.Take(rows))];
        var truth = Array.ConvertAll(rows, row => y[row]);
        if (rows.Length < y.Length) notes.Add(TrialRows.Said(y.Length));
        var leaks = LeakageAlarm.Find(tried, truth, options.Seed).Select(l => new LeakageFinding(l.Column, l.AucAlone, l.AucWith, l.AucWithout, l.Certain, l.Certain && !Names(options.Keep, l.Column))).ToList();
        columns = [.. columns.Where(c => !leaks.Any(l => l.Excluded && l.Column == c.Name))];
        tried = [.. tried.Where(c => !leaks.Any(l => l.Excluded && l.Column == c.Name))];
        notes.AddRange(leaks.Select(Said));
        if (columns.Length == 0) throw new Refused("no_columns", options.Target, new(
            "결과를 미리 아는 열을 빼고 나니 배울 열이 없어요. 남길 열을 --keep으로 알려 주세요.", "Without the columns that know the outcome none is left to learn from. Name those to keep with --keep."));
        Done("leakage");

        var monotone = Array.ConvertAll(columns, c => options.Monotone.FirstOrDefault(m => m.Key.Equals(c.Name, StringComparison.OrdinalIgnoreCase)).Value);
        ClassifierKind[] kinds = [ClassifierKind.Logistic, ClassifierKind.Trees];
        var held = kinds.Select(kind => CrossValidation.Repeated(kind, tried, truth, options.Folds, options.Repeats, monotone, options.Seed)).ToArray();
        var measured = held.Select(h => Metrics.All(h.P, truth)).ToArray();
        Done("cross_validation");

        var later = ByTime(kinds, tried, truth, rows.Length == y.Length ? prepared.Order : InOrder(prepared.Order, rows), monotone, options.Seed);
        Done("time_split");
        var drifts = later is not null && (prepared.TimeName is not null || later.Value.DriftZ > DriftZ);
        var champion = Champion(held, truth, drifts ? later!.Value.Figures : null);
        if (later is { } split) notes.Add(prepared.TimeName is null && !drifts ? InOrder(split) : Drift(split, prepared.TimeName));
        // What was learnt and is gone in the last fifth is of no use either, however well it tells shuffled rows apart.
        var (signal, lasting) = (measured[champion]["auc"].Low > UsableAuc, !drifts || later!.Value.Figures[champion]["auc"].Low > 0.5);
        var usable = signal && lasting;
        if (!signal) notes.Add(NoSignal(measured[champion]["auc"]));
        else if (!lasting) notes.Add(NotLasting(later!.Value.Figures[champion]["auc"]));

        var all = Enumerable.Range(0, y.Length).ToArray();
        new RandomStream(options.Seed).Shuffle(all.AsSpan());
        var mixed = Enumerable.Range(0, truth.Length).ToArray();
        new RandomStream(options.Seed).Shuffle(mixed.AsSpan());
        var results = new List<ClassifierResult>();
        Classifier? best = null;
        foreach (var kind in kinds)
        {
            var tuning = Classifier.Tune(kind, tried, truth, mixed, monotone, options.Seed);
            var start = Stopwatch.GetTimestamp();
            var model = Classifier.Fit(tuning, columns, y, all);
            var k = (int)kind;
            results.Add(new(kind == ClassifierKind.Logistic ? "logistic" : "trees", measured[k], held[k].Aucs, later?.Figures[k], tuning.Calibrator.Method, Parameters(model), Stopwatch.GetElapsedTime(start).TotalSeconds));
            if (k == champion) best = model;
        }
        Done("final_fit");
        var uses = Uses(prepared, columns, leaks, best!, options.Seed);
        var examples = Highest(best!, columns, prepared, usable);
        Done("explain");
        return new()
        {
            Target = prepared.Target, Positive = prepared.Positive, Rows = y.Length, Rate = y.Sum() / y.Length, Columns = uses, Leakage = leaks, Models = results,
            Champion = results[champion].Name, Verdict = usable ? "usable" : "no_usable_signal", Examples = examples, Notes = notes, Seconds = seconds,
        };

        void Done(string stage)
        {
            seconds[stage] = Stopwatch.GetElapsedTime(began).TotalSeconds;
            began = Stopwatch.GetTimestamp();
        }
    }

    internal static bool Names(IReadOnlyList<string> names, string column) => names.Any(n => n.Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>The places among the drawn rows in the order in which the table has them in time.</summary>
    private static int[] InOrder(int[] order, int[] drawn)
    {
        var place = new int[order.Length];
        Array.Fill(place, -1);
        for (var i = 0; i < drawn.Length; i++) place[drawn[i]] = i;
        return [.. order.Where(row => place[row] >= 0).Select(row => place[row])];
    }

    private readonly record struct LaterRows(IReadOnlyDictionary<string, Measured>[] Figures, double RateBefore, double RateAfter, double DriftZ);

    /// <summary>Learns from the first four fifths in time and is judged on the last; null where the last has too few of one outcome.</summary>
    private static LaterRows? ByTime(ClassifierKind[] kinds, ModelColumn[] columns, double[] y, int[] order, int[] monotone, long seed)
    {
        var cut = (int)(order.Length * (1 - LaterShare));
        int[] before = order[..cut], after = order[cut..];
        var truth = Array.ConvertAll(after, row => y[row]);
        var (was, came) = (before.Sum(row => y[row]), truth.Sum());
        if (Math.Min(Math.Min(was, before.Length - was), Math.Min(came, after.Length - came)) < LeastRows) return null;
        new RandomStream(seed).Shuffle(before.AsSpan());
        var p = new double[kinds.Length][];
        Parallel.For(0, kinds.Length, k =>
            p[k] = Classifier.Fit(Classifier.Tune(kinds[k], columns, y, before, monotone, seed), columns, y, before, parallel: false).Predict(columns, after));
        var (pooled, p1, p2) = ((was + came) / y.Length, was / before.Length, came / after.Length);
        return new([.. p.Select(one => Metrics.All(one, truth))], p1, p2, Math.Abs(p1 - p2) / Math.Sqrt(pooled * (1 - pooled) * (1.0 / before.Length + 1.0 / after.Length)));
    }

    /// <summary>By time where time matters; else by the cross-validated log-loss. The logistic stays where the trees are not better by more than a standard error.</summary>
    private static int Champion((double[] P, double[] Aucs)[] held, double[] y, IReadOnlyDictionary<string, Measured>[]? later)
    {
        if (later is not null) return later[1]["auc"].Value > later[0]["auc"].Value ? 1 : 0;
        var gain = new double[y.Length];
        for (var i = 0; i < gain.Length; i++) gain[i] = Metrics.Loss(held[0].P[i], y[i]) - Metrics.Loss(held[1].P[i], y[i]);
        var sample = Sample.Of(gain);
        return sample.Mean > Math.Sqrt(sample.Variance / sample.Count) ? 1 : 0;
    }

    private static Dictionary<string, double> Parameters(Classifier model)
    {
        if (model.Boosting is { } trees)
            return new() { ["trees"] = trees.Trees.Length, ["depth"] = model.Options!.Depth, ["leaves"] = model.Options.Leaves, ["rate"] = model.Options.Rate, ["lambda"] = model.Options.Lambda };
        var named = new Dictionary<string, double>();
        for (var j = 0; j < model.Beta.Length; j++) named[model.Terms[j]] = model.Beta[j];
        return named;
    }

    private static List<ColumnUse> Uses(ClassificationTable prepared, ModelColumn[] columns, List<LeakageFinding> leaks, Classifier model, long seed)
    {
        var rows = Enumerable.Range(0, prepared.Y.Length).ToArray();
        new RandomStream(seed, 7).Shuffle(rows.AsSpan());
        var sums = new double[columns.Length];
        foreach (var contributions in model.Explain(rows[..Math.Min(Explained, rows.Length)]))
            for (var c = 0; c < sums.Length; c++) sums[c] += Math.Abs(contributions[c]);
        var whole = Math.Max(sums.Sum(), 1e-12);
        var used = columns.Select((c, i) => new ColumnUse(c.Name, c.Kind.ToString().ToLowerInvariant(), c.Distinct, c.Missing, true, sums[i] / whole, null)).OrderByDescending(u => u.Share);
        var leaking = leaks.Where(l => l.Excluded).Select(l => new ColumnUse(l.Column, "leak", 0, 0, false, 0, Said(l)));
        return [.. used, .. leaking, .. prepared.Unused];
    }

    private static List<RowReason> Highest(Classifier model, ModelColumn[] columns, ClassificationTable prepared, bool usable)
    {
        if (!usable) return [];
        var all = Enumerable.Range(0, prepared.Y.Length).ToArray();
        var p = model.Predict(columns, all);
        int[] top = [.. all.OrderByDescending(row => p[row]).ThenBy(row => row).Take(Examples)];
        var reasons = model.Explain(top);
        return [.. top.Select((row, i) => new RowReason(prepared.SourceRow[row], p[row],
            [.. Enumerable.Range(0, columns.Length).OrderByDescending(c => Math.Abs(reasons[i][c])).Take(3).Select(c => (columns[c].Name, prepared.Cell(columns[c].Name, row), reasons[i][c]))]))];
    }

    private static Text Said(LeakageFinding leak) => leak.Certain
        ? new($"'{leak.Column}' 열은 결과가 나온 뒤에야 알 수 있는 값 같아요(이 열만으로 AUC {leak.AucAlone:0.000}, 이 열이 있으면 {leak.AucWith:0.000}, 없으면 {leak.AucWithout:0.000}). {(leak.Excluded ? "모형에서 뺐어요. 미리 알 수 있는 값이면 --keep으로 남겨 주세요." : "말씀대로 남겼어요.")}",
            $"Column '{leak.Column}' seems to be known only after the outcome (AUC {leak.AucAlone:0.000} alone, {leak.AucWith:0.000} with it, {leak.AucWithout:0.000} without). {(leak.Excluded ? "It was left out; keep it with --keep if it is known in time." : "It was kept, as asked.")}")
        : new($"예측이 '{leak.Column}' 열 하나에 크게 달려 있어요(있으면 AUC {leak.AucWith:0.000}, 없으면 {leak.AucWithout:0.000}). 결과보다 먼저 알 수 있는 값인지 확인해 주세요.",
            $"Much hangs on the one column '{leak.Column}' (AUC {leak.AucWith:0.000} with it, {leak.AucWithout:0.000} without). Make sure that it is known before the outcome.");

    private static Text Drift(LaterRows split, string? time) => new(
        $"{(time is null ? "파일 순서" : $"'{time}' 열")}로 나눈 앞 80%와 뒤 20%의 비율이 {split.RateBefore:P1}에서 {split.RateAfter:P1}로 바뀌어요. 뒤의 AUC는 로지스틱 {split.Figures[0]["auc"].Value:0.000}, 트리 {split.Figures[1]["auc"].Value:0.000}이에요. 앞으로의 정확도는 이쪽에 가까워요.",
        $"Between the first 80 % and the last 20 % by {(time is null ? "the order of the file" : $"'{time}'")} the rate goes from {split.RateBefore:P1} to {split.RateAfter:P1}. On the last the AUC is {split.Figures[0]["auc"].Value:0.000} (logistic) and {split.Figures[1]["auc"].Value:0.000} (trees): expect that in use, not the cross-validated figure.");

    private static Text InOrder(LaterRows split) => new(
        $"파일 순서로 나눈 뒤 20%에서 AUC는 로지스틱 {split.Figures[0]["auc"].Value:0.000}, 트리 {split.Figures[1]["auc"].Value:0.000}이에요. 순서에 따라 달라지는 것은 보이지 않아요.",
        $"On the last 20 % of the file the AUC is {split.Figures[0]["auc"].Value:0.000} (logistic) and {split.Figures[1]["auc"].Value:0.000} (trees); the rate does not change with the order of rows.");

    private static Text NotLasting(Measured auc) => new(
        $"앞의 자료로 배운 것이 뒤 20%에서는 맞지 않아요(AUC {auc.Value:0.000}, 95% 구간 {auc.Low:0.000} ~ {auc.High:0.000}). 점수를 앞날에 쓰지 말아 주세요.",
        $"What is learnt from the earlier rows does not hold in the last 20 % (AUC {auc.Value:0.000}, 95 % interval {auc.Low:0.000} to {auc.High:0.000}). Don't use the scores for what is to come.");

    private static Text NoSignal(Measured auc) => new(
        $"이 열들로는 결과를 알아맞힐 수 없어요(AUC {auc.Value:0.000}, 95% 구간 {auc.Low:0.000} ~ {auc.High:0.000}). 점수를 쓰지 말고, 결과와 관련 있는 정보를 더 모아 주세요.",
        $"There is no usable signal in these columns (AUC {auc.Value:0.000}, 95 % interval {auc.Low:0.000} to {auc.High:0.000}). Don't use the scores; collect what bears on the outcome.");
}

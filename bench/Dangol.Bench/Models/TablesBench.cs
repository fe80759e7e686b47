using Dangol.Analytics;
using Dangol.Integration;

namespace Dangol.Bench;

/// <summary>Classification of telephone customers and of a bank's calls, uplift of a made campaign, groups of customers.</summary>
internal static class TablesBench
{
    public static void Run(Wanted wanted)
    {
        if (ModelsBench.Find(wanted, "telco_churn/Telco-Customer-Churn.csv") is { } telco) Classify("telco", telco, new() { Target = "Churn" });
        if (ModelsBench.Find(wanted, "bank_marketing/bank-additional-full.csv") is { } bank) Classify("bank", bank, new() { Target = "y" });
        Campaign();
    }

    private static void Classify(string name, string path, ClassificationOptions options)
    {
        var table = DelimitedTable.Read(path);
        DataColumn[] columns = [.. Enumerable.Range(0, table.Columns).Select(i => new DelimitedColumn(table, i)).Select(c => new DataColumn(c.Name, c.Texts()))];
        ClassificationReport? report = null;
        Benchmarks.Figure($"{name}_classify_all_s", ModelsBench.Best(1, () => report = Classification.Run(columns, options)), "s");
        foreach (var model in report!.Models)
        {
            foreach (var (figure, value) in model.Held) ModelsBench.Exactly($"{name}_{model.Name}_{figure}", value.Value, "");
            if (model.LaterRows is { } later) ModelsBench.Exactly($"{name}_{model.Name}_auc_by_time", later["auc"].Value, "");
        }
        foreach (var leak in report.Leakage) ModelsBench.Exactly($"{name}_leak_{leak.Column}_jump", leak.AucWith - leak.AucWithout, "");

        var prepared = ClassificationTable.Of(columns, options with { Drop = [.. report.Leakage.Select(l => l.Column)] });
        var all = Enumerable.Range(0, prepared.Y.Length).ToArray();
        var trees = (int)report.Models.Single(m => m.Name == "trees").Parameters["trees"];
        var depth = (int)report.Models.Single(m => m.Name == "trees").Parameters["depth"];
        var boosting = new BoostingOptions { Trees = trees, Depth = depth, Leaves = depth == 3 ? 8 : 16, Lambda = 1 };
        Benchmarks.Figure($"{name}_trees_fit_s", ModelsBench.Best(5, () => Trees(boosting)), "s");
        Benchmarks.Figure($"{name}_300_trees_fit_s", ModelsBench.Best(5, () => Trees(boosting with { Trees = 300 })), "s");
        Benchmarks.Figure($"{name}_logistic_fit_s", ModelsBench.Best(5, () => LinearFit.Logistic(Design.Fit(prepared.Columns, all).Apply(prepared.Columns, all), prepared.Y)), "s");

        void Trees(BoostingOptions how)
        {
            var bins = Bins.Fit(prepared.Columns, all);
            Boosting.Fit(bins.Apply(prepared.Columns), bins, prepared.Y, all, how);
        }
    }

    /// <summary>A made campaign of the size of a known one: 42,000 customers in two arms, one of ten responds, and the effect differs by two of six columns.</summary>
    private static void Campaign()
    {
        const int Rows = 42_000;
        var draws = new Dangol.Platform.RandomStream(7);
        var (x, treated, y) = (Enumerable.Range(0, 6).Select(_ => new string?[Rows]).ToArray(), new string?[Rows], new string?[Rows]);
        for (var i = 0; i < Rows; i++)
        {
            var numbers = x.Select(_ => draws.NextNormal()).ToArray();
            for (var j = 0; j < x.Length; j++) x[j][i] = numbers[j].ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture);
            var sent = draws.Next(2) == 1;
            (treated[i], y[i]) = (sent ? "1" : "0", draws.Next() < 1 / (1 + Math.Exp(2.2 - 0.5 * numbers[0] - (sent ? 0.4 + 0.3 * numbers[1] - 0.2 * numbers[2] : 0))) ? "1" : "0");
        }
        DataColumn[] columns = [.. x.Select((cells, j) => new DataColumn($"x{j}", cells)), new("treated", treated), new("bought", y)];
        UpliftReport? report = null;
        Benchmarks.Figure("made_uplift_all_s", ModelsBench.Best(1, () => report = Uplift.Run(columns, new() { Outcome = "bought", Treatment = "treated" })), "s");
        foreach (var learner in report!.Learners.Append(report.Random))
        {
            ModelsBench.Exactly($"made_uplift_{learner.Name}_qini", learner.Qini.Value, "");
            Benchmarks.Figure($"made_uplift_{learner.Name}_fit_s", learner.FitSeconds, "s");
        }
        ClusterReport? groups = null;
        Benchmarks.Figure("made_cluster_s", ModelsBench.Best(1, () => groups = Clustering.Run(columns, new() { Drop = ["treated", "bought"], Most = 5 })), "s");
        ModelsBench.Exactly("made_cluster_stability", groups!.Trials.Max(t => t.Stability.Value), "");
    }
}

using System.CommandLine;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model classify FILE</c>: who will leave, buy or answer, from a table with a column that says who did.</summary>
internal static class ClassifyCommand
{
    private static readonly string[] TargetNames =
    [
        "target", "label", "y", "churn", "churned", "exited", "attrition", "converted", "conversion", "response", "responded", "outcome", "won", "purchased", "subscribed", "default", "is_churn",
        "cancelled", "canceled", "bought", "repurchased", "이탈", "이탈여부", "해지", "해지여부", "탈퇴", "탈퇴여부", "재구매", "재구매여부", "구매", "응답", "응답여부", "성공여부", "전환", "전환여부", "구매여부", "반응", "반응여부", "결과",
    ];

    private static readonly Option<string?> Target = DataFile.Column("--target", "The outcome (default: a column called target, churn, converted, y …)"), Time = DataFile.Column("--time", "Time of the row, for the split by time (default: a date column, else the order of the file)");
    private static readonly Option<string?> Positive = new("--positive") { Description = "The value of the outcome that is predicted (default: yes, 1, true …, else the rarer of two).", HelpName = "VALUE" };
    private static readonly Option<string?> Keep = new("--keep") { Description = "Columns that stay although the leakage alarm suspects them.", HelpName = "COLUMNS" };
    private static readonly Option<string?> Rising = new("--rising") { Description = "Columns with which the probability may only rise.", HelpName = "COLUMNS" };
    private static readonly Option<string?> Falling = new("--falling") { Description = "Columns with which the probability may only fall.", HelpName = "COLUMNS" };
    private static readonly Option<int> Folds = new("--folds") { Description = "Parts of the cross-validation (default 5).", DefaultValueFactory = _ => 5, HelpName = "N" };
    private static readonly Option<int> Repeats = new("--repeats") { Description = "How often the rows are dealt into parts (default 1).", DefaultValueFactory = _ => 1, HelpName = "N" };

    public static Command Make() => DataFile.Command("classify", "Who will leave, buy or answer: logistic regression and boosted trees, calibrated, cross-validated and tried by time.", Run,
        Target, Positive, Time, TableColumns.Drop, Keep, Rising, Falling, Folds, Repeats, TableColumns.Seed);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var options = new ClassificationOptions
        {
            Target = file.Need("--target", parsed.GetValue(Target), TargetNames).Name, Positive = parsed.GetValue(Positive),
            Time = parsed.GetValue(Time) is { } time ? file.Need("--time", time).Name : null, Drop = TableColumns.Named(file, parsed.GetValue(TableColumns.Drop)),
            Keep = TableColumns.Named(file, parsed.GetValue(Keep)), Folds = parsed.GetValue(Folds), Repeats = parsed.GetValue(Repeats), Seed = parsed.GetValue(TableColumns.Seed),
            Monotone = TableColumns.Named(file, parsed.GetValue(Rising)).Select(name => (name, 1)).Concat(TableColumns.Named(file, parsed.GetValue(Falling)).Select(name => (name, -1)))
                .DistinctBy(m => m.name).ToDictionary(m => m.name, m => m.Item2),
        };
        var report = Classification.Run(TableColumns.Of(file), options);
        var champion = report.Models.Single(m => m.Name == report.Champion);
        var result = new
        {
            model = "classify", report.Rows, report.Target, report.Positive, report.Rate, report.Verdict, report.Champion,
            champion.Parameters,
            log_likelihood = -champion.Held["log_loss"].Value * report.Rows,
            held_out = Figures(champion.Held),
            models = report.Models.Select(m => new
            {
                m.Name, m.Calibration, auc = TableColumns.Figure(m.Held["auc"]), average_precision = TableColumns.Figure(m.Held["average_precision"]), log_loss = TableColumns.Figure(m.Held["log_loss"]),
                ece = TableColumns.Figure(m.Held["ece"]), lift_at_10 = TableColumns.Figure(m.Held["lift_at_10"]), auc_by_repeat = m.AucByRepeat,
                later_auc = m.LaterRows is { } later ? TableColumns.Figure(later["auc"]) : null, later_log_loss = m.LaterRows is { } rows ? TableColumns.Figure(rows["log_loss"]) : null, fit_seconds = m.FitSeconds,
            }),
            report.Leakage,
            columns = report.Columns.Select(c => new { c.Name, c.Kind, c.Distinct, c.Missing, c.Used, c.Share }),
            examples = report.Examples.Select(e => new { row = e.Row + 1, e.Probability, reasons = e.Reasons.Select(r => $"{r.Column}={r.Value} ({r.Contribution.ToString("+0.00;-0.00", System.Globalization.CultureInfo.InvariantCulture)})") }),
            notes = report.Notes.Concat(report.Columns.Where(c => c is { Used: false, Why: not null, Kind: not "leak" }).Select(c => new Text($"'{c.Name}' 열은 쓰지 않았어요. {c.Why!.Value.Ko}", $"Column '{c.Name}' is not used. {c.Why.Value.En}"))),
            seconds = new Dictionary<string, double>(report.Seconds) { ["read"] = file.Seconds, ["fit"] = champion.FitSeconds },
        };
        return place.Json ? result : ModelText.Of(result);
    }

    private static Dictionary<string, object> Figures(IReadOnlyDictionary<string, Measured> figures) => figures.ToDictionary(f => f.Key, f => TableColumns.Figure(f.Value));
}

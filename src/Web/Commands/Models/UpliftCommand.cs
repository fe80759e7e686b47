using System.CommandLine;
using Dangol.Analytics;

namespace Dangol.Web;

/// <summary><c>model uplift FILE</c>: whom a campaign moves, from a table with who was treated and who responded.</summary>
internal static class UpliftCommand
{
    private static readonly string[] OutcomeNames = ["outcome", "response", "responded", "converted", "conversion", "visit", "purchased", "bought", "target", "label", "y", "churn", "churned", "반응", "반응여부", "응답", "응답여부", "구매", "구매여부", "재구매", "재구매여부", "전환", "전환여부", "결과", "이탈", "이탈여부", "해지", "해지여부"];
    private static readonly string[] TreatmentNames = ["treatment", "treated", "arm", "group", "segment", "w", "t", "test_group", "treat", "sent", "campaign", "집단", "발송", "발송여부", "수신", "수신여부", "캠페인", "캠페인수신", "캠페인여부", "처리", "처치", "실험군", "그룹"];

    private static readonly Option<string?> Outcome = DataFile.Column("--outcome", "The response"), Treatment = DataFile.Column("--treatment", "Who was treated");
    private static readonly Option<string?> Positive = new("--positive") { Description = "The value of the outcome that counts.", HelpName = "VALUE" };
    private static readonly Option<string?> Treated = new("--treated") { Description = "The arm to look at, where there are several.", HelpName = "VALUE" };
    private static readonly Option<string?> Control = new("--control") { Description = "The arm that was held out (default: the one whose name says so).", HelpName = "VALUE" };
    private static readonly Option<int> Folds = new("--folds") { Description = "Parts of the cross-validation (default 5).", DefaultValueFactory = _ => 5, HelpName = "N" };
    private static readonly Option<int> Repeats = new("--repeats") { Description = "How often the customers are dealt into parts (default 3).", DefaultValueFactory = _ => 3, HelpName = "N" };

    public static Command Make() => DataFile.Command("uplift", "Whom a campaign moves: S-, T-, X- and doubly robust learners against a random order (Qini, AUUC, uplift@k).", Run,
        Outcome, Treatment, Positive, Treated, Control, TableColumns.Drop, Folds, Repeats, TableColumns.Seed);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var report = Uplift.Run(TableColumns.Of(file), new()
        {
            Outcome = file.Need("--outcome", parsed.GetValue(Outcome), OutcomeNames).Name, Treatment = file.Need("--treatment", parsed.GetValue(Treatment), TreatmentNames).Name,
            Positive = parsed.GetValue(Positive), Treated = parsed.GetValue(Treated), Control = parsed.GetValue(Control), Drop = TableColumns.Named(file, parsed.GetValue(TableColumns.Drop)),
            Folds = parsed.GetValue(Folds), Repeats = parsed.GetValue(Repeats), Seed = parsed.GetValue(TableColumns.Seed),
        });
        var best = report.Learners.MaxBy(l => l.Qini.Value)!;
        var result = new
        {
            model = "uplift", report.Rows, report.Verdict, report.Champion,
            parameters = new { report.Treated, report.Control, treated_rate = report.TreatedRate, control_rate = report.ControlRate },
            effect = TableColumns.Figure(report.Effect), assignment_auc = TableColumns.Figure(report.Assignment),
            held_out = Figures(best), learners = report.Learners.Append(report.Random).Select(l => new
            {
                l.Name, qini = TableColumns.Figure(l.Qini), auuc = TableColumns.Figure(l.Auuc), uplift_at_10 = TableColumns.Figure(l.UpliftAt10), uplift_at_30 = TableColumns.Figure(l.UpliftAt30),
                fit_seconds = l.FitSeconds,
            }),
            tenths = report.Tenths, report.Notes,
            seconds = new Dictionary<string, double>(report.Seconds) { ["read"] = file.Seconds, ["fit"] = best.FitSeconds },
        };
        return place.Json ? result : ModelText.Of(result);
    }

    private static Dictionary<string, object> Figures(UpliftResult l) => new()
    {
        ["qini"] = TableColumns.Figure(l.Qini), ["auuc"] = TableColumns.Figure(l.Auuc), ["uplift_at_10"] = TableColumns.Figure(l.UpliftAt10), ["uplift_at_30"] = TableColumns.Figure(l.UpliftAt30),
    };
}

using System.CommandLine;
using Dangol.Analytics;

namespace Dangol.Web;

/// <summary><c>model cluster FILE</c>: groups of rows that are alike, if there are any.</summary>
internal static class ClusterCommand
{
    private static readonly Option<string?> Columns = new("--columns") { Description = "The columns to group by (default: all that can be used).", HelpName = "COLUMNS" };
    private static readonly Option<string> Method = new("--method") { Description = "kmeans (default) or mixture.", DefaultValueFactory = _ => "kmeans", HelpName = "METHOD" };
    private static readonly Option<int?> Groups = new("--groups") { Description = "How many groups (default: found).", HelpName = "N" };
    private static readonly Option<int> Most = new("--most") { Description = "The most groups that are tried (default 8).", DefaultValueFactory = _ => 8, HelpName = "N" };

    public static Command Make() => DataFile.Command("cluster", "Groups of rows that are alike (k-means or a Gaussian mixture), with how stable they are.", Run,
        Columns, TableColumns.Drop, Method, Groups, Most, TableColumns.Seed);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var report = Clustering.Run(TableColumns.Of(file), new()
        {
            Columns = TableColumns.Named(file, parsed.GetValue(Columns)), Drop = TableColumns.Named(file, parsed.GetValue(TableColumns.Drop)), Method = parsed.GetValue(Method)!,
            Groups = parsed.GetValue(Groups), Most = parsed.GetValue(Most), Seed = parsed.GetValue(TableColumns.Seed),
        });
        var chosen = report.Trials.First(t => t.Groups == report.Groups.Count || report.Trials.Count == 1 || t == report.Trials[^1]);
        var result = new
        {
            model = report.Method, report.Rows, report.Verdict, parameters = new { groups = report.Groups.Count }, log_likelihood = report.LogLikelihood,
            held_out = new { stability = TableColumns.Figure(chosen.Stability), silhouette = chosen.Silhouette, silhouette_by_chance = report.Apart.ByChance },
            trials = report.Trials.Select(t => new { t.Groups, t.Inertia, t.Silhouette, stability = TableColumns.Figure(t.Stability), t.Bic }),
            groups = report.Groups.Select(g => new { g.Group, g.Size, g.Stability, traits = g.Traits.Select(t => $"{t.Term} {t.Here.ToString("G5", System.Globalization.CultureInfo.InvariantCulture)} ({t.Deviations.ToString("+0.0;-0.0", System.Globalization.CultureInfo.InvariantCulture)}σ)") }),
            means = report.Groups.Select(g => g.Means), columns = report.Columns.Select(c => new { c.Name, c.Kind, c.Used }),
            report.Notes, seconds = new Dictionary<string, double>(report.Seconds) { ["read"] = file.Seconds },
        };
        return place.Json ? result : ModelText.Of(result);
    }
}

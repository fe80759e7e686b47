using System.Diagnostics;

namespace Dangol.Analytics;

/// <summary>Groups of customers that are alike, by k-means or a mixture of Gaussians; how many there are is what is found again in other rows, and where nothing is, the report says so.</summary>
public static class Clustering
{
    /// <summary>The least stability (adjusted Rand index between halves) of groups that may be named.</summary>
    public const double Stable = 0.8;

    private const int LeastRows = 50, TrialRows = 4000, TraitCount = 4;
    private const double SameStability = 0.05, Separated = 0.1;

    /// <summary>Groups a table.</summary>
    /// <exception cref="Refused">A column is missing, none can be used, or there are too few rows.</exception>
    public static ClusterReport Run(IReadOnlyList<DataColumn> table, ClusterOptions options)
    {
        var seconds = new Dictionary<string, double>();
        var began = Stopwatch.GetTimestamp();
        if (options.Method is not ("kmeans" or "mixture")) throw new Refused("method_unknown", "method", new(
            $"모르는 방법이에요: {options.Method}. kmeans나 mixture를 적어 주세요.", $"There is no method {options.Method}. Name kmeans or mixture."));
        foreach (var name in options.Drop) Outcome.Column(table, name);
        var wanted = options.Columns.Count > 0 ? [.. options.Columns.Select(name => Outcome.Column(table, name)).Distinct()] : table.Where(c => !Classification.Names(options.Drop, c.Name)).DistinctBy(c => c.Name).ToArray();
        var all = wanted.Select(ModelColumn.Of).ToArray();
        var columns = all.Where(c => c.IsUsable).ToArray();
        var rows = table.Count > 0 ? table[0].Cells.Length : 0;
        if (columns.Length == 0) throw new Refused("no_columns", null, new("묶을 수 있는 열이 없어요. 숫자나 범주인 열이 필요해요.", "There is no column to group by; numbers or levels are needed."));
        if (rows < LeastRows) throw new Refused("too_few_rows", null, new($"{rows:N0}줄로는 묶을 수 없어요. {LeastRows}줄은 있어야 해요.", $"{rows:N0} rows are too few; there must be {LeastRows}."));
        if (options.Groups is < 2 or > 50 || options.Most is < 2 or > 50) throw new Refused("groups_wrong", "groups", new("묶음은 2~50개예요.", "There can be 2 to 50 groups."));
        var space = ClusterSpace.Of(columns);
        if (space.Width == 0) throw new Refused("no_columns", null, new("모든 열의 값이 한 가지예요.", "No column differs between rows."));
        Done("prepare");

        // Numbers of groups are tried on rows drawn by lot; the one that is chosen is fitted to all.
        var drawn = Enumerable.Range(0, rows).ToArray();
        new RandomStream(options.Seed).Shuffle(drawn.AsSpan());
        var part = ClusterSpace.Of([.. columns.Select(c => c.Take(drawn[..Math.Min(TrialRows, rows)]))]);
        var trials = new List<ClusterTrial>();
        foreach (var k in options.Groups is { } k0 ? [k0] : Enumerable.Range(2, Math.Min(options.Most, part.Rows / 20) - 1)) trials.Add(Try(part, options.Method, k, options.Seed));
        // The most groups among those that are about as stable as the best and stand apart.
        var apart = trials.Where(t => t.Silhouette > Separated).DefaultIfEmpty(trials[0]).ToArray();
        var best = apart.Max(t => t.Stability.Value);
        var chosen = apart.Where(t => t.Stability.Value >= best - SameStability).MaxBy(t => t.Silhouette)!;
        Done("trials");

        var every = Enumerable.Range(0, rows).ToArray();
        var (group, mixture) = Group(space, options.Method, chosen.Groups, every, options.Seed);
        var assignment = Ordered(Array.ConvertAll(every, r => group(r)), chosen.Groups);
        Done("fit");
        var jaccard = GroupStability.Jaccard(Array.ConvertAll(drawn[..part.Rows], row => assignment[row]), chosen.Groups,
            (r, seed) => Group(part, options.Method, chosen.Groups, r, seed).Of, options.Seed);
        var beyond = GroupsByChance.Silhouettes(part, chosen.Groups, options.Seed);
        var verdict = chosen.Silhouette <= Separated || beyond.Own <= beyond.ByChance || chosen.Stability.Value < 0.5 ? "no_groups" : chosen.Stability.Value < Stable ? "unstable" : "stable";
        Done("stability");
        return new()
        {
            Method = options.Method, Rows = rows, Columns = [.. all.Select(c => new ColumnUse(c.Name, c.Kind.ToString().ToLowerInvariant(), c.Distinct, c.Missing, c.IsUsable, 0, null))],
            Trials = trials, Groups = Groups(space, assignment, chosen.Groups, jaccard), Assignment = assignment, Apart = beyond, Verdict = verdict, LogLikelihood = mixture?.LogLikelihood,
            Notes = Notes(space, verdict, chosen, beyond.ByChance), Seconds = seconds,
        };

        void Done(string stage)
        {
            seconds[stage] = Stopwatch.GetElapsedTime(began).TotalSeconds;
            began = Stopwatch.GetTimestamp();
        }
    }

    private static (Func<int, int> Of, Mixture? Mixture) Group(ClusterSpace space, string method, int k, int[] rows, long seed)
    {
        if (method == "kmeans")
        {
            var means = KMeans.Fit(space, rows, k, seed);
            return (row => means.Nearest(space.Point(row)), null);
        }
        var mixture = Mixture.Fit(space, rows, k, seed);
        return (row => mixture.Likeliest(space.Point(row)), mixture);
    }

    private static ClusterTrial Try(ClusterSpace space, string method, int k, long seed)
    {
        var all = Enumerable.Range(0, space.Rows).ToArray();
        var (group, mixture) = Group(space, method, k, all, seed);
        var assignment = Array.ConvertAll(all, r => group(r));
        var stability = GroupStability.Halves(space.Rows, (rows, s) => Group(space, method, k, rows, s).Of, k, seed);
        return new(k, KMeans.Fit(space, all, k, seed).Inertia, GroupStability.Silhouette(space, assignment, k, seed), stability, mixture?.Bic);
    }

    /// <summary>Numbers the groups by size, the largest 0.</summary>
    private static int[] Ordered(int[] assignment, int groups)
    {
        var place = new int[groups];
        foreach (var (g, i) in Enumerable.Range(0, groups).OrderByDescending(g => assignment.Count(a => a == g)).ThenBy(g => g).Select((g, i) => (g, i))) place[g] = i;
        return Array.ConvertAll(assignment, a => place[a]);
    }

    private static List<ClusterGroup> Groups(ClusterSpace space, int[] assignment, int groups, double[] stability)
    {
        var all = Enumerable.Range(0, space.Rows).ToArray();
        var whole = Enumerable.Range(0, space.Width).Select(term => space.Own(term, all)).ToArray();
        var found = new List<ClusterGroup>();
        for (var g = 0; g < groups; g++)
        {
            var rows = Array.FindAll(all, r => assignment[r] == g);
            if (rows.Length == 0) continue;
            var own = Enumerable.Range(0, space.Width).Select(term => space.Own(term, rows).Mean).ToArray();
            var traits = Enumerable.Range(0, space.Width).Select(t => (space.Terms[t], own[t], whole[t].Mean, (own[t] - whole[t].Mean) / Math.Max(whole[t].Deviation, 1e-12)))
                .OrderByDescending(t => Math.Abs(t.Item4)).Take(TraitCount).ToArray();
            found.Add(new(g + 1, rows.Length, stability[g], Enumerable.Range(0, space.Width).Where(space.IsNumber).ToDictionary(t => space.Terms[t], t => own[t]), traits));
        }
        return found;
    }

    private static List<Text> Notes(ClusterSpace space, string verdict, ClusterTrial chosen, double byChance)
    {
        var notes = new List<Text>();
        if (space.Logged.Length > 0) notes.Add(new($"한쪽으로 길게 치우친 열은 로그로 바꿔 보았어요: {string.Join(", ", space.Logged)}", $"Columns that reach far to one side were taken in logarithms: {string.Join(", ", space.Logged)}"));
        if (verdict == "no_groups") notes.Add(new(
            $"또렷한 묶음이 없어요. 다른 절반의 고객으로 다시 묶으면 달라지거나(일치도 {chosen.Stability.Value:0.00}), 묶음 사이가 떨어져 있지 않아요(실루엣 {chosen.Silhouette:0.00}, 묶음이 없는 자료를 잘라도 {byChance:0.00}까지 나와요).",
            $"There are no distinct groups: other halves of the customers give other groups (agreement {chosen.Stability.Value:0.00}), or groups don't stand apart (silhouette {chosen.Silhouette:0.00}; cuts through clouds without groups reach {byChance:0.00})."));
        else if (verdict == "unstable") notes.Add(new(
            $"묶음이 고객을 달리 뽑으면 바뀌어요(일치도 {chosen.Stability.Value:0.00}). 이름을 붙이기 전에 열을 줄이거나 묶음 수를 줄여 보세요.",
            $"The groups change with the customers that are looked at (agreement {chosen.Stability.Value:0.00}). Try fewer columns or groups before naming them."));
        return notes;
    }
}

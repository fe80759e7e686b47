using Dangol.Analytics;
using Dangol.Platform;
using Grouped = Dangol.Analytics.Clustering;

namespace Dangol.Tests;

public sealed class ClusteringTests
{
    [Theory]
    [InlineData("kmeans")]
    [InlineData("mixture")]
    public void planted_groups_are_found_counted_and_stable(string method)
    {
        var (table, truth) = Blobs(600, 1);
        var report = Grouped.Run(table, new() { Method = method, Most = 5 });
        Assert.Equal(("stable", 3), (report.Verdict, report.Groups.Count));
        Assert.True(GroupStability.Rand(truth.Length, 3, i => truth[i], i => report.Assignment[i]) > 0.97);
        Assert.All(report.Groups, g => Assert.True(g.Stability > 0.9));
        Assert.Equal(report.Groups.Select(g => g.Size).OrderDescending(), report.Groups.Select(g => g.Size));
        Assert.Equal(report.Assignment, Grouped.Run(table, new() { Method = method, Most = 5 }).Assignment);
    }

    [Fact]
    public void one_cloud_is_no_groups()
    {
        var made = new MadeTable(600, 41);
        for (var j = 0; j < 6; j++) made.Number($"x{j}");
        var report = Grouped.Run(made.Columns, new() { Most = 4 });
        Assert.Equal("no_groups", report.Verdict);
        Assert.Contains(report.Notes, n => n.Ko.Contains("또렷한 묶음이 없어요", StringComparison.Ordinal));
    }

    [Fact]
    public void a_square_that_is_cut_alike_every_time_is_no_groups_either()
    {
        var made = new MadeTable(800, 42);
        made.Number("x", _ => made.Draws.Next());
        made.Number("y", _ => made.Draws.Next());
        var report = Grouped.Run(made.Columns, new() { Most = 5 });
        Assert.Equal("no_groups", report.Verdict);
        Assert.True(report.Trials.Max(t => t.Silhouette) > 0.3);
    }

    [Fact]
    public void units_do_not_matter()
    {
        var ((one, _), (other, _)) = (Blobs(300, 1), Blobs(300, 1000));
        Assert.Equal(Grouped.Run(one, new() { Groups = 3 }).Assignment, Grouped.Run(other, new() { Groups = 3 }).Assignment);
    }

    [Theory]
    [InlineData("kmeans")]
    [InlineData("mixture")]
    public void the_order_of_rows_and_rows_twice_do_not_matter(string method)
    {
        var (table, _) = Blobs(300, 1);
        var options = new ClusterOptions { Groups = 3, Method = method };
        var one = Grouped.Run(table, options).Assignment;
        var turned = Grouped.Run([.. table.Select(c => new DataColumn(c.Name, [.. c.Cells.Reverse()]))], options).Assignment;
        Assert.Equal(1, GroupStability.Rand(300, 3, i => one[i], i => turned[299 - i]), 12);
        var twice = Grouped.Run([.. table.Select(c => new DataColumn(c.Name, [.. c.Cells, .. c.Cells]))], options).Assignment;
        Assert.Equal(1, GroupStability.Rand(300, 3, i => one[i], i => twice[i]), 12);
        Assert.Equal(twice[..300], twice[300..]);
    }

    [Fact]
    public void the_rand_index_is_one_for_renamed_groups_and_none_for_chance()
    {
        var draws = new RandomStream(2);
        int[] a = [.. Enumerable.Range(0, 3000).Select(_ => draws.Next(3))], b = [.. a.Select(_ => draws.Next(3))];
        Assert.Equal(1, GroupStability.Rand(a.Length, 3, i => a[i], i => (a[i] + 1) % 3), 12);
        Assert.Equal(0, GroupStability.Rand(a.Length, 3, i => a[i], i => b[i]), 0.02);
        // Hubert and Arabie's table of six: pairs 2 of 15 together in both, 3 and 6 in each.
        int[] x = [0, 0, 0, 1, 1, 1], y = [0, 0, 1, 1, 2, 2];
        Assert.Equal((2 - 6 * 3 / 15.0) / ((6 + 3) / 2.0 - 6 * 3 / 15.0), GroupStability.Rand(6, 3, i => x[i], i => y[i]), 12);
    }

    [Theory]
    [InlineData("kmeanz", null, 100, "method_unknown")]
    [InlineData("kmeans", 1, 100, "groups_wrong")]
    [InlineData("kmeans", null, 20, "too_few_rows")]
    public void what_cannot_be_grouped_is_refused(string method, int? groups, int rows, string rule) =>
        Assert.Equal(rule, Assert.Throws<Refused>(() => Grouped.Run(Blobs(rows, 1).Table, new() { Method = method, Groups = groups })).Rule);

    private static (IReadOnlyList<DataColumn> Table, int[] Truth) Blobs(int rows, double unit)
    {
        var made = new MadeTable(rows, 40);
        int[] truth = [.. Enumerable.Range(0, rows).Select(i => i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2)];
        double[][] centres = [[0, 0, 0], [6, 0, 3], [0, 7, -4]];
        for (var j = 0; j < 3; j++) made.Number($"x{j}", i => unit * Math.Round(centres[truth[i]][j] + made.Draws.NextNormal(), 2));
        return (made.Columns, truth);
    }
}

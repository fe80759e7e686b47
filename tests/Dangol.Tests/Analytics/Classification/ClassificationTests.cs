using Dangol.Analytics;
using Dangol.Platform;
using Table = Dangol.Analytics.Classification;

namespace Dangol.Tests;

public sealed class ClassificationTests
{
    [Fact]
    public void a_planted_signal_is_found_explained_and_the_same_again()
    {
        var made = Signal(1500);
        var report = Table.Run(made, new() { Target = "left" });
        Assert.Equal(("usable", "yes"), (report.Verdict, report.Positive));
        // Much hangs on the visits, which is said; nothing is taken out for it.
        Assert.Equal(("visits", false, false), (report.Leakage.Single().Column, report.Leakage.Single().Certain, report.Leakage.Single().Excluded));
        var best = report.Models.Single(m => m.Name == report.Champion);
        Assert.InRange(best.Held["auc"].Value, 0.75, 0.9);
        Assert.True(best.Held["auc"].Low < best.Held["auc"].Value && best.Held["auc"].Value < best.Held["auc"].High);
        Assert.InRange(best.Held["ece"].Value, 0, 0.05);
        Assert.Equal("visits", report.Columns[0].Name);
        Assert.Contains(report.Columns, c => c is { Name: "customer_id", Used: false, Kind: "identifier" });
        Assert.Equal(best.Held["log_loss"], Table.Run(made, new() { Target = "left" }).Models.Single(m => m.Name == report.Champion).Held["log_loss"]);
    }

    [Fact]
    public void noise_is_called_noise()
    {
        var made = new MadeTable(1200, 21);
        made.Number("a");
        made.Number("b");
        made.Level("c", "x", "y", "z");
        made.Outcome("won", _ => 0.4);
        var report = Table.Run(made.Columns, new() { Target = "won" });
        Assert.Equal("no_usable_signal", report.Verdict);
        Assert.All(report.Models, m => Assert.True(m.Held["auc"].Value <= 0.56));
        Assert.Contains(report.Notes, n => n.Ko.Contains("알아맞힐 수 없어요", StringComparison.Ordinal));
        Assert.Empty(report.Examples);
    }

    [Fact]
    public void a_column_that_knows_the_outcome_raises_the_alarm_and_is_left_out()
    {
        var made = new MadeTable(1500, 22);
        var x = made.Number("x");
        var y = made.Outcome("bought", i => x[i]);
        made.Number("seconds", i => (y[i] ? 300 : 150) + 80 * made.Draws.NextNormal());
        var report = Table.Run(made.Columns, new() { Target = "bought" });
        Assert.Equal(("seconds", true), (report.Leakage.Single().Column, report.Leakage.Single().Excluded));
        Assert.InRange(report.Models[0].Held["auc"].Value, 0.65, 0.8);
        var kept = Table.Run(made.Columns, new() { Target = "bought", Keep = ["seconds"] });
        Assert.True(kept.Models[0].Held["auc"].Value > 0.9 && !kept.Leakage.Single().Excluded);
    }

    [Fact]
    public void what_changes_with_time_is_judged_by_time()
    {
        // The first four fifths follow x, the last fifth is against it, and more common.
        var made = new MadeTable(3000, 23);
        var x = made.Number("x");
        made.Number("z");
        made.Outcome("answer", i => i < 2400 ? 1.5 * x[i] - 1 : -1.5 * x[i] + 1);
        var report = Table.Run(made.Columns, new() { Target = "answer" });
        Assert.True(report.Models[0].LaterRows!["auc"].Value < 0.4 && report.Models[0].Held["auc"].Value > 0.6);
        Assert.Contains(report.Notes, n => n.En.Contains("expect that in use", StringComparison.Ordinal));
        Assert.Equal("no_usable_signal", report.Verdict);
        Assert.Contains(report.Notes, n => n.En.Contains("does not hold in the last 20 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nobody", null, "column_unknown")]
    [InlineData("plan", null, "not_two_outcomes")]
    [InlineData("left", "perhaps", "positive_unknown")]
    [InlineData("one", null, "one_outcome")]
    [InlineData("rare", null, "too_few_rows")]
    public void what_cannot_be_learnt_is_refused(string target, string? positive, string rule)
    {
        IReadOnlyList<DataColumn> table = [.. Signal(200), new("one", Enumerable.Repeat<string?>("a", 200).ToArray()), new("rare", [.. Enumerable.Range(0, 200).Select(i => i < 3 ? "1" : "0")])];
        Assert.Equal(rule, Assert.Throws<Refused>(() => Table.Run(table, new() { Target = target, Positive = positive })).Rule);
    }

    [Fact]
    public void columns_are_known_by_what_stands_in_them()
    {
        ColumnKind Kind(string name, params string?[] cells) => ModelColumn.Of(new(name, [.. Enumerable.Range(0, 120).Select(i => cells[i % cells.Length])])).Kind;
        Assert.Equal(ColumnKind.Number, Kind("amount", "1,234.50", "₩2,000", "", "NA", "-3"));
        Assert.Equal(ColumnKind.Number, Kind("comma", "3,14", "1.234,5", "2"));
        Assert.Equal(ColumnKind.Category, Kind("plan", "a", "b", "1"));
        Assert.Equal(ColumnKind.Date, Kind("day", "31/01/2026", "01/02/2026", ""));
        Assert.Equal(ColumnKind.Date, Kind("at", "2026-01-31 10:15", "2026-02-01T11:00:00"));
        Assert.Equal(ColumnKind.Constant, Kind("same", "x"));
        Assert.Equal(ColumnKind.Empty, Kind("none", "", null, "?"));
        Assert.Equal(ColumnKind.Identifier, ModelColumn.Of(new("고객번호", [.. Enumerable.Range(0, 120).Select(i => $"{i * 7 + 3}")])).Kind);
        Assert.Equal(ColumnKind.FreeText, ModelColumn.Of(new("memo", [.. Enumerable.Range(0, 120).Select(i => $"call {i} again")])).Kind);
        Assert.Equal(1234.5, ModelColumn.Of(new("amount", [.. Enumerable.Repeat<string?>("1,234.50", 60), "7"])).Numbers[1]);
    }

    [Fact]
    public void telephone_customers_are_told_apart_as_well_as_peers_do()
    {
        var report = Table.Run(MadeTable.Read("telco_churn/Telco-Customer-Churn.csv"), new() { Target = "Churn" });
        foreach (var model in report.Models) Assert.True(model.Held["auc"].Value >= 0.8445, $"{model.Name} {model.Held["auc"].Value}");
        var best = report.Models.Single(m => m.Name == report.Champion);
        Assert.True(best.Held["auc"].Value >= 0.845 && best.Held["log_loss"].Value <= 0.418 && best.Held["ece"].Value <= 0.015, $"{best.Held["auc"]} {best.Held["log_loss"]} {best.Held["ece"]}");
        Assert.Empty(report.Leakage);
        Assert.Contains(report.Columns, c => c is { Name: "customerID", Used: false });
        Assert.Contains(report.Columns, c => c is { Name: "TotalCharges", Kind: "number", Missing: 11 });
    }

    [Fact]
    public void the_length_of_a_call_is_not_known_before_it()
    {
        var bank = MadeTable.Read("bank_marketing/bank-additional-full.csv");
        var columns = bank.Where(c => c.Name != "y").Select(ModelColumn.Of).ToArray();
        var y = Array.ConvertAll(bank.Single(c => c.Name == "y").Cells, c => c == "yes" ? 1.0 : 0);
        var rows = Enumerable.Range(0, y.Length).Where(i => i % 4 == 0).ToArray();
        var leak = LeakageAlarm.Find([.. columns.Select(c => c.Take(rows))], Array.ConvertAll(rows, r => y[r]), 42).Single();
        Assert.Equal("duration", leak.Column);
        Assert.True(leak.AucWith - leak.AucWithout > 0.1);
    }

    private static IReadOnlyList<DataColumn> Signal(int rows)
    {
        var made = new MadeTable(rows, 20);
        made.Number("customer_id", i => i + 1000);
        var visits = made.Number("visits");
        var plan = made.Level("plan", "basic", "plus", "pro");
        made.Number("age");
        made.Outcome("left", i => -1 - 1.5 * visits[i] + (plan[i] == 0 ? 1 : 0));
        return made.Columns;
    }
}

using System.Globalization;
using Dangol.Analytics;

namespace Dangol.Tests;

public sealed class RfmTableTests
{
    [Fact]
    public void the_real_shop_is_scored_as_the_reference_implementation_does()
    {
        var all = RetailLines.All();
        var sold = all.Sold();
        var table = RfmTable.Of(new(Array.ConvertAll(sold, i => all.Customer[i]), Array.ConvertAll(sold, i => all.Day[i]), Array.ConvertAll(sold, i => all.Invoice[i]), Array.ConvertAll(sold, i => all.Quantity[i] * all.Price[i])),
            new DateOnly(2011, 12, 10).DayNumber);
        var golden = RetailFile.GoldenRfm().ToDictionary(g => g.Number);
        Assert.Equal(golden.Count, table.Customer.Length);
        for (var i = 0; i < table.Customer.Length; i++)
        {
            var (_, line, monetary) = golden[all.Customers[table.Customer[i]].Split('.')[0]];
            Assert.Equal(line, (table.Recency[i], (long)table.Frequency[i], (int)table.R[i], (int)table.F[i], (int)table.M[i]));
            Assert.Equal((double)monetary, table.Monetary[i], 1e-6);
        }
        Assert.Equal((4_338, 348), (table.Customer.Length, Enumerable.Range(0, table.R.Length).Count(i => (table.R[i], table.F[i], table.M[i]) == (5, 5, 5))));
    }

    [Fact]
    public void equal_values_get_equal_scores_whatever_the_order()
    {
        var draws = new Draws(2);
        for (var trial = 0; trial < 100; trial++)
        {
            var values = Enumerable.Range(0, 1 + (int)(60 * draws.Uniform())).Select(_ => Math.Floor(8 * draws.Uniform())).ToArray();
            var scores = RfmScoring.Scores(values);
            for (var i = 0; i < values.Length; i++)
            {
                Assert.InRange(scores[i], 1, 5);
                // The definition, counted one by one: the mean rank among all, in fifths.
                var (below, alike) = (values.Count(v => v < values[i]), values.Count(v => v == values[i]));
                Assert.Equal(Math.Ceiling(5 * (below + (alike + 1) / 2m) / values.Length), scores[i]);
            }
        }
    }

    [Fact]
    public void the_order_of_lines_splitting_a_line_and_the_unit_of_money_change_no_score()
    {
        var draws = new Draws(5);
        int[] customer = [.. Enumerable.Range(0, 400).Select(_ => (int)(40 * draws.Uniform()))], day = [.. customer.Select(_ => 700_000 + (int)(300 * draws.Uniform()))], document = [.. Enumerable.Range(0, 400)];
        double[] amount = [.. customer.Select(_ => Math.Round(100 * draws.Uniform(), 2))];
        var one = RfmTable.Of(new(customer, day, document, amount), 700_300);
        Assert.Equal(Shown(one), Shown(RfmTable.Of(new([.. customer.Reverse()], [.. day.Reverse()], [.. document.Reverse()], [.. amount.Reverse()]), 700_300)));
        var halves = RfmTable.Of(new([.. customer, .. customer], [.. day, .. day], [.. document, .. document], [.. amount.Select(a => a / 2), .. amount.Select(a => a / 2)]), 700_300);
        Assert.Equal(Shown(one), Shown(halves));
        var won = RfmTable.Of(new(customer, day, document, Array.ConvertAll(amount, a => a * 1e11)), 700_300);
        Assert.Equal<byte>([.. one.R, .. one.F, .. one.M], [.. won.R, .. won.F, .. won.M]);
        Assert.Equal(one.Monetary[0] * 1e11, won.Monetary[0], 1e3);

        var cohorts = CohortTable.Of(customer, day, CohortPeriod.Month);
        Assert.Equal(cohorts.Cohorts.Select(c => (c.Start, string.Join(' ', c.Active))), CohortTable.Of([.. customer.Reverse(), .. customer], [.. day.Reverse(), .. day], CohortPeriod.Month).Cohorts.Select(c => (c.Start, string.Join(' ', c.Active))));

        static string Shown(RfmTable t) => string.Join('|', Enumerable.Range(0, t.Customer.Length).Select(i => (t.Customer[i], t.Recency[i], t.Frequency[i], Math.Round(t.Monetary[i], 3), t.R[i], t.F[i], t.M[i])));
    }

    [Fact]
    public void a_date_centuries_off_makes_the_same_cohorts_in_little_memory()
    {
        int[] customer = [.. Enumerable.Range(0, 60_000)], day = [.. customer.Select(c => 738_000 + c % 60)];
        var plain = CohortTable.Of(customer, day, CohortPeriod.Month);
        var off = CohortTable.Of([.. customer, 0], [.. day, new DateOnly(2400, 1, 1).DayNumber], CohortPeriod.Month);
        Assert.Equal(plain.Cohorts.Select(c => (c.Start, c.Active[0])), off.Cohorts.Select(c => (c.Start, c.Active[0])));
        Assert.Equal(1, off.Cohorts[0].Active[^1]);
    }

    [Fact]
    public void the_real_shop_has_the_cohorts_of_the_goldens()
    {
        var all = RetailLines.All();
        var known = Enumerable.Range(0, all.Day.Length).Where(i => all.Customer[i] >= 0).ToArray();
        Same("golden/cohort_all.csv", CohortTable.Of(Array.ConvertAll(known, i => all.Customer[i]), Array.ConvertAll(known, i => all.Day[i]), CohortPeriod.Month));
        var sold = all.Sold();
        var sales = CohortTable.Of(Array.ConvertAll(sold, i => all.Customer[i]), Array.ConvertAll(sold, i => all.Day[i]), CohortPeriod.Month);
        Same("golden/cohort_sales.csv", sales);
        Assert.Equal((new DateOnly(2011, 12, 9), 22), (sales.LastDay, sales.DaysMissing));
    }

    [Fact]
    public void a_customer_counts_once_in_each_period_from_the_first()
    {
        var table = CohortTable.Of([0, 0, 1, 0, 1, 2], [.. new[] { "2026-01-05", "2026-01-06", "2026-01-31", "2026-03-01", "2026-02-01", "2026-03-31" }.Select(d => DateOnly.Parse(d, CultureInfo.InvariantCulture).DayNumber)], CohortPeriod.Month);
        Assert.Equal([new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 1)], table.Cohorts.Select(c => c.Start));
        Assert.Equal([2, 1, 1], table.Cohorts[0].Active);
        Assert.Equal([1], table.Cohorts[1].Active);
        Assert.Equal(0, table.DaysMissing);
        Assert.Equal(DayOfWeek.Monday, CohortTable.Of([0], [new DateOnly(2026, 1, 7).DayNumber], CohortPeriod.Week).Cohorts[0].Start.DayOfWeek);
    }

    private static void Same(string golden, CohortTable table)
    {
        foreach (var (line, cohort) in File.ReadLines(RetailFile.Find(golden)).Skip(1).Zip(table.Cohorts))
        {
            var fields = line.Split(',');
            Assert.Equal(fields[0], cohort.Start.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            Assert.Equal(fields[1..].Select(f => int.Parse(f, CultureInfo.InvariantCulture)).Take(cohort.Active.Length), cohort.Active);
        }
    }
}

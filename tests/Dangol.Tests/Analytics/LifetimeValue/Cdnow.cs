using System.Globalization;
using Dangol.Analytics;

namespace Dangol.Tests;

/// <summary>The cohort of a music shop on which the papers were written, and what reference implementations computed of it.</summary>
internal static class Cdnow
{
    public static readonly int CalibrationEnd = new DateOnly(1997, 9, 30).DayNumber;

    /// <summary>The papers' tenth of the cohort: x, t_x, T and the mean amount.</summary>
    public static PurchaseHistory Summary()
    {
        var rows = Rows("cdnow/cdnow_customers_summary_with_transactions.csv");
        return new([.. rows.Select(r => (int)r[1])], Column(rows, 2), Column(rows, 3), Column(rows, 4));
    }

    /// <summary>P(alive) and purchases of the next 39 weeks by BG/NBD, then by Pareto/NBD, for each customer of the summary.</summary>
    public static double[][] Golden() => Rows("golden/clv_cdnow_summary.csv");

    public static double[] GoldenAmounts() => Column(Rows("golden/gg_cdnow.csv"), 5);

    /// <summary>All 23,570 customers.</summary>
    public static PurchaseLog Log()
    {
        var (numbers, customer, day, amount) = (new Dictionary<string, int>(), new List<int>(), new List<int>(), new List<double>());
        foreach (var line in File.ReadLines(RetailFile.Find("cdnow/CDNOW_master.txt")).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 4) continue;
            numbers.TryAdd(fields[0], numbers.Count);
            customer.Add(numbers[fields[0]]);
            day.Add(DateOnly.ParseExact(fields[1], "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber);
            amount.Add(double.Parse(fields[3], CultureInfo.InvariantCulture));
        }
        return new([.. customer], [.. day], [.. amount]);
    }

    private static double[][] Rows(string file) => [.. File.ReadLines(RetailFile.Find(file)).Skip(1).Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];

    private static double[] Column(double[][] rows, int at) => [.. rows.Select(r => r[at])];
}

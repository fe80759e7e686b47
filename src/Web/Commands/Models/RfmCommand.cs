using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model rfm FILE</c>: recency, frequency and monetary of each customer of a sales file, in quintiles.</summary>
internal static class RfmCommand
{
    private static readonly Option<string?> Customer = DataFile.Column("--customer", "Customer"), Date = DataFile.Column("--date", "Date of the sale"), Invoice = DataFile.Column("--invoice", "Invoice or order; without one, a day is one purchase"),
        Amount = DataFile.Column("--amount", "Amount; else quantity × price"), Quantity = DataFile.Column("--quantity", "Quantity"), Price = DataFile.Column("--price", "Unit price");
    private static readonly Option<string?> Snapshot = new("--snapshot") { Description = "The day from which recency is counted (default: the day after the last sale).", HelpName = "YYYY-MM-DD" };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Writes every customer's figures and scores into a CSV file.", HelpName = "FILE" };

    public static Command Make() => DataFile.Command("rfm", "Recency, frequency, monetary with quintile scores and groups.", Run, Customer, Date, Invoice, Amount, Quantity, Price, Snapshot, Out);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var sales = SalesLog.Read(file, parsed.GetValue(Customer), parsed.GetValue(Date), parsed.GetValue(Amount), parsed.GetValue(Quantity), parsed.GetValue(Price));
        var (first, last) = sales.Log.Days;
        var documents = file.Find(parsed.GetValue(Invoice), SalesLog.InvoiceNames)?.Codes(out _, missing: true);
        var snapshot = parsed.GetValue(Snapshot) is not { } said ? last + 1
            : DateOnly.TryParseExact(said, ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.DayNumber > last ? day.DayNumber
            : throw new Refused("snapshot_wrong", "--snapshot", new("--snapshot에는 마지막 판매일 뒤의 날짜를 2026-01-31처럼 적어 주세요.", "--snapshot is a date after the last sale, such as 2026-01-31."));
        var began = Stopwatch.GetTimestamp();
        var table = RfmTable.Of(new(sales.Log.Customer, sales.Log.Day, [.. sales.Rows.Select((row, i) => Document(documents?[row] ?? -1, sales.Log.Day[i] - first, file.Table.Rows))],
            sales.Log.Amount ?? new double[sales.Log.Day.Length]), snapshot);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (parsed.GetValue(Out) is { } target) Write(target, table, sales.Customers);
        Text[] notes = [.. sales.Notes, new("같은 값은 순위의 평균을 나눠 가져서 언제나 같은 점수예요. 그래서 비는 점수가 있을 수 있어요.", "Equal values share their mean rank and always get the same score, so a score may stay empty.")];
        var result = new
        {
            model = "rfm", rows = file.Table.Rows, customers = table.Customer.Length, snapshot = DateOnly.FromDayNumber(snapshot), tie_rule = RfmTable.TieRule,
            means = new { recency = table.Recency.Average(), frequency = table.Frequency.Average(), monetary = table.Monetary.Average() },
            scores = new { r = Counts(table.R), f = Counts(table.F), m = Counts(table.M) },
            best555 = Enumerable.Range(0, table.R.Length).Count(i => (table.R[i], table.F[i], table.M[i]) == (5, 5, 5)),
            groups = Enumerable.Range(0, table.R.Length).GroupBy(table.Group).Select(g => new { group = g.Key, customers = g.Count(), monetary = g.Sum(i => table.Monetary[i]) }).OrderByDescending(g => g.monetary).ToList(),
            notes, seconds = new { read = file.Seconds, score = seconds },
        };
        return place.Json ? result : ModelText.Of(result);
    }

    /// <summary>The invoice of a line; where it has none, what was bought on its day is one purchase.</summary>
    private static int Document(int invoice, int day, int rows) => invoice >= 0 ? invoice : rows + day;

    private static int[] Counts(byte[] scores) => [.. Enumerable.Range(1, 5).Select(s => scores.Count(x => x == s))];

    private static void Write(FileInfo target, RfmTable table, string[] customers)
    {
        using var writer = new StreamWriter(target.FullName);
        writer.WriteLine("customer,recency,frequency,monetary,r,f,m,group");
        for (var i = 0; i < table.Customer.Length; i++)
        {
            var name = customers[table.Customer[i]];
            if (name.AsSpan().IndexOfAny(",\"\n") >= 0) name = $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name},{table.Recency[i]},{table.Frequency[i]},{table.Monetary[i]},{table.R[i]},{table.F[i]},{table.M[i]},{table.Group(i)}"));
        }
    }
}

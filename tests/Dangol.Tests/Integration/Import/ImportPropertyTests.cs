using System.Globalization;
using Dangol.Integration;
using FsCheck;
using FsCheck.Fluent;

namespace Dangol.Tests;

public sealed class ImportPropertyTests
{
    private const ulong Seed = 20111209;

    [Fact]
    public void every_report_adds_up_however_dirty_the_file()
    {
        var refused = 0L;
        Prop.ForAll(Arb.From(Files(dirty: true)), lines =>
        {
            using var trial = ImportTrial.Retail([.. lines]);
            var report = trial.Report;
            var accepted = report.Of(Verdict.Accepted) + report.Of(Verdict.AcceptedWithWarning);
            refused += report.Of(Verdict.Refused).Lines;

            Assert.Equal(lines.Length, report.Total.Lines);
            Assert.Equal(report.File.TotalMicros, report.Total.ExactMicros);
            Assert.Equal(report.Total, accepted + report.Of(Verdict.Refused));
            Assert.Equal(report.Total, report.Reasons.Aggregate(report.Plain, (sum, reason) => sum + reason.First));
            Assert.Equal(accepted, report.Types.Aggregate(default(Tally), (sum, row) => sum + row.Tally));
            Assert.Equal(accepted, report.Kinds.Aggregate(default(Tally), (sum, row) => sum + row.Tally));
            Assert.Equal(accepted, report.Known + report.New);
            Assert.Equal(report.Total.ExactMicros, (Int128)report.Total.Minor * 10_000 + report.RoundingMicros);
            Assert.Equal(accepted, new Tally(trial.Lines.Count, trial.Lines.Sum(line => (long)(line.Quantity * line.UnitPrice)), trial.Lines.Sum(line => line.Amount)));
            Assert.Equal(trial.Lines.Count, trial.Lines.Select(line => line.Key).Distinct().Count());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15).WithReplay(Seed, 1));
        Assert.True(refused > 30, "the files were not dirty");
    }

    [Fact]
    public void two_files_the_earlier_first_give_the_same_as_one_even_where_they_overlap()
    {
        var (links, across) = (0, 0);
        Prop.ForAll(Arb.From(Files(dirty: false)), lines =>
        {
            using var whole = ImportTrial.Retail([.. lines]);
            var cut = lines.Length / 2;
            while (cut > 0 && MomentOf(lines[cut]) == MomentOf(lines[cut - 1])) cut--;
            if (cut == 0) return;
            using var first = ImportTrial.Retail(lines[..cut]);
            var overlap = cut / 2;
            while (overlap > 0 && InvoiceOf(lines[overlap]) == InvoiceOf(lines[overlap - 1])) overlap--;
            using var second = new ImportTrial(ImportTrial.RetailHeader + string.Join('\n', lines[overlap..]), known: _ => first.AsKnown());

            var fresh = second.Lines.Where(line => !line.Known).ToList();
            Assert.Equal(cut - overlap, second.Report.Known.Lines);
            Assert.Equal(Keys(whole.Lines), Keys(first.Lines.Concat(fresh)));
            Assert.Equal(Links(whole.Reversals), Links(first.Reversals.Concat(second.Reversals)));
            Assert.Equal(Unmatched(whole.Lines), Unmatched(first.Lines.Concat(fresh)));
            links += whole.Reversals.Count;
            across += second.Reversals.Count(reversal => first.Lines.Any(line => line.Key == reversal.Sale));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15).WithReplay(Seed, 3));
        Assert.True(links > 75 && across > 8, $"{links} reversals, {across} of them across files, prove little");
    }

    [Fact]
    public void the_order_of_the_lines_in_the_file_makes_no_difference()
    {
        Prop.ForAll(Arb.From(Files(dirty: false)), lines =>
        {
            using var one = ImportTrial.Retail(lines);
            using var other = ImportTrial.Retail([.. lines.Reverse()]);
            Assert.Equal(Keys(one.Lines), Keys(other.Lines));
            Assert.Equal(Links(one.Reversals), Links(other.Reversals));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(8).WithReplay(Seed, 5));
    }

    [Fact]
    public void random_bytes_never_crash_the_reading()
    {
        var bytes = Gen.Elements<byte>([.. "\"\"\"\n\n\r,,;\tC1A2-.0 "u8, 0xEC, 0x95, 0xFF, 0x00]).ListOf(400).Select(list => list.ToArray());
        Prop.ForAll(Arb.From(bytes), noise =>
        {
            var header = System.Text.Encoding.UTF8.GetBytes(ImportTrial.RetailHeader);
            using var trial = new ImportTrial([.. header, .. "1,A,x,1,2011-01-01,1,7,UK\n"u8, .. noise], new(Encoding: "utf-8"));
            Assert.True(trial.Report.Total.Lines >= 1);
            Assert.NotEmpty(trial.ErrorFile());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20).WithReplay(Seed, 7));
    }

    /// <summary>Some seventy lines in order of time: few customers, products and prices, so that lines are often equal and cancellations often meet a sale.</summary>
    private static Gen<string[]> Files(bool dirty) =>
        Gen.Choose(20, 120).SelectMany(count => Line(dirty).ListOf(count)).Select(lines =>
        {
            var invoice = 0;
            return lines.Select(line =>
            {
                if (line.NewInvoice) invoice++;

                // An invoice has one moment and one customer; neighbours may share the moment.
                var at = new DateTime(2011, 1, 1).AddHours(invoice / 2 * 5);
                var customer = (invoice % 5) switch { 0 or 1 => "7", 2 or 3 => "8", _ => "" };
                var cancels = invoice % 3 == 2;
                var quantity = cancels ? "-" + line.Quantity.TrimStart('-') : line.Quantity;
                return $"{(cancels ? "C" : "")}{invoice.ToString("D4", CultureInfo.InvariantCulture)},{line.Product},x,{quantity},"
                    + $"{(line.Product == "?" ? "never" : at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))},{line.Price},{customer},UK";
            }).ToArray();
        });

    private static Gen<(bool NewInvoice, string Product, string Quantity, string Price)> Line(bool dirty) =>
        from starts in Gen.Frequency((1, Gen.Constant(true)), (2, Gen.Constant(false)))
        from product in Gen.Elements(dirty ? ["A", "B", "D", "POST", "", "?"] : new[] { "A", "Z", "A", "POST" })
        from quantity in Gen.Elements(dirty ? ["1", "2", "-3", "7", "0", "x", "1.5", "99999999999"] : new[] { "1", "2", "3", "7" })
        from price in Gen.Elements(dirty ? ["1", "2.5", "0", "0.005", "-1", "0.3333333", "", "1e3"] : new[] { "1", "2.5" })
        select (starts, product, quantity, price);

    private static string InvoiceOf(string line) => line[..line.IndexOf(',', StringComparison.Ordinal)];

    private static string MomentOf(string line) => line.Split(',')[4];

    private static IEnumerable<Guid> Keys(IEnumerable<ImportTrial.Line> lines) => lines.Select(line => line.Key).Order();

    private static IEnumerable<string> Links(IEnumerable<JudgedReversal> reversals) =>
        reversals.Select(reversal => $"{reversal.Cancellation} {reversal.Sale} {reversal.Quantity}").Order(StringComparer.Ordinal);

    private static IEnumerable<Guid> Unmatched(IEnumerable<ImportTrial.Line> lines) =>
        lines.Where(line => (line.Flags & (Reasons.ReversedSaleNotFound.Flag | Reasons.ReversedInPart.Flag)) != 0).Select(line => line.Key).Order();
}

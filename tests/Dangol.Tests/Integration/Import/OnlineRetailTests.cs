using System.IO.Compression;
using System.Text;
using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>
/// The real file of a British gift shop, 541,909 lines. The figures were computed independently, by a script with exact decimals that knows nothing of this program.
/// </summary>
public sealed class OnlineRetailTests
{
    [Fact]
    public void every_line_of_the_real_file_is_accounted_for_to_the_last_penny()
    {
        using var trial = new ImportTrial(RealFile());
        var report = trial.Report;

        Assert.Equal(("online-retail", "utf-8", ",", 541_909L, 0L), (report.Mapping, report.File.Encoding, report.File.Delimiter, report.File.SourceLines, report.File.BlankLines));
        Assert.Equal(new Tally(541_909, 9_747_747_934_000, 974_774_793), report.Total);
        Assert.Equal(4_000, report.RoundingMicros);
        Assert.Equal("9,747,747.934", ReportTexts.Exact(report.Total.ExactMicros));
        Assert.Equal(new Tally(531_626, 9_913_713_804_000, 991_371_380), report.Of(Verdict.Accepted));
        Assert.Equal(new Tally(10_283, -165_965_870_000, -16_596_587), report.Of(Verdict.AcceptedWithWarning));
        Assert.Equal(default, report.Of(Verdict.Refused));
        Assert.Equal(new Tally(399_589, 8_412_329_154_000, 841_232_915), report.Plain);
        Assert.Equal(
            [
                "duplicate_line 5268 of 5268, 2174098", "invoice_date_differs 594 of 597, 1540130", "negative_price 2 of 2, -2212412",
                "stock_adjustment 2470 of 2475, 0", "reversed_sale_not_found 1896 of 1903, -17106692", "reversed_in_part 53 of 53, -991711",
                "no_customer 131997 of 135080, 150138465", "free_of_charge 40 of 40, 0",
            ],
            report.Reasons.Select(reason => $"{reason.Code} {reason.First.Lines} of {reason.Lines}, {reason.First.Minor}"));
        Assert.Equal(
            ["sale 530129 1064169639", "cancellation 9138 -64056061", "stock_adjustment 2475 0", "correction 167 -25338785"],
            report.Types.Select(type => $"{type.Code} {type.Tally.Lines} {type.Tally.Minor}"));
        Assert.Equal(
            [
                "product 538963 979270888", "postage 2110 27946212", "fee 71 -22869614", "manual 572 -6867164", "bad_debt 3 -1106206",
                "discount 77 -569622", "sample 63 -304939", "gift_voucher 34 68581", "commission 16 -793343",
            ],
            report.Kinds.Select(kind => $"{kind.Code} {kind.Tally.Lines} {kind.Tally.Minor}"));
        Assert.Equal((7_313L, 248_287L), (report.Reversals, report.ReversedQuantity));
        Assert.Equal((25_900L, 4_372L, 3_943L), (report.Invoices, report.Customers, report.Products));
        Assert.Equal((new DateOnly(2010, 12, 1), new DateOnly(2011, 12, 9)), (report.FirstDate, report.LastDate));

        Assert.Equal(Revenue, trial.Lines.GroupBy(line => line.BusinessDate.ToString("yyyy-MM", null)).ToDictionary(month => month.Key, month => month.Sum(line => line.Amount)));
        Assert.Equal(Guid.Parse("a9d3104e-7c35-b8a1-42bc-3908786259d3"), All(trial.Lines.Select(line => line.Key)));
        Assert.Equal(541_909, trial.Lines.Select(line => line.Key).Distinct().Count());
    }

    [Fact]
    public void imported_in_two_parts_that_overlap_the_real_file_gives_the_same_reversals()
    {
        var rows = Encoding.UTF8.GetString(Unpacked()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (cut, overlap) = (First(rows, "2011-10-"), First(rows, "2011-09-"));
        using var first = new ImportTrial(string.Join('\n', rows[..cut]));
        using var second = new ImportTrial(rows[0] + "\n" + string.Join('\n', rows[overlap..]), known: _ => Known(first));

        Assert.Equal(cut - overlap, second.Report.Known.Lines);
        Assert.Equal(541_909, first.Report.Total.Lines + second.Report.New.Lines);
        Assert.Equal((7_313L, 248_287L), (first.Report.Reversals + second.Report.Reversals, first.Report.ReversedQuantity + second.Report.ReversedQuantity));
        Assert.True(second.Report.Reversals > 1000);
        Assert.Equal(
            Guid.Parse("a9d3104e-7c35-b8a1-42bc-3908786259d3"),
            All(first.Lines.Concat(second.Lines.Where(line => !line.Known)).Select(line => line.Key)));
    }

    private static readonly Dictionary<string, long> Revenue = new()
    {
        ["2010-12"] = 74_895_702, ["2011-01"] = 56_000_026, ["2011-02"] = 49_806_265, ["2011-03"] = 68_326_708, ["2011-04"] = 49_320_712,
        ["2011-05"] = 72_333_351, ["2011-06"] = 69_112_312, ["2011-07"] = 68_130_011, ["2011-08"] = 68_268_051, ["2011-09"] = 101_968_762,
        ["2011-10"] = 107_070_467, ["2011-11"] = 146_175_625, ["2011-12"] = 43_366_801,
    };

    private static List<KnownLine> Known(ImportTrial first)
    {
        var reversed = first.Reversals.GroupBy(r => r.Sale).ToDictionary(group => group.Key, group => group.Sum(r => r.Quantity));
        var matched = first.Reversals.GroupBy(r => r.Cancellation).ToDictionary(group => group.Key, group => group.Sum(r => r.Quantity));
        return first.Lines.ConvertAll(line => new KnownLine(
            line.Key, line.Invoice, line.SoldAt, line.Customer, line.Product, line.UnitPrice, line.Quantity, line.Type == LineType.Cancellation,
            line.Type switch
            {
                LineType.Sale => line.Quantity - reversed.GetValueOrDefault(line.Key),
                LineType.Cancellation => -line.Quantity - matched.GetValueOrDefault(line.Key),
                _ => 0,
            }));
    }

    private static Guid All(IEnumerable<Guid> keys)
    {
        var all = new byte[16];
        foreach (var key in keys)
        {
            var bytes = key.ToByteArray(bigEndian: true);
            for (var i = 0; i < all.Length; i++) all[i] ^= bytes[i];
        }
        return new Guid(all, bigEndian: true);
    }

    private static int First(string[] rows, string month) => Array.FindIndex(rows, row => row.Contains("," + month, StringComparison.Ordinal));

    private static byte[] Unpacked()
    {
        using var unpacked = new GZipStream(new MemoryStream(RealFile()), CompressionMode.Decompress);
        var text = new MemoryStream();
        unpacked.CopyTo(text);
        return text.ToArray();
    }

    private static byte[] RealFile()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(At(Path.Combine(folder.FullName, "shared", "data")))) return File.ReadAllBytes(At(Path.Combine(folder.FullName, "shared", "data")));
        }
        var said = Environment.GetEnvironmentVariable("DANGOL_DATA");
        Assert.SkipUnless(said is not null && File.Exists(At(said)), "the Online Retail file is not here: set DANGOL_DATA to the folder that holds online_retail/");
        return File.ReadAllBytes(At(said));
    }

    private static string At(string folder) => Path.Combine(folder, "online_retail", "online_retail.csv.gz");
}

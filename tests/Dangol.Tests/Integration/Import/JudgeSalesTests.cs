using Dangol.Integration;

namespace Dangol.Tests;

public sealed class JudgeSalesTests
{
    [Fact]
    public void equal_lines_are_all_accepted_and_the_further_ones_flagged()
    {
        const string line = "1,A,x,2,2011-01-01 10:00:00,1.50,7,UK";
        using var trial = ImportTrial.Retail(line, "1,B,y,1,2011-01-01 10:00:00,1,7,UK", line, line);

        Assert.Equal(["", "", "duplicate_line", "duplicate_line"], trial.Lines.Select(l => l.Codes).Order(StringComparer.Ordinal));
        Assert.Equal(4, trial.Lines.Select(l => l.Key).Distinct().Count());
        Assert.Equal(1000, trial.Report.Total.Minor);
    }

    [Fact]
    public void a_lines_key_does_not_depend_on_where_it_stands_or_how_it_is_written()
    {
        using var one = ImportTrial.Retail("536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850.0,UK", "2,B,y,1,2011-01-01 10:00:00,1,7,UK");
        using var other = new ImportTrial("CustomerID;Country;UnitPrice;InvoiceDate;Quantity;Description;StockCode;InvoiceNo\n"
            + "7;UK;1.00;1/1/2011 10:00;1;y;B;2\n17850;UK;2.550;2010-12-01 08:26;+6;\" WHITE HEART \";85123a;536365\n");

        Assert.Equal(one.Lines.Select(line => line.Key).Order(), other.Lines.Select(line => line.Key).Order());

        // Computed independently, from the description in LineParser: what is in a main store must stay findable by every later version.
        Assert.Contains(Guid.Parse(Pinned), one.Lines.Select(line => line.Key));
    }

    private const string Pinned = "21b8ebec-361e-4d91-d861-d4bcbffccf20";

    [Theory]
    [InlineData("536365,85123A,WHITE HEART,7,2010-12-01 08:26:00,2.55,17850,UK")]
    [InlineData("536365,85123A,WHITE HEART,6,2010-12-01 08:26:01,2.55,17850,UK")]
    [InlineData("536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.56,17850,UK")]
    [InlineData("536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,,UK")]
    [InlineData("536365,85123,AWHITE HEART,6,2010-12-01 08:26:00,2.55,17850,UK")]
    public void every_field_is_in_the_key(string line)
    {
        using var one = ImportTrial.Retail("536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,UK");
        using var other = ImportTrial.Retail(line);
        Assert.NotEqual(one.Lines[0].Key, other.Lines[0].Key);
    }

    [Fact]
    public void an_invoice_has_one_customer_and_one_moment_and_the_lines_that_differ_are_warned()
    {
        using var trial = ImportTrial.Retail(
            "1,A,x,1,2011-01-01 10:01:00,1,8,UK",
            "1,B,x,1,2011-01-01 10:00:00,1,7,UK",
            "1,C,x,1,2011-01-01 10:00:00,1,7,FR",
            "1,D,x,1,2011-01-01 10:00:00,1,,UK",
            "2,A,x,1,2011-01-01 09:00:00,1,9,UK",
            "2,B,x,1,2011-01-01 09:01:00,1,6,UK");

        Assert.All(trial.Lines.Where(line => line.Invoice == "1"), line => Assert.Equal(("7", "UK", 0), (line.Customer, line.Country, line.SoldAt.Minute)));
        // A draw goes to the first.
        Assert.All(trial.Lines.Where(line => line.Invoice == "2"), line => Assert.Equal(("9", 0), (line.Customer, line.SoldAt.Minute)));
        Assert.Equal(
            [
                "1A invoice_customer_differs invoice_date_differs", "1B ", "1C invoice_field_differs", "1D invoice_customer_differs",
                "2A ", "2B invoice_customer_differs invoice_date_differs",
            ],
            trial.Lines.Select(line => $"{line.Invoice}{line.Product} {line.Codes}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void lines_come_by_moment_and_invoice_and_reading_can_go_on_anywhere()
    {
        using var trial = ImportTrial.Retail(
            "3,A,x,1,2011-01-03 10:00:00,1,7,UK", "1,B,x,1,2011-01-01 10:00:00,1,7,UK", "2,A,x,1,2011-01-01 10:00:00,1,7,UK",
            "1,A,x,1,2011-01-01 10:00:00,1,7,UK", "9,A,x,bad,2011-01-01 10:00:00,1,7,UK");
        Assert.Equal(["1B", "1A", "2A", "3A"], trial.Lines.Select(line => line.Invoice + line.Product));

        using var rest = new JudgedLines(trial.Staging, after: 2);
        Assert.True(rest.Read());
        Assert.Equal((3L, "2", true), (rest.Ordinal, rest.Invoice, rest.BeginsInvoice));
    }

    [Fact]
    public void the_same_file_again_is_wholly_known_and_a_longer_one_only_in_part()
    {
        string[] lines = ["1,A,x,2,2011-01-01 10:00:00,1,7,UK", "1,A,x,2,2011-01-01 10:00:00,1,7,UK", "2,B,y,1,2011-01-02 10:00:00,1,7,UK"];
        using var first = ImportTrial.Retail(lines);
        using var again = new ImportTrial(ImportTrial.RetailHeader + string.Join('\n', lines), known: _ => first.AsKnown());
        Assert.Equal((3L, 0L), (again.Report.Known.Lines, again.Report.New.Lines));

        using var longer = new ImportTrial(
            ImportTrial.RetailHeader + string.Join('\n', lines) + "\n1,A,x,2,2011-01-01 10:00:00,1,7,UK\n3,B,y,1,2011-01-03 10:00:00,1,7,UK\n", known: _ => first.AsKnown());
        Assert.Equal(["1A", "3B"], longer.Lines.Where(line => !line.Known).Select(line => line.Invoice + line.Product));
        Assert.Equal((3L, 2L, 500L), (longer.Report.Known.Lines, longer.Report.New.Lines, longer.Report.Known.Minor));
    }

    [Fact]
    public void the_store_is_asked_for_the_invoices_and_for_what_is_cancelled()
    {
        using var trial = new ImportTrial(
            ImportTrial.RetailHeader + "C9,A,x,-1,2011-01-05 10:00:00,1.5,7,UK\n4,A,x,1,2011-01-02 10:00:00,1,7,UK\nC9,B,x,-1,2011-01-05 10:00:00,1,,UK\n",
            known: wanted =>
            {
                Assert.Equal(["4", "C9"], wanted.Invoices());
                Assert.Equal(new SaleGroup("7", "A", 1_500_000), Assert.Single(wanted.Cancelled()));
                Assert.Equal(5, wanted.Span()!.Value.Last.Day);
                return [];
            });
        Assert.Equal(3, trial.Lines.Count);
    }

    [Fact]
    public void products_are_named_as_sales_call_them()
    {
        using var trial = ImportTrial.Retail(
            "1,A,damaged,-5,2011-01-01 10:00:00,0,,UK", "2,A,damaged,-5,2011-01-02 10:00:00,0,,UK", "3,A,LANTERN,1,2011-01-03 10:00:00,2,7,UK", "4,Z,,1,2011-01-04 10:00:00,2,8,FR");
        var parts = new JudgedParts(trial.Staging);

        Assert.Equal([new JudgedProduct("A", CodeKind.Product, "LANTERN", null), new("Z", CodeKind.Product, null, null)], parts.Products());
        Assert.Equal(["7 UK", "8 FR"], parts.Customers().Select(customer => $"{customer.Number} {customer.Country}"));
    }

    [Fact]
    public void a_judged_staging_file_can_be_reopened_and_an_unfinished_one_cannot()
    {
        var folder = Directory.CreateTempSubdirectory("dangol-import-").FullName;
        var path = Path.Combine(folder, "a", "staging.duckdb");
        using (SalesStaging.Create(path)) { }
        Assert.Null(SalesStaging.Reopen(path));
        using (var staging = SalesStaging.Create(path))
        {
            var file = new MemoryStream("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n1,A,1,2011-01-01,1\n"u8.ToArray());
            new StageSales(TimeProvider.System, TimeZoneInfo.Utc).Run(file, "x.csv", new(), staging);
            new JudgeSales(staging).Run();
        }
        using (var staging = SalesStaging.Reopen(path)!)
        {
            Assert.Equal(1, staging.Report().Total.Lines);
            using var lines = new JudgedLines(staging);
            Assert.True(lines.Read());
            Assert.False(lines.Read());
        }
        SalesStaging.Delete(path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(folder, "a")));
        Directory.Delete(folder, recursive: true);
    }
}

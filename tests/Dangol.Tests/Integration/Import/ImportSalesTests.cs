using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Integration;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>The whole way of a sales file into the store, by its job.</summary>
public sealed class ImportSalesTests
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    internal static void Modules(IServiceCollection services) => services.AddCustomers().AddSales().AddAnalytics().AddIntegration();

    [Theory, EveryEngine]
    public async Task an_overlapping_file_adds_what_is_new_and_links_a_cancellation_to_an_earlier_file(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var first = await Import(company, Header + "1,A,Mug,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n1,A,Mug,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n2,POST,POSTAGE,1,2010-12-02 09:00:00,18,,France\n");
        Assert.Equal("done", first.State);
        var second = await Import(company, Header + "1,A,Mug,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n1,B,Jar,2,2010-12-01 08:26:00,1.00,17850.0,United Kingdom\nC3,A,Mug,-4,2010-12-05 10:00:00,2.55,17850.0,United Kingdom\n");

        Assert.Equal((2L, 1L), (second.Report!.New.Lines, second.Report.Known.Lines));
        Assert.Equal(5, await company.Count("select count(*) from order_lines"));
        Assert.Equal(4, await company.Count("select quantity from order_line_reversals"));
        Assert.Equal(2 * 1530 + 200, await company.Count("select total from orders where number = '1'"));
        Assert.Equal(1, await company.Count("select count(*) from customers where number = '17850' and country = 'United Kingdom'"));
        Assert.Equal(1, await company.Count("select count(*) from order_lines where customer_id = @nobody", ("nobody", Guid.Empty)));
        Assert.Equal(1, await company.Count("select count(*) from products where kind = 'postage'"));

        await company.Get<Imports>().TakeBack(company.Get<UndoChangeSet>(), Actor.System, second, default);
        Assert.Equal(3, await company.Count("select count(*) from order_lines"));
        Assert.Equal(0, await company.Count("select count(*) from order_line_reversals"));
        Assert.Equal(2 * 1530, await company.Count("select total from orders where number = '1'"));
        Assert.Equal(2, await company.Count("select line_count from orders where number = '1'"));
    }

    [Theory, EveryEngine]
    public async Task an_order_is_a_cancellation_if_any_line_takes_back_else_a_sale_if_any_line_sells(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        const string At = "2010-12-01 08:26:00";
        await Import(company, Header + $"1,A,damaged,-5,{At},0,,UK\n1,A,Mug,6,{At},2.55,,UK\nC2,AMAZONFEE,FEE,-1,{At},9.00,7,UK\nC2,A,Mug,-1,{At},2.55,7,UK\n3,A,damaged,-5,{At},0,,UK\n4,B,damaged,-5,{At},0,,UK\n");
        Assert.Equal(["1 sale", "3 adjustment", "4 adjustment", "C2 cancellation"], await Kinds());

        // A later file that brings a line of another kind makes the order what it now is, and its undo what it was.
        var later = await Import(company, Header + $"4,A,Mug,1,{At},2.55,,UK\n");
        Assert.Equal(["1 sale", "3 adjustment", "4 sale", "C2 cancellation"], await Kinds());
        await company.Get<Imports>().TakeBack(company.Get<UndoChangeSet>(), Actor.System, later, default);
        Assert.Equal(["1 sale", "3 adjustment", "4 adjustment", "C2 cancellation"], await Kinds());

        async Task<List<string>> Kinds()
        {
            await using var read = await company.Store.Read();
            return await read.List("select number, kind from orders order by number", row => $"{row.Text(0)} {row.Text(1)}", default);
        }
    }

    [Theory, EveryEngine]
    public async Task a_node_that_takes_an_import_over_without_its_staging_file_brings_in_the_rest(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var lines = Enumerable.Range(1, 9).Select(i => $"{i},A,Mug,{i},2010-12-01 08:2{i}:00,2.55,17850.0,United Kingdom\n").ToList();
        await Import(company, Header + string.Concat(lines[..4]));
        var path = Path.Combine(company.Company.Place.Folder, "all.csv");
        await File.WriteAllTextAsync(path, Header + string.Concat(lines));
        var (id, job) = await company.Get<Imports>().Ask(Actor.Operator, path, "all.csv", null, "shop", null, null);

        // What the first node had saved: four lines were in.
        await company.Company.Writes.Run(Actor.System, new Text("시험", "A test"), change => change.Execute("update jobs set saved = @saved where id = @id", default,
            ("saved", """{"lines":4,"reversals":0,"new_orders":4,"new_lines":4}"""), ("id", job)));
        await company.Get<JobRunner>().RunNext(company.Company, job, default);

        Assert.Equal("done", (await company.Get<Imports>().Find(id)).State);
        Assert.Equal(9, await company.Count("select count(*) from order_lines"));
        Assert.Equal(45, await company.Count("select sum(quantity) from order_lines"));
    }

    [Theory, EveryEngine]
    public async Task a_file_that_is_none_fails_with_words_and_leaves_nothing(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var import = await Import(company, "\u0001\u0002\u0003 no sales at all");
        Assert.Equal("failed", import.State);
        Assert.Equal(0, await company.Count("select count(*) from orders"));
        Assert.Equal(0, await company.Count("select count(*) from products"));
    }

    [Theory, EveryEngine]
    public async Task the_retail_file_comes_in_to_the_penny(Engine engine)
    {
        var file = RetailFile.Path();
        await using var company = await TestCompany.Open(engine, Modules);
        var import = await Import(company, file);

        Assert.Equal("done", import.State);
        Assert.Equal(541_909, import.Report!.Total.Lines);
        Assert.Equal("9,747,747.934", ReportTexts.Exact(import.Report.Total.ExactMicros));
        var applied = import.Report.Total.Lines - import.Report.Of(Verdict.Refused).Lines;
        Assert.Equal(applied, await company.Count("select count(*) from order_lines"));
        Assert.Equal(import.Report.Total.Minor - import.Report.Of(Verdict.Refused).Minor, await company.Count("select sum(amount) from order_lines"));
        Assert.Equal(await company.Count("select sum(amount) from order_lines"), await company.Count("select sum(total) from orders"));
        Assert.Equal(4372, await company.Count("select count(*) from customers"));
        Assert.Equal(25_900, await company.Count("select count(*) from orders"));
        Assert.Equal(import.Report.Reversals, await company.Count("select count(*) from order_line_reversals"));

        // The warehouse has the file's revenue by month, and RFM is the reference implementation's, to the last customer.
        await company.Settled();
        await company.Company.Warehouse.LoadNew();
        var months = await company.Company.Warehouse.Ask(Actor.System, "select extract(year from business_date) * 100 + extract(month from business_date), cast(sum(amount) as bigint) from fact_order_lines group by 1 order by 1",
            null, row => (Month: (int)row.Double(0), Minor: row.Long(1)));
        Assert.Equal(RetailFile.RevenueByMonth(file), months.Select(m => (m.Month, m.Minor)));

        var run = await company.Get<ScoreRfm>().Run(Actor.System);
        Assert.Equal((4338, new DateOnly(2011, 12, 10), "GBP"), (run.Customers, run.AsOf, run.Currency));
        await using var read = await company.Store.Read();
        var scores = await read.List("select c.number, s.recency_days, s.frequency, s.monetary, s.r, s.f, s.m from customer_scores s join customers c on c.id = s.customer_id",
            r => (Number: r.Text(0), Line: (r.Int(1), r.Long(2), r.Int(4), r.Int(5), r.Int(6)), Minor: r.Long(3)), default);
        var ours = scores.ToDictionary(s => s.Number);
        foreach (var golden in RetailFile.GoldenRfm())
        {
            Assert.Equal(golden.Line, ours[golden.Number].Line);
            Assert.InRange(ours[golden.Number].Minor / 100m, golden.Monetary - 0.01m, golden.Monetary + 0.01m);
        }
    }

    internal static async Task<Import> Import(TestCompany company, string textOrPath)
    {
        var path = textOrPath;
        if (!File.Exists(textOrPath)) await File.WriteAllTextAsync(path = Path.Combine(company.Company.Place.Folder, $"{Guid.NewGuid():N}.csv"), textOrPath);
        var (id, job) = await company.Get<Imports>().Ask(Actor.Operator, path, "sales.csv", null, "shop", null, null);
        await company.Get<JobRunner>().RunNext(company.Company, job, default);
        return await company.Get<Imports>().Find(id);
    }
}

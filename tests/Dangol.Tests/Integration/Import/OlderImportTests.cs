using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Integration;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>An older file is taken back while what later files and people made of its records stays whole.</summary>
public sealed class OlderImportTests
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    [Theory, EveryEngine]
    public async Task what_later_files_and_people_refer_to_stays_and_goes_once_they_are_gone(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var older = await Bring(Header + """
            1,A,Mug,6,2010-12-01 08:26:00,2.55,100,UK
            2,B,Jar,2,2010-12-02 09:00:00,1.00,200,UK
            3,C,Pot,5,2010-12-03 09:00:00,1.00,300,UK
            4,D,Cup,1,2010-12-04 09:00:00,1.00,400,UK
            5,E,Pan,1,2010-12-05 09:00:00,1.00,500,UK
            """);
        // A line more of an order, one of its products bought again, and one of its sales taken back.
        var later = await Bring(Header + """
            1,A,Mug,6,2010-12-01 08:26:00,2.55,100,UK
            1,F,Lid,1,2010-12-01 08:26:00,3.00,100,UK
            6,B,Jar,1,2010-12-06 09:00:00,1.00,200,UK
            C9,C,Pot,-5,2010-12-07 09:00:00,1.00,300,UK
            """);
        Assert.Equal(1, await site.Count("select count(*) from order_line_reversals"));
        // Somebody called one customer; another was scored, and a purchase counted as a response.
        var called = await Write(change => change.Bulk([new Interaction { CustomerId = Of("400"), Id = change.NewId(), At = change.Now, BusinessDate = change.Today, Channel = "phone", Direction = "out", Subject = "안부", Source = "hand", SourceKey = "1" }]));
        await Write(change => change.Bulk([new CustomerScore { CustomerId = Of("500"), Model = "rfm", Version = 1, AsOf = change.Today }, new CustomerScore { CustomerId = Of("100"), Model = "rfm", Version = 1, AsOf = change.Today }]));
        await Write(change => change.Bulk([new Response { CustomerId = Of("500"), CampaignId = change.NewId(), OrderId = Order("5"), Arm = "treated", Amount = 100, Currency = "GBP", BusinessDate = change.Today }]));

        var report = await Undo(older);
        Assert.True(report.HasRest);
        Assert.Equal(["100", "200", "300", "400"], await Texts("select number from customers order by number"));
        Assert.Equal(["100", "200", "300", "400"], await Texts("select source_key from customer_sources order by source_key"));
        Assert.Equal(["B", "C", "F"], await Texts("select code from products order by code"));
        Assert.Equal(["1", "6", "C9"], await Texts("select number from orders order by number"));
        Assert.Equal((3, 0, 1, 0), (await site.Count("select count(*) from order_lines"), await site.Count("select count(*) from order_line_reversals"), await site.Count("select count(*) from customer_scores"), await site.Count("select count(*) from responses")));
        Assert.Equal(["customer", "customer_source", "order", "product", "sales_channel"], report.Conflicts.Select(c => c.Type).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(report.Conflicts, c => c.Type == "customer" && c.Why.Ko.StartsWith("고객 접촉 기록이", StringComparison.Ordinal));
        await Until.True(async () => await site.Count("select count(*) from orders where number = '1' and total = 300 and line_count = 1") == 1, "the order's sum is that of the line that is left");
        await Holds();

        var rest = await Undo(later);
        Assert.False(rest.HasRest);
        await Until.True(async () => await site.Count("select count(*) from orders where line_count > 0") == 0, "no line is left");
        rest = await Undo(older);
        Assert.Equal(["400"], await Texts("select number from customers order by number"));
        Assert.Equal(["400"], await Texts("select source_key from customer_sources order by source_key"));
        Assert.Equal(0, await site.Count("select (select count(*) from orders) + (select count(*) from products) + (select count(*) from order_lines) + (select count(*) from sales_channels)"));
        await Holds();

        await Undo(called);
        rest = await Undo(older);
        Assert.Equal((2, 0, false), (rest.Records, rest.Conflicts.Count, rest.HasRest));
        Assert.Equal(0, await site.Count("select (select count(*) from customers) + (select count(*) from customer_sources)"));
        Assert.Equal("already_undone", (await Assert.ThrowsAsync<Refused>(() => Undo(older))).Rule);
        await Holds();

        async Task<Guid> Bring(string text)
        {
            var file = Path.Combine(site.Company.Place.Folder, $"{Guid.NewGuid():N}.csv");
            await File.WriteAllTextAsync(file, text);
            var import = (await site.Do<Imports, (Guid Import, Guid Job)>(imports => imports.Ask(Actor.System, file, "sales.csv", null, "shop", null, null))).Import;
            await Until.True(async () => await site.Count("select count(*) from imports where id = @id and state = 'done'", ("id", import)) == 1, "the file is in");
            return (await site.Do<Imports, Import>(imports => imports.Find(import))).DataChangeSetId;
        }

        async Task<Guid> Write(Func<Change, Task> work)
        {
            var set = site.Company.Writes.NewChangeSet(Actor.System, JobsTests.Because);
            await site.Company.Writes.Run(set, async change => { await work(change); return true; });
            return set.Id;
        }

        Guid Of(string number) => Key("select id from customers where number = @number", number);

        Guid Order(string number) => Key("select id from orders where number = @number", number);

        Guid Key(string sql, string number) => Task.Run(async () =>
        {
            await using var read = await site.Company.Store.Read();
            return await read.First(sql, row => row.Guid(0), default, ("number", number));
        }).GetAwaiter().GetResult();

        Task<UndoReport> Undo(Guid set) => site.Do<UndoChangeSet, UndoReport>(undo => undo.Run(Actor.System, set));

        async Task<List<string>> Texts(string sql)
        {
            await using var read = await site.Company.Store.Read();
            return await read.List(sql, row => row.Text(0), default);
        }

        async Task Holds() => Assert.Empty((await site.Do<CheckData, IReadOnlyList<CheckResult>>(check => check.Run(Actor.System))).Where(c => c.Faults > 0).Select(c => $"{c.Name}: {string.Join(", ", c.Examples)}"));
    }

    [Theory, EveryEngine]
    public async Task a_file_that_comes_in_meanwhile_keeps_the_products_that_it_names(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, ImportSalesTests.Modules);
        var older = company.Writes.NewChangeSet(Actor.System, JobsTests.Because);
        var product = (await company.Writes.Run(older, change => new Dangol.Sales.ProductIntake().Resolve(change, [new("P", "상품")], default)))["P"];
        var (taken, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var taking = Task.Run(() => company.Writes.Run(Actor.System, JobsTests.Because, async change =>
        {
            await new Dangol.Sales.OrderIntake().Take(change, "shop",
                [new() { Number = "1", At = change.Now, BusinessDate = change.Today, Currency = "KRW", Lines = [new(change.NewId(), product, "product", 1, 100_000_000, 100)] }], default);
            taken.TrySetResult();
            await goOn.Task;
        }));
        await taken.Task;
        var undoing = company.Get<UndoChangeSet>().Run(Actor.System, older.Id);
        // It waits for the file: on PostgreSQL at the product, on SQLite for its turn to write.
        await Until.True(async () => engine == Engine.Sqlite || await company.Count("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0, "the undo waits");
        goOn.SetResult();
        await taking;
        Assert.Equal("product", Assert.Single((await undoing).Conflicts).Type);
        Assert.Equal(1, await company.Count("select count(*) from products"));

        // Whoever comes after a product went is told, and nothing of it is kept.
        await company.Get<UndoChangeSet>().Run(Actor.System, await company.Writes.Run(Actor.System, JobsTests.Because, change => change.Session.First("select change_set_id from order_lines", row => row.Guid(0), default)));
        await company.Get<UndoChangeSet>().Run(Actor.System, older.Id);
        Assert.Equal(0, await company.Count("select count(*) from products"));
        Assert.Equal("product_gone", (await Assert.ThrowsAsync<Refused>(() => company.Writes.Run(Actor.System, JobsTests.Because, change => new Dangol.Sales.OrderIntake().Take(change, "shop",
            [new() { Number = "2", At = change.Now, BusinessDate = change.Today, Currency = "KRW", Lines = [new(change.NewId(), product, "product", 1, 100_000_000, 100)] }], default)))).Rule);
        Assert.Equal(0, await company.Count("select count(*) from orders"));
    }
}

using System.Globalization;
using System.Text;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What is left of an import that was killed, cancelled or failed in the middle: all of it, or nothing.</summary>
public sealed class ImportCrashTests
{
    private const int Orders = 20_000, LinesEach = 3;

    [Theory, EveryEngine]
    public async Task an_import_that_is_killed_while_lines_go_in_goes_on_from_its_checkpoint(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, ImportSalesTests.Modules, new HandClock(DateTimeOffset.UtcNow.AddMinutes(1)));
        var (id, job) = await Ask(company);
        await using (var doomed = Doomed.Start("import", company.Company.Place))
        {
            await Until.True(() => HasLines(company), "lines going in");
            await doomed.Kill();
        }
        var before = await company.Count("select count(*) from order_lines");
        Assert.InRange(before, 1, Orders * LinesEach - 1);
        Assert.True(File.Exists(company.Get<Imports>().StagingPath(id)), "what was judged is still there");

        await Until.True(() => company.Get<JobRunner>().RunNext(company.Company, job, default), "the job to be taken over");
        Assert.Equal("done", (await company.Get<Imports>().Find(id)).State);
        Assert.Equal((Orders, Orders * LinesEach), (await company.Count("select count(*) from orders"), await company.Count("select count(*) from order_lines")));
        Assert.Equal(await company.Count("select sum(amount) from order_lines"), await company.Count("select sum(total) from orders"));
        Assert.Equal(Orders * LinesEach, await company.Count("select count(distinct line_key) from order_lines"));
        Assert.False(File.Exists(company.Get<Imports>().StagingPath(id)));
    }

    [Theory, EveryEngine]
    public async Task a_cancel_while_lines_go_in_takes_back_what_came_in(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, ImportSalesTests.Modules);
        var (id, job) = await Ask(company);
        var claims = new JobClaims(company.Store, company.Writes, company.Get<JobKinds>(), company.Company.Clock);
        var run = new JobRun((await claims.Take("here", job, default))!, company.Writes, company.Company.Clock, default);
        var going = Task.Run(() => company.Get<ImportSales>().Run(run, run.CancelToken));
        await Until.True(() => HasLines(company), "lines going in");
        run.AskCancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => going);

        Assert.Equal("cancelled", (await company.Get<Imports>().Find(id)).State);
        Assert.Equal(0, await company.Count("select (select count(*) from orders) + (select count(*) from order_lines) + (select count(*) from customers) + (select count(*) from products)"));
        // Killed between the taking back and the end of the job: the next run finds that all is said.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => company.Get<ImportSales>().Run(run, run.CancelToken));
        Assert.Equal("cancelled", (await company.Get<Imports>().Find(id)).State);
    }

    [Theory, EveryEngine]
    public async Task an_import_that_is_refused_on_the_way_leaves_nothing_half_done(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, ImportSalesTests.Modules);
        var (id, job) = await Ask(company);
        var claims = new JobClaims(company.Store, company.Writes, company.Get<JobKinds>(), company.Company.Clock);
        var claim = (await claims.Take("here", job, default))!;
        // Somebody who may bring in customers and products, and no orders.
        var run = new JobRun(claim with { Actor = claim.Actor with { Id = Guid.CreateVersion7(), Rights = new NoOrders() } }, company.Writes, company.Company.Clock, default);
        Assert.Equal("not_allowed", (await Assert.ThrowsAsync<Refused>(() => company.Get<ImportSales>().Run(run, default))).Rule);
        Assert.Equal("failed", (await company.Get<Imports>().Find(id)).State);
        Assert.Equal(0, await company.Count("select (select count(*) from orders) + (select count(*) from order_lines) + (select count(*) from customers) + (select count(*) from products)"));
    }

    [Theory, EveryEngine]
    public async Task a_lost_lease_leaves_the_import_to_the_node_that_has_it(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, ImportSalesTests.Modules);
        var (id, job) = await Ask(company);
        var claims = new JobClaims(company.Store, company.Writes, company.Get<JobKinds>(), company.Company.Clock);
        var claim = (await claims.Take("here", job, default))!;
        await company.Writes.Run(Actor.System, new Text("시험", "A test"), change => change.Execute("update jobs set fencing = fencing + 1 where id = @id", default, ("id", job)));
        var run = new JobRun(claim, company.Writes, company.Company.Clock, default);
        Assert.Equal("lease_lost", (await Assert.ThrowsAsync<Refused>(() => company.Get<ImportSales>().Run(run, default))).Rule);
        Assert.Equal("applying", (await company.Get<Imports>().Find(id)).State);
        Assert.True(File.Exists(company.Get<Imports>().StagingPath(id)));
    }

    [Fact]
    public async Task what_is_cancelled_before_it_began_says_so_and_what_had_ended_stays_as_it_was()
    {
        await using var company = await TestCompany.Open(Engine.Sqlite, ImportSalesTests.Modules);
        var (id, job) = await Ask(company);
        await company.Get<Jobs>().Cancel(Actor.System, job);
        Assert.Equal("cancelled", (await company.Get<Imports>().Find(id)).State);

        var done = await ImportSalesTests.Import(company, "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A,Mug,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n");
        var claim = new Claim(done.JobId!.Value, ImportSales.Kind, System.Text.Json.JsonSerializer.Serialize(new ImportArguments(done.Id), JournalJson.Options), Actor.System, 2, false, 1, null, 0, 0);
        await company.Get<ImportSales>().Run(new JobRun(claim, company.Writes, company.Company.Clock, default), default);
        Assert.Equal((1L, "done"), ((await company.Get<Imports>().Find(done.Id)).Report!.New.Lines, (await company.Get<Imports>().Find(done.Id)).State));
    }

    private static async Task<(Guid Import, Guid Job)> Ask(TestCompany company)
    {
        var text = new StringBuilder("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
        for (var order = 0; order < Orders; order++)
            for (var line = 0; line < LinesEach; line++)
                text.Append(CultureInfo.InvariantCulture, $"{order},P{(order + line * 7) % 50},Mug {(order + line * 7) % 50},{line + 1},2010-12-01 {order / 3600 % 24:D2}:{order / 60 % 60:D2}:{order % 60:D2},2.55,{order % 900 + 1},United Kingdom\n");
        var path = Path.Combine(company.Company.Place.Folder, "large.csv");
        await File.WriteAllTextAsync(path, text.ToString());
        return await company.Get<Imports>().Ask(Actor.Operator, path, "large.csv", null, "shop", null, null);
    }

    private static async Task<bool> HasLines(TestCompany company) => await company.Count("select count(*) from order_lines") > 0;

    private sealed class NoOrders : Rights
    {
        public override bool Allows(Permission permission) => permission.Type != "order" || permission.Action == Actions.Undo;

        public override bool MaySet(string type, string field) => true;
    }
}

using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class ScoreRfmTests
{
    private static readonly DateOnly First = new(2026, 1, 1);

    private static void Modules(IServiceCollection services) => services.AddCustomers().AddSales().AddAnalytics();

    private static Task<TestCompany> Open(Profile profile) =>
        TestCompany.Open(profile == Profile.Embedded ? Engine.Sqlite : Engine.Postgres, Modules, warehouseInPostgres: profile == Profile.Cluster);

    [Theory, EveryWarehouse]
    public async Task equal_values_get_equal_scores_and_every_customer_a_group(Profile profile)
    {
        await using var company = await Open(profile);
        // Ten customers; customer n buys n times, n × ₩1,000 each, and customers 1 to 5 only once.
        await Sell(company, "s", Enumerable.Range(1, 10).SelectMany(n => Enumerable.Range(0, n <= 5 ? 1 : n).Select(i => (Customer: n, Day: First.AddDays(n * 3 + i), Amount: n * 1000L))));
        await company.Settled();
        await company.Company.Warehouse.LoadNew();
        var run = await company.Get<ScoreRfm>().Run(Actor.System);

        Assert.Equal((10, 1, First.AddDays(40)), (run.Customers, run.Version, run.AsOf));
        await using var read = await company.Store.Read();
        var scores = await read.List("select c.number, s.recency_days, s.frequency, s.monetary, s.r, s.f, s.m, s.group_code from pub_customer_scores s join customers c on c.id = s.customer_id",
            r => (Number: int.Parse(r.Text(0), System.Globalization.CultureInfo.InvariantCulture), Recency: r.Int(1), Frequency: r.Long(2), Monetary: r.Long(3), R: r.Int(4), F: r.Int(5), M: r.Int(6), Group: r.Text(7)), default);
        var best = scores.Single(s => s.Number == 10);
        Assert.Equal((1, 10L, 100_000L, 5, 5, 5, "champions"), (best.Recency, best.Frequency, best.Monetary, best.R, best.F, best.M, best.Group));
        // Places 1 to 5 are shared: mean rank 3 of 10, score ⌈15/10⌉ = 2, for all five alike.
        Assert.All(scores.Where(s => s.Number <= 5), s => Assert.Equal(2, s.F));
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], scores.OrderBy(s => s.Monetary).Select(s => s.M));
    }

    [Theory, EveryWarehouse]
    public async Task a_second_run_replaces_the_scores_and_forgets_who_has_none_any_more(Profile profile)
    {
        await using var company = await Open(profile);
        await Sell(company, "s", [(1, First, 1000), (2, First.AddDays(1), 2000)]);
        // A customer known before their only purchase stays when that is taken back; with the customer the score would go too.
        await company.Writes.Run(Actor.System, new("시험", "A test"), change => company.Get<CustomerIntake>().Resolve(change, "t", [new IncomingCustomer("3")], default));
        var gone = await Sell(company, "t", [(3, First.AddDays(2), 3000)]);
        await Load(company);
        await company.Get<ScoreRfm>().Run(Actor.System);
        Assert.Null(await company.Get<ScoreRfm>().RunIfDue(Actor.System));
        await company.Get<UndoChangeSet>().Run(Actor.System, gone);
        await Load(company);

        var second = await company.Get<ScoreRfm>().RunIfDue(Actor.System);
        Assert.Equal((2, 2, 1), (second!.Version, second.Customers, second.Removed));
        Assert.Equal(2, await company.Count("select count(*) from customer_scores where version = 2"));
        Assert.Equal(2, await company.Count("select count(*) from customer_scores"));
        var before = await Scores(company);
        await Load(company);
        Assert.NotEqual(before, await Scores(company));
        var incremental = await company.Company.Warehouse.Sums();
        await company.Company.Warehouse.Rebuild();
        Assert.Equal(incremental, await company.Company.Warehouse.Sums());
    }

    private static async Task<string> Scores(TestCompany company) =>
        string.Join(',', await company.Company.Warehouse.Ask(Actor.System, "select version, count(*) from dim_customer_scores group by version order by 1", null, r => $"{r.Long(0)}:{r.Long(1)}"));

    private static async Task Load(TestCompany company)
    {
        await company.Settled();
        await company.Company.Warehouse.LoadNew();
    }

    private static Task<Guid> Sell(TestCompany company, string source, IEnumerable<(int Customer, DateOnly Day, long Amount)> sales) => company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
    {
        var all = sales.ToList();
        var customers = await company.Get<CustomerIntake>().Resolve(change, source, [.. all.Select(s => new IncomingCustomer($"{s.Customer}")).Distinct()], default);
        var products = await company.Get<ProductIntake>().Resolve(change, [new("P", "상품")], default);
        var orders = all.Select((s, i) => new IncomingOrder
        {
            Number = $"{i}", Customer = customers[$"{s.Customer}"], Channel = "store", At = s.Day.ToDateTime(new(3, 0), DateTimeKind.Utc), BusinessDate = s.Day, Currency = "KRW",
            Lines = [new(new Guid(i + 1, 0, 0, new byte[8]), products["P"], LineKinds.Product, 1, s.Amount * 1_000_000, s.Amount)],
        }).ToList();
        await company.Get<OrderIntake>().Take(change, source, orders, default);
        return change.Set.Id;
    });
}

using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class OrderIntakeTests
{
    private static readonly Text Because = new("시험", "A test");
    private static readonly DateTime At = new(2026, 11, 20, 3, 0, 0, DateTimeKind.Utc);

    private static void Modules(IServiceCollection services) => services.AddCustomers().AddSales();

    [Theory, EveryEngine]
    public async Task the_same_a_longer_and_an_overlapping_file_add_only_what_is_new(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var first = await Take(company, ("1", [Key(1), Key(2)]));
        Assert.Equal((1, 2, 0), (first.NewOrders, first.NewLines, first.KnownLines));
        var same = await Take(company, ("1", [Key(1), Key(2)]));
        Assert.Equal((0, 0, 2), (same.NewOrders, same.NewLines, same.KnownLines));
        var longer = await Take(company, ("1", [Key(2), Key(3)]), ("2", [Key(1)]));
        Assert.Equal((1, 2, 1), (longer.NewOrders, longer.NewLines, longer.KnownLines));
        Assert.Equal(3, await company.Count("select line_no from order_lines where line_key = @key", ("key", Key(3))));

        Assert.Equal(1, await company.Count("select count(*) from customers"));
        Assert.Equal(4, await company.Count("select count(*) from order_lines"));
        Assert.Equal(300, await company.Count("select total from orders where number = '1'"));
        Assert.Equal(2, await company.Count("select version from orders where number = '1'"));
    }

    [Theory, EveryEngine]
    public async Task undoing_the_change_set_removes_orders_lines_and_customers(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var set = (await Take(company, ("1", [Key(1), Key(2)]))).Set;
        await Take(company, ("1", [Key(3)]), ("2", [Key(4)]));
        var report = await company.Get<UndoChangeSet>().Run(Actor.System, set);

        // The second file used what the first one made: those records stay, and the report says so.
        Assert.Equal(2, report.Facts);
        Assert.Contains(report.Conflicts, c => c.Type == "order");
        Assert.Contains(report.Conflicts, c => c.Type == "customer");
        Assert.Equal(2, await company.Count("select count(*) from order_lines"));
        Assert.Equal((0, true), ((await company.Get<UndoChangeSet>().Run(Actor.System, set)).Records, report.HasRest));
    }

    [Theory, EveryEngine]
    public async Task an_untouched_change_set_is_taken_back_without_trace_in_the_tables(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var set = (await Take(company, ("1", [Key(1), Key(2)]), ("2", [Key(5)]))).Set;
        var report = await company.Get<UndoChangeSet>().Run(Actor.System, set);
        Assert.Empty(report.Conflicts);
        foreach (var table in new[] { "customers", "customer_sources", "products", "orders", "order_lines" })
            Assert.Equal(0, await company.Count($"select count(*) from {table}"));

        // An undo can be undone: the records come back, the facts say that they must be imported again.
        var undo = await company.Writes.Run(Actor.System, Because, change => change.Session.First("select id from change_sets where undoes = @set", r => r.Guid(0), default, ("set", set)));
        var again = await company.Get<UndoChangeSet>().Run(Actor.System, undo);
        Assert.Equal(1, await company.Count("select count(*) from customers where name = '홍길동' and phone = '+821012345678' and joined_on = @day", ("day", new DateOnly(2020, 2, 29))));
        Assert.Equal(2, await company.Count("select count(*) from orders"));
        Assert.All(again.Conflicts, c => Assert.Equal("order_line", c.Type));
    }

    [Theory, EveryEngine]
    public async Task a_sale_without_a_customer_belongs_to_nobody(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        await company.Writes.Run(Actor.System, Because, async change =>
        {
            var products = await new ProductIntake().Resolve(change, [new("P", "상품")], default);
            await new OrderIntake().Take(change, "shop", [Order("9", null, products["P"], [Key(1)])], default);
        });
        Assert.Equal(1, await company.Count("select count(*) from order_lines where customer_id = @nobody", ("nobody", Guid.Empty)));
        Assert.Equal(1, await company.Count("select count(*) from orders where customer_id is null"));
    }

    private static Guid Key(byte n) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n);

    private static IncomingOrder Order(string number, CustomerRef? customer, Guid product, IEnumerable<Guid> keys) => new()
    {
        Number = number, Customer = customer, At = At, BusinessDate = new(2026, 11, 20), Currency = "KRW",
        Lines = [.. keys.Select(k => new IncomingLine(k, product, LineKinds.Product, 1, 100_000_000, 100))],
    };

    private sealed record Taken(Guid Set, int NewOrders, int NewLines, int KnownLines);

    private static Task<Taken> Take(TestCompany company, params (string Number, Guid[] Keys)[] orders) => company.Writes.Run(Actor.System, Because, async change =>
    {
        var customers = await company.Get<CustomerIntake>().Resolve(change, "shop",
            [new("17850") { Name = "홍길동", Phone = "+821012345678", Email = "Hong@Example.com", JoinedOn = new(2020, 2, 29) }], default);
        var products = await company.Get<ProductIntake>().Resolve(change, [new("P", "상품")], default);
        var result = await company.Get<OrderIntake>().Take(change, "shop", [.. orders.Select(o => Order(o.Number, customers["17850"], products["P"], o.Keys))], default);
        return new Taken(change.Set.Id, result.NewOrders, result.NewLines, result.KnownLines);
    });
}

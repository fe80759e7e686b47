using Dangol.Analytics;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Bench;

/// <summary>The warehouse over the filled store: made anew, asked for RFM, and brought up to date after a few orders.</summary>
internal static class WarehouseBench
{
    private const int Changed = 1_000, OrdersPerChange = 100;

    public static async Task Rebuild(FilledStore filled, CancellationToken cancel)
    {
        Benchmarks.Note(filled.Wanted, "warehouse: rebuild");
        var (wall, cpu) = await Benchmarks.Time(filled.Company, () => filled.Company.Company.Warehouse.Rebuild(cancel: cancel));
        Benchmarks.Figure("warehouse_rebuild_10m_s", wall, "s");
        Benchmarks.Figure("warehouse_rebuild_10m_cpu_s", cpu, "s");
    }

    /// <summary>The model's question alone, and the whole run, which writes a score for each customer back into the store.</summary>
    public static async Task Rfm(FilledStore filled, CancellationToken cancel)
    {
        Benchmarks.Note(filled.Wanted, "rfm");
        var company = filled.Company;
        await company.Company.Warehouse.LoadNew(cancel: cancel);
        RfmRun? run = null;
        var (wall, cpu) = await Benchmarks.Time(company, async () =>
            run = await new ScoreRfm(company.Company, company.Company.Warehouse, company.Company.Writes, company.Company.Store, company.Company.Clock).Run(Actor.Operator, null, cancel));
        Benchmarks.Figure("rfm_10m_s", run!.QuerySeconds, "s");
        Benchmarks.Figure("rfm_written_back_s", wall, "s");
        Benchmarks.Figure("rfm_written_back_cpu_s", cpu, "s");
        Benchmarks.Figure("rfm_customers", run.Customers, "customers");
    }

    /// <summary>Orders that are known each get one more line, in ten writes; then the warehouse catches up by the journal.</summary>
    public static async Task Incremental(FilledStore filled, CancellationToken cancel)
    {
        Benchmarks.Note(filled.Wanted, "warehouse: increment");
        var company = filled.Company;
        await company.Company.Warehouse.LoadNew(cancel: cancel);
        var set = company.Company.Writes.NewChangeSet(Actor.Operator, new("측정", "Benchmark"));
        foreach (var orders in (await SomeOrders(company, cancel)).Chunk(OrdersPerChange))
            await company.Company.Writes.Run(set, change => company.Get<OrderIntake>().Take(change, Filling.Source, orders, cancel), cancel: cancel);

        WarehouseLoad? load = null;
        var (wall, cpu) = await Benchmarks.Time(company, async () => load = await company.Company.Warehouse.LoadNew(cancel: cancel));
        if (load!.Rebuilt) throw new InvalidOperationException("the warehouse was rebuilt where an increment was to be measured");
        Benchmarks.Figure("incremental_1000_s", wall, "s");
        Benchmarks.Figure("incremental_1000_cpu_s", cpu, "s");
    }

    private static async Task<List<IncomingOrder>> SomeOrders(BenchCompany company, CancellationToken cancel)
    {
        await using var read = await company.Company.Store.Read(cancel);
        var product = await read.First("select id from products limit 1", row => row.Guid(0), cancel);
        var orders = await read.Number("select count(*) from orders", cancel);
        var numbers = Enumerable.Range(0, Changed).Select(i => $"O{1 + (i * (orders - 1) / Changed):D9}").Distinct().ToList();
        return await read.List($"select number, ordered_at, business_date, channel from orders where source = @source and {read.In<string>("number", "numbers")}", row => new IncomingOrder
        {
            Number = row.Text(0), At = row.Instant(1), BusinessDate = row.Date(2), Channel = row.Text(3), Currency = "KRW",
            Lines = [new(company.Company.Ids.Next(), product, LineKinds.Product, 1, 1_000_000_000, 1_000)],
        }, cancel, ("source", Filling.Source), ("numbers", numbers.ToArray()));
    }
}

using System.Runtime.CompilerServices;

namespace Dangol.Sales;

/// <summary>A line that is in the store already, as its source would name it.</summary>
/// <param name="Key">Its line key.</param>
/// <param name="Order">Its document's number.</param>
/// <param name="Customer">The customer's key at the source; null for nobody.</param>
/// <param name="OpenQuantity">Of a sale: pieces not taken back yet. Of a cancellation: pieces whose sale is not known yet. Else 0.</param>
public readonly record struct KnownSaleLine(Guid Key, string Order, DateTime At, string? Customer, string Product, long UnitPriceMicros, long Quantity, bool Cancels, long OpenQuantity);

/// <summary>Tells an import what is in the store already, set by set.</summary>
public sealed class KnownSales(Store store)
{
    private const int OrdersPerPage = 1_000;

    private const string Select = """
        select l.line_key, o.number, l.ordered_at, s.source_key, p.code, l.unit_price_micros, l.order_kind,
            case l.order_kind
                when 'sale' then l.quantity - coalesce((select sum(r.quantity) from order_line_reversals r
                    where r.customer_id = l.customer_id and r.reversed_order_id = l.order_id and r.reversed_line_no = l.line_no), 0)
                when 'cancellation' then -l.quantity - coalesce((select sum(r.quantity) from order_line_reversals r
                    where r.customer_id = l.customer_id and r.order_id = l.order_id and r.line_no = l.line_no), 0)
                else 0 end,
            l.quantity
        from orders o
        join order_lines l on l.customer_id = coalesce(o.customer_id, @nobody) and l.order_id = o.id
        join products p on p.id = l.product_id
        left join customer_sources s on s.id = l.source_id
        """;

    /// <summary>Is anything of this source there at all? A first import need not ask further.</summary>
    public async Task<bool> Any(string source, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        return await read.Number("select count(*) from (select 1 from orders where source = @source limit 1) found", cancel, ("source", source)) > 0;
    }

    /// <summary>All lines of these documents.</summary>
    public async Task<List<KnownSaleLine>> OfOrders(string source, IReadOnlyCollection<string> numbers, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        return await read.List($"{Select} where o.source = @source and {read.In<string>("o.number", "numbers")}", Map, cancel,
            ("nobody", Guid.Empty), ("source", source), ("numbers", numbers.ToArray()));
    }

    /// <summary>The sales to these customers of the source that are not wholly taken back.</summary>
    public async Task<List<KnownSaleLine>> OpenSalesTo(string source, IReadOnlyCollection<string> customers, IReadOnlyCollection<string> products, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        var lines = await read.List($"""
            {Select} where o.source = @source and o.customer_id in (select k.customer_id from customer_sources k where k.source = @source and {read.In<string>("k.source_key", "customers")})
                and l.order_kind = 'sale' and {read.In<string>("p.code", "products")}
            """, Map, cancel, ("nobody", Guid.Empty), ("source", source), ("customers", customers.ToArray()), ("products", products.ToArray()));
        return lines.FindAll(l => l.OpenQuantity > 0);
    }

    /// <summary>The cancellations whose sales are not all known yet, order by order.</summary>
    public async IAsyncEnumerable<List<KnownSaleLine>> OpenCancellations(string source, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        for (var after = Guid.Empty; ;)
        {
            var orders = await read.List($"select id from orders where source = @source and kind = 'cancellation' and id > @after order by id limit {OrdersPerPage}",
                row => row.Guid(0), cancel, ("source", source), ("after", after));
            if (orders.Count == 0) yield break;
            after = orders[^1];
            var lines = await read.List($"{Select} where {read.In<Guid>("o.id", "orders")} and l.order_kind = 'cancellation' and o.customer_id is not null", Map, cancel,
                ("nobody", Guid.Empty), ("orders", orders));
            yield return lines.FindAll(l => l.OpenQuantity > 0);
        }
    }

    private static KnownSaleLine Map(Row row) => new(row.Guid(0), row.Text(1), row.Instant(2), row.TextOrNull(3), row.Text(4), row.Long(5), row.Long(8), row.Text(6) == OrderKinds.Cancellation, row.Long(7));
}

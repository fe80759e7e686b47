using Dangol.Customers;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Sales;

/// <summary>What an intake did: new orders, new lines, and lines that were there already.</summary>
public sealed record OrderIntakeResult(int NewOrders, int NewLines, int KnownLines);

/// <summary>Takes orders that come in bulk from other systems, inside the caller's change. What is known already changes nothing.</summary>
public sealed class OrderIntake
{
    /// <summary>
    /// Takes orders with their lines. A line is known by its key within its order (source and number), so the same file, a longer one and an overlapping one
    /// add only what is new; new lines of a known order go behind those that are there.
    /// </summary>
    public async Task<OrderIntakeResult> Take(Change change, string source, IReadOnlyList<IncomingOrder> incoming, CancellationToken cancel)
    {
        change.Set.Actor.Must(Order.Import);
        var known = await Known(change, source, incoming.Select(o => o.Number), cancel);
        var lineKeys = await KnownLines(change, known, cancel);
        var (orders, lines, more, again) = (new List<Order>(incoming.Count), new List<OrderLine>(incoming.Sum(o => o.Lines.Count)), new List<(Guid Id, int Lines, long Amount, string Kind)>(), 0);
        foreach (var said in incoming)
        {
            var isKnown = known.TryGetValue(said.Number, out var there);
            var id = isKnown ? there.Id : change.NewId();
            var customer = isKnown ? there.Customer : said.Customer?.CustomerId ?? Guid.Empty;
            var (no, added, amount, kind) = (isKnown ? there.LineCount : 0, 0, 0L, said.Kind);
            foreach (var line in said.Lines)
            {
                if (isKnown && lineKeys.Contains((id, line.Key))) { again++; continue; }
                var its = line.OrderKind ?? said.Kind;
                (kind, added, amount) = (added == 0 ? its : OrderKinds.Of(kind, its), added + 1, checked(amount + line.Amount));
                lines.Add(new OrderLine
                {
                    CustomerId = customer, OrderId = id, LineNo = ++no, LineKey = line.Key, SourceId = said.Customer?.SourceId, ProductId = line.ProductId, Kind = line.Kind,
                    OrderKind = its, Channel = said.Channel,
                    Quantity = line.Quantity, UnitPriceMicros = line.UnitPriceMicros, Amount = line.Amount, Currency = said.Currency, OrderedAt = said.At, BusinessDate = said.BusinessDate,
                });
            }
            if (isKnown)
            {
                if (added > 0) more.Add((id, added, amount, kind));
                continue;
            }
            var order = Order.From(id, source, said);
            order.Add(added, amount, kind);
            orders.Add(order);
        }
        await MustBeThere(change, [.. lines.Select(l => l.ProductId).Distinct()], cancel);
        await SalesChannel.Know(change, incoming.Select(o => o.Channel), cancel);
        Must(await change.Bulk(orders, cancel: cancel));
        await AddTo(change, more, cancel);
        Must(await change.Bulk(lines, cancel: cancel));
        return new(orders.Count, lines.Count, again);
    }

    /// <summary>Notes which sales were taken back; what is noted already is left.</summary>
    /// <returns>How many are new.</returns>
    public async Task<int> Reverse(Change change, string source, IReadOnlyList<IncomingReversal> reversals, CancellationToken cancel)
    {
        change.Set.Actor.Must(Order.Import);
        var lines = await Named(change, source, [.. reversals.SelectMany(r => new[] { (r.CancelledOrder, r.Cancelled), (r.SaleOrder, r.Sale) }).Distinct()], cancel);
        var verdicts = await change.Bulk(reversals.Select(r =>
        {
            var (cancelled, sale) = (lines[(r.CancelledOrder, r.Cancelled)], lines[(r.SaleOrder, r.Sale)]);
            return new OrderLineReversal
            {
                CustomerId = cancelled.CustomerId, OrderId = cancelled.OrderId, LineNo = cancelled.LineNo, ReversedOrderId = sale.OrderId, ReversedLineNo = sale.LineNo, Quantity = r.Quantity,
            };
        }).ToList(), OnExisting.Keep, "customer_id, order_id, line_no, reversed_order_id, reversed_line_no", cancel);
        return verdicts.Count(v => v.Outcome == BulkOutcome.Written);
    }

    private static async Task<Dictionary<string, (Guid Id, Guid Customer, int LineCount)>> Known(Change change, string source, IEnumerable<string> numbers, CancellationToken cancel)
    {
        var found = await change.Session.List(
            $"select number, id, customer_id, line_count from orders where source = @source and {change.Session.In<string>("number", "numbers")}",
            row => (Number: row.Text(0), Id: row.Guid(1), Customer: row.GuidOrNull(2) ?? Guid.Empty, Lines: row.Int(3)), cancel,
            ("source", source), ("numbers", numbers.ToArray()));
        return found.ToDictionary(f => f.Number, f => (f.Id, f.Customer, f.Lines), StringComparer.Ordinal);
    }

    private static async Task<HashSet<(Guid Order, Guid Key)>> KnownLines(Change change, Dictionary<string, (Guid Id, Guid Customer, int LineCount)> known, CancellationToken cancel)
    {
        if (known.Count == 0) return [];
        // Through the order to its customer: both together are the beginning of the lines' primary key.
        var found = await change.Session.List($"""
            select l.order_id, l.line_key
            from orders o cross join order_lines l
            where {change.Session.In<Guid>("o.id", "orders")} and l.customer_id = coalesce(o.customer_id, @nobody) and l.order_id = o.id
            """, row => (row.Guid(0), row.Guid(1)), cancel,
            ("nobody", Guid.Empty), ("orders", known.Values.Select(k => k.Id).ToArray()));
        return [.. found];
    }

    /// <summary>Products stay from here on: who would take them back with an older file waits, and sees the lines.</summary>
    private static async Task MustBeThere(Change change, Guid[] products, CancellationToken cancel)
    {
        var keep = change.Session.Engine == Engine.Postgres ? "order by id for key share" : "";
        var there = await change.Session.List($"select id from products where {change.Session.In<Guid>("id", "products")} {keep}", row => row.Guid(0), cancel, ("products", products));
        if (there.Count < products.Length)
            throw new Refused("product_gone", "product", new("가져오는 사이에 상품이 지워졌어요. 다시 가져와 주세요.", "A product was removed in the meantime. Please bring the orders in again."), 409);
    }

    /// <summary>Where the lines are that are named by their document and key.</summary>
    private static async Task<Dictionary<(string Number, Guid Key), LineRef>> Named(Change change, string source, (string Number, Guid Key)[] names, CancellationToken cancel)
    {
        // Key and number go as one text, so that one list serves both engines. Only the lines that are asked for are read, each from its order;
        // PostgreSQL would rather read all lines of the shop at once, unless it is held to one at a time.
        const string Order = "o.source = @source and o.number = substr(n.value, 33)", Line = "l.customer_id = coalesce(o.customer_id, @nobody) and l.order_id = o.id";
        var from = change.Session.Engine == Engine.Postgres
            ? $"""
                unnest(@names) as n (value)
                cross join lateral (select * from orders o where {Order} limit 1) o
                cross join lateral (select * from order_lines l where {Line} and l.line_key = cast(substr(n.value, 1, 32) as uuid) limit 1) l
                """
            : $"json_each(@names) n cross join orders o on {Order} cross join order_lines l on {Line} and l.line_key = unhex(substr(n.value, 1, 32))";
        var found = await change.Session.List($"select o.number, l.line_key, l.customer_id, l.order_id, l.line_no from {from}",
            row => (Name: (row.Text(0), row.Guid(1)), At: new LineRef(row.Guid(2), row.Guid(3), row.Int(4))), cancel,
            ("nobody", Guid.Empty), ("source", source), ("names", Array.ConvertAll(names, n => $"{n.Key:N}{n.Number}")));
        return found.ToDictionary(f => f.Name, f => f.At);
    }

    private static async Task AddTo(Change change, List<(Guid Id, int Lines, long Amount, string Kind)> more, CancellationToken cancel)
    {
        if (more.Count == 0) return;
        var db = change.Open<SalesDb>();
        var ids = more.ConvertAll(m => m.Id);
        var orders = await db.Orders.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
        foreach (var (id, lines, amount, kind) in more) orders[id].Add(lines, amount, kind);
        await change.Save(cancel);
    }

    private static void Must(BulkVerdict[] verdicts)
    {
        if (Array.Find(verdicts, v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
    }
}

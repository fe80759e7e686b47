using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Sales;

/// <summary>
/// When lines were taken back, orders that stay because a later file added to them get the sum and number of the lines that are left; reversals of lines that are gone go too.
/// </summary>
internal sealed class RecountOrders : JournalReader
{
    public override string Name => "recount_orders";

    public override Text Reason => new("품목이 되돌려져 주문 합계를 다시 냄", "Order totals recounted after lines were taken back");

    public override bool Wants(JournalEntry entry) => entry is { Type: "order_line", Operation: Operations.FactsUndone };

    public override async Task Handle(Change change, JournalEntry entry, CancellationToken cancel)
    {
        using var undone = JsonDocument.Parse(entry.After!);
        // An intake writes an order in the chunk of its lines.
        var wrong = await change.Session.List("""
            select o.id, coalesce(sum(l.amount), 0), count(l.line_no)
            from (select distinct j.record_id from journal j where j.change_set_id = @set and j.chunk_no = @chunk and j.type = 'order') touched
            join orders o on o.id = touched.record_id
            left join order_lines l on l.customer_id = coalesce(o.customer_id, @nobody) and l.order_id = o.id
            group by o.id, o.total, o.line_count having o.total <> coalesce(sum(l.amount), 0) or o.line_count <> count(l.line_no)
            """, row => (Id: row.Guid(0), Total: row.Long(1), Lines: row.Int(2)), cancel, ("set", undone.RootElement.GetProperty("change_set_id").GetGuid()), ("chunk", undone.RootElement.GetProperty("chunk_no").GetInt32()), ("nobody", Guid.Empty));
        string Links(string order, string line) => $"""
            (customer_id, {order}) in (select coalesce(o.customer_id, @nobody), o.id from orders o where {change.Session.In<Guid>("o.id", "ids")})
                and not exists (select 1 from order_lines l where l.customer_id = order_line_reversals.customer_id and l.order_id = {order} and l.line_no = {line})
            """;
        var db = change.Open<SalesDb>();
        foreach (var some in wrong.Chunk(500))
        {
            var ids = some.Select(w => w.Id).ToList();
            var orders = await db.Orders.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancel);
            foreach (var (order, line) in new[] { ("order_line_reversals.order_id", "order_line_reversals.line_no"), ("reversed_order_id", "reversed_line_no") })
                await change.TakeBack<OrderLineReversal>(Links(order, line), cancel, ("ids", ids), ("nobody", Guid.Empty));
            foreach (var (id, total, lines) in some) orders[id].Add(lines - orders[id].LineCount, total - orders[id].Total);
        }
        await change.Save(cancel);
    }
}

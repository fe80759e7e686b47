using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Sales;

/// <summary>One line of an order as people read it.</summary>
/// <param name="Price">Null to whom the order's total is hidden: its lines would tell.</param>
/// <param name="Amount">The same.</param>
public sealed record OrderLineRow(int No, Guid ProductId, string Product, long Quantity, UnitPrice? Price, Money? Amount);

/// <summary>Reads the lines of an order in their order, a page at a time.</summary>
internal sealed class ListOrderLines(Company company, Actor actor)
{
    private const int PageSize = 50;

    /// <summary>The lines after a number, and the number after which the next page begins; null at the end.</summary>
    public async Task<(IReadOnlyList<OrderLineRow> Lines, int? Next)> Read(Guid order, int after, CancellationToken cancel = default)
    {
        await using var read = await company.Store.Read(cancel);
        var reach = Reach.Sql(actor, company.Declarations.Named("order"), "o", read.Engine);
        var tells = Disclosure.Tells(actor, "order", "total");
        // Through the order to its customer: both together are the beginning of the lines' primary key.
        var lines = await read.List($"""
            select l.line_no, l.product_id, p.name, l.quantity, l.unit_price_micros, l.amount, l.currency
            from orders o join order_lines l on l.customer_id = coalesce(o.customer_id, @nobody) and l.order_id = o.id join products p on p.id = l.product_id
            where o.id = @order and l.line_no > @after and ({reach.Where}) order by l.line_no limit {PageSize + 1}
            """, row => new OrderLineRow(row.Int(0), row.Guid(1), row.Text(2), row.Long(3), tells ? new UnitPrice(row.Long(4), row.Text(6)) : null, tells ? new Money(row.Long(5), row.Text(6)) : null), cancel,
            [("nobody", Guid.Empty), ("order", order), ("after", after), .. reach.Args]);
        if (lines.Count <= PageSize) return (lines, null);
        lines.RemoveAt(PageSize);
        return (lines, lines[^1].No);
    }

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/orders/{id:guid}/lines", async (Guid id, int after, ListOrderLines list, CancellationToken cancel) =>
        {
            var (lines, next) = await list.Read(id, after, cancel);
            return Page.Piece<OrderLineRows>(new { Order = id, Lines = lines, Next = next });
        }).Needs(new Permission("order", Actions.View));
}

namespace Dangol.Sales;

/// <summary>A line in which a product was sold, or came back.</summary>
public sealed record ProductSale(Guid OrderId, string Number, DateOnly On, long Quantity, UnitPrice? Price, Money? Amount);

/// <summary>Reads the last lines in which a product was sold.</summary>
internal sealed class ListProductSales(Company company, Actor actor)
{
    private const int Shown = 10;

    public async Task<IReadOnlyList<ProductSale>> Read(Guid product, CancellationToken cancel = default)
    {
        if (!actor.Rights.Allows(new("order", Actions.View))) return [];
        var tells = Disclosure.Tells(actor, "order", "total");
        await using var read = await company.Store.Read(cancel);
        var reach = Reach.Sql(actor, company.Declarations.Named("order"), "o", read.Engine);
        return await read.List($"""
            select l.order_id, o.number, l.business_date, l.quantity, l.unit_price_micros, l.amount, l.currency
            from order_lines l join orders o on o.id = l.order_id where l.product_id = @product and ({reach.Where}) order by l.ordered_at desc limit {Shown}
            """, row => new ProductSale(row.Guid(0), row.Text(1), row.Date(2), row.Long(3), tells ? new UnitPrice(row.Long(4), row.Text(6)) : null, tells ? new Money(row.Long(5), row.Text(6)) : null), cancel, [("product", product), .. reach.Args]);
    }
}

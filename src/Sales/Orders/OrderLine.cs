using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Sales;

/// <summary>One line of an order: what, how many, at what price. Never changed; a cancellation is a line of its own.</summary>
internal sealed class OrderLine : Fact
{
    public Guid CustomerId { get; init; }
    public Guid OrderId { get; init; }
    public int LineNo { get; init; }
    public Guid LineKey { get; init; }
    public Guid? SourceId { get; init; }
    public Guid ProductId { get; init; }
    public string Kind { get; init; } = LineKinds.Product;

    // Said again on the line, since lines are spread by customer and orders are not: no question about lines joins orders.
    public string OrderKind { get; init; } = OrderKinds.Sale;
    public string Channel { get; init; } = "";
    public long Quantity { get; init; }
    public long UnitPriceMicros { get; init; }
    public long Amount { get; init; }
    public string Currency { get; init; } = "";
    public DateTime OrderedAt { get; init; }
    public DateOnly BusinessDate { get; init; }
}

internal sealed class OrderLineType : FactType<OrderLine>
{
    public OrderLineType() : base("order_line", "order_lines", new("품목", "Order line"))
    {
        Field(l => l.Quantity, new("수량", "Quantity"));
        Field(l => l.UnitPriceMicros, new("단가", "Unit price"));
        Field(l => l.Amount, new("금액", "Amount"));
        Keeps(l => l.ProductId, "product");
        Keeps(l => l.CustomerId, "customer");
        Keeps(l => l.SourceId, "customer_source", l => l.CustomerId);
        Keeps(l => l.OrderId, "order", l => l.CustomerId);
    }

    protected override void Map(EntityTypeBuilder<OrderLine> entity) => entity.HasKey(l => new { l.CustomerId, l.OrderId, l.LineNo });
}

/// <summary>Which sale a cancelled line takes back, and how many pieces of it.</summary>
internal sealed class OrderLineReversal : Fact
{
    public Guid CustomerId { get; init; }
    public Guid OrderId { get; init; }
    public int LineNo { get; init; }
    public Guid ReversedOrderId { get; init; }
    public int ReversedLineNo { get; init; }
    public long Quantity { get; init; }
}

internal sealed class OrderLineReversalType : FactType<OrderLineReversal>
{
    public OrderLineReversalType() : base("order_line_reversal", "order_line_reversals", new("취소 연결", "Reversal"))
    {
        Field(r => r.Quantity, new("수량", "Quantity"));
        // A link between two lines: without one of them the other is open again, and the next import links it anew.
        GoesWith(r => r.OrderId, "order", r => r.CustomerId);
        GoesWith(r => r.ReversedOrderId, "order", r => r.CustomerId);
    }

    protected override void Map(EntityTypeBuilder<OrderLineReversal> entity) =>
        entity.HasKey(r => new { r.CustomerId, r.OrderId, r.LineNo, r.ReversedOrderId, r.ReversedLineNo });
}

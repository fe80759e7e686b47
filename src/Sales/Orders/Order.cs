namespace Dangol.Sales;

/// <summary>One purchase, or one cancellation, as the source's document states it.</summary>
internal sealed class Order : Record
{
    public static readonly Permission View = new("order", "view");
    public static readonly Permission Import = new("order", "import");

    private Order() { }

    public string Source { get; private set; } = "";
    public string Number { get; private set; } = "";
    public string Kind { get; private set; } = OrderKinds.Sale;
    public Guid? CustomerId { get; private set; }
    public Guid? SourceId { get; private set; }
    public string Channel { get; private set; } = "";
    public DateTime OrderedAt { get; private set; }
    public DateOnly BusinessDate { get; private set; }
    public string Currency { get; private set; } = "";

    /// <summary>Sum of the line amounts, minor units.</summary>
    public long Total { get; private set; }

    public int LineCount { get; private set; }

    public static Order From(Guid id, string source, IncomingOrder said) => new()
    {
        Id = id,
        Source = source,
        Number = said.Number,
        Kind = said.Kind,
        CustomerId = said.Customer?.CustomerId,
        SourceId = said.Customer?.SourceId,
        Channel = said.Channel,
        OrderedAt = said.At,
        BusinessDate = said.BusinessDate,
        Currency = said.Currency,
    };

    /// <summary>Counts lines in that have come for it.</summary>
    /// <param name="lines">How many; negative where they were taken back.</param>
    /// <param name="amount">Their sum, minor units.</param>
    /// <param name="kind">What they make of the order (<see cref="OrderKinds.Of"/>); null changes nothing.</param>
    public void Add(int lines, long amount, string? kind = null)
    {
        if (kind is not null) Kind = LineCount == 0 ? kind : OrderKinds.Of(Kind, kind);
        (LineCount, Total) = (LineCount + lines, checked(Total + amount));
    }
}

internal sealed class OrderType : RecordType<Order>
{
    public OrderType() : base("order", "orders", new("주문", "Order"))
    {
        Field(o => o.Number, new("주문번호", "Order number")).Required().AtMost(64).Unique("orders_number").Searchable().ReadOnly();
        Title(o => o.Number);
        Field(o => o.Kind, new("종류", "Kind")).Required().ReadOnly().Choice(new(OrderKinds.Sale, new("판매", "Sale"), "ok"), new(OrderKinds.Cancellation, new("취소", "Cancellation"), "bad"), new(OrderKinds.Adjustment, new("조정", "Adjustment")));
        Field(o => o.CustomerId, new("고객", "Customer")).Refers("customer").ReadOnly();
        Money(o => o.Total, o => o.Currency, new("합계", "Total")).ReadOnly();
        Field(o => o.LineCount, new("품목 수", "Lines")).ReadOnly();
        Field(o => o.Channel, new("채널", "Channel")).Required().AtMost(32).As(SalesChannelType.Known).ReadOnly();
        Field(o => o.OrderedAt, new("주문 일시", "Ordered at")).ReadOnly();
        Field(o => o.BusinessDate, new("영업일", "Business date")).ReadOnly();
        Field(o => o.Source, new("원천", "Source")).Required().AtMost(64).ReadOnly();
        BelongsTo(o => o.CustomerId, "customer");
        KeepsByCode(o => o.Channel, "sales_channel", "code");
        Keeps(o => o.SourceId, "customer_source", o => o.CustomerId);
        Paged(new("orders", NavGroup.Sales, "shopping-bag", "number", "customer_id", "kind", "total", "channel", "business_date")   // icon
        {
            Many = new("주문", "Orders"), Sort = "-business_date", KeyFacts = ["customer_id", "total", "business_date"], ByHand = false, Imported = true,
            For = new("매장과 온라인에서 들어온 주문이 모이는 곳이에요.", "The orders that came in, from shops and online."),
        });
    }
}

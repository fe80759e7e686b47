using static Dangol.Platform.WarehouseType;

namespace Dangol.Sales;

/// <summary>What Sales gives to the warehouse: products, channels, and every line that was sold or taken back.</summary>
internal static class SalesWarehouse
{
    public static IEnumerable<WarehouseTable> Tables =>
    [
        WarehouseTable.Dimension("dim_products", "products p")
            .Key("product_id", Id, "p.id").Column("code", WarehouseType.Text, "p.code").Column("name", WarehouseType.Text, "p.name").Column("category", WarehouseType.Text, "p.category")
            .Column("kind", WarehouseType.Text, "p.kind").LoadedBy("product", "product_id").TellsOf("product"),
        WarehouseTable.Dimension("dim_channels", "sales_channels c")
            .Key("channel_id", Id, "c.id").Column("code", WarehouseType.Text, "c.code").Column("name", WarehouseType.Text, "c.name").LoadedBy("sales_channel", "channel_id").TellsOf(),
        WarehouseTable.Fact("fact_order_lines", "order_lines l")
            .Key("customer_id", Id, "l.customer_id").Key("order_id", Id, "l.order_id").Key("line_no", Int, "l.line_no").Column("product_id", Id, "l.product_id")
            .Column("kind", WarehouseType.Text, "l.kind").Column("order_kind", WarehouseType.Text, "l.order_kind").Column("channel", WarehouseType.Text, "l.channel")
            .Column("quantity", Long, "l.quantity").Column("unit_price_micros", Long, "l.unit_price_micros").Column("amount", Long, "l.amount")
            .Column("currency", WarehouseType.Text, "l.currency").Column("business_date", Date, "l.business_date").LoadedByChunksOf("order_line", "l").TellsOf("customer", "order"),
    ];
}

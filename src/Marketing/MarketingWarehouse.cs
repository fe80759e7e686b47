namespace Dangol.Marketing;

/// <summary>What the warehouse holds of campaigns.</summary>
internal static class MarketingWarehouse
{
    public static readonly WarehouseTable Campaigns = WarehouseTable.Dimension("dim_campaigns",
            "campaigns c join segments s on s.id = c.segment_id left join offers o on o.id = c.offer_id left join campaign_launches l on l.campaign_id = c.id")
        .Key("campaign_id", WarehouseType.Id, "c.id").Column("name", WarehouseType.Text, "c.name").Column("channel", WarehouseType.Text, "c.channel")
        .Column("segment_id", WarehouseType.Id, "c.segment_id").Column("segment_name", WarehouseType.Text, "s.name")
        .Column("offer_id", WarehouseType.Id, "c.offer_id").Column("offer_name", WarehouseType.Text, "o.name")
        .Column("control_share", WarehouseType.Int, "c.control_share").Column("launch_id", WarehouseType.Id, "l.id").Column("launched_at", WarehouseType.Instant, "l.created_at")
        .Column("contact_on", WarehouseType.Date, "l.contact_on").Column("window_ends_on", WarehouseType.Date, "l.window_ends_on")
        .LoadedBy("campaign", "campaign_id").LoadedBy("segment", "segment_id").LoadedBy("offer", "offer_id").LoadedBy("campaign_launch", "launch_id").TellsOf("campaign");

    public static readonly WarehouseTable Contacts = WarehouseTable.Fact("fact_contacts", "contacts t")
        .Key("customer_id", WarehouseType.Id, "t.customer_id").Key("campaign_id", WarehouseType.Id, "t.campaign_id").Column("contact_id", WarehouseType.Id, "t.id")
        .Column("channel", WarehouseType.Text, "t.channel").Column("arm", WarehouseType.Text, "t.arm").Column("reason", WarehouseType.Text, "t.reason")
        .Column("business_date", WarehouseType.Date, "t.business_date")
        .LoadedByChunksOf("contact", "t").TellsOf("customer", "campaign");

    public static readonly WarehouseTable Responses = WarehouseTable.Fact("fact_responses", "responses r")
        .Key("customer_id", WarehouseType.Id, "r.customer_id").Key("campaign_id", WarehouseType.Id, "r.campaign_id").Key("order_id", WarehouseType.Id, "r.order_id")
        .Column("arm", WarehouseType.Text, "r.arm").Column("kind", WarehouseType.Text, "r.kind").Column("amount", WarehouseType.Long, "r.amount")
        .Column("currency", WarehouseType.Text, "r.currency").Column("business_date", WarehouseType.Date, "r.business_date")
        .LoadedByChunksOf("response", "r").TellsOf("customer", "order", "campaign");
}

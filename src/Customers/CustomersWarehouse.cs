using static Dangol.Platform.WarehouseType;

namespace Dangol.Customers;

/// <summary>What Customers gives to the warehouse: who they are, without names, numbers to call or addresses to write to.</summary>
internal static class CustomersWarehouse
{
    public static WarehouseTable Customers => WarehouseTable.Dimension("dim_customers", "customers c")
        .Key("customer_id", Id, "c.id").Column("number", WarehouseType.Text, "c.number").Column("kind", WarehouseType.Text, "c.kind").Column("sex", WarehouseType.Text, "c.sex")
        .Column("birth_year", Int, "c.birth_year").Column("country", WarehouseType.Text, "c.country").Column("region", WarehouseType.Text, "c.region")
        .Column("city", WarehouseType.Text, "c.city").Column("joined_on", Date, "c.joined_on").LoadedBy("customer", "customer_id").TellsOf("customer");
}

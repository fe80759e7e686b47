using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>What a line of a sales file can say. The numbers are the positions in which the reader holds them.</summary>
internal enum SalesField { Invoice, Product, Description, Quantity, At, UnitPrice, Customer, Country, Channel, Category }

/// <summary>The fields' names in mapping files and error files, their labels, and which of them no sales line can do without.</summary>
internal static class SalesFields
{
    public static readonly IReadOnlyList<(SalesField Field, string Name, Text Label, bool Required)> All =
    [
        (SalesField.Invoice, "invoice", new("주문번호", "Invoice"), true),
        (SalesField.Product, "product", new("상품코드", "Product code"), true),
        (SalesField.Description, "description", new("상품명", "Product name"), false),
        (SalesField.Quantity, "quantity", new("수량", "Quantity"), true),
        (SalesField.At, "at", new("주문일시", "Date and time"), true),
        (SalesField.UnitPrice, "unit_price", new("단가", "Unit price"), true),
        (SalesField.Customer, "customer", new("고객번호", "Customer number"), false),
        (SalesField.Country, "country", new("국가", "Country"), false),
        (SalesField.Channel, "channel", new("판매 채널", "Channel"), false),
        (SalesField.Category, "category", new("상품 분류", "Category"), false),
    ];

    public static int Count => All.Count;

    public static Text Label(SalesField field) => All[(int)field].Label;
}

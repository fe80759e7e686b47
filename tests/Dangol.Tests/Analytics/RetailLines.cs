using Dangol.Analytics;
using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>The real retailer's lines as columns of numbers.</summary>
internal sealed record RetailLines(int[] Customer, string[] Customers, int[] Day, int[] Invoice, double[] Quantity, double[] Price)
{
    private static readonly Lazy<RetailLines> Read = new(() =>
    {
        var table = DelimitedTable.Read(RetailFile.Path());
        DelimitedColumn At(string name) => new(table, table.Header!.ToList().IndexOf(name));
        return new(At("CustomerID").Codes(out var names), names, Array.ConvertAll(At("InvoiceDate").Moments(), m => DateOnly.FromDateTime(m).DayNumber), At("InvoiceNo").Codes(out _),
            At("Quantity").Numbers(), At("UnitPrice").Numbers());
    });

    public static RetailLines All()
    {
        RetailFile.Path();
        return Read.Value;
    }

    /// <summary>Lines of known customers that were sold: no cancellations, nothing given away.</summary>
    public int[] Sold() => [.. Enumerable.Range(0, Day.Length).Where(i => Customer[i] >= 0 && Quantity[i] > 0 && Price[i] > 0)];

    public static PurchaseLog Sales()
    {
        var all = All();
        var sold = all.Sold();
        return new(Array.ConvertAll(sold, i => all.Customer[i]), Array.ConvertAll(sold, i => all.Day[i]), Array.ConvertAll(sold, i => all.Quantity[i] * all.Price[i]));
    }
}

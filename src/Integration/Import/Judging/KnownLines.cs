namespace Dangol.Integration;

/// <summary>A line of the same source that an earlier import brought into the main store.</summary>
/// <param name="Key">Its line key.</param>
/// <param name="Invoice">Its invoice number.</param>
/// <param name="At">When its invoice was made, UTC.</param>
/// <param name="Customer">Its customer's number at the source; null for nobody.</param>
/// <param name="Product">Its product code.</param>
/// <param name="UnitPrice">In 10⁻⁶ of the currency's unit.</param>
/// <param name="Quantity">Its pieces as they were imported: what decides between lines of one moment must never change.</param>
/// <param name="Cancels">Whether it is a cancellation; else only a sale can be reversed.</param>
/// <param name="OpenQuantity">
/// Of a sale: pieces not yet reversed. Of a cancellation: pieces for which no sale has been found yet. 0 for every other line.
/// </param>
internal sealed record KnownLine(
    Guid Key, string Invoice, DateTime At, string? Customer, string Product, long UnitPrice, long Quantity, bool Cancels, long OpenQuantity);

/// <summary>Sales alike in this may be taken back by one another's cancellations.</summary>
internal sealed record SaleGroup(string Customer, string Product, long UnitPrice);

/// <summary>
/// What the main store must tell before a staged file can be judged, and where it tells it. Needed are, of the file's source: all lines of <see
/// cref="Invoices"/> (they may be there already); the sales with an open quantity of <see cref="Cancelled"/>; and all cancellations with an open quantity
/// (their sales may come only now). More does no harm, and neither does a line told twice. A first import tells nothing.
/// </summary>
internal sealed class KnownLines(SalesStaging staging)
{
    /// <summary>The invoice numbers of the file, in order, streamed.</summary>
    public IEnumerable<string> Invoices()
    {
        using var connection = staging.Connect();
        using var result = connection.Stream("SELECT DISTINCT invoice FROM lines WHERE content IS NOT NULL ORDER BY invoice");
        while (result.Next())
            for (var row = 0; row < result.Chunk.Count; row++) yield return result.Chunk.String(0, row)!;
    }

    /// <summary>First and last moment of the file's lines, or null where none can be read.</summary>
    public (DateTime First, DateTime Last)? Span() => staging.Connection.Rows(
        "SELECT min(sold_at), max(sold_at) FROM lines WHERE content IS NOT NULL", null,
        row => row.IsNull(0) ? default((DateTime, DateTime)?) : (row.Instant(0), row.Instant(1))).Single();

    /// <summary>What the file's cancellations take back, streamed customer by customer.</summary>
    public IEnumerable<SaleGroup> Cancelled()
    {
        using var connection = staging.Connect();
        using var result = connection.Stream(
            "SELECT DISTINCT customer, product, unit_price FROM lines WHERE content IS NOT NULL AND cancels AND customer IS NOT NULL ORDER BY ALL");
        while (result.Next())
            for (var row = 0; row < result.Chunk.Count; row++) yield return new(result.Chunk.String(0, row)!, result.Chunk.String(1, row)!, result.Chunk.Long(2, row));
    }

    /// <summary>Takes what the main store tells.</summary>
    public void Add(IEnumerable<KnownLine> lines)
    {
        using var rows = staging.Connection.Appender("known_lines");
        foreach (var line in lines)
        {
            rows.Add(line.Key).Add(line.Invoice).Add(line.At).Add(line.Customer).Add(line.Product).Add(line.UnitPrice)
                .Add(line.Quantity).Add(line.Cancels).Add(line.OpenQuantity).EndRow();
        }
        rows.Close();
    }
}

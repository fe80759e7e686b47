namespace Dangol.Integration;

/// <summary>A code of the product column.</summary>
/// <param name="Code">As it stands in the lines.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Name">What sales mostly call it, or null where no line says.</param>
/// <param name="Category">What its lines mostly say, or null.</param>
internal sealed record JudgedProduct(string Code, CodeKind Kind, string? Name, string? Category);

/// <summary>A customer of the file.</summary>
/// <param name="Number">The number at the source.</param>
/// <param name="Country">The country of the latest invoice, or null.</param>
/// <param name="First">The first moment in the file, UTC.</param>
internal sealed record JudgedCustomer(string Number, string? Country, DateTime First);

/// <summary>A cancellation takes back so many pieces of a sale. Either line may have been imported earlier; its invoice says where it is.</summary>
/// <param name="Number">From 1, without gaps: what a checkpoint keeps.</param>
internal sealed record JudgedReversal(long Number, string CancellationInvoice, Guid Cancellation, string SaleInvoice, Guid Sale, long Quantity);

/// <summary>What the accepted lines of a judged file are about, for the application: each streamed in an order that is always the same.</summary>
internal sealed class JudgedParts(SalesStaging staging)
{
    /// <summary>The products and other codes, by code. Names come from lines that sell, since stock lines say things like "damaged".</summary>
    public IEnumerable<JudgedProduct> Products() => staging.Connection.Rows(
        $"""
        WITH said AS (
            SELECT product, any_value(kind) AS kind, description, category, type = {(int)LineType.Sale} AND unit_price > 0 AS sells, count(*) AS lines
            FROM judged WHERE line_key IS NOT NULL GROUP BY product, description, category, sells)
        SELECT product, any_value(kind),
            coalesce(first(description ORDER BY lines DESC, description) FILTER (WHERE sells AND description IS NOT NULL),
                first(description ORDER BY lines DESC, description) FILTER (WHERE description IS NOT NULL)),
            first(category ORDER BY lines DESC, category) FILTER (WHERE category IS NOT NULL)
        FROM said GROUP BY product ORDER BY product
        """, null, row => new JudgedProduct(row.String(0)!, (CodeKind)row.Int(1), row.String(2), row.String(3)));

    /// <summary>The customers, by their first moment and number.</summary>
    public IEnumerable<JudgedCustomer> Customers()
    {
        using var connection = staging.Connect();
        using var result = connection.Stream("SELECT customer, country, first_at FROM customers ORDER BY first_at, customer");
        while (result.Next())
            for (var row = 0; row < result.Chunk.Count; row++) yield return new(result.Chunk.String(0, row)!, result.Chunk.String(1, row), result.Chunk.Instant(2, row));
    }

    /// <summary>The reversals, to be applied after the lines.</summary>
    public IEnumerable<JudgedReversal> Reversals(long after = 0) => staging.Connection.Rows(
        "SELECT link_no, cancel_invoice, cancel_key, sale_invoice, sale_key, quantity FROM reversals WHERE link_no > $1 ORDER BY link_no", [after],
        row => new JudgedReversal(row.Long(0), row.String(1)!, row.Guid(2), row.String(3)!, row.Guid(4), row.Long(5)));
}

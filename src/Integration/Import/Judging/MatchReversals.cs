using Dangol.DuckDb;

namespace Dangol.Integration;

/// <summary>
/// Finds for every cancellation the sales that it takes back: same customer, same product code, same unit price, at the same moment or before. Of these
/// the latest that has enough not yet reversed counts; where none has enough, the latest ones are taken one after the other as far as they reach.
/// Cancellations are gone through in order of time, and everything that decides (moment, invoice, quantity, line key) is in the lines themselves, so the order of
/// the file makes no difference, and two files, the earlier first, give the same as one.
/// </summary>
internal sealed class MatchReversals(SalesStaging staging)
{
    private const int Sale = (int)LineType.Sale, Cancellation = (int)LineType.Cancellation;

    /// <summary>
    /// Sales and cancellations of the groups that have a cancellation with something open, new and known ones alike; a line already known counts as
    /// the main store tells it. A line number of 0 stands for a known line.
    /// </summary>
    private static readonly string Candidates = $"""
        WITH cancelled AS (
            SELECT customer, product, unit_price FROM weighed
            WHERE NOT known AND line_key IS NOT NULL AND customer IS NOT NULL AND type = {Cancellation} AND quantity < 0
            UNION
            SELECT customer, product, unit_price FROM known_lines WHERE customer IS NOT NULL AND cancels AND open_quantity > 0),
        told AS (
            SELECT DISTINCT ON (line_key) * FROM known_lines WHERE (customer, product, unit_price) IN (SELECT (customer, product, unit_price) FROM cancelled)
            ORDER BY line_key, open_quantity),
        open_lines AS (
            SELECT customer, product, unit_price, sold_at, invoice, line_key, type = {Cancellation} AS cancels, abs(quantity) AS pieces, pieces AS open_quantity, line_no
            FROM weighed
            WHERE NOT known AND line_key IS NOT NULL AND customer IS NOT NULL
                AND ((type = {Sale} AND quantity > 0) OR (type = {Cancellation} AND quantity < 0))
            UNION ALL
            SELECT customer, product, unit_price, sold_at, invoice, line_key, cancels, abs(quantity), open_quantity, 0
            FROM told WHERE customer IS NOT NULL AND open_quantity > 0),
        groups AS (
            SELECT customer, product, unit_price, row_number() OVER () AS group_no
            FROM (SELECT DISTINCT customer, product, unit_price FROM open_lines WHERE cancels))
        SELECT group_no, cancels, open_quantity, line_no, line_key, invoice
        FROM open_lines JOIN groups USING (customer, product, unit_price)
        ORDER BY group_no, sold_at, cancels, invoice, pieces, line_key
        """;

    private readonly List<OpenLine> _sales = [];
    private long _links;

    public void Run(CancellationToken cancel)
    {
        using (var connection = staging.Connect())
        using (var candidates = connection.Stream(Candidates, null, cancel))
        using (var reversals = staging.Connection.Appender("reversals"))
        using (var unmatched = staging.Connection.Appender("unmatched"))
        {
            Match(candidates, reversals, unmatched);
            reversals.Close();
            unmatched.Close();
        }
        staging.Connection.Execute($"""
            INSERT INTO unmatched
            SELECT line_no, {Reasons.ReversedSaleNotFound.Flag} FROM weighed
            WHERE type = {Cancellation} AND line_key IS NOT NULL AND customer IS NULL AND quantity < 0 AND NOT known;
            """);
    }

    private void Match(DuckResult candidates, DuckAppender reversals, DuckAppender unmatched)
    {
        var group = 0L;
        while (candidates.Next())
        {
            var chunk = candidates.Chunk;
            for (var row = 0; row < chunk.Count; row++)
            {
                if (chunk.Long(0, row) != group) _sales.Clear();
                group = chunk.Long(0, row);
                var (quantity, line) = (chunk.Long(2, row), chunk.Long(3, row));
                var open = new OpenLine(chunk.Guid(4, row), chunk.String(5, row)!, quantity);
                if (!chunk.Bool(1, row)) _sales.Add(open);
                else if (Reverse(open, reversals) is var left && left > 0 && line > 0)
                    unmatched.Add(line).Add((left == quantity ? Reasons.ReversedSaleNotFound : Reasons.ReversedInPart).Flag).EndRow();
            }
        }
    }

    /// <summary>Takes a cancelled quantity from the open sales; what is left over belongs to none.</summary>
    private long Reverse(OpenLine cancel, DuckAppender reversals)
    {
        var quantity = cancel.Open;
        var enough = _sales.FindLastIndex(sale => sale.Open >= quantity);
        for (var at = enough >= 0 ? enough : _sales.Count - 1; at >= 0 && quantity > 0; at--)
        {
            var sale = _sales[at];
            var taken = Math.Min(sale.Open, quantity);
            reversals.Add(++_links).Add(cancel.Invoice).Add(cancel.Key).Add(sale.Invoice).Add(sale.Key).Add(taken).EndRow();
            quantity -= taken;
            if (taken == sale.Open) _sales.RemoveAt(at);
            else _sales[at] = sale with { Open = sale.Open - taken };
        }
        return quantity;
    }

    private readonly record struct OpenLine(Guid Key, string Invoice, long Open);
}

using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// Judges the staged lines of one file, set-wise: equal lines are counted and every line gets its key, an invoice gets one customer and one moment, lines
/// that the main store has are marked, every line gets its type and its reasons, and cancellations find the sales that they take back.
/// The result is the view <c>judged</c>: the staged lines stay as they were written, only the exceptions are written down beside them.
/// </summary>
internal sealed class JudgeSales(SalesStaging staging)
{
    private static readonly string[] HeaderColumns = ["sold_at", "customer", "country", "channel"];

    /// <summary>What a correction is: the kinds of code that are never sold.</summary>
    private static readonly string CorrectionKinds =
        string.Join(", ", CodeKinds.All.Where(kind => CodeKinds.IsCorrection(kind.Kind)).Select(kind => (int)kind.Kind));

    public ImportReport Run(CancellationToken cancel = default)
    {
        var db = staging.Connection;
        db.Execute("""
            DROP VIEW IF EXISTS judged; DROP VIEW IF EXISTS weighed;
            DROP TABLE IF EXISTS customers; DROP TABLE IF EXISTS equal_lines; DROP TABLE IF EXISTS mixed_invoices;
            DELETE FROM reversals; DELETE FROM unmatched;
            """);
        db.Execute(Equal, null, cancel);
        db.Execute(Mixed(), null, cancel);
        db.Execute(Weighed(Any("known_lines")), null, cancel);
        new MatchReversals(staging).Run(cancel);
        db.Execute(Judged, null, cancel);
        db.Execute(Customers, null, cancel);
        var report = ImportReport.Of(staging, cancel);
        db.Execute("UPDATE import SET state = 'judged', report = $1", [report.ToJson()], cancel);
        return report;
    }

    private bool Any(string table) => staging.Connection.Rows($"SELECT 1 FROM {table} LIMIT 1", null, row => row.Int(0)).Any();

    /// <summary>The second and further of equal lines, with how-manieth they are.</summary>
    private const string Equal = """
        CREATE TABLE equal_lines AS
        SELECT line_no, row_number() OVER (PARTITION BY content ORDER BY line_no) AS nth
        FROM lines
        WHERE content IN (SELECT content FROM lines WHERE content IS NOT NULL GROUP BY content HAVING count(*) > 1)
        QUALIFY nth > 1;
        """;

    /// <summary>
    /// Invoices whose lines disagree in what an invoice has only once, with what then counts: of each column the most frequent value that is not empty,
    /// the first one where several are.
    /// </summary>
    private static string Mixed()
    {
        var disagree = HeaderColumns.Select(column => $"min({column}) <> max({column}) OR count({column}) NOT IN (0, count(*))");
        var counts = HeaderColumns.Select(column => $"""
            {column}_votes AS (
                SELECT invoice, {column}, {(column == "sold_at" ? "min(business_date) AS business_date, " : "")}count(*) AS votes, min(line_no) AS first_line
                FROM said WHERE {column} IS NOT NULL GROUP BY invoice, {column}),
            {column}_won AS (
                SELECT invoice, first({column} ORDER BY votes DESC, first_line) AS {column}
                    {(column == "sold_at" ? ", first(business_date ORDER BY votes DESC, first_line) AS business_date" : "")}
                FROM {column}_votes GROUP BY invoice)
            """);
        return $"""
            CREATE TABLE mixed_invoices AS
            WITH said AS (
                SELECT * FROM lines WHERE content IS NOT NULL AND invoice IN (
                    SELECT invoice FROM lines WHERE content IS NOT NULL GROUP BY invoice HAVING {string.Join(" OR ", disagree)})),
            {string.Join(",\n", counts)}
            SELECT * FROM sold_at_won LEFT JOIN customer_won USING (invoice) LEFT JOIN country_won USING (invoice) LEFT JOIN channel_won USING (invoice);
            """;
    }

    private static string Weighed(bool anyKnown)
    {
        static string Differs(Reason reason, string column) => $"CASE WHEN l.{column} IS DISTINCT FROM m.{column} THEN {reason.Flag} ELSE 0 END";
        static string When(string condition, Reason reason) => $"CASE WHEN {condition} THEN {reason.Flag} ELSE 0 END";
        return $"""
            CREATE VIEW weighed AS
            WITH keyed AS (
                SELECT line_no, raw, l.invoice, product, description, quantity, unit_price, amount, category, kind, cancels, content,
                    CASE WHEN nth IS NULL THEN content ELSE left(sha256(content::VARCHAR || '#' || nth), 32)::UUID END AS line_key,
                    CASE WHEN m.invoice IS NULL THEN l.sold_at ELSE m.sold_at END AS sold_at,
                    CASE WHEN m.invoice IS NULL THEN l.business_date ELSE m.business_date END AS business_date,
                    CASE WHEN m.invoice IS NULL THEN l.customer ELSE m.customer END AS customer,
                    CASE WHEN m.invoice IS NULL THEN l.country ELSE m.country END AS country,
                    CASE WHEN m.invoice IS NULL THEN l.channel ELSE m.channel END AS channel,
                    flags
                    | CASE WHEN nth IS NULL THEN 0 ELSE {Reasons.DuplicateLine.Flag} END
                    | CASE WHEN m.invoice IS NULL THEN 0 ELSE {Differs(Reasons.CustomerDiffers, "customer")} | {Differs(Reasons.DateDiffers, "sold_at")}
                        | {Differs(Reasons.HeaderDiffers, "country")} | {Differs(Reasons.HeaderDiffers, "channel")} END AS flags
                FROM (SELECT *, CASE WHEN content IS NOT NULL THEN invoice END AS accepted_invoice FROM lines) l
                LEFT JOIN equal_lines USING (line_no)
                LEFT JOIN mixed_invoices m ON m.invoice = accepted_invoice),
            typed AS (
                SELECT *,
                    (CASE WHEN kind IN ({CorrectionKinds}) THEN {(int)LineType.Correction}
                        WHEN cancels THEN {(int)LineType.Cancellation}
                        WHEN unit_price < 0 THEN {(int)LineType.Correction}
                        WHEN unit_price = 0 AND (quantity < 0 OR customer IS NULL) THEN {(int)LineType.StockAdjustment}
                        WHEN quantity < 0 THEN {(int)LineType.Correction}
                        ELSE {(int)LineType.Sale} END)::TINYINT AS type
                FROM keyed),
            flagged AS (
                SELECT * REPLACE (CASE WHEN content IS NULL THEN flags ELSE flags
                    | {When("customer IS NULL", Reasons.NoCustomer)}
                    | {When("unit_price < 0", Reasons.NegativePrice)}
                    | {When("quantity = 0", Reasons.ZeroQuantity)}
                    | {When($"type = {(int)LineType.StockAdjustment}", Reasons.StockAdjustment)}
                    | {When($"type = {(int)LineType.Sale} AND unit_price = 0", Reasons.FreeOfCharge)}
                    | {When($"type = {(int)LineType.Correction} AND quantity < 0 AND NOT cancels AND unit_price > 0", Reasons.NegativeQuantity)} END AS flags)
                FROM typed)
            {(anyKnown
                ? "SELECT flagged.*, known.line_key IS NOT NULL AS known FROM flagged LEFT JOIN (SELECT DISTINCT line_key FROM known_lines) known USING (line_key)"
                : "SELECT *, false AS known FROM flagged")};
            """;
    }

    private const string Judged = """
        CREATE VIEW judged AS
        SELECT weighed.* REPLACE (CASE WHEN flag IS NULL THEN flags ELSE flags | flag END AS flags) FROM weighed LEFT JOIN unmatched USING (line_no);
        """;

    /// <summary>What the file says of the customers that it brings anything of: the country of the latest invoice, and the first moment.</summary>
    private const string Customers = """
        CREATE TABLE customers AS
        SELECT customer, arg_max(country, sold_at) AS country, min(sold_at) AS first_at
        FROM weighed WHERE line_key IS NOT NULL AND customer IS NOT NULL GROUP BY customer HAVING NOT bool_and(known);
        """;
}

using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>Some lines and what they come to.</summary>
/// <param name="Lines">How many.</param>
/// <param name="ExactMicros">Sum of quantity times unit price, in 10⁻⁶ of the currency's unit; lines whose amount cannot be read count nothing.</param>
/// <param name="Minor">Sum of the line amounts as they are stored: each rounded half to even to whole minor units.</param>
public readonly record struct Tally(long Lines, Int128 ExactMicros, long Minor)
{
    /// <summary>Both together.</summary>
    public static Tally operator +(Tally a, Tally b) => new(a.Lines + b.Lines, a.ExactMicros + b.ExactMicros, checked(a.Minor + b.Minor));
}

/// <summary>A row of a breakdown.</summary>
/// <param name="Code">Stable code of what is counted.</param>
/// <param name="Label">Its name.</param>
/// <param name="Tally">Lines and amounts.</param>
public sealed record ReportRow(string Code, Text Label, Tally Tally);

/// <summary>How often a reason was given.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Severity">Whether it refuses, warns or notes.</param>
/// <param name="Label">Its wording.</param>
/// <param name="First">The lines of which it is the first reason: over all reasons, and the lines without any, these add up to the file.</param>
/// <param name="Lines">All lines that have it.</param>
public sealed record ReasonRow(string Code, Severity Severity, Text Label, Tally First, long Lines);

/// <summary>
/// What became of a sales file. Every breakdown adds up to <see cref="Total"/>, and the total to the file's own: lines and amounts, to the last 10⁻⁶.
/// </summary>
public sealed record ImportReport
{
    public required StagedFile File { get; init; }

    /// <summary>Name of the mapping.</summary>
    public required string Mapping { get; init; }

    /// <summary>ISO 4217 code of all amounts.</summary>
    public required string Currency { get; init; }

    public required Tally Total { get; init; }

    /// <summary>Accepted, accepted with a warning, refused.</summary>
    public required IReadOnlyList<ReportRow> Verdicts { get; init; }

    public required IReadOnlyList<ReasonRow> Reasons { get; init; }

    /// <summary>Lines without any reason.</summary>
    public required Tally Plain { get; init; }

    /// <summary>What the accepted lines do: sale, cancellation, stock adjustment, correction.</summary>
    public required IReadOnlyList<ReportRow> Types { get; init; }

    /// <summary>What the accepted lines are about: products, postage, fees …</summary>
    public required IReadOnlyList<ReportRow> Kinds { get; init; }

    /// <summary>Accepted lines that the main store has already; they change nothing.</summary>
    public required Tally Known { get; init; }

    /// <summary>Accepted lines that are new.</summary>
    public required Tally New { get; init; }

    /// <summary>Exact total less the sum of the rounded line amounts, in 10⁻⁶ of the currency's unit.</summary>
    public required Int128 RoundingMicros { get; init; }

    /// <summary>Refused lines whose amount cannot be read; they count in no amount.</summary>
    public required long LinesWithoutAmount { get; init; }

    /// <summary>Links from cancellations to the sales they take back.</summary>
    public required long Reversals { get; init; }

    /// <summary>Pieces taken back by these links.</summary>
    public required long ReversedQuantity { get; init; }

    /// <summary>Of the accepted lines.</summary>
    public required long Invoices { get; init; }

    /// <summary>Of the accepted lines.</summary>
    public required long Customers { get; init; }

    /// <summary>Of the accepted lines that are about products.</summary>
    public required long Products { get; init; }

    /// <summary>First and last business date of the accepted lines; null where none was accepted.</summary>
    public required DateOnly? FirstDate { get; init; }

    /// <inheritdoc cref="FirstDate"/>
    public required DateOnly? LastDate { get; init; }

    /// <summary>The tally of a verdict.</summary>
    public Tally Of(Verdict verdict) => Verdicts[(int)verdict].Tally;

    /// <summary>The report as JSON; exact amounts are whole 10⁻⁶ units.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StagedFile.Json);

    /// <summary>Reads a report back.</summary>
    public static ImportReport FromJson(string json) => JsonSerializer.Deserialize<ImportReport>(json, StagedFile.Json)!;

    /// <summary>Counts what is in the view <c>judged</c> and proves that it adds up to the file.</summary>
    internal static ImportReport Of(SalesStaging staging, CancellationToken cancel)
    {
        var cells = Cells(staging, cancel);
        var (file, mapping) = (staging.Source(), staging.Mapping());
        var accepted = cells.Where(cell => Integration.Reasons.VerdictOf(cell.Flags) != Verdict.Refused).ToList();
        var total = Sum(cells);
        if (total.Lines != file.SourceLines || total.ExactMicros != file.TotalMicros)
            throw new InvalidOperationException($"{total.Lines} lines of {total.ExactMicros} judged, the file has {file.SourceLines} of {file.TotalMicros}");
        var (reversals, reversed) = staging.Connection.Rows(
            "SELECT count(*), coalesce(sum(quantity), 0) FROM reversals", null, row => (row.Long(0), row.Long(1)), cancel).Single();
        var counts = staging.Connection.Rows(
            $"""
            SELECT count(DISTINCT l.invoice), count(DISTINCT CASE WHEN m.invoice IS NULL THEN l.customer ELSE m.customer END),
                count(DISTINCT CASE WHEN kind = {(int)CodeKind.Product} THEN product END),
                min(coalesce(m.business_date, l.business_date)), max(coalesce(m.business_date, l.business_date))
            FROM lines l LEFT JOIN mixed_invoices m USING (invoice) WHERE content IS NOT NULL
            """, null, row => (Invoices: row.Long(0), Customers: row.Long(1), Products: row.Long(2), First: Date(row, 3), Last: Date(row, 4)), cancel).Single();
        return new()
        {
            File = file,
            Mapping = mapping.Name,
            Currency = mapping.Currency,
            Total = total,
            Verdicts = [.. ReportTexts.Verdicts
                .Select(v => new ReportRow(v.Code, v.Label, Sum(cells.Where(cell => Integration.Reasons.VerdictOf(cell.Flags) == v.Verdict))))],
            Reasons = [.. Integration.Reasons.All
                .Select(reason => new ReasonRow(reason.Code, reason.Severity, reason.Text,
                    Sum(cells.Where(cell => (cell.Flags & -cell.Flags) == reason.Flag)), Sum(cells.Where(cell => (cell.Flags & reason.Flag) != 0)).Lines))
                .Where(row => row.Lines > 0)],
            Plain = Sum(cells.Where(cell => cell.Flags == 0)),
            Types = [.. ReportTexts.Types.Select(t => new ReportRow(t.Code, t.Label, Sum(accepted.Where(cell => cell.Type == t.Type))))],
            Kinds = [.. CodeKinds.All
                .Select(k => new ReportRow(k.Code, k.Label, Sum(accepted.Where(cell => cell.Kind == k.Kind))))
                .Where(row => row.Tally.Lines > 0)],
            Known = Sum(accepted.Where(cell => cell.Known)),
            New = Sum(accepted.Where(cell => !cell.Known)),
            RoundingMicros = total.ExactMicros - ((Int128)total.Minor * (1_000_000 / (long)Math.Pow(10, Money.Digits(mapping.Currency)))),
            LinesWithoutAmount = cells.Sum(cell => cell.WithoutAmount),
            Reversals = reversals,
            ReversedQuantity = reversed,
            Invoices = counts.Invoices,
            Customers = counts.Customers,
            Products = counts.Products,
            FirstDate = counts.First,
            LastDate = counts.Last,
        };
    }

    private static DateOnly? Date(DuckDb.DuckRow row, int column) => row.IsNull(column) ? null : row.Date(column);

    private static Tally Sum(IEnumerable<Cell> cells) => cells.Aggregate(default(Tally), (sum, cell) => sum + cell.Tally);

    /// <summary>All lines grouped by everything that any breakdown asks for: some hundred cells, however long the file.</summary>
    private static List<Cell> Cells(SalesStaging staging, CancellationToken cancel)
    {
        using var result = staging.Connection.Query(
            """
            SELECT flags, type, kind, known, count(*), coalesce(sum(CASE WHEN amount IS NOT NULL THEN quantity::HUGEINT * unit_price END), 0)::HUGEINT,
                coalesce(sum(amount), 0)::HUGEINT, count(*) - count(amount)
            FROM judged GROUP BY flags, type, kind, known
            """, null, cancel);
        var cells = new List<Cell>();
        while (result.Next())
        {
            var chunk = result.Chunk;
            for (var row = 0; row < chunk.Count; row++)
            {
                var tally = new Tally(chunk.Long(4, row), chunk.Column<Int128>(5)[row], checked((long)chunk.Column<Int128>(6)[row]));
                cells.Add(new(chunk.Long(0, row), (LineType)chunk.Long(1, row), (CodeKind)chunk.Long(2, row), chunk.Bool(3, row), tally, chunk.Long(7, row)));
            }
        }
        return cells;
    }

    private readonly record struct Cell(long Flags, LineType Type, CodeKind Kind, bool Known, Tally Tally, long WithoutAmount);
}

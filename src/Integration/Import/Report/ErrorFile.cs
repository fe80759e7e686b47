using System.Globalization;
using System.Text;
using Dangol.DuckDb;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// The refused and warned lines of a judged file as a CSV for a spreadsheet (UTF-8 with a mark): where they stand, what is the matter in the chosen
/// language, and the source's own columns, so that refused lines can be corrected and imported again. A cell that a spreadsheet would take for a formula
/// gets an apostrophe in front, and resident registration numbers are covered.
/// </summary>
internal sealed class ErrorFile(SalesStaging staging, Language language)
{
    private const string Flagged = """
        SELECT line_no, flags, raw, invoice, product, description, quantity, sold_at, unit_price, customer, country, channel, category
        FROM judged WHERE flags & $1 <> 0 ORDER BY line_no
        """;

    private readonly StagedFile _file = staging.Source();
    private readonly SalesMapping _mapping = staging.Mapping();

    /// <summary>Writes the file.</summary>
    /// <param name="target">Gets the bytes and stays open.</param>
    /// <param name="withWarnings">Whether the warned lines come too, or only the refused ones.</param>
    /// <param name="cancel">Stops the writing.</param>
    /// <returns>How many lines were listed.</returns>
    public long Write(Stream target, bool withWarnings = true, CancellationToken cancel = default)
    {
        using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        var columns = Columns.Find(_mapping, _file.Headers);
        WriteRow(writer, [In("줄", "Line"), In("판정", "Verdict"), In("코드", "Codes"), In("사유", "Reasons"), .. _file.Headers, In("원문", "Source text")]);
        var flags = withWarnings ? Reasons.RefusalFlags | Reasons.WarningFlags : Reasons.RefusalFlags;
        using var connection = staging.Connect();
        using var result = connection.Stream(Flagged, [flags], cancel);
        var lines = 0L;
        while (result.Next())
        {
            for (var row = 0; row < result.Chunk.Count; row++, lines++) WriteRow(writer, Cells(result.Chunk, row, columns));
        }
        return lines;
    }

    private List<string> Cells(DuckChunk chunk, int row, Columns columns)
    {
        var flags = chunk.Long(1, row);
        var reasons = Reasons.Of(flags).Where(reason => reason.Severity != Severity.Note).ToList();
        var verdict = ReportTexts.Verdicts[(int)Reasons.VerdictOf(flags)].Label.In(language);
        var cells = new List<string>
        {
            chunk.Long(0, row).ToString(CultureInfo.InvariantCulture), verdict, string.Join(' ', reasons.Select(reason => reason.Code)),
            string.Join(' ', reasons.Select(reason => reason.Text.In(language))),
        };
        var raw = chunk.String(2, row);
        IReadOnlyList<string>? source = raw is null ? Staged(chunk, row, columns) : Fields(raw);
        for (var i = 0; i < _file.Headers.Count; i++) cells.Add(source is not null && i < source.Count ? source[i] : "");
        cells.Add(raw is not null && source?.Count != _file.Headers.Count ? raw : "");
        return cells;
    }

    /// <summary>A refused line's own fields, or null where it cannot even be cut into fields.</summary>
    private List<string>? Fields(string raw)
    {
        using var record = new RecordReader(new MemoryStream(Encoding.UTF8.GetBytes(raw)), new(Dialect.Named(_file.Delimiter)));
        if (!record.Read() || record.Fault != RecordFault.None) return null;
        var fields = new List<string>();
        for (var i = 0; i < record.Count; i++) fields.Add(Encoding.UTF8.GetString(record[i]));
        return fields;
    }

    /// <summary>An accepted line's fields as they were understood, each in its own column.</summary>
    private string[] Staged(DuckChunk chunk, int row, Columns columns)
    {
        var cells = Enumerable.Repeat("", _file.Headers.Count).ToArray();
        foreach (var (field, _, _, _) in SalesFields.All)
        {
            if (!columns.Has(field)) continue;
            var column = (int)field + 3;
            cells[columns.Of[(int)field]] = field switch
            {
                SalesField.At => Moment(chunk.Instant(column, row)),
                SalesField.Quantity => chunk.Long(column, row).ToString(CultureInfo.InvariantCulture),
                SalesField.UnitPrice => Price(chunk.Long(column, row)),
                _ => chunk.String(column, row) ?? "",
            };
        }
        return cells;
    }

    private string Moment(DateTime at) =>
        TimeZoneInfo.ConvertTimeFromUtc(at, TimeZoneInfo.FindSystemTimeZoneById(_mapping.Zone)).ToString(_mapping.Dates[0], CultureInfo.InvariantCulture);

    private string Price(long micros) =>
        ((decimal)micros / 1_000_000).ToString("0.######", CultureInfo.InvariantCulture).Replace(".", _mapping.Numbers.Decimal, StringComparison.Ordinal);

    private string In(string ko, string en) => new Text(ko, en).In(language);

    private static void WriteRow(StreamWriter writer, IReadOnlyList<string> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0) writer.Write(',');
            WriteCell(writer, cells[i]);
        }
        writer.WriteLine();
    }

    private static void WriteCell(StreamWriter writer, string cell)
    {
        cell = ResidentNumbers.Masked(cell, bare: false);
        if (IsFormula(cell)) cell = "'" + cell;
        if (cell.AsSpan().IndexOfAny("\",\r\n") < 0) writer.Write(cell);
        else writer.Write($"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
    }

    /// <summary>Whether a spreadsheet would compute the cell. A plain number with its sign is none.</summary>
    private static bool IsFormula(string cell) =>
        cell.Length > 0 && "=+-@\t\r＝＋－＠".Contains(cell[0], StringComparison.Ordinal)
        && !decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}

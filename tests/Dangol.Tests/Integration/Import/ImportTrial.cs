using System.Text;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>A small file put through reading and judging, as of 2012-01-01, with what came out at hand.</summary>
internal sealed class ImportTrial : IDisposable
{
    public const string RetailHeader = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("dangol-import-").FullName;

    public ImportTrial(byte[] file, ReadingOptions? options = null, Func<KnownLines, IEnumerable<KnownLine>>? known = null)
    {
        Staging = SalesStaging.Create(Path.Combine(_folder, "staging.duckdb"));
        try
        {
            new StageSales(new At2012(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul")).Run(new MemoryStream(file), "test.csv", options ?? new(), Staging);
            if (known is not null)
            {
                var wanted = new KnownLines(Staging);
                wanted.Add([.. known(wanted)]);
            }
            Report = new JudgeSales(Staging).Run();
        }
        catch
        {
            Dispose();
            throw;
        }
        // What names products is not streamed with the lines.
        var said = Staging.Connection.Rows("SELECT line_no, description, category FROM lines", null, row => (Line: row.Long(0), Description: row.String(1), Category: row.String(2))).ToDictionary(s => s.Line);
        using var lines = new JudgedLines(Staging);
        while (lines.Read()) Lines.Add(Line.Of(lines, said[lines.SourceLine].Description, said[lines.SourceLine].Category));
        Reversals = [.. new JudgedParts(Staging).Reversals()];
    }

    public ImportTrial(string file, ReadingOptions? options = null, Func<KnownLines, IEnumerable<KnownLine>>? known = null)
        : this(Encoding.UTF8.GetBytes(file), options, known)
    {
    }

    public SalesStaging Staging { get; }
    public ImportReport Report { get; }
    public List<Line> Lines { get; } = [];
    public List<JudgedReversal> Reversals { get; }

    /// <summary>A file of the retail mapping from lines such as <c>1,A,,2,2011-01-01 10:00:00,1.50,7,UK</c>.</summary>
    public static ImportTrial Retail(params string[] lines) => new(RetailHeader + string.Join('\n', lines) + "\n");

    /// <summary>The codes of all reasons given, in order, of a file of one line.</summary>
    public static string ReasonsOf(string line)
    {
        using var trial = Retail(line);
        return string.Join(' ', trial.Report.Reasons.Select(reason => reason.Code));
    }

    /// <summary>What the applier would tell a later import of the lines that came in here.</summary>
    public IEnumerable<KnownLine> AsKnown()
    {
        foreach (var line in Lines)
        {
            var open = line.Type switch
            {
                LineType.Sale => line.Quantity - Reversals.Where(reversal => reversal.Sale == line.Key).Sum(reversal => reversal.Quantity),
                LineType.Cancellation => -line.Quantity - Reversals.Where(reversal => reversal.Cancellation == line.Key).Sum(reversal => reversal.Quantity),
                _ => 0,
            };
            yield return new(line.Key, line.Invoice, line.SoldAt, line.Customer, line.Product, line.UnitPrice, line.Quantity, line.Type == LineType.Cancellation, open);
        }
    }

    public string ErrorFile(Language language = Language.English, bool withWarnings = true)
    {
        var bytes = new MemoryStream();
        new ErrorFile(Staging, language).Write(bytes, withWarnings);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public void Dispose()
    {
        Staging.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal sealed record Line(
        long SourceLine, Guid Key, long Flags, LineType Type, CodeKind Kind, bool Known, string Invoice, DateTime SoldAt, DateOnly BusinessDate,
        string? Customer, string? Country, string? Channel, string Product, string? Description, string? Category, long Quantity, long UnitPrice, long Amount)
    {
        public string Codes => string.Join(' ', Reasons.Of(Flags).Select(reason => reason.Code));

        public static Line Of(JudgedLines l, string? description, string? category) => new(
            l.SourceLine, l.Key, l.Flags, l.Type, l.Kind, l.Known, l.Invoice, l.SoldAt, l.BusinessDate,
            l.Customer, l.Country, l.Channel, l.Product, description, category, l.Quantity, l.UnitPrice, l.Amount);
    }

    private sealed class At2012 : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}

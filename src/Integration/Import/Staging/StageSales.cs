using System.Text;
using Dangol.DuckDb;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>What the person says about the file; what is null is found out.</summary>
internal sealed record ReadingOptions(string? Encoding = null, string? Delimiter = null, SalesMapping? Mapping = null);

/// <summary>How far reading or judging came.</summary>
/// <param name="Lines">Source lines done.</param>
/// <param name="Share">Part of the whole, 0 to 1.</param>
internal readonly record struct ImportProgress(long Lines, double Share);

/// <summary>
/// Reads a sales file into a staging file, one row per source line, in one pass and constant memory. Lines that cannot be read are staged with the
/// reasons and their raw text.
/// </summary>
internal sealed class StageSales(TimeProvider clock, TimeZoneInfo companyZone)
{
    private const int Sample = 1 << 16, KeptRaw = 4000, ProgressEvery = 20_000;

    /// <exception cref="Refused">The file as a whole cannot be read: missing, empty, damaged, no text, no table, no mapping that fits.</exception>
    public StagedFile Run(
        string path, ReadingOptions options, SalesStaging staging, Action<ImportProgress>? progress = null, CancellationToken cancel = default)
    {
        using var file = SourceFile.Open(path);
        return Run(file, System.IO.Path.GetFileName(path), options, staging, progress, cancel);
    }

    /// <summary>The same from a stream that can be wound back, packed or not.</summary>
    public StagedFile Run(
        Stream file, string name, ReadingOptions options, SalesStaging staging, Action<ImportProgress>? progress = null, CancellationToken cancel = default)
    {
        using var bytes = SourceFile.Unpack(file);
        using var text = new Utf8Text(bytes, options.Encoding);
        var sample = new byte[Sample];
        sample = sample[..text.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false)];
        var dialect = Dialect.Of(sample, options.Delimiter);
        using var record = new RecordReader(new Joined(new MemoryStream(sample), text), dialect);
        var (mapping, columns) = Header(record, options.Mapping);
        var line = new LineParser(columns, mapping, new Moments(mapping, companyZone, clock.GetUtcNow().UtcDateTime));

        var (lines, blank, total) = (0L, 0L, Int128.Zero);
        using (var transaction = staging.Connection.Begin())
        {
            using (var rows = staging.Connection.Appender("lines", ahead: true))
            {
                for (var more = !mapping.Header || record.Read(); more; more = record.Read())
                {
                    if (line.Parse(record)) Append(rows, record, line);
                    else blank++;
                    if (line.Amount is not null) total += (Int128)line.Quantity!.Value * line.UnitPrice!.Value;
                    if (++lines % ProgressEvery != 0) continue;
                    cancel.ThrowIfCancellationRequested();
                    progress?.Invoke(new(lines, (double)file.Position / file.Length));
                }
                rows.Close();
            }
            lines -= blank;
            if (lines == 0)
                throw new Refused("file_without_lines", "file", new("머리글만 있고 데이터 줄이 없어요.", "The file has a header and no lines."));
            var staged = new StagedFile(name, text.Name, dialect.Name, columns.Headers, lines, record.Lines, record.BlankLines + blank, total);
            staging.Connection.Execute("UPDATE import SET state = 'staged', mapping = $1, file = $2", [mapping.ToJson(), staged.ToJson()]);
            transaction.Commit();
            return staged;
        }
    }

    private static (SalesMapping Mapping, Columns Columns) Header(RecordReader record, SalesMapping? given)
    {
        if (!record.Read()) throw SourceFile.Empty();
        if (record.Fault != RecordFault.None)
            throw new Refused("header_unreadable", "file", new(
                $"{record.Line}번째 줄의 머리글을 읽을 수 없어요. 파일의 인코딩과 따옴표를 확인해 주세요.",
                $"The header on line {record.Line} cannot be read. Check the file's encoding and quotes."));
        var headers = new string[record.Count];
        for (var i = 0; i < headers.Length; i++) headers[i] = given is { Header: false } ? $"#{i + 1}" : Encoding.UTF8.GetString(record[i]);
        var mapping = given ?? Columns.Choose(headers);
        return (mapping, Columns.Find(mapping, headers));
    }

    private static void Append(DuckAppender rows, RecordReader record, LineParser line)
    {
        var refused = (line.Flags & Reasons.RefusalFlags) != 0;
        rows.Add(record.Line).Add(line.Flags);
        if (refused) rows.AddNull();
        else rows.Add(line.Content());
        Text(rows, line.Text(SalesField.Invoice));
        Text(rows, line.Text(SalesField.Product));
        Text(rows, line.Text(SalesField.Description));
        Number(rows, line.Quantity);
        Number(rows, line.UnitPrice);
        Number(rows, line.Amount);
        if (line.At is { } at) rows.Add(DateTime.UnixEpoch.AddTicks(at * 10)).Add(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(line.Day!.Value));
        else rows.AddNull().AddNull();
        Text(rows, line.Text(SalesField.Customer));
        Text(rows, line.Text(SalesField.Country));
        Text(rows, line.Text(SalesField.Channel));
        Text(rows, line.Text(SalesField.Category));
        rows.Add((long)line.Kind).Add(line.Cancels);
        if (refused) rows.Add(Shown(record.Raw));
        else rows.AddNull();
        rows.EndRow();
    }

    private static void Text(DuckAppender rows, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) rows.AddNull();
        else rows.AddUtf8(text);
    }

    private static void Number(DuckAppender rows, long? number)
    {
        if (number is { } value) rows.Add(value);
        else rows.AddNull();
    }

    private static string Shown(ReadOnlySpan<byte> raw) => Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, KeptRaw)]).Replace('\0', '\uFFFD');
}

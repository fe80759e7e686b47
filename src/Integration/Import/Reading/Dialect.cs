using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>How a file of rows is cut: between fields, and between lines.</summary>
/// <param name="Delimiter">The ASCII character between two fields.</param>
/// <param name="Newline">Line feed, or carriage return in very old files; a carriage return before a line feed belongs to neither field.</param>
/// <param name="SkippedLines">Lines before the header that are no data: 1 where a spreadsheet wrote <c>sep=;</c>.</param>
internal sealed record Dialect(byte Delimiter, byte Newline = (byte)'\n', int SkippedLines = 0)
{
    private const int Looked = 200;

    /// <summary>The delimiter as people name it.</summary>
    public string Name => Delimiter == '\t' ? "tab" : ((char)Delimiter).ToString();

    /// <summary>
    /// Finds how the text is cut from its beginning: the delimiter for which most of the first records have as many fields as the header, more fields
    /// counting for more.
    /// </summary>
    /// <param name="sample">The beginning of the text as UTF-8.</param>
    /// <param name="delimiter">What the person says it is (<c>,</c> <c>;</c> <c>|</c> <c>tab</c>), or null to find out.</param>
    /// <exception cref="Refused">The delimiter is unknown, or no delimiter makes columns of the text.</exception>
    public static Dialect Of(ReadOnlySpan<byte> sample, string? delimiter = null)
    {
        var newline = sample.Contains((byte)'\n') || !sample.Contains((byte)'\r') ? (byte)'\n' : (byte)'\r';
        var said = sample.StartsWith("sep="u8) && sample.Length > 4 ? sample[4] : (byte)0;
        var skipped = said == 0 ? 0 : 1;
        if (delimiter is not null) return new(Named(delimiter), newline, skipped);
        if (said != 0) return new(said, newline, skipped);
        var bytes = sample.ToArray();
        var (best, weight) = (default(Dialect), 0);
        foreach (var candidate in ",;\t|"u8)
        {
            var dialect = new Dialect(candidate, newline);
            if (Weight(bytes, dialect) is var w && w > weight) (best, weight) = (dialect, w);
        }
        return best ?? throw new Refused("file_one_column", "file", new(
            "열을 나누는 글자(쉼표, 쌍반점, 탭, |)를 찾지 못했어요. 표로 된 CSV 파일인지 확인해 주세요.",
            "No comma, semicolon, tab or | makes columns of this file. Is it a CSV table?"));
    }

    private static int Weight(byte[] sample, Dialect dialect)
    {
        using var reader = new RecordReader(new MemoryStream(sample), dialect);
        if (!reader.Read() || reader.Count < 2) return 0;
        var (columns, alike) = (reader.Count, 1);
        for (var i = 0; i < Looked && reader.Read(); i++) if (reader.Count == columns) alike++;
        return alike * columns;
    }

    /// <summary>The delimiter that a person or a staged file names.</summary>
    internal static byte Named(string delimiter) => delimiter switch
    {
        "," or "comma" => (byte)',',
        ";" or "semicolon" => (byte)';',
        "\t" or "\\t" or "tab" => (byte)'\t',
        "|" or "pipe" => (byte)'|',
        _ => throw new Refused("delimiter_unknown", "delimiter", new(
            $"{Particle.With($"'{delimiter}'", "은/는")} 쓸 수 없는 구분자예요. , ; | tab 가운데 하나를 적어 주세요.", $"'{delimiter}' is no delimiter. Name one of , ; | tab.")),
    };
}

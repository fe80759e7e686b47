using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// The text of a file as UTF-8, whatever it was written in. Plain ASCII reads the same in all of them, so the choice between UTF-8, CP949 and Windows-1252
/// waits for the first byte that is not ASCII, however late it comes, and is made on up to a mebibyte from there.
/// What cannot be read becomes U+FFFD (or stays an ill-formed UTF-8 sequence), which the reader of records refuses line by line.
/// </summary>
internal sealed class Utf8Text : ForwardStream
{
    private const int Block = 1 << 16, Sample = 1 << 20;
    private readonly Stream _bytes;
    private Stream _text;
    private bool _decided;

    static Utf8Text() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="bytes">The unpacked file.</param>
    /// <param name="encoding">What the person says it is written in (any name .NET knows, such as <c>cp949</c> or <c>utf-8</c>), or null to find out.</param>
    public Utf8Text(Stream bytes, string? encoding = null)
    {
        _bytes = bytes;
        var first = Next(Block);
        if (first.Length == 0) throw SourceFile.Empty();
        _text = new Joined(new MemoryStream(first), bytes);
        var (marked, mark) = ByMark(first);
        if (encoding is not null) Decide(Named(encoding), Strip(first, marked is null ? 0 : mark));
        else if (marked is not null) Decide(marked, Strip(first, mark));
        else if (first.AsSpan().Contains((byte)0)) Decide(ByZeros(first), first);
    }

    /// <summary>Name of the encoding that was found or said: <c>ascii</c> until something else was met.</summary>
    public string Name { get; private set; } = "ascii";

    public override int Read(Span<byte> buffer)
    {
        var read = _text.Read(buffer);
        if (_decided || Ascii.IsValid(buffer[..read])) return read;
        var sample = new byte[Math.Max(Sample, read)];
        buffer[..read].CopyTo(sample);
        var size = read + _text.ReadAtLeast(sample.AsSpan(read), sample.Length - read, throwOnEndOfStream: false);
        Decide(ByContent(sample.AsSpan(0, size)), sample[..size]);
        return _text.Read(buffer);
    }

    private void Decide(Encoding encoding, byte[] pending)
    {
        _decided = true;
        Name = encoding.CodePage switch { 65001 => "utf-8", 949 or 51949 => "cp949", _ => encoding.WebName };
        var all = new Joined(new MemoryStream(pending), _bytes);
        _text = encoding.CodePage == 65001 ? all : Encoding.CreateTranscodingStream(all, encoding, Encoding.UTF8);
    }

    private static (Encoding? Encoding, int Length) ByMark(ReadOnlySpan<byte> first) =>
        first.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? (Encoding.UTF8, 3)
        : first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? (Readable("utf-16"), 2)
        : first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? (Readable("utf-16BE"), 2)
        : (null, 0);

    /// <summary>UTF-16 without a mark has its zeros mostly on one side of each pair; any other file with zeros is no text.</summary>
    private static Encoding ByZeros(ReadOnlySpan<byte> first)
    {
        Span<int> zeros = [0, 0];
        for (var i = 0; i < first.Length; i++) if (first[i] == 0) zeros[i & 1]++;
        var some = first.Length / 8;
        if (zeros[1] > some && zeros[0] < zeros[1] / 4) return Readable("utf-16");
        if (zeros[0] > some && zeros[1] < zeros[0] / 4) return Readable("utf-16BE");
        throw new Refused("file_not_text", "file", new(
            "글자로 된 파일이 아니에요. CSV나 탭으로 나눈 텍스트 파일을 올려 주세요.", "This is not a text file. Give a CSV or a tab-separated text file."));
    }

    /// <summary>The one that reads the sample with the fewest faults; where both that can write Korean fail often, it is Western.</summary>
    private static Encoding ByContent(ReadOnlySpan<byte> sample)
    {
        if (Utf8.IsValid(sample) || Faults(Encoding.UTF8, sample) == 0) return Encoding.UTF8;
        var cp949 = Readable("949");
        double utf8Faults = Faults(Encoding.UTF8, sample), cp949Faults = Faults(cp949, sample);
        var foreign = 0;
        foreach (var b in sample) if (b >= 0x80) foreign++;
        if (Math.Min(utf8Faults, cp949Faults) > 0.2 * foreign) return Readable("1252");
        return utf8Faults <= cp949Faults ? Encoding.UTF8 : cp949;
    }

    /// <summary>How many places of the sample cannot be read; a character cut in two by the sample's end is none.</summary>
    private static int Faults(Encoding encoding, ReadOnlySpan<byte> sample)
    {
        var chars = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(sample.Length));
        var count = encoding.GetDecoder().GetChars(sample, chars, flush: false);
        var faults = chars.AsSpan(0, count).Count('\uFFFD');
        ArrayPool<char>.Shared.Return(chars);
        return faults;
    }

    private static Encoding Named(string name)
    {
        try
        {
            return name.ToLowerInvariant() switch
            {
                "utf8" or "utf-8" => Encoding.UTF8,
                "cp949" or "euc-kr" or "euckr" or "ks_c_5601-1987" or "uhc" => Readable("949"),
                var other => Readable(other),
            };
        }
        catch (ArgumentException)
        {
            throw new Refused("encoding_unknown", "encoding", new(
                $"{Particle.With($"'{name}'", "은/는")} 모르는 문자 인코딩이에요. utf-8, cp949, utf-16 가운데 하나를 적어 주세요.",
                $"'{name}' is no encoding that is known here. Name utf-8, cp949 or utf-16."));
        }
    }

    private static Encoding Readable(string name)
    {
        var replacement = new DecoderReplacementFallback("\uFFFD");
        return int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var page)
            ? Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, replacement)
            : Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, replacement);
    }

    private static byte[] Strip(byte[] first, int mark) => first[mark..];

    private byte[] Next(int size)
    {
        var block = new byte[size];
        return block[.._bytes.ReadAtLeast(block, size, throwOnEndOfStream: false)];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _bytes.Dispose();
        base.Dispose(disposing);
    }
}

namespace Dangol.Integration;

/// <summary>
/// Text in columns made with blanks, as statistics programs write it, with one tab between two fields and none before the first: so that the reader of records
/// can read it. Line ends stay where they are; what stands in quotes stays as it is.
/// </summary>
internal sealed class Respaced(Stream text) : ForwardStream
{
    private readonly byte[] _read = new byte[1 << 16];
    private bool _lineBegins = true, _blankBefore, _quoted;

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            // A blank that was held back adds one byte to what was read.
            var count = text.Read(_read.AsSpan(0, Math.Min(_read.Length, buffer.Length - 1)));
            if (count == 0) return 0;
            var written = 0;
            foreach (var b in _read.AsSpan(0, count))
            {
                if (!_quoted && b is (byte)' ' or (byte)'\t')
                {
                    _blankBefore = true;
                    continue;
                }
                if (b is (byte)'\n' or (byte)'\r') (_lineBegins, _blankBefore, _quoted) = (true, false, false);
                else
                {
                    if (_blankBefore && !_lineBegins) buffer[written++] = (byte)'\t';
                    if (b == (byte)'"' && (_quoted || _lineBegins || _blankBefore)) _quoted = !_quoted;
                    (_lineBegins, _blankBefore) = (false, false);
                }
                buffer[written++] = b;
            }
            if (written > 0) return written;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) text.Dispose();
        base.Dispose(disposing);
    }
}

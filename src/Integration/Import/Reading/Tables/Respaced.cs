namespace Dangol.Integration;

/// <summary>
/// Text in columns made with blanks, as statistics programs write it, with one tab between two fields and none before the first: so that the reader of records
/// can read it. Line ends stay where they are; what stands in quotes stays as it is.
/// </summary>
internal sealed class Respaced(Stream text) : ForwardStream
{
    private readonly byte[] _read = new byte[1 << 16], _made = new byte[1 << 17];
    private int _from, _to;
    private bool _lineBegins = true, _blankBefore, _quoted;

    public override int Read(Span<byte> buffer)
    {
        while (_from == _to)
        {
            var count = text.Read(_read);
            if (count == 0) return 0;
            (_from, _to) = (0, 0);
            foreach (var b in _read.AsSpan(0, count)) Add(b);
        }
        var ready = Math.Min(buffer.Length, _to - _from);
        _made.AsSpan(_from, ready).CopyTo(buffer);
        _from += ready;
        return ready;
    }

    private void Add(byte b)
    {
        if (!_quoted && b is (byte)' ' or (byte)'\t')
        {
            _blankBefore = true;
            return;
        }
        if (b is (byte)'\n' or (byte)'\r') (_lineBegins, _blankBefore, _quoted) = (true, false, false);
        else
        {
            if (_blankBefore && !_lineBegins) _made[_to++] = (byte)'\t';
            if (b == (byte)'"' && (_quoted || _lineBegins || _blankBefore)) _quoted = !_quoted;
            (_lineBegins, _blankBefore) = (false, false);
        }
        _made[_to++] = b;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) text.Dispose();
        base.Dispose(disposing);
    }
}

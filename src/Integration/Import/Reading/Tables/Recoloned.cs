namespace Dangol.Integration;

/// <summary>Text in columns with two colons between them, as the files of MovieLens are written, with a tab instead.</summary>
internal sealed class Recoloned(Stream text) : ForwardStream
{
    private readonly byte[] _read = new byte[1 << 16], _made = new byte[(1 << 16) + 1];
    private int _from, _to;
    private bool _colon;

    public override int Read(Span<byte> buffer)
    {
        while (_from == _to)
        {
            var count = text.Read(_read);
            (_from, _to) = (0, 0);
            // A single colon is kept back until it is known that no other follows.
            if (count == 0)
            {
                if (!_colon) return 0;
                (_made[_to++], _colon) = ((byte)':', false);
            }
            foreach (var b in _read.AsSpan(0, count)) Add(b);
        }
        var ready = Math.Min(buffer.Length, _to - _from);
        _made.AsSpan(_from, ready).CopyTo(buffer);
        _from += ready;
        return ready;
    }

    private void Add(byte b)
    {
        if (b == (byte)':')
        {
            if (_colon) _made[_to++] = (byte)'\t';
            _colon = !_colon;
            return;
        }
        if (_colon) (_made[_to++], _colon) = ((byte)':', false);
        _made[_to++] = b;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) text.Dispose();
        base.Dispose(disposing);
    }
}

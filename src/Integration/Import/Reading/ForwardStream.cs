namespace Dangol.Integration;

/// <summary>A stream that is only read, from front to back.</summary>
internal abstract class ForwardStream : Stream
{
    public abstract override int Read(Span<byte> buffer);

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public sealed override bool CanRead => true;
    public sealed override bool CanSeek => false;
    public sealed override bool CanWrite => false;
    public sealed override long Length => throw new NotSupportedException();
    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public sealed override void Flush() { }
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public sealed override void SetLength(long value) => throw new NotSupportedException();
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>One stream after the other, as if they were one.</summary>
internal sealed class Joined(params Stream[] parts) : ForwardStream
{
    private int _current;

    public override int Read(Span<byte> buffer)
    {
        for (; _current < parts.Length; _current++)
        {
            var read = parts[_current].Read(buffer);
            if (read > 0) return read;
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) foreach (var part in parts) part.Dispose();
        base.Dispose(disposing);
    }
}

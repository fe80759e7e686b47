using System.Buffers.Binary;

namespace Dangol.Platform;

/// <summary>
/// Rows of PostgreSQL's binary COPY, one at a time in a buffer of its own (PostgreSQL 15, "COPY", binary format: a header of 19 bytes, then for each row the
/// number of fields and for each field its length and bytes, −1 for NULL; −1 fields at the end).
/// </summary>
internal sealed class CopyTuples(Stream stream, int columns)
{
    public static ReadOnlySpan<byte> Header => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static ReadOnlySpan<byte> Trailer => [0xFF, 0xFF];

    /// <summary>A server's wire form of days and instants counts from 2000-01-01.</summary>
    public static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static readonly DateOnly EpochDay = DateOnly.FromDateTime(Epoch);

    private readonly int[] _starts = new int[columns];
    private readonly int[] _lengths = new int[columns];
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _at;
    private int _filled;
    private bool _begun;

    /// <summary>The row as it came over the wire, to be passed on.</summary>
    public ReadOnlySpan<byte> Raw => _buffer.AsSpan(_start, _at - _start);

    public bool IsNull(int column) => _lengths[column] < 0;

    public ReadOnlySpan<byte> Field(int column) => _buffer.AsSpan(_start + _starts[column], _lengths[column]);

    /// <summary>Reads the next row.</summary>
    /// <returns>False at the end.</returns>
    public bool Next()
    {
        if (!_begun)
        {
            _begun = true;
            Need(Header.Length);
            if (!_buffer.AsSpan(0, 11).SequenceEqual(Header[..11])) throw new InvalidDataException("the server sent no binary COPY");
            _at = Header.Length + BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(15, 4));
        }
        _start = _at;
        var fields = BinaryPrimitives.ReadInt16BigEndian(Take(2));
        if (fields == -1) return false;
        if (fields != columns) throw new InvalidDataException($"the server sent {fields} columns, {columns} were asked for");
        for (var i = 0; i < columns; i++)
        {
            _lengths[i] = BinaryPrimitives.ReadInt32BigEndian(Take(4));
            _starts[i] = _at - _start;
            if (_lengths[i] > 0) Take(_lengths[i]);
        }
        return true;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        Need(count);
        _at += count;
        return _buffer.AsSpan(_at - count, count);
    }

    private void Need(int count)
    {
        if (_filled - _at >= count) return;
        var kept = _filled - _start;
        if (_start > 0) Buffer.BlockCopy(_buffer, _start, _buffer, 0, kept);
        (_at, _filled, _start) = (_at - _start, kept, 0);
        if (_at + count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _at + count));
        while (_filled - _at < count)
        {
            var read = stream.Read(_buffer, _filled, _buffer.Length - _filled);
            if (read == 0) throw new EndOfStreamException("the server ended the COPY in the middle of a row");
            _filled += read;
        }
    }
}

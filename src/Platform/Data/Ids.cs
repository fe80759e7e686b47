using System.Buffers.Binary;

namespace Dangol.Platform;

/// <summary>
/// Makes keys: UUIDv7 (RFC 9562), in the order in which they were asked for, even within a millisecond. Tests and the sample company give a seed and
/// get the same keys each time.
/// </summary>
public sealed class Ids(TimeProvider clock, int? seed = null)
{
    private readonly Random _random = seed is { } s ? new Random(s) : Random.Shared;
    private readonly Lock _lock = new();
    private long _milliseconds;
    private int _counter;

    /// <summary>The next key.</summary>
    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_lock)
        {
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _milliseconds) (_milliseconds, _counter) = (now, _random.Next(0x800));
            else if (++_counter > 0xFFF) (_milliseconds, _counter) = (_milliseconds + 1, 0);
            _random.NextBytes(bytes[8..]);
            BinaryPrimitives.WriteInt64BigEndian(bytes, _milliseconds << 16 | 0x7000L | (uint)_counter);
        }
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dangol.DuckDb;

/// <summary><c>duckdb_result</c>: six words, handed over by value when fetching.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RawResult
{
    internal nint A, B, C, D, E, F;
}

/// <summary><c>duckdb_hugeint</c> and <c>duckdb_uhugeint</c>: low word first, as <see cref="Int128"/> on the little-endian machines DuckDB runs on.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Raw128
{
    internal ulong Lower, Upper;
}

/// <summary><c>duckdb_decimal</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RawDecimal
{
    internal byte Width, Scale;
    internal Raw128 Value;
}

/// <summary><c>duckdb_string_t</c>: a length, then 12 bytes in place, or 4 bytes of prefix and a pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct RawString
{
    internal const int InPlace = 12;

    [FieldOffset(0)] internal uint Length;
    [FieldOffset(4)] internal fixed byte Inline[InPlace];
    [FieldOffset(8)] internal byte* Pointer;

    internal static ReadOnlySpan<byte> Bytes(RawString* text) => new(text->Length <= InPlace ? text->Inline : text->Pointer, (int)text->Length);
}

/// <summary>How .NET's values stand in DuckDB's vectors.</summary>
internal static class Layout
{
    private const ulong TopBit = 1UL << 63;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    internal static int Days(DateOnly date) => date.DayNumber - EpochDay;

    internal static DateOnly Date(int days) => DateOnly.FromDayNumber(checked(days + EpochDay));

    internal static long Micros(DateTime instant) =>
        instant.Kind == DateTimeKind.Local
            ? throw new ArgumentException("an instant is UTC; a local DateTime has no one meaning", nameof(instant))
            : (instant.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static DateTime Instant(long micros) => DateTime.UnixEpoch.AddTicks(checked(micros * TimeSpan.TicksPerMicrosecond));

    /// <summary>A UUID orders as its text does: big-endian, with the first bit turned because the number is signed.</summary>
    internal static Int128 Uuid(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Uuid(bytes);
    }

    internal static Int128 Uuid(ReadOnlySpan<byte> bigEndian) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bigEndian) ^ TopBit, BinaryPrimitives.ReadUInt64BigEndian(bigEndian[8..]));

    internal static Guid Uuid(Int128 raw)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)(raw >>> 64) ^ TopBit);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (ulong)raw);
        return new(bytes, bigEndian: true);
    }

    /// <summary>The UUID as the plain number that <c>duckdb_create_uuid</c> wants.</summary>
    internal static Raw128 PlainUuid(Guid id)
    {
        var turned = Uuid(id);
        return new() { Lower = (ulong)turned, Upper = (ulong)(turned >>> 64) ^ TopBit };
    }

    internal static RawDecimal Decimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var mantissa = new Int128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        if (value < 0) mantissa = -mantissa;
        return new() { Width = 38, Scale = value.Scale, Value = new() { Lower = (ulong)mantissa, Upper = (ulong)(mantissa >>> 64) } };
    }

    /// <summary>Bytes a value takes in a vector; 0 for types that are read by no span.</summary>
    internal static int Width(DuckType type) => type switch
    {
        DuckType.Boolean or DuckType.TinyInt or DuckType.UTinyInt => 1,
        DuckType.SmallInt or DuckType.USmallInt => 2,
        DuckType.Integer or DuckType.UInteger or DuckType.Float or DuckType.Date => 4,
        DuckType.BigInt or DuckType.UBigInt or DuckType.Double or DuckType.Time or DuckType.TimeTz => 8,
        DuckType.Timestamp or DuckType.TimestampS or DuckType.TimestampMs or DuckType.TimestampNs or DuckType.TimestampTz => 8,
        DuckType.HugeInt or DuckType.UHugeInt or DuckType.Uuid or DuckType.Varchar or DuckType.Blob or DuckType.Interval => 16,
        _ => 0,
    };
}

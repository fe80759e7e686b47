using System.Buffers.Binary;
using System.Numerics;

namespace Dangol.Platform;

/// <summary>Whose a record is, as the search index has it: tokens of who is in charge of it and of the team.</summary>
internal readonly record struct Whose(Guid? Owner, Guid? Team)
{
    /// <summary>The tokens.</summary>
    public IEnumerable<string> Tokens => [.. Owner is { } owner ? [OfOwner(owner)] : Array.Empty<string>(), .. Team is { } team ? [OfTeam(team)] : Array.Empty<string>()];

    /// <summary>Tells whether a document still says whose its record is; 47 bits, which SQLite keeps in six bytes.</summary>
    public long Number => (long)((Bits(Owner) ^ BitOperations.RotateLeft(Bits(Team), 29)) & 0x7FFF_FFFF_FFFF);

    /// <summary>The token of who is in charge.</summary>
    public static string OfOwner(Guid id) => "¤" + Short(id);

    /// <summary>The token of a team.</summary>
    public static string OfTeam(Guid id) => "¶" + Short(id);

    // The half of a key that chance has made is enough: were two ever alike, the check of what is reached would part them.
    private static string Short(Guid id) => id.ToString("N")[16..];

    private static ulong Bits(Guid? id)
    {
        Span<byte> bytes = stackalloc byte[16];
        return id is { } key && key.TryWriteBytes(bytes, bigEndian: true, out _) ? BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) : 0;
    }
}

namespace Dangol.Marketing;

/// <summary>
/// The members of a segment on the day of a launch, frozen: their keys in order, 16 big-endian bytes each, in a file under its SHA-256. Whatever is bought or
/// changed afterwards, a launch that is interrupted goes on with the same people.
/// </summary>
internal static class MemberSnapshot
{
    private const int Key = 16;

    /// <summary>Writes them.</summary>
    /// <returns>The SHA-256.</returns>
    public static Task<string> Write(Files files, IReadOnlyList<Guid> members, CancellationToken cancel) => files.Write(async stream =>
    {
        var bytes = new byte[Key * 4096];
        for (var from = 0; from < members.Count; from += 4096)
        {
            var count = Math.Min(4096, members.Count - from);
            for (var i = 0; i < count; i++) members[from + i].TryWriteBytes(bytes.AsSpan(i * Key), bigEndian: true, out _);
            await stream.WriteAsync(bytes.AsMemory(0, count * Key), cancel);
        }
    }, cancel);

    /// <summary>Some of them, from a place on.</summary>
    public static Guid[] Read(FileStream file, int from, int count)
    {
        var bytes = new byte[Key * count];
        file.Position = (long)from * Key;
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return [.. Enumerable.Range(0, read / Key).Select(i => new Guid(bytes.AsSpan(i * Key, Key), bigEndian: true))];
    }
}

namespace Dangol.Platform;

/// <summary>
/// How many rows a chunk of background work has: as many as it writes without keeping people waiting longer than 50 ms, learnt from how long the chunks before took.
/// </summary>
internal sealed class ChunkSize(TimeProvider clock)
{
    private const int First = 500, Least = 50, Most = 2_000;

    // A chunk may turn out dearer than the one before, and its commit comes on top.
    private static readonly TimeSpan Wanted = TimeSpan.FromMilliseconds(30);

    /// <summary>The rows of the next chunk.</summary>
    public int Rows { get; private set; } = First;

    /// <summary>Writes a chunk, and learns from it; called inside its transaction.</summary>
    public async Task<T> Learn<T>(int rows, Func<Task<T>> write)
    {
        var began = clock.GetTimestamp();
        var result = await write();
        var fitting = rows * (Wanted / TimeSpan.FromTicks(Math.Max(clock.GetElapsedTime(began).Ticks, 1)));
        // By halves and doubles at most: one slow chunk among quick ones says little. What was no whole chunk says nothing about larger ones.
        if (rows >= Rows || fitting < Rows) Rows = (int)Math.Clamp(Math.Clamp(fitting, Rows / 2, Rows * 2), Least, Most);
        return result;
    }
}

namespace Dangol.Platform;

/// <summary>Lets the next piece of some work be read while the one before is written.</summary>
internal static class Ahead
{
    /// <summary>What <paramref name="next"/> gives until it gives null, always one ahead of who takes it.</summary>
    public static async IAsyncEnumerable<T> Of<T>(Func<Task<T?>> next) where T : class
    {
        var coming = Task.Run(next);
        try
        {
            while (await coming is { } now)
            {
                coming = Task.Run(next);
                yield return now;
            }
        }
        // Who takes no more, or fails, must not let go of what is still being read from.
        finally { await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); }
    }
}

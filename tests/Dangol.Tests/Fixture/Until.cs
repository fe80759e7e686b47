using System.Diagnostics;

namespace Dangol.Tests;

/// <summary>Waits for what another thread or process brings about. It ends as soon as that is so; only a test that fails takes the whole while.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static Task True(Func<Task<bool>> condition, string what) => Is(async () => await condition() ? (object)true : null, what);

    public static Task True(Func<bool> condition, string what) => Is(() => Task.FromResult(condition() ? (object)true : null), what);

    public static async Task<T> Is<T>(Func<Task<T?>> look, string what) where T : class
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Longest;)
        {
            if (await look() is { } found) return found;
            await Task.Delay(5);
        }
        throw new TimeoutException($"never came: {what}");
    }
}

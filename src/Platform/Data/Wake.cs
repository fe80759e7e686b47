namespace Dangol.Platform;

/// <summary>Tells all who wait that there is news. Take <see cref="Next"/> before looking, then wait for it: news that came meanwhile is not missed.</summary>
internal sealed class Wake
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next news.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>There is news. Costs little: it is called at each commit.</summary>
    public void Tell() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Waits for any of these, or for a while; never throws.</summary>
    public static async Task Wait(IEnumerable<Task> news, TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny([Task.Delay(atMost, clock, enough.Token), .. news]);
        await enough.CancelAsync();
    }

    /// <summary>Waits for news, or for a while; never throws.</summary>
    public static Task Wait(Task news, TimeSpan atMost, TimeProvider clock, CancellationToken cancel) => Wait([news], atMost, clock, cancel);
}

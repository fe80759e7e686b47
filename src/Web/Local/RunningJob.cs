using Dangol.Platform;

namespace Dangol.Web;

/// <summary>A command that is a job: asked for, run (by the server's worker, or here where nobody serves), and followed to its end.</summary>
internal static class RunningJob
{
    public static async Task<Job> Follow(LocalCall call, Guid job, CancellationToken cancel)
    {
        var clock = call.Get<TimeProvider>();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = Keep();
        try { return await call.Get<Jobs>().Wait(job, at => call.Tell(new(at.Done, at.Total, at.What?.Ko ?? "", at.What?.En ?? "")), clock, cancel); }
        finally
        {
            await over.CancelAsync();
            await running;
        }

        // Where the folder is served a worker may have taken it already; then there is nothing to run. A run that errs is tried again after a while.
        async Task Keep()
        {
            while (!over.IsCancellationRequested)
                if (!await call.Get<JobRunner>().RunNext(call.Company, job, cancel))
                    await Task.Delay(TimeSpan.FromMilliseconds(200), clock, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

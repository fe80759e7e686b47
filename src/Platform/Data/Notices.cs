using Microsoft.Extensions.Logging;
using Npgsql;

namespace Dangol.Platform;

/// <summary>
/// Tells the other nodes of one PostgreSQL database that something was committed here, and hears it of them. A notice serialises commits, so it goes in a
/// transaction of its own, at most every 50 ms. What is lost with a connection is found by the look of each second.
/// </summary>
internal sealed class Notices(PostgresStore store, string node, Action heard, TimeProvider clock, ILogger log)
{
    private const string Channel = "dangol_committed";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50), Rest = TimeSpan.FromSeconds(5);

    public Task Run(CancellationToken stopping) => Task.WhenAll(Keep(Hear, stopping), Keep(Tell, stopping));

    private async Task Keep(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try { await work(stopping); }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception error) { log.LogWarning(error, "Notices between nodes are interrupted; each node looks by itself meanwhile"); }
            await Task.Delay(Rest, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Hear(CancellationToken stopping)
    {
        var settings = new NpgsqlConnectionStringBuilder(store.ConnectionString) { Pooling = false, KeepAlive = 30, ApplicationName = "dangol listening" };
        await using var connection = new NpgsqlConnection(settings.ToString());
        await connection.OpenAsync(stopping);
        connection.Notification += (_, notice) => { if (notice.Payload != node) heard(); };
        await connection.RunAsync($"listen {Channel}", stopping);
        while (true) await connection.WaitAsync(stopping);
    }

    private async Task Tell(CancellationToken stopping)
    {
        var wake = new Wake();
        store.Committed += wake.Tell;
        try
        {
            for (var news = wake.Next; ;)
            {
                await news.WaitAsync(stopping);
                news = wake.Next;   // what is committed from here on is told by the next notice
                await using (var read = await store.Read(stopping))
                    await read.First("select pg_notify(@channel, @node)", _ => true, stopping, ("channel", Channel), ("node", node));
                await Task.Delay(Pace, clock, stopping);
            }
        }
        finally { store.Committed -= wake.Tell; }
    }
}

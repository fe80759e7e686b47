using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dangol.Platform;

/// <summary>
/// Lets all readers of all open companies follow the journal, each in a loop of its own so that a slow one delays nobody. Woken by a commit on this node, or
/// by another node's notice; looks each second anyway. All nodes do so: the checkpoint's lock lets one at a time handle.
/// </summary>
internal sealed class JournalFollower(Companies companies, IEnumerable<JournalReaders.Kind> kinds, Node node, TimeProvider clock, ILogger<JournalFollower> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), Pace = TimeSpan.FromMilliseconds(50), LongestRest = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var following = new Dictionary<Company, Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var company in companies.Open)
                if (!following.ContainsKey(company)) following[company] = Follow(company, stoppingToken);
            await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.WhenAll(following.Values);
    }

    private async Task Follow(Company company, CancellationToken stopping)
    {
        var wake = new Wake();
        company.Store.Committed += wake.Tell;
        try
        {
            var others = company.Store is PostgresStore store ? new Notices(store, node.Name, wake.Tell, clock, log).Run(stopping) : Task.CompletedTask;
            await Task.WhenAll([others, .. kinds.Select(kind => Follow(company, kind.Type, wake, stopping))]);
        }
        finally { company.Store.Committed -= wake.Tell; }
    }

    private async Task Follow(Company company, Type type, Wake wake, CancellationToken stopping)
    {
        for (var failed = 0; !stopping.IsCancellationRequested;)
        {
            var news = wake.Next;   // taken before the look, so that nothing slips between
            try
            {
                await using var scope = companies.Scope(company);
                var services = scope.ServiceProvider;
                await services.GetRequiredService<JournalRunner>().CatchUp((JournalReader)services.GetRequiredService(type), stopping);
                failed = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                log.LogError(error, "The reader {Reader} could not read the journal", type.Name);
                var rest = Math.Min(LongestRest.TotalSeconds, 1 << Math.Min(failed++, 5));
                await Task.Delay(TimeSpan.FromSeconds(rest), clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await Task.Delay(Pace, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Wake.Wait(news, Look, clock, stopping);
        }
    }
}

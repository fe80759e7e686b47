using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dangol.Platform;

/// <summary>
/// Runs the jobs of all open companies on this node, two at once; woken by a commit, and looks each second anyway. Starts what is due by schedule, and tells
/// the open pages of what runs on other nodes.
/// </summary>
internal sealed class JobWorker(Companies companies, JobRunner runner, JobKinds kinds, Node node, Live live, TimeProvider clock, ILogger<JobWorker> log) : BackgroundService
{
    private const int AtOnce = 2;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), Pace = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wake = new Wake();
        var heard = new HashSet<Store>();
        var running = new List<Task>();
        var elsewhere = new Dictionary<Guid, bool>();
        var looked = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            var news = wake.Next;
            try
            {
                foreach (var company in companies.Open)
                    if (heard.Add(company.Store)) company.Store.Committed += wake.Tell;
                if (looked == 0 || clock.GetElapsedTime(looked) >= Look)
                {
                    foreach (var company in companies.Open) await StartDue(company, stoppingToken);
                    foreach (var company in companies.Open) await TellOfOthers(company, elsewhere, stoppingToken);
                    looked = clock.GetTimestamp();
                }
                running.RemoveAll(job => job.IsCompleted);
                foreach (var company in companies.Open)
                    while (running.Count < AtOnce && await runner.Take(company, null, stoppingToken) is { } claim)
                        running.Add(Task.Run(() => runner.Run(company, claim, stoppingToken), CancellationToken.None));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { break; }
            catch (Exception error) { log.LogError(error, "Looking for jobs failed"); }
            await Wake.Wait([news, .. running], Look, clock, stoppingToken);
            await Task.Delay(Pace, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        foreach (var store in heard) store.Committed -= wake.Tell;
        await Task.WhenAll(running);   // each hands its job back
    }

    /// <summary>Starts what is due by schedule.</summary>
    internal async Task StartDue(Company company, CancellationToken cancel)
    {
        foreach (var schedule in kinds.Schedules)
        {
            var now = company.Clock.GetUtcNow().UtcDateTime;
            await using (var read = await company.Store.Read(cancel))
                if (await read.First("select next_at from schedules where name = @name", row => (DateTime?)row.Instant(0), cancel, ("name", schedule.Name)) is { } next && next > now) continue;
            await using var scope = companies.Scope(company);
            var jobs = scope.ServiceProvider.GetRequiredService<Jobs>();
            var due = schedule.IsDue is not { } ask || await ask(scope.ServiceProvider, cancel);
            await company.Writes.Run(Actor.System, JobRun.Words, async change =>
            {
                // The first look only sets the time. Of several nodes one moves it on, and that one starts the job.
                await change.Execute("insert into schedules (name, next_at) values (@name, @next) on conflict (name) do nothing", cancel, ("name", schedule.Name), ("next", now + schedule.Every));
                var mine = await change.Execute("update schedules set next_at = @next where name = @name and next_at <= @now", cancel, ("next", now + schedule.Every), ("name", schedule.Name), ("now", now));
                if (mine == 0 || !due || await jobs.IsUnderWay(change, schedule.Kind, schedule.Arguments, cancel)) return;
                await jobs.Start(change, schedule.Kind, schedule.Arguments, cancel);
            }, cancel);
        }
    }

    private async Task TellOfOthers(Company company, Dictionary<Guid, bool> watched, CancellationToken cancel)
    {
        if (company.Store.Engine == Engine.Sqlite) return;   // there is no other node
        await using var read = await company.Store.Read(cancel);
        var now = await read.List($"select {Job.Columns} from jobs where ended_at is null and node <> @node or {read.In<Guid>("id", "ids")}", Job.Map, cancel, ("node", node.Name), ("ids", watched.Keys));
        watched.Clear();
        foreach (var job in now)
        {
            live.Publish(job.Topic, job.Progress(), kinds.Watched(job.Kind, job.ActorId));
            if (job.EndedAt is null) watched[job.Id] = true;
        }
    }
}

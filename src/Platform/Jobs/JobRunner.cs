using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dangol.Platform;

/// <summary>
/// Takes jobs and runs them: on a worker of a served company, or inside a command that serves nothing. While one runs, its lease is renewed, its progress
/// passed on, and a wish for its end brought to it.
/// </summary>
public sealed class JobRunner(Companies companies, JobKinds kinds, Node node, Live live, TimeProvider clock, ILogger<JobRunner> log)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500), RenewEvery = TimeSpan.FromSeconds(5);

    /// <summary>Takes a job that is free and runs it to its end.</summary>
    /// <param name="company">Whose.</param>
    /// <param name="only">Only this one.</param>
    /// <param name="stopping">The node shuts down: the job is handed back.</param>
    /// <returns>False where there was none to take.</returns>
    public async Task<bool> RunNext(Company company, Guid? only, CancellationToken stopping)
    {
        if (await Take(company, only, stopping) is not { } claim) return false;
        await Run(company, claim, stopping);
        return true;
    }

    internal Task<Claim?> Take(Company company, Guid? only, CancellationToken cancel) => Claims(company).Take(node.Name, only, cancel);

    internal async Task Run(Company company, Claim claim, CancellationToken stopping)
    {
        var claims = Claims(company);
        if (claim.Actor.Id != Guid.Empty) claim = claim with { Actor = claim.Actor with { Rights = ScopedRights.Narrow(await company.Access.Of(claim.Actor.Id, stopping), claim.Scopes) } };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var run = new JobRun(claim, company.Writes, company.Clock, stop.Token);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, run.CancelToken);
        using var ended = new CancellationTokenSource();
        log.LogInformation("Job {Kind} {Id} begins, attempt {Attempt}", claim.Kind, claim.Id, claim.Attempts);
        var tending = Tend(claims, run, stop, ended.Token);
        Exception? error = null;
        try
        {
            await using var scope = companies.Scope(company);
            await ((IJob)scope.ServiceProvider.GetRequiredService(kinds.Named(claim.Kind).Type)).Run(run, either.Token);
        }
        catch (Exception thrown) { error = thrown; }
        await ended.CancelAsync();
        var lost = await tending;
        try { await Settle(company, claims, run, error, lost, stopping.IsCancellationRequested); }
        catch (Exception thrown) { log.LogError(thrown, "Job {Kind} {Id}: its end could not be written; another run will go on when the lease has run out", claim.Kind, claim.Id); }
    }

    private async Task Settle(Company company, JobClaims claims, JobRun run, Exception? error, bool lost, bool stopping)
    {
        var (claim, none) = (run.Claim, CancellationToken.None);
        switch (error)
        {
            case null:
                await claims.End(run, JobState.Succeeded, null, null, none);
                break;
            case not null when lost || error is Refused { Rule: "lease_lost" }:
                log.LogWarning("Job {Kind} {Id} was taken over by another node", claim.Kind, claim.Id);
                return;
            case OperationCanceledException or Refused { Rule: "closing" } when stopping:
                await claims.HandBack(claim, TimeSpan.Zero, counts: false, null, null, none);
                log.LogInformation("Job {Kind} {Id} is handed back", claim.Kind, claim.Id);
                break;
            case OperationCanceledException when run.CancelAsked:
                await claims.End(run, JobState.Cancelled, null, null, none);
                break;
            case Refused refused:
                await claims.End(run, JobState.Failed, refused.Text, null, none);
                break;
            case not null when claim.Attempts < JobClaims.Tries:
                log.LogWarning(error, "Job {Kind} {Id} failed, attempt {Attempt}", claim.Kind, claim.Id, claim.Attempts);
                await claims.HandBack(claim, TimeSpan.FromSeconds(1 << (claim.Attempts - 1)), counts: true, Words(error), error.ToString(), none);
                break;
            default:
                log.LogError(error, "Job {Kind} {Id} failed for good", claim.Kind, claim.Id);
                await claims.End(run, JobState.Failed, Words(error), error.ToString(), none);
                break;
        }
        await Tell(company, claim.Id, none);
    }

    /// <summary>Every half second: progress and lease are written, and the state is looked at.</summary>
    /// <returns>True where the job was lost to another node.</returns>
    private async Task<bool> Tend(JobClaims claims, JobRun run, CancellationTokenSource stop, CancellationToken ended)
    {
        var renewed = clock.GetTimestamp();
        for (var beat = 0; ; beat++)
        {
            await Task.Delay(Beat, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested) return false;
            try
            {
                var progress = run.TakeProgress();
                JobState? state;
                if (progress is not null || clock.GetElapsedTime(renewed) > RenewEvery)
                {
                    var at = clock.GetTimestamp();
                    state = await claims.Renew(run.Claim, progress, ended);
                    renewed = at;
                    if (progress is not null) Tell(run, progress);
                }
                else if (beat % 2 == 0) continue;
                else state = await claims.Look(run.Claim, ended);
                if (state == JobState.Cancelling) run.AskCancel();
                if (state is not null) continue;
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested) { return false; }
            catch (Exception error)
            {
                log.LogWarning(error, "Job {Kind} {Id}: its lease could not be renewed", run.Claim.Kind, run.Id);
                if (clock.GetElapsedTime(renewed) < JobClaims.Length) continue;
            }
            await stop.CancelAsync();
            return true;
        }
    }

    private void Tell(JobRun run, JobProgress p)
    {
        var left = p.Total > p.Done && p.PerSecond is > 0 and var rate ? TimeSpan.FromSeconds((p.Total - p.Done) / rate) : (TimeSpan?)null;
        live.Publish(Job.TopicOf(run.Id), new("running", p.Done, p.Total, p.PerSecond, left, p.What), kinds.Watched(run.Claim.Kind, run.Actor.Id));
    }

    private async Task Tell(Company company, Guid id, CancellationToken cancel)
    {
        await using var scope = companies.Scope(company);
        if (await scope.ServiceProvider.GetRequiredService<Jobs>().Find(id, cancel) is { } job) live.Publish(job.Topic, job.Progress(), kinds.Watched(job.Kind, job.ActorId));
    }

    private JobClaims Claims(Company company) => new(company.Store, company.Writes, kinds, company.Clock);

    private static Text Words(Exception error) => error is IOException
        ? new($"파일을 읽거나 쓰지 못했어요: {error.Message}", $"A file could not be read or written: {error.Message}")
        : new($"예상하지 못한 오류가 났어요: {error.Message}", $"An unexpected error occurred: {error.Message}");
}

/// <summary>This process among those that serve a company; a restart is another node.</summary>
public sealed class Node
{
    /// <summary>Machine, process, and a few random digits, since both may come again.</summary>
    public string Name { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{System.Security.Cryptography.RandomNumberGenerator.GetHexString(6, lowercase: true)}";
}

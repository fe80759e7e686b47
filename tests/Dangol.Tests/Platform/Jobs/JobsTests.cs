using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class JobsTests
{
    private static readonly Actor Kim = new(Guid.Empty, "김영희", Language.Korean, Origin.Web, Rights.Everything);

    [Theory, EveryEngine]
    public async Task a_job_runs_with_its_arguments_for_the_one_who_asked_and_leaves_its_result(Engine engine)
    {
        var seen = "";
        await using var company = await Open(engine, async (run, _, _) =>
        {
            seen = $"{run.Actor.Name} {run.Arguments<Numbers>().UpTo} {run.Attempt}";
            run.Progress(5, 5, new("끝", "done"));
            run.Result(new { sum = 15 }, "/numbers/5");
            await Task.CompletedTask;
        });
        var id = await company.Get<Jobs>().Start(Kim, "count", new Numbers(5));
        Assert.True(await company.Get<JobRunner>().RunNext(company.Company, null, default));

        var job = (await company.Get<Jobs>().Find(id))!;
        Assert.Equal("김영희 5 1", seen);
        Assert.Equal((JobState.Succeeded, "{\"sum\":15}", "/numbers/5", 5, 5, "끝"), (job.State, job.Result, job.Link, job.Done, job.Total, job.What!.Value.Ko));
        Assert.Equal("done", company.Get<Live>().Latest(job.Topic)!.State);
        Assert.False(await company.Get<JobRunner>().RunNext(company.Company, null, default));
    }

    [Theory, EveryEngine]
    public async Task a_job_that_errs_goes_on_from_what_it_saved_until_five_runs_have_failed(Engine engine)
    {
        var clock = new HandClock();
        var begun = new List<int>();
        await using var company = await Open(engine, async (run, writes, cancel) =>
        {
            var place = run.State<Place>() ?? new(0);
            begun.Add(place.Next);
            await writes.Run(writes.NewChangeSet(run.Actor, Because), async change =>
            {
                change.Open<NotesDb>().Add(new Note { Title = $"n{place.Next}" });
                await change.Save(cancel);
                await run.Checkpoint(change, new Place(place.Next + 1), cancel);
                return true;
            }, cancel: cancel);
            throw new InvalidOperationException("broken");
        }, clock);
        var id = await company.Get<Jobs>().Start(Kim, "count");
        var runner = company.Get<JobRunner>();
        for (var i = 1; i <= 5; i++)
        {
            Assert.True(await runner.RunNext(company.Company, null, default));
            Assert.False(await runner.RunNext(company.Company, null, default));   // it waits before it is tried again
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        var job = (await company.Get<Jobs>().Find(id))!;
        Assert.Equal((JobState.Failed, 5), (job.State, job.Attempts));
        Assert.Contains("broken", job.Error!.Value.Ko, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2, 3, 4], begun);
        Assert.Equal(5, await company.Count("select count(*) from notes"));

        await company.Get<Jobs>().Retry(Kim, id);
        Assert.True(await runner.RunNext(company.Company, null, default));
        Assert.Equal(5, begun[^1]);
    }

    [Theory, EveryEngine]
    public async Task a_refusal_ends_the_job_at_once_with_its_words(Engine engine)
    {
        await using var company = await Open(engine, (_, _, _) => throw new Refused("file_gone", null, new("파일이 없어요.", "The file is gone.")));
        var id = await company.Get<Jobs>().Start(Kim, "count");
        await company.Get<JobRunner>().RunNext(company.Company, null, default);
        var job = (await company.Get<Jobs>().Find(id))!;
        Assert.Equal((JobState.Failed, "파일이 없어요.", 1), (job.State, job.Error!.Value.Ko, job.Attempts));
    }

    [Theory, EveryEngine]
    public async Task a_job_is_asked_for_exactly_if_the_change_is_kept(Engine engine)
    {
        await using var company = await Open(engine, (_, _, _) => Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidOperationException>(() => company.Writes.Run(Kim, Because, async change =>
        {
            await company.Get<Jobs>().Start(change, "count");
            throw new InvalidOperationException("no");
        }));
        Assert.Empty(await company.Get<Jobs>().List(10));
        await Assert.ThrowsAsync<InvalidOperationException>(() => company.Get<Jobs>().Start(Kim, "unknown"));
    }

    [Theory, EveryEngine]
    public async Task a_running_job_hears_that_its_end_is_asked_and_takes_back_what_it_did(Engine engine)
    {
        var begun = new TaskCompletionSource();
        await using var company = await Open(engine, async (run, writes, cancel) =>
        {
            var set = writes.NewChangeSet(run.Actor, Because);
            await writes.Run(set, async change => { change.Open<NotesDb>().Add(new Note { Title = "half" }); await change.Save(cancel); return true; }, cancel: cancel);
            begun.SetResult();
            try { await Task.Delay(Timeout.Infinite, cancel); }
            finally
            {
                if (run.CancelAsked)
                    await writes.Run(set, async change =>
                    {
                        var db = change.Open<NotesDb>();
                        db.RemoveRange(db.Notes);
                        await change.Save(run.Stop);
                        return true;
                    }, cancel: run.Stop);
            }
        });
        var jobs = company.Get<Jobs>();
        var id = await jobs.Start(Kim, "count");
        var running = company.Get<JobRunner>().RunNext(company.Company, null, default);
        await begun.Task;
        await jobs.Cancel(Kim, id);
        Assert.Equal(JobState.Cancelling, (await jobs.Find(id))!.State);
        await running;

        Assert.Equal(JobState.Cancelled, (await jobs.Find(id))!.State);
        Assert.Equal(0, await company.Count("select count(*) from notes"));
        Assert.Equal("job_ended", (await Assert.ThrowsAsync<Refused>(() => jobs.Cancel(Kim, id))).Rule);
        Assert.Equal("job_unknown", (await Assert.ThrowsAsync<Refused>(() => jobs.Cancel(Kim, Guid.NewGuid()))).Rule);
    }

    [Theory, EveryEngine]
    public async Task a_job_that_waits_is_cancelled_without_being_begun(Engine engine)
    {
        await using var company = await Open(engine, (_, _, _) => throw new InvalidOperationException("must not run"));
        var id = await company.Get<Jobs>().Start(Kim, "count");
        await company.Get<Jobs>().Cancel(Kim, id);
        Assert.False(await company.Get<JobRunner>().RunNext(company.Company, null, default));
        Assert.Equal(JobState.Cancelled, (await company.Get<Jobs>().Find(id))!.State);
    }

    [Theory, EveryEngine]
    public async Task a_shutdown_hands_the_job_back_and_the_next_run_goes_on(Engine engine)
    {
        var begun = new TaskCompletionSource();
        var places = new List<int>();
        await using var company = await Open(engine, async (run, _, cancel) =>
        {
            var place = run.State<Place>() ?? new(0);
            places.Add(place.Next);
            if (place.Next > 0) return;
            await run.Save(new Place(7), cancel);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        var id = await company.Get<Jobs>().Start(Kim, "count");
        using var stopping = new CancellationTokenSource();
        var running = company.Get<JobRunner>().RunNext(company.Company, null, stopping.Token);
        await begun.Task;
        await stopping.CancelAsync();
        await running;

        var job = (await company.Get<Jobs>().Find(id))!;
        Assert.Equal((JobState.Queued, 0), (job.State, job.Attempts));
        Assert.True(await company.Get<JobRunner>().RunNext(company.Company, null, default));
        Assert.Equal([0, 7], places);
        Assert.Equal(JobState.Succeeded, (await company.Get<Jobs>().Find(id))!.State);
    }

    [Theory, EveryEngine]
    public async Task a_node_that_slept_through_its_lease_can_write_nothing_more(Engine engine)
    {
        var clock = new HandClock();
        var (asleep, wake, runs) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        Refused? told = null;
        await using var company = await Open(engine, async (run, writes, _) =>
        {
            if (++runs == 2) return;
            asleep.SetResult();
            await wake.Task;   // as in a machine that was suspended: nothing of the node runs
            told = await Assert.ThrowsAsync<Refused>(() => writes.Run(writes.NewChangeSet(run.Actor, Because), async change =>
            {
                change.Open<NotesDb>().Add(new Note { Title = "late" });
                await change.Save();
                await run.Checkpoint(change, new Place(1));
                return true;
            }));
            throw told;
        }, clock);
        var id = await company.Get<Jobs>().Start(Kim, "count");
        var first = company.Get<JobRunner>().RunNext(company.Company, null, default);
        await asleep.Task;
        var claims = new JobClaims(company.Store, company.Writes, company.Get<JobKinds>(), clock);
        Assert.Null(await claims.Take("other", null, default));
        await company.Writes.Run(Actor.System, Because, change => change.Execute("update jobs set lease_until = @then", default, ("then", DateTime.UnixEpoch)));
        var taken = (await claims.Take("other", null, default))!;
        Assert.Equal((2L, 2), (taken.Fencing, taken.Attempts));
        wake.SetResult();
        await first;

        Assert.Equal("lease_lost", told!.Rule);
        Assert.Equal(0, await company.Count("select count(*) from notes"));
        Assert.Equal(JobState.Running, (await company.Get<Jobs>().Find(id))!.State);
    }

    [Theory, EveryEngine]
    public async Task a_job_whose_process_dies_again_and_again_fails_in_the_end(Engine engine)
    {
        await using var company = await Open(engine, (_, _, _) => Task.CompletedTask);
        var id = await company.Get<Jobs>().Start(Kim, "count");
        var claims = new JobClaims(company.Store, company.Writes, company.Get<JobKinds>(), TimeProvider.System);
        for (var i = 0; i < 5; i++)
        {
            Assert.NotNull(await claims.Take($"node{i}", null, default));
            await company.Writes.Run(Actor.System, Because, change => change.Execute("update jobs set lease_until = @then", default, ("then", DateTime.UnixEpoch)));
        }
        Assert.Null(await claims.Take("node6", null, default));
        Assert.Equal(JobState.Failed, (await company.Get<Jobs>().Find(id))!.State);
    }

    [Theory, EveryEngine]
    public async Task many_nodes_take_each_job_once(Engine engine)
    {
        await using var company = await Open(engine, (_, _, _) => Task.CompletedTask);
        for (var i = 0; i < 30; i++) await company.Get<Jobs>().Start(Kim, "count");
        var claims = new JobClaims(company.Store, company.Writes, company.Get<JobKinds>(), TimeProvider.System);
        var taken = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(node => Task.Run(async () =>
        {
            while (await company.Count("select count(*) from jobs where state = 'queued'") > 0)
                if (await claims.Take($"node{node}", null, default) is { } claim) taken.Add(claim.Id);
        })));
        Assert.Equal(30, taken.Count);
        Assert.Equal(30, taken.Distinct().Count());
    }

    [Theory, EveryEngine]
    public async Task workers_run_what_is_asked_and_what_is_due_by_schedule(Engine engine)
    {
        var ran = 0;
        await using var company = await Open(engine, (_, _, _) => { Interlocked.Increment(ref ran); return Task.CompletedTask; }, add: services =>
        {
            services.AddSchedule("often", "count", TimeSpan.FromMilliseconds(1));
            services.AddWorkers();
        });
        var worker = company.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<JobWorker>().Single();
        await worker.StartAsync(default);
        var id = await company.Get<Jobs>().Start(Kim, "count");
        await Until.True(async () => (await company.Get<Jobs>().Find(id))!.State == JobState.Succeeded, "the job's end");
        await Until.True(() => ran >= 2, "a job by schedule");
        await worker.StopAsync(default);
    }

    internal static readonly Text Because = new("시험", "A test");

    private static Task<TestCompany> Open(Engine engine, Func<JobRun, Writes, CancellationToken, Task> work, TimeProvider? clock = null, Action<IServiceCollection>? add = null) =>
        TestCompany.Open(engine, services =>
        {
            NotesModule.AddNotes(services);
            services.AddSingleton(work);
            services.AddJob<Count>("count", new("세기", "Counting"));
            add?.Invoke(services);
        }, clock);

    private sealed record Numbers(int UpTo);

    private sealed record Place(int Next);

    private sealed class Count(Func<JobRun, Writes, CancellationToken, Task> work, Writes writes) : IJob
    {
        public Task Run(JobRun run, CancellationToken cancel) => work(run, writes, cancel);
    }
}

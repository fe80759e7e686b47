using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dangol.Tests;

/// <summary>What starts by itself does so once, however many nodes there are; what has ended is not kept for ever.</summary>
public sealed class SchedulesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory, EveryEngine]
    public async Task of_two_nodes_one_starts_what_is_due_each_time(Engine engine)
    {
        var clock = new HandClock();
        await using var company = await Open(engine, clock);
        await using var other = await company.SecondNode();
        var nodes = new[] { (company, Worker(company)), (other, Worker(other)) };
        await Look();   // the first look sets the time
        Assert.Equal(0, await company.Count("select count(*) from jobs"));
        for (var times = 1; times <= 12; times++)
        {
            clock.Advance(Hour);
            await Look();
            // Even where the job is over at once, the other node does not start it again.
            await company.Writes.Run(Actor.System, JobsTests.Because, change => change.Execute("update jobs set state = 'succeeded', ended_at = @now", default, ("now", change.Now)));
            await Look();
            Assert.Equal(times, await company.Count("select count(*) from jobs"));
        }

        Task Look() => Task.WhenAll(nodes.SelectMany(node => Enumerable.Range(0, 3).Select(_ => Task.Run(() => node.Item2.StartDue(node.Item1.Company, default)))));
    }

    [Theory, EveryEngine]
    public async Task what_ended_a_month_ago_goes_unless_others_name_it(Engine engine)
    {
        var clock = new HandClock();
        await using var company = await Open(engine, clock);
        var (old, named, waiting) = (await Ran("work"), await Ran("named"), await company.Get<Jobs>().Start(Actor.System, "work"));
        await company.Get<Jobs>().Cancel(Actor.System, waiting);
        clock.Advance(TimeSpan.FromDays(29));
        var lately = await Ran("work");
        Assert.Equal([old, named, waiting, lately], await Kept());
        clock.Advance(TimeSpan.FromDays(2));
        var now = await Ran("work");
        Assert.Equal([named, lately, now], await Kept());

        async Task<Guid> Ran(string kind)
        {
            var id = await company.Get<Jobs>().Start(Actor.System, kind);
            Assert.True(await company.Get<JobRunner>().RunNext(company.Company, id, default));
            return id;
        }

        async Task<IEnumerable<Guid>> Kept() => (await company.Get<Jobs>().List(10)).Select(j => j.Id).Reverse();
    }

    private static JobWorker Worker(TestCompany company) => company.Services.GetServices<IHostedService>().OfType<JobWorker>().Single();

    private static Task<TestCompany> Open(Engine engine, HandClock clock) => TestCompany.Open(engine, services =>
    {
        services.AddSingleton<TimeProvider>(clock);
        services.AddJob<Nothing>("work", new("일", "Work"));
        services.AddJob<Nothing>("named", new("이름 있는 일", "Work that others name"), isKept: true);
        services.AddSchedule("hourly", "work", Hour);
        services.AddWorkers();
    }, clock);

    private sealed class Nothing : IJob
    {
        public Task Run(JobRun run, CancellationToken cancel) => Task.CompletedTask;
    }
}

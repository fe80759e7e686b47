using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dangol.Tests;

/// <summary>A program that serves does by itself what is due.</summary>
public sealed class LoopSchedulesTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly Clause Everybody = new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR"));

    [Theory, EveryEngine]
    public async Task what_waits_is_sent_responses_are_collected_and_segments_counted_without_anybody_turning_the_loop(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await SendCampaignTests.Launched(engine, server, 10, control: 0, Serving);
        await shop.Sell([("c1", Today.AddDays(1), 10_000)]);
        await shop.Load();
        // Whatever the launch asked for is over, as where the mail server was away when it was tried.
        await shop.Company.Writes.Run(Actor.System, JobsTests.Because, change => change.Execute("update jobs set state = 'failed', ended_at = asked_at, attempts = 1", default));
        await using var worker = await Worker.Start(shop);
        await Passes(shop, "select count(*) from deliveries where state = 'confirmed'", 10);
        await Passes(shop, "select count(*) from responses", 1);
        await Passes(shop, "select count(*) from segment_counts", 1);
        Assert.Equal(10, server.Taken.Count);
        Assert.Equal(0, await shop.Company.Count("select count(*) from jobs where kind = 'loop_step' and state = 'failed'"));
    }

    [Theory, EveryEngine]
    public async Task where_nothing_is_due_no_step_is_begun_and_the_whole_loop_turns_once_a_day(Engine engine)
    {
        await using var shop = await Market.Open(engine, Today, Serving);
        await using var worker = await Worker.Start(shop);
        await Until.True(() => Advanced(shop, TimeSpan.FromMinutes(20), "select count(*) from jobs where kind = 'loop'", 1), "a turn of the whole loop");
        Assert.Equal(0, await shop.Company.Count("select count(*) from jobs where kind = 'loop_step'"));
    }

    /// <summary>What a program that serves has beside a command.</summary>
    private static void Serving(IServiceCollection services) => services.AddLoopSchedules().AddWorkers();

    /// <summary>Lets time pass until the company has so many: in small steps while something runs, whose leases are short.</summary>
    private static Task Passes(Market shop, string count, long wanted) => Until.True(async () =>
        await Advanced(shop, await shop.Company.Count("select count(*) from jobs where ended_at is null") > 0 ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(10), count, wanted), count);

    private static async Task<bool> Advanced(Market shop, TimeSpan by, string count, long wanted)
    {
        shop.Time.Advance(by);
        return await shop.Company.Count(count) >= wanted;
    }

    /// <summary>The worker of a program that serves.</summary>
    private sealed class Worker(JobWorker worker) : IAsyncDisposable
    {
        public static async Task<Worker> Start(Market shop)
        {
            var worker = shop.Company.Services.GetServices<IHostedService>().OfType<JobWorker>().Single();
            await worker.StartAsync(default);
            return new(worker);
        }

        public async ValueTask DisposeAsync()
        {
            await worker.StopAsync(default);
            worker.Dispose();
        }
    }
}

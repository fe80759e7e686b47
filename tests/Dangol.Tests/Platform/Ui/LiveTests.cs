using Dangol.Platform;

namespace Dangol.Tests;

public sealed class LiveTests
{
    private static readonly Format Words = new(Language.Korean, TimeZoneInfo.Utc, TimeProvider.System);

    [Fact]
    public async Task who_comes_late_gets_the_latest_of_every_topic_once()
    {
        var live = new Live(TimeProvider.System);
        live.Publish("job:1", new("running", 10, 100));
        live.Publish("job:1", new("running", 50, 100));
        live.Publish("job:2", new("done", 7, 7));
        var read = new Dictionary<string, LiveWords>();
        await foreach (var item in live.Read(Actor.System, Words, Language.Korean, TestContext.Current.CancellationToken))
        {
            read.Add(item.Data.Topic, item.Data.Data!);
            if (read.Count == 2) break;
        }
        Assert.Equal(("running", 50, "50 / 100"), (read["job:1"].State, read["job:1"].Done, read["job:1"].Count));
        Assert.Equal("done", read["job:2"].State);
    }

    [Fact]
    public async Task a_slow_reader_skips_to_the_latest_and_never_misses_the_end()
    {
        var live = new Live(TimeProvider.System);
        live.Publish("job", new("running", 0, 1000, PerSecond: 51_234, Left: TimeSpan.FromSeconds(250)));
        await using var reader = live.Read(Actor.System, Words, Language.Korean, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(("초당 51,234", "4분 10초 남음"), (reader.Current.Data.Data!.Rate, reader.Current.Data.Data.Left));
        for (var i = 1; i < 1000; i++) live.Publish("job", new("running", i, 1000));
        live.Publish("job", new("done", 1000, 1000));
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(("done", 1000), (reader.Current.Data.Data!.State, reader.Current.Data.Data.Done));
    }

    [Fact]
    public async Task the_stream_ends_when_its_reader_leaves()
    {
        var live = new Live(TimeProvider.System);
        using var leaves = new CancellationTokenSource();
        var reading = Task.Run(async () => { await foreach (var _ in live.Read(Actor.System, Words, Language.English, leaves.Token)) { } }, TestContext.Current.CancellationToken);
        await leaves.CancelAsync();
        await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task work_is_told_to_whoever_asked_for_it_to_those_with_its_right_and_to_those_who_see_all_work()
    {
        var (live, mine, other) = (new Live(TimeProvider.System), Guid.CreateVersion7(), Guid.CreateVersion7());
        live.Publish("job:mine", new("done", 1, 1), new(mine, null));
        live.Publish("job:other", new("done", 1, 1), new(other, null));
        live.Publish("job:send", new("done", 1, 1), new(other, new("campaign", Actions.View)));
        Assert.Equal(["job:mine"], await Told(new(), 1));
        Assert.Equal(["job:mine", "job:send"], await Told(new RoleGrants().Grant("campaign", ReachLevel.All, Actions.View), 2));
        Assert.Equal(["job:mine", "job:other", "job:send"], await Told(new RoleGrants().Grant("job", ReachLevel.All, Actions.View), 3));

        // The beat after twenty seconds says nothing: what is told comes at once.
        async Task<List<string>> Told(RoleGrants grants, int all)
        {
            var reader = new Actor(mine, "민수", Language.Korean, Origin.Web, new RoleRights(mine, [new(Guid.CreateVersion7(), "역할", false, grants)], new HashSet<(string, bool)>(), null!, () => default));
            var told = new List<string>();
            await foreach (var item in live.Read(reader, Words, Language.Korean, TestContext.Current.CancellationToken))
            {
                told.Add(item.Data.Topic);
                if (told.Count == all) break;
            }
            return [.. told.Order(StringComparer.Ordinal)];
        }
    }
}

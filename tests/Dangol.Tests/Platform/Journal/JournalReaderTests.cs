using System.Data.Common;
using Dangol.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Dangol.Tests;

public sealed class JournalReaderTests
{
    [Theory, EveryEngine]
    public async Task nothing_is_lost_skipped_or_doubled_while_many_write_and_two_nodes_read(Engine engine)
    {
        await using var company = await Open(engine);
        await using var other = await company.SecondNode();
        using var done = new CancellationTokenSource();
        var readers = new[] { company, other }.Select(node => Task.Run(async () =>
        {
            var handled = 0;
            while (!done.IsCancellationRequested) handled += await CatchUp(node, settled: false);
            return handled + await CatchUp(node);
        })).ToList();
        // Each keeps its transaction open for a while after its number was drawn, so that they commit in another order.
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (i, _) =>
            await (i % 3 == 0 ? other : company).Writes.Run(Actor.System, JobsTests.Because, async change =>
            {
                change.Open<NotesDb>().Add(new Note { Title = $"n{i}" });
                await change.Save();
                if (engine == Engine.Postgres) await Task.Delay(i * 7 % 15);
            }));
        await done.CancelAsync();
        var handled = await Task.WhenAll(readers);

        Assert.Equal(300, handled.Sum());
        Assert.Equal(300, await company.Count("select count(*) from seen"));
        Assert.Equal(300, await company.Count("select count(distinct record_id) from seen"));
    }

    [Theory, EveryEngine]
    public async Task a_change_that_commits_late_is_neither_lost_nor_overtaken(Engine engine)
    {
        await using var company = await Open(engine);
        await WritesTests.New(company, n => n.Title = "first");
        await CatchUp(company);
        await using var raw = await company.RawConnection();
        var late = await raw.BeginTransactionAsync();
        await Insert(raw, late, engine, "late");
        // On PostgreSQL others commit meanwhile, with higher numbers; on SQLite they wait for their turn.
        var others = Task.WhenAll(Enumerable.Range(0, 5).Select(i => WritesTests.New(company, n => n.Title = $"early{i}")));
        if (engine == Engine.Postgres)
        {
            await others;
            Assert.Equal(0, await CatchUp(company, settled: false));
        }
        Assert.Equal(["first"], await Seen(company));

        await late.CommitAsync();
        await others;
        await CatchUp(company);
        var seen = await Seen(company);
        Assert.Equal(["first", "late"], seen[..2]);
        Assert.Equal(["early0", "early1", "early2", "early3", "early4"], seen[2..].Order(StringComparer.Ordinal));
    }

    [Theory, EveryEngine]
    public async Task a_change_that_is_rolled_back_is_never_read(Engine engine)
    {
        await using var company = await Open(engine);
        await using var raw = await company.RawConnection();
        await using (var never = await raw.BeginTransactionAsync())
        {
            await Insert(raw, never, engine, "never");
            await never.RollbackAsync();
        }
        await WritesTests.New(company, n => n.Title = "kept");
        await CatchUp(company);
        Assert.Equal(["kept"], await Seen(company));
    }

    [Theory, EveryEngine]
    public async Task an_entry_that_fails_is_tried_five_times_over_fifteen_seconds_then_parked_and_the_reader_goes_on(Engine engine)
    {
        var clock = new HandClock();
        await using var company = await Open(engine, clock);
        foreach (var title in new[] { "a", "stumble", "b" }) await WritesTests.New(company, n => n.Title = title);
        var mood = company.Get<SeeNotes.Mood>();
        int[] pauses = [1, 2, 4, 8];
        Assert.Equal(1, await CatchUp(company));
        foreach (var pause in pauses)
        {
            var tried = mood.Tried;
            clock.Advance(TimeSpan.FromSeconds(pause - 0.5));
            await CatchUp(company);
            Assert.Equal(tried, mood.Tried);
            clock.Advance(TimeSpan.FromSeconds(1));
            await CatchUp(company);
            Assert.Equal(tried + 1, mood.Tried);
        }
        Assert.Equal(5, mood.Tried);
        Assert.Equal(["a", "b"], await Seen(company));
        var parked = Assert.Single(await company.Get<ParkedEntries>().List(10));
        Assert.Equal(("see_notes", "note", "created"), (parked.Reader, parked.Type, parked.Operation));
        Assert.Contains("stumbled over stumble", parked.Error, StringComparison.Ordinal);

        var entries = company.Get<ParkedEntries>();
        Assert.Equal("parked_failed", (await Assert.ThrowsAsync<Refused>(() => entries.Retry(Actor.System, parked.Reader, parked.At))).Rule);
        Assert.Equal(1, await entries.Count());
        mood.Stumbles = false;
        await entries.Retry(Actor.System, parked.Reader, parked.At);
        Assert.Equal(["a", "b", "stumble"], await Seen(company));
        Assert.Equal(0, await entries.Count());
        Assert.Equal("parked_unknown", (await Assert.ThrowsAsync<Refused>(() => entries.Drop(Actor.System, parked.Reader, parked.At))).Rule);
    }

    [Theory, EveryEngine]
    public async Task an_entry_that_succeeds_at_its_third_try_is_not_parked(Engine engine)
    {
        var clock = new HandClock();
        await using var company = await Open(engine, clock);
        foreach (var title in new[] { "stumble", "b" }) await WritesTests.New(company, n => n.Title = title);
        for (var i = 0; i < 2; i++) { await CatchUp(company); clock.Advance(TimeSpan.FromSeconds(5)); }
        company.Get<SeeNotes.Mood>().Stumbles = false;
        Assert.Equal(2, await CatchUp(company));
        Assert.Equal(["stumble", "b"], await Seen(company));
        Assert.Equal(0, await company.Count("select failures from journal_checkpoints"));
    }

    [Theory, EveryEngine]
    public async Task entries_that_a_reader_does_not_want_cost_no_write(Engine engine)
    {
        await using var company = await Open(engine);
        var id = await WritesTests.New(company, n => n.Title = "a");
        await CatchUp(company);
        for (var i = 0; i < 20; i++) await WritesTests.Edit(company, id, n => n.Size++);
        var commits = 0;
        company.Store.Committed += () => commits++;
        Assert.Equal(0, await CatchUp(company));
        Assert.Equal(0, commits);
        for (var i = 0; i < 200; i++) await WritesTests.Edit(company, id, n => n.Size++);
        commits = 0;
        Assert.Equal(0, await CatchUp(company));
        // A long stretch moves the checkpoint of each reader, so that it is not read again and again; a slow machine may cut it in two.
        var readers = company.Get<JournalReaders>().All.Count();
        Assert.InRange(commits, readers, 2 * readers);
    }

    [Theory, EveryEngine]
    public async Task readers_follow_in_the_background_on_every_node_and_each_entry_is_handled_once(Engine engine)
    {
        await using var company = await Open(engine);
        await using var other = await company.SecondNode();
        var followers = new[] { company, other }.Select(node => node.Services.GetServices<IHostedService>().OfType<JournalFollower>().Single()).ToList();
        foreach (var follower in followers) await follower.StartAsync(default);
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), async (i, _) => await WritesTests.New(i % 2 == 0 ? company : other, n => n.Title = $"n{i}"));
        await Until.True(async () => await company.Count("select count(*) from seen") >= 60, "all entries handled");
        foreach (var follower in followers) await follower.StopAsync(default);
        Assert.Equal(60, await company.Count("select count(distinct record_id) from seen"));
        Assert.Equal(60, await company.Count("select count(*) from seen"));
    }

    [Fact]
    public async Task a_commit_on_one_node_is_heard_on_another_but_not_on_itself()
    {
        await using var company = await Open(Engine.Postgres);
        await using var other = await company.SecondNode();
        var (here, there) = (0, 0);
        using var stop = new CancellationTokenSource();
        var log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        var running = Task.WhenAll(
            new Notices((PostgresStore)company.Store, "one", () => here++, TimeProvider.System, log).Run(stop.Token),
            new Notices((PostgresStore)other.Store, "two", () => there++, TimeProvider.System, log).Run(stop.Token));
        await Until.True(async () => { await WritesTests.New(company, n => n.Title = "x"); return there > 0; }, "a notice");
        Assert.Equal(0, here);
        await stop.CancelAsync();
        await running;
    }

    internal static Task<TestCompany> Open(Engine engine, TimeProvider? clock = null) => TestCompany.Open(engine, services =>
    {
        NotesModule.AddNotes(services);
        services.AddSingleton<SeeNotes.Mood>();
        services.AddReader<SeeNotes>();
        services.AddWorkers();
    }, clock);

    /// <summary>Reads all there is; <paramref name="settled"/> first waits until transactions of other tests on the same cluster hide nothing any more.</summary>
    private static async Task<int> CatchUp(TestCompany company, bool settled = true)
    {
        if (settled) await company.Settled();
        await using var scope = company.Get<Companies>().Scope(company.Company);
        return await scope.ServiceProvider.GetRequiredService<JournalReaders>().CatchUp();
    }

    private static async Task<List<string>> Seen(TestCompany company)
    {
        await using var read = await company.Store.Read();
        return await read.List(company.Store.Engine == Engine.Sqlite ? "select title from seen order by rowid" : "select title from seen order by ctid", row => row.Text(0), default);
    }

    /// <summary>Writes an entry by a connection that knows nothing of the program.</summary>
    private static async Task Insert(DbConnection raw, DbTransaction transaction, Engine engine, string title)
    {
        var session = new Session(engine, raw, transaction);
        var set = Guid.CreateVersion7();
        await using var change = session.Command("""
            insert into change_sets (id, at, actor_id, actor_name, origin, reason_ko, reason_en, chunks) values (@id, @now, @id, 'raw', 'system', 'r', 'r', 1)
            """, ("id", set), ("now", DateTime.UtcNow));
        await change.ExecuteNonQueryAsync();
        await using var entry = session.Command($$"""
            insert into journal (epoch, {{(engine == Engine.Sqlite ? "xid," : "")}} change_set_id, chunk_no, type, record_id, version, operation, after)
            values (1, {{(engine == Engine.Sqlite ? "0," : "")}} @set, 1, 'note', @set, 1, 'created', @after)
            """, ("set", set), ("after", $"{{\"title\":\"{title}\"}}"));
        await entry.ExecuteNonQueryAsync();
    }
}

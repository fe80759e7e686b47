using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What the two stores do beneath writes: many calls to a commit, another try after a conflict, an end that leaves nobody waiting.</summary>
public sealed class StoreTests
{
    private const int Callers = 40;

    [Fact]
    public async Task calls_that_wait_at_the_gate_share_a_commit()
    {
        await using var place = new Place();
        var commits = 0;
        place.Store.Committed += () => Interlocked.Increment(ref commits);
        var (calls, open) = place.Blocked(i => session => Insert(session, $"insert into parents values ({i})"));
        open();
        await Task.WhenAll(calls);
        Assert.Equal(Callers, await place.Number("select count(*) from parents"));
        // The one that held the gate, and the others with it or right behind it.
        Assert.InRange(commits, 1, 2);
    }

    [Fact]
    public async Task a_commit_that_fails_fails_everybody_who_shared_it_and_the_next_goes_through()
    {
        await using var place = new Place();
        // A reference that is looked at only at the commit, by one of them.
        var (calls, open) = place.Blocked(i => session => i == Callers / 2
            ? Insert(session, "pragma defer_foreign_keys = on; insert into children values (1, 999)")
            : Insert(session, $"insert into parents values ({i})"));
        open();
        var failed = 0;
        foreach (var call in calls)
            try { await call; } catch (Microsoft.Data.Sqlite.SqliteException) { failed++; }
        // The gate's holder may have been committed alone before.
        Assert.InRange(failed, Callers - 1, Callers);
        Assert.Equal(Callers - failed, await place.Number("select count(*) from parents"));
        await place.Store.Transact(background: false, session => Insert(session, "insert into parents values (1000)"), default);
        Assert.Equal(1, await place.Number("select count(*) from parents where id = 1000"));
    }

    [Fact]
    public async Task two_that_wait_for_each_other_on_postgres_both_come_through_at_the_next_try()
    {
        await using var company = await TestCompany.Open(Engine.Postgres);
        await company.Writes.Run(Actor.System, JobsTests.Because, change => change.Execute(
            "insert into leases (name, node, until, fencing) values ('one', 'n', @now, 0), ('two', 'n', @now, 0)", default, ("now", change.Now)));
        using var both = new Barrier(2);
        var tries = 0;
        Task Cross(string first, string second)
        {
            var attempt = 0;
            return Task.Run(() => company.Writes.Run(Actor.System, JobsTests.Because, async change =>
            {
                Interlocked.Increment(ref tries);
                await Add(change, first);
                if (attempt++ == 0) await Task.Run(() => both.SignalAndWait());
                await Add(change, second);
            }));
        }
        await Task.WhenAll(Cross("one", "two"), Cross("two", "one"));

        Assert.True(tries > 2, "nobody had to try again");
        Assert.Equal(2, await company.Count("select count(*) from leases where fencing = 2"));

        static Task<int> Add(Change change, string name) => change.Execute("update leases set fencing = fencing + 1 where name = @name", default, ("name", name));
    }

    [Fact]
    public async Task whoever_asks_while_the_store_closes_gets_an_answer()
    {
        for (var round = 0; round < 60; round++)
        {
            await using var place = new Place();
            var asking = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (true) await place.Store.Transact(background: false, session => Insert(session, "insert into parents values (null)"), default);
            })).ToList();
            await Until.True(async () => await place.Number("select count(*) from parents") > 3, "some writes");
            await place.Store.Close();
            foreach (var one in asking) Assert.Equal("closing", (await Assert.ThrowsAsync<Refused>(() => one.WaitAsync(TimeSpan.FromSeconds(60)))).Rule);
        }
    }

    private static async Task<int> Insert(Session session, string sql)
    {
        await using var command = session.Command(sql);
        return await command.RunAsync(default);
    }

    /// <summary>A SQLite store with two tables, whose clock stands: the length of a batch is its number of calls alone.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("dangol-store-").FullName;

        public Place()
        {
            Store = Store.Open(_folder, null, new HandClock());
            Store.WithSchemaLock(connection => connection.RunAsync("create table parents (id integer primary key); create table children (id integer primary key, parent integer references parents (id))", default), default)
                .GetAwaiter().GetResult();
        }

        public Store Store { get; }

        /// <summary>Calls that all wait behind the first, until they are let go.</summary>
        public (List<Task<int>> Calls, Action Open) Blocked(Func<int, Func<Session, Task<int>>> work)
        {
            var gate = new TaskCompletionSource();
            var calls = Enumerable.Range(0, Callers).Select(i => Store.Transact(background: false, async session =>
            {
                if (i == 0) await gate.Task;
                return await work(i)(session);
            }, default)).ToList();
            return (calls, gate.SetResult);
        }

        public async Task<long> Number(string sql)
        {
            await using var read = await Store.Read();
            return await read.Number(sql, default);
        }

        public async ValueTask DisposeAsync()
        {
            await Store.Close();
            Directory.Delete(_folder, recursive: true);
        }
    }
}

using System.Reflection;
using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>What must hold when the process is killed at a bad moment (kill -9).</summary>
public sealed class CrashTests
{
    [Theory, EveryEngine]
    public async Task no_acknowledged_write_is_lost(Engine engine)
    {
        await using var company = await Open(engine);
        await using var doomed = Doomed.Start("write", company.Company.Place);
        var told = new List<string>();
        while (told.Count < 400) told.Add(await doomed.Line() ?? throw new InvalidOperationException("it ended by itself"));
        told.AddRange(await doomed.Kill());

        await using var again = await company.SecondNode();
        await using var read = await again.Store.Read();
        var notes = (await read.List("select id from notes", row => row.Guid(0), default)).ToHashSet();
        Assert.Subset(notes, told.Select(Guid.Parse).ToHashSet());
        // And nothing is half there: each note has its entry, each entry its note and its change set.
        Assert.Equal(notes, (await read.List("select record_id from journal", row => row.Guid(0), default)).ToHashSet());
        Assert.Equal(notes.Count, await read.Number("select count(*) from change_sets s where exists (select 1 from journal j where j.change_set_id = s.id)", default));
        await WritesTests.New(again, n => n.Title = "goes on");
    }

    [Theory, EveryEngine]
    public async Task a_reader_killed_between_handling_and_checkpoint_handles_each_entry_once(Engine engine)
    {
        await using var company = await Open(engine);
        for (var i = 0; i < 5; i++) await WritesTests.New(company, n => n.Title = $"n{i}");
        await using (var doomed = Doomed.Start("read", company.Company.Place))
        {
            await doomed.Says("handled 3");
            await doomed.Kill();
        }
        await company.Settled();
        Assert.Equal(5, await company.Get<JournalReaders>().CatchUp());
        Assert.Equal(5, await company.Count("select count(*) from seen"));
        Assert.Equal(5, await company.Count("select count(distinct record_id) from seen"));
    }

    [Theory, EveryEngine]
    public async Task a_job_whose_process_is_killed_goes_on_from_its_last_checkpoint(Engine engine)
    {
        // Another node looks when the lease of the dead one has run out.
        await using var company = await Open(engine, new HandClock(DateTimeOffset.UtcNow.AddMinutes(1)));
        var id = await company.Get<Jobs>().Start(Actor.System, "steps");
        await using (var doomed = Doomed.Start("job", company.Company.Place))
        {
            await doomed.Says("step 5");
            await doomed.Kill();
        }
        await Until.True(() => company.Get<JobRunner>().RunNext(company.Company, null, default), "the job to be taken over");

        var job = (await company.Get<Jobs>().Find(id))!;
        Assert.Equal((JobState.Succeeded, 2), (job.State, job.Attempts));
        await using var read = await company.Store.Read();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"step {i}"), await read.List("select title from notes order by title", row => row.Text(0), default));
    }

    [Theory, EveryEngine]
    public async Task an_undo_of_many_records_that_is_killed_goes_on_and_takes_each_back_once(Engine engine)
    {
        const int Many = 20_000;
        await using var company = await Open(engine, new HandClock(DateTimeOffset.UtcNow.AddMinutes(1)));
        var set = company.Writes.NewChangeSet(Actor.System, JobsTests.Because);
        foreach (var some in Enumerable.Range(0, Many).Chunk(5_000))
        {
            var notes = Array.ConvertAll(some, i => new Note { Title = $"note {i}" });
            await company.Writes.Run(Actor.System, JobsTests.Because, change => change.Bulk(notes));
            await company.Writes.Run(set, async change => await change.BulkUpdate([.. (await change.Load<Note>([.. notes.Select(n => n.Id)])).Values.Select(n => (n, Bigger(n)))]));
        }
        var id = await company.Get<Jobs>().Start(Actor.System, UndoWork.Kind, new UndoWork.Arguments(set.Id));
        await using (var doomed = Doomed.Start("job", company.Company.Place))
        {
            await Until.True(async () => await company.Count("select count(*) from notes where size = 0") > 0, "the undo has begun");
            await doomed.Kill();
        }
        Assert.True(await company.Count("select count(*) from notes where size = 7") > 0, "the undo was at its end before it was killed");
        await Until.True(() => company.Get<JobRunner>().RunNext(company.Company, null, default), "the job to be taken over");

        var job = (await company.Get<Jobs>().Find(id))!;
        Assert.Equal((JobState.Succeeded, 2), (job.State, job.Attempts));
        Assert.Equal((Many, 0), (await company.Count("select count(*) from notes where size = 0 and version = 3"), await company.Count("select count(*) from notes where size = 7")));
        Assert.Equal((Many, 1), (await company.Count("select count(*) from journal j join change_sets c on c.id = j.change_set_id where c.undoes = @set and j.operation = 'updated'", ("set", set.Id)),
            await company.Count("select count(*) from change_sets where undoes = @set and not undoes_part", ("set", set.Id))));

        static Note Bigger(Note note)
        {
            var after = RowChange<Note>.Copy(note);
            after.Size = 7;
            return after;
        }
    }

    [Theory, EveryEngine]
    public async Task a_schema_step_killed_in_the_middle_is_begun_again_and_the_rest_follows(Engine engine)
    {
        var folder = Directory.CreateTempSubdirectory("dangol-test-").FullName;
        var place = new CompanyPlace(folder, engine == Engine.Postgres ? await PostgresCluster.NewDatabase() : null);
        SchemaSet[] sets = [new("platform", typeof(PlatformModule).Assembly), new("slow", Assembly.Load("Dangol.Crash"))];
        await using (var doomed = Doomed.Start("schema", place))
        {
            await Until.True(() => Working(place), "the slow step at work");
            Assert.Empty(await doomed.Kill());
        }
        var store = Store.Open(folder, place.Postgres, TimeProvider.System);
        Assert.Equal(2, await new SchemaRunner(store, sets, TimeProvider.System).Run());
        await using (var read = await store.Read())
        {
            Assert.Equal(2_000_000, await read.Number("select count(*) from slow_rows", default));
            Assert.Equal(0, await read.Number("select count(*) from slow_ends", default) + await read.Number("select count(*) from next_rows", default));
            Assert.Equal(2, await read.Number("select count(*) from schema_steps where module = 'slow'", default));
        }
        Assert.Equal(0, await new SchemaRunner(store, sets, TimeProvider.System).Run());
        await store.Close();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The step has written rows that are not committed.</summary>
    private static async Task<bool> Working(CompanyPlace place)
    {
        if (place.Postgres is null) return new FileInfo(Path.Combine(place.Folder, "dangol.db-wal")) is { Exists: true, Length: > 4_000_000 };
        await using var source = Npgsql.NpgsqlDataSource.Create(place.Postgres);
        await using var command = source.CreateCommand("select count(*) from pg_stat_activity where query like '%slow_rows%' and state = 'active' and datname = current_database() and pid <> pg_backend_pid()");
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    private static Task<TestCompany> Open(Engine engine, TimeProvider? clock = null) => TestCompany.Open(engine, services =>
    {
        NotesModule.AddNotes(services);
        services.AddSingleton<SeeNotes.Mood>();
        services.AddReader<SeeNotes>();
        services.AddJob<TenSteps>("steps", Text.Same("Steps"));
    }, clock);

    /// <summary>The same job as the doomed program's, up to ten notes.</summary>
    private sealed class TenSteps(Writes writes) : IJob
    {
        private sealed record Place(int Next);

        public async Task Run(JobRun run, CancellationToken cancel)
        {
            for (var i = run.State<Place>()?.Next ?? 0; i < 10; i++)
                await writes.Run(writes.NewChangeSet(run.Actor, Text.Same("Step")), async change =>
                {
                    change.Open<NotesDb>().Add(new Note { Title = $"step {i}" });
                    await change.Save(cancel);
                    await run.Checkpoint(change, new Place(i + 1), cancel);
                    return true;
                }, cancel: cancel);
        }
    }
}

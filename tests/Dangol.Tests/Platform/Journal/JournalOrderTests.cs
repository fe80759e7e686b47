using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What happened to one record is read in the order in which it happened, whoever began first.</summary>
public sealed class JournalOrderTests
{
    [Theory, EveryEngine]
    public async Task who_began_before_another_and_changed_the_record_after_it_is_read_after_it(Engine engine)
    {
        await using var company = await JournalReaderTests.Open(engine);
        var id = await WritesTests.New(company, n => n.Title = "one");
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        // Its number is drawn with its first row; it comes to the record when another has been there.
        var early = Task.Run(() => company.Writes.Run(Actor.System, JobsTests.Because, async change =>
        {
            change.Open<NotesDb>().Add(new Note { Title = "another" });
            await change.Save();
            begun.TrySetResult();
            if (engine == Engine.Postgres) await goOn.Task;
            await Edit(change, id, 3);
        }));
        await begun.Task;
        if (engine == Engine.Postgres) await WritesTests.Edit(company, id, n => n.Size = 2);
        goOn.SetResult();
        await early;
        if (engine == Engine.Sqlite) await WritesTests.Edit(company, id, n => n.Size = 2);
        Assert.Equal([1, 2, 3], await Versions(company, id));
    }

    [Theory, EveryEngine]
    public async Task many_who_change_one_record_at_once_are_read_version_by_version(Engine engine)
    {
        await using var company = await JournalReaderTests.Open(engine);
        var id = await WritesTests.New(company, n => n.Title = "one");
        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            await company.Writes.Run(Actor.System, JobsTests.Because, async change =>
            {
                change.Open<NotesDb>().Add(new Note { Title = $"n{i}" });
                await change.Save();
                await Edit(change, id, i);
            }));
        Assert.Equal(Enumerable.Range(1, 121), await Versions(company, id));
    }

    /// <summary>As bulk work does: the row is held, then changed, then journaled.</summary>
    private static async Task Edit(Change change, Guid id, int size)
    {
        var before = (await change.Load<Note>([id]))[id];
        var after = RowChange<Note>.Copy(before);
        after.Size = size + 1_000;
        Assert.Equal(BulkOutcome.Written, Assert.Single(await change.BulkUpdate([(before, after)])).Outcome);
    }

    private static async Task<IEnumerable<int>> Versions(TestCompany company, Guid id)
    {
        await company.Settled();
        return (await company.Get<JournalFeed>().After(JournalPosition.Start, 10_000)).Where(e => e.RecordId == id).Select(e => e.Version!.Value);
    }
}

using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>
/// Where two write at once, on PostgreSQL: nothing is left that leads to a record which another removes at that very moment, whoever of them is first. SQLite lets one write at a time.
/// </summary>
public sealed class HeldReferencesTests
{
    [Fact]
    public async Task who_leads_to_a_record_that_is_gone_by_the_end_is_refused()
    {
        await using var company = await TestCompany.Open(Engine.Postgres, NotesModule.AddNotes);
        var (note, set) = await Made(company);
        var (written, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var writer = Task.Run(() => Tick(company, note, async _ =>
        {
            written.TrySetResult();
            await goOn.Task;
        }));
        await written.Task;
        Assert.Equal(1, (await company.Get<UndoChangeSet>().Run(Actor.System, set)).Records);
        goOn.SetResult();
        Assert.Equal(("reference_gone", 409), (await Assert.ThrowsAsync<Refused>(() => writer)) is var refused ? (refused.Rule, refused.Status) : default);
        Assert.Equal((0, 0), (await company.Count("select count(*) from notes"), await company.Count("select count(*) from ticks")));
        Assert.Equal(0, await company.Count("select count(*) from journal where type = 'tick'"));
    }

    [Fact]
    public async Task who_comes_while_a_record_is_being_removed_waits_and_is_refused()
    {
        await using var company = await TestCompany.Open(Engine.Postgres, NotesModule.AddNotes);
        var (note, set) = await Made(company);
        Task? writer = null;
        await company.Get<UndoChangeSet>().Run(Actor.System, set, null, null, async (_, _) =>
        {
            using (ExecutionContext.SuppressFlow()) writer = Task.Run(() => Tick(company, note, _ => Task.CompletedTask));
            await Until.True(async () => writer.IsCompleted || await Waits(company), "the other waits");
            return true;
        }, default);
        Assert.Equal("reference_gone", (await Assert.ThrowsAsync<Refused>(() => writer!)).Rule);
        Assert.Equal((0, 0), (await company.Count("select count(*) from notes"), await company.Count("select count(*) from ticks")));
    }

    [Fact]
    public async Task who_leads_to_a_record_before_it_is_removed_keeps_it()
    {
        await using var company = await TestCompany.Open(Engine.Postgres, NotesModule.AddNotes);
        var (note, set) = await Made(company);
        Task<UndoReport>? undo = null;
        await Tick(company, note, async change =>
        {
            await change.Settle(default);
            using (ExecutionContext.SuppressFlow()) undo = Task.Run(() => company.Get<UndoChangeSet>().Run(Actor.System, set));
            await Until.True(async () => undo.IsCompleted || await Waits(company), "the undo waits");
        });
        var report = await undo!;
        Assert.Equal((0, 1), (report.Records, report.Conflicts.Count));
        Assert.Equal((1, 1), (await company.Count("select count(*) from notes"), await company.Count("select count(*) from ticks")));
    }

    private static async Task<(Guid Note, Guid Set)> Made(TestCompany company)
    {
        var set = company.Writes.NewChangeSet(Actor.System, JobsTests.Because);
        var note = new Note { Title = "one" };
        await company.Writes.Run(set, change => change.Bulk([note]));
        return (note.Id, set.Id);
    }

    private static Task Tick(TestCompany company, Guid note, Func<Change, Task> then) => company.Writes.Run(Actor.System, JobsTests.Because, async change =>
    {
        await change.Bulk([new Tick { NoteId = note, No = 1 }]);
        await then(change);
    });

    /// <summary>Somebody waits for another's lock.</summary>
    private static async Task<bool> Waits(TestCompany company) => await company.Count("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0;
}

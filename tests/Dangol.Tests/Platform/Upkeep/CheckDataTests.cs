using System.Data.Common;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class CheckDataTests
{
    [Theory, EveryEngine]
    public async Task a_company_that_was_worked_on_has_no_fault(Engine engine)
    {
        await using var company = await Worked(engine);
        var results = await company.Get<CheckData>().Run(Actor.System);
        Assert.True(results.Count >= 6, "hardly anything was asked");
        Assert.All(results, check => Assert.True(check.Faults == 0, $"{check.Name}: {string.Join(", ", check.Examples)}"));
    }

    [Theory, EveryEngine]
    public Task a_row_changed_behind_the_journal_is_found(Engine engine) => Finds(engine, "update notes set version = version + 1 where title = 'a'", "note_versions");

    [Theory, EveryEngine]
    public Task a_row_removed_behind_the_journal_is_found(Engine engine) => Finds(engine, "delete from notes where title = 'a'", "note_lost");

    [Theory, EveryEngine]
    public Task an_entry_removed_from_the_journal_is_found(Engine engine) => Finds(engine, "delete from journal where type = 'note' and version = 2", "note_gaps");

    [Theory, EveryEngine]
    public Task a_removed_change_set_is_found(Engine engine) => Finds(engine, "delete from change_sets where reason_en = 'A test'", "change_sets");

    [Theory, EveryEngine]
    public Task facts_that_lead_to_nothing_are_found(Engine engine) => Finds(engine, "delete from notes where title = 'a'", "tick_note_id");

    [Theory, EveryEngine]
    public Task facts_that_no_entry_speaks_of_are_found(Engine engine) => Finds(engine, "update ticks set chunk_no = 7 where no = 2", "tick_chunks");

    [Theory, EveryEngine]
    public Task a_changed_schema_step_is_found(Engine engine) => Finds(engine, "update schema_steps set checksum = 'x' where module = 'notes' and number = 1", "schema");

    [Fact]
    public async Task a_broken_page_of_the_file_is_found()
    {
        await using var company = await Worked(Engine.Sqlite);
        long page, size;
        await using (var raw = await company.RawConnection())
        {
            var session = new Session(Engine.Sqlite, raw);
            await Run(raw, "pragma wal_checkpoint(truncate)");
            (page, size) = (await session.Number("select rootpage from sqlite_master where name = 'notes_code'", default), await session.Number("pragma page_size", default));
        }
        using (var file = new FileStream(Path.Combine(company.Company.Place.Folder, "dangol.db"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = (page - 1) * size + size / 2;
            file.Write(new byte[size / 2]);
        }
        await using var again = await company.SecondNode();
        var found = (await again.Get<CheckData>().Run(Actor.System)).Single(check => check.Name == "integrity");
        Assert.True(found.Faults > 0);
    }

    [Theory, EveryEngine]
    public async Task the_steps_of_the_schema_are_listed_with_their_state(Engine engine)
    {
        await using var company = await Worked(engine);
        await using var raw = await company.RawConnection();
        await Run(raw, "insert into schema_steps (module, number, name, checksum, applied_at, oldest) select 'notes', 99, 'newer', 'x', applied_at, 1 from schema_steps where module = 'notes' and number = 1; delete from schema_steps where module = 'notes' and number = 2");
        var steps = (await company.Get<SchemaState>().Read()).Where(s => s.Module == "notes").Select(s => (s.Number, s.State));
        Assert.Equal([(1, SchemaStepState.Applied), (2, SchemaStepState.Missing), (3, SchemaStepState.Applied), (99, SchemaStepState.Unknown)], steps);
    }

    private static async Task Finds(Engine engine, string damage, string check)
    {
        await using var company = await Worked(engine);
        await using (var raw = await company.RawConnection()) await Run(raw, damage);
        var faulty = (await company.Get<CheckData>().Run(Actor.System)).Where(c => c.Faults > 0).ToList();
        Assert.Contains(faulty, c => c.Name == check);
        Assert.NotEmpty(faulty.Single(c => c.Name == check).Examples);
    }

    /// <summary>Records made, changed, removed and taken back; facts in chunks.</summary>
    private static async Task<TestCompany> Worked(Engine engine)
    {
        var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var id = await WritesTests.New(company, n => n.Title = "a");
        await WritesTests.Edit(company, id, n => n.Size = 3);
        var gone = await WritesTests.New(company, n => n.Title = "b");
        await company.Writes.Run(Actor.System, JobsTests.Because, async change =>
        {
            var db = change.Open<NotesDb>();
            db.Remove(await db.FindAsync<Note>(gone) ?? throw new InvalidOperationException("no note"));
            await change.Save();
        });
        var set = await WritesTests.Edit(company, id, n => n.Size = 4);
        await company.Get<UndoChangeSet>().Run(Actor.System, set);
        await company.Writes.Run(Actor.System, JobsTests.Because, change => change.Bulk([new Tick { NoteId = id, No = 1, Value = 1 }, new Tick { NoteId = id, No = 2, Value = 2 }]));
        return company;
    }

    private static async Task Run(DbConnection raw, string sql)
    {
        await using var command = raw.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

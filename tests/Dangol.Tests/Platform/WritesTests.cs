using Dangol.Platform;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Tests;

public sealed class WritesTests
{
    private static readonly Text Because = new("시험", "A test");

    [Theory, EveryEngine]
    public async Task a_new_record_has_its_standard_columns_and_an_entry_in_the_journal(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var id = await New(company, n => (n.Title, n.Phone, n.Due) = ("  ＡＢＣ 단골 ", "+821012345678", new DateOnly(2026, 11, 21)));

        await using var read = await company.Store.Read();
        var note = await read.First("select version, title_folded, due, created_by, change_set_id from notes where id = @id",
            r => (Version: r.Int(0), Folded: r.Text(1), Due: r.Date(2), By: r.Guid(3), Set: r.Guid(4)), default, ("id", id));
        Assert.Equal((1, "abc 단골", new DateOnly(2026, 11, 21), Guid.Empty), (note.Version, note.Folded, note.Due, note.By));
        await company.Settled();
        var entry = Assert.Single(await company.Get<JournalFeed>().After(JournalPosition.Start, 10));
        Assert.Equal((note.Set, "note", id, 1, "created"), (entry.ChangeSetId, entry.Type, entry.RecordId!.Value, entry.Version!.Value, entry.Operation));
        Assert.DoesNotContain("8210", entry.After, StringComparison.Ordinal);
        Assert.Contains("+821012345678", entry.Personal, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_change_writes_before_and_after_of_what_changed_only(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var id = await New(company, n => (n.Title, n.Size) = ("one", 5));
        await Edit(company, id, n => n.Size = 6);

        await company.Settled();
        var entry = (await company.Get<JournalFeed>().After(JournalPosition.Start, 10))[1];
        Assert.Equal(("{\"size\":5}", "{\"size\":6}", 2), (entry.Before, entry.After, entry.Version));
    }

    [Theory, EveryEngine]
    public async Task a_call_that_throws_leaves_nothing_and_takes_nobody_with_it(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var calls = Enumerable.Range(0, 40).Select(i => company.Writes.Run(Actor.System, Because, async change =>
        {
            change.Open<NotesDb>().Add(new Note { Title = $"n{i}" });
            await change.Save();
            if (i % 4 == 0) throw new InvalidOperationException("no");
        })).ToList();
        var failed = 0;
        foreach (var call in calls)
            try { await call; } catch (InvalidOperationException) { failed++; }

        Assert.Equal(10, failed);
        Assert.Equal(30, await company.Count("select count(*) from notes"));
        Assert.Equal(30, await company.Count("select count(*) from journal"));
        Assert.Equal(30, await company.Count("select count(*) from change_sets"));
    }

    [Theory, EveryEngine]
    public async Task two_who_read_the_same_version_do_not_overwrite_each_other(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var id = await New(company, n => n.Title = "one");
        var refused = await Assert.ThrowsAsync<Refused>(() => company.Writes.Run(Actor.System, Because, async change =>
        {
            var db = change.Open<NotesDb>();
            var note = await db.Notes.SingleAsync(n => n.Id == id);
            note.Title = "mine";
            db.Entry(note).Property(n => n.Version).OriginalValue = 9;
            await change.Save();
        }));
        Assert.Equal(("changed_meanwhile", 409), (refused.Rule, refused.Status));
    }

    [Theory, EveryEngine]
    public async Task a_doubled_key_is_refused_at_its_field(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        await New(company, n => (n.Title, n.Code) = ("one", "A"));
        var refused = await Assert.ThrowsAsync<Refused>(() => New(company, n => (n.Title, n.Code) = ("two", "A")));
        Assert.Equal(("duplicate", "code"), (refused.Rule, refused.Field));
        Assert.Equal(1, await company.Count("select count(*) from journal"));
    }

    [Theory, EveryEngine]
    public async Task rules_fields_and_rights_refuse_before_any_row_is_written(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        Assert.Equal("required", (await Assert.ThrowsAsync<Refused>(() => New(company, _ => { }))).Rule);
        Assert.Equal("too_long", (await Assert.ThrowsAsync<Refused>(() => New(company, n => n.Title = new string('x', 101)))).Rule);
        Assert.Equal("negative", (await Assert.ThrowsAsync<Refused>(() => New(company, n => (n.Title, n.Size) = ("x", -1)))).Rule);
        var clerk = new Actor(Guid.NewGuid(), "clerk", Language.Korean, Origin.Web, new NoPhones());
        var refused = await Assert.ThrowsAsync<Refused>(() => New(company, n => (n.Title, n.Phone) = ("x", "1"), clerk));
        Assert.Equal(("field_not_allowed", "phone", 403), (refused.Rule, refused.Field, refused.Status));
        Assert.Equal(0, await company.Count("select count(*) from notes"));
    }

    [Theory, EveryEngine]
    public async Task nothing_else_can_write(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        await using var read = await company.Store.Read();
        await using var command = read.Command("insert into leases (name, node, until, fencing) values ('x', 'y', @now, 1)", ("now", DateTime.UnixEpoch));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => command.ExecuteNonQueryAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => company.Writes.Run(Actor.System, Because, change => change.Execute("update  notes set title = 'x'", default)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => company.Writes.Run(Actor.System, Because, change => { change.Open<NotesDb>().Add(new Note { Title = "x" }); return Task.CompletedTask; }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => company.Writes.Run(Actor.System, Because, _ => company.Writes.Run(Actor.System, Because, _ => Task.CompletedTask)));
    }

    [Theory, EveryEngine]
    public async Task many_writers_at_once_lose_nothing(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var id = await New(company, n => n.Title = "counter");
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            while (true)
                try { await Edit(company, id, n => n.Size++); break; }
                catch (Refused again) when (again.Rule == "changed_meanwhile") { }
        });
        Assert.Equal(200, await company.Count("select size from notes"));
        Assert.Equal(201, await company.Count("select max(version) from journal"));
    }

    [Theory, EveryEngine]
    public async Task bulk_gives_a_verdict_for_every_row(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        await New(company, n => (n.Title, n.Code) = ("old", "7"));
        var rows = Enumerable.Range(0, 20).Select(i => new Note { Title = i == 3 ? "" : $"제목 {i}", Code = $"{i}", Phone = "+8210" }).ToList();
        var verdicts = await company.Writes.Run(Actor.System, Because, change => change.Bulk(rows, OnExisting.Keep, "code"));

        Assert.Equal((BulkOutcome.Refused, "required"), (verdicts[3].Outcome, verdicts[3].Why!.Rule));
        Assert.Equal(BulkOutcome.Existed, verdicts[7].Outcome);
        Assert.Equal(18, verdicts.Count(v => v.Outcome == BulkOutcome.Written));
        Assert.Equal(19, await company.Count("select count(*) from notes"));
        Assert.Equal(19, await company.Count("select count(*) from journal where type = 'note' and operation = 'created' and version = 1"));
        Assert.Equal(1, await company.Count("select count(*) from notes where title = 'old' and version = 1"));
        Assert.Equal(0, await company.Count("select count(*) from journal where after like '%8210%'"));
        Assert.Equal(18, await company.Count("select count(*) from notes where title_folded like '제목%'"));
    }

    [Theory, EveryEngine]
    public async Task bulk_facts_are_one_entry_a_chunk_and_are_found_by_it(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var note = await New(company, n => n.Title = "one");
        var set = company.Writes.NewChangeSet(Actor.System, Because);
        for (var chunk = 0; chunk < 3; chunk++)
        {
            var rows = Enumerable.Range(chunk * 100, 100).Select(i => new Tick { NoteId = note, No = i, Value = i }).ToList();
            await company.Writes.Run(set, change => change.Bulk(rows));
        }
        var again = await company.Writes.Run(set, change => change.Bulk([new Tick { NoteId = note, No = 5, Value = 1 }], OnExisting.Keep, "note_id, no"));
        Assert.Equal(BulkOutcome.Existed, Assert.Single(again).Outcome);
        Assert.Equal(3, await company.Count("select count(*) from journal where operation = 'facts'"));
        Assert.Equal(4950 + 14950, await company.Count("select sum(value) from ticks where change_set_id = @set and chunk_no <= 2", ("set", set.Id)));

        var report = await company.Get<UndoChangeSet>().Run(Actor.System, set.Id);
        Assert.Equal((300L, 0), (report.Facts, await company.Count("select count(*) from ticks")));
    }

    internal static Task<Guid> New(TestCompany company, Action<Note> fill, Actor? actor = null) => company.Writes.Run(actor ?? Actor.System, Because, async change =>
    {
        var note = new Note();
        fill(note);
        change.Open<NotesDb>().Add(note);
        await change.Save();
        return note.Id;
    });

    internal static Task<Guid> Edit(TestCompany company, Guid id, Action<Note> edit) => company.Writes.Run(Actor.System, Because, async change =>
    {
        edit(await change.Open<NotesDb>().Notes.SingleAsync(n => n.Id == id));
        await change.Save();
        return change.Set.Id;
    });

    private sealed class NoPhones : Rights
    {
        public override bool Allows(Permission permission) => true;

        public override bool MaySet(string type, string field) => field != "phone";
    }
}

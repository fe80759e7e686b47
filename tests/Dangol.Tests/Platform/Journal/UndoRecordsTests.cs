using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Undo takes records back set by set: what is in the way of one must keep none of the others back.</summary>
public sealed class UndoRecordsTests
{
    private const int Many = 60;
    private static readonly Text Because = new("시험", "A test");

    [Theory, EveryEngine]
    public async Task a_record_whose_key_was_taken_stays_as_it_is_and_all_others_come_back(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var notes = await Made(company);
        var moved = await Change(company, notes, (note, i) => note.Code = $"d{i}");
        foreach (var taken in new[] { "c7", "c50" }) await WritesTests.New(company, n => (n.Title, n.Code) = ("other", taken));
        var report = await Undo(company, moved);
        Assert.Equal((Many - 2, 2), (report.Records, report.Conflicts.Count));
        Assert.Equal(["d50", "d7"], await Texts(company, "select code from notes where code like 'd%' order by code"));
        Assert.Equal(Many - 2, await company.Count("select count(*) from journal where change_set_id = @set and operation = 'updated' and version = 3", ("set", report.UndoId)));
        Assert.All(report.Conflicts, c => Assert.Contains("같은 값을 가진 다른 항목이 있어 되돌리지", c.Why.Ko, StringComparison.Ordinal));

        var gone = await Remove(company, notes);
        Assert.Equal(2, await company.Count("select count(*) from notes"));
        foreach (var taken in new[] { "d7", "c20", "c59" }) await WritesTests.New(company, n => (n.Title, n.Code) = ("other", taken));
        report = await Undo(company, gone);
        Assert.Equal((Many - 3, 3), (report.Records, report.Conflicts.Count));
        Assert.Equal(notes.Where((_, i) => i is 7 or 20 or 59).Select(n => n.Id).Order(), report.Conflicts.Select(c => c.RecordId).Order());
        Assert.Equal(Many - 3, await company.Count("select count(*) from notes where phone = '+8210' and title_folded like 'note%' and due = @due and version = 4", ("due", new DateOnly(2026, 11, 3))) + await company.Count("select count(*) from notes where code = 'd50' and version = 3"));
    }

    [Theory, EveryEngine]
    public async Task what_others_refer_to_stays_and_the_rest_of_what_was_made_goes(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var set = company.Writes.NewChangeSet(Actor.System, Because);
        var notes = await Made(company, set);
        var touched = await Change(company, [notes[11]], (note, _) => note.Size = 9);
        await using (var raw = await company.RawConnection())
        await using (var command = raw.CreateCommand())
        {
            command.CommandText = "create table pins (note_id uuid not null references notes (id)); insert into pins select id from notes where code in ('c3', 'c40')";
            await command.ExecuteNonQueryAsync();
        }
        var report = await Undo(company, set.Id);
        Assert.Equal((Many - 3, 3), (report.Records, report.Conflicts.Count));
        Assert.Equal(["c11", "c3", "c40"], await Texts(company, "select code from notes order by code"));
        Assert.Equal(2, report.Conflicts.Count(c => c.Why.Ko.StartsWith("다른 항목이 이 항목을 쓰고", StringComparison.Ordinal)));
        Assert.Equal(notes[11].Id, Assert.Single(report.Conflicts, c => c.Why.Ko.StartsWith("그 뒤에 바뀐 항목", StringComparison.Ordinal)).RecordId);
        Assert.Equal(Many - 3, await company.Count("select count(*) from journal where change_set_id = @set and operation = 'deleted' and version = 2 and before like '%note%' and personal like '%+8210%'", ("set", report.UndoId)));
        Assert.Equal(0, await company.Count("select count(*) from journal where coalesce(before, '') || coalesce(after, '') like '%8210%'"));

        // An undo is a change set like any other.
        await Undo(company, report.UndoId!.Value);
        Assert.Equal((Many, 1), (await company.Count("select count(*) from notes where phone = '+8210'"), await company.Count("select count(*) from notes where size = 9")));
        Assert.NotEqual(touched, set.Id);
    }

    [Theory, EveryEngine]
    public async Task each_row_keeps_what_was_changed_in_it_since(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var notes = await Made(company);
        var set = await Change(company, notes, (note, i) =>
        {
            note.Size = 100;
            if (i % 2 == 0) (note.Title, note.Phone, note.Due) = ($"odd {i}", null, null);
        });
        // Nobody's later change goes with another row's column: of 1 the title was never touched by the set, of 2 it was.
        await Change(company, [notes[1], notes[2]], (note, _) => note.Title = "later");
        await Change(company, [notes[4]], (note, _) => note.Size = 4);
        await Remove(company, [notes[6]]);
        var report = await Undo(company, set);
        Assert.Equal(Many - 1, report.Records);
        Assert.Equal([(2, "title"), (4, "size"), (6, null)], report.Conflicts.Select(c => (Array.FindIndex(notes, n => n.Id == c.RecordId), c.Field)).OrderBy(c => c.Item1));
        Assert.Equal(["later", "later"], await Texts(company, "select title from notes where title_folded = 'later'"));
        Assert.Equal((Many - 1, Many - 2, Many - 3), (await company.Count("select count(*) from notes where phone = '+8210' and due is not null"), await company.Count("select count(*) from notes where size < 100 and size <> 4"), await company.Count("select count(*) from notes where title like 'note %'")));
    }

    [Theory, EveryEngine]
    public async Task what_would_leave_the_reach_of_who_undoes_stays_and_the_rest_is_taken_back(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var clerk = new Actor(Guid.CreateVersion7(), "clerk", Language.Korean, Origin.Web, new Titled("note"));
        var notes = await Made(company);
        await Change(company, [notes[5], notes[33]], (note, _) => note.Title = "elsewhere");
        var set = await Change(company, notes, (note, _) => (note.Title, note.Size) = ("note again", 100));
        await Change(company, [notes[40]], (note, _) => note.Title = "away");
        var report = await Undo(company, set, clerk);
        Assert.Equal(Many - 3, report.Records);
        Assert.Equal([notes[5].Id, notes[33].Id, notes[40].Id], report.Conflicts.Select(c => c.RecordId).Order());
        Assert.All(report.Conflicts, c => Assert.Contains("권한이 미치지 않는", c.Why.Ko, StringComparison.Ordinal));
        Assert.Equal((0, 3), (await company.Count("select count(*) from notes where title = 'elsewhere'"), await company.Count("select count(*) from notes where size = 100")));
    }

    [Theory, EveryEngine]
    public async Task entries_of_one_record_facts_and_kinds_that_alternate_are_taken_back_in_their_order(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var set = company.Writes.NewChangeSet(Actor.System, Because);
        var notes = await Made(company, set);
        await company.Writes.Run(set, change => change.Bulk(Enumerable.Range(0, 20).Select(i => new Tick { NoteId = notes[0].Id, No = i }).ToList()));
        await Change(company, notes[..30], (note, _) => note.Size = 5, set);
        await Change(company, notes[..20], (note, _) => note.Size = 6, set);
        await Remove(company, notes[..10], set);
        var report = await Undo(company, set.Id);
        Assert.Equal((Many + 30 + 20 + 10, 20, 0), (report.Records, report.Facts, report.Conflicts.Count));
        Assert.Equal((0, 0), (await company.Count("select count(*) from notes"), await company.Count("select count(*) from ticks")));
        Assert.Equal(10, await company.Count("select count(*) from journal where change_set_id = @set and operation = 'created' and version = 4", ("set", report.UndoId)));
    }

    [Theory, EveryEngine]
    public async Task a_chunk_asks_the_same_number_of_questions_whatever_it_holds(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var (few, many) = (await Asked(3), await Asked(Many));
        Assert.Equal(few, many);

        async Task<string> Asked(int rows)
        {
            var notes = await Made(company, count: rows, prefix: $"{rows}-");
            var edited = await Change(company, notes, (note, _) => note.Size = 7);
            var removed = await Remove(company, notes);
            var asked = new List<int>();
            foreach (var set in new[] { removed, edited })
                await company.Get<UndoChangeSet>().Run(Actor.System, set, null, null, (change, _) => { asked.Add(change.Session.Asked); return Task.FromResult(true); }, default);
            return string.Join(' ', asked);
        }
    }

    [Theory, EveryEngine]
    public async Task a_chunk_that_breaks_off_leaves_nothing_and_the_undo_goes_on_from_the_one_before(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var notes = await Made(company, count: 700);
        var (undo, place, chunks) = (company.Get<UndoChangeSet>(), (UndoChangeSet.Place?)null, 0);
        var set = await Change(company, notes, (note, _) => note.Size = 7);
        await Assert.ThrowsAsync<InvalidOperationException>(() => undo.Run(Actor.System, set, null, null, (_, at) =>
        {
            if (++chunks == 2) throw new InvalidOperationException("the program ends here");
            place = at;
            return Task.FromResult(true);
        }, default));
        Assert.Equal((500, 200), (place!.Records, await company.Count("select count(*) from notes where size = 7")));
        var report = await undo.Run(Actor.System, set, null, place, (_, _) => Task.FromResult(true), default);
        Assert.Equal((700, 0, place.Undo), (report.Records, report.Conflicts.Count, report.UndoId!.Value));
        Assert.Equal((0, 700), (await company.Count("select count(*) from notes where size = 7"), await company.Count("select count(*) from journal where change_set_id = @set and operation = 'updated'", ("set", place.Undo))));
    }

    private static async Task<Note[]> Made(TestCompany company, ChangeSet? set = null, int count = Many, string prefix = "")
    {
        var notes = Enumerable.Range(0, count).Select(i => new Note { Title = $"note {i}", Code = $"{prefix}c{i}", Phone = "+8210", Size = i % 3, Due = new(2026, 11, 3) }).ToArray();
        var verdicts = await company.Writes.Run(set ?? company.Writes.NewChangeSet(Actor.System, Because), change => change.Bulk(notes));
        Assert.All(verdicts, v => Assert.Equal(BulkOutcome.Written, v.Outcome));
        return notes;
    }

    private static async Task<Guid> Change(TestCompany company, Note[] notes, Action<Note, int> edit, ChangeSet? set = null)
    {
        set ??= company.Writes.NewChangeSet(Actor.System, Because);
        await company.Writes.Run(set, async change =>
        {
            var before = await change.Load<Note>([.. notes.Select(n => n.Id)]);
            return await change.BulkUpdate([.. notes.Index().Where(n => before.ContainsKey(n.Item.Id)).Select(n =>
            {
                var after = RowChange<Note>.Copy(before[n.Item.Id]);
                edit(after, n.Index);
                return (before[n.Item.Id], after);
            })]);
        });
        return set.Id;
    }

    private static async Task<Guid> Remove(TestCompany company, Note[] notes, ChangeSet? set = null)
    {
        set ??= company.Writes.NewChangeSet(Actor.System, Because);
        await company.Writes.Run(set, async change => await change.BulkRemove([.. (await change.Load<Note>([.. notes.Select(n => n.Id)])).Values]));
        return set.Id;
    }

    private static Task<UndoReport> Undo(TestCompany company, Guid set, Actor? actor = null) => company.Get<UndoChangeSet>().Run(actor ?? Actor.System, set);

    private static async Task<List<string>> Texts(TestCompany company, string sql)
    {
        await using var read = await company.Store.Read();
        return await read.List(sql, row => row.Text(0), default);
    }

    /// <summary>Reaches the notes whose title begins so.</summary>
    private sealed class Titled(string title) : Rights
    {
        public override bool Allows(Permission permission) => true;

        public override bool MaySet(string type, string field) => true;

        public override Clause? Reach(Permission permission) => new Clause.Compare(new Term.Field("title"), Operator.Contains, new Term.Literal(title));
    }
}

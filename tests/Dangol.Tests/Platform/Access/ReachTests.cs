using Dangol.Platform;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Tests;

/// <summary>Two fixed rules, "own records only" and "region = 서울", at every door of the record engine.</summary>
public sealed class ReachTests
{
    private static readonly Text Because = new("시험", "A test");
    private static readonly Clause Own = new Clause.Compare(new Term.Field("owner_id"), Operator.Equal, new Term.Me());
    private static readonly Clause Seoul = new Clause.Compare(new Term.Field("title"), Operator.Equal, new Term.Literal("서울"));

    [Theory, EveryEngine]
    public async Task lists_counts_pages_and_sql_show_own_records_only(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var (me, you) = (Person(Own), Person(Own));
        for (var i = 0; i < 9; i++) await New(company, Actor.System, "서울", owner: i % 3 == 0 ? me.Id : i % 3 == 1 ? you.Id : null);
        await Shows(company, me, 3);
        await Shows(company, you, 3);
        await Shows(company, Actor.System, 9);
        await Shows(company, Person(Own), 0);
    }

    [Theory, EveryEngine]
    public async Task lists_counts_pages_and_sql_show_one_region_only(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        foreach (var title in new[] { "서울", " 서울 ", "부산", "서울 강남", "대구" }) await New(company, Actor.System, title);
        await Shows(company, Person(Seoul), 2);
        await Shows(company, Person(new Clause.Not(Seoul)), 3);
        await Shows(company, Person(new Clause.Any([Seoul, new Clause.Compare(new Term.Field("title"), Operator.Contains, new Term.Literal("강남"))])), 3);
    }

    [Theory, EveryEngine]
    public async Task what_is_out_of_reach_is_not_there_for_a_write(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var (me, clerk) = (Person(Own), Person(Seoul));
        var (mine, yours) = (await New(company, Actor.System, "서울", owner: me.Id), await New(company, Actor.System, "부산"));

        await Edit(company, me, mine, n => n.Size = 2);
        await OutOfReach(() => Edit(company, me, yours, n => n.Size = 2));
        await OutOfReach(() => Edit(company, me, mine, n => n.OwnerId = Guid.CreateVersion7()));
        await OutOfReach(() => Edit(company, me, yours, n => n.OwnerId = me.Id));
        await OutOfReach(() => Delete(company, me, yours));
        await OutOfReach(() => New(company, me, "서울", owner: null));
        await New(company, me, "부산", owner: me.Id);

        await Edit(company, clerk, mine, n => n.Size = 3);
        await OutOfReach(() => Edit(company, clerk, mine, n => n.Title = "부산"));
        await OutOfReach(() => Edit(company, clerk, yours, n => n.Title = "서울"));
        await OutOfReach(() => New(company, clerk, "대전"));
        await Delete(company, clerk, mine);
        Assert.Equal((2, 0), (await company.Count("select count(*) from notes"), await company.Count("select count(*) from notes where size > 0")));
        Assert.Equal(await company.Count("select count(*) from change_sets"), await company.Count("select count(distinct change_set_id) from journal"));
    }

    [Theory, EveryEngine]
    public async Task who_made_a_record_reaches_it_where_the_rule_says_so(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var (me, you) = (Person(Made), Person(Made));
        var id = await New(company, me, "a");
        await Edit(company, me, id, n => n.Title = "b");
        await OutOfReach(() => Edit(company, you, id, n => n.Title = "c"));
        await Shows(company, me, 1);
        await Shows(company, you, 0);
    }

    private static readonly Clause Made = new Clause.Compare(new Term.Field("created_by"), Operator.Equal, new Term.Me());

    [Theory, EveryEngine]
    public async Task bulk_gives_a_verdict_for_what_is_out_of_reach(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var clerk = Person(Seoul);
        var rows = Enumerable.Range(0, 10).Select(i => new Note { Title = i % 5 == 0 ? "부산" : "서울", Code = $"{i}" }).ToList();
        var verdicts = await company.Writes.Run(clerk, Because, change => change.Bulk(rows));
        Assert.Equal([0, 5], verdicts.Index().Where(v => v.Item is { Outcome: BulkOutcome.Refused, Why: { Rule: "out_of_reach", Status: 404 } }).Select(v => v.Index));
        Assert.Equal((8, 8), (await company.Count("select count(*) from notes"), await company.Count("select count(*) from notes where title = '서울'")));

        var none = await company.Writes.Run(clerk, Because, change => change.Bulk([new Note { Title = "대전" }]));
        Assert.Equal(BulkOutcome.Refused, none[0].Outcome);
        Assert.Equal(1, await company.Count("select count(*) from change_sets"));
        Assert.Equal("out_of_reach", (await Assert.ThrowsAsync<Refused>(() => company.Writes.Run(Person(Seoul, "tick"), Because,
            change => change.Bulk([new Tick()], OnExisting.Replace, "note_id, no")))).Rule);
    }

    [Theory, EveryEngine]
    public async Task undo_takes_back_what_is_within_reach_and_leaves_the_rest(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var clerk = Person(Seoul);
        var ids = new List<Guid>();
        foreach (var title in new[] { "서울", "부산", "서울" }) ids.Add(await New(company, Actor.System, title));
        var set = await EditAll(company, n => n.Size = 7);
        var report = await company.Get<UndoChangeSet>().Run(clerk, set);
        Assert.Equal(2, report.Records);
        Assert.Equal(ids[1], Assert.Single(report.Conflicts).RecordId);
        Assert.Equal(("부산", 1), (await TitleOf(company, "size = 7"), await company.Count("select count(*) from notes where size = 7")));

        // Taking this back would carry a record out of reach; taking the next back would bring one into it.
        var moved = await Edit(company, Actor.System, ids[1], n => n.Title = "서울");
        Assert.Equal((0, 1), await Undo(company, clerk, moved));
        moved = await Edit(company, Actor.System, ids[0], n => n.Title = "대구");
        Assert.Equal((0, 1), await Undo(company, clerk, moved));
        Assert.Equal((1, 0), await Undo(company, Actor.System, moved));

        // A record that is gone comes back only within reach; one that was made goes only from within.
        var gone = await Delete(company, Actor.System, ids[2]);
        Assert.Equal((1, 0), await Undo(company, clerk, gone));
        await Edit(company, Actor.System, ids[2], n => n.Title = "대구");
        gone = await Delete(company, Actor.System, ids[2]);
        Assert.Equal((0, 1), await Undo(company, clerk, gone));
        Assert.Equal(2, await company.Count("select count(*) from notes"));
    }

    [Fact]
    public async Task a_rule_over_a_field_that_is_not_there_refuses_rather_than_lets_through()
    {
        await using var company = await TestCompany.Open(Engine.Sqlite, NotesModule.AddNotes);
        var wrong = Person(new Clause.Compare(new Term.Field("region"), Operator.Equal, new Term.Literal("x")));
        await Assert.ThrowsAsync<Refused>(() => New(company, wrong, "a"));
        await using var db = await company.Get<Records>().Open();
        Assert.Throws<Refused>(() => db.Of<Note>(wrong));
        Assert.Equal(403, Assert.Throws<Refused>(() => db.Of<Note>(wrong with { Rights = Rights.Nothing })).Status);
    }

    /// <summary>List, count, page and hand-written SQL agree, and so does what is not shown.</summary>
    private static async Task Shows(TestCompany company, Actor actor, int expected)
    {
        await using var db = await company.Get<Records>().Open();
        var list = await db.Of<Note>(actor).OrderBy(n => n.Id).Select(n => n.Id).ToListAsync();
        Assert.Equal(expected, list.Count);
        Assert.Equal(expected, await db.Of<Note>(actor).CountAsync());
        var all = await db.Of<Note>(Actor.System).Select(n => n.Id).ToListAsync();
        foreach (var id in all) Assert.Equal(list.Contains(id), await db.Of<Note>(actor).AnyAsync(n => n.Id == id));

        var reach = Reach.Sql(actor, company.Company.Declarations.Named("note"), "n", company.Store.Engine);
        await using var read = await company.Store.Read();
        Assert.Equal(list, await read.List($"select n.id from notes n where n.size >= @least and ({reach.Where}) order by n.id", row => row.Guid(0), default, [("least", 0L), .. reach.Args]));
    }

    private static async Task OutOfReach(Func<Task> write)
    {
        var refused = await Assert.ThrowsAsync<Refused>(write);
        Assert.Equal(("out_of_reach", 404), (refused.Rule, refused.Status));
    }

    private static async Task<(int, int)> Undo(TestCompany company, Actor actor, Guid set)
    {
        var report = await company.Get<UndoChangeSet>().Run(actor, set);
        return (report.Records, report.Conflicts.Count);
    }

    private static async Task<string?> TitleOf(TestCompany company, string where)
    {
        await using var read = await company.Store.Read();
        return await read.First($"select title from notes where {where}", row => row.Text(0), default);
    }

    private static Task<Guid> New(TestCompany company, Actor actor, string title, Guid? owner = null) => company.Writes.Run(actor, Because, async change =>
    {
        var note = new Note { Title = title, OwnerId = owner };
        change.Open<NotesDb>().Add(note);
        await change.Save();
        return note.Id;
    });

    private static Task<Guid> Edit(TestCompany company, Actor actor, Guid id, Action<Note> edit) => company.Writes.Run(actor, Because, async change =>
    {
        edit(await change.Open<NotesDb>().Notes.SingleAsync(n => n.Id == id));
        await change.Save();
        return change.Set.Id;
    });

    private static Task<Guid> EditAll(TestCompany company, Action<Note> edit) => company.Writes.Run(Actor.System, Because, async change =>
    {
        foreach (var note in await change.Open<NotesDb>().Notes.ToListAsync()) edit(note);
        await change.Save();
        return change.Set.Id;
    });

    private static Task<Guid> Delete(TestCompany company, Actor actor, Guid id) => company.Writes.Run(actor, Because, async change =>
    {
        var db = change.Open<NotesDb>();
        db.Remove(await db.Notes.SingleAsync(n => n.Id == id));
        await change.Save();
        return change.Set.Id;
    });

    private static Actor Person(Clause rule, string type = "note") => new(Guid.CreateVersion7(), "clerk", Language.Korean, Origin.Web, new Fixed(type, rule));

    private sealed class Fixed(string type, Clause rule) : Rights
    {
        public override bool Allows(Permission permission) => true;

        public override bool MaySet(string type, string field) => true;

        public override Clause? Reach(Permission permission) => permission.Type == type ? rule : null;
    }
}

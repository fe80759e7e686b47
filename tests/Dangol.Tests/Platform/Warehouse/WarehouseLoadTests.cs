using Dangol.Platform;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Tests;

public sealed class WarehouseLoadTests
{
    private static readonly Text Because = new("시험", "A test");

    [Theory, EveryWarehouse]
    public async Task a_first_load_rebuilds_and_gives_back_every_value(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        var id = await WritesTests.New(company, n => (n.Title, n.Code, n.Size, n.Due) = ("단골 손님에게 드리는 아주 긴 메모", "C-1", 21, new DateOnly(2026, 2, 28)));
        await WritesTests.New(company, n => n.Title = "empty");

        var load = await NotesWarehouse.Load(company);

        Assert.Equal((true, 2), (load.Rebuilt, load.Rows));
        var rows = await company.Company.Warehouse.Ask(Actor.System, "select note_id, title, code, size, half, is_large, due, created_at from dim_notes order by size desc", null, r =>
            (r.Id(0), r.Text(1), r.Text(2), r.Long(3), r.Double(4), r.Bool(5), r.DateOrNull(6), r.Instant(7)));
        Assert.Equal((id, "단골 손님에게 드리는 아주 긴 메모", "C-1", 21L, 10.5, true, new DateOnly(2026, 2, 28), new DateTime(2026, 11, 21, 3, 4, 5, 678)), rows[0]);
        Assert.Equal((null, 0L, 0.0, false, null), (rows[1].Item3, rows[1].Item4, rows[1].Item5, rows[1].Item6, rows[1].Item7));
    }

    [Theory, EveryWarehouse]
    public async Task increments_and_a_rebuild_give_the_same_warehouse(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        var warehouse = company.Company.Warehouse;
        var empty = await Sums(warehouse);
        var random = new Random(7);
        var sets = new List<Guid>();
        var (notes, made) = (new List<Guid>(), 0);
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 20; i++) notes.Add(await WritesTests.New(company, n => (n.Title, n.Code, n.Size) = ($"메모 {random.Next()}", $"c{++made}", random.Next(30))));
            for (var i = 0; i < 10; i++) await WritesTests.Edit(company, notes[random.Next(notes.Count)], n => n.Code = $"x{random.Next()}");
            sets.Add(await Chunks(company, notes, round, random));
            await Remove(company, notes, random.Next(notes.Count));
            if (round == 3) await company.Get<UndoChangeSet>().Run(Actor.System, sets[1]);
            if (round == 4) await company.Get<UndoChangeSet>().Run(Actor.System, sets[4]);
            var load = await NotesWarehouse.Load(company);
            Assert.Equal(round == 0, load.Rebuilt);
            Assert.True(load.Rows > 0);
        }
        var increments = await Sums(warehouse);

        Assert.True((await warehouse.Rebuild()).Rebuilt);
        Assert.Equal(await Sums(warehouse), increments);
        Assert.NotEqual(empty, increments);
        Assert.Equal(await company.Count("select count(*) from ticks where value >= 0"), (await warehouse.Ask(Actor.System, "select count(*) from fact_ticks", null, r => r.Long(0)))[0]);
        Assert.Equal(new(false, 0, 0), await NotesWarehouse.Load(company));
    }

    [Fact]
    public async Task every_profile_comes_to_the_same_warehouse()
    {
        var sums = new List<string>();
        foreach (var profile in Enum.GetValues<Profile>())
        {
            await using var company = await NotesWarehouse.Open(profile);
            var (random, notes) = (new Random(11), new List<Guid>());
            for (var i = 0; i < 30; i++)
                notes.Add(await WritesTests.New(company, n => (n.Title, n.Code, n.Size, n.Due) = ($"메모 {i}", i % 3 == 0 ? null : $"c{i}", i, i % 2 == 0 ? null : new DateOnly(2026, 1, 1).AddDays(i))));
            await NotesWarehouse.Load(company);
            await Chunks(company, notes, 1, random);
            await NotesWarehouse.Load(company);
            sums.Add(await Sums(company.Company.Warehouse));
        }
        Assert.Single(sums.Distinct());
    }

    [Theory, EveryWarehouse]
    public async Task loading_while_others_write_ends_where_a_rebuild_ends(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        var warehouse = company.Company.Warehouse;
        await NotesWarehouse.Load(company);
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 15; i++)
            {
                var id = await WritesTests.New(company, n => (n.Title, n.Size) = ("n", i));
                await WritesTests.Edit(company, id, n => n.Size += 100);
                await company.Writes.Run(Actor.System, Because, change => change.Bulk([new Tick { NoteId = id, No = i, Value = i }]));
            }
        })).ToList();
        while (!writers.TrueForAll(writer => writer.IsCompleted)) await warehouse.LoadNew();
        await Task.WhenAll(writers);
        await NotesWarehouse.Load(company);
        var increments = await Sums(warehouse);

        await warehouse.Rebuild();
        Assert.Equal(await Sums(warehouse), increments);
        Assert.Equal((60L, 60L), ((await warehouse.Sums())[0].Rows, (await warehouse.Sums())[1].Rows));
    }

    [Theory, EveryWarehouse]
    public async Task a_load_that_is_stopped_leaves_nothing_half_done(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        var warehouse = company.Company.Warehouse;
        await NotesWarehouse.Load(company);
        await WritesTests.New(company, n => n.Title = "later");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => warehouse.LoadNew(null, new CancellationToken(canceled: true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => warehouse.Rebuild(null, new CancellationToken(canceled: true)));

        Assert.Equal(0, (await warehouse.Sums())[0].Rows);
        Assert.Equal(new(false, 1, 1), await NotesWarehouse.Load(company));
    }

    [Theory, EveryWarehouse]
    public async Task a_new_epoch_rebuilds(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        await NotesWarehouse.Load(company);
        Assert.False((await NotesWarehouse.Load(company)).Rebuilt);

        await company.Writes.Run(Actor.System, Because, change => change.Execute("insert into journal_epochs (epoch, since, reason) values (77, @now, 'restored')", default, ("now", change.Now)));
        await company.Company.Epoch.Read(company.Store, default);

        Assert.True((await NotesWarehouse.Load(company)).Rebuilt);
        Assert.False((await NotesWarehouse.Load(company)).Rebuilt);
    }

    [Theory, EveryWarehouse]
    public async Task a_declaration_that_changed_rebuilds_with_its_new_columns(Profile profile)
    {
        await using var company = await NotesWarehouse.Open(profile);
        await WritesTests.New(company, n => n.Title = "one");
        await NotesWarehouse.Load(company);
        await company.Company.Warehouse.Close();

        var other = WarehouseTable.Dimension("dim_notes", "notes n").Key("note_id", WarehouseType.Id, "n.id").Column("upper_title", WarehouseType.Text, "upper(n.title)").LoadedBy("note", "note_id");
        var warehouse = Warehouse.Of(company.Company.Place, company.Store, company.Company.Epoch, [other], company.Company.Clock);
        Assert.True((await warehouse.LoadNew()).Rebuilt);
        Assert.Equal(["ONE"], await warehouse.Ask(Actor.System, "select upper_title from dim_notes", null, r => r.Text(0)));
        await warehouse.Close();
    }

    [Fact]
    public async Task a_file_that_duckdb_cannot_read_is_put_aside_and_made_anew()
    {
        await using var company = await NotesWarehouse.Open(Profile.Embedded);
        await WritesTests.New(company, n => n.Title = "one");
        var file = Path.Combine(company.Company.Place.Folder, "warehouse.duckdb");
        await File.WriteAllTextAsync(file, new string('x', 10_000));

        Assert.True((await NotesWarehouse.Load(company)).Rebuilt);
        Assert.Equal(1, (await company.Company.Warehouse.Sums())[0].Rows);
        Assert.True(File.Exists(file + ".broken"));
    }

    [Fact]
    public async Task rebuilding_again_and_again_does_not_grow_the_file()
    {
        await using var company = await NotesWarehouse.Open(Profile.Embedded);
        var note = await WritesTests.New(company, n => n.Title = "of ticks");
        var rows = Enumerable.Range(0, 20_000).Select(i => new Tick { NoteId = note, No = i, Value = i }).ToList();
        await company.Writes.Run(company.Writes.NewChangeSet(Actor.System, Because), change => change.Bulk(rows));
        var file = new FileInfo(Path.Combine(company.Company.Place.Folder, "warehouse.duckdb"));
        for (var i = 0; i < 3; i++) await company.Company.Warehouse.Rebuild();
        file.Refresh();
        var before = file.Length;
        for (var i = 0; i < 6; i++) await company.Company.Warehouse.Rebuild();
        file.Refresh();

        Assert.InRange(file.Length, 500_000, before + (before / 4));
    }

    [Fact]
    public async Task a_value_that_is_not_of_its_type_says_which_column()
    {
        var wrong = WarehouseTable.Dimension("dim_notes", "notes n").Key("note_id", WarehouseType.Id, "n.id").Column("due", WarehouseType.Date, "n.title").LoadedBy("note", "note_id");
        await using var company = await NotesWarehouse.Open(Profile.Embedded, wrong);
        await WritesTests.New(company, n => n.Title = "2026-02-30");
        Assert.Contains("due (n.title) holds '2026-02-30', which is no Date", (await Assert.ThrowsAsync<InvalidDataException>(() => company.Company.Warehouse.LoadNew())).Message);
    }

    [Fact]
    public async Task a_mistake_in_a_declaration_is_found_at_the_start()
    {
        static WarehouseTable Table() => WarehouseTable.Dimension("dim_notes", "notes n").Key("note_id", WarehouseType.Id, "n.id").Column("title", WarehouseType.Text, "n.title");
        static async Task<string> Error(WarehouseTable table) => (await Assert.ThrowsAsync<InvalidOperationException>(() => NotesWarehouse.Open(Profile.Embedded, table))).Message;

        Assert.Contains("loaded by nothing", await Error(Table()));
        Assert.Contains("loaded by nota", await Error(Table().LoadedBy("nota", "note_id")));
        Assert.Contains("no declared Fact type", await Error(Table().LoadedByChunksOf("note", "n")));
        Assert.Throws<ArgumentException>(() => Table().LoadedBy("note", "title"));
        Assert.Throws<ArgumentException>(() => Table().Column("title", WarehouseType.Text, "n.title"));
        Assert.Throws<ArgumentException>(() => WarehouseTable.Fact("notes", "notes n"));
    }

    private static async Task<Guid> Chunks(TestCompany company, List<Guid> notes, int round, Random random)
    {
        var set = company.Writes.NewChangeSet(Actor.System, Because);
        for (var chunk = 0; chunk < 3; chunk++)
        {
            var rows = Enumerable.Range(0, 50).Select(i => new Tick { NoteId = notes[random.Next(notes.Count)], No = (round * 1000) + (chunk * 100) + i, Value = random.Next(-1, 9) }).ToList();
            await company.Writes.Run(set, change => change.Bulk(rows));
        }
        return set.Id;
    }

    private static async Task Remove(TestCompany company, List<Guid> notes, int at)
    {
        await company.Writes.Run(Actor.System, Because, async change =>
        {
            var db = change.Open<NotesDb>();
            db.Remove(await db.Notes.SingleAsync(n => n.Id == notes[at]));
            await change.Save();
        });
        notes.RemoveAt(at);
    }

    private static async Task<string> Sums(Warehouse warehouse) => string.Join('\n', await warehouse.Sums());
}

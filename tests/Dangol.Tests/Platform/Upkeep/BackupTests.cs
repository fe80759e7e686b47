using System.Formats.Tar;
using System.IO.Compression;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class BackupTests
{
    [Theory, EveryEngine]
    public async Task a_backup_made_while_many_write_is_the_company_of_one_instant(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        File.WriteAllText(Path.Combine(company.Company.Place.Folder, "warehouse.duckdb"), "derived");
        Directory.CreateDirectory(Path.Combine(company.Company.Place.Folder, "imports"));
        File.WriteAllText(Path.Combine(company.Company.Place.Folder, "imports", "sales.csv"), "a,b\n1,2\n");
        using var enough = new CancellationTokenSource();
        var written = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                await company.Writes.Run(Actor.System, JobsTests.Because, async change =>
                {
                    var note = new Note { Title = $"{writer}-{i}" };
                    change.Open<NotesDb>().Add(note);
                    await change.Save();
                    await change.Bulk([new Tick { NoteId = note.Id, No = 1, Value = i }, new Tick { NoteId = note.Id, No = 2, Value = i }]);
                });
                Interlocked.Increment(ref written);
            }
        })));
        await Until.True(() => Volatile.Read(ref written) > 50, "some notes");
        using var elsewhere = new Elsewhere();
        var before = Volatile.Read(ref written);
        var manifest = await company.Get<BackUp>().Run(Actor.System, elsewhere.File);
        var during = Volatile.Read(ref written) - before;
        await enough.CancelAsync();
        await writing;

        var place = await elsewhere.Place(engine);
        var report = await new Restore(TimeProvider.System).Run(elsewhere.File, place, force: false);
        Assert.Equal((2, null), (report.Epoch, report.Replaced));
        await using var restored = await company.At(place);
        Assert.True(manifest.Rows["notes"] >= before && manifest.Rows["notes"] <= before + during + 8, $"{manifest.Rows["notes"]} notes, {before} before and {during} during the backup");
        Assert.Equal(manifest.Rows["notes"], await restored.Count("select count(*) from notes"));
        Assert.Equal(manifest.Rows["notes"] * 2, await restored.Count("select count(*) from ticks"));
        Assert.All(await restored.Get<CheckData>().Run(Actor.System), check => Assert.True(check.Faults == 0, $"{check.Name}: {string.Join(", ", check.Examples)}"));
        Assert.Equal(company.Company.Keys.Seal("x", "y"), restored.Company.Keys.Seal("x", "y"));
        Assert.Equal("a,b\n1,2\n", File.ReadAllText(Path.Combine(place.Folder, "imports", "sales.csv")));
        Assert.False(File.Exists(Path.Combine(place.Folder, "warehouse.duckdb")));
        await WritesTests.New(restored, n => n.Title = "goes on");
    }

    [Theory, EveryEngine]
    public async Task after_a_restore_the_epoch_is_higher_and_who_read_before_starts_anew(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        for (var i = 0; i < 3; i++) await WritesTests.New(company, n => n.Title = $"kept{i}");
        using var elsewhere = new Elsewhere();
        await company.Get<BackUp>().Run(Actor.System, elsewhere.File);
        await WritesTests.New(company, n => n.Title = "lost");
        await company.Settled();
        var (read, position) = await Follow(company, [], JournalPosition.Start);
        Assert.Equal(["kept0", "kept1", "kept2", "lost"], read);

        var place = await elsewhere.Place(engine);
        await new Restore(TimeProvider.System).Run(elsewhere.File, place, force: false);
        await using var restored = await company.At(place);
        await WritesTests.New(restored, n => n.Title = "new");
        Assert.True(restored.Get<JournalFeed>().MustStartAnew(position));
        await restored.Settled();
        (read, position) = await Follow(restored, read, position);
        Assert.Equal(["kept0", "kept1", "kept2", "new"], read);
        Assert.Equal(2, position.Epoch);
        Assert.False(restored.Get<JournalFeed>().MustStartAnew(position));
    }

    [Theory, EveryEngine]
    public async Task a_reader_inside_the_database_goes_on_after_a_restore_without_doubling(Engine engine)
    {
        await using var company = await JournalReaderTests.Open(engine);
        await WritesTests.New(company, n => n.Title = "before");
        await company.Settled();
        await company.Get<JournalReaders>().CatchUp();
        using var elsewhere = new Elsewhere();
        await company.Get<BackUp>().Run(Actor.System, elsewhere.File);
        var place = await elsewhere.Place(engine);
        await new Restore(TimeProvider.System).Run(elsewhere.File, place, force: false);
        await using var restored = await company.At(place);
        await WritesTests.New(restored, n => n.Title = "after");
        await restored.Settled();
        Assert.Equal(1, await restored.Get<JournalReaders>().CatchUp());
        Assert.Equal(2, await restored.Count("select count(*) from seen"));
    }

    [Theory, EveryEngine]
    public async Task a_company_that_is_there_is_replaced_only_by_force_and_its_files_are_put_aside(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        await WritesTests.New(company, n => n.Title = "old");
        using var elsewhere = new Elsewhere();
        await company.Get<BackUp>().Run(Actor.System, elsewhere.File);
        var place = await elsewhere.Place(engine);
        await new Restore(TimeProvider.System).Run(elsewhere.File, place, force: false);
        Assert.Equal("place_not_empty", (await Assert.ThrowsAsync<Refused>(() => new Restore(TimeProvider.System).Run(elsewhere.File, place, force: false))).Rule);
        await using (var first = await company.At(place)) await WritesTests.New(first, n => n.Title = "newer");

        var report = await new Restore(TimeProvider.System).Run(elsewhere.File, place, force: true);
        Assert.True(File.Exists(Path.Combine(report.Replaced!, "company.key")));
        await using var restored = await company.At(place);
        Assert.Equal(1, await restored.Count("select count(*) from notes"));
        using var again = new Elsewhere();
        Assert.DoesNotContain((await restored.Get<BackUp>().Run(Actor.System, again.File)).Files, f => f.Name.StartsWith("replaced-", StringComparison.Ordinal));
    }

    [Theory, EveryEngine]
    public async Task a_damaged_backup_is_refused_and_leaves_everything_as_it_was(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        await WritesTests.New(company, n => n.Title = "old");
        using var elsewhere = new Elsewhere();
        var file = elsewhere.File;
        await company.Get<BackUp>().Run(Actor.System, file);
        Assert.Equal("file_exists", (await Assert.ThrowsAsync<Refused>(() => company.Get<BackUp>().Run(Actor.System, file))).Rule);
        var good = await File.ReadAllBytesAsync(file);
        var place = await elsewhere.Place(engine);

        await Refuses(good[..(good.Length / 2)]);
        await Refuses(Repack(good, (name, bytes) => (name, name == "company.key" ? [.. bytes.Select(b => (byte)~b)] : bytes)));
        await Refuses(Repack(good, (name, bytes) => (name, name == "manifest.json" ? null : bytes)));
        await Refuses(Repack(good, (name, bytes) => (name == "company.key" ? "../company.key" : name, bytes)));
        await Refuses([1, 2, 3]);
        Assert.Empty(Directory.GetFileSystemEntries(place.Folder));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(place.Folder)!, "company.key")));

        async Task Refuses(byte[] bytes)
        {
            await File.WriteAllBytesAsync(file, bytes);
            Assert.Equal("backup_damaged", (await Assert.ThrowsAsync<Refused>(() => new Restore(TimeProvider.System).Run(file, place, force: false))).Rule);
        }
    }

    [Fact]
    public async Task a_backup_of_one_engine_is_not_restored_into_the_other()
    {
        await using var company = await TestCompany.Open(Engine.Sqlite, NotesModule.AddNotes);
        using var elsewhere = new Elsewhere();
        await company.Get<BackUp>().Run(Actor.System, elsewhere.File);
        var place = await elsewhere.Place(Engine.Postgres);
        Assert.Equal("backup_engine", (await Assert.ThrowsAsync<Refused>(() => new Restore(TimeProvider.System).Run(elsewhere.File, place, force: false))).Rule);
    }

    /// <summary>What a store outside the database does: it goes on from its position, or begins anew where that means nothing.</summary>
    private static async Task<(List<string> Read, JournalPosition At)> Follow(TestCompany company, List<string> read, JournalPosition at)
    {
        var feed = company.Get<JournalFeed>();
        if (feed.MustStartAnew(at)) (read, at) = ([], JournalPosition.Start);
        foreach (var entry in await feed.After(at, 100))
        {
            if (entry.Type == "note") read.Add(System.Text.Json.JsonDocument.Parse(entry.After!).RootElement.GetProperty("title").GetString()!);
            at = entry.Position;
        }
        return (read, at);
    }

    private static byte[] Repack(byte[] archive, Func<string, byte[], (string, byte[]?)> change)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var to = new TarWriter(zip))
        using (var from = new TarReader(new GZipStream(new MemoryStream(archive), CompressionMode.Decompress)))
            while (from.GetNextEntry() is { } entry)
            {
                using var bytes = new MemoryStream();
                entry.DataStream?.CopyTo(bytes);
                if (change(entry.Name, bytes.ToArray()) is (var name, { } content)) to.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        return packed.ToArray();
    }

    /// <summary>A temporary folder with a place for a backup, and one for a company.</summary>
    private sealed class Elsewhere : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("dangol-backup-").FullName;

        public string File => Path.Combine(_folder, "company.tar.gz");

        public async Task<CompanyPlace> Place(Engine engine) =>
            new(Directory.CreateDirectory(Path.Combine(_folder, "restored")).FullName, engine == Engine.Postgres ? await PostgresCluster.NewDatabase() : null);

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}

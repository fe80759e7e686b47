using System.Reflection;
using System.Text;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What the schema runner promises of steps, views, versions and nodes.</summary>
public sealed class SchemaRunnerTests
{
    private const string Views = "create view pub_things as select id from things;";
    private static readonly (string, string) First = ("0001_things.sql", "-- local\ncreate table things (id integer primary key not null);\n");

    [Theory, EveryEngine]
    public async Task an_upgrade_that_ends_after_its_last_step_leaves_no_view_missing(Engine engine)
    {
        await using var place = await Place.Of(engine);
        var things = Made("things", First, ("views.sql", Views));
        await place.Run(things);
        var more = Made("things", First, ("0002_more.sql", "-- local\nalter table things add column size integer;\n"), ("views.sql", Views));
        // It ends between the second step, which is committed, and the views.
        await Assert.ThrowsAnyAsync<Exception>(() => place.Run(more, Made("other", ("0001_broken.sql", "-- local\nthis is no SQL;\n"))));

        Assert.Equal(0, await place.Run(more));
        Assert.Equal(0, await place.Number("select count(*) from pub_things"));
    }

    [Theory, EveryEngine]
    public async Task a_step_that_was_changed_after_it_ran_stops_the_start_and_changes_nothing(Engine engine)
    {
        await using var place = await Place.Of(engine);
        await place.Run(Made("things", First));
        var refused = await Assert.ThrowsAsync<Refused>(() => place.Run(Made("things", (First.Item1, First.Item2 + "-- another word\n"), ("0002_more.sql", "-- local\ncreate table more (id integer primary key not null);\n"))));
        Assert.Equal(("schema_step_changed", "things"), (refused.Rule, refused.Field));
        Assert.Equal(1, await place.Number("select count(*) from schema_steps where module = 'things'"));
    }

    [Theory, EveryEngine]
    public async Task a_database_that_demands_a_newer_program_stops_an_older_one(Engine engine)
    {
        await using var place = await Place.Of(engine);
        var newer = SchemaRunner.Generation + 1;
        await place.Run(Made("things", ("0001_things.sql", $"-- local\n-- oldest: {newer}\ncreate table things (id integer primary key not null);\n")));
        var refused = await Assert.ThrowsAsync<Refused>(() => place.Run(Made("things", First)));
        Assert.Equal("program_too_old", refused.Rule);
        Assert.Contains($"generation {newer}", refused.Text.En, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task of_several_nodes_that_start_at_once_one_runs_each_step(Engine engine)
    {
        await using var place = await Place.Of(engine);
        (string, string)[] steps = [First, .. Enumerable.Range(2, 20).Select(i => ($"{i:0000}_step.sql", $"-- local\ncreate table step_{i} (id integer primary key not null);\n")), ("views.sql", Views)];
        var set = Made("things", steps);
        var ran = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => place.Node(set))));
        Assert.Equal(21, ran.Sum());
        Assert.Equal(21, await place.Number("select count(*) from schema_steps where module = 'things'"));
    }

    [Theory, EveryEngine]
    public async Task a_step_without_a_transaction_runs_each_statement_by_itself_and_again_where_it_was_broken_off(Engine engine)
    {
        await using var place = await Place.Of(engine);
        await place.Run(Made("things", First));
        // An index that is made while people work can't be made inside a transaction on PostgreSQL.
        var while_ = engine == Engine.Postgres ? "concurrently " : "";
        var index = $"-- local\n-- no transaction\ncreate index {while_}if not exists things_a on things (id);\n";
        await Assert.ThrowsAnyAsync<Exception>(() => place.Run(Made("things", First, ("0002_indices.sql", index + "this is no SQL;\n"))));
        Assert.Equal(1, await place.Number("select count(*) from schema_steps where module = 'things'"));

        Assert.Equal(1, await place.Run(Made("things", First, ("0002_indices.sql", index + $"create index {while_}if not exists things_b on things (id);\n"))));
        Assert.Equal(2, await place.Number(engine == Engine.Sqlite ? "select count(*) from sqlite_master where type = 'index' and name in ('things_a', 'things_b')" : "select count(*) from pg_indexes where indexname in ('things_a', 'things_b')"));
    }

    private static SchemaSet Made(string module, params (string Name, string Sql)[] files) => new(module, new MadeAssembly(files));

    /// <summary>An assembly that has schema files and nothing else.</summary>
    private sealed class MadeAssembly((string Name, string Sql)[] files) : Assembly
    {
        public override AssemblyName GetName() => new("Made");

        public override string[] GetManifestResourceNames() => [.. files.Select(f => $"Made.{f.Name}")];

        public override Stream? GetManifestResourceStream(string name) =>
            files.Where(f => $"Made.{f.Name}" == name).Select(f => new MemoryStream(Encoding.UTF8.GetBytes(f.Sql))).FirstOrDefault();
    }

    /// <summary>A database of one engine that has the platform's own tables only.</summary>
    private sealed class Place(string folder, Func<Store> node) : IAsyncDisposable
    {
        private static readonly SchemaSet Platform = new("platform", typeof(SchemaRunner).Assembly);
        private readonly Store _store = node();

        public static async Task<Place> Of(Engine engine)
        {
            var folder = Directory.CreateTempSubdirectory("dangol-schema-").FullName;
            var postgres = engine == Engine.Postgres ? await PostgresCluster.NewDatabase() : null;
            // SQLite has one node, with one store, which several may ask at once.
            var only = new Lazy<Store>(() => Store.Open(folder, null, TimeProvider.System));
            var place = new Place(folder, () => postgres is null ? only.Value : Store.Open(folder, postgres, TimeProvider.System));
            await place.Run();
            return place;
        }

        /// <summary>Runs these sets behind the platform's.</summary>
        /// <returns>How many steps were run.</returns>
        public Task<int> Run(params SchemaSet[] sets) => Upgrade(_store, sets);

        /// <summary>Another node that starts on this database.</summary>
        public async Task<int> Node(SchemaSet set)
        {
            var store = node();
            try { return await Upgrade(store, set); }
            finally { if (store != _store) await store.Close(); }
        }

        public async Task<long> Number(string sql)
        {
            await using var read = await _store.Read();
            return await read.Number(sql, default);
        }

        public async ValueTask DisposeAsync()
        {
            await _store.Close();
            Directory.Delete(folder, recursive: true);
        }

        private static Task<int> Upgrade(Store store, params SchemaSet[] sets) => new SchemaRunner(store, [Platform, .. sets], TimeProvider.System).Run();
    }
}

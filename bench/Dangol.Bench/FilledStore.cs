using Dangol.Platform;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dangol.Bench;

/// <summary>A store with many customers and ten order lines for each, or with leads, opportunities and activities instead. On SQLite it is kept between runs; a PostgreSQL cluster is filled anew each time.</summary>
internal sealed class FilledStore : IAsyncDisposable
{
    private readonly string? _temporary;

    private FilledStore(Wanted wanted, BenchCompany company, string? temporary) => (Wanted, Company, _temporary) = (wanted, company, temporary);

    public Wanted Wanted { get; }

    public BenchCompany Company { get; private set; }

    public static async Task<FilledStore> Open(Wanted wanted, CancellationToken cancel, bool records = false)
    {
        var temporary = wanted.Engine == Engine.Postgres ? Directory.CreateTempSubdirectory("dangol-bench-").FullName : null;
        var folder = temporary ?? Path.Combine(wanted.Data, $"{(records ? "records-" : "")}{wanted.Customers}");
        var mark = Path.Combine(folder, "filled");
        if (Directory.Exists(folder) && (wanted.Fresh || !File.Exists(mark))) Directory.Delete(folder, recursive: true);
        var company = await BenchCompany.Open(folder, await BenchCompany.NewDatabase(wanted.Engine), cancel);
        var store = new FilledStore(wanted, company, temporary);
        if (!File.Exists(mark))
        {
            Benchmarks.Note(wanted, $"filling a store of {wanted.Customers:N0} customers");
            var indices = await store.DropIndices(cancel);
            await new Filling(company.Company, wanted).Run(orders: !records, cancel);
            if (records)
            {
                await PagesBench.SignIn(company, cancel);
                await using (var users = await company.Company.Store.Read(cancel))
                    await new RecordsFilling(company, wanted, await users.First("select id from users limit 1", row => row.Guid(0), cancel)).Run(cancel);
            }
            foreach (var index in indices) await store.Execute(index, cancel);
            if (records)
            {
                Benchmarks.Note(wanted, "  the search index");
                var took = await Benchmarks.Time(company, () => company.Get<RebuildSearch>().Run(Actor.Operator, null, cancel));
                var rebuilt = await Count(company, "search_documents", cancel);
                Benchmarks.Figure("search_rebuild_cpu_us_per_record", took.Cpu / rebuilt * 1e6, "us");
                Benchmarks.Figure("search_rebuild_records_per_s", rebuilt / took.Wall, "records/s");
            }
            await store.Execute(wanted.Engine == Engine.Postgres ? "vacuum analyze" : "pragma wal_checkpoint(truncate)", cancel);
            await File.WriteAllTextAsync(mark, "", cancel);
        }
        foreach (var table in records ? new[] { "customers", "leads", "opportunities", "tasks", "calls", "meetings", "memos", "search_documents" } : ["order_lines"])
            Benchmarks.Figure(table, await Count(company, table, cancel), table == "order_lines" ? "lines" : "rows");
        return store;
    }

    private static async Task<long> Count(BenchCompany company, string table, CancellationToken cancel)
    {
        await using var read = await company.Company.Store.Read(cancel);
        return await read.Number($"select count(*) from {table}", cancel);
    }

    /// <summary>Lets go of the store, so that a server can have it.</summary>
    public async Task Close() => await Company.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Company.DisposeAsync();
        if (_temporary is not null) Directory.Delete(_temporary, recursive: true);
    }

    /// <summary>Indices that are made at the end cost a third of those that grow with the rows.</summary>
    private async Task<List<string>> DropIndices(CancellationToken cancel)
    {
        await using var read = await Company.Company.Store.Read(cancel);
        var tables = "('customers', 'orders', 'order_lines', 'customer_scores', 'leads', 'opportunities', 'tasks', 'calls', 'meetings', 'memos')";
        var found = await read.List(read.Engine == Engine.Postgres
            ? $"select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename in {tables} and indexname not in (select conname from pg_constraint)"
            : $"select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in {tables}", row => (row.Text(0), row.Text(1)), cancel);
        foreach (var (name, _) in found) await Execute($"drop index {name}", cancel);
        return found.ConvertAll(index => index.Item2);
    }

    /// <summary>A statement past every rule, as only a benchmark may.</summary>
    public async Task Execute(string sql, CancellationToken cancel)
    {
        var place = Company.Company.Place;
        await using System.Data.Common.DbConnection connection = place.Postgres is { } postgres
            ? new NpgsqlConnection(postgres + ";Command Timeout=0")
            : new SqliteConnection($"Data Source={Path.Combine(place.Folder, "dangol.db")};Pooling=false");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }
}

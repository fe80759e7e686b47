using System.Data.Common;
using Dangol.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Dangol.Tests;

/// <summary>A company on a fresh database of one engine, for tests below HTTP.</summary>
internal sealed class TestCompany : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _folder;
    private readonly Action<IServiceCollection>? _add;
    private AsyncServiceScope _scope;
    private bool _second;

    private TestCompany(ServiceProvider services, string folder, Company company, Action<IServiceCollection>? add)
    {
        (_services, _folder, Company, _add) = (services, folder, company, add);
        _scope = services.GetRequiredService<Companies>().Scope(company);
    }

    public Company Company { get; }

    public Store Store => Company.Store;

    public Writes Writes => Company.Writes;

    public IServiceProvider Services => _scope.ServiceProvider;

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Opens one with the platform and the modules that <paramref name="add"/> adds.</summary>
    public static async Task<TestCompany> Open(Engine engine, Action<IServiceCollection>? add = null, TimeProvider? clock = null, bool warehouseInPostgres = false)
    {
        var services = Build(add, clock);
        var folder = Directory.CreateTempSubdirectory("dangol-test-").FullName;
        var postgres = engine == Engine.Postgres ? await PostgresCluster.NewDatabase(services) : null;
        var company = await services.GetRequiredService<Companies>().OpenAt(new CompanyPlace(folder, postgres, Seed: 7, WarehouseInPostgres: warehouseInPostgres));
        return new TestCompany(services, folder, company, add);
    }

    /// <summary>Another node of the same company: its own services and connections, the same database.</summary>
    public async Task<TestCompany> SecondNode()
    {
        var services = Build(_add, null);
        var company = await services.GetRequiredService<Companies>().OpenAt(Company.Place with { Seed = 8 });
        return new TestCompany(services, _folder, company, _add) { _second = true };
    }

    /// <summary>The company that lies at another place, under the same services: one that was restored.</summary>
    public async Task<TestCompany> At(CompanyPlace place)
    {
        var services = Build(_add, null);
        var company = await services.GetRequiredService<Companies>().OpenAt(place with { Seed = 9 });
        return new TestCompany(services, place.Folder, company, _add) { _second = true };
    }

    /// <summary>A connection that knows nothing of the program.</summary>
    public async Task<DbConnection> RawConnection()
    {
        DbConnection raw = Company.Place.Postgres is { } postgres ? new NpgsqlConnection(postgres) : new SqliteConnection($"Data Source={Path.Combine(_folder, "dangol.db")};Pooling=false");
        await raw.OpenAsync();
        return raw;
    }

    private static ServiceProvider Build(Action<IServiceCollection>? add, TimeProvider? clock)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        if (clock is not null) collection.AddSingleton(clock);
        collection.AddPlatform();
        add?.Invoke(collection);
        return collection.BuildServiceProvider(validateScopes: true);
    }

    public async Task<long> Count(string sql, params (string, object?)[] args)
    {
        await using var read = await Store.Read();
        return await read.Number(sql, CancellationToken.None, args);
    }

    /// <summary>
    /// Waits until the journal shows all that was written. On PostgreSQL an entry is shown once every older transaction of the server has ended, also those of
    /// tests that run beside this one.
    /// </summary>
    public async Task Settled()
    {
        while (Store.Engine == Engine.Postgres && await Count("select count(*) from journal where xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint") > 0)
            await Task.Delay(5);
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await Company.Close();
        await _services.DisposeAsync();
        if (!_second) Directory.Delete(_folder, recursive: true);
    }
}

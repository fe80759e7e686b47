using System.Globalization;
using Dangol.Platform;
using Dangol.Tests;
using Dangol.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Dangol.Bench;

/// <summary>A company with all modules in this process, on a store of one engine.</summary>
internal sealed class BenchCompany : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly AsyncServiceScope _scope;

    private BenchCompany(ServiceProvider services, Company company)
    {
        (_services, Company) = (services, company);
        _scope = services.GetRequiredService<Companies>().Scope(company);
    }

    public Company Company { get; }

    public T Get<T>() where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>Opens one in a folder; <paramref name="postgres"/> is its database where it has one.</summary>
    public static async Task<BenchCompany> Open(string folder, string? postgres, CancellationToken cancel)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        var services = Site.AddModules(collection).BuildServiceProvider();
        return new(services, await services.GetRequiredService<Companies>().OpenAt(new CompanyPlace(folder, postgres), cancel));
    }

    /// <summary>An empty database of a cluster of the benchmark's own, which keeps its promises to the disk as a real one does: the tests' cluster does not.</summary>
    public static async Task<string?> NewDatabase(Engine engine)
    {
        if (engine != Engine.Postgres) return null;
        var database = await PostgresCluster.NewDatabase();
        await using var source = NpgsqlDataSource.Create(database);
        foreach (var setting in new[] { "fsync = on", "full_page_writes = on", "autovacuum = on", "max_wal_size = '4GB'" })
        {
            await using var set = source.CreateCommand($"alter system set {setting}");
            await set.ExecuteNonQueryAsync();
        }
        await using var reload = source.CreateCommand("select pg_reload_conf()");
        await reload.ExecuteNonQueryAsync();
        return database;
    }

    /// <summary>Processor seconds that the company's database server has used so far; 0 for SQLite, which has none, and where the system does not tell.</summary>
    public double ServerCpuSeconds() => ServerCpuSeconds(Company.Place.Postgres);

    public static double ServerCpuSeconds(string? postgres)
    {
        if (postgres is null || !OperatingSystem.IsLinux()) return 0;
        var pidFile = Path.Combine(new NpgsqlConnectionStringBuilder(postgres).Host!, "data", "postmaster.pid");
        var postmaster = int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture);
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)) continue;
            try
            {
                // After the name in brackets: state, parent, …; 11 to 14 are user, system, and the same of children that ended (proc(5)).
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (pid == postmaster) ticks += fields[11..15].Sum(f => long.Parse(f, CultureInfo.InvariantCulture));
                else if (fields[1] == postmaster.ToString(CultureInfo.InvariantCulture)) ticks += fields[11..13].Sum(f => long.Parse(f, CultureInfo.InvariantCulture));
            }
            catch (IOException) { /* it has just ended, and its time is with the postmaster's children */ }
        }
        return ticks / 100.0;
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await Company.Close();
        await _services.DisposeAsync();
    }
}

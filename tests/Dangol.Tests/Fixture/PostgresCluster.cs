using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Dangol.Tests;

/// <summary>
/// A PostgreSQL cluster of the tests' own, run as a user that is not root, on a socket in a temporary folder. A template database has the schema; each test
/// gets a clone of it. It is started at the first need and ends with the process.
/// </summary>
internal static class PostgresCluster
{
    private static readonly Lazy<string> Folder = new(Start);
    private static readonly SemaphoreSlim Cloning = new(1, 1);
    private static readonly HashSet<string> Templates = [];
    private static int _databases;
    private static Action? _end;

    /// <summary>An empty database.</summary>
    public static async Task<string> NewDatabase(string? template = null)
    {
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionTo("postgres"));
        await Cloning.WaitAsync();
        try
        {
            await using var command = source.CreateCommand($"create database {name}" + (template is null ? "" : $" template {template} strategy file_copy"));
            await command.ExecuteNonQueryAsync();
        }
        finally { Cloning.Release(); }
        return ConnectionTo(name);
    }

    /// <summary>A database that has the schema of these services' modules, cloned from a template made once.</summary>
    public static async Task<string> NewDatabase(IServiceProvider services)
    {
        var sets = services.GetServices<SchemaSet>().ToList();
        var name = "template_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', sets.Select(s => s.Assembly.FullName)))))[..12];
        await Cloning.WaitAsync();
        try
        {
            if (!Templates.Contains(name))
            {
                await using (var source = NpgsqlDataSource.Create(ConnectionTo("postgres")))
                await using (var command = source.CreateCommand($"create database {name}"))
                    await command.ExecuteNonQueryAsync();
                var store = new PostgresStore(ConnectionTo(name) + ";Pooling=false");
                await new SchemaRunner(store, sets, TimeProvider.System).Run();
                await store.Close();
                Templates.Add(name);
            }
        }
        finally { Cloning.Release(); }
        return await NewDatabase(name);
    }

    public static string ConnectionTo(string database) => $"Host={Folder.Value};Database={database};Username=dangol;Maximum Pool Size=20";

    /// <summary>Stops it and removes its folder, once.</summary>
    public static void End() => Interlocked.Exchange(ref _end, null)?.Invoke();

    private static string Start()
    {
        var bin = new[] { Environment.GetEnvironmentVariable("PGBIN") }
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")) : [])
            .FirstOrDefault(d => d is not null && File.Exists(Path.Combine(d, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install -y postgresql");
        var folder = Directory.CreateTempSubdirectory("dangol-pg-").FullName;
        var asRoot = Environment.UserName == "root";
        if (asRoot) Run("chown", ["postgres", folder], asUser: false);
        Run(Path.Combine(bin, "initdb"), ["-D", folder + "/data", "-U", "dangol", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"], asRoot);
        File.AppendAllText(folder + "/data/postgresql.conf", $"""

            listen_addresses = ''
            unix_socket_directories = '{folder}'
            fsync = off
            full_page_writes = off
            max_connections = 300
            shared_buffers = 256MB
            max_wal_size = 2GB
            autovacuum = off
            """);
        _end = () =>
        {
            try { Run(Path.Combine(bin, "pg_ctl"), ["-D", folder + "/data", "-m", "immediate", "stop"], asRoot); Directory.Delete(folder, recursive: true); }
            catch (Exception error) when (error is InvalidOperationException or IOException) { Console.Error.WriteLine(error.Message); }
        };
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        Run(Path.Combine(bin, "pg_ctl"), ["-D", folder + "/data", "-w", "-l", folder + "/data/log", "start"], asRoot);
        return folder;
    }

    private static void Run(string program, string[] args, bool asUser)
    {
        var start = asUser
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. args])
            : new ProcessStartInfo(program, args);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (!program.EndsWith("pg_ctl", StringComparison.Ordinal), false, "/tmp");
        using var process = Process.Start(start)!;
        if (start.RedirectStandardOutput) process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}");
    }
}

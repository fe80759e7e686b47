using System.Diagnostics;
using Npgsql;

namespace Dangol.Platform;

/// <summary>Runs pg_dump and pg_restore, where they are installed. The password goes by the environment, never by the command line.</summary>
internal static class PostgresTools
{
    public static async Task Run(string tool, string connectionString, IReadOnlyList<string> args, CancellationToken cancel)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(PathOf(tool), args) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in new[]
        {
            ("PGHOST", to.Host), ("PGPORT", to.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("PGDATABASE", to.Database), ("PGUSER", to.Username), ("PGPASSWORD", to.Password),
            ("PGSSLMODE", to.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => Names.Snake(mode.ToString()) }), ("PGSSLROOTCERT", to.RootCertificate),
        })
            if (!string.IsNullOrEmpty(value)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var (said, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            await said;
            if (process.ExitCode != 0)
                throw new Refused("tool_failed", null, new($"{tool} 프로그램이 실패했어요: {(await errors).Trim()}", $"{tool} failed: {(await errors).Trim()}"));
        }
        finally { if (!process.HasExited) process.Kill(); }
    }

    /// <summary>The newest one that is installed: an older pg_dump refuses a newer server.</summary>
    private static string PathOf(string tool)
    {
        const string Debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderByDescending(d => int.TryParse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0).Select(d => Path.Combine(d, "bin")) : [];
        folders = new[] { Environment.GetEnvironmentVariable("PGBIN") ?? "" }.Concat(folders).Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return folders.Where(f => f.Length > 0).Select(f => Path.Combine(f, OperatingSystem.IsWindows() ? tool + ".exe" : tool)).FirstOrDefault(File.Exists)
            ?? throw new Refused("tool_missing", null, new(
                $"{tool} 프로그램이 없어요. PostgreSQL 클라이언트를 설치해 주세요: apt-get install postgresql-client", $"{tool} is not installed. Install the PostgreSQL client: apt-get install postgresql-client"));
    }
}

using System.Net;
using System.Text.Json;
using Dangol.Platform;
using Dangol.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>What holds between the program that serves a folder and the commands that others start on it.</summary>
public sealed class ServedFolderTests
{
    [Fact]
    public async Task a_second_serve_on_the_same_folder_says_so_and_stops()
    {
        using var folder = new Folder();
        await using var first = await TestProgram.Serve(folder.Path);
        var (code, said, error) = await TestProgram.Run("serve", "--port", "0", "--data", folder.Path);
        Assert.Equal((1, ""), (code, said));
        Assert.Contains("이미 다른 단골 프로그램이 쓰고 있어요", error, StringComparison.Ordinal);
        Assert.Contains("is in use by another Dangol", error, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(first.Address, "/health/ready"))).StatusCode);
    }

    [Fact]
    public async Task a_new_folder_is_its_owners_alone()
    {
        using var folder = new Folder();
        var place = Path.Combine(folder.Path, "data");
        Assert.Equal(0, (await TestProgram.Run("db", "check", "--json", "--data", place)).Code);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(place));
    }

    [Fact]
    public async Task a_command_runs_inside_the_program_that_serves_and_nowhere_else_than_through_its_socket()
    {
        using var folder = new Folder();
        await using var program = await TestProgram.Serve(folder.Path);
        var socket = Path.Combine(folder.Path, "dangol.sock");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
        var (code, said, _) = await TestProgram.Run("db", "check", "--json", "--data", folder.Path);
        Assert.Equal((0, 0), (code, JsonDocument.Parse(said).RootElement.GetProperty("faults").GetInt32()));
        var backup = Path.Combine(folder.Path, "..", Path.GetFileName(folder.Path) + ".tar.gz");
        try
        {
            Assert.Equal(0, (await TestProgram.Run("db", "backup", backup, "--data", folder.Path)).Code);
            var refused = await TestProgram.Run("db", "restore", backup, "--force", "--data", folder.Path);
            Assert.Equal(1, refused.Code);
            Assert.Contains("folder_in_use", refused.Error, StringComparison.Ordinal);
        }
        finally { File.Delete(backup); }
        using var http = new HttpClient();
        using var body = new StringContent("{}");
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync(new Uri(program.Address, "/local/commands/db-check"), body)).StatusCode);
        Assert.Equal(0, await program.Stop());
    }

    [Fact]
    public async Task a_command_on_a_folder_that_nobody_serves_says_its_result_and_logs_nothing_else()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "sales.csv");
        await File.WriteAllTextAsync(file, "주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가\nT-1,CUP,머그컵,2,2026-10-01 10:00:00,12000,K77,대한민국\n");
        var (code, said, error) = await TestProgram.Run("import", "sales", file, "--json", "--data", folder.Path);
        Assert.Equal((0, 1L, ""), (code, JsonDocument.Parse(said).RootElement.GetProperty("total").GetProperty("lines").GetInt64(), error));
    }

    [Fact]
    public async Task what_a_command_says_is_said_in_both_languages()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "sales.csv");
        await File.WriteAllTextAsync(file, "주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가\nT-1,CUP,머그컵,2,2026-10-01 10:00:00,12000,K77,대한민국\n");
        var (code, said, _) = await TestProgram.Run("import", "sales", file, "--data", folder.Path);
        Assert.Equal(0, code);
        Assert.Contains("줄", said, StringComparison.Ordinal);
        Assert.Contains("lines", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_program_that_was_killed_leaves_nothing_in_the_way_of_the_next()
    {
        using var folder = new Folder();
        await using (var killed = await TestProgram.Serve(folder.Path))
        {
            killed.Kill();
            await killed.Ended();
        }
        Assert.True(File.Exists(Path.Combine(folder.Path, "dangol.sock")));
        var (code, said, _) = await TestProgram.Run("db", "schema", "--json", "--data", folder.Path);
        Assert.Equal(0, code);
        Assert.All(JsonDocument.Parse(said).RootElement.EnumerateArray(), step => Assert.Equal("applied", step.GetProperty("state").GetString()));
        await using var next = await TestProgram.Serve(folder.Path);
        Assert.Equal(0, await next.Stop());
        // Everything that was committed lies in the one file: the write-ahead log was taken in on closing.
        Assert.False(File.Exists(Path.Combine(folder.Path, "dangol.db-wal")) && new FileInfo(Path.Combine(folder.Path, "dangol.db-wal")).Length > 0);
    }

    [Theory, EveryEngine]
    public async Task a_site_that_stops_hands_its_jobs_back_ends_its_streams_and_finishes_what_is_asked(Engine engine)
    {
        var (begun, asked) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await TestSite.Open(engine, services =>
        {
            services.AddSingleton(begun);
            services.AddJob<Endless>("endless", Text.Same("Endless"));
        }, routes => RouteRules.Public(Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(routes, "/slow", async () => { asked.SetResult(); await Task.Delay(500); return "finished"; }), "a test"));
        var id = await site.Do<Jobs, Guid>(jobs => jobs.Start(Actor.System, "endless"));
        await begun.Task;
        var browser = await site.SignedIn();
        var slow = browser.Get("/slow");
        await asked.Task;
        await site.Site.StopAsync();

        Assert.Equal("finished", (await slow).Body);
        var job = (await site.Do<Jobs, Job?>(jobs => jobs.Find(id)))!;
        Assert.Equal((JobState.Queued, 0), (job.State, job.Attempts));
        Assert.Equal(1, await site.Count("select count(*) from jobs where node is null and lease_until is null and saved like '%7%'"));
    }

    [Fact]
    public async Task a_command_whose_caller_has_left_keeps_its_services_until_it_has_ended()
    {
        await using var site = await TestSite.Open(Engine.Sqlite);
        var (go, ended) = (new TaskCompletionSource(), new TaskCompletionSource<Job?>());
        using var caller = new CancellationTokenSource();
        var command = new LocalCommand("slow", async (call, _) =>
        {
            await call.Tell(new(1, 2, "하나", "one"));
            await go.Task;
            try { ended.SetResult(await call.Get<Jobs>().Find(Guid.NewGuid())); }
            catch (Exception error) { ended.SetException(error); }
            return null;
        });
        var run = LocalSocket.Run(command, site.Site.Services.GetRequiredService<Companies>(), site.Company, JsonDocument.Parse("{}").RootElement, _ => { caller.Cancel(); return Task.CompletedTask; }, caller.Token);
        await Until.True(() => caller.IsCancellationRequested, "the caller has left");
        Assert.False(run.IsCompleted);
        go.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Null(await ended.Task);
    }

    [Theory, EveryEngine]
    public async Task a_change_is_taken_back_and_a_backup_comes_back_by_command(Engine engine)
    {
        using var folder = new Folder();
        using var other = new Folder();
        string[] at = ["--data", folder.Path, .. engine == Engine.Postgres ? (string[])["--db", await PostgresCluster.NewDatabase()] : []];
        string[] there = ["--data", other.Path, .. engine == Engine.Postgres ? (string[])["--db", await PostgresCluster.NewDatabase()] : []];
        var file = Path.Combine(folder.Path, "sales.csv");
        await File.WriteAllTextAsync(file, "주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가\nT-1,CUP,머그컵,2,2026-10-01 10:00:00,12000,K77,대한민국\n");
        Assert.Equal(0, (await TestProgram.Run(["import", "sales", file, .. at])).Code);
        var backup = Path.Combine(folder.Path, "company.tar.gz");
        Assert.Equal(0, (await TestProgram.Run(["db", "backup", backup, .. at])).Code);

        var changes = JsonDocument.Parse((await TestProgram.Run(["db", "changes", "--json", .. at])).Out).RootElement;
        var import = changes.EnumerateArray().First(c => c.GetProperty("reason").GetString()!.Contains("mport", StringComparison.Ordinal)).GetProperty("id").GetString()!;
        var (code, said, _) = await TestProgram.Run(["db", "undo", import, "--json", .. at]);
        var undone = JsonDocument.Parse(said).RootElement;
        Assert.Equal((0, 0), (code, undone.GetProperty("conflicts").GetArrayLength()));
        Assert.True(undone.GetProperty("records").GetInt32() > 0);
        Assert.Equal(1, undone.GetProperty("facts").GetInt32());
        var again = await TestProgram.Run(["db", "undo", import, .. at]);
        Assert.Equal(1, again.Code);
        Assert.Contains("already_undone", again.Error, StringComparison.Ordinal);

        var restored = await TestProgram.Run(["db", "restore", backup, "--json", .. there]);
        Assert.Equal((0, 2), (restored.Code, JsonDocument.Parse(restored.Out).RootElement.GetProperty("epoch").GetInt32()));
        Assert.Equal(0, (await TestProgram.Run(["db", "check", .. there])).Code);
        // The backup is older than the undo: there the same change set can be taken back.
        Assert.Equal(0, (await TestProgram.Run(["db", "undo", import, .. there])).Code);
    }

    [Fact]
    public async Task the_warehouse_is_put_into_postgres_by_an_option_or_a_setting()
    {
        using var folder = new Folder();
        var db = await PostgresCluster.NewDatabase();
        string[] at = ["--data", folder.Path, "--db", db];
        var file = Path.Combine(folder.Path, "sales.csv");
        await File.WriteAllTextAsync(file, "주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가\nT-1,CUP,머그컵,2,2026-10-01 10:00:00,12000,K77,대한민국\n");
        Assert.Equal(0, (await TestProgram.Run(["import", "sales", file, .. at])).Code);
        Assert.Equal(0, (await TestProgram.Run(["loop", "--warehouse", "postgres", .. at])).Code);
        Assert.False(File.Exists(Path.Combine(folder.Path, "warehouse.duckdb")));
        Assert.Equal(1, await Lines(db));

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "settings"), "DANGOL_WAREHOUSE=duckdb\n");
        Assert.Equal(0, (await TestProgram.Run(["loop", .. at])).Code);
        Assert.True(File.Exists(Path.Combine(folder.Path, "warehouse.duckdb")));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "settings"), "DANGOL_WAREHOUSE=oracle\n");
        Assert.Contains("warehouse_unknown", (await TestProgram.Run(["loop", .. at])).Error, StringComparison.Ordinal);
        Assert.Contains("warehouse_needs_postgres", (await TestProgram.Run("loop", "--warehouse", "postgres", "--data", folder.Path)).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await TestProgram.Run("loop", "--warehouse", "oracle", "--data", folder.Path)).Code);
        Assert.Contains("--warehouse", (await TestProgram.Run("help", "loop")).Out, StringComparison.Ordinal);
    }

    private static async Task<long> Lines(string db)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(db);
        await using var command = source.CreateCommand("select count(*) from warehouse.fact_order_lines");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private sealed class Endless(TaskCompletionSource begun) : IJob
    {
        private sealed record Place(int Next);

        public async Task Run(JobRun run, CancellationToken cancel)
        {
            await run.Save(new Place(7), cancel);
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        }
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("dangol-served-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Bench;

/// <summary>
/// Pages of the really served product over HTTP, asked for by a signed-in person: eight at once, at random places of the list. What counts is the
/// processor time of the server's process (and of PostgreSQL) a page, and the time that a person waits.
/// </summary>
internal static class PagesBench
{
    private const int Users = 8, Pages = 4_000;
    private static readonly string[] Sorts = ["name", "-spent", "-last_order_on", "-joined_on"];
    private static readonly string[] Filters = ["w=region:eq:서울", "w=region:eq:제주", "w=rfm_group:in:champions", "w=rfm_group:in:hibernating", "q=김민"];

    public static async Task Run(FilledStore filled, string name, CancellationToken cancel)
    {
        if (!await HasScores(filled, cancel))
        {
            await filled.Company.Company.Warehouse.LoadNew(cancel: cancel);
            await WarehouseBench.Rfm(filled, cancel);
        }
        var (place, cookie, people, names) = (filled.Company.Company.Place, await SignIn(filled.Company, cancel), await Some(filled, "id", row => row.Guid(0), cancel), await Some(filled, "name_folded", row => row.Text(0), cancel));
        await filled.Close();

        await using var product = await Served.Start(place);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = Users }) { BaseAddress = product.Address };
        client.DefaultRequestHeaders.Add("Cookie", $"dangol={cookie}");
        client.DefaultRequestHeaders.Add("Accept-Language", "ko");
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");   // as every browser does: packing is counted
        if (name is "loop" or "list")
        {
            await Measure(filled.Wanted, product, client, "list", random => $"/customers?{Place(random, people, names)}", cancel);
            await Measure(filled.Wanted, product, client, "list_filtered", random => $"/customers?{Filters[random.Next(Filters.Length)]}", cancel);
        }
        if (name is "loop" or "profile") await Measure(filled.Wanted, product, client, "profile", random => $"/customers/{people[random.Next(people.Count)]}", cancel);
    }

    private static Task Measure(Wanted wanted, Served product, HttpClient client, string name, Func<Random, string> path, CancellationToken cancel) =>
        Measure(wanted, product, client, name, Pages, random => new(HttpMethod.Get, path(random)), cancel);

    /// <summary>Asks as often to warm up, then measures.</summary>
    /// <returns>Processor milliseconds of a page, the database's among them.</returns>
    public static async Task<double> Measure(Wanted wanted, Served product, HttpClient client, string name, int pages, Func<Random, HttpRequestMessage> request, CancellationToken cancel)
    {
        Benchmarks.Note(wanted, name);
        await Ask(client, pages, request, cold: true, cancel);
        var (server, database) = (product.CpuSeconds(), product.DatabaseCpuSeconds());
        var waits = await Ask(client, pages, request, cold: false, cancel);
        (server, database) = (product.CpuSeconds() - server, product.DatabaseCpuSeconds() - database);
        Benchmarks.Figure($"{name}_cpu_ms", server / pages * 1e3, "ms");
        if (database > 0) Benchmarks.Figure($"{name}_database_cpu_ms", database / pages * 1e3, "ms");
        foreach (var percent in (int[])[50, 95, 99]) Benchmarks.Figure($"{name}_p{percent}_ms", waits[waits.Count * percent / 100], "ms");
        return (server + database) / pages * 1e3;
    }

    /// <summary>Asks with all users at once; milliseconds until the whole page was there, shortest first.</summary>
    private static async Task<List<double>> Ask(HttpClient client, int pages, Func<Random, HttpRequestMessage> request, bool cold, CancellationToken cancel)
    {
        var (waits, left) = (new ConcurrentBag<double>(), pages);
        await Task.WhenAll(Enumerable.Range(0, Users).Select(user => Task.Run(async () =>
        {
            for (var random = new Random(user); Interlocked.Decrement(ref left) >= 0;)
            {
                using var asked = request(random);
                var began = Stopwatch.GetTimestamp();
                using var answer = await client.SendAsync(asked, cancel);
                await answer.Content.ReadAsByteArrayAsync(cancel);
                waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                // A question that took too long is given up with 422, which a program that has just begun may do.
                if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created) && !cold) throw new InvalidOperationException($"{asked.RequestUri} answered {(int)answer.StatusCode}");
            }
        }, cancel)));
        return [.. waits.Order()];
    }

    /// <summary>A random place of a random order of the list.</summary>
    private static string Place(Random random, List<Guid> people, List<string> names)
    {
        var sort = Sorts[random.Next(Sorts.Length)];
        var value = sort switch
        {
            "name" => names[random.Next(names.Count)],
            "-spent" => random.Next(1_000, 20_000).ToString(CultureInfo.InvariantCulture),
            _ => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-random.Next(2, 900)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        return $"sort={sort}&after={new Keyset(value, people[random.Next(people.Count)]).ToUrl()}";
    }

    private static async Task<bool> HasScores(FilledStore filled, CancellationToken cancel)
    {
        await using var read = await filled.Company.Company.Store.Read(cancel);
        return await read.Number("select count(*) from (select 1 from customer_scores limit 1) found", cancel) > 0;
    }

    private static async Task<List<T>> Some<T>(FilledStore filled, string column, Func<Row, T> map, CancellationToken cancel)
    {
        await using var read = await filled.Company.Company.Store.Read(cancel);
        var numbers = Enumerable.Range(0, 5_000).Select(i => $"B{(long)i * filled.Wanted.Customers / 5_000:D8}").Distinct().ToArray();
        return await read.List($"select {column} from customers where {read.In<string>("number", "numbers")}", map, cancel, ("numbers", numbers));
    }

    public static async Task<string> SignIn(BenchCompany company, CancellationToken cancel)
    {
        await using var read = await company.Company.Store.Read(cancel);
        var user = await read.First("select id from users limit 1", row => (Guid?)row.Guid(0), cancel)
            ?? await company.Get<SetUp>().Run(Actor.System, new("행복상회", "Asia/Seoul", "KRW", "https://crm.example.com", "김민수", "minsu@example.com", "봄에는 꽃이 핀다 2026"), cancel);
        return await company.Get<Sessions>().Begin(user, new("127.0.0.1", "bench"), cancel);
    }
}

/// <summary>The built program in a process of its own, serving a company on a free port.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string? _postgres;

    private Served(Process process, Uri address, string? postgres) => (_process, Address, _postgres) = (process, address, postgres);

    public Uri Address { get; }

    public static async Task<Served> Start(CompanyPlace place)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, Environment = { ["Api__CallsPerMinute"] = "100000000" } };
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "Dangol.Web.dll"), "serve", "--port", "0", "--json", "--data", place.Folder]) start.ArgumentList.Add(word);
        foreach (var word in place.Postgres is { } postgres ? new[] { "--db", postgres } : []) start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var said = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("the program ended before it served");
        return new(process, new Uri(JsonDocument.Parse(said).RootElement.GetProperty("address").GetString()!), place.Postgres);
    }

    public double CpuSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public double DatabaseCpuSeconds() => BenchCompany.ServerCpuSeconds(_postgres);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dangol.Platform;

namespace Dangol.Bench;

/// <summary>Lists, boards, record pages, search and API of the really served product, over a million customers with their leads, opportunities and five million activities.</summary>
internal static partial class RecordsBench
{
    private const int Rows = 10_000, Warm = 10, Calls = 20, Users = 8, Pages = 3_000;
    private static readonly string[] Sources = ["web", "referral", "event", "call", "advertising", "partner", "other"], Ratings = ["hot", "warm", "cold"];

    private static readonly string[] Groups = ["status", "source", "owner_id", "created_at"], States = ["new", "working", "qualified", "unqualified"], Asked = ["철수", "민서", "김민", "박지현", "ㄱㅁㅅ", "ㅊㅅ", "2345", "01000012345", "lead777@example.com", "단골상회 77", "원두 견적"];

    public static async Task Run(Wanted wanted, CancellationToken cancel)
    {
        await using var filled = await FilledStore.Open(wanted, cancel, records: true);
        var (place, cookie) = (filled.Company.Company.Place, await PagesBench.SignIn(filled.Company, cancel));
        var (leads, opportunities, names) = (await Some(filled, "leads", "id", row => row.Guid(0), cancel), await Some(filled, "opportunities", "id", row => row.Guid(0), cancel), await Some(filled, "leads", "name_folded", row => row.Text(0), cancel));
        await filled.Close();

        await using (var product = await Served.Start(place))
        {
            using var client = await Client(product.Address, cookie, cancel);
            client.DefaultRequestHeaders.Add("Accept-Language", "ko");
            client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
            bool Is(string name) => wanted.Only.Count == 0 || wanted.Only.Contains(name);
            Task Get(string name, int pages, Func<Random, string> path) => Is(name) ? PagesBench.Measure(wanted, product, client, name, pages, random => new(HttpMethod.Get, path(random)), cancel) : Task.CompletedTask;

            await Get("list", Pages, random => $"/leads?view=all&w=status:in:{Of(random, States)}&sort={(random.Next(2) == 0 ? "-created_at" : "name&after=" + Place(random))}");
            await Get("list_grouped", Pages / 2, random => $"/leads?view=all&group={Of(random, Groups)}&sort={(random.Next(2) == 0 ? "-created_at" : "name")}");
            await Get("list_json", Pages * 2, random => $"/api/v1/lead?fields=name,organisation,status,rating,source,phone,next_step_on,owner_id&filter={Tree(Of(random, States))}&sort={(random.Next(2) == 0 ? "-created_at" : "name&after=" + Place(random))}");
            await Get("board", Pages / 3, _ => "/opportunities/board");
            await Get("board_sums", Pages / 6, _ => "/opportunities/board/sums");
            await Get("record", Pages, random => random.Next(2) == 0 ? $"/leads/{Of(random, leads)}" : $"/opportunities/{Of(random, opportunities)}");
            await Get("search", Pages / 3, Search);
            client.DefaultRequestHeaders.Remove("Accept-Encoding");
            if (Is("bulk")) await Bulk(wanted, product, client, cancel);
            var made = Environment.TickCount & 0xFFFFFF;
            if (Is("create")) await PagesBench.Measure(wanted, product, client, "create", Pages * 2, _ => new(HttpMethod.Post, "/api/v1/lead") { Content = Json(Fields(900_000_000 + Interlocked.Increment(ref made))) }, cancel);
            if (Is("batch")) await Batch(wanted, product, client, cancel);
        }

        string Place(Random random) => new Keyset(Of(random, names), Of(random, leads)).ToUrl();
    }

    /// <summary>Edits 100,000 leads at once, a tenth of those of a million customers, and takes that back. The figures are for 100,000, whatever their number.</summary>
    private static async Task Bulk(Wanted wanted, Served product, HttpClient client, CancellationToken cancel)
    {
        Benchmarks.Note(wanted, "bulk");
        var more = wanted.Customers switch { >= 1_000_000 => "", >= 400_000 => "|web", _ => "|web|referral|call" };
        var said = new Dictionary<string, string> { ["view"] = "all", ["w"] = $"source:in:{RecordsFilling.EditedSource}{more}", ["all"] = "1", ["do"] = "apply", ["field"] = "interest", ["value"] = string.Create(CultureInfo.InvariantCulture, $"봄 행사 {DateTime.UtcNow:HHmmss}") };
        using var form = new FormUrlEncodedContent(said);
        var (cpu, database, began) = (product.CpuSeconds(), product.DatabaseCpuSeconds(), Stopwatch.GetTimestamp());
        using var answer = await client.PostAsync("/leads/bulk", form, cancel);
        var job = JobId().Match(answer.Headers.Location?.ToString() ?? answer.RequestMessage!.RequestUri!.ToString()).Groups[1].Value;
        var done = await Wait(client, job, cancel);
        var records = done.GetProperty("done").GetInt64();
        Say("bulk_edit");
        Benchmarks.Figure("bulk_edit_records", records, "records");

        (cpu, database, began) = (product.CpuSeconds(), product.DatabaseCpuSeconds(), Stopwatch.GetTimestamp());
        using var undone = await client.PostAsync($"/api/v1/change_set/{done.GetProperty("link").GetString()!.Split('/')[^1]}/undo", null, cancel);
        if (undone.Headers.Location is { } at) await Wait(client, at.ToString().Split('/')[^1], cancel);
        Say("bulk_undo");

        void Say(string name)
        {
            Benchmarks.Figure($"{name}_100k_s", Stopwatch.GetElapsedTime(began).TotalSeconds * 100_000 / records, "s");
            Benchmarks.Figure($"{name}_cpu_us_per_record", (product.CpuSeconds() - cpu) / records * 1e6, "us");
            if (wanted.Engine == Engine.Postgres) Benchmarks.Figure($"{name}_database_cpu_us_per_record", (product.DatabaseCpuSeconds() - database) / records * 1e6, "us");
        }
    }

    private static async Task<JsonElement> Wait(HttpClient client, string job, CancellationToken cancel)
    {
        while (true)
        {
            using var answer = await client.GetAsync($"/api/v1/job/{job}", cancel);
            var now = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel)).RootElement;
            if (!now.TryGetProperty("state", out var state)) throw new InvalidOperationException($"job {job}: {now}");
            if (state.GetString() is "failed" or "cancelled") throw new InvalidOperationException(now.ToString());
            if (state.GetString() is "succeeded" or "done") return now;
            await Task.Delay(50, cancel);
        }
    }

    /// <summary>The page of what one of the questions finds.</summary>
    public static string Search(Random random) => $"/search?q={Uri.EscapeDataString(Of(random, Asked))}";

    private static string Tree(string status) => Uri.EscapeDataString(TreeJson.Write(new Clause.Compare(new Term.Field("status"), Operator.Equal, new Term.Literal(status))));

    private static T Of<T>(Random random, IReadOnlyList<T> some) => some[random.Next(some.Count)];

    private static async Task<List<T>> Some<T>(FilledStore filled, string table, string column, Func<Row, T> map, CancellationToken cancel)
    {
        await using var read = await filled.Company.Company.Store.Read(cancel);
        return await read.List($"select {column} from {table} limit 5000", map, cancel);
    }

    /// <summary>Batches of 10,000 leads each, with journal, one after another, into an empty store.</summary>
    public static async Task Batch(Wanted wanted, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("dangol-bench-").FullName;
        try
        {
            CompanyPlace place;
            string cookie;
            await using (var company = await BenchCompany.Open(folder, await BenchCompany.NewDatabase(wanted.Engine), cancel))
                (place, cookie) = (company.Company.Place, await PagesBench.SignIn(company, cancel));
            await using var product = await Served.Start(place);
            using var client = await Client(product.Address, cookie, cancel);
            await Batch(wanted, product, client, cancel);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    private static async Task Batch(Wanted wanted, Served product, HttpClient client, CancellationToken cancel)
    {
        Benchmarks.Note(wanted, $"batches of {Rows:N0} leads into {wanted.Engine}");
        var bodies = Enumerable.Range(0, Warm + Calls).Select(Body).ToList();
        for (var i = 0; i < Warm; i++) await Post(client, bodies[i], cancel);
        var (cpu, database, began) = (product.CpuSeconds(), product.DatabaseCpuSeconds(), Stopwatch.GetTimestamp());
        for (var i = Warm; i < bodies.Count; i++) await Post(client, bodies[i], cancel);
        var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Benchmarks.Figure("batch_rows_per_s", Rows * Calls / wall, "rows/s");
        Benchmarks.Figure("batch_cpu_us_per_row", (product.CpuSeconds() - cpu) / (Rows * Calls) * 1e6, "us");
        if (wanted.Engine == Engine.Postgres) Benchmarks.Figure("batch_database_cpu_us_per_row", (product.DatabaseCpuSeconds() - database) / (Rows * Calls) * 1e6, "us");
    }

    private static byte[] Body(int call)
    {
        var json = new StringBuilder("{\"rows\":[");
        for (var i = 0; i < Rows; i++)
        {
            json.Append(CultureInfo.InvariantCulture, $$"""{{(i > 0 ? "," : "")}}{"do":"create","fields":{{Fields(call * Rows + i)}}""").Append('}');
        }
        return Encoding.UTF8.GetBytes(json.Append("]}").ToString());
    }

    /// <summary>Ten fields of a lead.</summary>
    private static string Fields(int n) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"name":"김{{n}}","organisation":"단골상회 {{n % 977}}","job_title":"대리","email":"kim{{n}}@example.com","phone":"010-{{n / 10_000 % 10_000:D4}}-{{n % 10_000:D4}}","source":"{{Sources[n % Sources.Length]}}","rating":"{{Ratings[n % Ratings.Length]}}","interest":"원두 정기 배송","tags":["vip","서울"],"next_step_on":"2026-12-{{n % 28 + 1:D2}}"}""");

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task Post(HttpClient client, byte[] body, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await client.PostAsync("/api/v1/lead/batch", content, cancel);
        using var said = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
        if (!answer.IsSuccessStatusCode || said.RootElement.GetProperty("created").GetInt32() != Rows) throw new InvalidOperationException($"the batch answered {(int)answer.StatusCode}: {said.RootElement.ToString()[..500]}");
    }

    /// <summary>A program with somebody's session and the token that goes with it.</summary>
    private static async Task<HttpClient> Client(Uri address, string cookie, CancellationToken cancel)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = true, CookieContainer = new() }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Cookie", $"dangol={cookie}");
        using var page = await client.GetAsync("/settings/company", cancel);
        var token = Csrf().Match(await page.Content.ReadAsStringAsync(cancel)).Groups[1].Value;
        var own = page.Headers.GetValues("Set-Cookie").First(c => c.StartsWith("dangol_csrf=", StringComparison.Ordinal)).Split(';')[0];
        var signed = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = Users }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        signed.DefaultRequestHeaders.Add("Cookie", $"dangol={cookie}; {own}");
        signed.DefaultRequestHeaders.Add("X-CSRF-TOKEN", token);
        client.Dispose();
        return signed;
    }

    [GeneratedRegex("job=([0-9a-f-]{36})")]
    private static partial Regex JobId();

    [GeneratedRegex("name=\"csrf\" content=\"([^\"]+)\"")]
    private static partial Regex Csrf();
}

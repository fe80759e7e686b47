using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dangol.Browser;

/// <summary>What a browser does not show: headers, health, metrics, problems, and how the process starts and ends.</summary>
[Collection("Desk")]
public sealed class HttpTests(Desk desk) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = desk.Product.Address };

    [Theory, InlineData("/"), InlineData("/sign-in"), InlineData("/nowhere"), InlineData("/ui/fault/500"), InlineData("/favicon.svg"), InlineData("/api/nothing"), InlineData("/health/live")]
    public async Task every_answer_has_the_headers_that_protect(string path)
    {
        using var answer = await _http.GetAsync(path);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task a_page_is_kept_nowhere_and_its_hangul_is_plain()
    {
        using var answer = await _http.GetAsync("/nowhere");
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains("찾는 화면이 없어요", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_has_its_hash_in_its_name_is_kept_for_ever_and_sent_compressed()
    {
        var page = await _http.GetStringAsync("/ui/bare");
        var style = System.Text.RegularExpressions.Regex.Match(page, "/dist/site-[A-Z0-9]+\\.css").Value;
        using var ask = new HttpRequestMessage(HttpMethod.Get, style);
        ask.Headers.AcceptEncoding.ParseAdd("br");
        using var answer = await _http.SendAsync(ask);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("br", answer.Content.Headers.ContentEncoding);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_api_answers_a_fault_with_a_problem_in_the_asker_s_language()
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/nothing");
        ask.Headers.AcceptLanguage.ParseAdd("en");
        using var answer = await _http.SendAsync(ask);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(404, problem.GetProperty("status").GetInt32());
        Assert.Equal("There is no such page", problem.GetProperty("title").GetString());
    }

    [Fact]
    public async Task a_refused_piece_goes_to_the_messages_and_not_into_the_page()
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/ui/fault/409");
        ask.Headers.Add("HX-Request", "true");
        using var answer = await _http.SendAsync(ask);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("#toasts", Assert.Single(answer.Headers.GetValues("HX-Retarget")));
        Assert.DoesNotContain("<html", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task health_and_metrics_answer()
    {
        Assert.Equal("Healthy", await _http.GetStringAsync("/health/live"));
        Assert.Equal("Healthy", await _http.GetStringAsync("/health/ready"));
        var metrics = await _http.GetStringAsync("/metrics");
        Assert.Matches("(?m)^http_server_request_duration_seconds_bucket\\{.*le=\"\\+Inf\"\\} [1-9]", metrics);
        Assert.Matches("(?m)^dotnet_process_cpu_time_seconds_total\\{", metrics);
        Assert.Contains("# TYPE dotnet_gc_collections_total counter", metrics, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^(?!#|[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*\\})? [-+0-9.eEInfNa]+$).+$", metrics);
    }

    [Fact]
    public async Task it_stops_in_order_although_a_page_is_listening()
    {
        await using var product = await Product.Start();
        await using var visitor = await desk.Visit(signedIn: false, product: product);
        await Desk.FirstStart(visitor.Page);
        var listening = visitor.Page.WaitForRequestAsync("**/live");
        await visitor.Page.GotoAsync("/ui");
        await listening;
        Assert.Equal(0, await product.Terminate());
        visitor.Expect("/live");
    }

    [Fact]
    public async Task a_taken_port_is_said_and_not_a_crash()
    {
        await using var folder = new Folder();
        var (code, _, errors) = await Product.Once("serve", "--port", $"{desk.Product.Address.Port}", "--data", folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("port_taken", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "bogus")]
    [InlineData(2, "serve", "--bogus")]
    [InlineData(2, "serve", "--port", "many")]
    [InlineData(1, "serve", "--port", "99999")]
    [InlineData(1, "serve", "--bind", "somewhere")]
    [InlineData(0, "help")]
    [InlineData(0, "help", "serve")]
    public async Task wrong_words_end_with_a_message_and_a_code(int expected, params string[] words)
    {
        var (code, printed, errors) = await Product.Once(words);
        Assert.Equal(expected, code);
        Assert.NotEmpty(expected == 0 ? printed : errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    public void Dispose() => _http.Dispose();

    private sealed class Folder : IAsyncDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("dangol-http-").FullName;

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Path, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}

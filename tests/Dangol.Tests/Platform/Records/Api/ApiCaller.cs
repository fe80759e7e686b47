using System.Text;
using System.Text.Json.Nodes;
using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>A signed-in program that calls the API of gadgets, with the token of its session.</summary>
internal sealed class ApiCaller : IAsyncDisposable
{
    private readonly TestBrowser _browser;
    private readonly string _token;

    private ApiCaller(TestSite site, TestBrowser browser, string token) => (Site, _browser, _token) = (site, browser, token);

    public TestSite Site { get; }

    public static async Task<ApiCaller> Open(Engine engine, Action<IServiceCollection>? also = null)
    {
        var site = await TestSite.Open(engine, services => { GadgetsModule.AddGadgets(services); also?.Invoke(services); }, clock: new HandClock());
        return await SignIn(site);
    }

    public static async Task<ApiCaller> SignIn(TestSite site)
    {
        var browser = await site.SignedIn();
        var page = await browser.Get("/settings/company");
        return new(site, browser, page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!);
    }

    public async Task<ApiAnswered> Call(string method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/" + path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        if (method != "GET") request.Headers.Add("X-CSRF-TOKEN", _token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return new(await _browser.Send(request));
    }

    public Task<ApiAnswered> Get(string path) => Call("GET", path);

    public Task<ApiAnswered> Post(string path, string json, params (string, string)[] headers) => Call("POST", path, json, headers);

    /// <summary>Makes a gadget; its key.</summary>
    public async Task<string> Made(string json)
    {
        var made = await Post("gadget", json);
        Assert.True(made.Code == 201, made.Page.Body);
        return made.Text("id");
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

/// <summary>What the API answered.</summary>
internal sealed record ApiAnswered(TestPage Page)
{
    private JsonNode? _json;

    public int Code => Page.Code;

    public JsonNode Json => _json ??= JsonNode.Parse(Page.Body)!;

    public string? Header(string name) => Page.Headers.GetValueOrDefault(name);

    public string Text(string name) => Json[name]!.GetValue<string>();

    /// <summary>Status, rule and field of a refusal, which must be a problem with words in it.</summary>
    public (int Code, string Rule, string? Field) Problem()
    {
        Assert.True(Page.Headers["Content-Type"].StartsWith("application/problem+json", StringComparison.Ordinal), Page.ToString() + Page.Body);
        Assert.Equal(Code, Json["status"]!.GetValue<int>());
        Assert.NotEqual("", Text("title"));
        Assert.NotEqual("", Text("detail"));
        Assert.Equal("urn:dangol:rule:" + Text("rule"), Text("type"));
        return (Code, Text("rule"), Json["field"]?.GetValue<string>());
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Dangol.Tests;

/// <summary>A browser without script: keeps cookies, fetches pages, fills in forms with the tokens that stand in them. It follows no redirect by itself.</summary>
internal sealed class TestBrowser : IDisposable
{
    private readonly HttpClient _client;

    public TestBrowser(Uri address, string? from, string language)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies };
        if (from is not null) handler.ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        };
        _client = new HttpClient(handler) { BaseAddress = address };
        _client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("TestBrowser/1");
        _client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Cookies { get; } = new();

    public Uri Address => _client.BaseAddress!;

    public HttpRequestHeaders Headers => _client.DefaultRequestHeaders;

    /// <summary>What one address answers.</summary>
    public Task<TestPage> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>The page behind an address, wherever it redirects to.</summary>
    public async Task<TestPage> Visit(string path)
    {
        var page = await Get(path);
        for (var hops = 0; page.Location is { } next && hops < 5; hops++) page = await Get(next);
        return page;
    }

    /// <summary>Posts fields as they are: no form, no token.</summary>
    public Task<TestPage> Post(string path, params (string Name, string Value)[] fields) =>
        Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))) });

    /// <summary>Posts JSON with the token of a page, as script does; without one where <paramref name="page"/> is null.</summary>
    public Task<TestPage> PostJson(string path, string json, TestPage? page = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        if (page is not null) request.Headers.Add("X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content"));
        return Send(request);
    }

    /// <summary>Fills in the form of a page that goes to <paramref name="action"/> and sends it, with whatever else stands in it.</summary>
    public Task<TestPage> Submit(TestPage page, string action, params (string Name, string Value)[] fill)
    {
        var form = page.Form(action);
        var fields = form.QuerySelectorAll("input[name],select[name],textarea[name]").Where(e => e is not IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false })
            .Select(e => (Name: e.GetAttribute("name")!, Value: e switch { IHtmlInputElement i => i.Value, IHtmlSelectElement s => s.Value ?? "", IHtmlTextAreaElement t => t.Value, _ => "" }))
            .Where(f => fill.All(x => x.Name != f.Name)).Concat(fill);
        return Post(form.GetAttribute("action")!, [.. fields]);
    }

    public async Task<TestPage> Send(HttpRequestMessage request)
    {
        using (request)
        using (var response = await _client.SendAsync(request))
        {
            var body = await response.Content.ReadAsStringAsync();
            var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            var cookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? set.ToList() : [];
            return new TestPage(request.RequestUri!.ToString(), response.StatusCode, headers, cookies, body);
        }
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>What the product answered.</summary>
internal sealed record TestPage(string Address, HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> SetCookies, string Body)
{
    private IHtmlDocument? _html;

    public IHtmlDocument Html => _html ??= new HtmlParser().ParseDocument(Body);

    public int Code => (int)Status;

    /// <summary>Where it redirects to, or null.</summary>
    public string? Location => Headers.GetValueOrDefault("Location");

    /// <summary>All that a person reads on it.</summary>
    public string Words => string.Join(' ', Html.Body!.Descendants<IText>().SelectMany(t => t.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    public override string ToString() => $"{Code} {Address} {Location} {Words}";

    /// <summary>The form that goes to an address, or to one that begins so.</summary>
    public IHtmlFormElement Form(string action) => Html.QuerySelectorAll("form").OfType<IHtmlFormElement>()
        .FirstOrDefault(f => f.GetAttribute("action") is { } a && (a == action || a.StartsWith(action + "?", StringComparison.Ordinal)))
        ?? throw new Xunit.Sdk.XunitException($"{Address} ({Code}) has no form to {action}: {Words}");
}

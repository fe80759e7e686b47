using System.Collections.Concurrent;

namespace Dangol.Browser;

/// <summary>One product and one Chromium for all tests of the collection; each test takes its own visitor with empty cookies.</summary>
public sealed class Desk : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private Task<Shop>? _shop;

    public Product Product { get; private set; } = null!;

    /// <summary>The sample company with a mail server of its own, started by the first test that wants it.</summary>
    public Task<Shop> Shop() => _shop ??= Browser.Shop.Open(this);

    public async ValueTask InitializeAsync()
    {
        Product = await Product.Start();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("DANGOL_CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        await using var first = await Visit(signedIn: false);
        await FirstStart(first.Page);
        Product.Administrator = await first.Page.Context.StorageStateAsync();
    }

    /// <summary>Answers the questions of the first start as a small Korean shop would, and is signed in as its administrator.</summary>
    public static async Task FirstStart(IPage page)
    {
        await page.GotoAsync("/setup");
        await page.FillAsync("#company", "한빛상회");
        await page.FillAsync("#name", "이서연");
        await page.FillAsync("#email", Email);
        await page.FillAsync("#password", Password);
        await page.Locator("#password").PressAsync("Enter");
        await page.WaitForURLAsync(new Uri(new Uri(page.Url), "/").ToString());
    }

    public const string Email = "seoyeon@hanbit.example", Password = "다시 오시는 손님 2026";

    /// <summary>The administrator, or somebody who is not signed in, in a browser of this language, size and scheme.</summary>
    public async Task<Visitor> Visit(string locale = "ko-KR", int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light, bool script = true, bool signedIn = true, Product? product = null)
    {
        var context = await _browser.NewContextAsync(new()
        {
            StorageState = signedIn ? (product ?? Product).Administrator : null,
            BaseURL = (product ?? Product).Address.ToString(), Locale = locale, TimezoneId = "Asia/Seoul", ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, JavaScriptEnabled = script,
        });
        // The administrator has a language of her own, which counts more than the browser's; here she chose the one that the test names.
        if (signedIn) await context.AddCookiesAsync([new() { Name = "dangol_language", Value = locale[..2] == "en" ? "en" : "ko", Url = (product ?? Product).Address.ToString() }]);
        return new Visitor(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_shop is not null) await (await _shop).DisposeAsync();
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        if (Product is not null) await Product.DisposeAsync();
    }
}

[CollectionDefinition("Desk")]
public sealed class DeskCollection : ICollectionFixture<Desk>;

/// <summary>
/// A browser window with its own cookies. It fails the test that opened it on any error in the console, among them what the content security policy
/// refused, and on any request to somewhere else.
/// </summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();

    public Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        context.Console += (_, message) => { if (message.Type == "error") _faults.Enqueue($"{message.Text} ({message.Location})"); };
        context.WebError += (_, error) => _faults.Enqueue(error.Error);
        context.Request += (_, request) => { if (!request.Url.StartsWith(HomeOf(page), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) _faults.Enqueue($"went out to {request.Url}"); };
    }

    public IPage Page { get; }

    /// <summary>Errors that the test itself provokes, such as the 404 that it asks for.</summary>
    public void Expect(string part)
    {
        foreach (var fault in _faults.ToArray()) if (!fault.Contains(part, StringComparison.Ordinal)) return;
        _faults.Clear();
    }

    public IReadOnlyCollection<string> Faults => _faults;

    public async Task<IPage> Another() => await _context.NewPageAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        if (!NoFaultsAttribute.Note(_faults)) Assert.True(_faults.IsEmpty, string.Join("\n", _faults));
    }

    private static string HomeOf(IPage page) => page.Url == "about:blank" ? "http://127.0.0.1" : new Uri(page.Url).GetLeftPart(UriPartial.Authority);
}

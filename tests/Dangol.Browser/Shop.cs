using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Dangol.Tests;

namespace Dangol.Browser;

/// <summary>The sample company as a marketer has it on a working day: it says who sends, and has a real mail server on loopback.</summary>
public sealed class Shop : IAsyncDisposable
{
    private readonly Desk _desk;

    private Shop(Desk desk, Product product) => (_desk, Product) = (desk, product);

    public Product Product { get; }

    internal SmtpServer Mail { get; } = new();

    internal static async Task<Shop> Open(Desk desk)
    {
        var shop = new Shop(desk, await Product.Demo(300));
        await File.WriteAllTextAsync(Path.Combine(shop.Product.Folder, "settings"), $"DANGOL_SMTP={shop.Mail.Address}\n");
        await using var visitor = await desk.Visit(signedIn: false, product: shop.Product);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        await page.FillAsync("#email", "admin@example.com");
        await page.FillAsync("#password", await File.ReadAllTextAsync(Path.Combine(shop.Product.Folder, "demo-password")));
        await page.Locator("#password").PressAsync("Enter");
        await page.WaitForURLAsync(shop.Product.Address.ToString());
        shop.Product.Administrator = await page.Context.StorageStateAsync();
        return shop;
    }

    public Task<Visitor> Visit(string locale, int width, ColorScheme scheme = ColorScheme.Light, bool script = true, bool signedIn = true) =>
        _desk.Visit(locale, width, width == 390 ? 844 : 900, scheme, script, signedIn, Product);

    /// <summary>Says what an advertising mail must say of its sender.</summary>
    public static async Task SayWhoSends(IPage page)
    {
        await page.GotoAsync("/settings/company");
        await page.FillAsync("#sender_mail", "hello@dangol.example.com");
        await page.FillAsync("#sender_phone", "02-123-4567");
        await page.FillAsync("#sender_address", "서울시 중구 세종대로 1");
        await page.Locator("main form button[type=submit]").Send();
    }

    /// <summary>Asks the API as the page's person, with the page's token.</summary>
    public static async Task<JsonElement> Api(IPage page, string path, object? data = null)
    {
        var token = await page.Locator("meta[name=csrf]").GetAttributeAsync("content");
        var answer = data is null ? await page.APIRequest.GetAsync(path) : await page.APIRequest.PostAsync(path, new() { Headers = [new("X-CSRF-TOKEN", token!)], DataObject = data });
        Assert.True(answer.Ok, $"{path} {answer.Status} {await answer.TextAsync()}");
        return (await answer.JsonAsync())!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        Mail.Dispose();
    }
}

/// <summary>What every page must hold: no wider than the window, no serious fault for those who can't see it well. Its picture where pictures are wanted.</summary>
internal static class Looked
{
    private const int Narrow = 640;
    private static readonly AxeRunOptions Violations = new() { ResultTypes = [ResultType.Violations] };

    public static async Task Look(this IPage page, string name)
    {
        await Fits.Window(page);
        if (Environment.GetEnvironmentVariable("DANGOL_SHOTS") is { Length: > 0 } folder) await page.Shot(folder, name);
        // Each page is walked at two widths. At the narrow one more can go wrong, and once is enough; the frame round it is looked at by ShellTests.
        if (page.ViewportSize!.Width > Narrow) return;
        var found = await page.Locator("main").RunAxe(Violations);
        Assert.Empty(found.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{name}: {v.Id} {v.Help} {v.Nodes.FirstOrDefault()?.Html}"));
    }

    private static async Task Shot(this IPage page, string folder, string name)
    {
        var locale = await page.EvaluateAsync<string>("document.documentElement.lang");
        await page.EvaluateAsync("document.fonts.ready");
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{locale}-{page.ViewportSize!.Width}.png"), FullPage = true });
    }
}

using System.Globalization;
using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

/// <summary>Background work as people see it: a bar that moves by itself, and an end that can be asked for.</summary>
[Collection(nameof(Desk))]
public sealed class JobsTests(Desk desk)
{
    private const int Lines = 300_000;

    [Theory, InlineData("ko-KR", 1440, "취소", "백그라운드"), InlineData("en-GB", 390, "Cancel", "Background")]
    public async Task a_long_import_moves_its_bar_and_is_cancelled_where_it_stands(string locale, int width, string cancel, string words)
    {
        var file = Path.Combine(desk.Product.Folder, $"long-{width}.csv");
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteLineAsync("주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가");
            for (var i = 0; i < Lines; i++)
                await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"L{width}-{i / 4},P{i % 50},상품 {i % 50},1,2026-10-01 10:00:00,{1000 + i % 9},C{i % 5000},대한민국"));
        }
        await using var visitor = await desk.Visit(locale, width, 844);
        var page = visitor.Page;
        await page.GotoAsync("/imports/new");
        await page.SetInputFilesAsync("#file", file);
        await page.FillAsync("#source", $"long{width}");
        await page.Locator("main form button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/imports/*-*");

        await page.GotoAsync("/settings/jobs");
        var going = page.Locator(".going").First;
        await Assertions.Expect(going.Locator("[data-part=count]")).ToContainTextAsync("/", new() { Timeout = 60_000 });
        var first = await going.Locator("[data-part=count]").InnerTextAsync();
        await Assertions.Expect(going.Locator("[data-part=count]")).Not.ToHaveTextAsync(first, new() { Timeout = 60_000 });
        await Shot(page, $"jobs-running-{width}");

        await going.GetByRole(AriaRole.Button, new() { Name = cancel }).ClickAsync();
        await Assertions.Expect(page.Locator(".going")).ToHaveCountAsync(0, new() { Timeout = 60_000 });   // the page loads itself again when the work has ended
        await page.WaitForLoadStateAsync();
        await Assertions.Expect(page.Locator("tbody tr").First.Locator(".tag-warn")).ToBeVisibleAsync();
        await Check(page, words);
        await Shot(page, $"jobs-ended-{width}");
        await page.GotoAsync($"/customers?q=C4999");
        Assert.Equal(0, await page.GetByRole(AriaRole.Link, new() { Name = "C4999", Exact = true }).CountAsync());
    }

    private static async Task Check(IPage page, string words)
    {
        Assert.Contains(words, await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await Fits.Window(page);
        var found = await page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(found.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes.FirstOrDefault()?.Html}"));
    }

    private static async Task Shot(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DANGOL_SHOTS") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}

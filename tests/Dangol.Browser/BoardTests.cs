using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

/// <summary>The work of a seller: opportunities on the board, a lead that is converted, and whatever one looks for by the palette.</summary>
[Collection("Desk")]
public sealed class BoardTests(Desk desk)
{
    [Theory, InlineData("ko-KR", 1440, ColorScheme.Light, "실주 사유", "옮겼어요"), InlineData("en-GB", 390, ColorScheme.Dark, "Lost reason", "Moved")]
    public async Task a_card_moves_by_keyboard_and_a_lost_one_says_why(string locale, int width, ColorScheme scheme, string reason, string moved)
    {
        await using var visitor = await desk.Visit(locale, width, scheme: scheme);
        var page = visitor.Page;
        var name = $"가을 납품 {locale}";
        await page.GotoAsync("/opportunities/new");
        await page.FillAsync("#name", name);
        await page.FillAsync("#amount", "500만");
        await page.FillAsync("#next_step_on", "2026-01-02");
        await page.Locator("#record-form button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/opportunities/*-*");
        await Clean(page);
        await Picture(page, $"opportunity-{locale[..2]}-{width}");

        await page.GotoAsync("/opportunities/board");
        var card = page.Locator(".board-card", new() { HasText = name });
        var columns = page.Locator(".board-column");
        await Assertions.Expect(columns).ToHaveCountAsync(6);
        await Assertions.Expect(columns.Nth(0).Locator(".board-card", new() { HasText = name })).ToBeVisibleAsync();
        await Clean(page);
        await Picture(page, $"board-{locale[..2]}-{width}");

        await card.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator(".toast-item").Last).ToContainTextAsync(moved);
        await page.ReloadAsync();
        await Assertions.Expect(columns.Nth(1).Locator(".board-card", new() { HasText = name })).ToBeVisibleAsync();

        // To the last column: it asks why, and Escape takes the card back.
        await card.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        for (var i = 0; i < 4; i++) await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Space");
        var asks = page.Locator("#board-asks");
        await Assertions.Expect(asks).ToContainTextAsync(reason);
        visitor.Expect("422");
        await Clean(page, "#board-asks");
        await Picture(page, $"board-lost-{locale[..2]}-{width}");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(columns.Nth(1).Locator(".board-card", new() { HasText = name })).ToBeVisibleAsync();
        await card.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        for (var i = 0; i < 4; i++) await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(asks.Locator("#lost_reason")).ToBeVisibleAsync();
        visitor.Expect("422");
        await asks.Locator("#lost_reason").SelectOptionAsync("price");
        // Pressed twice it is sent once.
        await asks.Locator("button[type=submit]").DblClickAsync();
        await Assertions.Expect(asks).ToBeHiddenAsync();
        await Assertions.Expect(columns.Nth(5).Locator(".board-card", new() { HasText = name })).ToBeVisibleAsync();
        await page.ReloadAsync();
        // Won and lost are strips until they are opened.
        await Assertions.Expect(columns.Nth(5).Locator(".board-card", new() { HasText = name })).ToBeHiddenAsync();
        await columns.Nth(5).Locator(".board-fold").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(columns.Nth(5).Locator(".board-card", new() { HasText = name })).ToBeVisibleAsync();
        await Clean(page);
        await Picture(page, $"board-open-{locale[..2]}-{width}");
        await columns.Nth(5).Locator(".board-fold").ClickAsync();
        await Assertions.Expect(columns.Nth(5).Locator(".board-card", new() { HasText = name })).ToBeHiddenAsync();
        visitor.Expect("422");
    }

    [Theory, InlineData("ko-KR", 1440, ColorScheme.Dark), InlineData("en-GB", 390, ColorScheme.Light), InlineData("ko-KR", 390, ColorScheme.Light), InlineData("en-GB", 1440, ColorScheme.Light)]
    public async Task a_step_of_the_way_leads_on_and_a_lost_one_asks_why(string locale, int width, ColorScheme scheme)
    {
        await using var visitor = await desk.Visit(locale, width, scheme: scheme);
        var page = visitor.Page;
        await page.GotoAsync("/opportunities/new");
        await page.FillAsync("#name", $"걸음 {locale} {width}");
        await page.Locator("#record-form button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/opportunities/*-*");
        var steps = page.Locator(".stage-path li");
        await Assertions.Expect(steps.Nth(0)).ToHaveAttributeAsync("aria-current", "step");
        await steps.Nth(2).Locator("button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(steps.Nth(2)).ToHaveAttributeAsync("aria-current", "step");
        await Clean(page);
        await Picture(page, $"stage-path-{locale[..2]}-{width}");
        await steps.Nth(5).Locator("button").ClickAsync();
        await Assertions.Expect(page.Locator("#lost_reason")).ToBeFocusedAsync();
        visitor.Expect("422");
        await Clean(page);
        await Picture(page, $"stage-lost-{locale[..2]}-{width}");
        await page.SelectOptionAsync("#lost_reason", "price");
        await page.Locator("main form.form-narrow button[type=submit]").ClickAsync();
        await Assertions.Expect(steps.Nth(5)).ToHaveAttributeAsync("aria-current", "step");
    }

    [Fact]
    public async Task by_touch_a_card_is_held_and_its_column_chosen()
    {
        await using var visitor = await desk.Visit("ko-KR", 390);
        var page = visitor.Page;
        const string Name = "손가락 납품";
        await page.GotoAsync("/opportunities/new");
        await page.FillAsync("#name", Name);
        await page.Locator("#record-form button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/opportunities/*-*");
        await page.GotoAsync("/opportunities/board");
        var card = page.Locator(".board-card", new() { HasText = Name });
        await card.DispatchEventAsync("pointerdown", new { pointerType = "touch", bubbles = true });
        await Assertions.Expect(page.Locator("#board-ways")).ToBeVisibleAsync();
        await card.DispatchEventAsync("pointerup", new { pointerType = "touch", bubbles = true });
        await Clean(page, "#board-ways");
        await Picture(page, "board-ways-ko-390");
        await page.Locator("#board-ways [data-to]").Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator(".toast-item").Last).ToContainTextAsync("옮겼어요");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".board-column").Nth(1).Locator(".board-card", new() { HasText = Name })).ToBeVisibleAsync();
    }

    [Theory, InlineData("ko-KR", 1440), InlineData("en-GB", 390)]
    public async Task a_lead_is_converted_and_the_palette_finds_what_became_of_it(string locale, int width)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        var name = locale == "ko-KR" ? "남궁민수" : "Winterbourne";
        await page.GotoAsync("/leads/new");
        await page.FillAsync("#name", name);
        await page.FillAsync("#phone", width == 390 ? "010-2222-9753" : "010-2222-8642");
        await page.Locator("#record-form button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/leads/*-*");
        await Clean(page);
        await Picture(page, $"lead-{locale[..2]}-{width}");
        await page.Locator("a[href$='/do/convert']").ClickAsync();
        await Assertions.Expect(page.Locator("#opportunity")).ToHaveValueAsync("true");
        await Assertions.Expect(page.Locator("#opportunity_name-help")).ToBeVisibleAsync();
        await Clean(page);
        await Picture(page, $"convert-{locale[..2]}-{width}");
        await page.Locator("main form.form-narrow button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/opportunities/*-*");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync(name);

        // The index follows within a second.
        await page.WaitForTimeoutAsync(1_500);
        await page.GotoAsync("/tasks");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync(locale == "ko-KR" ? "ㄴㄱㅁ" : "winter");
        await Assertions.Expect(page.Locator(".palette-item", new() { HasText = name }).First).ToBeVisibleAsync();
        await Clean(page, "#palette");
        await Picture(page, $"palette-{locale[..2]}-{width}");
        var was = page.Url;
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url != was);
        await page.WaitForLoadStateAsync();
        await page.GotoAsync("/search?q=" + (width == 390 ? "9753" : "8642"));
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Clean(page);
        await Picture(page, $"search-{locale[..2]}-{width}");
        await page.Locator("main h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#keys")).ToBeVisibleAsync();
        await Picture(page, $"keys-{locale[..2]}-{width}");
    }

    private static async Task Clean(IPage page, string part = "main")
    {
        await Fits.Window(page);
        var found = await page.Locator(part).RunAxe().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(found.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes.FirstOrDefault()?.Html}"));
    }

    private static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DANGOL_SHOTS") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}

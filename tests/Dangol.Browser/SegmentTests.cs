using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

[Collection("Desk")]
public sealed class SegmentTests(Desk desk)
{
    [Theory, InlineData("ko-KR", 1440, "조건 추가", "저장", "수정", "최근 90일 동안 2회 이상 구매한"), InlineData("en-GB", 390, "Add a condition", "Save", "Edit", "bought at least 2 times")]
    public async Task a_segment_is_built_counted_saved_and_changed(string locale, int width, string add, string save, string edit, string sentence)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        var name = $"자주 산 고객 {locale}";
        await page.GotoAsync("/segments/new");
        await page.FillAsync("#name", name);
        await page.Locator("[id='c1.value']").FillAsync("2");
        await Assertions.Expect(page.Locator(".segment-sentence")).ToContainTextAsync(sentence);
        await page.GetByRole(AriaRole.Button, new() { Name = add }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[id='c2.what']")).ToBeFocusedAsync();
        await page.Locator("[id='c2.what']").SelectOptionAsync("region");
        await page.Locator("[id='c2.value']").FillAsync("서울");
        await Assertions.Expect(page.Locator(".segment-sentence")).ToContainTextAsync("서울");
        Assert.Empty((await page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1))).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => v.Help));
        await Picture(page, $"segment-build-{locale[..2]}-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = save, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name);
        await Assertions.Expect(page.Locator(".segment-sentence")).ToContainTextAsync("서울");
        await Picture(page, $"segment-{locale[..2]}-{width}");
        Assert.Empty((await page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1))).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => v.Help));
        await page.GetByRole(AriaRole.Link, new() { Name = edit, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[id='c2.value']")).ToHaveValueAsync("서울");
        await page.Locator("[id='c2.drop']").ClickAsync();
        await Assertions.Expect(page.Locator("[id='c2.what']")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = save, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name);
        await Assertions.Expect(page.Locator(".segment-sentence")).Not.ToContainTextAsync("서울");
    }

    [Fact]
    public async Task without_script_a_button_adds_the_condition_and_an_unfinished_one_is_pointed_at()
    {
        await using var visitor = await desk.Visit(script: false);
        var page = visitor.Page;
        await page.GotoAsync("/segments/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "조건 추가" }).ClickAsync();
        await page.Locator("[id='c2.value']").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "저장", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[id='c2.fault']")).ToBeVisibleAsync();
        Assert.Equal("1", await page.InputValueAsync("[id='c1.value']"));
        visitor.Expect("422");
    }

    private static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DANGOL_SHOTS") is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}

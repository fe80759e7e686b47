using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

[Collection("Desk")]
public sealed class ShellTests(Desk desk)
{
    [Theory]
    [InlineData("ko-KR", "ko", "로그인")]
    [InlineData("en-GB", "en", "Sign in")]
    [InlineData("fr-FR", "ko", "로그인")]
    public async Task the_browser_s_language_is_the_first_language_and_korean_where_it_is_neither(string locale, string lang, string title)
    {
        await using var visitor = await desk.Visit(locale, signedIn: false);
        await visitor.Page.GotoAsync("/sign-in");
        Assert.Equal(lang, await visitor.Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(title, await visitor.Page.Locator("h1").First.InnerTextAsync());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task a_chosen_language_stays_and_comes_back_to_the_same_page(bool script)
    {
        await using var visitor = await desk.Visit("ko-KR", script: script);
        await visitor.Page.GotoAsync("/ui?at=here");
        await visitor.Page.Locator(".shell-bar .bar-word").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("h1").First).ToHaveTextAsync("Shared parts");
        Assert.EndsWith("/ui?at=here", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.GotoAsync("/");
        Assert.Equal("Today", await visitor.Page.Locator(".shell-nav [aria-current=page]").InnerTextAsync());
    }

    [Fact]
    public async Task light_and_dark_follow_the_device_until_one_is_chosen()
    {
        await using var visitor = await desk.Visit("en-GB", scheme: ColorScheme.Dark);
        await visitor.Page.GotoAsync("/");
        Assert.True(await IsDark(visitor.Page));
        await visitor.Page.Locator(".shell-bar .bar-word").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Light" }).ClickAsync();
        await visitor.Page.WaitForSelectorAsync("html[data-bs-theme=light]");
        Assert.False(await IsDark(visitor.Page));
        await visitor.Page.GotoAsync("/ui");
        Assert.False(await IsDark(visitor.Page));
    }

    [Theory, InlineData("/"), InlineData("/ui"), InlineData("/ui/bare"), InlineData("/nowhere")]
    public async Task at_390_px_nothing_scrolls_sideways_and_the_bar_is_at_the_bottom(string path)
    {
        await using var visitor = await desk.Visit(width: 390, height: 844);
        await visitor.Page.GotoAsync(path);
        Assert.Equal(390, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        visitor.Expect("404");
        if (path == "/ui/bare") return;
        var bar = await visitor.Page.Locator(".tab-bar").BoundingBoxAsync();
        Assert.NotNull(bar);
        Assert.Equal(844, bar.Y + bar.Height, 1.0);
        Assert.False(await visitor.Page.Locator(".shell-nav").IsVisibleAsync());
    }

    [Fact]
    public async Task a_slash_goes_to_the_search_box_and_enter_searches()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/");
        await visitor.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(visitor.Page.Locator("#search")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("김/민수");
        Assert.Equal("김/민수", await visitor.Page.Locator("#search").InputValueAsync());
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.WaitForURLAsync("**/search?q=*");
        visitor.Expect("404");
    }

    [Fact]
    public async Task the_first_tab_stop_skips_to_the_content()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visitor.Page.Locator(".skip")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task the_folded_navigation_stays_folded()
    {
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/");
        await visitor.Page.Locator("#fold").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("html")).ToContainClassAsync("folded");
        await visitor.Page.GotoAsync("/ui");
        await Assertions.Expect(visitor.Page.Locator("html")).ToContainClassAsync("folded");
    }

    [Theory]
    [InlineData("/", "ko-KR", ColorScheme.Light, 1440), InlineData("/", "en-GB", ColorScheme.Dark, 390)]
    [InlineData("/ui", "ko-KR", ColorScheme.Light, 1440), InlineData("/ui", "ko-KR", ColorScheme.Dark, 1440), InlineData("/ui", "en-GB", ColorScheme.Light, 390), InlineData("/ui", "en-GB", ColorScheme.Dark, 390)]
    [InlineData("/ui/bare", "ko-KR", ColorScheme.Light, 390), InlineData("/ui/bare", "ko-KR", ColorScheme.Dark, 1440)]
    [InlineData("/settings/changes", "ko-KR", ColorScheme.Light, 1440), InlineData("/settings/changes", "en-GB", ColorScheme.Dark, 390), InlineData("/settings/company", "en-GB", ColorScheme.Light, 390)]
    [InlineData("/nowhere", "ko-KR", ColorScheme.Dark, 1440)]
    public async Task axe_finds_nothing_serious(string path, string locale, ColorScheme scheme, int width)
    {
        await using var visitor = await desk.Visit(locale, width, scheme: scheme);
        await visitor.Page.GotoAsync(path);
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var found = await visitor.Page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.NotEmpty(found.Passes);
        Assert.Empty(found.Violations.Where(v => v.Impact is "serious" or "critical").Select(Describe));
        visitor.Expect("404");
    }

    private static string Describe(AxeResultItem fault) => $"{fault.Id}: {fault.Help}\n" + string.Join('\n', fault.Nodes.Take(5).Select(node => $"  {node.Html} {string.Join("; ", node.Any.Select(a => a.Message))}"));

    private static async Task<bool> IsDark(IPage page) =>
        await page.EvaluateAsync<double>("(() => { const c = document.createElement('canvas').getContext('2d'); c.fillStyle = getComputedStyle(document.body).backgroundColor; c.fillRect(0, 0, 1, 1); return c.getImageData(0, 0, 1, 1).data[0]; })()") < 80;
}

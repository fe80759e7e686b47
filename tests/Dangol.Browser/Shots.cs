namespace Dangol.Browser;

/// <summary>Full-page pictures in both languages, two widths, light and dark, to be looked at: <c>./dangol shots [folder]</c>.</summary>
[Collection("Desk")]
public sealed class Shots(Desk desk)
{
    private static readonly string[] Pages = ["/", "/customers", "/segments", "/offers", "/campaigns", "/campaigns/new", "/imports", "/loop", "/settings/company", "/settings/changes", "/roles", "/people", "/people/invite", "/account", "/account/passkeys/new", "/account/proof", "/settings/sign-in", "/settings/api-keys", "/settings/personal-data", "/ui", "/nowhere"];

    private static readonly (string Locale, int Width, ColorScheme Scheme)[] Ways =
    [
        ("ko-KR", 1440, ColorScheme.Light), ("ko-KR", 390, ColorScheme.Light), ("en-GB", 1440, ColorScheme.Light), ("en-GB", 390, ColorScheme.Light), ("ko-KR", 1440, ColorScheme.Dark), ("ko-KR", 390, ColorScheme.Dark),
        ("en-GB", 1440, ColorScheme.Dark), ("en-GB", 390, ColorScheme.Dark),
    ];

    [Fact]
    public async Task every_page_has_its_picture()
    {
        var folder = Environment.GetEnvironmentVariable("DANGOL_SHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Set DANGOL_SHOTS to a folder, or run ./dangol shots.");
        Directory.CreateDirectory(folder!);
        foreach (var path in Pages) await Draw(folder!, path == "/" ? "first-today" : "first" + path.Replace('/', '-'), path, desk.Product);
    }

    [Fact]
    public async Task every_kind_of_page_of_records_has_its_picture()
    {
        var folder = Environment.GetEnvironmentVariable("DANGOL_SHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Set DANGOL_SHOTS to a folder, or run ./dangol shots.");
        Directory.CreateDirectory(folder!);
        await using var visitor = await desk.Visit();
        await visitor.Page.GotoAsync("/leads");
        var id = "";
        foreach (var (name, amount, close, next) in new[] { ("가을 납품 계약", 5_000_000L, "2026-12-10", "견적서 보내기"), ("본사 이전 사무가구 일괄 공급과 설치", 123_450_000L, "2027-01-31", "현장 실측 일정 잡기"), ("연간 유지보수", 12_000_000L, "2026-11-20", "재계약 조건 확인") })
            id = (await Shop.Api(visitor.Page, "/api/v1/opportunity", new { name, amount, close_on = close, next_step = next, next_step_on = "2026-11-20" })).GetProperty("id").GetString()!;
        foreach (var (name, organisation, source) in new[] { ("한지민", "다솜물산", "web"), ("Charlotte Winterbourne", "Winterbourne & Partners Ltd.", "referral"), ("박서준", "가람건설", "web") })
            await Shop.Api(visitor.Page, "/api/v1/lead", new { name, organisation, source, rating = "hot", email = $"{source}@example.com", phone = "010-1234-5678" });
        foreach (var (name, path) in new (string, string)[]
        {
            ("list", "/opportunities"), ("list-filtered", "/opportunities?w=amount:ge:10000000&w=close_on:within:this_year"), ("list-grouped", "/leads?group=source"), ("list-nothing", "/leads?w=name:eq:없음"), ("list-empty", "/relationships"),
            ("tree", "/leads?w=source:in:web&t=fold"), ("tree-new", "/leads?edit=top&add.place=add+top&add.field=source"), ("board", "/opportunities/board"), ("record", $"/opportunities/{id}"), ("history", $"/opportunities/{id}/history"), ("edit", $"/opportunities/{id}/edit"), ("verb", $"/opportunities/{id}/do/lose"),
            ("composer", $"/opportunities/{id}?compose=call"), ("api", "/api?type=opportunity"), ("new", "/opportunities/new"), ("export", "/leads/export"), ("search", "/search?q=가을"),
        }) await Draw(folder!, "records-" + name, path, desk.Product);
    }

    /// <summary>What lies over a page, and what only comes after something was done.</summary>
    [Theory, InlineData("ko-KR", 1440, ColorScheme.Light), InlineData("en-GB", 390, ColorScheme.Light), InlineData("ko-KR", 390, ColorScheme.Dark), InlineData("en-GB", 1440, ColorScheme.Dark)]
    public async Task what_opens_over_the_records_has_its_picture(string locale, int width, ColorScheme scheme)
    {
        var folder = Environment.GetEnvironmentVariable("DANGOL_SHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Set DANGOL_SHOTS to a folder, or run ./dangol shots.");
        Directory.CreateDirectory(folder!);
        await using var visitor = await desk.Visit(locale, width, width == 390 ? 844 : 900, scheme);
        var page = visitor.Page;
        await page.GotoAsync("/leads");
        for (var i = 0; i < 3; i++) await Shop.Api(page, "/api/v1/lead", new { name = $"김하늘 {i}", organisation = "다솜물산", source = "web", rating = "hot" });
        await page.GotoAsync("/leads?sort=-created_at");
        await page.Locator("#records td[data-field=rating]").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#records select[name=rating]").WaitForAsync();
        await Picture("cell");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Space");
        await page.Locator("#peek .facts").WaitForAsync();
        await Picture("peek");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("리드");
        await page.Locator("#palette .palette-item").First.WaitForAsync();
        await Picture("palette");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#records tbody input[type=checkbox]").First.CheckAsync();
        await Picture("picked");
        await page.Locator("button[name=do][value=edit]").ClickAsync();
        await page.SelectOptionAsync("#bulk-which", "rating");
        await page.Locator("#bulk-field select[name=value]").SelectOptionAsync("cold");
        await Picture("bulk");
        await page.Locator("button[name=do][value=apply]").ClickAsync();
        await page.Locator(".work-strip form[action$='/undo']").WaitForAsync();
        await Picture("work");

        Task Picture(string name) => page.ScreenshotAsync(new() { Path = Path.Combine(folder!, $"records-{name}-{locale[..2]}-{width}-{scheme.ToString().ToLowerInvariant()}.png") });
    }

    [Fact]
    public async Task the_marketer_s_pages_have_their_pictures()
    {
        var folder = Environment.GetEnvironmentVariable("DANGOL_SHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Set DANGOL_SHOTS to a folder, or run ./dangol shots.");
        Directory.CreateDirectory(folder!);
        var shop = await desk.Shop();
        foreach (var (name, path) in await Worked(shop)) await Draw(folder!, name, path, shop.Product);
    }

    /// <summary>A week's work in the sample company: a campaign of every kind and state, an import with faults.</summary>
    private static async Task<IReadOnlyList<(string Name, string Path)>> Worked(Shop shop)
    {
        await using var visitor = await shop.Visit("ko-KR", 1440);
        var page = visitor.Page;
        await Shop.SayWhoSends(page);
        async Task<string> Made(string path, object what) => (await Shop.Api(page, path, what)).GetProperty("id").GetString()!;
        var segment = await Made("/api/v1/segment", new { name = "수도권의 뜸해진 고객", tree = Tree("""["all",["in",{"f":"region"},"서울특별시","경기도","인천광역시"],["ge",{"m":"purchases","take":"count","when":["last",365,"day"]},1],["not",["ge",{"m":"purchases","take":"count","when":["last",30,"day"]},1]]]""") });
        var many = await Made("/api/v1/segment", new { name = "올해 산 고객", tree = Tree("""["ge",{"m":"purchases","take":"count","when":["last",365,"day"]},1]""") });
        var offer = await Made("/api/v1/offer", new { name = "가을 감사 쿠폰", code = "FALL5000", body = "5,000원 할인 쿠폰", value = 5000 });
        await Made("/api/v1/offer", new { name = "생일 초대", code = "BIRTHDAY", body = "생일이 있는 달에 매장에 오시면 작은 선물을 드려요." });
        async Task<string> Campaign(string name, string channel, string to, bool launch = true)
        {
            var id = await Made("/api/v1/campaign", new { name, segment = to, channel, offer, subject = "{고객명} 님, 올해도 고맙습니다", body = "{고객명} 님, 안녕하세요.\n\n감사의 마음을 담아 {오퍼} 한 장을 보내 드려요.\n쿠폰 코드: {코드}\n{마감일}까지 쓰실 수 있어요.\n\n{회사명} 드림", control_share = 2000, window_days = 14, budget = 300_000 });
            if (!launch) return id;
            await Shop.Api(page, $"/api/v1/campaign/{id}/launch", new { });
            return id;
        }
        async Task Ended(string id, string part)
        {
            await page.GotoAsync($"/campaigns/{id}");
            await page.Locator(part).First.WaitForAsync(new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator("[data-live]")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        }
        var list = await Campaign("뜸해진 고객 안부 전화", "call", segment);
        await Ended(list, "input[name=reason]");
        await page.FillAsync("input[name=reason]", "11월 안부 전화 진행");
        await page.RunAndWaitForDownloadAsync(() => page.Locator("form[action$='/list'] button").ClickAsync());
        var lost = 0;
        shop.Mail.AtContent = _ => Interlocked.Increment(ref lost) <= 2 ? "drop" : null;
        shop.Mail.AtRecipient = to => to.Contains('7', StringComparison.Ordinal) ? "550 5.1.1 mailbox unknown" : null;
        var done = await Campaign("가을 감사 메일", "email", many);
        await Ended(done, "a.key-figure[href$='state=confirmed']");
        (shop.Mail.AtContent, shop.Mail.AtRecipient) = (null, null);
        shop.Mail.Thinks = TimeSpan.FromSeconds(1);
        var paused = await Campaign("겨울맞이 메일", "email", many);
        await page.GotoAsync($"/campaigns/{paused}");
        await page.Locator("form[action$='/pause'] button").ClickAsync();
        await page.Locator("form[action$='/resume']").WaitForAsync();
        await Ended(paused, ".tag-warn");
        shop.Mail.Thinks = TimeSpan.FromMinutes(10);
        var sending = await Campaign("연말 인사 메일", "email", many);
        var draft = await Campaign("새해 쿠폰", "email", segment, launch: false);
        await File.WriteAllTextAsync(Path.Combine(shop.Product.Folder, "till.csv"), "주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가\nT-1,TEA,녹차,1,2026-11-20 10:00:00,15000,C0000003,대한민국\nT-2,TEA,녹차,두 개,2026-11-20 10:00:00,15000,C0000004,대한민국\nT-3,TEA,녹차,1,2026-13-40,15000,C0000004,대한민국\n");
        await shop.Product.Command("import", "sales", Path.Combine(shop.Product.Folder, "till.csv"), "--source", "sample");
        var past = (await Shop.Api(page, "/api/v1/campaign")).GetProperty("campaigns").EnumerateArray().Last().GetProperty("id").GetString();
        async Task<string> First(string list, string start)
        {
            await page.GotoAsync(list);
            return (await page.Locator($"main a[href^='{start}']").First.GetAttributeAsync("href"))!;
        }
        var unsubscribe = new Uri(System.Text.RegularExpressions.Regex.Match(shop.Mail.Taken.First().Parts()["text/plain"], @"https?://\S+/u/\S+").Value).AbsolutePath;
        return
        [
            ("today", "/"), ("segments", "/segments"), ("segment-new", "/segments/new"), ("segment", $"/segments/{segment}"), ("segment-edit", $"/segments/{segment}/edit"), ("offers", "/offers"), ("offer-new", "/offers/new"),
            ("campaigns", "/campaigns"), ("campaign-1-audience", $"/campaigns/{draft}/edit/audience"), ("campaign-2-message", $"/campaigns/{draft}/edit/message"), ("campaign-3-measure", $"/campaigns/{draft}/edit/measure"), ("campaign-4-confirm", $"/campaigns/{draft}/edit/confirm"),
            ("campaign-sending", $"/campaigns/{sending}"), ("campaign-paused", $"/campaigns/{paused}"), ("campaign-done", $"/campaigns/{done}"), ("campaign-list", $"/campaigns/{list}"),
            ("contacts", $"/campaigns/{done}/contacts"), ("responses", $"/campaigns/{past}/responses"), ("result", $"/campaigns/{past}/result"), ("result-open", $"/campaigns/{done}/result"), ("loop", "/loop"), ("unsubscribe", unsubscribe),
            ("imports", "/imports"), ("import-new", "/imports/new"), ("import", await First("/imports", "/imports/0")), ("jobs", "/settings/jobs"), ("changes", "/settings/changes"), ("change", await First("/settings/changes", "/settings/changes/")), ("parked", "/settings/parked"),
        ];

        static System.Text.Json.JsonElement Tree(string clause) => System.Text.Json.JsonDocument.Parse($"{{\"v\":1,\"tree\":{clause}}}").RootElement;
    }

    private async Task Draw(string folder, string name, string path, Product product)
    {
        foreach (var (locale, width, scheme) in Ways)
        {
            await using var visitor = await desk.Visit(locale, width, width == 390 ? 844 : 900, scheme, product: product);
            await visitor.Page.GotoAsync(path);
            // What comes in pieces is there, too; the live stream keeps the network from ever being idle.
            await Assertions.Expect(visitor.Page.Locator(".htmx-request, figure[data-chart]:not([data-drawn=yes])")).ToHaveCountAsync(0);
            await visitor.Page.EvaluateAsync("document.fonts.ready");
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{locale[..2]}-{width}-{scheme.ToString().ToLowerInvariant()}.png"), FullPage = true });
            visitor.Expect("404");
        }
    }

    [Theory, InlineData(390, ".tab-bar summary", "more"), InlineData(1440, ".shell-bar .bar-word", "language"), InlineData(1440, ".bar-person", "person")]
    public async Task every_menu_has_its_picture(int width, string opens, string name)
    {
        var folder = Environment.GetEnvironmentVariable("DANGOL_SHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "Set DANGOL_SHOTS to a folder, or run ./dangol shots.");
        await using var visitor = await desk.Visit("ko-KR", width, 844);
        await visitor.Page.GotoAsync("/ui");
        await visitor.Page.Locator("form[hx-post] button").First.ScrollIntoViewIfNeededAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "거절 보기" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "조각 받기" }).ClickAsync();
        await visitor.Page.Locator(".toast-success").WaitForAsync();
        await visitor.Page.Locator(opens).ClickAsync();
        await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder!, $"menu-{name}-{width}.png") });
        visitor.Expect("409");
    }
}

using System.Text.RegularExpressions;

namespace Dangol.Browser;

/// <summary>The whole way of a marketer through the browser: whom, with what, sent by real SMTP, steered, and what came of it.</summary>
[Collection("Desk")]
public sealed class MarketerTests(Desk desk)
{
    [Theory, InlineData("ko-KR", 1440), InlineData("en-GB", 390)]
    public async Task an_offer_goes_to_a_segment_by_mail_and_is_steered_on_its_way(string locale, int width)
    {
        var shop = await desk.Shop();
        await using var visitor = await shop.Visit(locale, width);
        var (page, korean) = (visitor.Page, locale == "ko-KR");
        string Say(string ko, string en) => korean ? ko : en;
        await Shop.SayWhoSends(page);

        // An offer; the amount is first no number.
        await page.GotoAsync("/offers/new");
        await page.FillAsync("#name", Say("가을 감사 쿠폰", "Autumn coupon"));
        await page.FillAsync("#code", $"FALL{width}");
        await page.FillAsync("#body", Say("5,000원 할인 쿠폰", "5,000 won off"));
        await page.FillAsync("#value", Say("오천", "five thousand"));
        await Submit(page);
        await Assertions.Expect(page.Locator("#value-fault")).ToContainTextAsync(Say("금액을 숫자로 적어 주세요", "Write the value as a number"));
        Assert.Equal($"FALL{width}", await page.InputValueAsync("#code"));
        visitor.Expect("422");
        await page.FillAsync("#value", "5,000");
        await page.Look("offer-new");
        await Submit(page);
        await page.WaitForURLAsync("**/offers");
        await page.Look("offers");

        // A segment, first without a name.
        await page.GotoAsync("/segments/new");
        await page.Locator("[id='c1.span']").FillAsync("365");
        await Submit(page);
        await Assertions.Expect(page.Locator("#name-fault")).ToBeVisibleAsync();
        visitor.Expect("422");
        await page.FillAsync("#name", $"{Say("올해 산 고객", "Bought this year")} {width}");
        await page.Look("segment-new");
        await Submit(page);
        await page.Look("segment");
        await page.Locator("a[href^='/campaigns/new?segment=']").ClickAsync();

        // The wizard: whom.
        await page.FillAsync("#name", $"{Say("가을 감사", "Autumn thanks")} {width}");
        await Assertions.Expect(page.Locator("input[name=segment]:checked")).ToHaveCountAsync(1);
        await page.Look("campaign-audience");
        await Submit(page);

        // With what: a place that can't be filled is pointed at, a test mail keeps what was typed, and so do the ways back.
        await page.WaitForURLAsync("**/edit/message");
        await page.SelectOptionAsync("#offer", new SelectOptionValue { Label = Say("가을 감사 쿠폰", "Autumn coupon") });
        await page.FillAsync("#subject", Say("{고객명} 님, 감사합니다", "Thank you, {name}"));
        await page.FillAsync("#body", Say("{고객명} 님께 {쿠폰} 드려요.", "A {coupon} for {name}."));
        await Submit(page);
        await Assertions.Expect(page.Locator("#body-fault")).ToContainTextAsync(Say("항목은 채울 수 없어요", "can't be filled in"));
        await page.FillAsync("#body", Say("{고객명} 님께 {오퍼}을 드려요.\n코드: {코드}\n{마감일}까지 쓸 수 있어요.", "For you, {name}: {offer}\nCode {code}, until {until}."));
        await page.FillAsync("#to", "nowhere");
        await page.EvaluateAsync("document.querySelector('#to').type = 'text'");
        await page.Locator("button[formaction$='/test-mail']").ClickAsync();
        await Assertions.Expect(page.Locator("#to-fault")).ToContainTextAsync(Say("메일 주소를 확인해 주세요", "check the e-mail address"));
        visitor.Expect("422");
        await page.FillAsync("#to", "me@example.com");
        await page.Locator("button[formaction$='/test-mail']").ClickAsync();
        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync("me@example.com");
        Assert.Contains(shop.Mail.Taken, m => m.To == "me@example.com" && m.Parts()["text/plain"].Contains($"FALL{width}", StringComparison.Ordinal));
        await page.Locator("[hx-post$='/preview']").ClickAsync();
        await Assertions.Expect(page.Locator("#preview")).ToContainTextAsync($"FALL{width}");
        await page.Look("campaign-message");
        var stale = await visitor.Another();
        await stale.GotoAsync(page.Url);
        await page.FillAsync("#subject", Say("(광고) {고객명} 님, 고맙습니다", "Many thanks, {name}"));
        await page.Locator("button[name=then][value=audience]").Last.ClickAsync();
        await page.WaitForURLAsync("**/edit/audience");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#subject")).ToHaveValueAsync(Say("(광고) {고객명} 님, 고맙습니다", "Many thanks, {name}"));

        // Somebody who still has the older version is told so, and loses nothing.
        await stale.FillAsync("#subject", "낡은 제목");
        await Submit(stale);
        await Assertions.Expect(stale.Locator("main [role=alert] a")).ToHaveAttributeAsync("href", new Uri(stale.Url).AbsolutePath);
        Assert.Equal("낡은 제목", await stale.InputValueAsync("#subject"));
        visitor.Expect("409");
        await stale.CloseAsync();

        // How its effect will be told. Enter goes on, although the steps are buttons too.
        await page.Locator("#subject").PressAsync("Enter");
        await page.WaitForURLAsync("**/edit/measure");
        await page.FillAsync("#window_days", Say("한 달", "a month"));
        await Submit(page);
        await Assertions.Expect(page.Locator("#window_days-fault")).ToBeVisibleAsync();
        visitor.Expect("422");
        await page.FillAsync("#window_days", "14");
        await page.FillAsync("#control_share", "20");
        await page.FillAsync("#budget", "300,000");
        await page.Locator("[hx-post$='/plan']").ClickAsync();
        await Assertions.Expect(page.Locator("#plan strong").First).ToBeVisibleAsync();
        await page.Look("campaign-measure");
        await Submit(page);

        await page.WaitForURLAsync("**/edit/confirm");
        await Assertions.Expect(page.Locator(".consequence")).ToContainTextAsync(Say("대조군", "control"));
        await page.Look("campaign-confirm");

        // Launched once, however often it is pressed; the server takes its time, and loses one answer.
        var (lost, before) = (0, shop.Mail.Taken.Count);
        shop.Mail.Thinks = TimeSpan.FromMilliseconds(400);
        shop.Mail.AtContent = _ => Interlocked.Exchange(ref lost, 1) == 0 ? "drop" : null;
        await page.Locator("form[action$='/launch'] button").DblClickAsync();
        var campaign = new Regex(@"/campaigns/[0-9a-f-]{36}$");
        await page.WaitForURLAsync(campaign);
        await Assertions.Expect(page.Locator("[data-live] [data-part=count]")).ToContainTextAsync("/", new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("a.key-figure[href$='state=confirmed'], a.key-figure[href$='state=reserved']").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.Look("campaign-sending");
        await page.Locator("form[action$='/pause'] button").ClickAsync();
        await Assertions.Expect(page.Locator("main .tag-warn").First).ToContainTextAsync(Say("일시정지", "Paused"));
        shop.Mail.Thinks = TimeSpan.Zero;
        await Assertions.Expect(page.Locator("[data-live]")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await page.Look("campaign-paused");
        await page.Locator("form[action$='/resume'] button").ClickAsync();
        await Assertions.Expect(page.Locator("main .notice-warn")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("[data-live]")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await Assertions.Expect(page.Locator("a.key-figure[href$='state=reserved']")).ToHaveCountAsync(0);
        var got = shop.Mail.Taken.Skip(before).ToList();
        Assert.Equal(got.Count, got.Select(m => m.Header("Message-ID")).Distinct().Count());
        Assert.Equal(1, (await Shop.Api(page, "/api/v1" + new Uri(page.Url).AbsolutePath.Replace("campaigns", "campaign", StringComparison.Ordinal))).GetProperty("mail").GetProperty("in_doubt").GetInt32());

        // The one in doubt is settled by a person, once, in whichever tab; the first page says that it waits for them.
        await page.Look("campaign-doubt");
        var launched = page.Url;
        await page.GotoAsync("/");
        await page.Look("today");
        await page.GetByRole(AriaRole.Link, new() { Name = Say("확인 불가 메일 1통 처리하기", "Settle 1 in doubt") }).ClickAsync();
        await page.WaitForURLAsync(launched);
        var old = await visitor.Another();
        await old.GotoAsync(page.Url);
        await page.Locator(".notice-warn button", new() { HasTextString = Say("모두 보낸 것으로 처리", "Mark all as sent") }).ClickAsync();
        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync(Say("1통을 처리했어요", "1 settled"));
        await Assertions.Expect(page.Locator("main .notice-warn")).ToHaveCountAsync(0);
        await old.Locator(".notice-warn button").First.ClickAsync();
        await Assertions.Expect(old.Locator("#toasts")).ToContainTextAsync(Say("확인이 필요한 메일이 없어요", "no message in doubt"));
        await old.CloseAsync();
        await page.Look("campaign-done");

        await page.Locator("a.key-figure[href$='arm=control']").ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync(Say("대조군", "Control"));
        await page.Look("campaign-contacts");
        await page.GoBackAsync();

        await Unsubscribe(shop, got[0], locale, width, script: true);
        await Unsubscribe(shop, got[1], locale, width, script: false);

        // Nobody has bought yet, and the result says that rather than an interval of nothing.
        await page.Locator("a[href$='/result']").ClickAsync();
        await Assertions.Expect(page.Locator(".verdict-word")).ToContainTextAsync(Say("효과 확인 안 됨", "Not shown"));
        await page.GoBackAsync();
        await page.Locator(".stop-way summary").ClickAsync();
        await page.Locator("form[action$='/stop'] button").ClickAsync();
        await Assertions.Expect(page.Locator("main .tag-bad").First).ToContainTextAsync(Say("중단", "Stopped"));
        await page.GotoAsync("/campaigns");
        await page.Look("campaigns");
    }

    [Theory, InlineData("en-GB", 1440), InlineData("ko-KR", 390)]
    public async Task a_call_list_is_taken_out_and_its_result_is_told_in_words(string locale, int width)
    {
        var shop = await desk.Shop();
        await using var visitor = await shop.Visit(locale, width);
        var (page, korean) = (visitor.Page, locale == "ko-KR");
        string Say(string ko, string en) => korean ? ko : en;
        // The other run's purchases fall into this window too, so each has people of its own.
        await page.GotoAsync("/campaigns");
        var segment = await Shop.Api(page, "/api/v1/segment", new { name = Say("서울", "Seoul"), tree = new { v = 1, tree = new object[] { korean ? "eq" : "ne", new { f = "region" }, "서울특별시" } } });
        await page.GotoAsync($"/campaigns/new?segment={segment.GetProperty("id").GetString()}");
        await page.FillAsync("#name", $"{Say("감사 전화", "Thank-you calls")} {width}");
        await Submit(page);
        await page.SelectOptionAsync("#channel", "call");
        await page.FillAsync("#body", Say("{고객명} 님께 안부 전화", "Call {name}"));
        await Submit(page);
        await page.FillAsync("#control_share", "50");
        await Submit(page);
        await Assertions.Expect(page.Locator(".consequence")).ToContainTextAsync(Say("명단에 올리고", "go onto the list"));
        await page.Locator("form[action$='/launch'] button").ClickAsync();

        // The list leaves the system with a reason; who gives too little of one is told so at the field.
        await page.Locator("input[name=reason]").WaitForAsync(new() { Timeout = 20_000 });
        var campaign = new Uri(page.Url).AbsolutePath;
        await page.EvaluateAsync("document.querySelector('input[name=reason]').removeAttribute('minlength')");
        await page.FillAsync("input[name=reason]", Say("전화", "call"));
        await page.Locator("form[action$='/list'] button").ClickAsync();
        await Assertions.Expect(page.Locator("#reason-fault")).ToContainTextAsync(Say("10자 이상", "10 characters"));
        visitor.Expect("422");
        await page.FillAsync("input[name=reason]", Say("11월 감사 전화 캠페인 진행", "November thank-you calls"));
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("form[action$='/list'] button").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        var treated = lines.Skip(1).Select(line => line.Split('"')[1]).ToList();
        Assert.StartsWith(Say("\"고객번호\",\"고객명\",\"전화번호\"", "\"Number\",\"Name\",\"Telephone\""), lines[0], StringComparison.Ordinal);
        await page.GotoAsync(campaign);
        await Assertions.Expect(page.Locator("a[href*='/lists/']")).ToContainTextAsync($"{treated.Count}");
        await page.Look("campaign-list");

        // Nobody has bought yet; then those who were called do; then those who were left alone do still more.
        await page.GotoAsync($"{campaign}/result");
        await Assertions.Expect(page.Locator(".verdict-word")).ToContainTextAsync(Say("효과 확인 안 됨", "Not shown"));
        await Assertions.Expect(page.Locator(".verdict")).ToContainTextAsync(Say("아직 구매한 고객이 없어요", "Nobody has bought yet"));
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("₩0 ~");
        await Bought(shop, $"called{width}", treated.Take(treated.Count * 6 / 10));
        await Told(page, Say("올랐어요", "Raised"));
        await page.Look("campaign-result");
        await page.GotoAsync($"{campaign}/contacts?arm=control");
        await Bought(shop, $"alone{width}", await page.Locator("tbody td:nth-child(2)").AllInnerTextsAsync());
        await page.GotoAsync($"{campaign}/result");
        await Told(page, Say("떨어졌어요", "Lowered"));
        await page.Locator("a[href$='/responses']").ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("₩15,000");
        await page.Look("campaign-responses");

        // The loop on one page: each number opens into its rows, and a turn is seen on its way.
        await page.GotoAsync("/loop");
        await page.RunAndWaitForResponseAsync(() => page.Locator("form[action='/loop'] button").DblClickAsync(), answer => answer.Request.Method == "GET" && answer.Url.EndsWith("/loop", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("[data-live]")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator(".ring-step", new() { HasTextString = Say("방금", "just now") })).ToHaveCountAsync(await page.Locator(".ring-step").CountAsync());
        Assert.Equal(0, await page.Locator(".ring-failed").CountAsync());
        await page.Look("loop");
        foreach (var href in await page.Locator(".ring-step a").EvaluateAllAsync<string[]>("links => links.map(a => a.getAttribute('href'))"))
            Assert.Equal(200, (await page.APIRequest.GetAsync(href)).Status);
    }

    /// <summary>A purchase of each of these customers today, from the till's file.</summary>
    private static async Task Bought(Shop shop, string name, IEnumerable<string> customers)
    {
        var file = Path.Combine(shop.Product.Folder, $"{name}.csv");
        var now = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTime.UtcNow, "Asia/Seoul").ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(file, customers.Select((c, i) => $"{name}-{i},TEA,녹차,1,{now},15000,{c},대한민국").Prepend("주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가"));
        await shop.Product.Command("import", "sales", file, "--source", "sample");
    }

    /// <summary>Collects, and reads the word.</summary>
    private static async Task Told(IPage page, string word)
    {
        await page.Locator("form[action$='/collect'] button").ClickAsync();
        await Assertions.Expect(page.Locator("#toasts > *")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".verdict-word")).ToContainTextAsync(word);
    }

    /// <summary>Who has the link of a message, and nothing else, gets no more of them.</summary>
    private static async Task Unsubscribe(Shop shop, Tests.ReceivedMail mail, string locale, int width, bool script)
    {
        var link = new Uri(Regex.Match(mail.Parts()["text/plain"], @"https?://\S+/u/\S+").Value).AbsolutePath;
        await using var visitor = await shop.Visit(locale, width, script: script, signedIn: false);
        await visitor.Page.GotoAsync(link);
        if (script) await visitor.Page.Look("unsubscribe");
        await visitor.Page.Locator("main form button").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("수신거부했어요");
        if (script) await visitor.Page.Look("unsubscribed");
        await visitor.Page.GotoAsync(link);
        await Assertions.Expect(visitor.Page.Locator("main form")).ToHaveCountAsync(0);
    }

    private static Task Submit(IPage page) => page.Locator("main form button.btn-primary[type=submit]").First.Send();
}

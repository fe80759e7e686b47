using System.Text;
using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

/// <summary>A file comes in through the browser and becomes a customer with a timeline.</summary>
[Collection(nameof(Desk))]
public sealed class ImportTests(Desk desk)
{
    [Theory]
    [InlineData("ko-KR")]
    [InlineData("en-GB")]
    public async Task a_cp949_file_from_excel_becomes_customers_with_a_timeline(string locale)
    {
        string Say(string ko, string en) => locale == "ko-KR" ? ko : en;
        var (first, second, source) = locale == "ko-KR" ? ("K901", "K902", "browser") : ("E901", "E902", "browser-en");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding.GetEncoding(949).GetBytes($"""
            주문번호;상품코드;상품명;수량;주문일시;단가;고객번호;국가
            B-1;TEA;녹차 선물세트;3;2026-09-03 14:00:00;15000;{first};대한민국
            B-2;TEA;녹차 선물세트;1;2026-09-20 14:00:00;15000;{first};대한민국
            B-3;TEA;녹차 선물세트;1;2026-13-40;15000;{second};대한민국

            """);
        await using var visitor = await desk.Visit(locale);
        var page = visitor.Page;
        await page.GotoAsync("/imports/new");
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "판매 9월.csv", MimeType = "text/csv", Buffer = bytes });
        await page.FillAsync("#source", source);
        await page.GetByRole(AriaRole.Button, new() { Name = Say("가져오기", "Import") }).ClickAsync();
        await page.WaitForURLAsync("**/imports/*-*");
        await Assertions.Expect(page.Locator(".page-head")).ToContainTextAsync(Say("완료", "Done"), new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(Say("주문일시를 날짜로 읽을 수 없어요", "The date cannot be read"));
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("₩60,000");
        await Check(page);

        var errors = await page.RunAndWaitForDownloadAsync(() => page.Locator("a.key-figure[href$='errors.csv']").Last.ClickAsync());
        Assert.Contains("2026-13-40", await File.ReadAllTextAsync(await errors.PathAsync()), StringComparison.Ordinal);

        await page.GotoAsync($"/customers?q={first}");
        await page.GetByRole(AriaRole.Link, new() { Name = first }).First.ClickAsync();
        await Assertions.Expect(page.Locator("#record-timeline")).ToContainTextAsync("B-2");
        await Assertions.Expect(page.Locator(".key-figures")).ToContainTextAsync("2");
        await Check(page);
    }

    [Fact]
    public async Task a_file_that_cannot_be_read_is_refused_in_words()
    {
        await using var visitor = await desk.Visit("en-GB", 390, 844);
        var page = visitor.Page;
        await page.GotoAsync("/imports/new");
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "photo.csv", MimeType = "text/csv", Buffer = [0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1, 2, 3] });
        await page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await page.WaitForURLAsync("**/imports/*-*");
        await Assertions.Expect(page.Locator(".notice-bad")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Check(page);
    }

    private static async Task Check(IPage page)
    {
        var found = await page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1));
        var serious = found.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes.FirstOrDefault()?.Html}").ToList();
        Assert.True(serious.Count == 0, string.Join('\n', serious));
    }
}

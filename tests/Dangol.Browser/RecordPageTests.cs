using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

/// <summary>The page of a record by keyboard alone: fields, composer, timeline, history.</summary>
[Collection("Desk")]
public sealed class RecordPageTests(Desk desk)
{
    public static TheoryData<string, int, ColorScheme> Screens => new()
    {
        { "ko-KR", 1440, ColorScheme.Light }, { "ko-KR", 390, ColorScheme.Dark }, { "en-GB", 1440, ColorScheme.Dark }, { "en-GB", 390, ColorScheme.Light },
    };

    [Theory, MemberData(nameof(Screens))]
    public async Task a_record_is_edited_and_written_about_by_keyboard(string locale, int width, ColorScheme scheme)
    {
        var korean = locale == "ko-KR";
        await using var visitor = await desk.Visit(locale, width, width == 390 ? 844 : 900, scheme);
        var page = visitor.Page;
        var name = $"김하늘 {locale} {width}";
        await New(page, name);
        await Shot(page, $"record-new-{locale[..2]}-{width}");

        // A field: Enter opens it, Enter saves it, the head and the timeline follow.
        await page.Locator("#field-organisation .record-pencil").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("input[name=organisation]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("하늘상사");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#record-facts")).ToContainTextAsync("하늘상사");
        await Assertions.Expect(page.Locator("#field-organisation .record-pencil")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#record-timeline")).ToContainTextAsync("하늘상사");
        await Assertions.Expect(page.Locator(".toast-undo").Last).ToBeVisibleAsync();

        // What is wrong stands at the field; Escape puts it back.
        await page.Locator("#field-phone .record-pencil").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("input[name=phone]")).ToBeFocusedAsync();
        await page.Locator("input[name=phone]").FillAsync("abc");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#phone-fault")).ToBeVisibleAsync();
        await Check(page);
        await Shot(page, $"record-fault-{locale[..2]}-{width}");
        await page.Locator("input[name=phone]").FocusAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("input[name=phone]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#field-phone")).ToContainTextAsync("5678");
        visitor.Expect("422");

        // A choice is saved as soon as it is made.
        await page.Locator("#field-rating .record-pencil").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("select[name=rating]").SelectOptionAsync("hot");
        await Assertions.Expect(page.Locator("#field-rating .tag")).ToHaveTextAsync(korean ? "높음" : "Hot");

        // Something is written down, and ticked off.
        await page.Locator(".composer-kinds a").Nth(2).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[name='task.subject']")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("견적 보내기");
        await page.Locator("[name='task.due_on']").FillAsync("2026-12-01");
        await Shot(page, $"record-composer-{locale[..2]}-{width}");
        await Check(page);
        await page.Locator("[name='task.subject']").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#record-timeline .timeline-title").First).ToHaveTextAsync("견적 보내기");
        await page.Locator(".timeline-tick button").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".timeline-tick button").First).ToHaveAttributeAsync("aria-pressed", "true");
        await Note(page, korean ? "전화로 인사드림. 다음 주에 방문하기로 함." : "Said hello on the phone; a visit next week.");

        await page.Locator(".record-kinds a").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#record-timeline > .card-body > .timeline > li")).ToHaveCountAsync(1);
        await page.Locator(".record-kinds a").First.ClickAsync();
        await Assertions.Expect(page.Locator("#record-timeline .timeline > li").Nth(3)).ToBeVisibleAsync();
        await Check(page);
        await Shot(page, $"record-{locale[..2]}-{width}");

        // The history, and back.
        await page.Locator(".record-tabs a").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#record-history .record-changes > li")).ToHaveCountAsync(3);
        await Check(page);
        await Shot(page, $"record-history-{locale[..2]}-{width}");
        await page.Locator("#record-history button").First.ClickAsync();
        await page.WaitForURLAsync("**/history?report=*");
        await Assertions.Expect(page.Locator("#field-rating .tag")).ToHaveCountAsync(0);
        await page.GotoAsync(page.Url[..page.Url.IndexOf("/history", StringComparison.Ordinal)] + "/edit");
        await Check(page);
        await Shot(page, $"record-edit-{locale[..2]}-{width}");
    }

    [Fact]
    public async Task without_script_a_record_is_edited_and_written_about()
    {
        await using var visitor = await desk.Visit(script: false);
        var page = visitor.Page;
        await New(page, "김바다");
        await page.Locator("#field-organisation .record-pencil").ClickAsync(new() { Force = true });
        await page.FillAsync("input[name=organisation]", "바다상사");
        await page.Locator(".record-form button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#record-facts")).ToContainTextAsync("바다상사");
        await page.Locator(".composer-kinds a").First.ClickAsync();
        await page.FillAsync("[name='memo.body']", "메모 하나");
        await page.Locator(".composer button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#record-timeline")).ToContainTextAsync("메모 하나");
    }

    [Fact]
    public async Task from_the_list_one_goes_through_the_records_by_keyboard()
    {
        await using var visitor = await desk.Visit();
        var page = visitor.Page;
        foreach (var name in new[] { "차례 가", "차례 나" }) await New(page, name);
        await page.GotoAsync("/leads?view=all&sort=name&q=차례");
        await page.GetByRole(AriaRole.Link, new() { Name = "차례 가", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".record-nav a[rel=next][href]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+ArrowRight");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("차례 나");
        await Assertions.Expect(page.Locator(".record-nav a[rel=prev][href]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+ArrowLeft");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("차례 가");
        await page.Locator(".page-head-back").ClickAsync();
        Assert.Contains("q=", page.Url, StringComparison.Ordinal);
    }

    private static async Task New(IPage page, string name)
    {
        await page.GotoAsync("/leads/new");
        await page.FillAsync("input[name=name]", name);
        await page.FillAsync("input[name=phone]", "010-1234-5678");
        await page.Locator("main form button[type=submit].btn-primary").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name);
    }

    private static async Task Note(IPage page, string text)
    {
        await page.Locator(".composer-kinds a").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[name='memo.body']")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(text);
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("#record-timeline .timeline-title").First).ToHaveTextAsync(text);
    }

    private static async Task Check(IPage page)
    {
        await Fits.Window(page);
        var found = await page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(found.Violations.Select(v => $"{v.Id}: {v.Help} {v.Nodes.FirstOrDefault()?.Html}"));
    }

    private static async Task Shot(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("DANGOL_SHOTS") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}

using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

/// <summary>Plain forms and the back button: what was refused is no page of its own, and what was typed is there again.</summary>
[Collection("Desk")]
public sealed class FormTests(Desk desk)
{
    public static TheoryData<string, int> Screens => new() { { "ko-KR", 390 }, { "en-GB", 1440 } };

    [Theory, MemberData(nameof(Screens))]
    public async Task a_refused_form_is_corrected_saved_and_gone_back_from(string locale, int width)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        await page.GotoAsync("/leads");
        await page.GotoAsync("/leads/new");
        await Fill(page, $"돌아온 사람 {locale}");
        await Refused(page);
        Assert.EndsWith("/leads/new", page.Url, StringComparison.Ordinal);
        Assert.Empty((await page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1))).Violations);
        await page.FillAsync("#phone", "010-1234-5678");
        await page.Locator("#phone").PressAsync("Enter");
        await page.WaitForURLAsync("**/leads/*-*");
        await Assertions.Expect(page.Locator(".toast-undo")).ToBeVisibleAsync();
        visitor.Expect("422");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#record-form")).ToBeVisibleAsync();
        Assert.Equal("", await page.InputValueAsync("#name"));
        await page.GoBackAsync();
        Assert.EndsWith("/leads", page.Url, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Screens))]
    public async Task whoever_leaves_a_refused_form_finds_what_was_typed_on_coming_back(string locale, int width)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        await page.GotoAsync("/leads/new");
        await Fill(page, "두고 간 사람");
        await page.SelectOptionAsync("#rating", "hot");
        await Refused(page);
        visitor.Expect("422");
        await page.GotoAsync("/leads");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#name")).ToHaveValueAsync("두고 간 사람");
        await Assertions.Expect(page.Locator("#phone")).ToHaveValueAsync("abc");
        await Assertions.Expect(page.Locator("#rating")).ToHaveValueAsync("hot");
    }

    [Theory, MemberData(nameof(Screens))]
    public async Task a_double_click_sends_once(string locale, int width)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        var sent = 0;
        page.Request += (_, request) => { if (request.Method == "POST" && request.Url.EndsWith("/leads/new", StringComparison.Ordinal)) Interlocked.Increment(ref sent); };
        await page.GotoAsync("/leads/new");
        await page.FillAsync("#name", $"두 번 눌린 사람 {locale}");
        await page.Locator("#record-form button[type=submit]").DblClickAsync();
        await page.WaitForURLAsync("**/leads/*-*");
        Assert.Equal(1, sent);
    }

    [Theory, MemberData(nameof(Screens))]
    public async Task the_whole_edit_and_the_bulk_page_are_gone_back_from(string locale, int width)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        var name = $"여럿 고친 사람 {locale}";
        await page.GotoAsync("/leads/new");
        await page.FillAsync("#name", name);
        await page.Locator("#name").PressAsync("Enter");
        await page.WaitForURLAsync("**/leads/*-*");
        var record = page.Url;
        await page.GotoAsync(record + "/edit");
        await page.FillAsync("#phone", "abc");
        await Refused(page);
        await page.FillAsync("#phone", "010-1234-5678");
        await page.Locator("#phone").PressAsync("Enter");
        await page.WaitForURLAsync(record);
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#phone")).ToHaveValueAsync("010-1234-5678");

        // The first answer of a list's form is a page of its own, at the list's address.
        await page.GotoAsync("/leads?q=" + Uri.EscapeDataString(name));
        var list = page.Url;
        await page.Locator("#records input[name=ids]").First.CheckAsync();
        await page.Locator("button[form=bulk][value=edit], #records button[name=do][value=edit]").First.ClickAsync();
        await page.SelectOptionAsync("#bulk-which", "email");
        await page.FillAsync("#value", "abc");
        await page.Locator("#value").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#value-fault")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#value")).ToHaveValueAsync("abc");
        visitor.Expect("422");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#records")).ToBeVisibleAsync();
        Assert.Equal(list, page.Url);
    }

    [Theory, MemberData(nameof(Screens))]
    public async Task what_is_refused_without_a_form_leaves_the_page_as_it_was(string locale, int width)
    {
        await using var visitor = await desk.Visit(locale, width);
        var page = visitor.Page;
        await page.GotoAsync("/leads/new");
        await page.FillAsync("#name", "남는 말");
        await page.EvaluateAsync("document.querySelector('#record-form [name=__RequestVerificationToken]').value = 'x'");
        await page.Locator("#name").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".toast-danger")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#name")).ToHaveValueAsync("남는 말");
        visitor.Expect("400");
    }

    private static async Task Fill(IPage page, string name)
    {
        await page.FillAsync("#name", name);
        await page.FillAsync("#phone", "abc");
    }

    /// <summary>Sends the form; the first fault has the focus, and is a message that is read out.</summary>
    private static async Task Refused(IPage page)
    {
        await page.Locator("#record-form button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#phone-fault[role=alert]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#phone")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#phone")).ToHaveValueAsync("abc");
    }
}

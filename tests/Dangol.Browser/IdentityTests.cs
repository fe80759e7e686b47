using Deque.AxeCore.Playwright;

namespace Dangol.Browser;

[Collection("Desk")]
public sealed class IdentityTests(Desk desk)
{
    [Theory, InlineData("ko-KR"), InlineData("en-GB")]
    public async Task the_first_start_asks_once_and_signs_in(string locale)
    {
        await using var product = await Product.Start();
        await using var visitor = await desk.Visit(locale, signedIn: false, product: product);
        await visitor.Page.GotoAsync("/");
        await visitor.Page.WaitForURLAsync("**/setup");
        Assert.Empty((await visitor.Page.RunAxe().WaitAsync(TimeSpan.FromMinutes(1))).Violations.Select(v => v.Help));
        await Desk.FirstStart(visitor.Page);
        await Assertions.Expect(visitor.Page.Locator(".bar-person")).ToHaveTextAsync("이서연");

        await using var second = await desk.Visit(locale, signedIn: false, product: product);
        await second.Page.GotoAsync("/setup");
        await second.Page.WaitForURLAsync("**/sign-in*");
    }

    [Theory, InlineData("ko-KR", true), InlineData("en-GB", true), InlineData("ko-KR", false)]
    public async Task one_signs_in_by_keyboard_comes_to_the_page_that_was_asked_for_and_signs_out(string locale, bool script)
    {
        await using var visitor = await desk.Visit(locale, signedIn: false, script: script);
        var page = visitor.Page;
        await page.GotoAsync("/settings/company");
        await page.WaitForURLAsync("**/sign-in?*");
        await page.FillAsync("#email", Desk.Email);
        await page.FillAsync("#password", Desk.Password);
        await page.Locator("#password").PressAsync("Enter");
        await page.WaitForURLAsync("**/settings/company");
        await page.Locator(".bar-person").ClickAsync();
        await page.Locator("form[action='/sign-out'] button").ClickAsync();
        await page.WaitForURLAsync("**/sign-in*");
        await page.GotoAsync("/settings/company");
        await page.WaitForURLAsync("**/sign-in?*");
    }

    [Fact]
    public async Task a_wrong_password_says_so_and_keeps_the_address()
    {
        await using var visitor = await desk.Visit(signedIn: false);
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.Page.FillAsync("#email", "nobody@hanbit.example");
        await visitor.Page.FillAsync("#password", "not the password");
        await visitor.Page.Locator("#password").PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("[role=alert]")).ToBeVisibleAsync();
        Assert.Equal("nobody@hanbit.example", await visitor.Page.InputValueAsync("#email"));
        visitor.Expect("status of 4");
    }
}

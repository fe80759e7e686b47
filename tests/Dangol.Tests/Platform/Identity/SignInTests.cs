using System.Net;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class SignInTests
{
    [Theory, EveryEngine]
    public async Task whoever_is_not_signed_in_is_led_to_the_form_and_back_to_where_they_wanted(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = site.Browser();
        var led = await browser.Get("/settings/company?tab=1");
        Assert.Equal((303, "/sign-in?return=%2Fsettings%2Fcompany%3Ftab%3D1"), (led.Code, led.Location));

        var form = await browser.Get(led.Location!);
        Assert.Equal("current-password", form.Html.QuerySelector("input[name=password]")!.GetAttribute("autocomplete"));
        var signed = await browser.Submit(form, "/sign-in", ("email", TestSite.Email.ToUpperInvariant()), ("password", TestSite.Password));
        Assert.Equal((303, "/settings/company?tab=1"), (signed.Code, signed.Location));

        var page = await browser.Get(signed.Location!);
        Assert.Equal(200, page.Code);
        Assert.Contains(TestSite.Name, page.Words, StringComparison.Ordinal);
        Assert.Empty(site.Log);
    }

    [Theory, EveryEngine]
    public async Task the_cookie_is_kept_from_script_and_the_token_is_not_in_the_database(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = site.Browser();
        var signed = await SignIn(browser);
        var cookie = Assert.Single(signed.SetCookies, c => c.StartsWith("dangol=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        var token = cookie["dangol=".Length..].Split(';')[0];
        Assert.Equal(43, token.Length);
        Assert.Equal(0, await site.Count("select count(*) from sessions where token_hash = @token", ("token", token)));
        Assert.Equal(1, await site.Count("select count(*) from sessions"));
        Assert.Equal(0, await site.Count("select count(*) from journal where type like 'session%'"));

        browser.Headers.Add("X-Forwarded-Proto", "https");
        var secure = await SignIn(browser);
        cookie = Assert.Single(secure.SetCookies, c => c.StartsWith("__Host-dangol=", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age", secure.Headers["Strict-Transport-Security"], StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_wrong_password_and_an_unknown_account_are_answered_alike(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = site.Browser();
        var wrong = await SignIn(browser, password: "아무 말이나 열두 글자 넘게");
        var unknown = await SignIn(browser, "nobody@example.com", TestSite.Password);
        Assert.Equal((422, 422), (wrong.Code, unknown.Code));
        Assert.Contains("이메일 또는 비밀번호가 맞지 않아요", wrong.Words, StringComparison.Ordinal);
        Assert.Equal(wrong.Words, unknown.Words);
        Assert.Equal(TestSite.Email, wrong.Html.QuerySelector("input[name=email]")!.GetAttribute("value"));
        Assert.Null(wrong.Html.QuerySelector("input[name=password]")!.GetAttribute("value"));
        Assert.Equal(0, await site.Count("select count(*) from sessions"));
        Assert.Equal(2, await site.Count("select count(*) from sign_ins where kind = 'refused'"));

        var english = site.Browser(language: "en");
        Assert.Contains("The e-mail address or the password is wrong", (await SignIn(english, password: "x")).Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task five_failures_close_the_account_to_their_address_and_to_nobody_else(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var (attacker, owner) = (site.Browser("127.0.0.2"), site.Browser("127.0.0.3"));
        for (var i = 0; i < 5; i++) Assert.Equal(422, (await SignIn(attacker, password: $"guess number {i}")).Code);

        var closed = await SignIn(attacker);
        Assert.Equal((429, "60"), (closed.Code, closed.Headers.GetValueOrDefault("Retry-After")));
        Assert.Contains("1분 뒤에", closed.Words, StringComparison.Ordinal);
        Assert.Equal(303, (await SignIn(owner)).Code);

        // A program is told how long it is still to wait.
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("40", (await SignIn(attacker)).Headers.GetValueOrDefault("Retry-After"));
        clock.Advance(TimeSpan.FromSeconds(41));
        Assert.Equal(422, (await SignIn(attacker, password: "guess number 6")).Code);
        var longer = await SignIn(attacker);
        Assert.Contains("2분 뒤에", longer.Words, StringComparison.Ordinal);
        Assert.Equal("120", longer.Headers.GetValueOrDefault("Retry-After"));
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(303, (await SignIn(attacker)).Code);
        Assert.Equal(0, await site.Count("select count(*) from sign_in_limits where key like 'account%'"));
    }

    [Theory, EveryEngine]
    public async Task whoever_shares_an_address_closes_no_account_to_a_browser_that_knows_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine, clock: new HandClock());
        var (mine, colleague) = (site.Browser("127.0.0.2"), site.Browser("127.0.0.2"));
        Assert.Equal(303, (await SignIn(mine)).Code);
        for (var i = 0; i < 5; i++) Assert.Equal(422, (await SignIn(colleague, password: $"guess number {i}")).Code);
        Assert.Equal(429, (await SignIn(colleague)).Code);
        // Nor by so many failures that the address is closed to all.
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.Execute(
            "update sign_in_limits set failures = 60, closed_until = @later where key = 'address 127.0.0.2'", default, ("later", change.Now.AddHours(1))));
        Assert.Equal(303, (await SignIn(mine)).Code);

        // What it knows is one account, and its own failures close it as any other's do.
        Assert.Equal(429, (await SignIn(mine, "somebody@example.com")).Code);
        for (var i = 0; i < 5; i++) Assert.Equal(422, (await SignIn(mine, password: $"guess number {i}")).Code);
        Assert.Equal(429, (await SignIn(mine)).Code);
        // A mark without its seal is none.
        var forged = site.Browser("127.0.0.2");
        forged.Cookies.Add(new System.Net.Cookie("dangol_known", "abc.def", "/", site.Address.Host));
        Assert.Equal(429, (await SignIn(forged)).Code);
    }

    [Theory, EveryEngine]
    public async Task an_address_that_fails_with_many_accounts_is_closed(Engine engine)
    {
        await using var site = await TestSite.Open(engine, clock: new HandClock());
        var browser = site.Browser("127.0.0.2");
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.Execute(
            "insert into sign_in_limits (key, failures, last_at, closed_until) values ('address 127.0.0.2', 49, @now, @now)", default, ("now", change.Now)));
        Assert.Equal(422, (await SignIn(browser, "somebody@example.com")).Code);
        Assert.Equal(429, (await SignIn(browser, "somebody.else@example.com")).Code);
    }

    [Theory, EveryEngine]
    public async Task guesses_at_the_same_time_are_no_way_round_the_limit(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = site.Browser();
        var form = await browser.Get("/sign-in");
        var guesses = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => browser.Submit(form, "/sign-in", ("email", TestSite.Email), ("password", $"guess {i}"))));
        Assert.Equal((5, 7), (guesses.Count(g => g.Code == 422), guesses.Count(g => g.Code == 429)));
    }

    [Theory, EveryEngine]
    public async Task signing_out_ends_the_session_on_the_server(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = site.Browser();
        await SignIn(browser);
        var thief = site.Browser();
        thief.Cookies.Add(browser.Cookies.GetAllCookies());
        Assert.Equal(200, (await thief.Get("/")).Code);

        var page = await browser.Get("/");
        var left = await browser.Submit(page, "/sign-out");
        Assert.Equal((303, "/sign-in"), (left.Code, left.Location));
        Assert.Equal(303, (await thief.Get("/")).Code);
        Assert.Equal(0, await site.Count("select count(*) from sessions"));
        Assert.Equal(1, await site.Count("select count(*) from sign_ins where kind = 'signed_out'"));
    }

    [Theory, EveryEngine]
    public async Task a_session_ends_when_idle_and_in_any_case_after_thirty_days(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var browser = await site.SignedIn();
        for (var hours = 0; hours < 48; hours += 8)
        {
            clock.Advance(TimeSpan.FromHours(8));
            Assert.Equal(200, (await browser.Get("/")).Code);
        }
        clock.Advance(TimeSpan.FromHours(12));
        Assert.Equal(303, (await browser.Get("/")).Code);

        browser = await site.SignedIn();
        for (var hours = 8; hours < 30 * 24; hours += 8)
        {
            clock.Advance(TimeSpan.FromHours(8));
            Assert.Equal(200, (await browser.Get("/")).Code);
        }
        clock.Advance(TimeSpan.FromHours(8));
        Assert.Equal(303, (await browser.Get("/")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_session_is_noted_as_seen_once_a_minute(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var browser = await site.SignedIn();
        clock.Advance(TimeSpan.FromSeconds(50));
        await browser.Get("/");
        Assert.Equal(1, await site.Count("select count(*) from sessions where last_seen_at = created_at"));
        clock.Advance(TimeSpan.FromSeconds(20));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.Get("/")));
        Assert.Equal(1, await site.Count("select count(*) from sessions where last_seen_at = @now", ("now", clock.GetUtcNow().UtcDateTime)));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/sign-out")]
    public async Task nobody_is_led_to_another_site_after_signing_in(string back)
    {
        await using var site = await TestSite.Open(Engine.Sqlite);
        var browser = site.Browser();
        var form = await browser.Get("/sign-in?return=" + Uri.EscapeDataString(back));
        Assert.Equal("/", form.Form("/sign-in").QuerySelector("input[name=return]")!.GetAttribute("value"));
        var signed = await browser.Submit(form, "/sign-in", ("email", TestSite.Email), ("password", TestSite.Password), ("return", back));
        Assert.Equal((303, "/"), (signed.Code, signed.Location));
    }

    [Theory, EveryEngine]
    public async Task a_person_is_spoken_to_in_their_language_unless_they_chose_another(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var user = await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("jane@example.com", "Jane Doe", "a rather long sentence", Language.English)));
        var browser = await site.SignedIn(user);
        var page = await browser.Get("/settings/company");
        Assert.Equal("en", page.Html.DocumentElement.GetAttribute("lang"));
        var chosen = await browser.Submit(page, "/preferences/language", ("value", "ko"), ("return", "/settings/company"));
        Assert.Equal("ko", (await browser.Get(chosen.Location!)).Html.DocumentElement.GetAttribute("lang"));
        var elsewhere = await site.SignedIn(user, language: "en");
        Assert.Equal("ko", (await elsewhere.Get("/")).Html.DocumentElement.GetAttribute("lang"));
    }

    [Theory, EveryEngine]
    public async Task a_reset_password_ends_the_sessions_and_the_old_password(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        Assert.Equal(200, (await browser.Get("/")).Code);
        await site.Do<ResetPassword, string>(reset => reset.Run(Actor.Operator, TestSite.Email, "여름에는 비가 많이 온다"));
        Assert.Equal(303, (await browser.Get("/")).Code);
        Assert.Equal(422, (await SignIn(browser)).Code);
        Assert.Equal(303, (await SignIn(browser, password: "여름에는 비가 많이 온다")).Code);
        Assert.Equal("user_unknown", (await Assert.ThrowsAsync<Refused>(() => site.Do<ResetPassword, string>(reset => reset.Run(Actor.Operator, "nobody@example.com", "여름에는 비가 많이 온다")))).Rule);
    }

    [Fact]
    public async Task a_disabled_user_is_out_at_once_on_the_next_look_up()
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(Engine.Sqlite, clock: clock);
        var browser = await site.SignedIn();
        Assert.Equal(200, (await browser.Get("/")).Code);
        await site.Company.Writes.Run(Actor.System, new("퇴사", "Left"), change => change.ExecuteUnchecked("update users set disabled_at = @now", default, ("now", change.Now)));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(303, (await browser.Get("/")).Code);
        Assert.Equal(422, (await SignIn(browser)).Code);
    }

    [Fact]
    public async Task the_command_line_makes_an_administrator_who_needs_no_first_start()
    {
        var folder = Directory.CreateTempSubdirectory("dangol-admin-");
        string[] words = ["admin", "create", "--email", TestSite.Email, "--name", TestSite.Name, "--data", folder.FullName];
        Assert.Equal(1, await Dangol.Web.Commands.Run([Dangol.Web.AdminCommand.Make()], [.. words, "--password", "short"]));
        Assert.Equal(0, await Dangol.Web.Commands.Run([Dangol.Web.AdminCommand.Make()], [.. words, "--password", TestSite.Password]));
        Assert.Equal(1, await Dangol.Web.Commands.Run([Dangol.Web.AdminCommand.Make()], [.. words, "--password", TestSite.Password]));
        Assert.Equal(0, await Dangol.Web.Commands.Run([Dangol.Web.AdminCommand.Make()], ["admin", "reset", "--email", TestSite.Email, "--data", folder.FullName, "--password", "여름에는 비가 많이 온다"]));
        await using var site = await TestSite.Open(Engine.Sqlite, answered: false, folder: folder.FullName);
        Assert.Equal(303, (await SignIn(site.Browser(), password: "여름에는 비가 많이 온다")).Code);
    }

    internal static async Task<TestPage> SignIn(TestBrowser browser, string email = TestSite.Email, string password = TestSite.Password) =>
        await browser.Submit(await FormOf(browser), "/sign-in", ("email", email), ("password", password));

    /// <summary>The form, also where somebody is signed in already: then as another browser sees it.</summary>
    private static async Task<TestPage> FormOf(TestBrowser browser)
    {
        foreach (Cookie cookie in browser.Cookies.GetAllCookies()) if (cookie.Name.EndsWith("dangol", StringComparison.Ordinal)) cookie.Expired = true;
        return await browser.Get("/sign-in");
    }
}

using System.Net;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Codes of an authenticator app: their arithmetic, signing in with them, and getting back in without.</summary>
public sealed class SecondFactorTests
{
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void codes_are_those_of_the_standard(long seconds, string code) =>   // RFC 6238, appendix B, last six digits; the secret is "12345678901234567890"
        Assert.Equal(code, Totp.Code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTime.UnixEpoch.AddSeconds(seconds)));

    [Theory, EveryEngine]
    public async Task nothing_is_a_session_before_the_code_and_each_code_counts_once(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var (secret, codes) = await Connect(site, clock);
        Assert.Equal(10, codes.Count);
        Assert.Equal(0, await site.Count("select count(*) from second_factors where secret like @secret", ("secret", $"%{secret}%")));
        Assert.Equal(10, await site.Count("select count(*) from recovery_codes"));

        var browser = site.Browser();
        var step = await Password(browser);
        Assert.Equal((303, "/sign-in/code?return=%2Fleads"), (step.Code, step.Location));
        Assert.DoesNotContain(step.SetCookies, c => c.StartsWith("dangol=", StringComparison.Ordinal));
        Assert.Equal(303, (await browser.Get("/leads")).Code);

        // The code that confirmed the app is used up; the next one counts, and counts once.
        var form = await browser.Get(step.Location!);
        Assert.Equal("one-time-code", form.Html.QuerySelector("input[name=code]")!.GetAttribute("autocomplete"));
        Assert.Equal(422, (await browser.Submit(form, "/sign-in/code", ("code", Totp.Code(secret, clock.GetUtcNow().UtcDateTime)))).Code);
        clock.Advance(TimeSpan.FromSeconds(60));
        var code = Totp.Code(secret, clock.GetUtcNow().UtcDateTime);
        Assert.Equal((303, "/leads"), await browser.Submit(form, "/sign-in/code", ("code", code)) is var done ? (done.Code, done.Location) : default);
        Assert.Equal(200, (await browser.Get("/leads")).Code);

        var second = site.Browser();
        var again = await second.Get((await Password(second)).Location!);
        Assert.Equal(422, (await second.Submit(again, "/sign-in/code", ("code", code))).Code);
        Assert.Equal(303, (await second.Submit(again, "/sign-in/code", ("code", codes[3].ToUpperInvariant()))).Code);
        Assert.Equal(9, await site.Count("select count(*) from recovery_codes"));
        var third = site.Browser("127.0.0.3");
        Assert.Equal(422, (await third.Submit(await third.Get((await Password(third)).Location!), "/sign-in/code", ("code", codes[3]))).Code);
    }

    [Theory, EveryEngine]
    public async Task wrong_codes_end_the_step_and_a_step_ends_by_itself(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var (secret, _) = await Connect(site, clock);
        var browser = site.Browser();
        var form = await browser.Get((await Password(browser)).Location!);
        for (var i = 0; i < 5; i++) Assert.Contains((await browser.Submit(form, "/sign-in/code", ("code", "000000"))).Code, new[] { 422, 429 });
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Contains((await browser.Submit(form, "/sign-in/code", ("code", Totp.Code(secret, clock.GetUtcNow().UtcDateTime)))).Code, new[] { 409, 429 });
        Assert.Equal(303, (await browser.Get("/leads")).Code);

        var later = site.Browser("127.0.0.4");
        var late = await later.Get((await Password(later)).Location!);
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(409, (await later.Submit(late, "/sign-in/code", ("code", Totp.Code(secret, clock.GetUtcNow().UtcDateTime)))).Code);
    }

    [Theory, EveryEngine]
    public async Task a_role_that_wants_a_second_factor_lets_nobody_on_without(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller");
        var browser = await site.SignedIn(seller);
        Assert.Equal(200, (await browser.Get("/leads")).Code);
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
        {
            var role = await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(change.Open<IdentityDb>().Roles, r => r.Code == "seller");
            change.Open<IdentityDb>().Entry(role).Property(r => r.NeedsSecondFactor).CurrentValue = true;
            await change.Save();
        });
        Assert.Equal((303, "/account/second-factor"), await browser.Get("/leads") is var led ? (led.Code, led.Location) : default);
        Assert.Equal(403, (await browser.Get("/api/v1/lead")).Code);
        var page = await browser.Get("/account/second-factor");
        Assert.StartsWith("data:image/png;base64,", page.Html.QuerySelector("main img")!.GetAttribute("src"), StringComparison.Ordinal);
        Assert.Equal(200, (await browser.Submit(page, "/account/second-factor", ("code", Totp.Code(Secret(page), site.Company.Clock.GetUtcNow().UtcDateTime)))).Code);
        Assert.Equal(200, (await browser.Get("/leads")).Code);

        // Somebody who lost it is helped by those who look after people.
        var admin = await site.SignedIn();
        await admin.Submit(await admin.Get($"/people/{seller}"), $"/people/{seller}/second-factor/reset");
        Assert.Equal(0, await site.Count("select count(*) from second_factors"));
        Assert.Equal("/sign-in?return=%2Fleads", (await browser.Get("/leads")).Location);
    }

    [Theory, EveryEngine]
    public async Task another_key_seals_all_secrets_anew_and_the_old_one_is_forgotten(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var (secret, _) = await Connect(site, clock);
        var before = await Sealed(site);
        var job = await site.Do<RotateKeys, Guid>(rotate => rotate.Run(Actor.Operator));
        await site.Do<JobRunner, bool>(runner => runner.RunNext(site.Company, job, default));
        await Until.True(async () => (await site.Do<Jobs, Job?>(jobs => jobs.Find(job)))!.State == JobState.Succeeded, "the keys are rotated");
        var after = await Sealed(site);
        Assert.NotEqual(before.Split('.')[1], after.Split('.')[1]);
        Assert.Equal(1, await site.Count("select count(*) from secret_keys"));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("code", await site.Do<SecondFactors, string?>(f => f.Use(site.Administrator, Totp.Code(secret, clock.GetUtcNow().UtcDateTime), default)));

        // Sealed for one person it opens for no other.
        await using var read = await site.Company.Store.Read();
        Assert.Equal("secret_unreadable", (await Assert.ThrowsAsync<Refused>(() => new CompanySecrets(site.Company).Open(read, SecondFactors.Purpose, Guid.Empty, after))).Rule);
        Assert.Equal(secret, await new CompanySecrets(site.Company).Open(read, SecondFactors.Purpose, site.Administrator, after));
    }

    private static Task<string> Sealed(TestSite site) => site.Do<Store, string>(async store => { await using var read = await store.Read(); return (await read.First("select secret from second_factors", row => row.Text(0), default))!; });

    internal static string Secret(TestPage page) => page.Html.QuerySelector("main form code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);

    private static async Task<(string Secret, List<string> Codes)> Connect(TestSite site, HandClock clock)
    {
        var browser = await site.SignedIn();
        var page = await browser.Get("/account/second-factor");
        var secret = Secret(page);
        Assert.Equal(422, (await browser.Submit(page, "/account/second-factor", ("code", "123"))).Code);
        var done = await browser.Submit(page, "/account/second-factor", ("code", Totp.Code(secret, clock.GetUtcNow().UtcDateTime)));
        Assert.Equal(HttpStatusCode.OK, done.Status);
        return (secret, [.. done.Html.QuerySelectorAll(".recovery-codes code").Select(c => c.TextContent)]);
    }

    private static async Task<TestPage> Password(TestBrowser browser) =>
        await browser.Submit(await browser.Get("/sign-in?return=/leads"), "/sign-in", ("email", TestSite.Email), ("password", TestSite.Password));
}

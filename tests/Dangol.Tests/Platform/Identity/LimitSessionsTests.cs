using System.Net;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>How long people stay signed in, as the company decides.</summary>
public sealed class LimitSessionsTests
{
    [Theory, EveryEngine]
    public async Task a_stricter_limit_holds_for_sessions_that_are_open(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var (idle, busy) = (await site.SignedIn(), await site.SignedIn());
        var admin = await site.SignedIn();
        var form = await admin.Get("/settings/sign-in");
        Assert.Equal(("720", "30"), (form.Html.QuerySelector("#idle option[selected]")!.GetAttribute("value"), form.Html.QuerySelector("#days")!.GetAttribute("value")));
        Assert.Equal(303, (await admin.Submit(form, "/settings/sign-in", ("idle", "30"), ("days", "30"))).Code);
        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(200, (await busy.Get("/")).Code);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((303, 200), ((await idle.Get("/")).Code, (await busy.Get("/")).Code));
        Assert.Single((await busy.Get("/account")).Html.QuerySelectorAll("tbody tr"));

        // It began when thirty days were the limit, and ends after two.
        admin = await site.SignedIn();
        Assert.Equal(303, (await admin.Submit(await admin.Get("/settings/sign-in"), "/settings/sign-in", ("idle", "720"), ("days", "2"))).Code);
        foreach (var hours in new[] { 11, 11, 11, 11, 3 })
        {
            clock.Advance(TimeSpan.FromHours(hours));
            Assert.Equal(200, (await busy.Get("/")).Code);
        }
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(303, (await busy.Get("/")).Code);
        Assert.Equal(3, await site.Count("select count(*) from journal where type = 'company_profile'"));
    }

    [Theory, EveryEngine]
    public async Task the_limits_are_set_by_who_may_within_bounds_and_not_over_another(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        Assert.Equal(403, (await (await site.SignedIn(await site.Person("seller"))).Get("/settings/sign-in")).Code);
        var admin = await site.SignedIn();
        var form = await admin.Get("/settings/sign-in");
        foreach (var (idle, days, says) in new[] { ("9", "30", "10분부터 7일까지"), ("10081", "30", "10분부터 7일까지"), ("60", "0", "1일부터 90일까지"), ("60", "91", "1일부터 90일까지") })
        {
            var refused = await admin.Submit(form, "/settings/sign-in", ("idle", idle), ("days", days));
            Assert.Equal(422, refused.Code);
            Assert.Contains(says, refused.Words, StringComparison.Ordinal);
        }
        Assert.Equal(303, (await admin.Submit(form, "/settings/sign-in", ("idle", "60"), ("days", "30"))).Code);
        Assert.Equal(409, (await admin.Submit(form, "/settings/sign-in", ("idle", "10080"), ("days", "30"))).Code);
        Assert.Equal(1, await site.Count("select count(*) from company_profiles where session_idle_minutes = 60 and session_days = 30"));
        // What the company says of itself is another form, which leaves the limits alone.
        Assert.Equal(303, (await admin.Submit(await admin.Get("/settings/company"), "/settings/company", ("name", "Happy Shop"))).Code);
        Assert.Equal(1, await site.Count("select count(*) from company_profiles where session_idle_minutes = 60"));
    }

    [Theory, EveryEngine]
    public async Task what_a_page_asks_for_by_itself_keeps_no_session_open(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var token = await site.Do<Sessions, string>(s => s.Begin(site.Administrator, new("127.0.0.1", "a test"), default));
        clock.Advance(TimeSpan.FromHours(11));
        Assert.NotNull(await site.Do<Sessions, LiveSession?>(s => s.Find(token, isUse: false, default)));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await site.Do<Sessions, LiveSession?>(s => s.Find(token, isUse: true, default)));
    }
}

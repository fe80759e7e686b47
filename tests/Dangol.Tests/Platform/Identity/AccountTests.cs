using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What people decide of their own account, and when they are asked again who they are.</summary>
public sealed class AccountTests
{
    [Theory, EveryEngine]
    public async Task sessions_are_listed_and_ended_one_by_one_or_all_but_this_one(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (mine, phone, other) = (await site.SignedIn(), await site.SignedIn(), await site.SignedIn());
        var stranger = await site.SignedIn(await site.Person("seller"));
        var page = await mine.Get("/account");
        Assert.Contains("이 브라우저", page.Words, StringComparison.Ordinal);
        var ids = page.Html.QuerySelectorAll("input[name=session]").Select(i => i.GetAttribute("value")!).Where(v => v.Length > 0).ToList();
        Assert.Equal(2, ids.Count);
        await mine.Submit(page, "/account/sessions/end", ("session", ids[0]));
        Assert.Equal(1, new[] { await phone.Get("/account"), await other.Get("/account") }.Count(p => p.Code == 200));

        // Another's session is nobody's business.
        await stranger.Submit(await stranger.Get("/account"), "/account/password", ("old", ""), ("password", ""));
        var token = (await stranger.Get("/account")).Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!;
        await stranger.Post("/account/sessions/end", ("session", ids[1]), ("__RequestVerificationToken", token));
        Assert.Equal(2, await site.Count("select count(*) from sessions where user_id = @id", ("id", site.Administrator)));

        await mine.Submit(await mine.Get("/account"), "/account/sessions/end", ("session", ""));
        Assert.Equal((200, 303, 303, 200), ((await mine.Get("/account")).Code, (await phone.Get("/account")).Code, (await other.Get("/account")).Code, (await stranger.Get("/account")).Code));
    }

    [Theory, EveryEngine]
    public async Task a_new_password_wants_the_old_one_and_ends_the_other_sessions(Engine engine)
    {
        const string New = "여름에는 바다로 간다 8";
        await using var site = await TestSite.Open(engine);
        var (mine, other) = (await site.SignedIn(), await site.SignedIn());
        var page = await mine.Get("/account");
        var wrong = await mine.Submit(page, "/account/password", ("old", "아니다 아니다 아니다"), ("password", New));
        Assert.Equal(422, wrong.Code);
        Assert.Contains("지금 쓰는 비밀번호가 아니에요", wrong.Words, StringComparison.Ordinal);
        Assert.Equal(422, (await mine.Submit(page, "/account/password", ("old", TestSite.Password), ("password", "password1234"))).Code);
        Assert.Equal(303, (await mine.Submit(page, "/account/password", ("old", TestSite.Password), ("password", New))).Code);
        Assert.Equal((200, 303), ((await mine.Get("/account")).Code, (await other.Get("/account")).Code));
        var again = site.Browser();
        Assert.Equal(303, (await again.Submit(await again.Get("/sign-in"), "/sign-in", ("email", TestSite.Email), ("password", New))).Code);
    }

    [Theory, EveryEngine]
    public async Task what_is_dangerous_wants_a_proof_of_the_last_ten_minutes(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var browser = await site.SignedIn();
        Assert.Equal(200, (await browser.Get("/people/invite")).Code);
        clock.Advance(TimeSpan.FromMinutes(11));
        var asked = await browser.Get("/people/invite");
        Assert.Equal((303, "/account/proof?return=%2Fpeople%2Finvite"), (asked.Code, asked.Location));
        var token = (await browser.Get("/account")).Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!;
        Assert.Equal(303, (await browser.Post($"/people/{site.Administrator}/roles", ("__RequestVerificationToken", token))).Code);
        Assert.Equal(1, await site.Count("select count(*) from role_assignments where user_id = @id", ("id", site.Administrator)));
        var problem = await browser.Send(new HttpRequestMessage(HttpMethod.Put, $"/api/v1/access/people/{site.Administrator}/roles") { Content = new StringContent("[]", System.Text.Encoding.UTF8, "application/json"), Headers = { { "X-CSRF-TOKEN", token } } });
        Assert.Equal(403, problem.Code);
        Assert.Contains("fresh_proof_needed", problem.Body, StringComparison.Ordinal);

        var form = await browser.Get(asked.Location!);
        Assert.Equal(422, (await browser.Submit(form, "/account/proof", ("password", "아니다 아니다 아니다"))).Code);
        Assert.Equal((303, "/people/invite"), await browser.Submit(form, "/account/proof", ("password", TestSite.Password)) is var proved ? (proved.Code, proved.Location) : default);
        Assert.Equal(200, (await browser.Get("/people/invite")).Code);
        // Whoever may not do it at all is not asked for a proof first.
        var seller = await site.SignedIn(await site.Person("seller"));
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(403, (await seller.Get("/people/invite")).Code);
    }
}

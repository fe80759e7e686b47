using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>People come in by invitation, and are shut out and let in again.</summary>
public sealed class InvitationTests
{
    private const string Password = "눈이 오면 산으로 간다 7";

    [Theory, EveryEngine]
    public async Task whoever_is_invited_chooses_a_password_by_the_link_once_and_is_signed_in(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var (person, link) = await Invite(site, "seller");
        Assert.Equal(1, await site.Count("select count(*) from role_assignments where user_id = @id", ("id", person)));
        Assert.Equal(0, await site.Count("select count(*) from invitations where token_hash = @token", ("token", link.Split('/')[^1])));

        var guest = site.Browser();
        var form = await guest.Get(link);
        Assert.Equal("new-password", form.Html.QuerySelector("input[name=password]")!.GetAttribute("autocomplete"));
        var weak = await guest.Submit(form, link, ("password", "password1234"));
        Assert.Equal(422, weak.Code);
        Assert.Contains("널리 쓰여", weak.Words, StringComparison.Ordinal);
        var come = await guest.Submit(weak, link, ("name", "새 사람"), ("password", Password));
        Assert.Equal((303, "/"), (come.Code, come.Location));
        Assert.Contains("새 사람", (await guest.Get("/leads")).Words, StringComparison.Ordinal);

        Assert.Equal(404, (await site.Browser().Get(link)).Code);
        Assert.Equal(0, await site.Count("select count(*) from invitations"));
        Assert.Equal(0, await site.Count("select count(*) from journal where after like @hash", ("hash", "%AQAAAA%")));
        Assert.Empty(site.Log);
    }

    [Theory, EveryEngine]
    public async Task a_link_runs_out_is_replaced_and_is_withdrawn(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var (person, first) = await Invite(site, "seller");
        var admin = await site.SignedIn();
        var again = await admin.Submit(await admin.Get($"/people/{person}"), $"/people/{person}/invite-again");
        var second = Link(again);
        Assert.Equal((404, 200), ((await site.Browser().Get(first)).Code, (await site.Browser().Get(second)).Code));

        await admin.Submit(await admin.Get($"/people/{person}"), $"/people/{person}/disable");
        Assert.Equal(404, (await site.Browser().Get(second)).Code);

        var third = Link(await admin.Submit(await admin.Get($"/people/{person}"), $"/people/{person}/invite-again"));
        Assert.Equal(200, (await site.Browser().Get(third)).Code);
        clock.Advance(TimeSpan.FromHours(73));
        Assert.Equal(404, (await site.Browser().Get(third)).Code);
    }

    [Theory, EveryEngine]
    public async Task nobody_invites_somebody_with_more_rights_than_they_have(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Grant("seller", g => g.Grant("user", ReachLevel.All, "edit"));
        var seller = await site.Person("seller");
        var browser = await site.SignedIn(seller);
        var form = await browser.Get("/people/invite");
        var administrator = await Role(site, "administrator");
        Assert.DoesNotContain(administrator.ToString(), form.Body, StringComparison.Ordinal);
        var refused = await browser.Submit(form, "/people/invite", ("email", "x@example.com"), ("name", "누구"), ("role", administrator.ToString()));
        Assert.Equal(403, refused.Code);
        Assert.Equal(0, await site.Count("select count(*) from users where email_folded = 'x@example.com'"));
        Assert.Equal(200, (await browser.Submit(form, "/people/invite", ("email", "x@example.com"), ("name", "누구"), ("role", (await Role(site, "seller")).ToString()))).Code);

        // An invitation of somebody with more would be a way to become them.
        var (boss, link) = await Invite(site, "administrator");
        Assert.Equal(403, (await Assert.ThrowsAsync<Refused>(async () => { var actor = await site.ActorOf(seller); await site.Do<AdmitUser, (string, string)>(a => a.InviteAgain(actor, boss)); })).Status);
        Assert.Equal(200, (await site.Browser().Get(link)).Code);
    }

    [Theory, EveryEngine]
    public async Task who_is_disabled_is_out_with_the_next_request_and_the_last_administrator_stays(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller");
        var (theirs, admin) = (await site.SignedIn(seller), await site.SignedIn());
        Assert.Equal(200, (await theirs.Get("/leads")).Code);
        await admin.Submit(await admin.Get($"/people/{seller}"), $"/people/{seller}/disable");
        Assert.Equal(303, (await theirs.Get("/leads")).Code);
        Assert.Equal(0, await site.Count("select count(*) from sessions where user_id = @id", ("id", seller)));

        var kept = await admin.Submit(await admin.Get($"/people/{site.Administrator}"), $"/people/{site.Administrator}/disable");
        Assert.Contains("아무도 남지 않아요", (await admin.Get(kept.Location!)).Words, StringComparison.Ordinal);
        Assert.Equal(0, await site.Count("select count(*) from users where id = @id and disabled_at is not null", ("id", site.Administrator)));

        await admin.Submit(await admin.Get($"/people/{seller}"), $"/people/{seller}/enable");
        Assert.Equal(200, (await (await site.SignedIn(seller)).Get("/leads")).Code);
    }

    private static async Task<(Guid Person, string Link)> Invite(TestSite site, string role)
    {
        var browser = await site.SignedIn();
        var email = $"{role}@invited.example.com";
        var made = await browser.Submit(await browser.Get("/people/invite"), "/people/invite", ("email", email), ("name", "초대한 사람"), ("role", (await Role(site, role)).ToString()));
        Assert.Equal(200, made.Code);
        return (await site.Do<Store, Guid>(async store => { await using var read = await store.Read(); return await read.First("select id from users where email_folded = @email", row => row.Guid(0), default, ("email", email)); }), Link(made));
    }

    private static string Link(TestPage page) => new Uri(page.Html.QuerySelector("input[name=link]")!.GetAttribute("value")!).AbsolutePath;

    private static Task<Guid> Role(TestSite site, string code) => site.Do<Store, Guid>(async store => { await using var read = await store.Read(); return await read.First("select id from roles where code = @code", row => row.Guid(0), default, ("code", code)); });
}

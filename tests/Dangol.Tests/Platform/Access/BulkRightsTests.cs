using System.Text;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>To change many at once, and to make somebody else responsible, are rights of their own.</summary>
public sealed class BulkRightsTests
{
    [Theory, EveryEngine]
    public async Task who_may_change_one_and_not_many_has_no_bulk_menu_and_no_way_round(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var agent = await site.Person("agent", team: await site.Team("상담팀"));
        var lead = await Lead(site, agent, "내 리드");
        var browser = await site.SignedIn(agent);
        var list = await browser.Get("/leads?view=all");
        Assert.Contains("내 리드", list.Words, StringComparison.Ordinal);
        Assert.Null(list.Html.QuerySelector(".bulk-bar, #bulk, input[name=ids], [data-all]"));
        foreach (var doing in new[] { "edit", "assign", "delete", "apply" })
            Assert.Equal((doing, 403), (doing, (await Post(browser, list, "/leads/bulk", ("ids", lead.ToString()), ("do", doing), ("field", "source"), ("value", "web"))).Code));
        Assert.Equal(403, (await Post(browser, list, "/leads/bulk/field", ("field", "source"))).Code);
        Assert.Equal(403, (await browser.PostJson("/api/v1/lead/batch", $$"""{"rows":[{"do":"update","id":"{{lead}}","fields":{"source":"web"} }]}""", list)).Code);
        Assert.Equal(1, await site.Count("select count(*) from leads where version = 1 and source = 'other'"));
        Assert.Equal(0, await site.Count("select count(*) from jobs"));
        // One by one they may.
        Assert.Equal(200, (await Patch(browser, list, lead, """{"source":"web"}""")).Code);
    }

    [Theory, EveryEngine]
    public async Task each_bulk_work_asks_for_its_own_right_and_reaches_no_further(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller", team: await site.Team("영업팀"));
        var (own, other) = (await Lead(site, seller, "내 리드"), await Lead(site, site.Administrator, "남의 리드"));
        // Everything may be changed, but many at once only of one's own.
        await site.Grant("seller", g => g.Grant("lead", ReachLevel.All, Actions.View, Actions.Edit));
        var browser = await site.SignedIn(seller);
        var list = await browser.Get("/leads?view=all");
        Assert.Equal(["edit", "assign"], list.Html.QuerySelectorAll(".bulk-bar button[name=do]").Select(b => b.GetAttribute("value")));
        Assert.Equal(403, (await Post(browser, list, "/leads/bulk", ("ids", own.ToString()), ("do", "delete"))).Code);
        Assert.Equal(303, (await Post(browser, list, "/leads/bulk", ("all", "1"), ("view", "all"), ("do", "apply"), ("field", "source"), ("value", "event"))).Code);
        await Until.True(async () => await site.Count("select count(*) from jobs where state = 'succeeded'") == 1, "the work ended");
        Assert.Equal((1, 1), (await site.Count("select count(*) from leads where source = 'event' and id = @own", ("own", own)), await site.Count("select count(*) from leads where version = 1 and id = @other", ("other", other))));
        var batch = await browser.PostJson("/api/v1/lead/batch", $$"""{"rows":[{"do":"update","id":"{{own}}","fields":{"source":"web"} },{"do":"update","id":"{{other}}","fields":{"source":"web"} }]}""", list);
        Assert.Equal(1, await site.Count("select count(*) from leads where source = 'web'"));
        Assert.Contains("out_of_reach", batch.Body, StringComparison.Ordinal);

        await site.Grant("seller", g => g.Grant("lead", ReachLevel.None, Actions.Assign));
        list = await browser.Get("/leads?view=all");
        Assert.Equal(["edit"], list.Html.QuerySelectorAll(".bulk-bar button[name=do]").Select(b => b.GetAttribute("value")));
        foreach (var doing in new[] { "assign", "apply" }) Assert.Equal(403, (await Post(browser, list, "/leads/bulk", ("ids", own.ToString()), ("do", doing), ("field", "owner_id"), ("value", site.Administrator.ToString()))).Code);
        Assert.Null((await Post(browser, list, "/leads/bulk", ("ids", own.ToString()), ("do", "edit"))).Html.QuerySelector("option[value=owner_id]"));
    }

    [Theory, EveryEngine]
    public async Task nobody_makes_another_responsible_without_the_right_to_by_whichever_door(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller", team: await site.Team("영업팀"));
        var (own, other) = (await Lead(site, seller, "내 리드"), await Lead(site, site.Administrator, "남의 리드"));
        var admin = site.Administrator.ToString();
        await site.Grant("seller", g => g.Grant("lead", ReachLevel.All, Actions.View, Actions.Edit));
        var browser = await site.SignedIn(seller);
        var page = await browser.Get("/");
        // What is one's own is given away; what may only be changed is not.
        Assert.Equal(403, (await Patch(browser, page, other, $$"""{"owner_id":"{{seller}}"}""")).Code);
        Assert.Equal(200, (await Patch(browser, page, own, $$"""{"owner_id":"{{admin}}"}""")).Code);
        own = await Lead(site, seller, "내 둘째 리드");

        await site.Grant("seller", g => g.Grant("lead", ReachLevel.None, Actions.Assign));
        Assert.Equal(403, (await Patch(browser, page, own, $$"""{"owner_id":"{{admin}}"}""")).Code);
        Assert.Equal(403, (await browser.PostJson("/api/v1/lead", $$"""{"name":"남에게","owner_id":"{{admin}}"}""", page)).Code);
        Assert.Equal(403, (await Post(browser, page, $"/leads/{own}/fields/owner_id", ("owner_id", admin), ("version", "1"))).Code);
        foreach (var path in new[] { "/leads/new", $"/leads/{own}/edit", $"/leads/{own}" }) Assert.Null((await browser.Get(path)).Html.QuerySelector("[name=owner_id],[href$='/fields/owner_id']"));
        // Forged into the forms, it is as if it were not there.
        Assert.Equal(303, (await browser.Submit(await browser.Get("/leads/new"), "/leads/new", ("name", "새 리드"), ("owner_id", admin), ("team_id", Guid.NewGuid().ToString()), ("created_by", admin), ("version", "7"))).Code);
        await browser.Submit(await browser.Get($"/leads/{own}/edit"), $"/leads/{own}/edit", ("organisation", "바뀐 회사"), ("owner_id", admin), ("team_id", Guid.NewGuid().ToString()), ("status", "converted"), ("customer_id", Guid.NewGuid().ToString()));
        Assert.Equal(2, await site.Count("select count(*) from leads l join users u on u.id = l.owner_id where l.owner_id = @me and l.team_id = u.team_id and l.created_by in (@me, @system) and l.status = 'new' and (l.name = '새 리드' and l.version = 1 or l.organisation = '바뀐 회사')", ("me", seller), ("system", Actor.System.Id)));
    }

    private static async Task<Guid> Lead(TestSite site, Guid owner, string name) => (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("lead"), new() { ["name"] = name, ["owner_id"] = owner }))).Id;

    private static Task<TestPage> Post(TestBrowser browser, TestPage page, string path, params (string, string)[] fields) =>
        browser.Post(path, [.. fields, ("__RequestVerificationToken", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!)]);

    private static Task<TestPage> Patch(TestBrowser browser, TestPage page, Guid lead, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/lead/{lead}") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content"));
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        return browser.Send(request);
    }
}

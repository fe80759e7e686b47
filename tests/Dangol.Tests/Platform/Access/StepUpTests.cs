using System.Text;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What decides who may do what wants a fresh proof through whichever door, and gives nobody more than they have.</summary>
public sealed class StepUpTests
{
    [Theory, EveryEngine]
    public async Task an_undo_of_rights_wants_the_proof_that_the_change_wanted(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var admin = await site.SignedIn();
        var seller = await site.Person("seller");
        var role = await Role(site, "seller");
        var sets = new List<Guid>
        {
            await Done(admin, HttpMethod.Put, $"/api/v1/access/people/{seller}/roles", $$"""["{{await Role(site, "marketer")}}"]"""),
            await Done(admin, HttpMethod.Patch, $"/api/v1/role/{role}", """{"description":"바꿈"}"""),
            await Done(admin, HttpMethod.Patch, $"/api/v1/user/{seller}", """{"email":"new@example.com"}"""),
            await Done(admin, HttpMethod.Post, "/api/v1/team", """{"name":"영업"}"""),
        };
        await admin.Submit(await admin.Get("/settings/company"), "/settings/company", ("name", "새 이름"));
        sets.Add(await Latest(site, "company_profile"));
        var entries = await site.Count("select count(*) from journal");

        clock.Advance(TimeSpan.FromMinutes(11));
        var token = await admin.Get("/");
        foreach (var set in sets)
        {
            Assert.Equal((403, "fresh_proof_needed"), Fault(await Send(admin, HttpMethod.Post, $"/api/v1/change_set/{set}/undo", "", token)));
            Assert.Equal((403, "fresh_proof_needed"), Fault(await Send(admin, HttpMethod.Post, $"/api/v1/change_set/{set}/undo", $$"""{"only":["{{role}}"]}""", token)));
            var page = await admin.Get($"/settings/changes/{set}");
            var asked = await admin.Submit(page, $"/settings/changes/{set}/undo");
            Assert.Equal((303, $"/account/proof?return={Uri.EscapeDataString($"/settings/changes/{set}")}"), (asked.Code, asked.Location));
        }
        Assert.StartsWith("/account/proof", (await admin.Post($"/people/{seller}/undo", ("set", sets[2].ToString()), ("only", "1"), Csrf(token))).Location, StringComparison.Ordinal);
        Assert.Equal(entries, await site.Count("select count(*) from journal"));

        await admin.Submit(await admin.Get("/account/proof"), "/account/proof", ("password", TestSite.Password));
        foreach (var set in sets) Assert.Equal(200, (await Send(admin, HttpMethod.Post, $"/api/v1/change_set/{set}/undo", "", token)).Code);
        Assert.Equal(1, await site.Count("select count(*) from role_assignments where user_id = @id and role_id = @role", ("id", seller), ("role", role)));
    }

    [Theory, EveryEngine]
    public async Task what_decides_who_may_do_what_wants_a_proof_through_every_door(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        var admin = await site.SignedIn();
        var (seller, team) = (await site.Person("seller"), await site.Team("영업"));
        var role = Json(await Send(admin, HttpMethod.Post, "/api/v1/role", """{"name":"임시"}""")).GetProperty("id").GetGuid();
        var entries = await site.Count("select count(*) from journal");
        clock.Advance(TimeSpan.FromMinutes(11));
        var token = await admin.Get("/");
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Post, "/api/v1/role", """{"name":"다른"}"""), (HttpMethod.Delete, $"/api/v1/role/{role}", ""), (HttpMethod.Patch, $"/api/v1/role/{role}", """{"is_baseline":true}"""),
            (HttpMethod.Patch, $"/api/v1/user/{seller}", """{"email":"x@example.com"}"""), (HttpMethod.Patch, $"/api/v1/user/{seller}", $$"""{"manager_id":"{{site.Administrator}}"}"""),
            (HttpMethod.Patch, $"/api/v1/user/{seller}", $$"""{"team_id":"{{team}}"}"""), (HttpMethod.Post, "/api/v1/user/batch", $$$"""{"rows":[{"do":"update","id":"{{{seller}}}","fields":{"email":"x@example.com"}}]}"""),
            (HttpMethod.Post, "/api/v1/team", """{"name":"서울"}"""), (HttpMethod.Patch, $"/api/v1/team/{team}", """{"name":"서울"}"""), (HttpMethod.Delete, $"/api/v1/team/{team}", ""), (HttpMethod.Post, $"/api/v1/campaign/{role}/launch", ""),
        }) Assert.Equal((403, "fresh_proof_needed"), Fault(await Send(admin, method, path, body, token)));
        foreach (var (path, fields) in new (string, (string, string)[])[]
        {
            ($"/people/{seller}/edit", [("version", "1"), ("email", "x@example.com"), ("name", "누구")]), ($"/people/{seller}/fields/email", [("version", "1"), ("email", "x@example.com")]), ($"/roles/{role}/delete", [("version", "1")]),
            ("/people/bulk", [("do", "apply"), ("field", "team_id"), ("value", team.ToString()), ("ids", seller.ToString())]), ("/settings/company", [("name", "x")]), ($"/campaigns/{role}/launch", []),
        }) Assert.Equal((path, true), (path, (await admin.Post(path, [.. fields, Csrf(token)])).Location?.StartsWith("/account/proof", StringComparison.Ordinal)));
        foreach (var page in new[] { "/roles/new", $"/roles/{role}/edit", $"/teams/{team}/edit", "/settings/company" }) Assert.StartsWith("/account/proof", (await admin.Get(page)).Location, StringComparison.Ordinal);
        Assert.Equal(entries, await site.Count("select count(*) from journal"));
        Assert.Equal(0, await site.Count("select count(*) from jobs where kind = 'bulk_records'"));

        // What somebody is called decides nothing.
        Assert.Equal(200, (await Send(admin, HttpMethod.Patch, $"/api/v1/user/{site.Administrator}", """{"name":"다른 이름"}""", token)).Code);
    }

    [Theory, EveryEngine]
    public async Task nobody_changes_people_with_more_rights(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await LookAfterPeople(site);
        var (clerk, other) = (await site.Person("seller"), await site.Person("seller"));
        var team = await site.Team("영업");
        var (browser, entries) = (await site.SignedIn(clerk), await site.Count("select count(*) from journal"));
        var token = await browser.Get("/");
        foreach (var field in new[] { """{"email":"hacked@example.com"}""", """{"name":"다른"}""", $$"""{"team_id":"{{team}}"}""", $$"""{"manager_id":"{{clerk}}"}""" })
        {
            Assert.Equal((403, "more_than_own"), Fault(await Send(browser, HttpMethod.Patch, $"/api/v1/user/{site.Administrator}", field, token)));
            Assert.Equal((403, "more_than_own"), Fault(await Send(browser, HttpMethod.Post, "/api/v1/user/batch", $$$"""{"rows":[{"do":"update","id":"{{{site.Administrator}}}","fields":{{{field}}}}]}""", token)));
        }
        Assert.Equal(403, (await browser.Post($"/people/{site.Administrator}/fields/email", ("version", "1"), ("email", "hacked@example.com"), Csrf(token))).Code);
        var form = await browser.Submit(await browser.Get($"/people/{site.Administrator}/edit"), $"/people/{site.Administrator}/edit", ("team_id", team.ToString()), ("team_id.called", "영업"));
        Assert.Equal(403, form.Code);
        Assert.Contains("나보다 넓은 권한을 가진 사람이라", form.Words, StringComparison.Ordinal);
        Assert.NotNull(form.Html.QuerySelector("form input[name='team_id.called']"));
        Assert.Equal(entries, await site.Count("select count(*) from journal"));
        await browser.Post("/people/bulk", ("do", "apply"), ("field", "team_id"), ("value", team.ToString()), ("ids", site.Administrator.ToString()), Csrf(token));
        await site.Do<JobRunner, bool>(runner => runner.RunNext(site.Company, null, default));
        Assert.Equal(0, await site.Count("select count(*) from users where team_id is not null or email_folded = 'hacked@example.com'"));

        // Somebody with no more than they have, and themselves.
        Assert.Equal(200, (await Send(browser, HttpMethod.Patch, $"/api/v1/user/{other}", """{"email":"other@example.com"}""", token)).Code);
        Assert.Equal(200, (await Send(browser, HttpMethod.Patch, $"/api/v1/user/{clerk}", """{"name":"새 이름"}""", token)).Code);
    }

    [Theory, EveryEngine]
    public async Task no_undo_and_no_role_for_everybody_gives_more_than_one_has(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await LookAfterPeople(site);
        var (administrator, marketer) = (await Role(site, "administrator"), await Role(site, "marketer"));
        var (admin, clerk, other) = (await site.SignedIn(), await site.Person("seller"), await site.Person("administrator"));
        var taken = await Done(admin, HttpMethod.Put, $"/api/v1/access/people/{other}/roles", "[]");
        var narrowed = await Done(admin, HttpMethod.Patch, $"/api/v1/role/{marketer}", """{"description":"바꿈"}""");
        var browser = await site.SignedIn(clerk);
        var token = await browser.Get("/");
        foreach (var set in new[] { taken, narrowed }) Assert.Equal((403, "more_than_own"), Fault(await Send(browser, HttpMethod.Post, $"/api/v1/change_set/{set}/undo", "", token)));
        foreach (var role in new[] { administrator, marketer })
        {
            Assert.Equal((403, "more_than_own"), Fault(await Send(browser, HttpMethod.Patch, $"/api/v1/role/{role}", """{"is_baseline":true}""", token)));
            if (role == marketer) Assert.Equal((403, "more_than_own"), Fault(await Send(browser, HttpMethod.Delete, $"/api/v1/role/{role}", "", token)));
        }
        Assert.Equal(0, await site.Count("select count(*) from role_assignments where user_id = @id", ("id", other)));

        // Nor does an undo leave nobody who decides on roles.
        await site.Grant("seller", g => g.Grant("role", ReachLevel.None, Actions.Edit));
        var given = await Done(admin, HttpMethod.Put, $"/api/v1/access/people/{other}/roles", $$"""["{{administrator}}"]""");
        await Done(await site.SignedIn(other), HttpMethod.Put, $"/api/v1/access/people/{site.Administrator}/roles", "[]");
        var last = await site.SignedIn(other);
        Assert.Equal((409, "last_administrator"), Fault(await Send(last, HttpMethod.Post, $"/api/v1/change_set/{given}/undo", "")));
    }

    [Theory, EveryEngine]
    public async Task nobody_looks_as_a_role_with_more_than_they_have(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await LookAfterPeople(site);
        await site.Grant("seller", g => g.Grant("role", ReachLevel.All, Platform.Role.SeeAs.Action));
        var (administrator, agent) = (await Role(site, "administrator"), await Role(site, "seller"));
        var clerk = await site.Person("seller");
        var browser = await site.SignedIn(clerk);
        var page = await browser.Get($"/roles/{administrator}");
        Assert.Contains("이 역할로 볼 수 없어요", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("/see-as", page.Body, StringComparison.Ordinal);
        Assert.Equal(403, (await browser.Post($"/roles/{administrator}/see-as", Csrf(page))).Code);
        Assert.Equal(0, await site.Count("select count(*) from sessions where as_role_id is not null"));
        Assert.Equal(303, (await browser.Submit(await browser.Get($"/roles/{agent}"), $"/roles/{agent}/see-as")).Code);
        Assert.Equal(200, (await browser.Get("/api/v1/lead")).Code);
        // The role is given more while they look.
        await browser.Post("/see-as/end", Csrf(await browser.Get("/leads")));
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change => { await change.Execute("update sessions set as_role_id = @role where user_id = @user", default, ("role", administrator), ("user", clerk)); });
        Assert.Equal(403, (await browser.Get("/api/v1/lead")).Code);
    }

    /// <summary>Sellers also look after people and roles, and see and undo changes.</summary>
    private static Task LookAfterPeople(TestSite site) => site.Grant("seller", g =>
    {
        foreach (var type in new[] { "user", "role", "team", "role_assignment" }) g.Grant(type, ReachLevel.All, Actions.View, Actions.Create, Actions.Edit, Actions.Delete, Actions.Undo, Actions.BulkEdit);
        g.Grant("change_set", ReachLevel.All, Actions.View);
    });

    private static async Task<TestPage> Send(TestBrowser browser, HttpMethod method, string path, string body, TestPage? token = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (method == HttpMethod.Patch || method == HttpMethod.Delete) request.Headers.TryAddWithoutValidation("If-Match", (await browser.Get(path)).Headers["ETag"]);
        request.Headers.Add("X-CSRF-TOKEN", Csrf(token ?? await browser.Get("/")).Value);
        return await browser.Send(request);
    }

    /// <summary>Does it, and says under which change set.</summary>
    private static async Task<Guid> Done(TestBrowser browser, HttpMethod method, string path, string body) => Json(await Send(browser, method, path, body)).GetProperty("change_set_id").GetGuid();

    private static JsonElement Json(TestPage page) => page.Code < 300 ? JsonDocument.Parse(page.Body).RootElement : throw new Xunit.Sdk.XunitException(page.Address + page.Body);

    private static (int, string?) Fault(TestPage page) => (page.Code, page.Code < 400 ? page.Body : JsonDocument.Parse(page.Body).RootElement.GetProperty("rule").GetString());

    private static (string Name, string Value) Csrf(TestPage page) => ("__RequestVerificationToken", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!);

    private static Task<Guid> Role(TestSite site, string code) => site.Do<Store, Guid>(async store => { await using var read = await store.Read(); return await read.First("select id from roles where code = @code", row => row.Guid(0), default, ("code", code)); });

    private static Task<Guid> Latest(TestSite site, string type) => site.Do<Store, Guid>(async store => { await using var read = await store.Read(); return await read.First("select change_set_id from journal where type = @type order by epoch desc, xid desc, seq desc limit 1", row => row.Guid(0), default, ("type", type)); });
}

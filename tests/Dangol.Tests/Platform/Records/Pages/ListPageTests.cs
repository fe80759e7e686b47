using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ListPageTests
{
    [Theory, EveryEngine]
    public async Task an_empty_list_says_what_it_is_for(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var page = await (await site.SignedIn()).Get("/leads");
        Assert.Equal(200, page.Code);
        Assert.Contains("아직 리드가 없어요", page.Words, StringComparison.Ordinal);
        Assert.NotNull(page.Html.QuerySelector(".empty-state a[href='/leads/new']"));
        // Files don't bring leads in, but customers.
        Assert.Null(page.Html.QuerySelector(".empty-state a[href='/imports/new']"));
        Assert.NotNull((await (await site.SignedIn()).Get("/customers")).Html.QuerySelector(".empty-state a[href='/imports/new']"));
        Assert.NotNull(page.Html.QuerySelector(".shell-nav a[href='/leads']"));
        Assert.NotNull(page.Html.QuerySelector(".shell-bar a[href='/leads/new']"));
    }

    [Theory, EveryEngine]
    public async Task a_broken_place_in_the_address_shows_the_list_from_its_beginning(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("next_step_on", new DateOnly(2026, 12, 1)));
        await site.Lead("나루", ("next_step_on", new DateOnly(2026, 12, 2)));
        var browser = await site.SignedIn();
        foreach (var broken in new[] { new Keyset("xx", Guid.NewGuid()).ToUrl(), (new Keyset("xx", Guid.NewGuid()) with { Backwards = true }).ToUrl(), "zzz" })
            Assert.Equal(["가람", "나루"], (await browser.Get("/leads?view=all&sort=next_step_on&after=" + broken)).Rows());
    }

    [Theory, EveryEngine]
    public async Task conditions_stand_in_the_address_and_are_read_as_a_sentence(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("source", "web"), ("rating", "hot"), ("next_step_on", site.Company.Today));
        await site.Lead("나루", ("source", "call"), ("rating", "hot"));
        await site.Lead("다솜", ("source", "event"));
        var browser = await site.SignedIn();

        Assert.Equal(["나루", "가람"], (await browser.Get("/leads?w=source:in:web|call")).Rows());
        Assert.Equal(["가람"], (await browser.Get("/leads?w=next_step_on:within:this_week")).Rows());
        Assert.Equal(["다솜"], (await browser.Get("/leads?w=rating:empty")).Rows());
        Assert.Equal(["다솜", "나루", "가람"], (await browser.Get("/leads?w=owner_id:eq:@me")).Rows());
        Assert.Equal(["나루"], (await browser.Get("/leads?q=나")).Rows());
        Assert.Equal(["다솜", "나루", "가람"], (await browser.Get("/leads?w=created_at:eq:오늘")).Rows());

        var both = await browser.Get("/leads?w=source:in:web|call&w=rating:in:hot&w=owner_id:eq:@me&sort=name");
        Assert.Equal(["가람", "나루"], both.Rows());
        Assert.Contains("유입 경로: 홈페이지, 전화", both.Words, StringComparison.Ordinal);
        Assert.Contains("담당자: 나", both.Words, StringComparison.Ordinal);
        var figures = await browser.Get("/opportunities?w=amount:ge:10000000&w=close_on:le:2026-12-31");
        Assert.Equal(["금액: 10,000,000 이상", "예상 마감일: 2026. 12. 31.까지"], figures.Html.QuerySelectorAll(".chip .chip-word").Select(c => c.TextContent));
        Assert.EndsWith("리드", both.Html.QuerySelector(".list-sentence")!.TextContent, StringComparison.Ordinal);

        var tree = new Clause.Not(new Clause.Compare(new Term.Field("source"), Operator.Equal, new Term.Literal("web")));
        Assert.Equal(["다솜", "나루"], (await browser.Get("/leads?f=" + TreeJson.ToUrl(tree))).Rows());
        Assert.Contains("조건에 맞는 기록이 없어요", (await browser.Get("/leads?w=name:eq:아무도")).Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_condition_is_added_changed_and_refused_by_plain_forms(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("source", "web"));
        var browser = await site.SignedIn();
        var added = await browser.Get("/leads?view=all&add.at=-1&add.field=source&add.op=in&add.v=web&add.v=call&add.apply=1");
        Assert.Equal("/leads?view=all&w=source%3Ain%3Aweb%7Ccall", added.Location);
        var changed = await browser.Get(added.Location + "&add.at=0&add.field=source&add.op=not_in&add.v=web&add.apply=1");
        Assert.Equal("/leads?view=all&w=source%3Anot_in%3Aweb", changed.Location);
        var wrong = await browser.Get("/leads?add.at=-1&add.field=next_step_on&add.op=ge&add.v=어느 날&add.apply=1");
        Assert.Equal(422, wrong.Code);
        Assert.NotNull(wrong.Html.QuerySelector(".condition .field-fault"));
        Assert.NotNull((await browser.Get("/leads/condition?add.field=rating&add.at=-1")).Html.QuerySelector("input[type=checkbox][value=hot]"));
    }

    [Theory, EveryEngine]
    public async Task columns_order_and_pages_stand_in_the_address(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        for (var i = 0; i < 60; i++) await site.Lead($"리드 {i:00}");
        var browser = await site.SignedIn();
        var page = await browser.Get("/leads?cols=name,email,owner.name&sort=-name");
        Assert.Equal(["이름", "이메일"], page.Html.QuerySelectorAll("#records thead th[scope=col]").Take(2).Select(h => h.TextContent.Trim()));
        Assert.Equal("리드 59", page.Rows()[0]);
        Assert.Equal("descending", page.Html.QuerySelector("#records thead th[scope=col]")!.GetAttribute("aria-sort"));
        var next = await browser.Get(page.Html.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal("리드 09", next.Rows()[0]);
        Assert.Equal(10, next.Rows().Count);
        Assert.Equal(page.Rows(), (await browser.Get(next.Html.QuerySelector("a[rel=prev]")!.GetAttribute("href")!)).Rows());
        var chosen = await browser.Get("/leads?view=all&c=name&c=phone&group=");
        Assert.Equal("/leads?view=all&cols=name,phone", chosen.Location);
        Assert.Contains("60건", (await browser.Get("/leads/count")).Body, StringComparison.Ordinal);
        Assert.Equal(422, (await browser.Get("/leads?sort=nothing")).Code);
        Assert.Equal(422, (await browser.Get("/leads?f=broken")).Code);
    }

    [Theory, EveryEngine]
    public async Task groups_have_their_number_and_lead_to_their_records(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("rating", "hot"));
        await site.Lead("나루", ("rating", "hot"));
        await site.Lead("다솜");
        var browser = await site.SignedIn();
        var page = await browser.Get("/leads?group=rating");
        Assert.Equal(["높음", "값 없음"], page.Html.QuerySelectorAll(".group-row th").Select(h => h.TextContent));
        // On a busy machine it stops and says so.
        var line = await Until.Is(async () => (await browser.Get("/leads/groups?group=rating")).Html.QuerySelectorAll("tbody tr").FirstOrDefault(r => r.TextContent.Contains("높음", StringComparison.Ordinal)), "the sums");
        Assert.Equal("2", line.QuerySelector("td.num")!.TextContent);
        Assert.Equal(2, (await browser.Get(line.QuerySelector("a")!.GetAttribute("href")!)).Rows().Count);
    }

    [Theory, EveryEngine]
    public async Task days_are_grouped_by_month_and_the_chosen_order_holds_in_each_group(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        foreach (var (name, day) in (ReadOnlySpan<(string, string)>)[("나루", "2026-01-31"), ("가람", "2026-01-02"), ("다솜", "2026-02-01"), ("라온", "")]) site.Lead(name, ("next_step_on", day.Length == 0 ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture))).Wait();
        var browser = await site.SignedIn();
        var page = await browser.Get("/leads?group=next_step_on&sort=name");
        Assert.Equal(["2026. 1.", "2026. 2.", "값 없음"], page.Html.QuerySelectorAll(".group-row th").Select(h => h.TextContent));
        Assert.Equal(["가람", "나루", "다솜", "라온"], page.Rows());
        Assert.Equal("ascending", page.Html.QuerySelector("th[data-col=name]")!.GetAttribute("aria-sort"));
        Assert.Equal(["나루", "가람", "다솜", "라온"], (await browser.Get("/leads?group=next_step_on&sort=-name")).Rows());
        Assert.Equal(["다솜", "나루", "가람", "라온"], (await browser.Get("/leads?group=next_step_on&sort=-next_step_on")).Rows());
        var line = await Until.Is(async () => (await browser.Get("/leads/groups?group=next_step_on&sort=name")).Html.QuerySelector("tbody tr"), "the sums");
        Assert.Equal(("2026. 1.", "2"), (line.QuerySelector("th")!.TextContent, line.QuerySelector("td.num")!.TextContent));
        Assert.Equal(["가람", "나루"], (await browser.Get(line.QuerySelector("a")!.GetAttribute("href")!)).Rows());
        Assert.Equal(422, (await browser.Get("/leads?group=phone")).Code);
    }

    [Theory, EveryEngine]
    public async Task columns_have_their_order_and_width_in_the_address_and_the_view(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("source", "web"));
        var browser = await site.SignedIn();
        var list = await browser.Get("/leads?cols=source~96,name~9999,email,source~200");
        Assert.Equal([("source", "96"), ("name", "800"), ("email", "160")], list.Html.QuerySelectorAll("th[data-col]").Select(h => (h.GetAttribute("data-col")!, h.GetAttribute("width")!)));
        Assert.Equal("홈페이지", list.Html.QuerySelector("tbody th a")!.TextContent);
        Assert.Null((await browser.Get("/leads?cols=source,name")).Html.QuerySelector("th[width]"));
        // The menu of columns keeps the widths that it was given.
        Assert.Equal("/leads?view=all&cols=name~800,source", (await browser.Get("/leads?view=all&c=name~800&c=source")).Location);

        await browser.Submit(list, "/leads/views", ("do", "save_as"), ("name", "좁게"), ("cols", "source~96,name~240"));
        var saved = await browser.Get("/leads?view=" + (await site.Company.Store.Read()).List("select id from saved_views", row => row.Guid(0), default).Result.Single());
        Assert.Equal(["96", "240"], saved.Html.QuerySelectorAll("th[data-col]").Select(h => h.GetAttribute("width")!));
    }

    [Theory, EveryEngine]
    public async Task a_cell_is_changed_in_its_place_and_a_conflict_is_said(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var lead = await site.Lead("가람", ("organisation", "하나"));
        var browser = await site.SignedIn();
        var page = await browser.Get("/leads");
        var cell = $"/leads/{lead.Id}/fields/organisation?cell=1";
        Assert.Equal("하나", (await browser.Get(cell)).Html.QuerySelector("input[name=organisation]")!.GetAttribute("value"));
        var saved = await browser.Piece(page, cell, ("version", "1"), ("organisation", "두리"));
        Assert.Equal("2", saved.Html.QuerySelector("span")!.GetAttribute("data-version"));
        Assert.Contains("undo", saved.Headers["HX-Trigger"], StringComparison.Ordinal);
        var late = await browser.Piece(page, cell, ("version", "1"), ("organisation", "세나"));
        Assert.Equal(409, late.Code);
        // What was typed stays, beside what stands there now; sent again, it is put in its place.
        Assert.Equal(("세나", "두리", "2"), (late.Html.QuerySelector("input[name=organisation]")!.GetAttribute("value"), late.Html.QuerySelector("[data-now]")!.TextContent.Trim(), late.Html.QuerySelector("input[name=version]")!.GetAttribute("value")));
        Assert.Contains("그 사이에", late.Words, StringComparison.Ordinal);
        Assert.Equal("세나", (await browser.Piece(page, cell, ("version", "2"), ("organisation", "세나"))).Words.Trim());
        Assert.Equal(422, (await browser.Piece(page, $"/leads/{lead.Id}/fields/email?cell=1", ("version", "3"), ("email", "x"))).Code);
        Assert.Equal(422, (await browser.Get($"/leads/{lead.Id}/fields/status?cell=1")).Code);
        Assert.Contains("세나", (await browser.Get($"/leads/{lead.Id}/peek")).Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task personal_data_is_masked(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller");
        await site.Lead("가람", ("email", "garam@example.com"), ("phone", "+821012345678"), ("address", "서울시 어딘가"), ("owner_id", seller));
        // Whose it is sees it, and that is logged.
        Assert.Contains("010-1234-5678", (await (await site.SignedIn(seller)).Get("/leads?cols=name,email,phone,address")).Words, StringComparison.Ordinal);
        await site.Company.PersonalLog.Settle();
        Assert.Equal(1, await site.Count("select count(*) from personal_accesses where action = 'listed' and strangers = 0 and actor_id = @who", ("who", seller)));
        var page = await (await site.SignedIn()).Get("/leads?cols=name,email,phone,address");
        Assert.Contains("가람", page.Words, StringComparison.Ordinal);
        Assert.Contains("010-****-5678", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("garam@", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("어딘가", page.Body, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_view_is_saved_shared_pinned_and_opened(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("rating", "hot"));
        await site.Lead("나루");
        var other = await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("jane@example.com", "Jane", "a rather long sentence")));
        var (browser, theirs) = (await site.SignedIn(), await site.SignedIn(other));
        var page = await browser.Get("/leads?w=rating:in:hot&cols=name,rating&sort=name");
        var saved = await browser.Submit(page, "/leads/views", ("name", "뜨거운 리드"), ("do", "save_as"));
        Assert.Equal(303, saved.Code);
        page = await browser.Get(saved.Location!);
        Assert.Equal(["가람"], page.Rows());
        Assert.Contains("뜨거운 리드", page.Html.QuerySelector(".view-name")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("뜨거운 리드", (await theirs.Get("/leads")).Words, StringComparison.Ordinal);
        Assert.Equal(2, (await theirs.Get(saved.Location!)).Rows().Count);

        var id = saved.Location!.Split('=')[1];
        var settings = await browser.Piece(page, "/leads/views", ("view", id), ("do", "settings"), ("name", "뜨거운 것"), ("shared", "on"), ("pinned", "on"), ("default", "on"));
        Assert.Equal(200, settings.Code);
        var seen = await theirs.Get("/leads");
        Assert.Equal(["가람"], seen.Rows());
        // It is in the menu of who pinned it, and of nobody else.
        Assert.Null(seen.Html.QuerySelector($".shell-nav a[href='/leads?view={id}']"));
        Assert.NotNull((await browser.Get("/leads")).Html.QuerySelector($".shell-nav a[href='/leads?view={id}']"));
        Assert.Equal(2, (await theirs.Get("/leads?view=all")).Rows().Count);
        Assert.Equal(403, (await theirs.Piece(seen, "/leads/views", ("view", id), ("do", "delete"))).Code);
        await browser.Piece(page, "/leads/views", ("view", id), ("do", "delete"));
        Assert.Equal(0, await site.Count("select count(*) from saved_views"));
    }
}

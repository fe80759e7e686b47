using AngleSharp.Dom;
using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class RecordPageTests
{
    [Theory, EveryEngine]
    public async Task the_page_shows_head_fields_and_timeline_with_personal_values_masked(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘", ("organisation", "하늘상사"), ("email", "sky@haneul.example"), ("phone", "+821012345678"), ("rating", "hot"), ("owner_id", await site.Person("seller", name: "담당이")));
        var browser = await site.SignedIn();
        var page = await browser.Get($"/leads/{id}");
        Assert.Equal(200, page.Code);
        Assert.Equal("김하늘", page.Html.QuerySelector("h1")!.TextContent);
        Assert.Contains("하늘상사", page.Html.QuerySelector(".record-facts")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("담당이", page.Html.QuerySelector(".record-facts")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("신규", page.Html.QuerySelector(".stage-path [aria-current=step]")!.TextContent.Trim());
        Assert.Contains("010-****-5678", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("12345678", page.Body.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("sky@", page.Body, StringComparison.Ordinal);
        Assert.Contains("리드 만들기", page.Html.QuerySelector("#record-timeline")!.TextContent, StringComparison.Ordinal);

        // A reason that says nothing opens nothing; one that says something is kept before anything is shown.
        await browser.Submit(page, $"/leads/{id}/unmask", ("reason", "음"));
        Assert.DoesNotContain("010-1234-5678", (await browser.Get($"/leads/{id}")).Words, StringComparison.Ordinal);
        Assert.Equal(303, (await browser.Submit(page, $"/leads/{id}/unmask", ("reason", "배송 문의에 답하려고"))).Code);
        Assert.Equal(1, await site.Count("select count(*) from personal_accesses where action = 'unmasked' and reason = '배송 문의에 답하려고'"));
        var opened = await browser.Get($"/leads/{id}");
        Assert.Contains("010-1234-5678", opened.Words, StringComparison.Ordinal);
        Assert.Contains("sky@haneul.example", opened.Words, StringComparison.Ordinal);
        Assert.Equal(404, (await browser.Get($"/leads/{Guid.NewGuid()}")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_field_that_does_not_apply_is_not_shown_and_one_that_only_a_verb_sets_says_so(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var page = await (await site.SignedIn()).Get($"/leads/{await MadeLeads.New(site, "김하늘")}");
        Assert.Null(page.Html.QuerySelector("#field-unqualified_reason"));
        Assert.NotNull(page.Html.QuerySelector("#field-status .record-lock"));
        Assert.Null(page.Html.QuerySelector("#field-status .record-pencil"));
        Assert.NotNull(page.Html.QuerySelector("#field-interest .record-pencil"));
    }

    [Theory, EveryEngine]
    public async Task a_page_asks_no_more_questions_where_there_is_more(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var alone = await MadeLeads.New(site, "혼자", ("email", "a@a.example"), ("phone", "+821011112222"));
        var few = await Questions(site, alone);
        for (var i = 0; i < 30; i++) await MadeLeads.New(site, $"이웃 {i}", ("email", "a@a.example"), ("phone", "+821011112222"));
        for (var i = 1; i <= 30; i++) await MadeLeads.Change(site, alone, i, ("interest", $"관심 {i}"));
        Assert.InRange(await Questions(site, alone), 3, few);
        Assert.InRange(few, 3, 12);
    }

    [Theory, EveryEngine]
    public async Task one_goes_on_in_a_list_that_stands_in_the_order_of_what_it_refers_to(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var ann = await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("ann@example.com", "Ann", "a rather long sentence")));
        var mine = await MadeLeads.New(site, "가");
        var hers = await MadeLeads.New(site, "나", ("owner_id", ann));
        var nobodys = await MadeLeads.New(site, "다");
        await MadeLeads.Change(site, nobodys, 1, ("owner_id", null));
        var browser = await site.SignedIn();
        Assert.Equal((null, mine), await Beside(hers));
        Assert.Equal((hers, nobodys), await Beside(mine));
        Assert.Equal((mine, null), await Beside(nobodys));

        async Task<(Guid?, Guid?)> Beside(Guid id)
        {
            var piece = await browser.Get($"/leads/{id}/beside?list={Uri.EscapeDataString("view=all&sort=owner_id")}");
            Assert.Equal(200, piece.Code);
            return (Leads("prev"), Leads("next"));

            Guid? Leads(string rel) => piece.Html.QuerySelector($"a[rel={rel}]")!.GetAttribute("href") is { } href ? Guid.Parse(href["/leads/".Length..href.IndexOf('?')]) : null;
        }
    }

    [Theory, EveryEngine]
    public async Task who_has_not_seen_a_change_does_not_remove_it_along_with_the_record(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘");
        var browser = await site.SignedIn();
        var page = await browser.Get($"/leads/{id}");
        await MadeLeads.Change(site, id, 1, ("interest", "곧 계약"));
        var kept = await browser.Submit(page, $"/leads/{id}/delete");
        Assert.Equal(409, kept.Code);
        Assert.Contains("그 사이에", kept.Words, StringComparison.Ordinal);
        Assert.Contains("곧 계약", kept.Words, StringComparison.Ordinal);
        Assert.Equal("/leads", (await browser.Submit(kept, $"/leads/{id}/delete")).Location);
        Assert.Equal(0, await site.Count("select count(*) from leads"));
    }

    [Theory, EveryEngine]
    public async Task who_has_the_same_address_or_number_is_noticed(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var one = await MadeLeads.New(site, "김하늘", ("email", "Sky@haneul.example"), ("phone", "+821012345678"));
        var two = await MadeLeads.New(site, "하늘", ("email", "sky@haneul.example"));
        var three = await MadeLeads.New(site, "하늘 대표", ("phone", "+821012345678"));
        await MadeLeads.New(site, "다른 사람", ("email", "other@haneul.example"), ("phone", "+821099998888"));
        var page = await (await site.SignedIn()).Get($"/leads/{one}");
        Assert.Equal([$"/leads/{two}", $"/leads/{three}"], page.Html.QuerySelectorAll(".record-similar a").Select(a => a.GetAttribute("href")!).OrderBy(h => h, StringComparer.Ordinal));
        Assert.Contains("같은 이메일", page.Words, StringComparison.Ordinal);
        Assert.Empty((await (await site.SignedIn()).Get($"/leads/{await MadeLeads.New(site, "새 사람")}")).Html.QuerySelectorAll(".record-similar"));
    }

    [Theory, EveryEngine]
    public async Task what_is_deleted_comes_back_by_the_message(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "지울 리드", ("phone", "+821012345678"));
        var browser = await site.SignedIn();
        var gone = await browser.Submit(await browser.Get($"/leads/{id}"), $"/leads/{id}/delete");
        Assert.Equal((303, "/leads"), (gone.Code, gone.Location));
        Assert.Equal(404, (await browser.Get($"/leads/{id}")).Code);
        var set = await site.Company.Store.Read() is var read ? await read.First("select id from change_sets order by at desc, id desc", row => row.Guid(0), default) : default;
        await read.DisposeAsync();
        var home = await browser.Get("/settings/changes");
        var back = await browser.Post($"/settings/changes/{set}/undo", ("__RequestVerificationToken", home.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!), ("return", $"/leads/{id}"));
        Assert.Equal((303, $"/leads/{id}"), (back.Code, back.Location));
        Assert.Equal("지울 리드", (await browser.Get($"/leads/{id}")).Html.QuerySelector("h1")!.TextContent);
        Assert.Equal(1, await site.Count("select count(*) from leads where phone = '+821012345678'"));
    }

    [Theory, EveryEngine]
    public async Task from_a_list_one_goes_on_to_the_next_record_and_back(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var (name, rating) in new[] { ("가", "hot"), ("다", "hot"), ("나", "hot"), ("나나", "cold"), ("라", null) }) ids[name] = await MadeLeads.New(site, name, ("rating", rating));
        var browser = await site.SignedIn();
        var list = await browser.Get("/leads?view=all&sort=name&w=rating:in:hot");
        var links = list.Html.QuerySelectorAll("#records tbody th a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(3, links.Count);
        var script = await EditFieldTests.Script(site);
        Assert.Equal((null, ids["나"]), await Beside(links[0]));
        Assert.Equal((ids["가"], ids["다"]), await Beside(links[1]));
        Assert.Equal((ids["나"], null), await Beside(links[2]));
        // By a field that is empty in some: those come last.
        Assert.Equal((ids["나나"], null), await Neighbours(ids["라"], "view=all&sort=-rating"));

        async Task<(Guid?, Guid?)> Beside(string link)
        {
            var page = await browser.Get(link);
            Assert.Equal("/leads?view=all&w=rating%3Ain%3Ahot&sort=name", page.Html.QuerySelector(".page-head-back")!.GetAttribute("href"));
            var piece = await script.Get(page.Html.QuerySelector(".record-beside")!.GetAttribute("hx-get")!);
            return (IdOf(piece, "prev"), IdOf(piece, "next"));
        }

        async Task<(Guid?, Guid?)> Neighbours(Guid id, string query)
        {
            var piece = await script.Get($"/leads/{id}/beside?list={Uri.EscapeDataString(query)}");
            return (IdOf(piece, "prev"), IdOf(piece, "next"));
        }

        static Guid? IdOf(TestPage piece, string rel) => piece.Html.QuerySelector($"a[rel={rel}]")!.GetAttribute("href") is { } href ? Guid.Parse(href["/leads/".Length..href.IndexOf('?')]) : null;
    }

    [Theory, EveryEngine]
    public async Task what_refers_to_a_record_is_listed_with_the_way_to_all_of_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (task, customer) = (site.Company.Declarations.Named("task"), site.Company.Ids.Next());
        for (var i = 1; i <= 7; i++) await site.Do<EditRecords, RecordSaved>(edit => edit.Create(MadeLeads.Person(site), task, new() { ["subject"] = $"할 일 {i}" }));
        await site.Company.Writes.Run(Actor.System, new("준비", "Set up"), change => change.ExecuteUnchecked("update tasks set customer_id = @customer", default, ("customer", customer)));
        var lists = await site.Do<RelatedRecords, List<RelatedList>>(async related =>
        {
            await using var read = await site.Company.Store.Read();
            return await related.Read(read, MadeLeads.Person(site), site.Company.Declarations.Named("customer"), customer);
        });
        var list = Assert.Single(lists);
        Assert.Equal(("task", "customer_id", 7L), (list.Type.Name, list.By.Name, list.Count.Number));
        Assert.Equal(["할 일 7", "할 일 6", "할 일 5", "할 일 4", "할 일 3"], list.Rows.Select(r => (string)r.Values[0]!));
        Assert.Equal(7, (await (await site.SignedIn()).Get(list.Href)).Html.QuerySelectorAll("#records tbody tr[data-id]").Length);
    }

    [Theory, EveryEngine]
    public async Task a_verb_is_offered_where_it_fits_asks_in_a_small_form_and_runs(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘");
        var browser = await site.SignedIn();
        var page = await browser.Get($"/leads/{id}");
        Assert.EndsWith("/do/convert", page.Html.QuerySelectorAll(".page-head-actions .btn-primary").Single().GetAttribute("href"), StringComparison.Ordinal);
        var form = await browser.Get($"/leads/{id}/do/qualify");
        Assert.Equal(422, (await browser.Submit(form, $"/leads/{id}/do/qualify", ("status", ""))).Code);
        var done = await browser.Submit(form, $"/leads/{id}/do/qualify", ("status", "working"));
        Assert.Equal((303, $"/leads/{id}"), (done.Code, done.Location));
        Assert.Equal("연락 중", (await browser.Get($"/leads/{id}")).Html.QuerySelector(".stage-path [aria-current=step]")!.TextContent.Trim());
        Assert.Equal(303, (await browser.Submit(await browser.Get($"/leads/{id}/do/convert"), $"/leads/{id}/do/convert")).Code);
        Assert.Empty((await browser.Get($"/leads/{id}")).Html.QuerySelectorAll(".page-head-actions [href*='/do/']"));
        Assert.Equal(404, (await browser.Get($"/leads/{id}/do/nothing")).Code);
    }

    private static Task<int> Questions(TestSite site, Guid id) => site.Do<ViewRecord, int>(async view =>
    {
        await using var read = await site.Company.Store.Read();
        await view.Timeline(read, MadeLeads.Person(site), MadeLeads.Type(site), id, new(), default);
        return read.Asked;
    });
}

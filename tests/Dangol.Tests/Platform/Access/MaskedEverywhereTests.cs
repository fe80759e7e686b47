using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What is masked or hidden is so wherever it could be read, and nobody takes along what they may only look at.</summary>
public sealed class MaskedEverywhereTests
{
    [Theory, EveryEngine]
    public async Task a_masked_name_is_masked_in_headings_lists_files_and_where_others_refer_to_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var me = await site.Person("seller", team: await site.Team("영업팀"));
        await site.Grant("seller", g => g.Grant("customer", ReachLevel.All, Actions.View, Actions.Export, Actions.Edit).Grant("opportunity", ReachLevel.All, Actions.View, Actions.Export).Set("customer", "name", FieldLevel.Masked).Set("customer", "phone", FieldLevel.Masked));
        var customer = await New(site, "customer", ("name", "박효빈"), ("number", "C-1"), ("phone", "+821012345678"), ("owner_id", me));
        await New(site, "opportunity", ("name", "봄 납품"), ("customer_id", customer), ("owner_id", me));
        await site.Do<JournalReaders, int>(readers => readers.CatchUp());
        var browser = await site.SignedIn(me);
        foreach (var path in new[] { "", "/history", "/peek", "/edit", "/shares", "/access", "/timeline", "/related" }.Select(p => $"/customers/{customer}{p}").Concat(["/customers", "/opportunities", "/opportunities?group=customer_id", "/search?q=%EB%B0%95%ED%9A%A8%EB%B9%88", $"/api/v1/customer/{customer}", "/api/v1/opportunity"]))
        {
            var page = await browser.Get(path);
            Assert.True(page.Code is 200 or 303 or 403 or 404, $"{path} → {page.Code}");
            Assert.False(page.Body.Contains("박효빈", StringComparison.Ordinal) && !path.Contains("q=", StringComparison.Ordinal), $"{path} tells the name");
        }
        Assert.Equal("박*빈", (await browser.Get($"/customers/{customer}")).Html.QuerySelector("h1")!.TextContent.Trim());
        // The list's own order is the name: it begins with another then.
        Assert.Contains("박*빈", (await browser.Get("/customers")).Words, StringComparison.Ordinal);

        Assert.Contains(",박*빈", await Exported(site, browser, "opportunities", "name,customer_id"), StringComparison.Ordinal);
        var own = await Exported(site, browser, "customers", "number,name,phone");
        Assert.Contains("C-1,박*빈,010-****-5678", own, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task what_is_taken_along_as_a_file_is_what_one_may_export_and_not_all_that_one_sees(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var me = await site.Person("seller", team: await site.Team("영업팀"));
        await site.Grant("seller", g => g.Grant("customer", ReachLevel.All, Actions.View).Grant("customer", ReachLevel.Own, Actions.Export));
        await New(site, "customer", ("name", "내 손님"), ("owner_id", me));
        await New(site, "customer", ("name", "남의 손님"));
        var browser = await site.SignedIn(me);
        Assert.Equal(2, (await browser.Get("/customers")).Rows().Count);
        var file = await Exported(site, browser, "customers", "name");
        Assert.Contains("내 손님", file, StringComparison.Ordinal);
        Assert.DoesNotContain("남의 손님", file, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_masked_reference_tells_neither_its_name_nor_anything_of_what_it_leads_to(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var me = await site.Person("seller", team: await site.Team("영업팀"));
        await site.Grant("seller", g => g.Grant("opportunity", ReachLevel.All, Actions.View).Set("opportunity", "stage_id", FieldLevel.Masked));
        var id = await New(site, "opportunity", ("name", "봄 납품"), ("owner_id", me));
        var browser = await site.SignedIn(me);
        var stage = await site.Company.Store.Read().Result.First("select s.name from stages s join opportunities o on o.stage_id = s.id", row => row.Text(0), default);
        foreach (var path in new[] { $"/opportunities/{id}", $"/opportunities/{id}/peek", "/opportunities?view=all&cols=name,stage_id,stage.name,stage.outcome", $"/api/v1/opportunity/{id}", "/api/v1/opportunity?fields=name,stage_id,stage.name,stage.outcome" })
        {
            var page = await browser.Get(path);
            Assert.Equal((path, 200), (path, page.Code));
            var told = path.StartsWith("/api", StringComparison.Ordinal) ? page.Body : (page.Html.QuerySelector("main") ?? page.Html.Body!).TextContent;
            Assert.False(told.Contains(stage!, StringComparison.Ordinal) || told.Contains("\"open\"", StringComparison.Ordinal) && path.Contains("outcome", StringComparison.Ordinal), $"{path} tells the stage");
        }
        Assert.Equal(403, (await browser.Get("/opportunities/board")).Code);
        foreach (var group in new[] { "stage_id", "stage.outcome" }) Assert.Equal((group, 403), (group, (await browser.PostJson("/api/v1/opportunity/aggregate", $$"""{"group":"{{group}}"}""", await browser.Get("/"))).Code));
        Assert.Equal(403, (await browser.Get("/api/v1/opportunity?filter=" + Uri.EscapeDataString("""{"v":1,"tree":["contains",{"f":"stage.name"},"가"]}"""))).Code);
    }

    [Theory, EveryEngine]
    public async Task what_is_reckoned_from_orders_is_for_those_who_may_see_orders(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var me = await site.Person("seller");
        var customer = await New(site, "customer", ("name", "손님"), ("owner_id", me));
        var browser = await site.SignedIn(me);
        Assert.Contains("구매 금액", (await browser.Get($"/customers/{customer}")).Words, StringComparison.Ordinal);
        Assert.Equal(200, (await browser.Get("/api/v1/customer?fields=name,spent,times_bought")).Code);

        await site.Grant("seller", g => g.Set("order", "total", FieldLevel.Hidden));
        Assert.DoesNotContain("구매 금액", (await browser.Get($"/customers/{customer}")).Words, StringComparison.Ordinal);
        Assert.Contains("구매 횟수", (await browser.Get($"/customers/{customer}")).Words, StringComparison.Ordinal);
        foreach (var path in new[] { "/api/v1/customer?fields=name,spent", "/api/v1/customer?sort=-spent", "/api/v1/customer?sort=rfm_m", "/customers?sort=-spent" }) Assert.Equal((path, 422), (path, (await browser.Get(path)).Code));
        Assert.Equal(422, (await browser.PostJson("/api/v1/customer/aggregate", """{"group":"region","sums":["spent"]}""", await browser.Get("/"))).Code);
        Assert.Equal(200, (await browser.Get("/api/v1/customer?fields=name,times_bought")).Code);

        await site.Grant("seller", g => g.Grant("order", ReachLevel.None, Actions.View));
        Assert.DoesNotContain("구매 횟수", (await browser.Get($"/customers/{customer}")).Words, StringComparison.Ordinal);
        Assert.DoesNotContain("구매 횟수", (await browser.Get("/customers?view=all")).Words, StringComparison.Ordinal);
        Assert.Equal(422, (await browser.Get("/api/v1/customer?fields=name,times_bought")).Code);
    }

    private static async Task<Guid> New(TestSite site, string type, params (string Field, object? Value)[] values) =>
        (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named(type), values.Aggregate(new RecordValues(), (all, v) => { all[v.Field] = v.Value; return all; })))).Id;

    private static async Task<string> Exported(TestSite site, TestBrowser browser, string path, string columns)
    {
        var begun = await browser.Submit(await browser.Get($"/{path}/export?cols={columns}"), $"/{path}/export", ("reason", "감사 자료로 내려고 해요"));
        var job = Guid.Parse(begun.Location!.Split("job=")[1][..36]);
        await site.Do<JobRunner, bool>(runner => runner.RunNext(site.Company, job, default));
        await Until.True(async () => await site.Count("select count(*) from jobs where id = @id and state = 'succeeded'", ("id", job)) == 1, "the work ended");
        return await File.ReadAllTextAsync(ExportRecords.PathOf(site.Company, job));
    }
}

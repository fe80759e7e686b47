using System.Text.Json;
using System.Text.RegularExpressions;
using Dangol.Platform;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Tests;

/// <summary>What a role hides has neither name nor value for those who have it, on whichever page and in whichever answer.</summary>
public sealed partial class HiddenFieldsTests
{
    private static readonly string[] Hidden = ["rating", "interest", "external_key"];

    /// <summary>Names in programs, labels in both languages, values.</summary>
    private static readonly string[] Words = ["rating", "external_key", "등급", "관심 상품", "외부 식별자", "비밀관심", "SECRET-7", "\"hot\""];

    [Theory, EveryEngine]
    public async Task nothing_of_a_hidden_field_is_on_any_page_or_in_any_answer(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (seller, id) = await Planted(site);
        var (browser, all) = (await site.SignedIn(seller), await site.SignedIn());
        var (told, shown, asked) = (new List<string>(), 0, 0);
        foreach (var path in Pages(site, id))
        {
            var (mine, everybodys) = (await browser.Get(path), await all.Get(path));
            Assert.True(mine.Code < 500, $"{path} → {mine.Code} {site.Log.LastOrDefault()}");
            asked++;
            if (Told(everybodys) is not null) shown++;
            if (Told(mine) is { } word) told.Add($"{path} ({mine.Code}) tells {word}");
        }
        Assert.True(told.Count == 0, string.Join("\n", told));
        // It is no test where nobody is told.
        Assert.True(asked > 40 && shown > 15, $"{asked} asked, {shown} of them would tell");
    }

    [Theory, EveryEngine]
    public async Task to_ask_by_a_hidden_field_is_as_to_ask_by_none(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (seller, id) = await Planted(site);
        var browser = await site.SignedIn(seller);
        foreach (var field in Hidden)
            foreach (var path in new[]
            {
                "/leads?view=all&sort={f}", "/leads?view=all&sort=-{f}", "/leads?view=all&w={f}:empty", "/leads?view=all&group={f}", "/leads?view=all&cols=name,{f}", "/leads/groups?view=all&group={f}", "/leads/sums?view=all&cols=name,{f}", "/leads/count?view=all&w={f}:empty",
                "/leads/choices?field={f}&q=a", "/leads/condition?add.field={f}", "/leads/board?view=all&w={f}:empty", "/leads/{id}/beside?list=sort%3D{f}", "/leads/{id}/fields/{f}", "/leads/new?{f}=hot", "/api/v1/lead?sort={f}", "/api/v1/lead?fields=name,{f}", "/api/v1/lead/{id}?fields={f}",
                "/api/v1/lead?filter=" + Uri.EscapeDataString("""{"tree":1,"clause":{"op":"eq","left":{"field":"{f}"},"values":["hot"]}}"""), "/api/v1/access/lead/{id}?field={f}",
            })
                Assert.Equal(await Said(path, "no_such_field"), await Said(path, field));
        var page = await browser.Get("/");
        foreach (var field in Hidden)
            foreach (var (method, path, body) in new[]
            {
                ("POST", "/api/v1/lead/aggregate", """{"group":"{f}"}"""), ("POST", "/api/v1/lead/aggregate", """{"sums":["{f}"]}"""), ("POST", "/api/v1/lead", """{"name":"새것","{f}":"sideways"}"""), ("PATCH", $"/api/v1/lead/{id}", """{"{f}":"hot"}"""),
                ("POST", "/api/v1/lead/batch", """{"rows":[{"do":"create","fields":{"name":"새것","{f}":"sideways"}},{"do":"upsert","by":"{f}","fields":{"name":"새것"}}]}"""),
            })
                Assert.Equal(await Sent(method, path, body, "no_such_field"), await Sent(method, path, body, field));

        async Task<string> Said(string path, string field) => Plain(await browser.Get(path.Replace("{id}", id.ToString(), StringComparison.Ordinal).Replace("{f}", field, StringComparison.Ordinal)), field);

        async Task<string> Sent(string method, string path, string body, string field)
        {
            var request = new HttpRequestMessage(new(method), path) { Content = new StringContent(body.Replace("{f}", field, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Add("X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content"));
            if (method == "PATCH") request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            return Plain(await browser.Send(request), field);
        }
    }

    [Theory, EveryEngine]
    public async Task a_shared_view_with_a_condition_on_a_hidden_field_tells_neither_its_name_nor_whom_it_finds(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (seller, _) = await Planted(site);
        var (browser, all) = (await site.SignedIn(seller), await site.SignedIn());
        var made = await all.Post("/leads/views", ("do", "save_as"), ("name", "뜨거운 리드"), ("shared", "on"), ("view", "all"), ("w", "rating:in:hot"), ("cols", "name,rating,interest"), ("sort", "interest"), ("group", "rating"),
            ("__RequestVerificationToken", (await all.Get("/leads")).Html.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!));
        Assert.Contains("/leads?view=", made.Location, StringComparison.Ordinal);
        var seen = await browser.Get(made.Location!);
        Assert.Equal(422, seen.Code);
        Assert.Contains("볼 수 없는 항목의 조건", seen.Words, StringComparison.Ordinal);
        Assert.Null(Told(seen));
        // Other conditions in its place are the person's own.
        var own = await browser.Get(made.Location + "&f=");
        Assert.Equal(200, own.Code);
        Assert.Contains("홍길동", own.Words, StringComparison.Ordinal);
        Assert.Null(Told(own));
    }

    [Theory, EveryEngine]
    public async Task who_does_not_see_a_field_still_makes_records_and_a_formula_over_it_is_hidden_with_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (seller, _) = await Planted(site);
        await site.Grant("seller", g => g.Set("lead", "source", FieldLevel.Hidden).Set("opportunity", "amount", FieldLevel.Hidden));
        var browser = await site.SignedIn(seller);
        var form = await browser.Get("/leads/new");
        Assert.Null(form.Html.QuerySelector("[name=source],[name=rating]"));
        var made = await browser.Submit(form, "/leads/new", ("name", "김새싹"));
        Assert.True(made.Code == 303, made.ToString());
        // What every new record begins with is there, though who made it doesn't see it.
        Assert.Equal(1, await site.Count("select count(*) from leads where name = @name and source = 'other'", ("name", "김새싹")));
        var batch = await browser.PostJson("/api/v1/lead/batch", """{"rows":[{"do":"create","fields":{"name":"김둘째"}}]}""", await browser.Get("/"));
        Assert.Contains("created", batch.Body, StringComparison.Ordinal);

        var customer = await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("customer"), new() { ["name"] = "손님", ["owner_id"] = seller }));
        var deal = await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("opportunity"), new() { ["name"] = "기회", ["customer_id"] = customer.Id, ["owner_id"] = seller }));
        using var read = JsonDocument.Parse((await browser.Get($"/api/v1/opportunity/{deal.Id}")).Body);
        Assert.False(read.RootElement.TryGetProperty("amount", out _) || read.RootElement.TryGetProperty("weighted", out _));
        foreach (var path in new[] { $"/opportunities/{deal.Id}", "/opportunities", "/opportunities/board", "/opportunities/board/sums" }) Assert.Equal((path, 200), (path, (await browser.Get(path)).Code));
    }

    [Theory, EveryEngine]
    public async Task no_segment_asks_by_a_hidden_field_of_customers(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Grant("marketer", g => g.Set("customer", "sex", FieldLevel.Hidden));
        var browser = await site.SignedIn(await site.Person("marketer"));
        var page = await browser.Get("/segments/new");
        Assert.Equal(200, page.Code);
        Assert.DoesNotContain("성별", page.Words, StringComparison.Ordinal);
        Assert.Contains("성별", (await (await site.SignedIn()).Get("/segments/new")).Words, StringComparison.Ordinal);
        foreach (var (path, body) in new[] { ("/api/v1/segment/count", """{"v":1,"tree":["eq",{"f":"FIELD"},"f"]}"""), ("/api/v1/segment", """{"name":"여성","tree":{"v":1,"tree":["eq",{"f":"FIELD"},"f"]}}""") })
        {
            var (hidden, none) = (await browser.PostJson(path, body.Replace("FIELD", "sex", StringComparison.Ordinal), page), await browser.PostJson(path, body.Replace("FIELD", "no_such_field", StringComparison.Ordinal), page));
            Assert.Equal((422, Plain(none, "no_such_field")), (hidden.Code, Plain(hidden, "sex")));
        }
    }

    /// <summary>A seller with a lead of their own, of which a role hides three fields that are filled, and were changed.</summary>
    private static async Task<(Guid Seller, Guid Lead)> Planted(TestSite site)
    {
        var seller = await site.Person("seller");
        await site.Grant("seller", g =>
        {
            foreach (var field in Hidden) g.Set("lead", field, FieldLevel.Hidden);
            // What a lead leads to has such a field too.
            foreach (var other in new[] { "customer", "opportunity" }) g.Set(other, "external_key", FieldLevel.Hidden);
        });
        var type = site.Company.Declarations.Named("lead");
        var saved = await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, type, new() { ["name"] = "홍길동", ["owner_id"] = seller, ["rating"] = "warm", ["interest"] = "비밀관심 처음", ["external_key"] = "SECRET-7" }));
        await site.Do<EditRecords, RecordSaved>(edit => edit.Change(Actor.System, type, saved.Id, saved.Version, new() { ["rating"] = "hot", ["interest"] = "비밀관심 나중" }));
        await site.Do<JournalReaders, int>(readers => readers.CatchUp());
        return (seller, saved.Id);
    }

    /// <summary>Everything of leads that can be looked at, from the list of routes, and what shows leads beside others.</summary>
    private static IEnumerable<string> Pages(TestSite site, Guid id) => ((IEndpointRouteBuilder)site.Site).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(r => r.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true).Select(r => "/" + r.RoutePattern.RawText!.Trim('/'))
        .Where(p => p.StartsWith("/leads", StringComparison.Ordinal) || p.StartsWith("/api/v1/lead", StringComparison.Ordinal) || p.StartsWith("/api/v1/access/lead", StringComparison.Ordinal))
        .Select(p => Part().Replace(p, m => m.Groups[1].Value switch { "id:guid" => id.ToString(), "name" => "organisation", "verb" => "qualify", "kind" => "memo", _ => Guid.Empty.ToString() })).Distinct()
        .Concat([
            "/leads/condition?add.field=source", "/leads?view=all&add.at=-1&add.field=source", "/leads?view=all&t=fold", "/leads/board?view=all", "/leads?view=all&group=status", "/leads/groups?view=all&group=status", $"/leads/{id}/timeline?kind=change", "/leads/new?rating=hot", "/api?type=lead", "/api",
            "/search?q=%ED%99%8D%EA%B8%B8%EB%8F%99", "/palette?q=%ED%99%8D%EA%B8%B8%EB%8F%99", "/api/v1/search?q=%ED%99%8D%EA%B8%B8%EB%8F%99", $"/palette?recent=leads/{id}", "/",
        ]);

    /// <summary>The first word of what is hidden that stands in an answer, what a program only wraps left out.</summary>
    private static string? Told(TestPage page)
    {
        if (page.Address.Contains("?rating=", StringComparison.Ordinal)) return page.Words.Contains("등급", StringComparison.Ordinal) ? "등급" : null;
        return Array.Find(Words, word => page.Body.Contains(word, StringComparison.Ordinal));
    }

    private static string Plain(TestPage page, string field)
    {
        var said = page.Body.StartsWith('{') ? page.Body : page.Words;
        return $"{page.Code} {Uuid().Replace(said.Replace(field, "field", StringComparison.Ordinal), "id")}";
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Part();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Uuid();
}

using System.Text;
using System.Text.RegularExpressions;
using Dangol.Platform;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Tests;

/// <summary>Keys of others' records in every place that takes a key: each answers as if there were no such record, and nothing of theirs changes.</summary>
public sealed partial class ForgedIdsTests
{
    private static readonly string[] Types = ["lead", "customer", "opportunity", "task", "call", "meeting", "memo", "relationship", "order"];

    [Theory, EveryEngine]
    public async Task every_route_answers_the_key_of_others_as_it_answers_a_key_of_nothing(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await Strangers.Of(site);
        var (browser, before) = (await site.SignedIn(house.Me), await house.State());
        var token = (await browser.Get("/")).Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!;
        var routes = Routes(site, house).ToList();
        Assert.True(routes.Count > 150, $"only {routes.Count} routes");
        var wrong = new List<string>();
        foreach (var (method, path, type) in routes)
        {
            var nothing = Guid.NewGuid();
            var (theirs, none) = (await Ask(house.Theirs[type]), await Ask(nothing));
            if (theirs.Code != none.Code || Plain(theirs, house.Theirs[type]) != Plain(none, nothing) || theirs.Body.Contains(Strangers.Secret, StringComparison.Ordinal))
                wrong.Add($"{method} {path}: {theirs.Code} where there is one, {none.Code} where there is none");

            Task<TestPage> Ask(Guid id) => Send(browser, token, method, Part().Replace(path, match => match.Groups[1].Value == "id:guid" ? id.ToString() : match.Groups[1].Value switch { "share:guid" => house.Share.ToString(), "event:guid" => house.Theirs["task"].ToString(), "name" => "owner_id", var other => other }), house);
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(30)));
        Assert.Equal(before, await house.State());
    }

    [Theory, EveryEngine]
    public async Task the_key_of_others_beside_ones_own_leads_nowhere(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await Strangers.Of(site);
        var (browser, admin, before) = (await site.SignedIn(house.Me), await site.SignedIn(), await house.State());
        var page = await browser.Get("/");
        var (lead, customer, theirs) = (house.Mine["lead"], house.Mine["customer"], house.Theirs);
        foreach (var (path, fields, code) in new (string, (string, string)[], int)[]
        {
            ($"/customers/{customer}/timeline/task/{theirs["task"]}/tick", [("version", "1"), ("done", "true")], 404),
            ($"/leads/{lead}/shares/{house.Share}/end", [], 404),
            ("/leads/board/move", [("id", theirs["lead"].ToString()), ("status", "working"), ("version", "1")], 404),
            ("/opportunities/board/move", [("id", theirs["opportunity"].ToString()), ("stage_id", Guid.NewGuid().ToString()), ("version", "1")], 404),
            ("/leads/views", [("do", "save"), ("view", house.View.ToString())], 404), ("/leads/views", [("do", "delete"), ("view", house.View.ToString())], 404), ("/leads/views", [("do", "pin"), ("view", house.View.ToString())], 404),
            ($"/leads/{lead}/undo", [("set", house.Set.ToString())], 404),
            ($"/leads/{lead}/undo", [("set", house.Set.ToString()), ("only", "1")], 409),
            ("/opportunities/new", [("name", "기회"), ("customer_id", theirs["customer"].ToString())], 422),
        })
            Assert.Equal((path, code), (path, (await Post(browser, page, path, fields)).Code));
        foreach (var (path, json) in new[]
        {
            ("/api/v1/opportunity", $$"""{"name":"기회","customer_id":"{{theirs["customer"]}}"}"""), ("/api/v1/task", $$"""{"subject":"할 일","regarding_type":"customer","regarding_id":"{{theirs["customer"]}}"}"""),
            ("/api/v1/relationship", $$"""{"from_customer_id":"{{customer}}","to_customer_id":"{{theirs["customer"]}}","kind":"household"}"""), ("/api/v1/opportunity/batch", $$"""{"rows":[{"do":"create","fields":{"name":"기회","customer_id":"{{theirs["customer"]}}"} }]}"""),
        })
        {
            // The answer for a record that is not there is the same.
            var (known, none) = (await browser.PostJson(path, json, page), await browser.PostJson(path, json.Replace(theirs["customer"].ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal), page));
            Assert.Contains("reference_unknown", known.Body, StringComparison.Ordinal);
            Assert.Equal(none.Body, known.Body);
        }
        // In bulk it is left out; of what one composes the record that it is about is the one of the page.
        Assert.Equal(303, (await Post(browser, page, "/leads/bulk", ("ids", theirs["lead"].ToString()), ("do", "apply"), ("field", "source"), ("value", "web"))).Code);
        await Until.True(async () => await site.Count("select count(*) from jobs where state = 'succeeded'") == 1, "the work ended");
        foreach (var path in new[] { $"/leads?view={house.View}", $"/leads?view=all&w=owner_id:eq:{house.Stranger}", $"/opportunities?view=all&w=customer_id:eq:{theirs["customer"]}", $"/leads/choices?field=customer_id&q=", "/opportunities/choices?field=customer_id&q=", $"/palette?recent=leads/{theirs["lead"]}", $"/leads/{lead}/beside?list={Uri.EscapeDataString($"view={house.View}")}" })
            Assert.DoesNotContain(Strangers.Secret, (await browser.Get(path)).Body, StringComparison.Ordinal);
        Assert.Equal(before, await house.State());

        var form = await browser.Get($"/customers/{customer}?compose=task");
        Assert.True((await browser.Submit(form, $"/customers/{customer}/compose/task", ("task.subject", "내 할 일"), ("regarding_id", theirs["customer"].ToString()), ("task.regarding_id", theirs["customer"].ToString()), ("task.owner_id", house.Stranger.ToString()), ("owner_id", house.Stranger.ToString()))).Code is 303);
        Assert.Equal(1, await site.Count("select count(*) from tasks where subject = '내 할 일' and regarding_id = @mine and owner_id = @me", ("mine", customer), ("me", house.Me)));
        Assert.Equal(200, (await admin.Get($"/leads?view=all")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_share_that_is_over_opens_no_page_answer_or_search(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await Strangers.Of(site);
        var (id, browser) = (house.Theirs["lead"], await site.SignedIn(house.Me));
        await site.Share("lead", id, user: house.Me, mayEdit: true, until: site.Company.Today.AddDays(-1));
        foreach (var path in new[] { $"/leads/{id}", $"/api/v1/lead/{id}", $"/leads/{id}/history", $"/leads/{id}/peek", $"/leads/{id}/edit", $"/api/v1/access/lead/{id}" }) Assert.Equal((path, 404), (path, (await browser.Get(path)).Code));
        foreach (var path in new[] { "/leads?view=all", "/api/v1/lead", $"/search?q={Uri.EscapeDataString(Strangers.Secret)}&type=lead" }) Assert.DoesNotContain(id.ToString(), (await browser.Get(path)).Body, StringComparison.Ordinal);
        // It is over by its day alone: with one more day it is open.
        await site.Share("lead", id, user: house.Me, until: site.Company.Today);
        Assert.Equal(200, (await browser.Get($"/leads/{id}")).Code);
        Assert.Contains((await browser.Get($"/leads/{id}/edit")).Code, new[] { 403, 404 });
    }

    /// <summary>Every route with the key of a record of these types, with each verb, kind and method that it takes.</summary>
    private static IEnumerable<(string Method, string Path, string Type)> Routes(TestSite site, Strangers house) => ((IEndpointRouteBuilder)site.Site).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(r => (r.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (Method: method, Path: "/" + r.RoutePattern.RawText!.Trim('/'))))
        .SelectMany(r => Types.Where(t => site.Company.Declarations.Named(t) is var type && (r.Path.StartsWith($"/{type.Pages!.Path}/{{id:guid}}", StringComparison.Ordinal) || r.Path.StartsWith($"/api/v1/{t}/{{id:guid}}", StringComparison.Ordinal) || r.Path.StartsWith($"/api/v1/access/{t}/{{id:guid}}", StringComparison.Ordinal)))
            .SelectMany(t => Filled(house, r.Path, t).Select(path => (r.Method, path, t)))).Distinct();

    private static IEnumerable<string> Filled(Strangers house, string path, string type) =>
        path.Contains("{verb}", StringComparison.Ordinal) ? house.Verbs.Where(v => v.Type == type).Select(v => path.Replace("{verb}", v.Name, StringComparison.Ordinal)).Append(path.Replace("{verb}", "x", StringComparison.Ordinal))
        : path.Contains("{kind}", StringComparison.Ordinal) ? new[] { "task", "memo" }.Select(kind => path.Replace("{kind}", kind, StringComparison.Ordinal))
        : [path];

    private static Task<TestPage> Send(TestBrowser browser, string token, string method, string path, Strangers house)
    {
        var request = new HttpRequestMessage(new(method), path);
        request.Headers.Add("X-CSRF-TOKEN", token);
        if (method is "PATCH" or "DELETE" or "POST") request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (method != "GET")
            request.Content = path.StartsWith("/api/", StringComparison.Ordinal)
                ? new StringContent(method == "PATCH" ? $$"""{"owner_id":"{{house.Me}}"}""" : path.EndsWith("/shares", StringComparison.Ordinal) ? $$"""{"user_id":"{{house.Me}}","may_edit":true}""" : path.EndsWith("/unmask", StringComparison.Ordinal) ? """{"reason":"전화로 문의가 와서 확인해요"}""" : "{}", Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["version"] = "1", ["owner_id"] = house.Me.ToString(), ["name"] = "뺏은 이름", ["task.subject"] = "남의 것에 적기", ["memo.body"] = "남의 것에 적기", ["done"] = "true", ["reason"] = "전화로 문의가 와서 확인해요", ["with"] = $"user:{house.Me}", ["may_edit"] = "1", ["set"] = house.Set.ToString(), ["only"] = "1",
                });
        return browser.Send(request);
    }

    private static Task<TestPage> Post(TestBrowser browser, TestPage page, string path, params (string, string)[] fields) =>
        browser.Post(path, [.. fields, ("__RequestVerificationToken", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!)]);

    private static string Plain(TestPage page, Guid id) => Uuid().Replace(page.Body.StartsWith('{') || page.Body.Length == 0 ? page.Body : page.Words, match => match.Value == id.ToString() ? "this" : "some");

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Part();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}

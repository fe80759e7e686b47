using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Verbs and the rest of the API for programs: limits, repeated calls, likely duplicates.</summary>
public sealed class VerbApiTests
{
    [Theory, EveryEngine]
    public async Task a_verb_that_is_called_twice_with_one_key_runs_once(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var lead = (await api.Post("lead", """{"name":"김하늘"}""")).Text("id");
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => api.Post($"lead/{lead}/do/convert", """{"opportunity":true}""", ("Idempotency-Key", "k-1"))));
        Assert.All(both, answer => Assert.True(answer.Code == 200, answer.Page.Body));
        Assert.Equal(both[0].Page.Body, both[1].Page.Body);
        Assert.Equal((1, 1), (await api.Site.Count("select count(*) from customers"), await api.Site.Count("select count(*) from opportunities")));
        var again = await api.Post($"lead/{lead}/do/convert", """{"opportunity":true}""", ("Idempotency-Key", "k-1"));
        Assert.Equal((200, "true"), (again.Code, again.Header("Idempotency-Replayed")));
        Assert.Equal("idempotency_key_reused", (await api.Post($"lead/{lead}/do/convert", "{}", ("Idempotency-Key", "k-1"))).Text("rule"));
        Assert.Equal(409, (await api.Post($"lead/{lead}/do/convert", "{}", ("Idempotency-Key", "k-2"))).Code);
        Assert.Equal(400, (await api.Post($"lead/{lead}/do/convert", "[]")).Code);
    }

    [Theory, EveryEngine]
    public async Task what_no_screen_offers_is_refused(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var (lost, won, lead) = ((await api.Post("opportunity", """{"name":"실주"}""")).Text("id"), (await api.Post("opportunity", """{"name":"수주"}""")).Text("id"), (await api.Post("lead", """{"name":"김하늘"}""")).Text("id"));
        Assert.Equal(200, (await api.Post($"opportunity/{lost}/do/lose", """{"lost_reason":"price"}""")).Code);
        Assert.Equal((409, "opportunity_closed", (string?)null), (await api.Post($"opportunity/{lost}/do/win", "{}")).Problem());
        Assert.Equal(200, (await api.Post($"opportunity/{won}/do/win", "{}")).Code);
        Assert.Equal("opportunity_closed", (await api.Post($"opportunity/{won}/do/win", "{}")).Text("rule"));
        Assert.Equal("opportunity_closed", (await api.Post($"opportunity/{won}/do/lose", """{"lost_reason":"price"}""")).Text("rule"));
        // Another stage opens it again.
        var stage = (await api.Get("stage?sort=position&size=1")).Json["items"]![0]!["id"]!.GetValue<string>();
        Assert.Equal(200, (await api.Post($"opportunity/{won}/do/move", $$"""{"stage_id":"{{stage}}"}""")).Code);
        Assert.Equal(200, (await api.Post($"opportunity/{won}/do/lose", """{"lost_reason":"price"}""")).Code);
        Assert.Equal(200, (await api.Post($"lead/{lead}/do/convert", "{}")).Code);
        foreach (var (verb, body) in new[] { ("convert", "{}"), ("qualify", """{"status":"working"}"""), ("drop", """{"unqualified_reason":"spam"}""") })
            Assert.Equal((409, "lead_converted", (string?)null), (await api.Post($"lead/{lead}/do/{verb}", body)).Problem());
    }

    [Theory, EveryEngine]
    public async Task a_lead_is_joined_to_a_customer_who_is_there_unless_a_new_one_is_wanted(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var there = (await api.Post("customer", """{"name":"기존고객","phone":"010-3333-4444"}""")).Text("id");
        var (one, two) = ((await api.Post("lead", """{"name":"하나","phone":"010-3333-4444"}""")).Text("id"), (await api.Post("lead", """{"name":"둘","phone":"010-3333-4444"}""")).Text("id"));
        var joined = await api.Post($"lead/{one}/do/convert", "{}");
        Assert.Contains("기존 고객에 이었어요", joined.Json["said"]!["ko"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((there, 0), ((await api.Get("lead/" + one)).Text("customer_id"), await api.Site.Count("select count(*) from opportunities")));
        var anew = await api.Post($"lead/{two}/do/convert", """{"new_customer":true}""");
        Assert.Equal("고객으로 전환했어요.", anew.Json["said"]!["ko"]!.GetValue<string>());
        Assert.NotEqual(there, (await api.Get("lead/" + two)).Text("customer_id"));
        Assert.Equal((2, 0), (await api.Site.Count("select count(*) from customers"), await api.Site.Count("select count(*) from opportunities")));
    }

    [Theory, EveryEngine]
    public async Task a_currency_and_a_year_of_birth_that_are_none_are_refused(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        foreach (var currency in new[] { "ABC", "XXX", "krw" })
            Assert.Equal((422, "currency_wrong", "amount"), (await api.Post("opportunity", $$$"""{"name":"x","amount":{"amount":10,"currency":"{{{currency}}}"}}""")).Problem());
        Assert.Equal(201, (await api.Post("opportunity", """{"name":"x","amount":{"amount":10,"currency":"XCG"}}""")).Code);
        foreach (var year in new[] { "12", "2090", "-1980" }) Assert.Equal((422, "birth_year_wrong", "birth_year"), (await api.Post("customer", $$"""{"name":"x","birth_year":{{year}}}""")).Problem());
        Assert.Equal(201, (await api.Post("customer", """{"name":"x","birth_year":1980}""")).Code);
        var batch = await api.Post("customer/batch", """{"rows":[{"fields":{"name":"a","birth_year":12}},{"fields":{"name":"b","birth_year":2001}}]}""");
        Assert.Equal(["birth_year_wrong", "created"], batch.Json["rows"]!.AsArray().Select(v => (v!["rule"] ?? v["outcome"])!.GetValue<string>()));
    }

    [Theory, EveryEngine]
    public async Task every_call_is_counted(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var lead = (await api.Post("lead", """{"name":"김하늘"}""")).Text("id");
        var done = await api.Post($"lead/{lead}/do/drop", """{"unqualified_reason":"spam"}""");
        Assert.NotNull(done.Header("RateLimit"));
        Assert.NotNull((await api.Get("search?q=김")).Header("RateLimit"));
        Assert.NotNull((await api.Get($"job/{Guid.NewGuid()}")).Header("RateLimit"));
        Assert.NotNull((await api.Post($"change_set/{done.Text("change_set_id")}/undo", "{}")).Header("RateLimit"));
    }

    [Theory, EveryEngine]
    public async Task a_likely_duplicate_is_reported_or_refused(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var first = await api.Post("lead", """{"name":"김하늘","email":"sky@haneul.example","phone":"010-1234-5678"}""");
        Assert.Null(first.Json["similar"]);
        var second = await api.Post("lead", """{"name":"하늘","email":"Sky@haneul.example"}""", ("Idempotency-Key", "two"));
        Assert.Equal(201, second.Code);
        Assert.Equal(("lead", first.Text("id"), "email"), ((string)second.Json["similar"]![0]!["type"]!, (string)second.Json["similar"]![0]!["id"]!, (string)second.Json["similar"]![0]!["by"]!));
        Assert.Equal(second.Page.Body, (await api.Post("lead", """{"name":"하늘","email":"Sky@haneul.example"}""", ("Idempotency-Key", "two"))).Page.Body);
        var third = await api.Post("lead?duplicates=refuse", """{"name":"또","phone":"010 1234 5678"}""");
        Assert.Equal((409, "similar", "phone"), (third.Code, third.Text("rule"), third.Text("field")));
        Assert.Equal(201, (await api.Post("lead?duplicates=refuse", """{"name":"홀로","phone":"010 1111 2222"}""")).Code);
        Assert.Equal("value_wrong", (await api.Post("lead?duplicates=maybe", """{"name":"x"}""")).Text("rule"));
        var changed = await api.Call("PATCH", "lead/" + second.Text("id"), """{"phone":"010-1234-5678"}""", ("If-Match", "\"1\""));
        Assert.Equal("phone", (string)changed.Json["similar"]![0]!["by"]!);
        Assert.Equal(3, await api.Site.Count("select count(*) from leads"));
    }

    [Theory, EveryEngine]
    public async Task what_another_system_sends_again_under_its_own_name_is_changed(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        foreach (var (type, name) in new[] { ("lead", "name"), ("opportunity", "name"), ("task", "subject"), ("call", "subject"), ("memo", "body") })
        {
            var made = await api.Call("PUT", $"{type}/by/external_key/erp-1", $$"""{"{{name}}":"처음"}""");
            Assert.True(made.Code == 201, made.Page.Body);
            var changed = await api.Call("PUT", $"{type}/by/external_key/erp-1", $$"""{"{{name}}":"다음"}""");
            Assert.Equal((200, made.Text("id")), (changed.Code, changed.Text("id")));
            var batch = await api.Post($"{type}/batch", $$$"""{"rows":[{"do":"upsert","by":"external_key","fields":{"external_key":"erp-1","{{{name}}}":"셋째"}},{"do":"upsert","by":"external_key","fields":{"external_key":"erp-2","{{{name}}}":"새것"}}]}""");
            Assert.Equal(["updated", "created"], batch.Json["rows"]!.AsArray().Select(r => (string?)r!["outcome"]));
        }
    }
}

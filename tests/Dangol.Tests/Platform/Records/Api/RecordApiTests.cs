using System.Text.Json.Nodes;
using Dangol.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>The API of a declared type over HTTP: read, make, change, remove.</summary>
public sealed class RecordApiTests
{
    [Theory, EveryEngine]
    public async Task a_reference_that_is_needed_and_left_out_is_named_alone_and_in_its_row(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var alone = await api.Post("stage", """{"name":"s"}""");
        Assert.Equal((422, "required", "pipeline_id"), (alone.Code, alone.Text("rule"), alone.Text("field")));
        var pipeline = (await api.Post("pipeline", """{"name":"과정"}""")).Text("id");
        var batch = await api.Post("stage/batch", $$$"""{"rows":[{"fields":{"name":"있음","pipeline_id":"{{{pipeline}}}"}},{"fields":{"name":"없음"}}]}""");
        Assert.Equal([null, "pipeline_id"], batch.Json["rows"]!.AsArray().Select(r => (string?)r!["field"]));
        Assert.Equal(1, (int)batch.Json["created"]!);
    }

    [Theory, EveryEngine]
    public async Task a_record_is_made_read_changed_and_removed(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var made = await api.Post("gadget", """
            {"name":"가위","code":"G/1 가","pieces":"1,200","price":{"amount":12.5,"currency":"USD"},"share":0.5,"made_on":"2026년 11월 1일","seen_at":"2026-11-21T06:04:00Z","is_fragile":true,
             "size":"중간","colours":["green","red"],"tags":["VIP","서울"],"phone":"010-1234-5678","handling":"조심"}
            """);
        Assert.Equal((201, "\"1\""), (made.Code, made.Header("ETag")));
        var path = made.Header("Location")!["/api/v1/".Length..];
        Assert.Equal("gadget/" + made.Text("id"), path);

        var read = await api.Get(path);
        Assert.Equal((200, "\"1\"", "no-store, private"), (read.Code, read.Header("ETag"), read.Header("Cache-Control")));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$$"""
            {"id":"{{{made.Text("id")}}}","version":1,"name":"가위","code":"G/1 가","story":null,"pieces":1200,"weight":null,"price":{"amount":12.5,"currency":"USD"},"piece_micros":null,"share":0.5,"made_on":"2026-11-01",
             "seen_at":"2026-11-21T06:04:00.000Z","is_fragile":true,"size":"medium","colours":["red","green"],"tags":["vip","서울"],"email":null,"phone":"+821012345678","website":null,"address":null,
             "business_number":null,"parent_id":null,"keeper_id":"{{{api.Site.Administrator}}}","handling":"조심","checked_at":null,"weighted":{"amount":6.25,"currency":"USD"},
             "owner_id":"{{{api.Site.Administrator}}}","team_id":null,"created_at":"2026-11-21T03:00:00.000Z","created_by":"{{{api.Site.Administrator}}}","updated_at":"2026-11-21T03:00:00.000Z",
             "updated_by":"{{{api.Site.Administrator}}}","names":{"keeper_id":"김민수","owner_id":"김민수","created_by":"김민수","updated_by":"김민수"}}
            """), read.Json), read.Page.Body);
        Assert.Equal(304, (await api.Call("GET", path, null, ("If-None-Match", "\"1\""))).Code);
        Assert.Equal("""{"id":"x","version":1,"name":"가위","keeper.name":"김민수"}""".Replace("x", made.Text("id"), StringComparison.Ordinal), (await api.Get(path + "?fields=name,keeper.name")).Page.Body);

        var changed = await api.Call("PATCH", path, """{"name":"큰 가위","price":null}""", ("If-Match", "\"1\""));
        Assert.Equal((200, "\"2\"", 2), (changed.Code, changed.Header("ETag"), changed.Json["version"]!.GetValue<int>()));
        read = await api.Get(path + "?fields=name,price,weighted");
        Assert.Equal(("큰 가위", true, true), (read.Text("name"), read.Json["price"] is null, read.Json["weighted"] is null));

        Assert.Equal((412, "changed_meanwhile", "version"), (await api.Call("DELETE", path, null, ("If-Match", "\"1\""))).Problem());
        var gone = await api.Call("DELETE", path, null, ("If-Match", "\"2\""));
        Assert.Equal((204, ""), (gone.Code, gone.Page.Body));
        Assert.Equal((404, "out_of_reach", null), (await api.Get(path)).Problem());
        Assert.Equal((404, "out_of_reach", null), (await api.Call("DELETE", path)).Problem());
        Assert.NotEqual(Guid.Empty, Guid.Parse(gone.Header("Change-Set")!));
        Assert.Equal(3, await api.Site.Count("select count(*) from change_sets s join journal j on j.change_set_id = s.id where s.origin = 'api' and j.type = 'gadget'"));
    }

    [Theory, EveryEngine]
    public async Task a_list_is_filtered_sorted_and_paged_there_and_back(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        for (var i = 0; i < 23; i++) await api.Made($$"""{"name":"나사 {{i:D2}}","pieces":{{(i % 5 == 0 ? "null" : i % 4)}},"size":"{{(i % 2 == 0 ? "small" : "large")}}"}""");
        var filter = new Clause.Compare(new Term.Field("size"), Operator.Equal, new Term.Literal("small"));
        var whole = (await api.Get($"gadget?filter={Uri.EscapeDataString(TreeJson.Write(filter))}&sort=-pieces&fields=name,pieces&size=500")).Json;
        Assert.Equal((12, 12, false), (whole["items"]!.AsArray().Count, whole["count"]!["number"]!.GetValue<int>(), whole["count"]!["more"]!.GetValue<bool>()));
        Assert.Equal(["id", "version", "name", "pieces"], whole["items"]![0]!.AsObject().Select(p => p.Key));
        var names = Names(whole);
        Assert.Equal(["나사 00", "나사 10", "나사 20"], names[^3..].Order());

        var (there, page) = (new List<string>(), default(JsonNode)!);
        for (var after = ""; after is not null; after = page["next"]?.GetValue<string>())
        {
            page = (await api.Get($"gadget?filter={TreeJson.ToUrl(filter)}&sort=-pieces&fields=name,pieces&size=5&count=false&after={after}")).Json;
            Assert.Null(page["count"]);
            there.AddRange(Names(page));
        }
        Assert.Equal(names, there);
        var back = Names(page);
        while (page["previous"]?.GetValue<string>() is { } before)
        {
            page = (await api.Get($"gadget?filter={TreeJson.ToUrl(filter)}&sort=-pieces&fields=name,pieces&size=5&after={before}")).Json;
            back = [.. Names(page), .. back];
        }
        Assert.Equal(names, back);

        static List<string> Names(JsonNode page) => [.. page["items"]!.AsArray().Select(i => i!["name"]!.GetValue<string>())];
    }

    [Theory, EveryEngine]
    public async Task what_is_asked_wrongly_is_refused_by_name(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var id = await api.Made("""{"name":"못","code":"A"}""");
        foreach (var (query, rule, field) in (ReadOnlySpan<(string, string, string)>)
        [
            ("size=0", "value_wrong", "size"), ("size=501", "value_wrong", "size"), ("size=x", "value_wrong", "size"), ("size=1&size=2", "value_wrong", "size"), ("count=no", "value_wrong", "count"),
            ("sort=nothing", "unknown_field", "nothing"), ("sort=story", "not_sortable", "story"), ("fields=name,nothing", "unknown_field", "nothing"), ("fields=keeper.password_hash", "unknown_field", "keeper.password_hash"),
            ("after=x", "place_wrong", "after"), ("sort=made_on&after=" + new Keyset("x", Guid.Empty).ToUrl(), "place_wrong", "after"), ("where=1", "unknown_part", "where"),
            ("filter=%7B", "tree_not_readable", "tree"), ("filter=x", "tree_not_readable", "tree"), ("filter=" + TreeJson.ToUrl(new Clause.Compare(new Term.Field("nothing"), Operator.Empty, [])), "tree_unknown_field", "tree"),
            ("filter=" + TreeJson.ToUrl(new Clause.Compare(new Term.Field("size"), Operator.Equal, new Term.Literal("huge"))), "tree_bad_value", "tree"),
        ])
            Assert.Equal((422, rule, field), api.Get("gadget?" + query).Result.Problem());

        foreach (var (json, code, rule, field) in (ReadOnlySpan<(string, int, string, string?)>)
        [
            ("", 400, "json_wrong", null), ("[]", 400, "json_wrong", null), ("{", 400, "json_wrong", null), ("""{"name":"a","name":"b"}""", 400, "json_wrong", null), ("null", 400, "json_wrong", null),
            ("{}", 422, "required", "name"), ("""{"name":" "}""", 422, "required", "name"), ("""{"name":1}""", 422, "not_text", "name"), ("""{"name":"a","nothing":1}""", 422, "unknown_field", "nothing"),
            ("""{"name":"a","id":"x"}""", 422, "unknown_field", "id"), ("""{"name":"a","checked_at":null}""", 422, "read_only", "checked_at"), ("""{"name":"a","weighted":1}""", 422, "unknown_field", "weighted"),
            ("""{"name":"a","code":"A"}""", 409, "duplicate", "code"), ("""{"name":"a","price":{"amount":1.5}}""", 422, "money_too_fine", "price"), ("""{"name":"a","business_number":"120-81-47522"}""", 422, "business_number_check", "business_number"),
            ("""{"name":"a","parent_id":"00000000-0000-0000-0000-000000000001"}""", 422, "reference_unknown", "parent_id"), ("""{"name":"a","owner_id":"me"}""", 422, "not_a_record", "owner_id"), ("""{"name":"a","pieces":-1}""", 422, "negative", "pieces"),
        ])
            Assert.Equal((code, rule, field), api.Post("gadget", json).Result.Problem());

        Assert.Equal((428, "version_missing", "If-Match"), (await api.Call("PATCH", "gadget/" + id, "{}")).Problem());
        foreach (var tag in (string[])["1", "W/\"1\"", "\"x\"", "*", "\"0\"", "\"9\""])
            Assert.Equal((412, "version_unknown", "If-Match"), (await api.Call("PATCH", "gadget/" + id, "{}", ("If-Match", tag))).Problem());
        Assert.Equal(404, (await api.Call("PATCH", $"gadget/{Guid.CreateVersion7()}", "{}", ("If-Match", "\"1\""))).Problem().Code);
        Assert.Equal(404, (await api.Get("gadget/x")).Code);
        Assert.Equal(404, (await api.Get("nothing")).Code);
        Assert.Equal(405, (await api.Call("PUT", "gadget/" + id, "{}")).Code);
        var form = await api.Call("POST", "gadget", null, ("Content-Type", "text/plain"));
        Assert.Equal((415, "not_json", null), form.Problem());
        Assert.Equal(1, await api.Site.Count("select count(*) from gadgets"));
    }

    [Theory, EveryEngine]
    public async Task who_meets_anothers_change_is_told_the_field(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var path = "gadget/" + await api.Made("""{"name":"처음","pieces":1}""");
        Assert.Equal(200, (await api.Call("PATCH", path, """{"pieces":2}""", ("If-Match", "\"1\""))).Code);
        Assert.Equal((409, "changed_meanwhile", "pieces"), (await api.Call("PATCH", path, """{"name":"다음","pieces":3}""", ("If-Match", "\"1\""))).Problem());
        var merged = await api.Call("PATCH", path, """{"name":"다음"}""", ("If-Match", "\"1\""));
        Assert.Equal((200, "\"3\""), (merged.Code, merged.Header("ETag")));
        var same = await api.Call("PATCH", path, """{"name":"다음"}""", ("If-Match", "\"3\""));
        Assert.Equal(("\"3\"", true), (same.Header("ETag"), same.Json["change_set_id"] is null));
    }

    [Theory, EveryEngine]
    public async Task a_record_is_put_by_its_key(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var code = Uri.EscapeDataString("가/1 %");
        var made = await api.Call("PUT", "gadget/by/code/" + code, """{"name":"하나"}""");
        Assert.Equal(201, made.Code);
        var changed = await api.Call("PUT", "gadget/by/code/" + code, """{"name":"둘","code":"가/1 %"}""");
        Assert.Equal((200, made.Text("id"), "\"2\""), (changed.Code, changed.Text("id"), changed.Header("ETag")));
        Assert.Equal("가/1 %", (await api.Get("gadget/" + made.Text("id"))).Text("code"));
        Assert.Equal((422, "key_differs", "code"), (await api.Call("PUT", "gadget/by/code/" + code, """{"code":"other"}""")).Problem());
        Assert.Equal((422, "required", "name"), (await api.Call("PUT", "gadget/by/code/new", "{}")).Problem());
        Assert.Equal(404, (await api.Call("PUT", "gadget/by/name/new", "{}")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_call_that_comes_twice_is_carried_out_once(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var key = ("Idempotency-Key", "order-1");
        // All at the same time: one does it, the others are answered what it was answered.
        var calls = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.Post("gadget", """{"name":"한 번"}""", key)));
        Assert.Equal(1, await api.Site.Count("select count(*) from gadgets"));
        Assert.All(calls, c => Assert.Equal((201, calls[0].Page.Body, calls[0].Header("Location"), "\"1\""), (c.Code, c.Page.Body, c.Header("Location"), c.Header("ETag"))));
        Assert.Equal(5, calls.Count(c => c.Header("Idempotency-Replayed") == "true"));
        Assert.Equal((422, "idempotency_key_reused", "Idempotency-Key"), (await api.Post("gadget", """{"name":"다른 것"}""", key)).Problem());
        Assert.Equal((422, "idempotency_key_wrong", "Idempotency-Key"), (await api.Post("gadget", "{}", ("Idempotency-Key", "a b"))).Problem());

        // What was refused has done nothing and may be tried again.
        Assert.Equal(422, (await api.Post("gadget", "{}", ("Idempotency-Key", "order-2"))).Code);
        Assert.Equal(201, (await api.Post("gadget", """{"name":"이번에는"}""", ("Idempotency-Key", "order-2"))).Code);

        var path = "gadget/" + calls[0].Text("id");
        var change = ("Idempotency-Key", "change-1");
        Assert.Equal("\"2\"", (await api.Call("PATCH", path, """{"pieces":1}""", ("If-Match", "\"1\""), change)).Header("ETag"));
        Assert.Equal("\"3\"", (await api.Call("PATCH", path, """{"pieces":2}""", ("If-Match", "\"2\""))).Header("ETag"));
        var again = await api.Call("PATCH", path, """{"pieces":1}""", ("If-Match", "\"1\""), change);
        Assert.Equal((200, "\"2\"", "true"), (again.Code, again.Header("ETag"), again.Header("Idempotency-Replayed")));
        Assert.Equal(2, (await api.Get(path)).Json["pieces"]!.GetValue<int>());
        Assert.Equal(1, await api.Site.Count("select count(*) from api_answers where key = 'order-1'"));
    }

    [Fact]
    public async Task calls_are_counted_and_refused_beyond_the_limit()
    {
        await using var api = await ApiCaller.Open(Engine.Sqlite, services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Api:CallsPerMinute", (string?)"3")]).Build()));
        for (var left = 2; left >= 0; left--)
        {
            var fine = await api.Get("gadget");
            Assert.Equal((200, "\"account\";q=3;w=60", $"\"account\";r={left};t=60"), (fine.Code, fine.Header("RateLimit-Policy"), fine.Header("RateLimit")));
        }
        var refused = await api.Get("gadget");
        Assert.Equal((429, "too_many_calls", null), refused.Problem());
        Assert.Equal(("60", "\"account\";r=0;t=60"), (refused.Header("Retry-After"), refused.Header("RateLimit")));
    }

    [Theory, EveryEngine]
    public async Task without_the_token_of_the_session_nothing_is_changed(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var browser = await api.Site.SignedIn();
        Assert.Equal(400, (await browser.PostJson("/api/v1/gadget", """{"name":"몰래"}""")).Code);
        Assert.Equal(401, (await api.Site.Browser().Get("/api/v1/gadget")).Code);
        Assert.Equal(401, (await api.Site.Browser().PostJson("/api/v1/gadget", """{"name":"몰래"}""")).Code);
        Assert.Equal(0, await api.Site.Count("select count(*) from gadgets"));
    }

    [Theory, EveryEngine]
    public async Task what_is_personal_is_masked_unless_the_rights_say_otherwise(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 40, seed: 3);
        var declarations = gadgets.Company.Company.Declarations;
        var list = await gadgets.List(new() { Columns = ["name", "email", "phone", "address", "parent.phone", "keeper_id", "keeper.email", "keeper.name"], Size = 500 });
        var plain = JsonNode.Parse(ApiAnswer.Page(gadgets.Somebody, gadgets.Columns, declarations, list))!["items"]!.AsArray();
        var clerk = gadgets.Somebody with { Id = Guid.CreateVersion7(), Rights = new Clerk() };
        var masked = JsonNode.Parse(ApiAnswer.Page(clerk, gadgets.Columns, declarations, await gadgets.List(new() { Columns = [.. list.Columns.Select(c => c.Path)], Size = 500 }, clerk)))!["items"]!.AsArray();
        var hidden = 0;
        foreach (var (open, covered) in plain.Zip(masked))
        {
            foreach (var path in (string[])["email", "phone", "address", "parent.phone", "keeper.email"])
            {
                Assert.Equal(open![path] is null, covered![path] is null);
                if (open[path]?.GetValue<string>() is not { } value) continue;
                Assert.NotEqual(value, covered[path]!.GetValue<string>());
                Assert.Contains("*", covered[path]!.GetValue<string>(), StringComparison.Ordinal);
                hidden++;
            }
            Assert.Equal(open!["name"]!.GetValue<string>(), covered!["name"]!.GetValue<string>());
            // Colleagues are named to everybody.
            Assert.Equal(open["names"]?.ToJsonString(), covered["names"]?.ToJsonString());
        }
        Assert.True(hidden > 60, $"only {hidden} were masked");
        Assert.Equal("010-****-0001", Disclosure.Shown(gadgets.Somebody with { Rights = new Clerk() }, gadgets.Columns, gadgets.Columns.Find("phone"), "+821000000001", gadgets.Company.Company.Declarations));
    }

    private sealed class Clerk : Rights
    {
        public override bool Allows(Permission permission) => true;

        public override bool MaySet(string type, string field) => true;
    }
}

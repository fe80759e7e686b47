using System.Text.Json;
using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Segments, offers and campaigns as a program makes them, and what it is told of bad input: a problem (RFC 9457) with the rule and the field.</summary>
public sealed class MarketingApiTests
{
    private const string Everybody = """{"v":1,"tree":["eq",{"f":"country"},"KR"]}""";

    [Theory, EveryEngine]
    public async Task a_program_goes_from_segment_to_result(Engine engine)
    {
        await using var site = await Shop(engine);
        var (browser, page) = await Signed(site);
        async Task<JsonElement> Post(int status, string path, string json)
        {
            var answer = await browser.PostJson(path, json, page);
            Assert.True(answer.Code == status, $"{path}: {answer.Code} {answer.Body}");
            return JsonDocument.Parse(answer.Body).RootElement;
        }

        var count = await Post(200, "/api/v1/segment/count", Everybody);
        Assert.Equal((60, 60), (count.GetProperty("members").GetInt32(), count.GetProperty("customers").GetInt32()));
        Assert.Contains("KR", count.GetProperty("sentence").GetProperty("en").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, count.GetProperty("as_of").ValueKind);
        Assert.Equal(60, count.GetProperty("clauses")[0].GetProperty("alone").GetInt32());

        var segment = (await Post(201, "/api/v1/segment", $$"""{"name":"모두","tree":{{Everybody}}}""")).GetProperty("id").GetGuid();
        var kept = await Get(browser, $"/api/v1/segment/{segment}");
        Assert.Equal(Everybody, kept.GetProperty("tree").GetRawText());
        await Post(200, "/api/v1/segment", $$"""{"id":"{{segment}}","version":{{kept.GetProperty("version")}},"name":"모든 고객","tree":{{Everybody}}}""");

        var offer = (await Post(201, "/api/v1/offer", """{"name":"쿠폰","code":"API10","body":"10% 할인","value":3000}""")).GetProperty("id").GetGuid();
        Assert.Equal((3000, "KRW"), ((await Get(browser, "/api/v1/offer"))[0].GetProperty("value").GetInt32(), (await Get(browser, "/api/v1/offer"))[0].GetProperty("currency").GetString()));

        var made = await Post(201, "/api/v1/campaign", $$"""{"name":"가을","segment":"{{segment}}","channel":"letter","offer":"{{offer}}","body":"{오퍼}","control_share":2500,"window_days":14}""");
        var campaign = made.GetProperty("id").GetGuid();
        Assert.Equal(("draft", 2500, 14), (made.GetProperty("state").GetString(), made.GetProperty("control_share").GetInt32(), made.GetProperty("window_days").GetInt32()));
        var changed = await Post(200, "/api/v1/campaign", $$"""{"id":"{{campaign}}","version":{{made.GetProperty("version")}},"budget":500000}""");
        Assert.Equal((500000, 2500, "{오퍼}"), (changed.GetProperty("budget").GetInt32(), changed.GetProperty("control_share").GetInt32(), changed.GetProperty("body").GetString()));

        Assert.Equal((409, "not_launched", null), await Refusal(browser.Get($"/api/v1/campaign/{campaign}/result")));
        Assert.Equal(60, (await Post(202, $"/api/v1/campaign/{campaign}/launch", "{}")).GetProperty("members").GetInt32());
        Assert.Equal((409, "launched_already", null), await Refusal(browser.PostJson($"/api/v1/campaign/{campaign}/launch", "{}", page)));
        await Until.True(async () => (await Get(browser, $"/api/v1/campaign/{campaign}")).GetProperty("campaign").GetProperty("state").GetString() == "open", "the campaign is launched");
        var result = await Until.Is<object>(async () => await Get(browser, $"/api/v1/campaign/{campaign}/result") is var r && r.GetProperty("treated").GetInt32() + r.GetProperty("control").GetInt32() == 60 ? r : null, "the contacts are in the warehouse") is JsonElement found ? found : default;
        Assert.Equal(("not_shown", true, JsonValueKind.Null), (result.GetProperty("effect").GetString(), result.GetProperty("is_open").GetBoolean(), result.GetProperty("revenue").ValueKind));
        Assert.Equal("아직 구매한 고객이 없어요", result.GetProperty("revenue_headline").GetString());
    }

    [Theory, EveryEngine]
    public async Task a_program_steers_a_campaign_as_a_person_does(Engine engine)
    {
        using var server = new SmtpServer { AtRecipient = to => to == "c1@example.com" ? "550 no such user" : null };
        await using var site = await Shop(engine);
        await site.Do<ChangeCompany, bool>(async change =>
        {
            await change.Run(Actor.System, new(site.Company.Profile.Version, "단골상회", "Asia/Seoul", "KRW", "https://crm.example.com", "hello@dangol.example.com", "02-123-4567", "서울시 중구"));
            return true;
        });
        await site.Do<CustomerIntake, bool>(intake => site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
        {
            var refs = await intake.Resolve(change, "mail", [.. Enumerable.Range(0, 3).Select(i => new IncomingCustomer($"m{i}") { Name = $"메일{i}", Country = "KR", Email = $"c{i}@example.com" })], default);
            await intake.Note(change, [.. refs.Values.Select(r => new IncomingConsent(r.CustomerId, Channels.Email, true, DateTime.UtcNow, "sign_up"))], default);
            return true;
        }));
        await Until.True(async () => engine == Engine.Sqlite || await site.Count("select count(*) from journal where xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint") == 0, "the journal is settled");
        await File.WriteAllTextAsync(Path.Combine(site.Company.Place.Folder, "settings"), $"{MailSettings.Variable}={server.Address}\n");
        var (browser, page) = await Signed(site);
        async Task<JsonElement> Post(int status, string path, string json)
        {
            var answer = await browser.PostJson(path, json, page);
            Assert.True(answer.Code == status, $"{path}: {answer.Code} {answer.Body}");
            return JsonDocument.Parse(answer.Body).RootElement;
        }
        var segment = await site.Do<SaveSegment, Guid>(save => save.Run(Actor.System, new("모두", Everybody)));
        var mail = (await Post(201, "/api/v1/campaign", $$"""{"name":"메일","segment":"{{segment}}","channel":"email","subject":"제목","body":"내용","control_share":0,"needed_control":7003}""")).GetProperty("id").GetGuid();
        Assert.Equal(7003, (await Get(browser, $"/api/v1/campaign/{mail}")).GetProperty("needed_control").GetInt32());
        var of = $"/api/v1/campaign/{mail}";
        Assert.Equal((409, "not_launched", null), await Refusal(browser.PostJson($"{of}/send", "{}", page)));
        await Post(202, $"{of}/launch", "{}");
        await Until.True(async () => (await Get(browser, of)).GetProperty("mail") is { ValueKind: JsonValueKind.Object } m && m.GetProperty("waiting").GetInt32() == 0 && m.GetProperty("failed").GetInt32() == 1, "the mail is out");

        Assert.Equal("paused", (await Post(200, $"{of}/pause", """{"reason":"잠깐"}""")).GetProperty("campaign").GetProperty("state").GetString());
        Assert.Equal("open", (await Post(200, $"{of}/resume", "{}")).GetProperty("campaign").GetProperty("state").GetString());
        server.AtRecipient = null;
        Assert.Equal((422, "decision_unknown", "decision"), await Refusal(browser.PostJson($"{of}/settle", """{"what":"guess"}""", page)));
        Assert.Equal(1, (await Post(200, $"{of}/settle", """{"what":"send_failed_again"}""")).GetProperty("settled").GetInt32());
        var job = (await Post(202, $"{of}/send", "{}")).GetProperty("job").GetGuid();
        Assert.Contains((await Get(browser, "/api/v1/job")).GetProperty("jobs").EnumerateArray(), j => j.GetProperty("id").GetGuid() == job);
        await Until.True(async () => (await Get(browser, of)).GetProperty("mail").GetProperty("failed").GetInt32() == 0, "all are sent");
        Assert.Equal(0, (await Post(200, $"{of}/collect", "{}")).GetProperty("written").GetInt32());
        Assert.Equal((422, "no_list", null), await Refusal(browser.PostJson($"{of}/list", """{"reason":"11월 감사 전화 캠페인"}""", page)));
        Assert.Equal("stopped", (await Post(200, $"{of}/stop", "{}")).GetProperty("campaign").GetProperty("state").GetString());

        var letter = (await Post(201, "/api/v1/campaign", $$"""{"name":"편지","segment":"{{segment}}","channel":"letter","body":"내용","control_share":0}""")).GetProperty("id").GetGuid();
        await Post(202, $"/api/v1/campaign/{letter}/launch", "{}");
        await Until.True(async () => (await Get(browser, $"/api/v1/campaign/{letter}")).GetProperty("campaign").GetProperty("state").GetString() == "open", "the letter is launched");
        Assert.Equal((422, "reason_too_short", "reason"), await Refusal(browser.PostJson($"/api/v1/campaign/{letter}/list", """{"reason":"그냥"}""", page)));
        var list = await Post(201, $"/api/v1/campaign/{letter}/list", """{"reason":"11월 감사 편지 발송"}""");
        var file = await browser.Get(list.GetProperty("link").GetString()!);
        Assert.Equal((200, list.GetProperty("rows").GetInt32() + 1), (file.Code, file.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal(0, (await Get(browser, "/api/v1/import")).GetProperty("imports").GetArrayLength());
    }

    [Theory, EveryEngine]
    public async Task bad_input_is_a_problem_that_names_its_field(Engine engine)
    {
        await using var site = await Shop(engine);
        var (browser, page) = await Signed(site);
        Task<(int, string?, string?)> Post(string path, string json) => Refusal(browser.PostJson(path, json, page));
        var segment = await site.Do<SaveSegment, Guid>(save => save.Run(Actor.System, new("모두", Everybody)));

        Assert.Equal((422, "required", "name"), await Post("/api/v1/segment", $$"""{"tree":{{Everybody}}}"""));
        Assert.Equal((422, "tree_not_readable", "tree"), await Post("/api/v1/segment", """{"name":"빈 조건"}"""));
        Assert.Equal((422, "tree_empty", "tree"), await Post("/api/v1/segment", """{"name":"빈 조건","tree":{"v":1,"tree":["all"]}}"""));
        Assert.Equal((422, "tree_unknown_field", "tree"), await Post("/api/v1/segment/count", """{"v":1,"tree":["eq",{"f":"nowhere"},"x"]}"""));
        Assert.Equal((409, "duplicate", "name"), await Post("/api/v1/segment", $$"""{"name":"모두","tree":{{Everybody}}}"""));
        Assert.Equal((428, "version_missing", "version"), await Post("/api/v1/segment", $$"""{"id":"{{segment}}","name":"모두","tree":{{Everybody}}}"""));
        Assert.Equal((409, "changed_meanwhile", "version"), await Post("/api/v1/segment", $$"""{"id":"{{segment}}","version":99,"name":"모두","tree":{{Everybody}}}"""));
        Assert.Equal((404, "segment_unknown", null), await Refusal(browser.Get($"/api/v1/segment/{Guid.NewGuid()}")));

        Assert.Equal((422, "required", "code"), await Post("/api/v1/offer", """{"name":"쿠폰","body":"할인"}"""));
        Assert.Equal((422, "negative", "value"), await Post("/api/v1/offer", """{"name":"쿠폰","code":"X","body":"할인","value":-1}"""));
        Assert.Equal((400, "json_unreadable", "value"), await Post("/api/v1/offer", """{"name":"쿠폰","code":"X","body":"할인","value":"많이"}"""));
        Assert.Equal((400, "json_unreadable", null), await Post("/api/v1/offer", """{"name":"쿠폰","""));

        string Campaign(string more) => $$"""{"name":"가을","segment":"{{segment}}","channel":"letter"{{more}}}""";
        Assert.Equal((422, "segment_unknown", "segment"), await Post("/api/v1/campaign", """{"name":"가을"}"""));
        Assert.Equal((422, "channel_unknown", "channel"), await Post("/api/v1/campaign", $$"""{"name":"가을","segment":"{{segment}}","channel":"pigeon"}"""));
        Assert.Equal((422, "offer_unknown", "offer"), await Post("/api/v1/campaign", Campaign($",\"offer\":\"{Guid.NewGuid()}\"")));
        Assert.Equal((422, "control_share_out_of_range", "control_share"), await Post("/api/v1/campaign", Campaign(",\"control_share\":9000")));
        Assert.Equal((422, "merge_field_unknown", "body"), await Post("/api/v1/campaign", Campaign(",\"body\":\"{쿠폰}\"")));
        Assert.Equal((400, "json_unreadable", "contact_on"), await Post("/api/v1/campaign", Campaign(",\"contact_on\":\"내일\"")));
        Assert.Equal((404, "campaign_unknown", null), await Post($"/api/v1/campaign/{Guid.NewGuid()}/launch", "{}"));
        var mail = await browser.PostJson("/api/v1/campaign", Campaign(",\"name\":\"메일\"").Replace("letter", "email", StringComparison.Ordinal), page);
        Assert.Equal((422, "message_missing", "subject"), await Post($"/api/v1/campaign/{JsonDocument.Parse(mail.Body).RootElement.GetProperty("id").GetGuid()}/launch", "{}"));
        Assert.Equal(0, await site.Count("select count(*) from campaign_launches"));
    }

    [Theory, EveryEngine]
    public async Task what_nothing_uses_is_removed_and_comes_back_and_the_rest_stays(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (browser, page) = await Signed(site);
        async Task<Guid> Made(string path, string json) => JsonDocument.Parse((await browser.PostJson(path, json, page)).Body).RootElement.GetProperty("id").GetGuid();
        var segment = await Made("/api/v1/segment", $$"""{"name":"모두","tree":{{Everybody}}}""");
        var offer = await Made("/api/v1/offer", """{"name":"쿠폰","code":"X","body":"할인"}""");
        var campaign = await Made("/api/v1/campaign", $$"""{"name":"가을","segment":"{{segment}}","channel":"letter","offer":"{{offer}}","body":"{오퍼}"}""");

        foreach (var path in new[] { $"/segments/{segment}", $"/offers/{offer}" })
        {
            var refused = await browser.Submit(await browser.Get(path), path + "/delete");
            Assert.Equal((303, path), (refused.Code, refused.Location));
            Assert.Contains("캠페인 1개가 쓰고 있어", (await browser.Get(path)).Words, StringComparison.Ordinal);
        }
        Assert.Equal((409, "in_use", null), await Refusal(Delete($"/api/v1/segment/{segment}")));

        var draft = $"/campaigns/{campaign}";
        Assert.Equal(303, (await browser.Submit(await browser.Get(draft + "/edit/confirm"), draft + "/delete")).Code);
        Assert.Equal(204, (await Delete($"/api/v1/segment/{segment}")).Code);
        Assert.Equal(204, (await Delete($"/api/v1/offer/{offer}")).Code);
        Assert.Equal(0, await site.Count("select (select count(*) from campaigns) + (select count(*) from segments) + (select count(*) from offers)"));
        Assert.Equal((404, "offer_unknown", null), await Refusal(Delete($"/api/v1/offer/{offer}")));

        // Newest first, as they were removed: what the campaign points to has to be there again before it.
        for (var i = 0; i < 3; i++)
        {
            var change = (await browser.Get("/settings/changes")).Html.QuerySelectorAll("tbody tr").First(r => r.TextContent.Contains("삭제", StringComparison.Ordinal) && r.QuerySelector(".tag") is null).QuerySelector("a")!.GetAttribute("href")!;
            Assert.Equal(303, (await browser.Submit(await browser.Get(change), change + "/undo")).Code);
        }
        Assert.Equal(1, await site.Count("select count(*) from campaigns c join segments s on s.id = c.segment_id join offers o on o.id = c.offer_id"));

        Task<TestPage> Delete(string path) => browser.Send(new HttpRequestMessage(HttpMethod.Delete, path) { Headers = { { "X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content") } } });
    }

    [Theory, EveryEngine]
    public async Task the_live_stream_ends_with_the_session_and_sends_nobody_to_a_page(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        foreach (var accept in new[] { "text/event-stream", "*/*" })
        {
            var browser = site.Browser();
            browser.Cookies.Add(new System.Net.Cookie("dangol", new string('A', 43), "/", site.Address.Host));
            browser.Headers.Accept.Clear();
            browser.Headers.Accept.ParseAdd(accept);
            var answer = await browser.Get("/live");
            Assert.Equal((401, null), (answer.Code, answer.Location));
        }
    }

    private static async Task<TestSite> Shop(Engine engine)
    {
        var site = await TestSite.Open(engine);
        await site.Do<CustomerIntake, int>(intake => site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
            (await intake.Resolve(change, "shop", [.. Enumerable.Range(0, 60).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", Address = "세종대로 1" })], default)).Count));
        await Until.True(async () => engine == Engine.Sqlite || await site.Count("select count(*) from journal where xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint") == 0, "the journal is settled");
        await site.Company.Warehouse.LoadNew();
        return site;
    }

    private static async Task<(TestBrowser Browser, TestPage Page)> Signed(TestSite site)
    {
        var browser = await site.SignedIn();
        return (browser, await browser.Get("/segments"));
    }

    private static async Task<JsonElement> Get(TestBrowser browser, string path)
    {
        var answer = await browser.Get(path);
        Assert.True(answer.Code == 200, answer.ToString());
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    /// <summary>What a problem says; that its words are there is asserted on the way.</summary>
    private static async Task<(int Status, string? Rule, string? Field)> Refusal(Task<TestPage> asked)
    {
        var answer = await asked;
        Assert.StartsWith("application/problem+json", answer.Headers["Content-Type"], StringComparison.Ordinal);
        var problem = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(answer.Code, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return (answer.Code, problem.GetProperty("rule").GetString(), problem.TryGetProperty("field", out var field) ? field.GetString() : null);
    }
}

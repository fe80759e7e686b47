using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>Programs come in by keys that reach no further than their owners.</summary>
public sealed class ApiKeyTests
{
    [Fact]
    public void a_key_is_recognised_and_a_mistyped_one_is_none()
    {
        var (key, shown) = AccessKey.New();
        Assert.Matches("^dgl_[0-9A-Za-z]{40}[0-9a-f]{6}$", key);
        Assert.StartsWith(shown, key, StringComparison.Ordinal);
        Assert.True(AccessKey.IsOne(key));
        Assert.False(AccessKey.IsOne(key[..10] + (key[10] == 'x' ? 'y' : 'x') + key[11..]));
        Assert.False(AccessKey.IsOne("dgl_" + new string('0', 46)));
    }

    [Theory, EveryEngine]
    public async Task a_key_reads_and_writes_within_its_scopes_and_its_owners_role(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (seller, other) = (await site.Person("seller", team: await site.Team("갑")), await site.Person("seller", team: await site.Team("을")));
        var (own, theirs) = (await Lead(site, seller, "내 리드"), await Lead(site, other, "남의 리드"));
        await site.Grant("seller", g => g.Grant("api_key", ReachLevel.All, "create"));
        var key = await Key(site, seller, "lead.view lead.create role.edit");

        using var program = Program(site, key);
        Assert.Equal(200, await Code(program, HttpMethod.Get, $"lead/{own}"));
        Assert.Equal(404, await Code(program, HttpMethod.Get, $"lead/{theirs}"));
        // No cookie, no token: the key is enough. What the scopes leave out is not allowed, nor what the role has not got.
        Assert.Equal(201, await Code(program, HttpMethod.Post, "lead", """{"name":"새 리드"}"""));
        Assert.Equal(403, await Code(program, HttpMethod.Patch, $"lead/{own}", """{"name":"바꿈"}"""));
        Assert.Equal(403, await Code(program, HttpMethod.Get, "customer"));
        Assert.Equal(403, await Code(program, HttpMethod.Put, $"access/people/{seller}/roles", "[]"));
        Assert.Equal(1, await site.Count("select count(*) from api_keys where last_used_at is not null"));
        Assert.Equal(0, await site.Count("select count(*) from api_keys where key_hash = @key", ("key", key)));
        Assert.Equal(1, await site.Count("select count(*) from leads where name = '새 리드' and owner_id = @id", ("id", seller)));

        // A key opens nothing but the API, and makes no keys.
        using var page = await program.GetAsync("/leads");
        Assert.Contains((int)page.StatusCode, new[] { 303, 403 });
        using var all = Program(site, await Key(site, seller, ""));
        Assert.Equal(200, await Code(all, HttpMethod.Get, "customer"));
        Assert.Equal(403, await Code(all, HttpMethod.Post, "access/api-keys", """{"name":"더","scopes":[]}"""));
    }

    [Theory, EveryEngine]
    public async Task a_key_ends_with_its_day_its_owner_and_when_it_is_ended(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        await site.Grant("seller", g => g.Grant("api_key", ReachLevel.All, "create"));
        var seller = await site.Person("seller");
        using var first = Program(site, await Key(site, seller, ""));
        using var second = Program(site, await Key(site, seller, ""));
        Assert.Equal((200, 200), (await Code(first, HttpMethod.Get, "lead"), await Code(second, HttpMethod.Get, "lead")));
        var browser = await site.SignedIn(seller);
        var list = await browser.Get("/settings/api-keys");
        await browser.Submit(list, list.Html.QuerySelector("form[action$='/end']")!.GetAttribute("action")!);
        Assert.Equal(1, (await Code(first, HttpMethod.Get, "lead") == 401 ? 1 : 0) + (await Code(second, HttpMethod.Get, "lead") == 401 ? 1 : 0));

        using var third = Program(site, await Key(site, seller, ""));
        await site.Do<AdmitUser, string>(admit => admit.Disable(Actor.System, seller));
        Assert.Equal(401, await Code(third, HttpMethod.Get, "lead"));
        await site.Do<AdmitUser, string>(admit => admit.Enable(Actor.System, seller));
        Assert.Equal(200, await Code(third, HttpMethod.Get, "lead"));
        clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(401, await Code(third, HttpMethod.Get, "lead"));
        using var nonsense = Program(site, "dgl_nonsense");
        Assert.Equal(401, await Code(nonsense, HttpMethod.Get, "lead"));
    }

    [Theory, EveryEngine]
    public async Task an_agent_has_roles_of_its_own_and_only_who_has_them_too_makes_its_keys(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var admin = await site.SignedIn();
        var made = await admin.Submit(await admin.Get("/settings/api-keys"), "/settings/agents", ("name", "정산 프로그램"));
        var agent = Guid.Parse(made.Location!.Split('/')[^1]);
        var auditor = await site.Do<Store, Guid>(async store => { await using var read = await store.Read(); return await read.First("select id from roles where code = 'auditor'", row => row.Guid(0), default); });
        await admin.Submit(await admin.Get($"/people/{agent}"), $"/people/{agent}/roles", ("role", auditor.ToString()));
        var page = await admin.Submit(await admin.Get("/settings/api-keys"), "/settings/api-keys", ("name", "정산"), ("agent", agent.ToString()), ("scopes", ""));
        using var program = Program(site, page.Html.QuerySelector("#api-key")!.TextContent);
        Assert.Equal(200, await Code(program, HttpMethod.Get, "lead"));
        Assert.Equal(403, await Code(program, HttpMethod.Post, "lead", """{"name":"x"}"""));

        await site.Grant("seller", g => g.Grant("user", ReachLevel.All, "edit").Grant("api_key", ReachLevel.All, "create"));
        var seller = await site.ActorOf(await site.Person("seller"));
        Assert.Equal("more_than_own", (await Assert.ThrowsAsync<Refused>(() => site.Do<MakeApiKey, (Guid, string)>(m => m.Run(seller, new("몰래", [], Agent: agent))))).Rule);
        Assert.Equal("not_an_agent", (await Assert.ThrowsAsync<Refused>(() => site.Do<MakeApiKey, (Guid, string)>(m => m.Run(seller, new("몰래", [], Agent: site.Administrator))))).Rule);
        Assert.Equal("scope_unknown", (await Assert.ThrowsAsync<Refused>(() => site.Do<MakeApiKey, (Guid, string)>(m => m.Run(seller, new("몰래", ["lead.fly"]))))).Rule);
    }

    [Theory, EveryEngine]
    public async Task a_job_that_a_key_asked_for_keeps_its_scopes(Engine engine)
    {
        var ran = new List<(bool View, bool Edit)>();
        await using var site = await TestSite.Open(engine, services => services.AddSingleton(ran).AddJob<LookAtRights>("look_at_rights", new("시험", "A test")));
        var actor = new Actor(site.Administrator, "key", Language.Korean, Origin.Api, ScopedRights.Narrow(await site.Company.Access.Of(site.Administrator), """["lead.view"]"""));
        var job = await site.Do<Jobs, Guid>(jobs => jobs.Start(actor, "look_at_rights"));
        await site.Do<JobRunner, bool>(runner => runner.RunNext(site.Company, job, default));
        await Until.True(() => ran.Count == 1, "the job has run");
        Assert.Equal((true, false), ran[0]);
    }

    [Theory, EveryEngine]
    public async Task a_key_that_asks_too_often_is_told_to_slow_down(Engine engine)
    {
        await using var site = await TestSite.Open(engine, services => services.AddSingleton(new ApiKeyLimits(atOnce: 3, perSecond: 1)), clock: new HandClock());
        await site.Grant("seller", g => g.Grant("api_key", ReachLevel.All, "create"));
        using var program = Program(site, await Key(site, await site.Person("seller"), "lead.view"));
        var codes = new List<int>();
        for (var i = 0; i < 12; i++) codes.Add(await Code(program, HttpMethod.Get, "lead"));
        Assert.Equal(200, codes[0]);
        Assert.Contains(429, codes);
        using var slowed = await Until.Is<HttpResponseMessage>(async () => await program.GetAsync("/api/v1/lead") is { StatusCode: System.Net.HttpStatusCode.TooManyRequests } answer ? answer : null, "a refusal");
        Assert.InRange(slowed.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
    }

    private sealed class LookAtRights(List<(bool View, bool Edit)> ran) : IJob
    {
        public Task Run(JobRun run, CancellationToken cancel)
        {
            ran.Add((run.Actor.Rights.Allows(new("lead", "view")), run.Actor.Rights.Allows(new("lead", "edit"))));
            return Task.CompletedTask;
        }
    }

    private static async Task<string> Key(TestSite site, Guid person, string scopes)
    {
        var browser = await site.SignedIn(person);
        var made = await browser.Submit(await browser.Get("/settings/api-keys"), "/settings/api-keys", ("name", "시험"), ("scopes", scopes));
        Assert.True(made.Code == 200, made.ToString());
        return made.Html.QuerySelector("#api-key")!.TextContent;
    }

    private static HttpClient Program(TestSite site, string key) => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = site.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    private static async Task<int> Code(HttpClient program, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        if (method == HttpMethod.Patch) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var answer = await program.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        if ((int)answer.StatusCode >= 400) Assert.NotNull(JsonNode.Parse(body)!["rule"]);
        return (int)answer.StatusCode;
    }

    private static async Task<Guid> Lead(TestSite site, Guid owner, string name) =>
        (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("lead"), new() { ["name"] = name, ["owner_id"] = owner }))).Id;
}

using System.Globalization;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Ways round the rules that look like ordinary use.</summary>
public sealed class AttackTests
{
    [Theory, EveryEngine]
    public async Task a_task_of_ones_own_opens_no_personal_data_that_one_may_not_unmask(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (analyst, agent) = (await site.Person("analyst"), await site.Person("agent"));
        var customer = await New(site, "customer", new() { ["name"] = "홍길동", ["phone"] = "+821012345678" });
        foreach (var (who, opens) in new[] { (analyst, false), (agent, true) })
        {
            var browser = await site.SignedIn(who);
            var page = await browser.Get("/");
            Assert.Contains("010-****-5678", await Seen(browser), StringComparison.Ordinal);
            foreach (var type in new[] { "task", "meeting", "call" })
            {
                Assert.Equal(201, (await browser.PostJson($"/api/v1/{type}", $$"""{"subject":"들여다보기","regarding_type":"customer","regarding_id":"{{customer}}"{{(type == "meeting" ? ",\"starts_at\":\"2026-11-21T03:00:00Z\"" : "")}}}""", page)).Code);
                // Whoever may unmask it has it before them after a call; to plan something says nothing that counts.
                Assert.Contains(opens && type == "call" ? "+821012345678" : "010-****-5678", await Seen(browser), StringComparison.Ordinal);
            }
        }
        // What others gave them to do brings it close.
        await New(site, "task", new() { ["subject"] = "전화해 주세요", ["regarding_type"] = "customer", ["regarding_id"] = customer, ["owner_id"] = analyst });
        Assert.Contains("+821012345678", await Seen(await site.SignedIn(analyst)), StringComparison.Ordinal);

        async Task<string> Seen(TestBrowser browser) => (await browser.Get($"/api/v1/customer/{customer}?fields=phone")).Body;
    }

    [Theory, EveryEngine]
    public async Task a_task_that_others_gave_opens_nothing_any_more_once_one_aims_it_at_somebody_else(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (analyst, manager) = (await site.Person("analyst"), await site.Person("sales_manager"));
        await site.Grant("analyst", g => { foreach (var type in new[] { "task", "call", "meeting" }) g.Grant(type, ReachLevel.All, Actions.View, Actions.Edit, Actions.Assign, Actions.BulkEdit); });
        var first = await New(site, "customer", new() { ["name"] = "홍길동", ["phone"] = "+821012345678" });
        var other = await New(site, "customer", new() { ["name"] = "남", ["phone"] = "+821099998888" });
        var browser = await site.SignedIn(analyst);
        foreach (var type in new[] { "task", "meeting", "call" })
        {
            RecordValues said = new() { ["subject"] = "전화해 주세요", ["regarding_type"] = "customer", ["regarding_id"] = first, ["owner_id"] = analyst };
            if (type == "meeting") said["starts_at"] = new DateTime(2026, 11, 21, 3, 0, 0, DateTimeKind.Utc);
            var given = await New(site, type, said);
            Assert.Contains("+821012345678", await Seen(first), StringComparison.Ordinal);
            // To tick it off or to note something leaves it as it was given.
            await Change(type, given, new() { ["subject"] = "전화했어요" });
            Assert.Contains("+821012345678", await Seen(first), StringComparison.Ordinal);
            Assert.Equal(200, (await Patch(type, given, $$"""{"regarding_id":"{{other}}"}""")).Code);
            Assert.Contains("010-****-8888", await Seen(other), StringComparison.Ordinal);
            Assert.Contains("010-****-5678", await Seen(first), StringComparison.Ordinal);
            // Nor does it help to take over what somebody else was given, one by one or many at once.
            said["regarding_id"] = other;
            said["owner_id"] = manager;
            var (theirs, more) = (await New(site, type, said), await New(site, type, said));
            Assert.Equal(200, (await Patch(type, theirs, $$"""{"owner_id":"{{analyst}}"}""")).Code);
            Assert.Equal(200, (await browser.PostJson($"/api/v1/{type}/batch", $$"""{"rows":[{"do":"update","id":"{{more}}","fields":{"owner_id":"{{analyst}}"} }]}""", await browser.Get("/"))).Code);
            Assert.Equal(2, await site.Count($"select count(*) from {site.Company.Declarations.Named(type).Table} where owner_id = @me and given_by = @me and regarding_id = @other", ("me", analyst), ("other", other)) - 1);
            Assert.Contains("010-****-8888", await Seen(other), StringComparison.Ordinal);
        }

        async Task<string> Seen(Guid customer) => (await browser.Get($"/api/v1/customer/{customer}?fields=phone")).Body;

        async Task Change(string type, Guid id, RecordValues values) => await site.Do<EditRecords, RecordSaved>(async edit => await edit.Change(await site.ActorOf(analyst), site.Company.Declarations.Named(type), id, 1, values));

        async Task<TestPage> Patch(string type, Guid id, string body)
        {
            var version = await site.Count($"select version from {site.Company.Declarations.Named(type).Table} where id = @id", ("id", id));
            var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/{type}/{id}") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Add("X-CSRF-TOKEN", (await browser.Get("/")).Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content"));
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            return await browser.Send(request);
        }
    }

    [Theory, EveryEngine]
    public async Task a_masked_number_is_not_found_by_asking_for_all_that_it_could_be(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await New(site, "customer", new() { ["name"] = "홍길동", ["phone"] = "+821012345678" });
        var browser = await site.SignedIn(await site.Person("marketer"));
        for (var i = 0; i < MaskedGuesses.Most / 20; i++) Assert.Equal(200, (await Asked(i)).Code);
        // What was asked for already can be asked for again; so can anything that is not masked.
        Assert.Equal(200, (await Asked(0)).Code);
        var more = await Asked(MaskedGuesses.Most / 20);
        Assert.Equal(429, more.Code);
        Assert.Contains("too_many_guesses", more.Body, StringComparison.Ordinal);
        Assert.Equal(429, (await browser.Get("/search?q=010-1234-5678")).Code);
        foreach (var open in new[] { "/search?q=%ED%99%8D%EA%B8%B8%EB%8F%99", "/customers?q=%ED%99%8D", "/api/v1/customer" }) Assert.Equal(200, (await browser.Get(open)).Code);
        Assert.Equal(200, (await (await site.SignedIn()).Get("/search?q=010-1234-5678")).Code);

        Task<TestPage> Asked(int twenty) => browser.Get("/api/v1/customer?filter=" + Uri.EscapeDataString($$"""{"v":1,"tree":["in",{"f":"phone"},{{string.Join(',', Enumerable.Range(twenty * 20, 20).Select(n => $"\"+8210{n:D4}5678\""))}}]}"""));
    }

    [Theory, EveryEngine]
    public async Task what_one_may_not_do_with_a_record_is_not_offered(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var team = await site.Team("영업팀");
        var (me, mate) = (await site.Person("seller", team: team), await site.Person("seller", team: team));
        var (mine, theirs) = (await New(site, "opportunity", new() { ["name"] = "내 기회", ["owner_id"] = me }), await New(site, "opportunity", new() { ["name"] = "동료 기회", ["owner_id"] = mate }));
        var browser = await site.SignedIn(me);
        foreach (var (id, may) in new[] { (mine, true), (theirs, false) })
        {
            var page = await browser.Get($"/opportunities/{id}");
            Assert.Equal((id, may), (id, page.Html.QuerySelector($"[href*='/do/'], [formaction*='/do/'], form[action*='/do/']") is not null));
        }
        var board = await browser.Get("/opportunities/board");
        foreach (var (id, may) in new[] { (mine, true), (theirs, false) })
            Assert.Equal((id, may, may), (id, board.Html.QuerySelector($"[data-id='{id}'][draggable]") is not null, board.Html.QuerySelector($"[data-id='{id}'] .board-to") is not null));
    }

    [Theory, EveryEngine]
    public async Task a_masked_number_is_not_found_by_halving_all_numbers(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await New(site, "customer", new() { ["name"] = "홍길동", ["phone"] = "+821012345678" });
        var browser = await site.SignedIn(await site.Person("marketer"));
        Assert.Equal(1, await Found(20));
        foreach (var many in new[] { 21, 150 }) Assert.Equal(403, (await browser.Get("/api/v1/customer?filter=" + Uri.EscapeDataString(Filter(many)))).Code);
        var spread = TreeJson.Write(new Clause.Any(Enumerable.Range(0, 25).Select(i => (Clause)new Clause.Compare(new Term.Field("phone"), Operator.Equal, new Term.Literal(Number(i)))).ToSeq()));
        Assert.Equal(403, (await browser.Get("/api/v1/customer?filter=" + Uri.EscapeDataString(spread))).Code);
        Assert.Equal(403, (await browser.PostJson("/api/v1/customer/aggregate", $$"""{"filter":{{spread}}}""", await browser.Get("/"))).Code);

        async Task<int> Found(int many) => JsonDocument.Parse((await browser.Get("/api/v1/customer?fields=name&filter=" + Uri.EscapeDataString(Filter(many)))).Body).RootElement.GetProperty("count").GetProperty("number").GetInt32();

        static string Filter(int many) => TreeJson.Write(new Clause.Compare(new Term.Field("phone"), Operator.In, Enumerable.Range(0, many).Select(i => (Term)new Term.Literal(Number(i))).ToSeq()));

        static string Number(int i) => "+8210" + (12345678 - i).ToString(CultureInfo.InvariantCulture);
    }

    [Theory, EveryEngine]
    public async Task what_has_few_values_is_not_asked_for_one_after_another(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await New(site, "customer", new() { ["name"] = "홍길동", ["sex"] = "m", ["birth_year"] = 1990L });
        var (marketer, agent) = (await site.SignedIn(await site.Person("marketer")), await site.SignedIn(await site.Person("agent")));
        foreach (var (field, value) in new (string, object)[] { ("sex", "m"), ("birth_year", 1990L) })
            foreach (var comparison in new[] { Operator.Equal, Operator.In })
            {
                var path = "/api/v1/customer?fields=name&filter=" + Uri.EscapeDataString(TreeJson.Write(new Clause.Compare(new Term.Field(field), comparison, new Term.Literal(value))));
                Assert.Equal((403, 200), ((await marketer.Get(path)).Code, (await agent.Get(path)).Code));
            }
        Assert.Contains("가려져 있어서 조건으로 쓸 수 없어요", (await marketer.Get("/customers?view=all&w=sex:in:m")).Words, StringComparison.Ordinal);
        Assert.Contains("홍길동", (await (await site.SignedIn()).Get("/customers?view=all&w=sex:in:m")).Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task nobody_gives_themself_a_role_that_opens_what_is_closed_to_them(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var head = await site.Person("sales_manager");
        // Looks after roles, and is not to see how customers are reached.
        await site.Grant("sales_manager", g => g.Grant("role", ReachLevel.All, Actions.View, Actions.Edit).Set("customer", "phone", FieldLevel.Hidden).Set("customer", "email", FieldLevel.Masked));
        var narrow = await Role(site, "좁은 역할", g => g.Grant("customer", ReachLevel.All, Actions.View).Set("customer", "phone", FieldLevel.Hidden).Set("customer", "email", FieldLevel.Masked));
        var wide = await Role(site, "넓은 역할", g => g.Grant("customer", ReachLevel.All, Actions.View).Set("customer", "email", FieldLevel.Masked));
        var unmasked = await Role(site, "안 가린 역할", g => g.Grant("customer", ReachLevel.All, Actions.View).Set("customer", "phone", FieldLevel.Hidden));
        var (actor, held) = (await site.ActorOf(head), await Held(site, head));
        foreach (var role in new[] { wide, unmasked })
            Assert.Equal("more_than_own", (await Assert.ThrowsAsync<Refused>(() => site.Do<GiveRoles, Guid>(give => give.Run(actor, head, [role, .. held])))).Rule);
        var other = await site.Person(null);
        await site.Do<GiveRoles, Guid>(give => give.Run(actor, other, [narrow]));
    }

    private static async Task<List<Guid>> Held(TestSite site, Guid user)
    {
        await using var read = await site.Company.Store.Read();
        return await read.List("select role_id from role_assignments where user_id = @user", row => row.Guid(0), default, ("user", user));
    }

    private static Task<Guid> Role(TestSite site, string name, Action<RoleGrants> grant) => site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
    {
        var role = Platform.Role.Of(change.NewId(), new ReadyRole(name, Text.Same(name), Text.Same(name)), Language.Korean);
        var grants = new RoleGrants();
        grant(grants);
        role.Grant(grants);
        change.Open<IdentityDb>().Add(role);
        await change.Save();
        return role.Id;
    });

    private static async Task<Guid> New(TestSite site, string type, RecordValues values) => (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named(type), values))).Id;
}

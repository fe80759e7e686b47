using System.Text.RegularExpressions;
using Dangol.Platform;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>
/// Every route of the product, asked by somebody with each ready-made role, about a record of their own, of their team's and of somebody else's. What must come of it is worked out
/// here from the roles' grants alone, in another way than the product does.
/// </summary>
public sealed partial class AccessMatrixTests
{
    private static readonly string[] Kinds = ["own", "team", "other"];

    [Theory, EveryEngine]
    public async Task every_route_answers_every_role_as_its_grants_say(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var crowd = await Crowd.Of(site);
        var routes = Routes(site).Where(r => engine == Engine.Sqlite || r.Type is "lead" or "customer" or null).ToList();
        Assert.True(routes.Count > 150, $"only {routes.Count} routes");
        var before = await crowd.State();
        var (wrong, asked) = (new List<string>(), 0);
        foreach (var person in crowd.People)
        {
            var browser = await site.SignedIn(person.Id);
            var token = (await browser.Get("/")).Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!;
            foreach (var route in routes)
                foreach (var kind in route.Type is null ? ["-"] : Kinds)
                {
                    var id = route.Type is null ? Guid.Empty : crowd.Record(route.Type, person, kind);
                    if (route.Type is not null && id == Guid.Empty) continue;
                    var may = person.May(route.Rule, kind, crowd);
                    // What would succeed is other tests' business: here nothing may change.
                    if (route.Writes && may) continue;
                    var code = await Ask(browser, route, id, token);
                    asked++;
                    var isRight = may ? code is >= 200 and < 400 || code is 400 or 404 or 422 && route.NeedsMore : code is 403 or 404 || code == 400 && route.NeedsMore || route.SaysNothing || route.Writes && code is 400 or 409 or 415 or 422 or 428;
                    if (!isRight) wrong.Add($"{person.Role} {kind}: {route} → {code}, {(may ? "may" : "may not")}");
                }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(40).Concat(site.Log.Where(l => l.StartsWith("Error", StringComparison.Ordinal)).Take(2))));
        Assert.Equal(before, await crowd.State());
        Assert.True(asked > 1_000, $"only {asked} were asked");
    }

    [Theory, EveryEngine]
    public async Task what_one_may_not_see_is_not_counted_found_suggested_grouped_or_exported(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var crowd = await Crowd.Of(site);
        await site.Do<JournalReaders, int>(readers => readers.CatchUp());
        var seller = crowd.People.First(p => p.Role == "seller");
        var (browser, all) = (await site.SignedIn(seller.Id), await site.SignedIn());
        foreach (var path in new[] { "/leads?view=all", "/leads/count?view=all", "/leads/groups?view=all&group=owner_id", "/leads/board", "/search?q=lead", "/palette?q=lead", "/leads/sums?view=all", "/api/v1/lead", "/api/v1/search?q=lead" })
        {
            var (mine, everybodys) = (await browser.Get(path), await all.Get(path));
            Assert.Equal((path, 200, 200), (path, mine.Code, everybodys.Code));
            foreach (var person in crowd.People.Where(p => p.Id != seller.Id))
                Assert.DoesNotContain(crowd.Record("lead", person, "own").ToString(), mine.Body, StringComparison.Ordinal);
        }
        var groups = await browser.PostJson("/api/v1/lead/aggregate", """{"group":"owner_id"}""", await browser.Get("/"));
        Assert.Equal(2, System.Text.Json.JsonDocument.Parse(groups.Body).RootElement.GetProperty("groups").GetArrayLength());
        var counted = await browser.Get("/api/v1/lead?fields=name");
        Assert.Equal(2, System.Text.Json.JsonDocument.Parse(counted.Body).RootElement.GetProperty("count").GetProperty("number").GetInt32());
    }

    [Theory, EveryEngine]
    public async Task a_hidden_field_is_nowhere_and_a_masked_one_tells_nothing(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var crowd = await Crowd.Of(site);
        var seller = crowd.People.First(p => p.Role == "seller");
        await site.Grant("seller", g => g.Set("lead", "rating", FieldLevel.Hidden).Set("lead", "interest", FieldLevel.Read));
        var browser = await site.SignedIn(seller.Id);
        var id = crowd.Record("lead", seller, "own");
        var read = await browser.Get($"/api/v1/lead/{id}");
        Assert.DoesNotContain("\"rating\"", read.Body, StringComparison.Ordinal);
        Assert.Contains("+821011112222", read.Body, StringComparison.Ordinal);
        Assert.Contains("010-****-2222", (await browser.Get($"/api/v1/lead/{crowd.Record("lead", seller, "team")}")).Body, StringComparison.Ordinal);
        foreach (var path in new[]
        {
            "/api/v1/lead?sort=rating", "/api/v1/lead?filter=" + Filter("rating", Operator.Equal, "hot"), "/api/v1/lead?filter=" + Filter("phone", Operator.Contains, "2222"),
            "/api/v1/lead?filter=" + Filter("phone", Operator.StartsWith, "+82"), "/api/v1/lead?sort=phone", "/api/v1/lead?filter=" + Filter("email", Operator.Contains, "a"),
        })
            Assert.True((await browser.Get(path)).Code is 403 or 422 or 400 or 404, path);
        var page = await browser.Get("/");
        foreach (var body in new[] { """{"group":"rating"}""", """{"group":"phone"}""", """{"group":"email","sums":[]}""" })
            Assert.True((await browser.PostJson("/api/v1/lead/aggregate", body, page)).Code is 403 or 422, body);
        // A whole number finds, as one knows it already.
        Assert.Equal(200, (await browser.Get("/api/v1/lead?filter=" + Filter("phone", Operator.Equal, "+821011112222"))).Code);
        Assert.DoesNotContain("등급", (await browser.Get($"/leads/{id}")).Words, StringComparison.Ordinal);

        var patched = await browser.Send(With(page, new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/lead/{id}") { Content = new StringContent("""{"interest":"x"}""", System.Text.Encoding.UTF8, "application/json"), Headers = { { "If-Match", "\"1\"" } } }));
        Assert.Equal(403, patched.Code);
    }

    private static string Filter(string field, Operator comparison, string value) => Uri.EscapeDataString(TreeJson.Write(new Clause.Compare(new Term.Field(field), comparison, new Term.Literal(value))));

    private static HttpRequestMessage With(TestPage page, HttpRequestMessage request)
    {
        request.Headers.Add("X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content"));
        return request;
    }

    private sealed record Route(string Method, string Path, RouteRule Rule, string? Type)
    {
        public bool Writes => Method != "GET";

        /// <summary>It has a further part or wants a question: what it says of nonsense is its own.</summary>
        public bool NeedsMore => Path.Count(c => c == '{') > (Type is null ? 0 : 1) || Path.EndsWith("/beside", StringComparison.Ordinal) || Path.EndsWith("/choices", StringComparison.Ordinal) || Path.EndsWith("/groups", StringComparison.Ordinal)
            || Path.EndsWith("/aggregate", StringComparison.Ordinal) || Path.EndsWith("/cards", StringComparison.Ordinal) || Path.EndsWith("/sums", StringComparison.Ordinal) || Path.EndsWith("/condition", StringComparison.Ordinal) || Path.EndsWith("/compose", StringComparison.Ordinal);

        /// <summary>An empty form that is the same for every record.</summary>
        public bool SaysNothing => !Writes && Path.Contains("/compose", StringComparison.Ordinal);

        public override string ToString() => $"{Method} {Path}";
    }

    /// <summary>The routes that ask for a right, with the type of the record whose key stands in them.</summary>
    private static List<Route> Routes(TestSite site)
    {
        var types = site.Company.Declarations.All.Where(t => t.Pages is not null).ToList();
        return [.. ((IEndpointRouteBuilder)site.Site).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<RouteRule>() is { Needs: not null })
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (Method: method, Path: "/" + e.RoutePattern.RawText!.TrimStart('/'), Rule: e.Metadata.GetMetadata<RouteRule>()!)))
            .Select(r => new Route(r.Method, r.Path, r.Rule, r.Path.Contains("{id:guid}", StringComparison.Ordinal)
                ? types.FirstOrDefault(t => r.Path.StartsWith($"/{t.Pages!.Path}/{{id:guid}}", StringComparison.Ordinal) || r.Path.StartsWith($"/api/v1/{t.Name}/{{id:guid}}", StringComparison.Ordinal) || r.Path.StartsWith($"/api/v1/access/{t.Name}/{{id:guid}}", StringComparison.Ordinal))?.Name ?? "?"
                : null))
            .Where(r => r.Type != "?" && r.Type is not ("role" or "team" or "user"))];
    }

    private static async Task<int> Ask(TestBrowser browser, Route route, Guid id, string token)
    {
        var path = Part().Replace(route.Path, match => match.Groups[1].Value.StartsWith("id", StringComparison.Ordinal) ? id.ToString() : match.Groups[1].Value.Contains(":guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "x");
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        request.Headers.Add("X-CSRF-TOKEN", token);
        if (route.Writes) request.Content = path.StartsWith("/api/", StringComparison.Ordinal) ? new StringContent("{}", System.Text.Encoding.UTF8, "application/json") : new FormUrlEncodedContent([]);
        if (route.Method is "PATCH" or "DELETE") request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        return (await browser.Send(request)).Code;
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Part();

    private sealed record Person(Guid Id, string Role, RoleGrants[] Grants)
    {
        public bool May(RouteRule rule, string kind, Crowd crowd)
        {
            var needs = rule.Needs!.Value;
            if (kind == "-") return Reach(needs.Type, needs.Action) != ReachLevel.None;
            return Covers(needs.Type, needs.Action, kind, crowd) && Covers(needs.Type, Actions.View, kind, crowd);
        }

        private bool Covers(string type, string action, string kind, Crowd crowd)
        {
            var reach = Reach(type, action);
            if (reach == ReachLevel.None) return false;
            if (reach == ReachLevel.All || kind == "own" || (kind == "team" && reach >= ReachLevel.Team)) return true;
            return crowd.Parent(type) is { } parent && Covers(parent, Actions.View, kind, crowd);
        }

        private ReachLevel Reach(string type, string action) => Grants.Max(g => g.Reach(type, action));
    }

    /// <summary>Somebody with each role in one team with a colleague, and a stranger in another; each in charge of a record of every type.</summary>
    private sealed class Crowd(TestSite site)
    {
        private readonly Dictionary<(string Type, Guid Owner), Guid> _records = [];
        private readonly Dictionary<Guid, Guid> _colleagues = [];
        private Guid _stranger;

        public List<Person> People { get; } = [];

        public static async Task<Crowd> Of(TestSite site)
        {
            var crowd = new Crowd(site);
            var everybody = ReadyRoles.Grants(ReadyRole.Everybody, site.Site.Services.GetServices<ReadyRights>());
            crowd._stranger = await site.Person(null, team: await site.Team("남의 팀"));
            await crowd.Fill(crowd._stranger);
            foreach (var role in ReadyRole.All.Where(r => !r.IsBaseline))
            {
                var team = await site.Team($"{role.Label.Ko} 팀");
                var person = await site.Person(role.Code, team: team);
                crowd._colleagues[person] = await site.Person(null, team: team);
                await crowd.Fill(person);
                await crowd.Fill(crowd._colleagues[person]);
                crowd.People.Add(new(person, role.Code, [everybody, ReadyRoles.Grants(role, site.Site.Services.GetServices<ReadyRights>())]));
            }
            return crowd;
        }

        public Guid Record(string type, Person person, string kind) =>
            _records.GetValueOrDefault((type, kind switch { "own" => person.Id, "team" => _colleagues[person.Id], _ => _stranger }));

        public string? Parent(string type) => site.Company.Declarations.Named(type).Parent?.Type;

        /// <summary>How every record stands, and how much was journaled of them.</summary>
        public async Task<string> State()
        {
            var lines = new List<string>();
            foreach (var type in _records.Keys.Select(k => k.Type).Distinct().Order(StringComparer.Ordinal))
                lines.Add($"{type} {await site.Count($"select count(*) from {site.Company.Declarations.Named(type).Table}")} {await site.Count($"select sum(version) from {site.Company.Declarations.Named(type).Table}")}");
            lines.Add($"roles {await site.Count("select sum(version) from roles")} {await site.Count("select count(*) from role_assignments")} {await site.Count("select count(*) from shares")} {await site.Count("select count(*) from jobs")}");
            return string.Join('\n', lines);
        }

        private async Task Fill(Guid owner)
        {
            var customer = await Make("customer", owner, new() { ["name"] = $"고객 {owner:N}"[..12], ["phone"] = "+821011112222" });
            await Make("lead", owner, new() { ["name"] = $"lead {owner:N}"[..14], ["phone"] = "+821011112222", ["email"] = "a@example.com", ["rating"] = "hot" });
            await Make("opportunity", owner, new() { ["name"] = "기회", ["customer_id"] = customer });
            await Make("relationship", owner, new() { ["from_customer_id"] = customer, ["to_customer_id"] = await site.Do<Store, Guid>(async store => { await using var read = await store.Read(); return await read.First("select id from customers where id <> @id limit 1", row => row.Guid(0), default, ("id", customer)); }) is var other && other != Guid.Empty ? other : await Make("customer", owner, new() { ["name"] = "둘째 고객" }), ["kind"] = "household" });
            foreach (var (type, field) in new[] { ("task", "subject"), ("call", "subject"), ("memo", "body") })
                await Make(type, owner, new() { [field] = "적어 둠", ["regarding_type"] = "customer", ["regarding_id"] = customer });
        }

        private async Task<Guid> Make(string type, Guid owner, RecordValues values)
        {
            values["owner_id"] = owner;
            var saved = await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named(type), values));
            return _records[(type, owner)] = saved.Id;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using Dangol.Platform;

namespace Dangol.Bench;

/// <summary>
/// What access costs, in a company of 5,000 people in seven levels with 50 roles: a page of the customers and a search for somebody of each reach against the same for the administrator, the move of a department
/// of 10,000, and an explanation. The filled store gets its people the first time.
/// </summary>
internal static class AccessBench
{
    private const int People = 5_000, Fan = 4, Teams = 341, Department = 10_000, Roles = 50, Pages = 1_500, Searches = 600, Shares = 200;
    private const string Domain = "@access.example.com";
    private static readonly Text Reason = new("접근 권한 측정", "Access measured");
    private static readonly string[] Asked = ["view=all", "view=all&sort=-joined_on", "view=all&w=region:eq:서울", "view=all&w=region:eq:제주&sort=name"];

    /// <summary>Somebody at a place of the tree with one role, whose page is measured.</summary>
    private sealed record Reader(string Name, int Person, ReachLevel Reach, bool Shared = false);

    private static readonly Reader[] Readers =
    [
        new("own", 4_000, ReachLevel.Own), new("team", 4_001, ReachLevel.Team), new("all", 4_002, ReachLevel.All), new("share", 4_003, ReachLevel.Own, Shared: true),
        new("subtree_boss", 0, ReachLevel.Subtree), new("subtree_quarter", 2, ReachLevel.Subtree), new("subtree_64th", 30, ReachLevel.Subtree), new("subtree_1024th", 500, ReachLevel.Subtree),
    ];

    public static async Task Run(Wanted wanted, CancellationToken cancel)
    {
        await using var filled = await FilledStore.Open(wanted, cancel, records: true);
        var (company, bench) = (filled.Company.Company, filled.Company);
        var admin = await PagesBench.SignIn(bench, cancel);
        var people = await Organise(filled, wanted, cancel);
        var cookies = new List<string>();
        foreach (var reader in Readers) cookies.Add(await bench.Get<Sessions>().Begin(people[reader.Person], new("127.0.0.1", "bench"), cancel));

        bool Is(string name) => wanted.Only.Count == 0 || wanted.Only.Contains(name);
        if (Is("explain")) await Explain(bench, people, cancel);
        var place = company.Place;
        if (Is("move")) await Move(bench, wanted, people, cancel);
        await filled.Close();

        await using var product = await Served.Start(place);
        var (figures, of) = (new Dictionary<string, double>(), 0);
        // The administrator before and after the others: a machine that slows down meanwhile shows.
        foreach (var (name, cookie) in Readers.Select((r, i) => (r.Name, cookies[i])).Prepend(("admin", admin)).Append(("admin_again", admin)))
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 8 }) { BaseAddress = product.Address };
            client.DefaultRequestHeaders.Add("Cookie", $"dangol={cookie}");
            client.DefaultRequestHeaders.Add("Accept-Language", "ko");
            if (Is("list")) figures[name] = await PagesBench.Measure(wanted, product, client, $"list_{name}", Pages, _ => new(HttpMethod.Get, $"/customers?{Asked[Interlocked.Increment(ref of) % Asked.Length]}"), cancel);
            if (Is("search")) await PagesBench.Measure(wanted, product, client, $"search_{name}", Searches, random => new(HttpMethod.Get, RecordsBench.Search(random)), cancel);
        }
        if (!Is("list")) return;
        var administrator = (figures["admin"] + figures["admin_again"]) / 2;
        Benchmarks.Figure("restricted_over_admin_cpu", new[] { "own", "team", "all" }.Max(n => figures[n]) / administrator, "ratio");
        Benchmarks.Figure("subtree_extra_ms", figures.Where(f => f.Key.StartsWith("subtree", StringComparison.Ordinal) || f.Key == "share").Max(f => f.Value) - administrator, "ms");
    }

    /// <summary>People, teams, roles and who has which; the customers are shared out among the people. Person n reports to (n - 1) / 4; the first 341 lead a team each.</summary>
    private static async Task<List<Guid>> Organise(FilledStore filled, Wanted wanted, CancellationToken cancel)
    {
        var company = filled.Company.Company;
        await using (var read = await company.Store.Read(cancel))
        {
            var there = await read.List("select id from users where email like @domain order by email", row => row.Guid(0), cancel, ("domain", $"p%{Domain}"));
            if (there.Count == People) return there;
        }
        Benchmarks.Note(wanted, $"{People:N0} people, {Teams} teams and {Roles} roles");
        var (ids, teams) = (new List<Guid>(), new List<Guid>());
        await company.Writes.Run(Actor.System, Reason, async change =>
        {
            var db = change.Open<IdentityDb>();
            for (var t = 0; t < Teams; t++)
            {
                teams.Add(change.NewId());
                db.Add(Team.Of(teams[t], $"팀 {t}", t == 0 ? null : teams[(t - 1) / Fan]));
            }
            await change.Save(cancel);
            for (var n = 0; n < People; n++) ids.Add(Add(db, change, string.Create(CultureInfo.InvariantCulture, $"p{10_000 + n}"), n == 0 ? null : ids[(n - 1) / Fan], teams[TeamOf(n)]));
            await change.Save(cancel);

            var roles = new List<Guid>();
            for (var i = (int)await change.Session.Number("select count(*) from roles", cancel); i < Roles - 4; i++) roles.Add(AddRole(db, change, $"역할 {i}", new RoleGrants().Grant("product", ReachLevel.All, Actions.View).Grant("task", ReachLevel.Team, Actions.View, Actions.Edit)));
            var reaches = new[] { ReachLevel.Own, ReachLevel.Team, ReachLevel.Subtree, ReachLevel.All }.ToDictionary(r => r, r => AddRole(db, change, $"고객 {r}", new RoleGrants().Grant("customer", r, Actions.View, Actions.Edit)));
            await change.Save(cancel);
            for (var n = 0; n < People; n++)
                foreach (var role in (Guid[])[Readers.FirstOrDefault(r => r.Person == n) is { } reader ? reaches[reader.Reach] : reaches[ReachLevel.Team], roles[n % roles.Count], roles[(n + 7) % roles.Count]])
                {
                    var given = RoleAssignment.Of(ids[n], role);
                    given.Id = change.NewId();
                    db.Add(given);
                }
            await change.Save(cancel);
            return true;
        }, cancel);
        // The cards are shared out by number, so that every reach is spread over every order of the list.
        var email = $"u.email_folded = 'p' || cast(10000 + {Spread} as text) || '{Domain}'";
        // No journal tells the search index of it.
        await filled.Execute($"update customers set owner_id = (select u.id from users u where {email}), team_id = (select u.team_id from users u where {email})", cancel);
        Benchmarks.Note(wanted, "the search index");
        await filled.Company.Get<RebuildSearch>().Run(Actor.Operator, null, cancel);
        await company.Writes.Run(Actor.System, Reason, async change =>
        {
            var shared = await change.Session.List($"select id from customers order by id limit {Shares}", row => row.Guid(0), cancel);
            foreach (var id in shared)
            {
                var share = Share.Of("customer", id, ids[Readers.First(r => r.Shared).Person], null, null, false, null, null);
                share.Id = change.NewId();
                change.Open<IdentityDb>().Add(share);
            }
            await change.Save(cancel);
            return true;
        }, cancel);
        await filled.Execute(wanted.Engine == Engine.Postgres ? "vacuum analyze" : "analyze", cancel);
        return ids;
    }

    /// <summary>Which person has the customer with a number: a prime spreads neighbours.</summary>
    private static string Spread => string.Create(CultureInfo.InvariantCulture, $"(cast(substr(number, 2) as integer) % 1000000 * 1009 % {People})");

    private static int TeamOf(int n)
    {
        while (n >= Teams) n = (n - 1) / Fan;
        return n;
    }

    private static Guid Add(IdentityDb db, Change change, string name, Guid? manager, Guid? team)
    {
        var user = User.New($"{name}{Domain}", name, Language.Korean, "none");
        user.Id = change.NewId();
        user.Place(manager, team);
        db.Add(user);
        return user.Id;
    }

    private static Guid AddRole(IdentityDb db, Change change, string name, RoleGrants grants)
    {
        var role = Role.Of(change.NewId(), new ReadyRole(name, Text.Same(name), Text.Same(name)), Language.Korean);
        role.Grant(grants);
        db.Add(role);
        return role.Id;
    }

    /// <summary>A department of 10,000 people, four under each, moves to another head and back.</summary>
    private static async Task Move(BenchCompany bench, Wanted wanted, List<Guid> people, CancellationToken cancel)
    {
        var company = bench.Company;
        Benchmarks.Note(wanted, $"a department of {Department:N0}");
        Guid head = default;
        await using (var read = await company.Store.Read(cancel)) head = await read.First("select id from users where email = @email", row => row.Guid(0), cancel, ("email", $"d10000{Domain}"));
        if (head == default)
            head = await company.Writes.Run(Actor.System, Reason, async change =>
            {
                var (db, ids) = (change.Open<IdentityDb>(), new List<Guid>());
                for (var n = 0; n < Department; n++) ids.Add(Add(db, change, string.Create(CultureInfo.InvariantCulture, $"d{10_000 + n}"), n == 0 ? people[1] : ids[(n - 1) / Fan], null));
                await change.Save(cancel);
                return ids[0];
            }, cancel);
        var took = new List<double>();
        foreach (var to in (Guid[])[people[3], people[1], people[3], people[1]])
        {
            var began = Stopwatch.GetTimestamp();
            await company.Writes.Run(Actor.System, Reason, async change =>
            {
                var user = await change.Open<IdentityDb>().FindAsync<User>([head], cancel);
                user!.Place(to, null);
                await change.Save(cancel);
                return true;
            }, cancel);
            took.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        Benchmarks.Figure("move_10k_people_s", took.Max(), "s");
    }

    private static async Task Explain(BenchCompany bench, List<Guid> people, CancellationToken cancel)
    {
        var (company, explain, random, waits, who) = (bench.Company, bench.Get<ExplainAccess>(), new Random(3), new List<double>(), new List<double>());
        List<Guid> customers;
        await using (var read = await company.Store.Read(cancel)) customers = await read.List("select id from customers limit 1000", row => row.Guid(0), cancel);
        var type = company.Declarations.Named("customer");
        for (var i = 0; i < 400; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await explain.Run(Actor.Operator, people[random.Next(people.Count)], type, customers[random.Next(customers.Count)], Actions.Edit, "phone", cancel);
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (i % 20 > 0) continue;
            began = Stopwatch.GetTimestamp();
            await explain.Who(Actor.Operator, type, customers[random.Next(customers.Count)], cancel);
            who.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        Benchmarks.Figure("explain_ms", Percentile(waits, 95), "ms");
        Benchmarks.Figure("who_sees_ms", Percentile(who, 95), "ms");
    }

    private static double Percentile(List<double> waits, int percent) => waits.Order().ElementAt(waits.Count * percent / 100);
}

using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Rows add no questions: a page asks the database no more of many than of one.</summary>
public sealed class QuestionsTests
{
    private const int Many = 60, Shown = 6;

    [Theory, EveryEngine]
    public async Task a_page_of_every_kind_asks_no_more_of_sixty_rows_than_of_one(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        var customer = await Customer(site, "C-1", "김철수");
        var lead = await MadeLeads.New(site, "김철수", ("email", "a@example.com"));
        var opportunity = await New("opportunity", ("name", "김철수 원두"), ("customer_id", customer), ("amount", new Money(10_000, "KRW")));
        // A list of what refers to a record shows five and counts what is more by one question, so there are more than five of each from the beginning.
        await About(Shown);
        for (var i = 1; i < Shown; i++) await New("opportunity", ("name", "김철수 원두"), ("customer_id", customer), ("amount", new Money(10_000, "KRW")));
        var paths = new[]
        {
            "/leads?view=all", "/leads?view=all&sort=name&w=status:in:new", "/leads?view=all&group=status", "/leads?view=all&q=김", "/leads/sums?view=all", "/leads/groups?view=all&group=status", "/leads/count?view=all", "/leads/board", "/leads/board/sums?view=all", "/leads/board/cards?value=new",
            $"/leads/{lead}", $"/leads/{lead}/fields", $"/leads/{lead}/timeline", $"/leads/{lead}/history", $"/leads/{lead}/edit", $"/leads/{lead}/peek", $"/leads/{lead}/beside?list=view%3Dall", "/leads/new", "/leads/choices?field=owner_id",
            "/opportunities?view=all", "/opportunities/board", $"/opportunities/{opportunity}", $"/opportunities/{opportunity}/edit", "/opportunities/new", "/opportunities/choices?field=customer_id&q=김", "/tasks?view=all", "/calls?view=all",
            "/customers?view=all", $"/customers/{customer}", $"/customers/{customer}/timeline", "/orders?view=all", "/products?view=all", "/relationships?view=all", "/notes?view=all", "/meetings?view=all", "/pipelines?view=all", "/stages?view=all",
            $"/leads/{lead}/do/convert", $"/leads/{lead}?compose=memo", $"/opportunities/{opportunity}/do/lose", "/leads/export?view=all", "/leads/condition?add.field=owner_id", "/api?type=lead", "/api/v1/customer?sort=name",
            "/search?q=김철", "/palette?q=김철", "/api/v1/search?q=김철", "/api/v1/lead", "/api/v1/opportunity?sort=customer_id", $"/api/v1/lead/{lead}", "/settings/changes",
        };
        await Indexed();
        var one = await Counted();
        for (var i = 1; i < Many; i++)
        {
            await Customer(site, $"C-{i + 1}", "김철수");
            await MadeLeads.New(site, "김철수", ("email", "a@example.com"), ("rating", "hot"));
            await New("opportunity", ("name", "김철수 원두"), ("customer_id", customer), ("amount", new Money(10_000, "KRW")));
            await MadeLeads.Change(site, lead, i, ("job_title", $"직함 {i}"));
        }
        await About(Many - Shown);
        await Indexed();
        // Never one more. A page that is full asks no further for rows without a value, other titles or other kinds of entries, so it may ask less than a page that is not.
        foreach (var (few, many) in one.Zip(await Counted())) Assert.True(many.Asked <= few.Asked, $"{few} with one row, {many} with {Many}");
        Assert.All(one, p => Assert.True(p.Asked is > 0 and < 40, $"{p}"));
        Assert.Empty(site.Log);

        async Task<List<(string Path, long Asked)>> Counted()
        {
            var counted = new List<(string, long)>();
            foreach (var path in paths) counted.Add((path, await Asked(path)));
            return counted;
        }

        // What runs in the background asks too, now and then: the least of several tries is the page's own.
        async Task<long> Asked(string path)
        {
            var least = long.MaxValue;
            for (var i = 0; i < 5; i++)
            {
                if (i > 2) await Task.Delay(100);
                var before = site.Company.Store.Asked;
                Assert.Equal((path, 200), (path, (await browser.Get(path)).Code));
                least = Math.Min(least, site.Company.Store.Asked - before);
            }
            return least;
        }

        async Task About(int count)
        {
            for (var i = 0; i < count; i++)
                foreach (var (type, field) in new[] { ("task", "subject"), ("call", "subject"), ("memo", "body") })
                    foreach (var (to, id) in new[] { ("lead", lead), ("opportunity", opportunity) })
                        await New(type, (field, "확인하기"), ("regarding_type", to), ("regarding_id", id), ("customer_id", customer));
        }

        async Task<Guid> New(string type, params (string Name, object? Value)[] values) => (await site.Do<EditRecords, RecordSaved>(edit =>
            edit.Create(MadeLeads.Person(site), site.Company.Declarations.Named(type), new(values.Select(v => KeyValuePair.Create(v.Name, v.Value)))))).Id;

        Task Indexed() => Until.True(async () => await site.Count("select count(*) from search_documents where type in ('lead', 'opportunity', 'task', 'call', 'memo')")
            == await site.Count("select (select count(*) from leads) + (select count(*) from opportunities) + (select count(*) from tasks) + (select count(*) from calls) + (select count(*) from memos)"), "the index");
    }

    private static async Task<Guid> Customer(TestSite site, string number, string name)
    {
        await site.Do<Dangol.Customers.CustomerIntake, bool>(async intake =>
        {
            await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => intake.Resolve(change, "shop", [new(number) { Name = name }], default));
            return true;
        });
        return await site.Company.Store.Read() is var read ? await First(read, number) : default;
    }

    private static async Task<Guid> First(Reading read, string number)
    {
        await using (read) return await read.First("select id from customers where number = @number", row => row.Guid(0), default, ("number", number));
    }
}

using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Customers with the columns that Analytics publishes for them: every order and condition gives the rows that memory gives, page by page.</summary>
public sealed class CustomerListTests
{
    private static readonly string[] Groups = ["champions", "loyal", "at_risk", "hibernating"];

    [Theory, EveryEngine]
    public async Task lists_by_published_columns_have_the_rows_and_order_of_memory(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var people = await Scored(site, 90, each: 3);
        foreach (var sort in (string[])["spent", "-spent", "times_bought", "-last_order_on", "rfm_group", "name", "-number"])
            foreach (var (filter, fits) in Filters())
                await Same(site, people, sort, filter, fits, size: 7);
    }

    [Theory, EveryEngine]
    public async Task where_many_fit_the_rows_are_walked_from_the_scores_and_are_the_same(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var people = await Scored(site, 7_300, each: 9);
        var seoul = new Clause.Compare(new Term.Field("region"), Operator.Equal, new Term.Literal("서울"));
        foreach (var sort in (string[])["-spent", "times_bought", "name"])
        {
            await Same(site, people, sort, seoul, p => p.Region == "서울", size: 500);
            await Same(site, people, sort, new Clause.All([seoul, In("champions", "loyal", "at_risk", "hibernating")]), p => p is { Group: not null, Region: "서울" }, size: 500);
        }
    }

    [Theory, EveryEngine]
    public async Task a_count_by_published_columns_alone_is_that_of_the_rows(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var people = await Scored(site, 60, each: 3);
        foreach (var (filter, fits) in Filters())
        {
            var list = await site.Do<ListRecords, RecordList>(lists => lists.Read(Actor.Operator, Type(site), new() { Columns = ["name"], Filter = filter, Size = 500 }));
            Assert.Equal((people.Count(fits), false), ((int)list.Count!.Value.Number, list.Count.Value.More));
        }
    }

    [Theory, EveryEngine]
    public async Task the_addresses_that_other_pages_lead_to_show_the_same_rows_as_the_tiles_say(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var people = await Scored(site, 40, each: 3);
        var browser = await site.SignedIn();
        var page = await browser.Get("/customers?view=all&w=rfm_group%3Ain%3Aat_risk&sort=-spent");
        Assert.Equal(people.Where(p => p.Group == "at_risk").OrderByDescending(p => p.Spent).ThenByDescending(p => p.Id.ToString("N"), StringComparer.Ordinal).Select(p => p.Name),
            page.Html.QuerySelectorAll("#records tbody th").Select(h => h.TextContent.Trim()));
        Assert.Equal("이탈 위험", page.Html.QuerySelector("#records tbody td[data-field=rfm_group]")!.TextContent.Trim());
        Assert.StartsWith("₩", page.Html.QuerySelector("#records tbody td[data-field=spent]")!.TextContent.Trim(), StringComparison.Ordinal);
        // What another module gives can't be edited here.
        Assert.Equal(422, (await browser.Get($"/customers/{people[0].Id}/fields/spent?cell=1")).Code);
        Assert.Empty(site.Log);
    }

    [Theory, EveryEngine]
    public async Task what_is_typed_is_a_beginning_of_a_name_a_number_a_whole_telephone_number_or_an_address(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => new CustomerIntake(site.Company).Resolve(change, "shop",
        [
            new("K1") { Name = "김민수", Phone = "+821012345678", Email = "Minsu@Example.com" }, new("K12") { Name = "김민지", Phone = "+821012345679" }, new("M7") { Name = "K1 상사", Email = "m@example.com" },
        ], default));
        var browser = await site.SignedIn();
        foreach (var (typed, expected) in new[]
        {
            ("김민", "김민수 김민지"), ("K1", "K1 상사 김민수"), ("K12", "김민지"), ("010-1234-5678", "김민수"), ("010 1234 5679", "김민지"), ("minsu@example.com", "김민수"), ("minsu@example", ""), ("민수", ""),
        })
            Assert.Equal(expected, string.Join(' ', (await browser.Get("/customers?q=" + Uri.EscapeDataString(typed))).Html.QuerySelectorAll("#records tbody th").Select(h => h.TextContent.Trim())));
    }

    private sealed record Person(Guid Id, string Number, string Name, string? Region, string? Group, long? Times, long? Spent, DateOnly? LastOn);

    private static IEnumerable<(Clause? Filter, Func<Person, bool> Fits)> Filters()
    {
        yield return (null, _ => true);
        yield return (In("champions"), p => p.Group == "champions");
        yield return (In("at_risk", "loyal"), p => p.Group is "at_risk" or "loyal");
        yield return (new Clause.Not(In("champions")), p => p.Group != "champions");
        yield return (new Clause.Compare(new Term.Field("spent"), Operator.AtLeast, new Term.Literal(new Money(20_000, "KRW"))), p => p.Spent >= 20_000);
        yield return (new Clause.All([In("loyal"), new Clause.Compare(new Term.Field("region"), Operator.Equal, new Term.Literal("서울"))]), p => p is { Group: "loyal", Region: "서울" });
        yield return (new Clause.Compare(new Term.Field("last_order_on"), Operator.Empty, []), p => p.LastOn is null);
    }

    private static Clause.Compare In(params string[] groups) => new(new Term.Field("rfm_group"), Operator.In, groups.Select(g => (Term)new Term.Literal(g)).ToSeq());

    private static DeclaredType Type(TestSite site) => site.Company.Declarations.Named("customer");

    private static async Task Same(TestSite site, List<Person> people, string sort, Clause? filter, Func<Person, bool> fits, int size)
    {
        var (falls, found, at) = (sort.StartsWith('-'), new List<Guid>(), (Keyset?)null);
        do
        {
            var page = await site.Do<ListRecords, RecordList>(lists => lists.Read(Actor.Operator, Type(site), new()
            {
                Columns = ["name", "rfm_group", "spent"], Filter = filter, Sort = sort.TrimStart('-'), Descending = falls, Size = size, After = at,
            }));
            found.AddRange(page.Rows.Select(r => r.Id));
            at = page.Next;
        }
        while (at is not null && found.Count <= people.Count);
        var fit = people.Where(fits).ToList();
        var filled = fit.Where(p => Key(p, sort) is not null);
        var order = Comparer<Person>.Create((a, b) => Key(a, sort)!.CompareTo(Key(b, sort)) is not 0 and var order ? order : string.CompareOrdinal(a.Id.ToString("N"), b.Id.ToString("N")));
        // A list in the order of a published column has those who have a value.
        var isPublished = sort.TrimStart('-') is not ("name" or "number");
        List<Person> empty = isPublished ? [] : [.. fit.Where(p => Key(p, sort) is null).OrderBy(p => p.Id.ToString("N"), StringComparer.Ordinal)];
        var expected = (falls ? filled.OrderDescending(order) : filled.Order(order)).Concat(falls ? empty.AsEnumerable().Reverse() : empty).Select(p => p.Id).ToList();
        Assert.True(expected.SequenceEqual(found), $"{sort} {filter}: {found.Count} instead of {expected.Count}, or in another order");
        if (expected.Count == 0 && !isPublished) Assert.Fail("a question that nobody fits proves nothing");
    }

    private static IComparable? Key(Person person, string sort) => sort.TrimStart('-') switch
    {
        "spent" => person.Spent, "times_bought" => person.Times, "last_order_on" => person.LastOn, "rfm_group" => person.Group is null ? null : new Text1(person.Group), "number" => new Text1(person.Number), _ => new Text1(Fold.Of(person.Name)),
    };

    /// <summary>A text in the order of its code points.</summary>
    private sealed record Text1(string Value) : IComparable
    {
        public int CompareTo(object? other) => string.CompareOrdinal(Value, ((Text1)other!).Value);
    }

    /// <summary>Customers of whom one in so many has no score.</summary>
    private static async Task<List<Person>> Scored(TestSite site, int count, int each)
    {
        var random = new Random(7);
        var people = new List<Person>();
        var company = site.Company;
        await company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
        {
            var refs = await new CustomerIntake(company).Resolve(change, "shop", [.. Enumerable.Range(0, count).Select(i => new IncomingCustomer($"N{i:D5}")
            {
                Name = $"고객 {random.Next(count / 2)}", Region = i % 50 == 0 ? "제주" : "서울",
            })], default);
            var scores = new List<CustomerScore>();
            for (var i = 0; i < count; i++)
            {
                var (id, number) = (refs[$"N{i:D5}"].CustomerId, $"N{i:D5}");
                var person = await change.Session.First("select name, region from customers where id = @id", row => (row.Text(0), row.TextOrNull(1)), default, ("id", id));
                var known = i % each != 0;
                people.Add(new(id, number, person.Item1, person.Item2, known ? Groups[random.Next(Groups.Length)] : null, known ? random.Next(1, 9) : null, known ? random.Next(1, 40) * 1_000 : null, known ? new DateOnly(2026, 1, 1).AddDays(random.Next(90)) : null));
                if (known) scores.Add(new() { CustomerId = id, Model = "rfm", Version = 1, AsOf = new(2026, 11, 1), Frequency = people[i].Times, Monetary = people[i].Spent, Currency = "KRW", LastOn = people[i].LastOn, GroupCode = people[i].Group, R = 1, F = 2, M = 3 });
            }
            await change.Bulk(scores, OnExisting.Replace, "customer_id, model");
        });
        return people;
    }
}

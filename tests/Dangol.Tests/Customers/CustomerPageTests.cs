using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Tests;

/// <summary>A customer made by hand, looked at, related to others, and removed.</summary>
public sealed class CustomerPageTests
{
    private static readonly Text Because = new("시험", "A test");

    [Theory, EveryEngine]
    public async Task one_made_by_hand_gets_a_number_and_those_who_may_be_the_same_are_named(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await Bought(site, "K1", "김하늘", orders: 0);
        var browser = await site.SignedIn();
        var form = await browser.Get("/customers/new");
        Assert.Contains("/customers/K", (await browser.Submit(form, "/customers/new", ("name", "김하늘"), ("number", "K1"))).Body.Replace($"/customers/{await Id(site, "K1")}", "/customers/K"), StringComparison.Ordinal);
        var made = await browser.Submit(form, "/customers/new", ("name", "이바다"), ("sex", "f"), ("region", "서울"), ("birth_year", "1990"));
        Assert.Equal(303, made.Code);
        Assert.Equal(1, await site.Count("select count(*) from customers where name = '이바다' and number like 'C-%' and kind = 'person' and sex = 'f'"));
        Assert.Equal(422, (await browser.Submit(await browser.Get(made.Location! + "/edit"), made.Location! + "/edit", ("number", ""))).Code);
        Assert.Contains("서울", (await browser.Get("/customers/choices?field=region&q=서")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("서울", (await browser.Get("/customers/choices?field=region&q=부")).Body, StringComparison.Ordinal);
        Assert.Empty(site.Log);
    }

    [Theory, EveryEngine]
    public async Task the_page_shows_figures_purchases_consents_and_sources_and_hides_personal_data_until_asked(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await Bought(site, "K1", "김하늘", orders: 3, phone: "+821012345678");
        await site.Company.Writes.Run(Actor.System, Because, change => new CustomerIntake(site.Company).Note(change, [new(id, Channels.Email, Granted: true, new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc), "sign_up")], default));
        var browser = await site.SignedIn();
        var page = await browser.Get($"/customers/{id}");
        Assert.True(site.Log.Count == 0, string.Join("\n", site.Log));
        var figures = page.Html.QuerySelector(".key-figures")!;
        Assert.Equal(["₩300", "3", "2026. 11. 3."], figures.QuerySelectorAll(".key-figure-value").Select(v => v.TextContent));
        Assert.Equal(3, (await browser.Get(figures.QuerySelector("a")!.GetAttribute("href")!)).Html.QuerySelectorAll("#records tbody tr[data-id]").Length);
        var purchases = (await browser.Get($"/customers/{id}?kind=order")).Html.QuerySelectorAll(".timeline > li");
        Assert.Equal(["O-3", "O-2", "O-1"], purchases.Select(p => p.QuerySelector(".timeline-title")!.TextContent));
        Assert.All(purchases, p => Assert.Contains("매장", p.TextContent, StringComparison.Ordinal));
        Assert.StartsWith("/orders/", purchases[0].QuerySelector("a.timeline-title")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains("동의", page.Html.QuerySelector(".record-left")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("K1", page.Html.QuerySelectorAll(".record-part .facts dd").Select(d => d.TextContent));
        Assert.DoesNotContain("010-1234-5678", page.Words, StringComparison.Ordinal);
        await browser.Submit(page, $"/customers/{id}/unmask", ("reason", "배송 문의에 답하려고"));
        Assert.Contains("010-1234-5678", (await browser.Get($"/customers/{id}")).Words, StringComparison.Ordinal);
        Assert.Equal(404, (await browser.Get($"/customers/{Guid.NewGuid()}")).Code);
        Assert.Single(page.Html.QuerySelectorAll(".shell-nav a[href='/customers']"));
        Assert.Empty(site.Log);
    }

    [Theory, EveryEngine]
    public async Task a_customer_with_orders_stays_and_one_without_can_go_and_come_back(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var buyer = await Bought(site, "K1", "김하늘", orders: 1);
        var type = site.Company.Declarations.Named("customer");
        var made = await site.Do<EditRecords, RecordSaved>(e => e.Create(Actor.Operator, type, new() { ["name"] = "이바다" }));
        var refused = await Assert.ThrowsAsync<Refused>(() => site.Do<EditRecords, RecordSaved>(e => e.Delete(Actor.Operator, type, buyer)));
        Assert.Equal(("in_use", 409), (refused.Rule, refused.Status));

        var set = site.Company.Writes.NewChangeSet(Actor.Operator, Because);
        var verdicts = await site.Do<BatchRecords, BatchVerdict[]>(b => b.Run(set, type, [new(BatchDo.Delete, []) { Id = buyer }, new(BatchDo.Delete, []) { Id = made.Id }], null, default));
        Assert.Equal([BatchOutcome.Refused, BatchOutcome.Deleted], verdicts.Select(v => v.Outcome));
        Assert.Equal("in_use", verdicts[0].Why!.Rule);
        Assert.Equal(1, await site.Count("select count(*) from customers"));
        await site.Do<UndoChangeSet, UndoReport>(u => u.Run(Actor.Operator, set.Id));
        Assert.Equal(2, await site.Count("select count(*) from customers"));
    }

    [Theory, EveryEngine]
    public async Task a_relationship_stands_on_both_pages_and_only_once_at_a_time(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (person, firm) = (await Bought(site, "K1", "김하늘", orders: 0), await Bought(site, "K2", "행복상사", orders: 0));
        var browser = await site.SignedIn();
        var link = (await browser.Get($"/customers/{person}")).Html.QuerySelector("a[href^='/relationships/new?']")!.GetAttribute("href")!;
        var form = await browser.Get(link);
        Assert.Equal(422, (await browser.Submit(form, "/relationships/new", ("kind", "works_at"), ("to_customer_id", person.ToString()), ("to_customer_id.called", "김하늘"))).Code);
        Assert.Equal(422, (await browser.Submit(form, "/relationships/new", ("kind", "works_at"), ("to_customer_id", firm.ToString()), ("to_customer_id.called", "행복상사"), ("since", "2026-02-01"), ("until", "2026-01-01"))).Code);
        var first = await browser.Submit(form, "/relationships/new", ("kind", "works_at"), ("to_customer_id", firm.ToString()), ("to_customer_id.called", "행복상사"), ("until", "2026-01-31"));
        Assert.True(first.Code == 303, first.Words);
        Assert.Equal(422, (await browser.Submit(await browser.Get(link), "/relationships/new", ("kind", "works_at"), ("to_customer_id", firm.ToString()), ("to_customer_id.called", "행복상사"))).Code);
        var second = await browser.Submit(await browser.Get(link), "/relationships/new", ("kind", "works_at"), ("to_customer_id", firm.ToString()), ("to_customer_id.called", "행복상사"), ("since", "2026-02-01"));
        Assert.Equal(303, second.Code);
        // Neither by an edit, nor from the other side where both are alike.
        Assert.Equal(409, (await browser.Submit(await browser.Get(second.Location! + "/edit"), second.Location! + "/edit", ("since", "2026-01-15"))).Code);
        Assert.Equal(303, (await browser.Submit(await browser.Get(link), "/relationships/new", ("kind", "household"), ("to_customer_id", firm.ToString()), ("to_customer_id.called", "행복상사"))).Code);
        Assert.Equal(422, (await browser.Submit(await browser.Get($"/relationships/new?from_customer_id={firm}"), "/relationships/new", ("kind", "household"), ("to_customer_id", person.ToString()), ("to_customer_id.called", "김하늘"))).Code);

        Assert.Contains("근무처 행복상사", Part(await browser.Get($"/customers/{person}")), StringComparison.Ordinal);
        Assert.Contains("소속 직원 김하늘", Part(await browser.Get($"/customers/{firm}")), StringComparison.Ordinal);
        var page = await browser.Get(second.Location!);
        Assert.Equal("김하늘 – 행복상사", page.Html.QuerySelector("#record-title")!.TextContent);
        Assert.Equal(3, (await browser.Get("/relationships?q=김하")).Html.QuerySelectorAll("#records tbody tr[data-id]").Length);
        Assert.Equal("in_use", (await Assert.ThrowsAsync<Refused>(() => site.Do<EditRecords, RecordSaved>(e => e.Delete(Actor.Operator, site.Company.Declarations.Named("customer"), firm)))).Rule);
        Assert.Empty(site.Log);

        static string Part(TestPage page) => string.Join(' ', page.Html.QuerySelector(".record-left")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static Task<Guid> Id(TestSite site, string number) =>
        site.Company.Writes.Run(Actor.System, Because, change => change.Session.First("select id from customers where number = @number", row => row.Guid(0), default, ("number", number)));

    private static async Task<Guid> Bought(TestSite site, string number, string name, int orders, string? phone = null)
    {
        await site.Company.Writes.Run(Actor.System, Because, async change =>
        {
            var customers = await new CustomerIntake(site.Company).Resolve(change, "shop", [new(number) { Name = name, Phone = phone }], default);
            var products = await new ProductIntake().Resolve(change, [new("P", "상품")], default);
            await new OrderIntake().Take(change, "shop", [.. Enumerable.Range(1, orders).Select(n => new IncomingOrder
            {
                Number = $"O-{n}", Customer = customers[number], Channel = "store", At = new(2026, 11, n, 3, 0, 0, DateTimeKind.Utc), BusinessDate = new(2026, 11, n), Currency = "KRW",
                Lines = [new(new Guid(n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), products["P"], LineKinds.Product, 1, 100_000_000, 100)],
            })], default);
        });
        return await Id(site, number);
    }
}

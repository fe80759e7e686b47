using Dangol.Customers;
using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Tests;

/// <summary>Orders and products on the record engine: what they show beside their fields, and what can be changed.</summary>
public sealed class OrderPageTests
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    [Theory, EveryEngine]
    public async Task an_order_shows_its_lines_page_by_page_and_nobody_makes_or_changes_it_by_hand(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (order, product) = await Sold(site, "A-1", lines: 60);
        await Sold(site, "A-2", lines: 1);
        var browser = await site.SignedIn();
        var list = await browser.Get("/orders?q=a-");
        Assert.Empty(list.Html.QuerySelectorAll("#records tbody tr[data-id]"));   // numbers are no words: they are told apart by their case
        list = await browser.Get("/orders?q=A-&sort=number");
        Assert.Equal(["A-1", "A-2"], list.Html.QuerySelectorAll("#records tbody th").Select(h => h.TextContent.Trim()));
        Assert.Null(list.Html.QuerySelector("a[href='/orders/new']"));

        var page = await browser.Get($"/orders/{order}");
        Assert.Contains("₩6,000", page.Html.QuerySelector(".record-facts")!.TextContent);
        Assert.Equal(50, page.Html.QuerySelectorAll(".record-part tbody th").Length);
        Assert.Equal($"/products/{product}", page.Html.QuerySelector(".record-part tbody th a")!.GetAttribute("href"));
        var more = page.Html.QuerySelector(".lines-more button")!.GetAttribute("hx-get")!;
        var rest = await browser.Get(more);
        Assert.Equal(10, rest.Body.Split("scope=\"row\"").Length - 1);
        Assert.DoesNotContain("lines-more", rest.Body);
        Assert.Null(page.Html.QuerySelector("form[action$='/delete']"));
        Assert.All(page.Html.QuerySelectorAll("#record-fields [hx-get*='/fields/']"), f => Assert.EndsWith("/owner_id", f.GetAttribute("hx-get"), StringComparison.Ordinal));
        Assert.Equal(404, (await browser.Get("/orders/new")).Code);
        Assert.Empty(site.Log);
    }

    [Theory, EveryEngine]
    public async Task a_product_shows_what_was_sold_last_and_its_price_is_typed_as_people_write_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (order, product) = await Sold(site, "B-1", lines: 3);
        var browser = await site.SignedIn();
        var page = await browser.Get($"/products/{product}");
        Assert.Equal(3, page.Html.QuerySelectorAll($".record-part tbody a[href='/orders/{order}']").Length);

        var form = await browser.Get($"/products/{product}/edit");
        Assert.Equal(422, (await browser.Submit(form, $"/products/{product}/edit", ("unit_price_micros", "0.0000001"))).Code);
        Assert.Equal(303, (await browser.Submit(form, $"/products/{product}/edit", ("unit_price_micros", "12.3456원"))).Code);
        Assert.Equal(12_345_600, await site.Count("select unit_price_micros from products"));
        Assert.Contains("₩12.3456", (await browser.Get($"/products/{product}")).Html.QuerySelector(".record-facts")!.TextContent);
        Assert.Contains("₩12.3456", (await browser.Get($"/products/{product}/history")).Html.QuerySelector("#record-middle")!.TextContent);
        var found = await browser.Get("/products?w=" + Uri.EscapeDataString("unit_price_micros:ge:12.3456") + "&sort=unit_price_micros");
        Assert.Equal("₩12.3456", found.Html.QuerySelector("#records tbody td[data-field=unit_price_micros]")!.TextContent);
        Assert.Empty((await browser.Get("/products?w=" + Uri.EscapeDataString("unit_price_micros:gt:12.3456"))).Html.QuerySelectorAll("#records tbody tr[data-id]"));
    }

    [Theory, EveryEngine]
    public async Task a_channel_that_a_source_brings_is_shown_and_asked_for_as_it_is(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await Sold(site, "C-1", lines: 1, channel: "kiosk");
        await Sold(site, "C-2", lines: 1, channel: "store");
        var browser = await site.SignedIn();
        Assert.Equal(["kiosk", "매장"], (await browser.Get("/orders?sort=number")).Html.QuerySelectorAll("#records tbody td[data-field=channel]").Select(c => c.TextContent.Trim()));
        Assert.Equal(["C-1"], (await browser.Get("/orders?w=channel%3Ain%3Akiosk")).Html.QuerySelectorAll("#records tbody th").Select(h => h.TextContent.Trim()));
    }

    private static async Task<(Guid Order, Guid Product)> Sold(TestSite site, string number, int lines, string channel = "store")
    {
        var product = Guid.Empty;
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
        {
            var customers = await new CustomerIntake(site.Company).Resolve(change, "shop", [new("17850") { Name = "홍길동" }], default);
            product = (await new ProductIntake().Resolve(change, [new("P", "상품")], default))["P"];
            await new OrderIntake().Take(change, "shop", [new()
            {
                Number = number, Customer = customers["17850"], Channel = channel, At = Day.ToDateTime(new(3, 0), DateTimeKind.Utc), BusinessDate = Day, Currency = "KRW",
                Lines = [.. Enumerable.Range(1, lines).Select(n => new IncomingLine(new Guid(n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), product, LineKinds.Product, 1, 100_000_000, 100))],
            }], default);
        });
        return (await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.Session.First("select id from orders where number = @number", row => row.Guid(0), default, ("number", number))), product);
    }
}

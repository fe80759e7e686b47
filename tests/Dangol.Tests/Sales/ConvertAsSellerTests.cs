using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What a seller, with the rights that the ready-made role has, makes of a lead.</summary>
public sealed class ConvertAsSellerTests
{
    [Theory, EveryEngine]
    public async Task a_seller_converts_a_lead_and_has_the_customer_and_the_opportunity(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller", team: await site.Team("영업팀"));
        var lead = await MadeLeads.New(site, "김하늘", ("phone", "+821012345678"), ("owner_id", seller));
        var browser = await site.SignedIn(seller);
        var done = await browser.Submit(await browser.Get($"/leads/{lead}/do/convert"), $"/leads/{lead}/do/convert", ("opportunity", "true"));
        Assert.Equal(303, done.Code);
        Assert.Equal(1, await site.Count("select count(*) from customers where owner_id = @seller", ("seller", seller)));
        Assert.Equal(1, await site.Count("select count(*) from opportunities where owner_id = @seller", ("seller", seller)));
        // Their own customer is there for them in full, and found by a part of the number.
        Assert.Contains("010-1234-5678", (await browser.Get("/customers?view=all")).Words, StringComparison.Ordinal);
        // Files are another right.
        Assert.Equal(403, (await browser.Get("/imports/new")).Code);
    }

    [Theory, EveryEngine]
    public async Task who_says_what_it_is_worth_wants_an_opportunity_unless_they_say_no(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        foreach (var (name, said) in new (string, (string, string)[])[] { ("가온", [("opportunity", ""), ("amount", "1200000")]), ("나래", [("opportunity", "false"), ("amount", "1200000")]), ("다온", [("opportunity", "")]) })
        {
            var path = $"/leads/{await MadeLeads.New(site, name)}/do/convert";
            var form = await browser.Get(path);
            Assert.Equal("true", form.Html.QuerySelector("#opportunity option[selected]")?.GetAttribute("value"));
            Assert.Equal("비워 두면 리드의 회사나 이름을 써요.", form.Html.QuerySelector("#opportunity_name-help")?.TextContent);
            Assert.Equal(303, (await browser.Submit(form, path, said)).Code);
        }
        Assert.Equal((3, 1, 1), (await site.Count("select count(*) from leads where status = 'converted'"), await site.Count("select count(*) from opportunities"), await site.Count("select count(*) from opportunities where name = '가온' and amount = 1200000")));
    }

    [Theory, EveryEngine]
    public async Task whoever_was_in_charge_of_the_lead_has_the_customer_also_when_another_converts_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller", team: await site.Team("영업팀"));
        var lead = await MadeLeads.New(site, "김하늘", ("owner_id", seller));
        var administrator = await site.SignedIn();
        Assert.Equal(303, (await administrator.Submit(await administrator.Get($"/leads/{lead}/do/convert"), $"/leads/{lead}/do/convert")).Code);
        Assert.Equal(1, await site.Count("select count(*) from customers where owner_id = @seller", ("seller", seller)));
    }
}

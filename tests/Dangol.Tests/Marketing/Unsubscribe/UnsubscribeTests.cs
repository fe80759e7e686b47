using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class UnsubscribeTests
{
    private static readonly Guid Campaign = Guid.Parse("019ab000-0000-7000-8000-000000000001");

    [Theory, EveryEngine]
    public async Task opening_the_link_changes_nothing_and_the_button_ends_it_at_once(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (customer, token) = await Subscriber(site);
        var browser = site.Browser();

        var page = await browser.Get($"/u/{token}");
        Assert.Equal(200, page.Code);
        Assert.Contains("ho***@example.com", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hong@example.com", page.Body, StringComparison.Ordinal);
        Assert.Contains("수신거부", page.Body, StringComparison.Ordinal);
        Assert.Contains("Unsubscribe", page.Body, StringComparison.Ordinal);
        Assert.Equal(0, await Withdrawals(site, customer));

        var done = await browser.Submit(page, $"/u/{token}");
        Assert.Contains("수신거부했어요", done.Body, StringComparison.Ordinal);
        Assert.Equal(1, await Withdrawals(site, customer));
        Assert.Equal(1, await site.Count("select count(*) from deliveries where customer_id = @customer and state = 'suppressed' and reply = 'withdrawn'", ("customer", customer)));
        Assert.Equal(1, await site.Count("select count(*) from consents where customer_id = @customer and basis = 'unsubscribe_link' and evidence like @campaign", ("customer", customer), ("campaign", $"%{Campaign}%")));
        // Once more changes nothing.
        await browser.Submit(page, $"/u/{token}");
        Assert.Equal(1, await Withdrawals(site, customer));
        Assert.Contains("수신거부했어요", (await browser.Get($"/u/{token}")).Body, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_mail_program_needs_one_post_and_nothing_else(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (customer, token) = await Subscriber(site);
        var program = site.Browser();

        // RFC 8058 §3.2: no cookies, no page before it.
        Assert.Equal(200, (await program.Post($"/u/{token}/one-click", ("List-Unsubscribe", "One-Click"))).Code);
        Assert.Equal(1, await Withdrawals(site, customer));
        // The page's own form is not exempt from the antiforgery token.
        var (other, second) = await Subscriber(site, "kim");
        Assert.NotEqual(200, (await site.Browser().Post($"/u/{second}")).Code);
        Assert.Equal(0, await Withdrawals(site, other));
    }

    [Theory, EveryEngine]
    public async Task a_link_that_was_tampered_with_is_not_ours(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (customer, token) = await Subscriber(site);
        var forged = UnsubscribeToken.Of(site.Company.Keys, Campaign, Guid.NewGuid()).Split('.')[0] + "." + token.Split('.')[1];
        foreach (var wrong in new[] { forged, token[..^1], "x", new string('a', 500), token.Replace('.', '-') })
        {
            Assert.Equal(404, (await site.Browser().Get($"/u/{wrong}")).Code);
            Assert.Equal(404, (await site.Browser().Post($"/u/{wrong}/one-click")).Code);
        }
        Assert.Equal(0, await Withdrawals(site, customer));
        // The link of a sample mail shows the page and touches nobody.
        var sample = UnsubscribeToken.Of(site.Company.Keys, Campaign, Guid.Empty);
        Assert.Equal(200, (await site.Browser().Get($"/u/{sample}")).Code);
        Assert.Equal(200, (await site.Browser().Post($"/u/{sample}/one-click")).Code);
    }

    private static async Task<(Guid Customer, string Token)> Subscriber(TestSite site, string name = "hong")
    {
        var customer = await site.Do<CustomerIntake, Guid>(intake => site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
        {
            var found = (await intake.Resolve(change, "shop", [new(name) { Name = "홍길동", Email = $"{name}@example.com" }], default))[name].CustomerId;
            await intake.Note(change, [new(found, Channels.Email, Granted: true, change.Now.AddDays(-1), "sign_up")], default);
            await change.Execute("insert into deliveries (campaign_id, customer_id, contact_id, state, attempts) values (@campaign, @customer, @contact, 'reserved', 0)", default,
                ("campaign", Campaign), ("customer", found), ("contact", change.NewId()));
            return found;
        }));
        return (customer, UnsubscribeToken.Of(site.Company.Keys, Campaign, customer));
    }

    private static Task<long> Withdrawals(TestSite site, Guid customer) =>
        site.Count("select count(*) from consents where customer_id = @customer and channel = 'email' and status = 'withdrawn'", ("customer", customer));
}

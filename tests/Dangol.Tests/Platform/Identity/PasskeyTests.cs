using System.Text.Json.Nodes;
using Dangol.Platform;
using Microsoft.AspNetCore.Http;

namespace Dangol.Tests;

/// <summary>Passkeys, with an authenticator in memory: what they open, and what an attacker would try with them.</summary>
public sealed class PasskeyTests
{
    [Theory]
    [InlineData("https", "crm.example.com", "https://crm.example.com", "crm.example.com", "https://crm.example.com")]
    [InlineData("http", "crm.example.com", "https://crm.example.com", "crm.example.com", "https://crm.example.com")]       // behind a proxy that ends TLS
    [InlineData("http", "127.0.0.1:5080", "https://crm.example.com:8443", "crm.example.com", "https://crm.example.com:8443")]   // behind one that asks by number
    [InlineData("http", "localhost:5080", "https://crm.example.com", "localhost", "http://localhost:5080")]
    [InlineData("https", "EVIL.example", "https://crm.example.com", "evil.example", "https://evil.example")]
    [InlineData("http", "127.0.0.1:5080", "", "127.0.0.1", "http://127.0.0.1:5080")]
    public void a_passkey_belongs_to_the_name_under_which_people_see_the_product(string scheme, string host, string publicAddress, string domain, string origin)
    {
        var site = PasskeySite.Of(scheme, new HostString(host), publicAddress);
        Assert.Equal(domain, site.Domain);
        Assert.Contains(origin, site.Origins);
        Assert.All(site.Origins, o => Assert.Equal(domain, new Uri(o).Host));
    }

    [Theory, EveryEngine]
    public async Task a_passkey_signs_in_without_name_or_password_and_is_both_factors(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        using var device = await Added(site);
        var listed = await (await site.SignedIn()).Get("/account");
        Assert.Contains("회사 노트북", listed.Words, StringComparison.Ordinal);
        Assert.Contains("crm.example.com", listed.Words, StringComparison.Ordinal);
        await WantSecondFactor(site, "administrator");

        var browser = site.Browser();
        device.Counter = 1;
        var come = await SignIn(browser, device);
        Assert.Equal((303, "/leads"), (come.Code, come.Location));
        // The second factor of the role, and the proof that dangerous pages want.
        Assert.Equal((200, 200), ((await browser.Get("/leads")).Code, (await browser.Get("/people/invite")).Code));
        var account = await browser.Get("/account");
        Assert.Contains("패스키", account.Html.QuerySelectorAll("tr").Single(r => r.TextContent.Contains("이 브라우저", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from passkeys where last_used_at is not null"));
        Assert.Equal(0, await site.Count("select count(*) from passkey_challenges"));
        Assert.Equal(0, await site.Count("select count(*) from sign_in_limits where key like 'account%'"));
        Assert.Empty(site.Log);
    }

    [Theory, EveryEngine]
    public async Task what_is_forged_replayed_or_copied_is_refused(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        using var device = await Added(site, rsa: true);
        using var stranger = new SoftAuthenticator { UserHandle = device.UserHandle };
        using var sellers = await Added(site, await site.SignedIn(await site.Person("seller")));
        device.Counter = 5;
        Assert.Equal(303, (await SignIn(site.Browser(), device)).Code);
        var sessions = await site.Count("select count(*) from sessions");
        var (origin, owner, last) = (device.Origin, device.UserHandle, 10);

        async Task Refused(string what, SoftAuthenticator by, Action spoil, Action mend)
        {
            spoil();
            // Each from an address of its own, since a few failures close the door to it.
            var answer = await SignIn(site.Browser($"127.0.0.{last++}"), by);
            Assert.True(answer.Code == 422 && answer.Words.Contains("패스키를 확인하지 못했어요", StringComparison.Ordinal), $"{what}: {answer}");
            mend();
        }
        device.Counter = 6;
        await Refused("origin", device, () => device.Origin = "https://evil.example.com", () => device.Origin = origin);
        await Refused("origin that begins alike", device, () => device.Origin = origin + ".evil.example", () => device.Origin = origin);
        await Refused("another port", device, () => device.Origin = origin + ":8443", () => device.Origin = origin);
        await Refused("frame of another site", device, () => device.CrossOrigin = true, () => device.CrossOrigin = false);
        await Refused("domain", device, () => device.Domain = "example.com", () => device.Domain = null);
        await Refused("user not verified", device, () => device.Flags = SoftAuthenticator.Present, () => device.Flags = SoftAuthenticator.Present | SoftAuthenticator.Verified);
        await Refused("user not present", device, () => device.Flags = SoftAuthenticator.Verified, () => device.Flags = SoftAuthenticator.Present | SoftAuthenticator.Verified);
        await Refused("signature", device, () => device.Spoilt = true, () => device.Spoilt = false);
        await Refused("somebody else’s name", device, () => device.UserHandle = sellers.UserHandle, () => device.UserHandle = owner);
        await Refused("a key that nobody added", stranger, () => { }, () => { });
        await Refused("counter stands still", device, () => device.Counter = 5, () => device.Counter = 6);
        await Refused("counter goes back", device, () => device.Counter = 0, () => device.Counter = 6);
        await Refused("counter far away", device, () => device.Counter = 4, () => device.Counter = 6);

        // An answer is worth nothing a second time, or to another question, or too late.
        var browser = site.Browser("127.0.0.3");
        var (page, token, options) = await Asked(browser);
        var (_, other, _) = await Asked(browser);
        var answered = device.Sign(options);
        Assert.Equal(422, (await Post(browser, page, other, answered)).Code);
        Assert.Equal(303, (await Post(browser, page, token, answered)).Code);
        device.Counter = 7;
        var again = site.Browser("127.0.0.4");
        Assert.Equal(422, (await Post(again, await again.Get("/sign-in"), token, device.Sign(options))).Code);
        var late = site.Browser("127.0.0.5");
        var (latePage, lateToken, lateOptions) = await Asked(late);
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(422, (await Post(late, latePage, lateToken, device.Sign(lateOptions))).Code);
        Assert.Equal(sessions + 1, await site.Count("select count(*) from sessions"));
        Assert.True(await site.Count("select count(*) from sign_ins where kind = 'passkey_refused' and user_id = @id", ("id", site.Administrator)) > 10);
        Assert.Equal(303, (await SignIn(site.Browser(), device)).Code);
    }

    [Theory, EveryEngine]
    public async Task failures_close_a_passkey_to_their_address_alone_and_an_address_has_few_questions_open(Engine engine)
    {
        await using var site = await TestSite.Open(engine, clock: new HandClock());
        using var device = await Added(site);
        var attacker = site.Browser("127.0.0.2");
        device.Spoilt = true;
        for (var i = 0; i < 5; i++) Assert.Equal(422, (await SignIn(attacker, device)).Code);
        device.Spoilt = false;
        Assert.Equal(429, (await SignIn(attacker, device)).Code);
        Assert.Equal(303, (await SignIn(site.Browser(), device)).Code);
        // With the password one comes in all the same.
        Assert.Equal(303, (await SignInTests.SignIn(attacker)).Code);

        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
        {
            for (var i = 0; i < PasskeyChallenges.MostOpen; i++)
                await change.Execute("insert into passkey_challenges (token_hash, purpose, state, ip, until) values (@hash, 'sign_in', '', '127.0.0.6', @until)", default, ("hash", $"x{i}"), ("until", change.Now.AddMinutes(1)));
        });
        var busy = site.Browser("127.0.0.6");
        Assert.Equal(429, (await busy.PostJson("/sign-in/passkey/options", "{}", await busy.Get("/sign-in"))).Code);
        Assert.Equal(200, (await attacker.PostJson("/sign-in/passkey/options", "{}", await attacker.Get("/account"))).Code);
    }

    [Theory, EveryEngine]
    public async Task a_passkey_is_added_by_its_owner_only_verified_and_once(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (mine, theirs) = (await site.SignedIn(), await site.SignedIn(await site.Person("seller")));
        var (_, token, options) = await ToMake(mine);
        using var device = new SoftAuthenticator();
        async Task<int> Add(TestBrowser browser, string with, string credential) => (await browser.Submit(await browser.Get("/account/passkeys/new"), "/account/passkeys", ("token", with), ("credential", credential), ("name", "x"))).Code;

        Assert.Equal(422, await Add(theirs, token, device.Make(options)));
        (_, token, options) = await ToMake(mine);
        device.Flags = SoftAuthenticator.Present;
        Assert.Equal(422, await Add(mine, token, device.Make(options)));
        (_, token, options) = await ToMake(mine);
        (device.Flags, device.Origin) = (SoftAuthenticator.Present | SoftAuthenticator.Verified, "https://evil.example.com");
        Assert.Equal(422, await Add(mine, token, device.Make(options)));
        device.Origin = "https://crm.example.com";
        Assert.Equal(422, await Add(mine, token, device.Make(options)));
        Assert.Equal(0, await site.Count("select count(*) from passkeys"));
        (_, token, options) = await ToMake(mine);
        Assert.Equal(303, await Add(mine, token, device.Make(options)));
        Assert.Equal(422, await Add(mine, token, device.Make(options)));
        (_, token, options) = await ToMake(theirs);
        Assert.Equal(422, await Add(theirs, token, device.Make(options)));
        Assert.Equal(1, await site.Count("select count(*) from passkeys where user_id = @id", ("id", site.Administrator)));
        // The browser is told what it has, so that it makes no second one; without the token of the page nothing is asked.
        Assert.Single(JsonNode.Parse((await ToMake(mine)).Options)!["excludeCredentials"]!.AsArray());
        Assert.Equal(400, (await mine.PostJson("/account/passkeys/options", "{}")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_passkey_that_was_removed_or_whose_owner_is_disabled_opens_nothing(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (admin, seller) = (await site.SignedIn(), await site.Person("seller"));
        using var device = await Added(site, await site.SignedIn(seller));
        await admin.Submit(await admin.Get($"/people/{seller}"), $"/people/{seller}/disable");
        Assert.Equal(422, (await SignIn(site.Browser(), device)).Code);
        await admin.Submit(await admin.Get($"/people/{seller}"), $"/people/{seller}/enable");
        var (lost, kept) = (site.Browser(), await site.SignedIn(seller));
        Assert.Equal(303, (await SignIn(lost, device)).Code);

        // Nobody removes another's; who removes their own is signed out where it was used.
        var passkey = await Key(site);
        await admin.Post($"/account/passkeys/{passkey}/remove", ("__RequestVerificationToken", (await admin.Get("/account")).Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!));
        Assert.Equal(1, await site.Count("select count(*) from passkeys"));
        Assert.Equal(303, (await kept.Submit(await kept.Get("/account"), $"/account/passkeys/{passkey}/remove")).Code);
        Assert.Equal((0, 303, 200), (await site.Count("select count(*) from passkeys"), (await lost.Get("/leads")).Code, (await kept.Get("/leads")).Code));
        Assert.Equal(422, (await SignIn(site.Browser(), device)).Code);

        // Those who look after people reset it with the rest.
        using var second = await Added(site, kept);
        await admin.Submit(await admin.Get($"/people/{seller}"), $"/people/{seller}/second-factor/reset");
        Assert.Equal(422, (await SignIn(site.Browser(), second)).Code);
    }

    [Theory, EveryEngine]
    public async Task where_a_role_wants_more_than_the_password_it_is_the_passkey_and_nothing_else_can_be_set_up(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller");
        var first = await site.SignedIn(seller);
        await WantSecondFactor(site, "seller");
        Assert.Equal("/account/second-factor", (await first.Get("/leads")).Location);
        using var device = await Added(site, first);
        Assert.Equal(200, (await first.Get("/leads")).Code);

        // Somebody who knows the password only.
        var thief = await site.SignedIn(seller);
        foreach (var path in new[] { "/leads", "/account", "/account/second-factor", "/account/passkeys/new" })
            Assert.StartsWith("/account/proof?return=", (await thief.Get(path)).Location, StringComparison.Ordinal);
        var proof = await thief.Get("/account/proof?return=/leads");
        Assert.Null(proof.Html.QuerySelector("input[name=password]"));
        await thief.Post("/account/proof", ("password", TestSite.Password), ("__RequestVerificationToken", proof.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!));
        Assert.Equal(303, (await thief.Get("/leads")).Code);

        Assert.Equal((303, "/leads"), await Prove(thief, proof, device) is var done ? (done.Code, done.Location) : default);
        Assert.Equal(200, (await thief.Get("/leads")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_fresh_proof_is_given_by_ones_own_passkey(Engine engine)
    {
        var clock = new HandClock();
        await using var site = await TestSite.Open(engine, clock: clock);
        using var device = await Added(site);
        using var other = await Added(site, await site.SignedIn(await site.Person("seller")));
        var browser = await site.SignedIn();
        clock.Advance(TimeSpan.FromMinutes(11));
        var asked = await browser.Get("/people/invite");
        Assert.Equal(303, asked.Code);
        var proof = await browser.Get(asked.Location!);
        Assert.Equal(422, (await Prove(browser, proof, other)).Code);
        Assert.Equal(303, (await browser.Get("/people/invite")).Code);
        // What was asked at the door proves nothing inside.
        var (_, token, options) = await Asked(site.Browser());
        Assert.Equal(422, (await browser.Submit(proof, "/account/proof", ("token", token), ("credential", device.Sign(options)))).Code);
        Assert.Equal((303, "/people/invite"), await Prove(browser, proof, device) is var done ? (done.Code, done.Location) : default);
        Assert.Equal(200, (await browser.Get("/people/invite")).Code);
    }

    private static async Task<SoftAuthenticator> Added(TestSite site, TestBrowser? browser = null, bool rsa = false)
    {
        browser ??= await site.SignedIn();
        var device = new SoftAuthenticator(rsa);
        var (page, token, options) = await ToMake(browser);
        var added = await browser.Submit(page, "/account/passkeys", ("token", token), ("credential", device.Make(options)), ("name", "회사 노트북"));
        Assert.True(added.Code == 303, added.ToString());
        return device;
    }

    private static Task<(TestPage Page, string Token, string Options)> ToMake(TestBrowser browser) => Asked(browser, "/account/passkeys/new", "/account/passkeys/options");

    private static async Task<(TestPage Page, string Token, string Options)> Asked(TestBrowser browser, string page = "/sign-in?return=/leads", string options = "/sign-in/passkey/options")
    {
        var form = await browser.Get(page);
        var answer = await browser.PostJson(options, "{}", form);
        Assert.True(answer.Code == 200, answer.ToString());
        var asked = JsonNode.Parse(answer.Body)!;
        return (form, asked["token"]!.GetValue<string>(), asked["options"]!.ToJsonString());
    }

    private static async Task<TestPage> SignIn(TestBrowser browser, SoftAuthenticator device)
    {
        var (page, token, options) = await Asked(browser);
        return await Post(browser, page, token, device.Sign(options));
    }

    private static async Task<TestPage> Prove(TestBrowser browser, TestPage page, SoftAuthenticator device)
    {
        var asked = JsonNode.Parse((await browser.PostJson("/account/proof/options", "{}", page)).Body)!;
        return await browser.Submit(page, "/account/proof", ("token", asked["token"]!.GetValue<string>()), ("credential", device.Sign(asked["options"]!.ToJsonString())));
    }

    private static Task<TestPage> Post(TestBrowser browser, TestPage page, string token, string credential) => browser.Submit(page, "/sign-in/passkey", ("token", token), ("credential", credential));

    private static Task<Guid> Key(TestSite site) => site.Do<Store, Guid>(async store => { await using var read = await store.Read(); return await read.First("select id from passkeys", row => row.Guid(0), default); });

    private static Task WantSecondFactor(TestSite site, string code) => site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change =>
    {
        var role = await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(change.Open<IdentityDb>().Roles, r => r.Code == code);
        change.Open<IdentityDb>().Entry(role).Property(r => r.NeedsSecondFactor).CurrentValue = true;
        await change.Save();
    });
}

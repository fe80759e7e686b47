using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Dangol.Browser;

/// <summary>Coming in, staying in and proving who one is, through a browser as wide as a telephone: each page is looked at in both languages.</summary>
[Collection("Desk")]
public sealed class IdentityWalkTests(Desk desk)
{
    private const string Guest = "jihun@hanbit.example", Password = "겨울에는 눈이 내린다 5";

    [Theory, InlineData("ko-KR"), InlineData("en-GB")]
    public async Task somebody_is_invited_comes_in_and_signs_in_with_a_second_factor(string locale)
    {
        await using var product = await Product.Start();
        await using var administrator = await Started(product, locale);
        var (page, korean) = (administrator.Page, locale == "ko-KR");
        await page.GotoAsync("/people/invite");
        await page.FillAsync("#email", Guest);
        await page.FillAsync("#name", "박지훈");
        await page.SelectOptionAsync("#language", korean ? "ko" : "en");
        await page.Locator("input[name=role]").First.CheckAsync();
        await See(page, "invite");
        await Submit(page);
        var link = await page.InputValueAsync("#link");
        await See(page, "invitation-link");

        await using (var visitor = await desk.Visit(locale, 390, 844, signedIn: false, product: product))
        {
            var guest = visitor.Page;
            await guest.GotoAsync(link);
            await See(guest, "invitation");
            await guest.FillAsync("#password", Password);
            await Submit(guest);
            await guest.WaitForURLAsync(product.Address.ToString());
            await guest.GotoAsync("/account");
            await See(guest, "account-new");

            await guest.Locator("a[href='/account/second-factor']").ClickAsync();
            await See(guest, "second-factor");
            var secret = (await guest.Locator("main form code").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
            await guest.FillAsync("#code", Code(secret, 0));
            await Submit(guest);
            await Assertions.Expect(guest.Locator(".recovery-codes code")).ToHaveCountAsync(10);
            var recovery = await guest.Locator(".recovery-codes code").AllInnerTextsAsync();
            await See(guest, "recovery-codes");
            await guest.GotoAsync("/account");
            await See(guest, "account-secured");

            // The code that confirmed the app is used up: the next one counts already, as clocks differ.
            await SignIn(product, locale, Code(secret, 1), "sign-in-code");
            await SignIn(product, locale, recovery[4], null);
            await guest.ReloadAsync();
            await Assertions.Expect(guest.Locator("main")).ToContainTextAsync(korean ? "복구 코드가 9개" : "9 recovery codes");
        }
        await page.GotoAsync("/people");
        await page.GetByRole(AriaRole.Link, new() { Name = "박지훈" }).First.ClickAsync();
        await See(page, "person");
    }

    [Theory, InlineData("ko-KR"), InlineData("en-GB")]
    public async Task a_passkey_signs_in_and_proves_and_a_key_of_a_program_is_shown_once(string locale)
    {
        await using var product = await Product.Start();
        await using var visitor = await Started(product, locale, "localhost");
        var (page, korean) = (visitor.Page, locale == "ko-KR");
        string At(string path) => new UriBuilder(product.Address) { Host = "localhost", Path = path }.Uri.ToString();
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true } });
        await page.GotoAsync(At("/account"));
        await page.Locator("a[href='/account/passkeys/new']").ClickAsync();
        await page.FillAsync("#name", korean ? "회사 노트북" : "Office laptop");
        await See(page, "passkey-new");
        await Submit(page);
        await page.WaitForURLAsync("**/account");

        // The device has one now, and says so.
        await page.GotoAsync(At("/account/passkeys/new"));
        await Submit(page);
        await Assertions.Expect(page.Locator("[data-passkey-fault=InvalidStateError]")).ToBeVisibleAsync();

        await page.Context.ClearCookiesAsync(new() { Name = "dangol" });
        await page.GotoAsync(At("/sign-in"));
        await See(page, "sign-in");
        await page.Locator("form[data-passkey] button").ClickAsync();
        await page.WaitForURLAsync(At("/"));
        await page.GotoAsync(At("/account"));
        await Assertions.Expect(page.Locator("td .tag .icon")).ToHaveCountAsync(2);   // where it was made, and this one
        await See(page, "account-passkey");

        // As if the ten minutes were over: asked for at the door of a dangerous page, given by password, then by passkey.
        foreach (var byPasskey in new[] { false, true })
        {
            Forget(product);
            await page.GotoAsync(At("/settings/sign-in"));
            await page.WaitForURLAsync("**/account/proof?return=*");
            if (!byPasskey) await See(page, "proof");
            if (byPasskey) await page.Locator("form[data-passkey] button").ClickAsync();
            else
            {
                await page.FillAsync("#password", Desk.Password);
                await page.Locator("#password").PressAsync("Enter");
            }
            await page.WaitForURLAsync(At("/settings/sign-in"));
        }
        await See(page, "sign-in-limits");
        await page.SelectOptionAsync("#idle", "30");
        await Submit(page);
        await Assertions.Expect(page.Locator(".toast-item")).ToContainTextAsync(korean ? "저장했어요" : "Saved");
        Assert.Equal("30", await page.InputValueAsync("#idle"));

        await page.GotoAsync(At("/settings/api-keys"));
        await page.FillAsync("#name", korean ? "재고 연동" : "Stock feed");
        await page.FillAsync("#scopes", "lead.view");
        await page.Locator("form[action='/settings/api-keys'] button").ClickAsync();
        var key = await page.Locator("#api-key").InnerTextAsync();
        await See(page, "api-key");
        await page.GotoAsync(At("/settings/api-keys"));
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        async Task<int> Leads() => (await page.APIRequest.GetAsync(At("/api/v1/lead"), new() { Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" } })).Status;
        Assert.Equal(200, await Leads());
        await page.Locator("form[action$='/end'] button").ClickAsync();
        await Assertions.Expect(page.Locator("form[action$='/end']")).ToHaveCountAsync(0);
        await See(page, "api-keys");
        Assert.Equal(401, await Leads());
    }

    /// <summary>The administrator of a company that has just begun, in a narrow window.</summary>
    private async Task<Visitor> Started(Product product, string locale, string? host = null)
    {
        var visitor = await desk.Visit(locale, 390, 844, signedIn: false, product: product);
        var page = visitor.Page;
        await page.GotoAsync(host is null ? "/setup" : new UriBuilder(product.Address) { Host = host, Path = "/setup" }.Uri.ToString());
        // The first page of all is no way out, whatever it is called.
        visitor.Expect("went out to http://localhost");
        await page.FillAsync("#company", "한빛상회");
        await page.FillAsync("#name", "이서연");
        await page.FillAsync("#email", Desk.Email);
        await page.FillAsync("#password", Desk.Password);
        await Submit(page);
        await page.WaitForURLAsync(new Uri(new Uri(page.Url), "/").ToString());
        return visitor;
    }

    private async Task SignIn(Product product, string locale, string code, string? look)
    {
        await using var visitor = await desk.Visit(locale, 390, 844, signedIn: false, product: product);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in?return=/account");
        await page.FillAsync("#email", Guest);
        await page.FillAsync("#password", Password);
        await page.Locator("#password").PressAsync("Enter");
        await page.WaitForURLAsync("**/sign-in/code*");
        if (look is not null) await See(page, look);
        await page.FillAsync("#code", code);
        await page.Locator("#code").PressAsync("Enter");
        await page.WaitForURLAsync("**/account");
    }

    /// <summary>Looks at the page; where pictures are wanted, as wide as a desk too.</summary>
    private static async Task See(IPage page, string name)
    {
        await page.Look(name);
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DANGOL_SHOTS"))) return;
        await page.SetViewportSizeAsync(1440, 900);
        await page.Look(name);
        await page.SetViewportSizeAsync(390, 844);
    }

    private static Task Submit(IPage page) => page.Locator("main form:not([hidden]) button[type=submit]").Last.Send();

    /// <summary>Nobody has proved anything, in a product that keeps its own time.</summary>
    private static void Forget(Product product)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(product.Folder, "dangol.db")};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "update sessions set proved_at = null";
        command.ExecuteNonQuery();
    }

    /// <summary>The code that an authenticator app shows, so many steps of 30 seconds from now (RFC 6238).</summary>
    private static string Code(string secret, int later)
    {
        var bits = string.Concat(secret.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30 + later);
        var hash = HMACSHA1.HashData(key, step);
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[19] & 15)) & 0x7fffffff) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}

using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

public sealed class SendCampaignTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly Clause Everybody = new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR"));

    [Theory, EveryEngine]
    public async Task everybody_treated_gets_one_mail_with_all_that_the_law_wants(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await Launched(engine, server, 60);

        var sent = await Send(shop);

        var treated = await shop.Company.Count("select count(*) from contacts where arm = 'treated'");
        Assert.Equal((treated, treated, 0L, 0L), (sent.Confirmed, sent.Total, sent.Waiting, sent.InDoubt));
        Assert.Equal(treated, server.Taken.Count);
        Assert.Equal(treated, server.Taken.Select(m => m.To).Distinct().Count());
        Assert.InRange(server.Connections, 1, 4);
        var mail = server.Taken.First(m => m.To == "c7@example.com");
        Assert.Equal("hello@dangol.example.com", mail.From);
        Assert.Equal("(광고) 고객7 님, 감사합니다", Decoded(mail.Header("Subject")!));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Header("List-Unsubscribe-Post"));
        Assert.Equal("no", mail.Header("Auto-Submitted"));
        Assert.NotNull(mail.Header("Date"));
        Assert.Matches(@"^<[0-9a-f]{32}@dangol\.example\.com>$", mail.Header("Message-ID")!);
        Assert.Matches(@"^<https://crm\.example\.com/u/[\w.-]+/one-click>$", mail.Header("List-Unsubscribe")!);
        var parts = mail.Parts();
        Assert.Equal(["text/plain", "text/html"], parts.Keys);
        Assert.Contains("고객7 님께 THANKS10 쿠폰을 드려요.", parts["text/plain"], StringComparison.Ordinal);
        foreach (var part in parts.Values)
            foreach (var needed in new[] { "단골상회", "hello@dangol.example.com", "02-123-4567", "서울시 중구 세종대로 1", "수신거부", "nsubscribe", "https://crm.example.com/u/" })
                Assert.Contains(needed, part, StringComparison.Ordinal);
        // A second run finds nothing to do, and the launch can't be taken back any more.
        Assert.Equal(sent, await Send(shop));
        Assert.Equal(treated, server.Taken.Count);
        Assert.Equal("change_set_final", (await Assert.ThrowsAsync<Refused>(async () => await shop.Company.Get<UndoChangeSet>().Run(Actor.System, await Set(shop)))).Rule);
    }

    [Theory, EveryEngine]
    public async Task a_name_brings_no_markup_into_the_mail(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await Market.Open(engine, Today);
        await shop.SayWhoSends();
        shop.UseMailServer(server.Address);
        await shop.Customers([new("c1") { Name = "<b>홍</b>\r\nBcc: a@b.example", Country = "KR", Email = "c1@example.com" }], Channels.Email);
        var campaign = await shop.Campaign("메일", await shop.Segment("모두", Everybody), Channels.Email, new(ControlShare: 0), new(null, "{고객명}", "{고객명} https://shop.example.com/a?b=1&c=2."));
        await shop.Launch(campaign);
        await Send(shop);

        var mail = Assert.Single(server.Taken);
        Assert.Null(mail.Header("Bcc"));
        Assert.Contains("&lt;b&gt;", mail.Parts()["text/html"], StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", mail.Parts()["text/html"], StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://shop.example.com/a?b=1&amp;c=2\">", mail.Parts()["text/html"], StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task who_withdrew_after_the_launch_gets_nothing(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await Launched(engine, server, 40);
        var one = await Treated(shop);
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        await shop.Note(one, Channels.Email, granted: false);

        var sent = await Send(shop);

        Assert.Equal(1, sent.Suppressed);
        Assert.Equal(1, await shop.Company.Count("select count(*) from deliveries where customer_id = @one and state = 'suppressed' and reply = 'withdrawn'", ("one", one)));
        Assert.Equal(sent.Confirmed, server.Taken.Count);
    }

    [Theory, EveryEngine]
    public async Task a_refusal_for_good_is_noted_and_a_later_is_tried_again_some_times(Engine engine)
    {
        var asked = 0;
        using var server = new SmtpServer { AtRecipient = to => to switch { "c1@example.com" => "550 5.1.1 no such user", "c2@example.com" => "451 later", "c3@example.com" => Interlocked.Increment(ref asked) < 3 ? "421 busy" : null, _ => null } };
        await using var shop = await Launched(engine, server, 12, control: 0);

        var sent = await Send(shop);

        Assert.Equal((10, 2, 0), (sent.Confirmed, sent.Failed, sent.Waiting));
        Assert.Equal(1, await shop.Company.Count("select count(*) from deliveries where state = 'failed' and reply like '550%' and attempts = 1"));
        Assert.Equal(1, await shop.Company.Count("select count(*) from deliveries where state = 'failed' and reply like '45%' and attempts = 5"));
        Assert.Equal(10, server.Taken.Select(m => m.To).Distinct().Count());
        Assert.Equal(10, server.Taken.Count);
    }

    [Theory, EveryEngine]
    public async Task a_message_whose_answer_was_lost_is_in_doubt_and_not_sent_again_by_itself(Engine engine)
    {
        using var server = new SmtpServer { AtContent = mail => mail.To == "c1@example.com" ? "drop" : null };
        await using var shop = await Launched(engine, server, 10, control: 0);

        var sent = await Send(shop);
        Assert.Equal((9, 1), (sent.Confirmed, sent.InDoubt));
        Assert.Equal(sent, await Send(shop));
        Assert.Equal(10, server.Taken.Count);

        server.AtContent = null;
        await shop.Company.Get<SettleDelivery>().Run(Actor.System, await Campaign(shop), null, SettleDelivery.SendAgain);
        Assert.Equal((10, 0), ((await Send(shop)).Confirmed, (await Send(shop)).InDoubt));
        Assert.Equal(2, server.Taken.Count(m => m.To == "c1@example.com"));
    }

    [Theory, EveryEngine]
    public async Task a_server_that_drops_before_the_content_costs_nobody_their_mail(Engine engine)
    {
        var drops = 3;
        using var server = new SmtpServer { AtCommand = word => word == "DATA" && Interlocked.Decrement(ref drops) >= 0 ? "drop" : null };
        await using var shop = await Launched(engine, server, 20, control: 0);
        var sent = await Send(shop);
        Assert.Equal((20, 0, 0), (sent.Confirmed, sent.InDoubt, sent.Failed));
        Assert.Equal(20, server.Taken.Count);
    }

    [Theory, EveryEngine]
    public async Task without_a_server_the_messages_wait(Engine engine)
    {
        var server = new SmtpServer();
        await using var shop = await Launched(engine, server, 10, control: 0);
        server.Dispose();

        Assert.Equal("smtp_unreachable", (await Assert.ThrowsAsync<Refused>(() => Send(shop))).Rule);
        Assert.Equal(10, await shop.Company.Count("select count(*) from deliveries where state = 'reserved' and attempts = 0"));

        using var again = new SmtpServer();
        shop.UseMailServer(again.Address);
        Assert.Equal(10, (await Send(shop)).Confirmed);
    }

    [Theory, EveryEngine]
    public async Task a_pause_stops_at_the_next_message_and_going_on_sends_the_rest(Engine engine)
    {
        Market? shop = null;
        using var server = new SmtpServer();
        await using (shop = await Launched(engine, server, 40, control: 0))
        {
            var campaign = await Campaign(shop);
            var contents = 0;
            var pause = new Lazy<Task>(() => shop.Company.Get<PauseCampaign>().Run(Actor.System, campaign, "잠깐"));
            server.AtContent = _ =>
            {
                // From the sixth on all wait for the one pause, so that four connections have at most four more in hand.
                if (Interlocked.Increment(ref contents) > 5) pause.Value.GetAwaiter().GetResult();
                return null;
            };
            var sent = await Send(shop);
            Assert.InRange(sent.Confirmed, 6, 10);
            Assert.Equal(0, sent.BeingSent);
            Assert.Equal(40, sent.Confirmed + sent.Waiting);
            Assert.Equal(sent, await Send(shop));

            server.AtContent = null;
            await shop.Company.Get<ResumeCampaign>().Run(Actor.System, campaign);
            Assert.Equal(40, (await Send(shop)).Confirmed);
            Assert.Equal(40, server.Taken.Select(m => m.To).Distinct().Count());
        }
    }

    [Theory, EveryEngine]
    public async Task an_address_that_smtp_cannot_carry_costs_only_its_own_message(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await Market.Open(engine, Today);
        await shop.SayWhoSends();
        shop.UseMailServer(server.Address);
        await shop.Customers([.. Enumerable.Range(0, 12).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", Email = i == 3 ? "홍길동@example.com" : i == 4 ? "c4@단골.example" : $"c{i}@example.com" })], Channels.Email);
        await shop.Launch(await shop.Campaign("메일", await shop.Segment("모두", Everybody), Channels.Email, new(ControlShare: 0), new(null, "제목", "내용")));
        var sent = await Send(shop);

        Assert.Equal((11, 0), (sent.Confirmed, sent.Waiting));
        Assert.Equal(1, await shop.Company.Count("select count(*) from contacts where reason = 'bad_address'"));
        // A domain in Hangul has an ASCII form, which goes over the wire.
        Assert.Contains(server.Taken, m => m.To.StartsWith("c4@xn--", StringComparison.Ordinal));
        using var line = new MailLine(MailSettings.Of(server.Address), TimeSpan.FromSeconds(60), TimeProvider.System);
        Assert.Equal(MailVerdict.Refused, (await line.Send(new("홍길동@example.com", "홍길동", "a@example.com", "단골", "제목", "글", "<p>글</p>", "<1@example.com>", "https://crm.example.com"))).Verdict);
    }

    [Theory, EveryEngine]
    public async Task a_job_that_resumes_waits_for_the_lease_of_the_run_that_died(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await Launched(engine, server, 10, control: 0);
        var campaign = await Campaign(shop);
        await shop.Company.Get<Leases>().Take($"deliver:{campaign}", "a run that died", TimeSpan.FromSeconds(15));
        var id = await shop.Company.Get<Jobs>().Start(Actor.System, SendCampaign.Job, new LaunchCampaign.Arguments(campaign));
        var running = shop.Company.Get<JobRunner>().RunNext(shop.Company.Company, id, default);
        await Until.True(() => { shop.Time.Advance(TimeSpan.FromMilliseconds(200)); return running.IsCompleted; }, "the end of the job");

        Assert.Equal(JobState.Succeeded, (await shop.Company.Get<Jobs>().Find(id))!.State);
        Assert.Equal(10, server.Taken.Count);
    }

    [Theory, EveryEngine]
    public async Task a_server_that_says_later_to_everything_ends_the_run_and_costs_nobody_their_mail(Engine engine)
    {
        foreach (var answer in new[] { "421 4.3.2 busy", "450 4.7.1 slow down" })
        {
            using var server = new SmtpServer { AtRecipient = _ => answer };
            await using var shop = await Launched(engine, server, 30, control: 0);
            for (var turn = 0; turn < 7; turn++) await Assert.ThrowsAsync<Refused>(() => Send(shop));
            Assert.Equal(30, await shop.Company.Count("select count(*) from deliveries where state = 'reserved'"));

            server.AtRecipient = null;
            Assert.Equal(30, (await Send(shop)).Confirmed);
        }
    }

    [Theory, EveryEngine]
    public async Task all_that_failed_can_be_sent_again_together(Engine engine)
    {
        using var server = new SmtpServer { AtRecipient = to => to is "c1@example.com" or "c2@example.com" ? "550 no such user" : null };
        await using var shop = await Launched(engine, server, 10, control: 0);
        Assert.Equal((8, 2), ((await Send(shop)).Confirmed, (await Send(shop)).Failed));
        server.AtRecipient = null;
        Assert.Equal(2, await shop.Company.Get<SettleDelivery>().Run(Actor.System, await Campaign(shop), null, "send_failed_again"));
        Assert.Equal((10, 0), ((await Send(shop)).Confirmed, (await Send(shop)).Failed));
    }

    [Fact]
    public void the_setting_of_the_mail_server_is_read_or_refused()
    {
        Assert.Equal(new MailServer("mail.example.com", 587, "me@x", "p:w/d", true), MailSettings.Of("smtp://me%40x:p%3Aw%2Fd@mail.example.com"));
        Assert.Equal(new MailServer("127.0.0.1", 25, null, null, false), MailSettings.Of("smtp://127.0.0.1:25"));
        Assert.Equal(new MailServer("10.0.0.1", 2525, null, null, false), MailSettings.Of("smtp://10.0.0.1:2525?tls=off"));
        foreach (var wrong in new[] { "mail.example.com", "https://x", "smtp://mail.example.com:465", "smtp://x?tls=maybe" })
            Assert.Equal("smtp_not_readable", Assert.Throws<Refused>(() => MailSettings.Of(wrong)).Rule);
    }

    internal static async Task<Market> Launched(Engine engine, SmtpServer server, int customers, int control = 1000, Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? also = null)
    {
        var shop = await Market.Open(engine, Today, also);
        await shop.SayWhoSends();
        shop.UseMailServer(server.Address);
        await shop.Customers([.. Enumerable.Range(0, customers).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", Email = $"c{i}@example.com" })], Channels.Email);
        var offer = await shop.Company.Get<SaveOffer>().Run(Actor.System, new("감사 쿠폰", "THANKS10", "10% 할인"));
        var campaign = await shop.Campaign("가을 감사", await shop.Segment("모두", Everybody), Channels.Email, new(control), new(offer, "{고객명} 님, 감사합니다", "{고객명} 님께 {코드} 쿠폰을 드려요."));
        await shop.Launch(campaign);
        return shop;
    }

    internal static async Task<Sent> Send(Market shop) => await new SendCampaign(shop.Company.Company, new Leases(shop.Company.Writes, shop.Time), shop.Company.Get<MailSettings>(),
        new DeliveryPace(4, TimeSpan.FromSeconds(15), TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(60))).Run(Actor.System, await Campaign(shop));

    internal static async Task<Guid> Campaign(Market shop)
    {
        await using var read = await shop.Company.Store.Read();
        return await read.First("select id from campaigns", row => row.Guid(0), default);
    }

    private static async Task<Guid> Treated(Market shop)
    {
        await using var read = await shop.Company.Store.Read();
        return await read.First("select customer_id from contacts where arm = 'treated' order by customer_id", row => row.Guid(0), default);
    }

    private static async Task<Guid> Set(Market shop)
    {
        await using var read = await shop.Company.Store.Read();
        return await read.First("select change_set_id from campaign_launches", row => row.Guid(0), default);
    }

    private static string Decoded(string header) => string.Concat(header.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.StartsWith("=?utf-8?B?", StringComparison.OrdinalIgnoreCase)
        ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(word[10..^2])) : word));
}

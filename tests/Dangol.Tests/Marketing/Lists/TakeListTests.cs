using System.Security.Cryptography;
using System.Text;
using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class TakeListTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly Clause Everybody = new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR"));

    [Theory, EveryEngine]
    public async Task a_call_list_has_those_who_may_be_called_and_nothing_that_a_spreadsheet_would_run(Engine engine)
    {
        await using var shop = await Market.Open(engine, Today);
        var people = await shop.Customers(
        [
            new("1") { Name = "=HYPERLINK(\"http://x\")", Country = "KR", Phone = "+821012345678" }, new("2") { Name = "김, \"민수\"", Country = "KR", Phone = "+8225551234" },
            new("3") { Name = "거절", Country = "KR", Phone = "+821000000000" }, new("4") { Name = "번호 없음", Country = "KR" }, new("5") { Name = "나중에 거절", Country = "KR", Phone = "+821011111111" },
        ]);
        await shop.Note(people[2], Channels.Call, granted: false);
        var campaign = await shop.Campaign("전화", await shop.Segment("모두", Everybody), Channels.Call, new(ControlShare: 0), new(null, "", "{고객명} 님께 전화"));
        var assigned = await shop.Launch(campaign);
        Assert.Equal((3, 0, 2), (assigned.Treated, assigned.Control, assigned.Suppressed));
        shop.Time.Advance(TimeSpan.FromMinutes(5));
        await shop.Note(people[4], Channels.Call, granted: false);

        var take = shop.Company.Get<TakeList>();
        Assert.Equal("reason_too_short", (await Assert.ThrowsAsync<Refused>(() => take.Run(Actor.System, campaign, "전화하려고"))).Rule);
        var taken = await take.Run(Actor.System, campaign, "11월 감사 전화 캠페인 진행");

        Assert.Equal(2, taken.Rows);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(shop.Company.Company.Place.Folder, "files", taken.File));
        Assert.Equal(taken.File, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal(
            [
                "\"고객번호\",\"고객명\",\"전화번호\",\"오퍼\",\"코드\",\"내용\"",
                "\"1\",\"'=HYPERLINK(\"\"http://x\"\")\",\"010-1234-5678\",\"\",\"\",\"'=HYPERLINK(\"\"http://x\"\") 님께 전화\"",
                "\"2\",\"김, \"\"민수\"\"\",\"025551234\",\"\",\"\",\"김, \"\"민수\"\" 님께 전화\"",
            ], Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(1, await shop.Company.Count("select count(*) from campaign_lists where reason = '11월 감사 전화 캠페인 진행' and list_rows = 2 and file = @file", ("file", taken.File)));
        Assert.Equal(taken.File, await take.Find(Actor.System, campaign, taken.List));
        // It has left the system: the launch stands.
        await using var read = await shop.Company.Store.Read();
        var set = await read.First("select change_set_id from campaign_launches", row => row.Guid(0), default);
        Assert.Equal("change_set_final", (await Assert.ThrowsAsync<Refused>(() => shop.Company.Get<UndoChangeSet>().Run(Actor.System, set))).Rule);
    }

    [Theory, EveryEngine]
    public async Task a_list_is_logged_and_kept_a_week_for_who_took_it(Engine engine)
    {
        await using var shop = await Market.Open(engine, Today);
        var people = await shop.Customers([new("1") { Name = "김하나", Country = "KR", Phone = "+821012345678" }]);
        var campaign = await shop.Campaign("전화", await shop.Segment("모두", Everybody), Channels.Call, new(ControlShare: 0), new(null, "", "{고객명} 님께 전화"));
        await shop.Launch(campaign);
        var take = shop.Company.Get<TakeList>();
        var (mine, other) = (new Actor(Guid.NewGuid(), "나", Language.Korean, Origin.Web, Rights.Everything) { Ip = "127.0.0.9" }, new Actor(Guid.NewGuid(), "남", Language.Korean, Origin.Web, Rights.Everything));
        var taken = await take.Run(mine, campaign, "11월 감사 전화 캠페인 진행");
        await shop.Company.Company.PersonalLog.Settle();
        Assert.Equal(1, await shop.Company.Count("select count(*) from personal_accesses where action = 'exported' and actor_id = @me and ip = '127.0.0.9' and records = 1 and record_ids like @whose and reason like @why",
            ("me", mine.Id), ("whose", $"%{people[0]}%"), ("why", $"11월 감사 전화 캠페인 진행 (SHA-256 {taken.File})")));
        var line = Assert.Single((await new ListExports(shop.Company.Company).Run(Actor.System, null)).Lines);
        Assert.Equal(("나", "customer", "전화", 1L, taken.File), (line.Actor, line.Type, line.Of, line.Records, line.Hash));

        Assert.Equal(taken.File, await take.Find(mine, campaign, taken.List));
        Assert.Equal("list_gone", (await Assert.ThrowsAsync<Refused>(() => take.Find(other, campaign, taken.List))).Rule);
        shop.Time.Advance(TimeSpan.FromDays(8));
        Assert.Equal("list_gone", (await Assert.ThrowsAsync<Refused>(() => take.Find(mine, campaign, taken.List))).Rule);
        // The next list clears away what nobody may have any more.
        await shop.Note(people[0], Channels.Call, granted: false);
        await take.Run(mine, campaign, "11월 감사 전화 캠페인 진행");
        Assert.False(File.Exists(Path.Combine(shop.Company.Company.Place.Folder, "files", taken.File)));
    }

    [Theory, EveryEngine]
    public async Task a_launch_by_its_job_goes_on_to_send_by_itself(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await Market.Open(engine, Today);
        await shop.SayWhoSends();
        shop.UseMailServer(server.Address);
        await shop.Customers([.. Enumerable.Range(0, 8).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", Email = $"c{i}@example.com" })], Channels.Email);
        var campaign = await shop.Campaign("메일", await shop.Segment("모두", Everybody), Channels.Email, new(ControlShare: 0), new(null, "안녕하세요", "{고객명} 님"));
        await shop.Load();
        await shop.Company.Get<LaunchCampaign>().Run(Actor.System, campaign);

        var runner = shop.Company.Get<JobRunner>();
        while (await runner.RunNext(shop.Company.Company, null, default)) { }

        Assert.Equal(8, server.Taken.Select(m => m.To).Distinct().Count());
        Assert.Equal(8, await shop.Company.Count("select count(*) from deliveries where state = 'confirmed'"));
        Assert.Equal(2, await shop.Company.Count("select count(*) from jobs where state = 'succeeded'"));
    }

    [Theory, EveryEngine]
    public async Task the_loop_finishes_an_interrupted_launch_sends_and_collects(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await Market.Open(engine, Today);
        await shop.SayWhoSends();
        await shop.Customers([.. Enumerable.Range(0, 8).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", Email = $"c{i}@example.com" })], Channels.Email);
        shop.UseMailServer(server.Address);
        var campaign = await shop.Campaign("메일", await shop.Segment("모두", Everybody), Channels.Email, new(ControlShare: 0), new(null, "안녕하세요", "{고객명} 님"));
        await shop.Load();
        await shop.Company.Get<LaunchCampaign>().Run(Actor.System, campaign);
        await shop.Sell([("c3", Today.AddDays(1), 5000)]);
        await shop.Load();

        var loop = shop.Company.Get<MarketingLoop>();
        Assert.Equal(1, (await loop.RefreshSegments(Actor.System, default)).Count);
        Assert.Equal(8, (await loop.SendDue(Actor.System, default)).Count);
        var none = await loop.SendDue(Actor.System, default);   // the number is of all mail ever sent: this turn sent none
        Assert.Equal((8, "보낼 메일이 없었어요"), (none.Count, none.What.Ko));
        await shop.Load();
        Assert.Equal(1, (await loop.CollectDue(Actor.System, default)).Count);
        await shop.Load();
        Assert.Equal(1, (await loop.CollectDue(Actor.System, default)).Count);
        Assert.Equal(8, await shop.Company.Count("select members from segment_counts"));
        Assert.Equal(8, server.Taken.Count);
    }
}

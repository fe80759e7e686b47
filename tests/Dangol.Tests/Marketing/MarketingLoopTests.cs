using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>A campaign or a segment that can't be worked off takes nothing from the others.</summary>
public sealed class MarketingLoopTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly Clause Everybody = new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR"));

    [Theory, EveryEngine]
    public async Task a_campaign_whose_file_is_gone_does_not_keep_the_others_from_going_out(Engine engine)
    {
        using var server = new SmtpServer();
        await using var shop = await Market.Open(engine, Today);
        await shop.SayWhoSends();
        shop.UseMailServer(server.Address);
        await shop.Customers([.. Enumerable.Range(0, 5).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", Email = $"c{i}@example.com" })], Channels.Email);
        await shop.Customers([new("abroad") { Country = "US", Email = "a@example.com" }], Channels.Email);
        await Launch("깨진 캠페인", new Clause.Not(Everybody));
        Directory.Delete(Path.Combine(shop.Company.Company.Place.Folder, "files"), recursive: true);
        await Launch("온전한 캠페인", Everybody);

        var sent = (await Turn(shop))["campaigns"];

        Assert.Equal(5, server.Taken.Count);
        Assert.Equal((5, true), (sent.Count, sent.Failed));
        Assert.Contains("깨진 캠페인", sent.What.Ko, StringComparison.Ordinal);
        Assert.Contains("깨진 캠페인", sent.What.En, StringComparison.Ordinal);

        async Task Launch(string name, Clause who)
        {
            var campaign = await shop.Campaign(name, await shop.Segment(name, who), Channels.Email, new(ControlShare: 0), new(null, "제목", "내용"));
            await shop.Load();
            await shop.Company.Get<LaunchCampaign>().Run(Actor.System, campaign);
        }
    }

    [Theory, EveryEngine]
    public async Task a_segment_that_cannot_be_counted_does_not_keep_the_others_from_it(Engine engine)
    {
        await using var shop = await Market.Open(engine, Today);
        await shop.Customers([.. Enumerable.Range(0, 5).Select(i => new IncomingCustomer($"c{i}") { Country = "KR" })]);
        await shop.Segment("깨진 세그먼트", Everybody);
        await shop.Segment("온전한 세그먼트", Everybody);
        await using (var raw = await shop.Company.RawConnection())
        {
            await using var spoil = raw.CreateCommand();
            spoil.CommandText = "update segments set tree = '{\"v\":1,\"broken\":true}' where name = '깨진 세그먼트'";
            await spoil.ExecuteNonQueryAsync();
        }
        await shop.Load();

        var counted = (await Turn(shop))["segments"];

        Assert.True(counted.Failed);
        Assert.Contains("깨진 세그먼트", counted.What.Ko, StringComparison.Ordinal);
        Assert.Equal(5, await shop.Company.Count("select c.members from segment_counts c join segments s on s.id = c.segment_id where s.name = '온전한 세그먼트'"));
    }

    private static async Task<Dictionary<string, LoopLine>> Turn(Market shop) => (await shop.Company.Get<RunLoop>().Run(Actor.System)).ToDictionary(l => l.Step);
}

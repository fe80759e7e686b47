using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class LaunchCampaignTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly Clause Everybody = new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR"));

    [Theory, EveryEngine]
    public async Task every_member_ends_as_treated_control_or_suppressed_with_why(Engine engine)
    {
        await using var shop = await People(engine, 600);
        await shop.SayWhoSends();
        var customers = await shop.Customers([.. Enumerable.Range(0, 4).Select(i => new IncomingCustomer($"x{i}") { Country = "KR", Email = i switch { 0 => null, 1 => "not an address", _ => $"x{i}@example.com" } })], Channels.Email);
        await shop.Note(customers[2], Channels.Email, granted: false);
        await shop.Customers([new("silent") { Country = "KR", Email = "s@example.com" }]);
        shop.UseMailServer("smtp://127.0.0.1:2525");
        var campaign = await shop.Campaign("가을 감사", await shop.Segment("모두", Everybody), Channels.Email, new(ControlShare: 1000, WindowDays: 14), new(null, "감사합니다", "{고객명} 님"));

        var assigned = await shop.Launch(campaign);

        Assert.Equal((605, 4), (assigned.Members, assigned.Suppressed));
        Assert.InRange(assigned.Control, 30, 95);
        var reasons = await Reasons(shop, campaign);
        Assert.Equal(new Dictionary<string, long> { ["no_address"] = 1, ["bad_address"] = 1, ["withdrawn"] = 1, ["no_consent"] = 1 }, reasons);
        // Only the treated are in the queue, each once; a second run changes nothing.
        Assert.Equal(assigned.Treated, await shop.Company.Count("select count(*) from deliveries where state = 'reserved'"));
        Assert.Equal(assigned, await shop.Company.Get<AssignContacts>().Run(Actor.System, campaign));
        Assert.Equal(assigned.Treated, await shop.Company.Count("select count(*) from deliveries"));
        Assert.Equal("launched_already", (await Assert.ThrowsAsync<Refused>(() => shop.Launch(campaign))).Rule);
    }

    [Theory, EveryEngine]
    public async Task members_are_frozen_at_launch_though_the_work_is_stopped_in_between(Engine engine)
    {
        await using var shop = await People(engine, 4500);
        var campaign = await shop.Campaign("편지", await shop.Segment("모두", Everybody), Channels.Letter, new(ContactOn: Today.AddDays(-3)));
        await shop.Load();
        await shop.Company.Get<LaunchCampaign>().Run(Actor.System, campaign);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shop.Company.Get<AssignContacts>().Run(Actor.System, campaign, (_, _) => stop.Cancel(), stop.Token));
        Assert.Equal(2000, await shop.Company.Count("select count(*) from contacts"));
        await shop.Customers([new("late") { Country = "KR" }]);

        var assigned = await shop.Company.Get<AssignContacts>().Run(Actor.System, campaign);

        Assert.Equal(4500, assigned.Members);
        Assert.Equal(4500, await shop.Company.Count("select count(*) from contacts where business_date = @day", ("day", Today.AddDays(-3))));
        Assert.InRange(assigned.Control, 350, 560);
        Assert.Equal(0, await shop.Company.Count("select count(*) from deliveries"));
    }

    [Theory, EveryEngine]
    public async Task a_launch_can_be_taken_back_until_something_was_handed_over(Engine engine)
    {
        await using var shop = await People(engine, 30);
        var campaign = await shop.Campaign("편지", await shop.Segment("모두", Everybody), Channels.Letter);
        await shop.Launch(campaign);
        var set = await Set(shop);

        await shop.Company.Get<UndoChangeSet>().Run(Actor.System, set);

        Assert.Equal(0, await shop.Company.Count("select count(*) from contacts"));
        Assert.Equal(0, await shop.Company.Count("select count(*) from campaign_launches"));
        Assert.Equal(30, (await shop.Launch(campaign)).Members);
    }

    [Theory, EveryEngine]
    public async Task what_is_missing_is_said_before_anything_is_written(Engine engine)
    {
        await using var shop = await People(engine, 3);
        var segment = await shop.Segment("모두", Everybody);
        async Task<string> Refusal(string name, string channel, SaveCampaign.MeasurePart? measure = null, SaveCampaign.MessagePart? message = null, Guid? of = null)
        {
            var campaign = await shop.Campaign(name, of ?? segment, channel, measure, message);
            var refused = await Assert.ThrowsAsync<Refused>(() => shop.Launch(campaign));
            return refused.Rule;
        }

        Assert.Equal("message_missing", await Refusal("1", Channels.Email));
        Assert.Equal("sender_missing", await Refusal("2", Channels.Email, message: new(null, "제목", "내용")));
        await shop.SayWhoSends();
        Assert.Equal("smtp_not_set", await Refusal("3", Channels.Email, message: new(null, "제목", "내용")));
        Assert.Equal("contact_date_past", await Refusal("4", Channels.Email, new(ContactOn: Today.AddDays(-1)), new(null, "제목", "내용")));
        Assert.Equal("contact_date_later", await Refusal("5", Channels.Letter, new(ContactOn: Today.AddDays(1))));
        Assert.Equal("segment_empty", await Refusal("6", Channels.Letter, of: await shop.Segment("아무도", new Clause.Not(new Clause.Any([Everybody, new Clause.Not(Everybody)])))));
        Assert.Equal("merge_field_unknown", (await Assert.ThrowsAsync<Refused>(() => shop.Campaign("7", segment, Channels.Email, message: new(null, "{이름없음}", "")))).Rule);
        Assert.Equal("control_share_out_of_range", (await Assert.ThrowsAsync<Refused>(() => shop.Campaign("8", segment, Channels.Letter, new(ControlShare: 6000)))).Rule);
        Assert.Equal("channel_unknown", (await Assert.ThrowsAsync<Refused>(() => shop.Campaign("9", segment, "pigeon"))).Rule);
        var clerk = new Actor(Guid.NewGuid(), "clerk", Language.Korean, Origin.Web, Rights.Nothing);
        Assert.Equal(403, (await Assert.ThrowsAsync<Refused>(() => shop.Company.Get<LaunchCampaign>().Run(clerk, segment))).Status);
        Assert.Equal(0, await shop.Company.Count("select count(*) from contacts"));
    }

    private static async Task<Market> People(Engine engine, int count)
    {
        var shop = await Market.Open(engine, Today);
        await shop.Customers([.. Enumerable.Range(0, count).Select(i => new IncomingCustomer($"c{i}") { Name = $"고객{i}", Country = "KR", Email = $"c{i}@example.com", Phone = "+821012345678" })], Channels.Email);
        return shop;
    }

    private static async Task<Guid> Set(Market shop)
    {
        await using var read = await shop.Company.Store.Read();
        return await read.First("select change_set_id from campaign_launches", row => row.Guid(0), default);
    }

    private static async Task<Dictionary<string, long>> Reasons(Market shop, Guid campaign)
    {
        await using var read = await shop.Company.Store.Read();
        return (await read.List("select reason, count(*) from contacts where campaign_id = @campaign and arm = 'suppressed' group by reason", row => (row.Text(0), row.Long(1)), default, ("campaign", campaign)))
            .ToDictionary(r => r.Item1, r => r.Item2);
    }
}

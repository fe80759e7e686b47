using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class CampaignResultTests
{
    private static readonly DateOnly Today = new(2026, 11, 21), Posted = new(2026, 10, 1);
    private static readonly Clause Everybody = new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("KR"));

    [Theory, EveryEngine]
    public async Task purchases_of_both_arms_inside_the_window_count_and_cancellations_take_away(Engine engine)
    {
        await using var shop = await Launched(engine, 400);
        var (treated, control) = (await Arm(shop, "treated"), await Arm(shop, "control"));
        await shop.Sell([
            (treated[0], Posted, 10_000), (treated[1], Posted.AddDays(30), 20_000), (treated[2], Posted.AddDays(31), 30_000), (treated[3], Posted.AddDays(-1), 40_000),
            (treated[4], Posted.AddDays(2), 50_000), (treated[4], Posted.AddDays(3), -50_000), (treated[5], Posted.AddDays(2), 50_000), (treated[5], Posted.AddDays(3), -20_000),
            (control[0], Posted.AddDays(5), 7_000)]);

        var campaign = await Campaign(shop);
        Assert.Equal(new(7, 0), await shop.Collect(campaign));
        Assert.Equal(new(0, 0), await shop.Collect(campaign));

        var result = await shop.Result(campaign);
        Assert.Equal((3, 1), (result.Rate!.Treated.Responders, result.Rate.Control.Responders));
        Assert.Equal(60_000, Math.Round(result.Revenue!.Treated.Mean * result.Assigned.Treated));
        Assert.Equal(7_000, Math.Round(result.Revenue.Control.Mean * result.Assigned.Control));
        Assert.Equal(("KRW", false, Effect.NotShown), (result.Currency, result.IsOpen, result.Verdict.Effect));
        Assert.False(result.Ratio!.IsSuspect);
    }

    [Theory, EveryEngine]
    public async Task what_is_imported_later_or_taken_back_changes_the_result(Engine engine)
    {
        await using var shop = await Launched(engine, 60);
        var (treated, campaign) = (await Arm(shop, "treated"), await Campaign(shop));
        await shop.Sell([(treated[0], Posted.AddDays(1), 10_000)]);
        var set = await shop.Sell([(treated[1], Posted.AddDays(1), 10_000)]);
        Assert.Equal(new(2, 0), await shop.Collect(campaign));

        await shop.Company.Get<UndoChangeSet>().Run(Actor.System, set);
        // The response went with the order; collecting finds nothing more to do.
        Assert.Equal(new(0, 0), await shop.Collect(campaign));
        Assert.Equal(1, (await shop.Result(campaign)).Rate!.Treated.Responders);
        Assert.Equal(1, await shop.Company.Count("select count(*) from responses"));
    }

    [Theory, EveryEngine]
    public async Task where_the_control_is_smaller_than_the_plan_needs_no_effect_is_claimed(Engine engine)
    {
        await using var shop = await Launched(engine, 400, controlShare: 3000, neededControl: 7_003);
        var (treated, control, campaign) = (await Arm(shop, "treated"), await Arm(shop, "control"), await Campaign(shop));
        await shop.Sell([.. treated.Select((c, i) => (c, Posted.AddDays(3), 10_000L + i)), (control[0], Posted, 5_000), (control[1], Posted, 6_000)]);
        await shop.Collect(campaign);

        var result = await shop.Result(campaign);
        Assert.True(result.Rate!.Interval.Low > 0);
        Assert.Equal((Effect.NotShown, Effect.NotShown), (result.Verdict.Effect, result.RevenueVerdict.Effect));
        Assert.Contains("7,003", result.Verdict.Meaning.Ko, StringComparison.Ordinal);
        Assert.Contains("7,003", result.RevenueVerdict.Meaning.En, StringComparison.Ordinal);
        shop.Time.Advance(TimeSpan.FromDays(60));
        var line = Assert.Single((await shop.Company.Get<ListCampaigns>().Run(Actor.System, null, default)).Lines);
        Assert.Equal(result.Verdict.Headline, line.Verdict!.Headline);
    }

    [Theory, EveryEngine]
    public async Task a_planted_lift_is_found_and_a_rebuilt_warehouse_says_the_same(Engine engine)
    {
        await using var shop = await Launched(engine, 3000, controlShare: 3000);
        var (treated, control) = (await Arm(shop, "treated"), await Arm(shop, "control"));
        // 30 % of the treated and 20 % of the held out buy.
        await shop.Sell([.. treated.Where((_, i) => i % 10 < 3).Concat(control.Where((_, i) => i % 10 < 2)).Select(c => (c, Posted.AddDays(3), 10_000L))]);
        var campaign = await Campaign(shop);
        await shop.Collect(campaign);

        var result = await shop.Result(campaign);
        Assert.Equal((Effect.Raised, Effect.Raised), (result.Verdict.Effect, result.RevenueVerdict.Effect));
        Assert.True(result.Rate!.Interval.Contains(0.1));
        Assert.True(result.Revenue!.Interval.Contains(1000));
        Assert.InRange(result.Detectable!.Value, 0.03, 0.07);

        await shop.Warehouse.Rebuild();
        Assert.Equal(result.Rate, (await shop.Result(campaign)).Rate);
    }

    private static async Task<Market> Launched(Engine engine, int customers, int controlShare = 1000, long? neededControl = null)
    {
        var shop = await Market.Open(engine, Today);
        await shop.Customers([.. Enumerable.Range(0, customers).Select(i => new IncomingCustomer($"c{i:0000}") { Country = "KR" })]);
        await shop.Launch(await shop.Campaign("편지", await shop.Segment("모두", Everybody), Channels.Letter, new(controlShare, ContactOn: Posted, NeededControl: neededControl)));
        return shop;
    }

    private static async Task<List<string>> Arm(Market shop, string arm)
    {
        await using var read = await shop.Company.Store.Read();
        return await read.List("select c.number from contacts t join customers c on c.id = t.customer_id where t.arm = @arm order by c.number", row => row.Text(0), default, ("arm", arm));
    }

    private static async Task<Guid> Campaign(Market shop)
    {
        await using var read = await shop.Company.Store.Read();
        return await read.First("select id from campaigns", row => row.Guid(0), default);
    }
}

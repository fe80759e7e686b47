using System.IO.Compression;
using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Integration;
using Dangol.Marketing;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>
/// One turn of the loop on a real shop's sales: a letter campaign in the middle of its year. Nobody was really written to, so an honest system must find that
/// no effect is shown.
/// </summary>
public sealed class RetailProofTests
{
    private static readonly DateOnly Posted = new(2011, 10, 1);

    [Theory, EveryEngine]
    public async Task a_campaign_that_never_was_shows_no_effect(Engine engine)
    {
        var rows = Lines();
        await using var company = await TestCompany.Open(engine, services => services.AddCustomers().AddSales().AddMarketing().AddAnalytics().AddIntegration());
        var until = string.Join('\n', rows.TakeWhile(row => !row.Contains(",2011-10-", StringComparison.Ordinal)));
        Assert.Equal("done", (await ImportSalesTests.Import(company, until)).State);
        await Load(company);
        await company.Get<ScoreRfm>().Run(Actor.System, Posted);
        await Load(company);

        var tree = new Clause.All(
        [
            new Clause.Compare(new Term.Measure("purchases", Aggregate.Count, Period: new Period.Last(180, PeriodUnit.Day)), Operator.AtLeast, new Term.Literal(2)),
            new Clause.Compare(new Term.Field("recency_days"), Operator.AtMost, new Term.Literal(120)),
            new Clause.Compare(new Term.Field("country"), Operator.Equal, new Term.Literal("United Kingdom")),
        ]);
        var segment = await company.Get<SaveSegment>().Run(Actor.System, new("영국 단골", TreeJson.Write(tree)));
        var campaign = await company.Get<SaveCampaign>().Run(Actor.System, new()
        {
            Name = "10월 카탈로그", Segment = segment, Channel = Channels.Letter, Measure = new(ControlShare: 3000, WindowDays: 30, ContactOn: Posted),
        });
        await company.Get<LaunchCampaign>().Run(Actor.System, campaign);
        var assigned = await company.Get<AssignContacts>().Run(Actor.System, campaign);
        Assert.InRange(assigned.Members, 800, 2500);
        Assert.Equal(0, assigned.Suppressed);

        Assert.Equal("done", (await ImportSalesTests.Import(company, string.Join('\n', rows))).State);
        await Load(company);
        await company.Get<CollectResponses>().Run(Actor.System, campaign);
        await Load(company);
        var result = await company.Get<ReadResult>().Run(Actor.System, campaign);

        // Who is treated is drawn anew each time: one division in twenty shows an effect by chance, but none shows a large one, and the verdict says what the interval says.
        Assert.Equal((assigned, "GBP"), (result.Assigned, result.Currency));
        var (low, high) = (result.Rate!.Interval.Low, result.Rate.Interval.High);
        Assert.InRange((low + high) / 2, low - high, high - low);
        Assert.Equal(result.Rate.Interval.Contains(0), result.Verdict.Effect == Effect.NotShown);
        Assert.False(result.Ratio!.IsSuspect);
        Assert.Equal(new DateOnly(2011, 12, 9), result.DataUntil);
        // The same counted by the simplest SQL over the orders themselves.
        foreach (var (arm, counted) in new[] { ("treated", result.Rate.Treated), ("control", result.Rate.Control) })
            Assert.Equal(counted.Responders, await company.Count("""
                select count(*) from (
                    select t.customer_id from contacts t join order_lines l on l.customer_id = t.customer_id join orders o on o.id = l.order_id
                    where t.arm = @arm and l.kind = 'product' and o.kind in ('sale', 'cancellation') and l.business_date between @from and @to
                    group by t.customer_id having sum(l.amount) > 0) bought
                """, ("arm", arm), ("from", Posted), ("to", Posted.AddDays(30))));
        Assert.InRange(result.Rate.Control.Rate, 0.2, 0.8);
    }

    private static async Task Load(TestCompany company)
    {
        await company.Settled();
        await company.Company.Warehouse.LoadNew();
    }

    private static string[] Lines()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(RetailFile.Path()), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

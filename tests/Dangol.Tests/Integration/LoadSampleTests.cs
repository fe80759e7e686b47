using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Integration;
using Dangol.Marketing;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Tests;

/// <summary>The planted truths of the sample company, found again by the product itself.</summary>
public sealed class LoadSampleTests
{
    private static void Modules(IServiceCollection services) => services.AddCustomers().AddSales().AddMarketing().AddAnalytics().AddIntegration();

    [Theory, EveryEngine]
    public async Task the_planted_lift_is_recovered_within_its_interval(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var sample = new SampleCompany(11, 4_000, new(2024, 11, 1), new(2026, 10, 31));
        var loaded = await company.Get<LoadSample>().Run(Actor.System, sample);
        Assert.Equal(sample.Customers().LongCount(), loaded.Customers);
        Assert.Equal(loaded.Lines, await company.Count("select count(*) from order_lines"));
        Assert.Equal(sample.Contacts().LongCount(), await company.Count("select count(*) from contacts"));
        await Loaded();
        await company.Get<CollectResponses>().Run(Actor.System, loaded.Campaign!.Value);
        await Loaded();
        var result = await company.Get<ReadResult>().Run(Actor.System, loaded.Campaign.Value);

        var truth = sample.Truth.Campaign;
        Assert.InRange(truth.Lift, result.Rate!.Interval.Low, result.Rate!.Interval.High);
        Assert.Equal(Effect.Raised, result.Verdict.Effect);
        Assert.InRange(truth.ExtraRevenuePerTreated, result.Revenue!.Interval.Low, result.Revenue!.Interval.High);

        async Task Loaded()
        {
            await company.Settled();
            await company.Company.Warehouse.LoadNew();
        }
    }

    [Theory, EveryEngine]
    public async Task an_interrupted_load_goes_on_and_ends_as_one_that_was_not(Engine engine)
    {
        var sample = new SampleCompany(3, 1_000, new(2025, 11, 1), new(2026, 10, 31));
        await using var whole = await TestCompany.Open(engine, Modules);
        var expected = await whole.Get<LoadSample>().Run(Actor.System, sample);
        await using var broken = await TestCompany.Open(engine, Modules);
        SamplePlace? reached = null;
        await Assert.ThrowsAsync<IOException>(() => broken.Get<LoadSample>().Run(Actor.System, sample, null, (_, place) =>
        {
            if (place.Chunks == 2) throw new IOException("the power went out");
            reached = place;
            return Task.CompletedTask;
        }));
        var done = await broken.Get<LoadSample>().Run(Actor.System, sample, reached);
        Assert.Equal((expected.Customers, expected.Orders, expected.Lines), (done.Customers, done.Orders, done.Lines));
        foreach (var table in new[] { "customers", "consents", "orders", "order_lines", "interactions", "contacts", "leads", "tasks", "meetings" })
            Assert.Equal(await whole.Count($"select count(*) from {table}"), await broken.Count($"select count(*) from {table}"));
        Assert.Equal(1, await broken.Count("select count(*) from change_sets where origin = 'system' and reason_ko = '예시 회사 불러오기'"));
    }

    [Theory, EveryEngine]
    public async Task the_sales_work_comes_once_with_its_stage_log_belongs_to_somebody_and_goes_with_the_sample(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var admin = await company.Get<SetUp>().Run(Actor.Operator, new("단골상회", "Asia/Seoul", "KRW", "http://localhost:5080", "김단골", "admin@example.com", "sixteen-plain-words"));
        var sample = new SampleCompany(5, 240, new(2025, 11, 1), new(2026, 10, 31));
        var sales = sample.Sales();
        SamplePlace? reached = null;
        await Assert.ThrowsAsync<IOException>(() => company.Get<LoadSample>().Run(Actor.Operator, sample, null, (_, place) =>
        {
            if (place.Sales) throw new IOException("the power went out");
            reached = place;
            return Task.CompletedTask;
        }));
        Assert.Equal((0, 0, 0, 0), await SalesWork());
        var done = await company.Get<LoadSample>().Run(Actor.Operator, sample, reached);
        await company.Get<LoadSample>().Run(Actor.Operator, sample, done);
        Assert.Equal((sales.Leads.Length, sales.Opportunities.Length, sales.Tasks.Length, sales.Meetings.Length), await SalesWork());
        await company.Writes.Run(Actor.Operator, JobsTests.Because, async change =>
        {
            await company.Get<LoadSampleSales>().Run(change, sales, default);
            return true;
        });
        Assert.Equal((sales.Leads.Length, sales.Opportunities.Length, sales.Tasks.Length, sales.Meetings.Length), await SalesWork());

        foreach (var table in new[] { "leads", "opportunities", "tasks", "meetings" })
            Assert.Equal(0, await company.Count($"select count(*) from {table} where owner_id is distinct from @admin or change_set_id <> @set", ("admin", admin), ("set", done.ChangeSet)));
        Assert.Equal(sales.Opportunities.Count(o => o.End is { Won: true }), await company.Count("select count(*) from opportunities where status = 'won' and probability = 1 and closed_on is not null"));
        Assert.Equal(sales.Opportunities.Count(o => o.End is { Won: false }), await company.Count("select count(*) from opportunities where status = 'lost' and lost_reason is not null"));
        Assert.Equal(sales.Opportunities.Sum(o => o.Entered.Length + (o.End is null ? 0 : 1)), await company.Count("select count(*) from stage_moves"));
        // The log begins in the first stage, each move goes on from the one before, and the last one is where the opportunity stands.
        Assert.Equal(sales.Opportunities.Length, await company.Count("select count(*) from stage_moves m join stages s on s.id = m.to_stage_id where m.from_stage_id is null and s.name = '발굴' and m.seconds_before = 0"));
        Assert.Equal(sales.Opportunities.Length, await company.Count("""
            select count(*) from stage_moves m join opportunities o on o.id = m.opportunity_id and o.customer_id = m.customer_id
            where m.to_stage_id = o.stage_id and m.at = o.stage_entered_at and m.at = (select max(l.at) from stage_moves l where l.opportunity_id = o.id)
            """));
        Assert.Equal(0, await company.Count("""
            select count(*) from stage_moves m where m.from_stage_id is not null
                and not exists (select 1 from stage_moves b where b.opportunity_id = m.opportunity_id and b.to_stage_id = m.from_stage_id and b.at < m.at)
            """));
        Assert.Equal(0, await company.Count("select count(*) from tasks where regarding_id is null"));

        await company.Settled();
        await company.Get<UndoChangeSet>().Run(Actor.Operator, done.ChangeSet);
        Assert.Equal((0, 0, 0, 0), await SalesWork());
        foreach (var table in new[] { "stage_moves", "customers", "orders", "contacts" }) Assert.Equal(0, await company.Count($"select count(*) from {table}"));

        async Task<(long, long, long, long)> SalesWork() =>
            (await company.Count("select count(*) from leads"), await company.Count("select count(*) from opportunities"), await company.Count("select count(*) from tasks"), await company.Count("select count(*) from meetings"));
    }

    [Theory, EveryEngine]
    public async Task a_company_without_a_pipeline_or_a_person_gets_the_sales_work_that_needs_neither(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, Modules);
        var sample = new SampleCompany(5, 240, new(2025, 11, 1), new(2026, 10, 31));
        await company.Get<LoadSample>().Run(Actor.System, sample);
        Assert.Equal(sample.Sales().Leads.Length, await company.Count("select count(*) from leads where owner_id is null"));
        Assert.Equal(0, await company.Count("select count(*) from opportunities"));
        Assert.Equal(sample.Sales().Tasks.Length, await company.Count("select count(*) from tasks where regarding_type in ('lead', 'customer')"));
    }
}

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
        foreach (var table in new[] { "customers", "consents", "orders", "order_lines", "interactions", "contacts" })
            Assert.Equal(await whole.Count($"select count(*) from {table}"), await broken.Count($"select count(*) from {table}"));
        Assert.Equal(1, await broken.Count("select count(*) from change_sets where origin = 'system' and reason_ko = '예시 회사 불러오기'"));
    }
}

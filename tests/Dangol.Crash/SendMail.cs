using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Marketing;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Crash;

/// <summary>Sends the one campaign that was launched, as the product does, until it is killed.</summary>
internal static class SendMail
{
    /// <summary>The modules of the company whose mail it is, in their order.</summary>
    public static void AddModules(IServiceCollection services)
    {
        services.AddSingleton(DeliveryPace.Usual with { Lease = TimeSpan.FromMilliseconds(1500) });
        services.AddCustomers();
        services.AddSales();
        services.AddMarketing();
        services.AddAnalytics();
    }

    /// <summary>Works off the jobs of the launch until none is left.</summary>
    public static async Task Run(Company company, JobRunner runner)
    {
        while (await Left(company) > 0)
            if (!await runner.RunNext(company, null, default)) await Task.Delay(50);
        Scenarios.Say("done");
    }

    private static async Task<long> Left(Company company)
    {
        await using var read = await company.Store.Read();
        return await read.Number("select count(*) from jobs where ended_at is null", default);
    }
}

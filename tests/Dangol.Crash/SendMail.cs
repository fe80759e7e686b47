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

    public static async Task Run(IServiceProvider services)
    {
        Guid campaign;
        await using (var read = await services.GetRequiredService<Store>().Read())
            campaign = await read.First("select campaign_id from campaign_launches", row => row.Guid(0), default);
        while (true)
        {
            try
            {
                await services.GetRequiredService<SendCampaign>().Run(Actor.System, campaign);
                Scenarios.Say("done");
                return;
            }
            // The one that was killed still has the lease for a moment; and on a machine that is very busy this one may renew its own too late, as a job then begins anew.
            catch (Refused refused) when (refused.Rule is "sending_already" or "lease_lost") { await Task.Delay(50); }
        }
    }
}

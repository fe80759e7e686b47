using Dangol.Customers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dangol.Marketing;

/// <summary>Whom to reach with what, whether they were reached, and whether it worked.</summary>
public static class MarketingModule
{
    /// <summary>Registers the module.</summary>
    public static IServiceCollection AddMarketing(this IServiceCollection services)
    {
        services.AddSchema("marketing", typeof(MarketingModule).Assembly);
        MarketingRights.AddRights(services);
        services.AddDeclared<SegmentType>();
        services.AddDeclared<OfferType>();
        services.AddDeclared<CampaignType>();
        services.AddDeclared<CampaignLaunchType>();
        services.AddDeclared<CampaignPauseType>();
        services.AddDeclared<CampaignStopType>();
        services.AddDeclared<CampaignListType>();
        services.AddDeclared<ContactType>();
        services.AddDeclared<ResponseType>();
        services.AddWarehouse(MarketingWarehouse.Campaigns, MarketingWarehouse.Contacts, MarketingWarehouse.Responses);

        services.AddSingleton(new RecordTimeline("customer", "campaign", new("캠페인", "Campaign"), "speakerphone", """
            select coalesce(d.ended_at, l.created_at) as at, t.id, c.name, null, null, null
            from contacts t join campaigns c on c.id = t.campaign_id join campaign_launches l on l.campaign_id = t.campaign_id
                left join deliveries d on d.campaign_id = t.campaign_id and d.customer_id = t.customer_id
            where t.customer_id = @record and t.arm = 'treated' and (c.channel <> 'email' or d.state = 'confirmed') and (coalesce(d.ended_at, l.created_at), t.id) < (@at, @after)
            order by 1 desc, 2 desc limit @limit
            """) { Needed = Campaign.View });
        services.AddScoped<CampaignIntake>();
        services.AddScoped<SegmentQuery>();
        services.AddScoped<SaveSegment>();
        services.AddScoped<SaveOffer>();
        services.AddScoped<SaveCampaign>();
        services.AddScoped<LaunchCampaign>();
        services.AddScoped<AssignContacts>();
        services.AddScoped<MailSettings>();
        services.TryAddSingleton(DeliveryPace.Usual);
        services.AddScoped<SendCampaign>();
        services.AddScoped<PauseCampaign>();
        services.AddScoped<ResumeCampaign>();
        services.AddScoped<StopCampaign>();
        services.AddScoped<SettleDelivery>();
        services.AddScoped<CollectResponses>();
        services.AddScoped<ReadResult>();
        services.AddScoped<SendTestMail>();
        services.AddScoped<TakeList>();
        services.AddScoped<DeleteUnused>();
        services.AddScoped<Unsubscribe>();
        services.AddScoped<MarketingLoop>();
        MarketingLoop.AddSteps(services);
        SegmentRoutes.Add(services);
        OfferRoutes.Add(services);
        services.AddJob<LaunchJob>(LaunchCampaign.Job, new("캠페인 실행", "Campaign launch"), seenWith: Campaign.View);
        services.AddJob<SendJob>(SendCampaign.Job, new("메일 보내기", "Send mail"), seenWith: Campaign.View);
        CampaignRoutes.Add(services);
        return services;
    }

    /// <summary>Its pages.</summary>
    public static void MapMarketing(this IEndpointRouteBuilder site)
    {
        SegmentRoutes.Map(site);
        OfferRoutes.Map(site);
        CampaignRoutes.Map(site);
        DeleteUnused.Map(site);
        Unsubscribe.Map(site);
    }
}

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Sales;

/// <summary>What is sold, and what was sold.</summary>
public static class SalesModule
{
    /// <summary>Registers the module.</summary>
    public static IServiceCollection AddSales(this IServiceCollection services)
    {
        services.AddSchema("sales", typeof(SalesModule).Assembly);
        services.AddDeclared(typeof(SalesModule).Assembly);
        SalesRights.AddRights(services);
        services.AddScoped<ProductIntake>();
        services.AddScoped<OrderIntake>();
        services.AddScoped<LeadIntake>();
        services.AddScoped<OpportunityIntake>();
        services.AddScoped<KnownSales>();
        services.AddReader<RecountOrders>();
        services.AddSingleton<CompanyStart, FirstPipeline>();
        services.AddVerb<QualifyLead>();
        services.AddVerb<DropLead>();
        services.AddVerb<ConvertLead>();
        services.AddVerb<MoveStage>();
        services.AddVerb<WinOpportunity>();
        services.AddVerb<LoseOpportunity>();
        services.AddSingleton(new RecordTimeline("customer", "order", new("주문", "Order"), "shopping-bag", """
            select o.ordered_at, o.id, o.number, o.total, o.currency, o.channel from orders o
            where o.customer_id = @record and (o.ordered_at, o.id) < (@at, @after) order by o.ordered_at desc, o.id desc limit @limit
            """) { Of = "order", AmountOf = "total", Needed = new("order", Actions.View), Details = SalesChannelType.Known });
        services.AddScoped<ListOrderLines>();
        services.AddScoped<ListProductSales>();
        services.AddRecordPart<OrderLines>("order", RecordPlace.Middle);
        services.AddRecordPart<ProductSales>("product", RecordPlace.Middle);
        services.AddWarehouse(SalesWarehouse.Tables);
        return services;
    }

    /// <summary>Its pages that the record engine doesn't make.</summary>
    public static void MapSales(this IEndpointRouteBuilder site) => ListOrderLines.Map(site);
}

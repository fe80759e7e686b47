using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>Lists, boards, forms, record pages, views and bulk work of every declared type that has pages: services, routes, places in the navigation.</summary>
public static class RecordRoutes
{
    /// <summary>The routes under the path of each type.</summary>
    public static void MapRecords(this IEndpointRouteBuilder site)
    {
        foreach (var type in site.ServiceProvider.GetRequiredService<Declarations>().All.Where(t => t.Pages is not null))
        {
            ShowList.Map(site, type);
            SumList.Map(site, type);
            ShowBoard.Map(site, type);
            SaveView.Map(site, type);
            BulkRoutes.Map(site, type);
            ExportRecords.Map(site, type);
            SuggestChoices.Map(site, type);
            RecordPageRoutes.Map(site, type);
            ShareRecord.Map(site, type);
            UnmaskRecord.Map(site, type);
            if (!type.Pages!.ByHand) continue;
            NewRecord.Map(site, type);
            FindSimilar.Map(site, type);
        }
    }

    /// <summary>The places of a type in the navigation and among what can be made.</summary>
    internal static IServiceCollection AddNav(IServiceCollection services, DeclaredType type)
    {
        if (type.Pages is not { } pages) return services;
        services.AddNav(pages.Group, pages.Many, "/" + pages.Path, pages.Icon);
        return pages.ByHand ? services.AddQuickCreate(type.Label, $"/{pages.Path}/new", pages.Icon) : services;
    }

    internal static IServiceCollection AddRecords(this IServiceCollection services)
    {
        services.AddDeclared<SavedViewType>();
        services.AddScoped<Records>().AddScoped<ListRecords>().AddScoped<AggregateRecords>().AddScoped<EditRecords>();
        services.AddScoped<ListQuery>().AddScoped<ListViews>().AddScoped<SaveView>().AddScoped<SteerList>().AddScoped<ShowList>().AddScoped<SumList>().AddScoped<ShowBoard>();
        services.AddScoped<FillForm>().AddScoped<FindSimilar>().AddScoped<SuggestChoices>().AddScoped<VerbForms>();
        services.AddScoped<ShowRecord>().AddScoped<ViewRecord>().AddScoped<RecordHistory>().AddScoped<ChangedFields>().AddScoped<RecordTimelines>().AddScoped<RelatedRecords>().AddScoped<RecordNeighbours>().AddScoped<StagePath>().AddScoped<Compose>().AddScoped<RunVerb>();
        services.AddScoped<NearRecords>().AddScoped<Disclose>();
        services.AddScoped<BulkRoutes>().AddScoped<AskExport>().AddScoped<ListExports>();
        services.AddJob<BulkRecords>(BulkRecords.Kind, new("여러 건 수정", "Change of many records"));
        services.AddJob<ExportRecords>(ExportRecords.Kind, new("내보내기", "Export"));
        return services;
    }
}

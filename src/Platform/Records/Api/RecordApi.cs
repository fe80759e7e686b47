using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>The JSON API of every record type that has pages: the same declarations, verbs and rights as the screens.</summary>
public static class RecordApi
{
    internal static IServiceCollection AddRecordApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiLimits>();
        services.AddScoped<OpenApi>().AddScoped<ApiAlike>().AddScoped<RunVerbApi>();
        services.AddScoped<ApiReplay>();
        services.AddScoped<ReadRecordsApi>();
        services.AddScoped<WriteRecordsApi>();
        services.AddScoped<BatchRecords>();
        services.AddScoped<AggregateRecordsApi>();
        services.AddScoped<BatchRecordsApi>();
        return services;
    }

    /// <summary>Maps the routes of all declared types, each by its own name.</summary>
    public static void MapRecordApi(this IEndpointRouteBuilder site)
    {
        var declarations = site.ServiceProvider.GetRequiredService<Declarations>();
        var api = site.MapGroup("/api/v1").AddEndpointFilter(site.ServiceProvider.GetRequiredService<ApiLimits>());
        foreach (var type in OpenApi.TypesOf(declarations)) Map(api, type);
        api.MapGet("/openapi.json", (OpenApi document, Actor actor) => document.Answer(actor)).NeedsSignIn();
        ShowApi.Map(site);
    }

    private static void Map(RouteGroupBuilder api, DeclaredType type)
    {
        var (path, one) = ($"/{type.Name}", $"/{type.Name}/{{id:guid}}");
        api.MapGet(path, (HttpRequest request, ReadRecordsApi read, CancellationToken cancel) => read.Page(type, request, cancel)).Needs(Permission(Actions.View));
        api.MapGet(one, (Guid id, HttpContext context, ReadRecordsApi read, CancellationToken cancel) => read.One(type, id, context, cancel)).Needs(Permission(Actions.View));
        api.MapPatch(one, (Guid id, HttpContext context, WriteRecordsApi write, CancellationToken cancel) => write.Change(type, id, context, cancel)).Needs(Permission(Actions.Edit));
        api.MapPost(one + "/do/{verb}", (Guid id, string verb, HttpContext context, RunVerbApi run, Actor actor, CancellationToken cancel) => run.Run(actor, type, id, verb, context, cancel)).Needs(Permission(Actions.View));
        api.MapPost(path + "/aggregate", (HttpContext context, AggregateRecordsApi aggregate, CancellationToken cancel) => aggregate.Run(type, context, cancel)).Needs(Permission(Actions.View));
        api.MapPost(path + "/batch", (HttpContext context, BatchRecordsApi batch, CancellationToken cancel) => batch.Run(type, context, cancel)).Needs(Permission(Actions.BulkEdit));
        if (type.Pages is not { ByHand: true }) return;
        api.MapPost(path, (HttpContext context, WriteRecordsApi write, CancellationToken cancel) => write.Create(type, context, cancel)).Needs(Permission(Actions.Create));
        api.MapDelete(one, (Guid id, HttpContext context, WriteRecordsApi write, CancellationToken cancel) => write.Delete(type, id, context, cancel)).Needs(Permission(Actions.Delete));
        foreach (var field in type.Fields.Where(IsKey))
            api.MapPut($"{path}/by/{field.Name}/{{value}}", (string value, HttpContext context, WriteRecordsApi write, CancellationToken cancel) =>
                write.Put(type, field, value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), context, cancel)).Needs(Permission(Actions.Edit));

        Permission Permission(string action) => new(type.Name, action);
    }

    /// <summary>A field by which a record is found from outside.</summary>
    internal static bool IsKey(Field field) => field is { UniqueIndex: not null, IsSecret: false, IsReadOnly: false };
}

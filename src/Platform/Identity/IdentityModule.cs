using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>Sign-in, sessions, the first start, and the settings of the company.</summary>
public static class IdentityModule
{
    internal static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddDeclared<UserType>().AddDeclared<RoleType>().AddDeclared<RoleAssignmentType>().AddDeclared<TeamType>().AddDeclared<TeamMemberType>().AddDeclared<ShareType>();
        services.AddSingleton<CompanyStart, FirstRoles>();
        services.AddPlatformRights().AddPlatformPermissions().AddScoped<PermissionCatalog>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SeenSessions>();
        services.AddSingleton<FirstStart.Known>();
        services.AddScoped<Sessions>();
        services.AddScoped<SignInLimits>();
        services.AddScoped<FirstStart>();
        services.AddScoped<CreateUser>();
        services.AddScoped<ResetPassword>();
        services.AddScoped<SetUp>();
        services.AddScoped<ChangeCompany>();
        return services;
    }

    /// <summary>What pages of identity need beyond <c>AddPlatform</c>: who makes the request, and their places in the navigation.</summary>
    public static IServiceCollection AddIdentityPages(this IServiceCollection services)
    {
        services.AddScoped<Visitor>();
        services.AddScoped(s => s.GetRequiredService<Visitor>().Actor);
        services.AddScoped<SignIn>();
        services.AddScoped<ChooseLanguage>();
        services.AddSingleton<OpenPaths>();
        services.AddScoped<SeeAsRole>();
        services.AddScoped<UnmaskRecord>().AddScoped<ReviewAccess>();
        services.AddScoped<ReadRole>().AddScoped<ChangeRights>().AddScoped<GiveRoles>().AddScoped<ExplainAccess>().AddScoped<ShareRecord>().AddScoped<ListShares>();
        services.AddRecordPart<RoleMatrix>("role", RecordPlace.Middle).AddRecordPart<PersonRoles>("user", RecordPlace.Fields);
        services.AddScoped<ListChanges>();
        services.AddScoped<ShowChange>();
        services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        services.AddNav(NavGroup.Settings, ChangeCompany.Title, "/settings/company", "building", 10);
        services.AddNav(NavGroup.Settings, ReviewAccess.Title, "/settings/personal-data", "fingerprint", 70);
        services.AddNav(NavGroup.Settings, ShowApi.Title, "/api", "api", 80);
        services.AddNav(NavGroup.Settings, ListChanges.Title, "/settings/changes", "history", 90);
        return services;
    }

    /// <summary>After routing: the company of the request, who makes it, and whether they may come through this route.</summary>
    public static IApplicationBuilder UseIdentity(this IApplicationBuilder app) => app.UseMiddleware<ReadVisitor>().UseMiddleware<GuardRoutes>();

    /// <summary>The routes of identity and of the company's settings.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder site)
    {
        SignIn.Map(site);
        SignOut.Map(site);
        SetUp.Map(site);
        ChangeCompany.Map(site);
        ChangeRights.Map(site);
        GiveRoles.Map(site);
        ExplainAccess.Map(site);
        ReviewAccess.Map(site);
        ListChanges.Map(site);
        ShowChange.Map(site);
    }
}

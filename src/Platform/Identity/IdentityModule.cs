using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        services.AddScoped<CompanySecrets>().AddScoped<SecondFactors>();
        services.AddSingleton(new SecretPlace(SecondFactors.Purpose, "second_factors", "user_id", "secret"));
        services.AddJob<RotateKeys>(RotateKeys.Kind, new("암호화 키 교체", "Rotation of keys"));
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
        services.AddScoped<ApiKeys>().AddScoped<MakeApiKey>().AddScoped<ListApiKeys>().AddScoped<MakeAgent>();
        services.TryAddSingleton(_ => new ApiKeyLimits());
        services.AddNav(NavGroup.Settings, ListApiKeys.Title, "/settings/api-keys", "key", 75);
        services.AddScoped<LimitSessions>();
        services.AddNav(NavGroup.Settings, LimitSessions.Title, "/settings/sign-in", "lock", 20);
        services.AddScoped<PasskeyChallenges>().AddScoped<Passkeys>().AddScoped<SignInByPasskey>().AddScoped<AddPasskey>();
        services.AddScoped<SignInStep>().AddScoped<SetUpSecondFactor>().AddScoped<MyAccount>().AddScoped<ChangePassword>().AddScoped<ProveAnew>();
        services.AddScoped<InviteUser>().AddScoped<InvitationChoices>().AddScoped<AcceptInvitation>().AddScoped<AdmitUser>();
        services.AddRecordPart<PersonAccount>("user", RecordPlace.Fields);
        services.AddQuickCreate(Invitation.Title, "/people/invite", "user-plus", 90);   // icon
        services.AddScoped<ListChanges>();
        services.AddScoped<ShowChange>().AddScoped<LeftAlone>();
        services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        services.AddNav(NavGroup.Settings, ChangeCompany.Title, "/settings/company", "building", 10);
        services.AddNav(NavGroup.Settings, ListExports.Title, "/settings/exports", "file-export", 72);
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
        SignInStep.Map(site);
        SignInByPasskey.Map(site);
        AddPasskey.Map(site);
        MakeApiKey.Map(site);
        MakeAgent.Map(site);
        SetUpSecondFactor.Map(site);
        MyAccount.Map(site);
        ProveAnew.Map(site);
        InviteUser.Map(site);
        AcceptInvitation.Map(site);
        AdmitUser.Map(site);
        ChangeCompany.Map(site);
        LimitSessions.Map(site);
        ChangeRights.Map(site);
        GiveRoles.Map(site);
        ExplainAccess.Map(site);
        ReviewAccess.Map(site);
        ListExports.Map(site);
        ListChanges.Map(site);
        ShowChange.Map(site);
    }
}

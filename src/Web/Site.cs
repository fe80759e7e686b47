using System.Net;
using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Integration;
using Dangol.Marketing;
using Dangol.Platform;
using Dangol.Sales;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.FileProviders;

namespace Dangol.Web;

/// <summary>Puts the modules together to a site. Each module is named here once with its services and once with its routes.</summary>
internal static class Site
{
    public static WebApplication Build(Place place, IPEndPoint listen, string? environment = null, Action<IServiceCollection>? also = null, string? socket = null, bool schedules = false)
    {
        var webRoot = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = webRoot, EnvironmentName = environment ?? Environments.Production });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 30L * 1024 * 1024;   // a route that takes files raises it for itself
            kestrel.Listen(listen);
            if (socket is not null) kestrel.ListenUnixSocket(socket);
        });
        builder.Host.ConfigureHostOptions(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        Logs.Add(builder.Logging, place.Json || Console.IsErrorRedirected);
        AddKeys(builder.Services, place);
        builder.Services.AddMetrics().AddSingleton<Metrics>().AddHealthChecks();

        also?.Invoke(builder.Services);
        AddModules(builder.Services.AddUi(webRoot));
        // Only who serves for good does things unasked, not a command that happens to open the folder.
        if (schedules) builder.Services.AddLoopSchedules();
        builder.Services.AddIdentityPages();
        builder.Services.AddWorkers();

        var site = builder.Build();
        site.Services.GetRequiredService<Metrics>().Start();
        site.UseForwardedHeaders();
        site.Use((context, next) => { Enter(context); return next(context); });
        site.UseFrame();
        site.UseStaticFiles(Files(webRoot));
        site.UseRouting();
        site.UseIdentity();
        site.UseTokens();

        site.MapUi();
        site.MapIdentity();
        site.MapJobs();
        site.MapSearch();
        site.MapRecordApi();
        Health.Map(site);
        LocalSocket.Map(site);
        MapModules(site);
        site.MapRecords();
        if (site.Environment.IsDevelopment()) site.MapGallery();
        RouteRules.Check(site);
        return site;
    }

    /// <summary>The modules, in the order in which their schema stands on each other.</summary>
    public static IServiceCollection AddModules(IServiceCollection services) => services
        .AddPlatform()
        .AddCustomers()
        .AddSales()
        .AddMarketing()
        .AddAnalytics()
        .AddIntegration();

    /// <summary>Opens the company of the data folder: makes or upgrades its stores.</summary>
    public static Task<Company> Open(IServiceProvider services, Place place, CancellationToken cancel) =>
        services.GetRequiredService<Companies>().OpenAt(new CompanyPlace(place.Data.FullName, place.Db, WarehouseInPostgres: WarehouseChoice.IsInPostgres(place)), cancel);

    private static void MapModules(WebApplication site)
    {
        site.MapLoop();
        site.MapSales();
        site.MapMarketing();
        site.MapIntegration();
    }

    /// <summary>Every request works for the one company that is served; the tenants issue will choose it by its address.</summary>
    private static void Enter(HttpContext context)
    {
        var open = context.RequestServices.GetRequiredService<Companies>().Open;
        if (open.Count == 1) context.RequestServices.GetRequiredService<CompanyScope>().Enter(open[0]);
    }

    /// <summary>The keys that sign cookies and tokens stay with the data, readable by its owner only, so that a restart signs nobody out.</summary>
    private static void AddKeys(IServiceCollection services, Place place)
    {
        var folder = Path.Combine(place.Data.FullName, "keys");
        // The data folder itself too, where it is new: customers' data is nobody else's on this machine.
        foreach (var own in new[] { place.Data.FullName, folder })
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(own);
            else Directory.CreateDirectory(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        services.AddDataProtection().SetApplicationName("dangol").PersistKeysToFileSystem(new DirectoryInfo(folder));
    }

    /// <summary>What has its hash in its name never changes and is kept for a year; the few others are asked for again each day.</summary>
    private static StaticFileOptions Files(string webRoot) => new()
    {
        FileProvider = new PhysicalFileProvider(webRoot),
        HttpsCompression = Microsoft.AspNetCore.Http.Features.HttpsCompressionMode.Compress,
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Path.StartsWithSegments("/dist") ? "public, max-age=31536000, immutable" : "public, max-age=86400",
    };
}

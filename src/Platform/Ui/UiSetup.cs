using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dangol.Platform;

/// <summary>Puts the frame of every page together: services, the order of the middleware, its few routes.</summary>
public static class UiSetup
{
    /// <summary>Adds what pages need. <paramref name="webRoot"/> is the folder that holds <c>dist</c>.</summary>
    public static IServiceCollection AddUi(this IServiceCollection services, string webRoot)
    {
        services.TryAddSingleton(TimeProvider.System);
        // Without this Hangul goes out as &#x…; entities, six bytes more a syllable.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        // The API says every name as the database does; what can't be read is answered by Faults alike in every environment.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddScoped<Screen>();
        services.AddSingleton(new Assets(webRoot));
        services.AddSingleton<Live>();
        services.AddNav(NavGroup.Today, new("오늘", "Today"), "/", "home");
        services.AddAntiforgery(options =>
        {
            options.HeaderName = "X-CSRF-TOKEN";
            options.Cookie.Name = "dangol_csrf";
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;   // frame-ancestors says it
        });
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;   // no page repeats a secret beside what the asker chose: the token is masked anew each time
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml", "application/problem+json"];
        });
        return services;
    }

    /// <summary>First in the pipeline: compression, headers, the screen, and what becomes of errors.</summary>
    public static IApplicationBuilder UseFrame(this IApplicationBuilder app)
    {
        app.UseResponseCompression();
        app.UseMiddleware<SecurityHeaders>();
        app.Use((context, next) => { context.RequestServices.GetRequiredService<Screen>().Read(context); return next(context); });
        return app.UseMiddleware<Faults>();
    }

    /// <summary>After routing and sign-in: the antiforgery token.</summary>
    public static IApplicationBuilder UseTokens(this IApplicationBuilder app) => app.UseMiddleware<Tokens>().UseAntiforgery();

    /// <summary>The frame's own routes: the first page, preferences and the live stream.</summary>
    public static void MapUi(this IEndpointRouteBuilder routes)
    {
        Today.Map(routes);
        Preferences.Map(routes);
        routes.MapGet(Live.Path, (Live live, Screen screen, Actor actor, IHostApplicationLifetime host, HttpContext context) =>
        {
            // A stopping server does not wait for streams that never end.
            var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
            context.Response.RegisterForDispose(ends);
            return TypedResults.ServerSentEvents(live.Read(actor, screen.Format, screen.Language, ends.Token));
        }).NeedsSignIn();
    }
}

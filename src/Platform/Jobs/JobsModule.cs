using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dangol.Platform;

/// <summary>Background work in the composition root.</summary>
public static class JobsModule
{
    /// <summary>Registers a kind of job: a stable name, what people call it, and the class that does it, made anew for each run in a scope of the company.</summary>
    /// <param name="services">The composition root.</param>
    /// <param name="kind">The name.</param>
    /// <param name="label">What people call it.</param>
    /// <param name="isKept">Rows of others name its jobs, or it is asked whether one ever ran: ended ones stay for good instead of a month.</param>
    public static IServiceCollection AddJob<T>(this IServiceCollection services, string kind, Text label, bool isKept = false, Permission? seenWith = null) where T : class, IJob
    {
        services.AddScoped<T>();
        return services.AddSingleton(new JobKind(kind, label, typeof(T)) { IsKept = isKept, SeenWith = seenWith });
    }

    /// <summary>Starts a kind of job by itself, first when one interval has passed.</summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services, string name, string kind, TimeSpan every) => services.AddSchedule(new JobSchedule(name, kind, every));

    /// <summary>The same with arguments, or only where there is something to do.</summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services, JobSchedule schedule) => services.AddSingleton(schedule);

    /// <summary>Registers a reader of the journal; it follows in the background of a program that serves.</summary>
    public static IServiceCollection AddReader<T>(this IServiceCollection services) where T : JournalReader
    {
        services.AddScoped<T>();
        return services.AddSingleton(new JournalReaders.Kind(typeof(T)));
    }

    /// <summary>What runs in the background of a program that serves: journal readers and jobs.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services) => services.AddHostedService<JournalFollower>().AddHostedService<JobWorker>();

    /// <summary>The pages of background work and of what readers could not handle.</summary>
    public static void MapJobs(this IEndpointRouteBuilder site)
    {
        ListJobs.Map(site);
        ListParked.Map(site);
    }

    internal static void AddJobs(this IServiceCollection services)
    {
        services.TryAddSingleton<Live>();
        services.AddSingleton<Node>();
        services.AddSingleton<JobKinds>();
        services.AddSingleton<JobRunner>();
        services.AddScoped<Jobs>();
        services.AddScoped<JournalReaders>();
        services.AddScoped<ParkedEntries>();
        services.AddNav(NavGroup.Settings, ListJobs.Title, "/settings/jobs", "progress", 70);
        services.AddNav(NavGroup.Settings, ListParked.Title, "/settings/parked", "parking", 80);
    }
}

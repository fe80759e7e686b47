using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dangol.Platform;

/// <summary>What Platform offers to the composition root.</summary>
public static class PlatformModule
{
    /// <summary>Registers everything that modules stand on. Modules add their own declared types and schema sets.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSchema("platform", typeof(PlatformModule).Assembly);
        services.AddDeclared<CompanyProfileType>();
        services.AddIdentity();
        services.AddSingleton<Declarations>();
        services.AddSingleton<Companies>();

        // Everything per company hangs on the scope's Company; none of these may be disposed by the scope.
        services.AddScoped<CompanyScope>();
        services.AddScoped(s => s.GetRequiredService<CompanyScope>().Company);
        services.AddScoped(s => s.GetRequiredService<Company>().Store);
        services.AddScoped(s => s.GetRequiredService<Company>().Writes);
        services.AddScoped(s => s.GetRequiredService<Company>().Ids);
        services.AddScoped(s => s.GetRequiredService<Company>().Epoch);
        services.AddScoped(s => s.GetRequiredService<Company>().Warehouse);
        services.AddRecords();
        services.AddRecordApi();
        services.AddScoped<JournalFeed>();
        services.AddScoped<JournalRunner>();
        services.AddScoped<UndoChangeSet>();
        services.AddScoped<Leases>();
        services.AddJobs();
        services.AddJob<UndoWork>(UndoWork.Kind, new("되돌리기", "Undo"));
        services.AddScoped<BackUp>();
        services.AddScoped<CheckData>();
        services.AddScoped<SchemaState>();
        services.AddLoop();
        services.AddSearch();
        return services;
    }

    /// <summary>Declares a noun.</summary>
    public static IServiceCollection AddDeclared<T>(this IServiceCollection services) where T : DeclaredType, new() => services.AddDeclared(new T());

    /// <summary>Declares every noun of a module: whatever has a <see cref="DeclaredType"/> in its assembly.</summary>
    public static IServiceCollection AddDeclared(this IServiceCollection services, System.Reflection.Assembly assembly)
    {
        foreach (var type in DeclaredType.In(assembly)) services.AddDeclared(type);
        return services;
    }

    private static IServiceCollection AddDeclared(this IServiceCollection services, DeclaredType type) => RecordRoutes.AddNav(services.AddSingleton<DeclaredType>(type), type);

    /// <summary>Adds the schema steps of a module; modules are brought up in the order in which they were added.</summary>
    public static IServiceCollection AddSchema(this IServiceCollection services, string module, System.Reflection.Assembly assembly) =>
        services.AddSingleton(new SchemaSet(module, assembly));

    /// <summary>Declares a table of the warehouse.</summary>
    public static IServiceCollection AddWarehouse(this IServiceCollection services, params IEnumerable<WarehouseTable> tables)
    {
        foreach (var table in tables) services.AddSingleton(table);
        return services;
    }
}

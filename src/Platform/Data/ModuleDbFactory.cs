using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Dangol.Platform;

/// <summary>Makes contexts cheaply: one set of options per engine, the connection given afterwards.</summary>
internal static class ModuleDbFactory<T> where T : ModuleDb
{
    private static readonly ConcurrentDictionary<Engine, DbContextOptions<T>> Options = new();
    private static readonly Func<DbContextOptions, Declarations, T> Make = Constructor();

    public static T New(Store store, Declarations declarations) => Make(Options.GetOrAdd(store.Engine, static (_, store) =>
    {
        var builder = new DbContextOptionsBuilder<T>();
        store.Use(builder);
        builder.ReplaceService<IModelCacheKeyFactory, ModelKey>();
        return builder.Options;
    }, store), declarations);

    private static Func<DbContextOptions, Declarations, T> Constructor()
    {
        var (withAll, alone) = (typeof(T).GetConstructor([typeof(DbContextOptions), typeof(Declarations)]), typeof(T).GetConstructor([typeof(DbContextOptions)]));
        var options = System.Linq.Expressions.Expression.Parameter(typeof(DbContextOptions));
        var declarations = System.Linq.Expressions.Expression.Parameter(typeof(Declarations));
        var make = withAll is not null
            ? System.Linq.Expressions.Expression.New(withAll, options, declarations)
            : System.Linq.Expressions.Expression.New(alone ?? throw new InvalidOperationException($"{typeof(T).Name} needs a constructor that takes DbContextOptions"), options);
        return System.Linq.Expressions.Expression.Lambda<Func<DbContextOptions, Declarations, T>>(make, options, declarations).Compile();
    }
}

/// <summary>Entity Framework keeps one model a context class; the model of all declarations differs with the modules that a program, or a test, adds.</summary>
internal sealed class ModelKey : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), (context as RecordsDb)?.Declared, designTime);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>A part of the first page that a module brings: what should I do now? It renders nothing where there is nothing to do.</summary>
/// <param name="Component">The part.</param>
/// <param name="Order">Its place.</param>
/// <param name="SeenBy">Whom it is for; null where it is for everybody.</param>
public sealed record TodayPart(Type Component, int Order, Func<Actor, bool>? SeenBy = null);

/// <summary>The first page of everyone.</summary>
public static class Today
{
    /// <summary>Adds a part to the first page; its component takes no parameters.</summary>
    public static IServiceCollection AddToday<TComponent>(this IServiceCollection services, int order = 0, Func<Actor, bool>? seenBy = null) where TComponent : IComponent =>
        services.AddSingleton(new TodayPart(typeof(TComponent), order, seenBy));

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", () => Page.Of<TodayPage>(new("오늘", "Today"))).NeedsSignIn();
}

using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>The groups of the navigation, in their order.</summary>
public enum NavGroup { Today, Customers, Sales, Marketing, Service, Analysis, Strategy, Settings }

/// <summary>An entry of the navigation. <paramref name="Icon"/> is a name of tabler-icons (outline).</summary>
public sealed record NavItem(NavGroup Group, Text Label, string Href, string Icon, int Order = 0);

/// <summary>Something that can be made from every page: an entry of the quick-create menu.</summary>
public sealed record QuickCreate(Text Label, string Href, string Icon, int Order = 0);

/// <summary>How a module puts itself into the frame.</summary>
public static class Navigation
{
    /// <summary>Adds an entry to the navigation; a group is shown once it has one.</summary>
    public static IServiceCollection AddNav(this IServiceCollection services, NavGroup group, Text label, string href, string icon, int order = 0) =>
        services.AddSingleton(new NavItem(group, label, href, icon, order));

    /// <summary>Adds an entry to the quick-create menu.</summary>
    public static IServiceCollection AddQuickCreate(this IServiceCollection services, Text label, string href, string icon, int order = 0) =>
        services.AddSingleton(new QuickCreate(label, href, icon, order));

    internal static Text Name(NavGroup group) => group switch
    {
        NavGroup.Today => new("오늘", "Today"),
        NavGroup.Customers => new("고객", "Customers"),
        NavGroup.Sales => new("영업", "Sales"),
        NavGroup.Marketing => new("마케팅", "Marketing"),
        NavGroup.Service => new("서비스", "Service"),
        NavGroup.Analysis => new("분석", "Analysis"),
        NavGroup.Strategy => new("전략", "Strategy"),
        _ => new("설정", "Settings"),
    };
}

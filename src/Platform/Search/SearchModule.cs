using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>One search for all types of records, and the palette that finds pages and commands too.</summary>
public static class SearchModule
{
    private const int OnPage = 50, InPalette = 8, Commands = 6;

    internal static IServiceCollection AddSearch(this IServiceCollection services) => services.AddReader<IndexRecords>().AddScoped<SearchRecords>().AddScoped<WithinReach>().AddScoped<Recents>().AddScoped<RebuildSearch>()
        .AddJob<UpgradeSearch>(UpgradeSearch.Kind, new("검색 색인 새 형식으로 옮기기", "Search index brought up to date"), seenWith: RebuildSearch.Rebuild)
        .AddSchedule(new("search_upgrade", UpgradeSearch.Kind, TimeSpan.FromMinutes(5)) { IsDue = UpgradeSearch.IsDue });

    /// <summary>Its pages, the palette, and the search of the API.</summary>
    public static void MapSearch(this IEndpointRouteBuilder site)
    {
        site.MapGet("/search", async (string? q, string? type, SearchRecords search, Actor actor, Company company, CancellationToken cancel) =>
        {
            var only = type is not null && company.Declarations.Has(type) ? type : null;
            return Page.Of<SearchPage>(new("검색", "Search"), new { Query = q ?? "", Type = only, Types = Types(actor, company), Result = await search.Run(actor, q, only, OnPage, cancel) });
        }).NeedsSignIn();
        site.MapGet("/palette", async (string? q, string? recent, SearchRecords search, Recents recents, ListViews views, Actor actor, IEnumerable<NavItem> nav, IEnumerable<QuickCreate> makes, OpenPaths open, CancellationToken cancel) => Page.Piece<PaletteItems>(new
        {
            Query = q ?? "", Records = (await search.Run(actor, q, null, InPalette, cancel)).Records, Recents = string.IsNullOrWhiteSpace(q) ? await recents.Of(actor, recent, cancel) : [],
            Commands = Fitting(q ?? "", nav.Concat(await views.All(actor, cancel)).Where(n => open.Opens(actor, n.Href)), makes.Where(m => open.Opens(actor, m.Href))),
        })).NeedsSignIn();
        site.MapGet("/api/v1/search", async (string? q, string? type, int? size, SearchRecords search, Actor actor, Company company, CancellationToken cancel) =>
        {
            if (type is not null) company.Declarations.Named(type);
            var found = await search.Run(actor, q, type, Math.Clamp(size ?? OnPage, 1, 200), cancel);
            return Results.Json(new { items = found.Records.Select(r => new { type = r.Type.Name, id = r.Id, title = r.Title, href = r.Href }), more = found.More }, JournalJson.Options);
        }).NeedsSignIn().Limited(site);
    }

    /// <summary>The types that the person may find, for the filter.</summary>
    private static List<DeclaredType> Types(Actor actor, Company company) =>
        [.. company.Declarations.All.Where(t => IndexRecords.IsSearched(t) && actor.Rights.Allows(new(t.Name, Actions.View)))];

    private static List<PaletteCommand> Fitting(string query, IEnumerable<NavItem> nav, IEnumerable<QuickCreate> makes)
    {
        var words = Grams.Words(Grams.Typed(Fold.Of(query))).ToList();
        return [.. makes.OrderBy(m => m.Order).Select(m => new PaletteCommand(new($"{m.Label.Ko} 만들기", $"New {m.Label.En.ToLowerInvariant()}"), m.Href, m.Icon))
            .Concat(nav.OrderBy(n => n.Group).ThenBy(n => n.Order).Select(n => new PaletteCommand(n.Label, n.Href, n.Icon)))
            .Where(c => words.TrueForAll(w => Grams.Holds(Fold.Of(c.Label.Ko), w) || Grams.Holds(Fold.Of(c.Label.En), w))).Take(Commands)];
    }
}

/// <summary>A page or an action that the palette offers.</summary>
public sealed record PaletteCommand(Text Label, string Href, string Icon);

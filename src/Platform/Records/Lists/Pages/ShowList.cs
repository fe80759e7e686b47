using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>A list as it is shown.</summary>
public sealed record ListShown(DeclaredType Type, ListState State, RecordList? Records, Refused? Fault, IReadOnlyList<SavedView> Views, Text? Sentence, IReadOnlyDictionary<Guid, string> Names,
    ConditionDraft? Draft, Job? Job, Actor Actor);

/// <summary>The list page of every declared type: what it shows stands in its address.</summary>
internal sealed class ShowList(Company company, ListRecords list, ListQuery asks, ListViews views, Jobs jobs, SteerList steer)
{
    public static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        var path = "/" + type.Pages!.Path;
        var pages = site.MapGroup("").Needs(new Permission(type.Name, Actions.View));
        pages.MapGet(path, async (HttpRequest request, ShowList show, Actor actor, CancellationToken cancel) =>
        {
            var (shown, next) = await show.Run(actor, type, request.Query, cancel);
            return next is not null ? Page.Next(next) : Page.Of<ListPage>(type.Pages.Many, new { Shown = shown }, shown!.Fault is null && shown.Draft?.Fault is null ? 200 : 422);
        });
        pages.MapGet(path + "/condition", (HttpRequest request, SteerList steer, Actor actor) => Page.Piece<ConditionEditor>(new { Type = type, Draft = steer.Draft(actor, type, request.Query) ?? new ConditionDraft(-1) }));
        pages.MapGet(path + "/count", async (HttpRequest request, ShowList show, Screen screen, Actor actor, CancellationToken cancel) =>
            Results.Text(screen.Say(await show.Count(actor, type, request.Query, cancel)), "text/html; charset=utf-8"));
    }

    /// <summary>The list, or the address at which it is with what a form of it said.</summary>
    private async Task<(ListShown? Shown, string? Next)> Run(Actor actor, DeclaredType type, IQueryCollection query, CancellationToken cancel)
    {
        actor.Must(new(type.Name, Actions.View));
        var (state, known) = await State(actor, type, query, cancel);
        var (next, draft) = steer.Read(actor, type, state, query);
        if (next is not null) return (null, next);
        var job = state.Job is { } id ? await jobs.Find(actor, id, cancel) : null;
        try
        {
            var columns = RecordColumns.Of(actor, type, company.Declarations);
            var clause = asks.Filter(actor, type, state, quick: false);
            var names = clause is null ? new Dictionary<Guid, string>() : await asks.Names(actor, columns, clause, cancel);
            var records = await list.Read(actor, type, asks.Query(actor, type, state), cancel);
            return (new(type, state, records, null, known, asks.Sentence(actor, type, clause, names), names, draft, job, actor), null);
        }
        catch (Refused refused) when (refused.Status == 422)
        {
            // The address was made by hand, or a view names what is no more: what can be shown of it is, with the reason.
            return (new(type, state, null, refused, known, null, new Dictionary<Guid, string>(), draft, job, actor), null);
        }
    }

    /// <summary>What the address says, with the view that it begins with.</summary>
    public async Task<(ListState State, IReadOnlyList<SavedView> Views)> State(Actor actor, DeclaredType type, IQueryCollection query, CancellationToken cancel)
    {
        var known = await views.Of(actor, type, cancel);
        var view = query["view"].ToString() switch
        {
            "" => ListViews.Default(known, actor),
            var id => known.FirstOrDefault(v => v.Id.ToString() == id),
        };
        return (ListState.From(type, query, view, RecordColumns.Of(actor, type, company.Declarations), column => Disclosure.Hides(actor, RecordColumns.Of(type, company.Declarations), column, company.Declarations)), known);
    }

    /// <summary>How many fit exactly, where that can be found out in short time.</summary>
    private async Task<Text> Count(Actor actor, DeclaredType type, IQueryCollection query, CancellationToken cancel)
    {
        var (state, _) = await State(actor, type, query, cancel);
        await using var read = await company.Store.Read(cancel);
        var sql = new RecordSql(type, company.Declarations, read.Engine, actor, new AsOf(company.Today, company.Profile.TimeZone, actor.Id));
        var where = sql.Conditions(asks.Filter(actor, type, state) is { } filter ? sql.Where(filter) : null, sql.Reached);
        try
        {
            var count = await read.Within(TimeSpan.FromSeconds(2), () => read.Number($"select count(*) from {sql.From}{where}", cancel, sql.Args));
            return new($"{count:N0}건", $"{count:N0} records");
        }
        catch (TimeoutException) { return new("세는 데 오래 걸려요. 조건을 좁혀 주세요.", "Counting takes too long. Narrow the conditions."); }
    }
}

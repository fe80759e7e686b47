using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Adds up what a list shows, all of it or by group. It is asked after the rows and stops soon.</summary>
internal sealed class SumList(Company company, ListQuery asks, AggregateRecords add)
{
    internal const int MostGroups = 50;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);

    /// <summary>The sums; null where they took too long.</summary>
    public async Task<RecordGroups?> Read(Actor actor, DeclaredType type, ListState state, bool byGroup, CancellationToken cancel)
    {
        actor.Must(new(type.Name, Actions.View));
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var group = byGroup && state.Group is { } by ? columns.Find(by.TrimStart('-')) : null;
        if (group is not null && !GroupOrder.Can(group, company.Declarations)) throw GroupOrder.Refusal(group);
        var numbers = state.Columns.Select(columns.Find).Where(c => c.Type.Adds && c.Type is not PercentType).Select(c => c.Path);
        try
        {
            return await add.Read(actor, type, new(asks.Filter(actor, type, state), group?.Path, [.. numbers], MostGroups)
            {
                InOrder = true, Descending = asks.Query(actor, type, state).GroupDescending, ByMonth = group is not null && GroupOrder.IsByMonth(group), Longest = Longest,
            }, cancel);
        }
        catch (Refused slow) when (slow.Rule == "aggregate_too_slow") { return null; }
    }

    internal static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        var path = "/" + type.Pages!.Path;
        var pages = site.MapGroup("").Needs(new Permission(type.Name, Actions.View));
        pages.MapGet(path + "/sums", (HttpRequest request, SumList sum, ShowList show, Actor actor, CancellationToken cancel) => Show(request, sum, show, actor, byGroup: false, cancel));
        pages.MapGet(path + "/groups", (HttpRequest request, SumList sum, ShowList show, Actor actor, CancellationToken cancel) => Show(request, sum, show, actor, byGroup: true, cancel));

        async Task<IResult> Show(HttpRequest request, SumList sum, ShowList show, Actor actor, bool byGroup, CancellationToken cancel)
        {
            var (state, _) = await show.State(actor, type, request.Query, cancel);
            if (byGroup && state.Group is null) throw new Refused("group_missing", "group", new("무엇으로 묶을지 골라 주세요.", "Say by what to group."), 400);
            var sums = await sum.Read(actor, type, state, byGroup, cancel);
            return byGroup ? Page.Piece<GroupSums>(new { Type = type, State = state, Sums = sums }) : Page.Piece<FootSums>(new { Type = type, State = state, Sums = sums });
        }
    }
}

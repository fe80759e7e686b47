using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Dangol.Platform;

/// <summary>The records before and after one in the list that the person came from.</summary>
public sealed record Neighbours(Guid? Previous, Guid? Next, string List);

/// <summary>Finds them by the order of the list, one row each way.</summary>
internal sealed class RecordNeighbours(ListRecords lists)
{
    /// <summary>Before and after the record in a list; none where it is too slow to find.</summary>
    public async Task<(Guid? Previous, Guid? Next)> Read(Actor actor, DeclaredType type, Guid id, RecordQuery list, CancellationToken cancel = default)
    {
        var (settled, place) = await lists.Place(actor, type, id, list, cancel);
        var one = settled with { Columns = [type.Pages!.Columns[0]], Size = 1, Counted = false };
        try
        {
            var before = await lists.Read(actor, type, one with { After = place with { Backwards = true } }, cancel);
            var after = await lists.Read(actor, type, one with { After = place }, cancel);
            return (before.Rows.FirstOrDefault()?.Id, after.Rows.FirstOrDefault()?.Id);
        }
        catch (Refused slow) when (slow.Rule == "list_too_slow") { return (null, null); }
    }

    public static void Map(RouteGroupBuilder pages, DeclaredType type) =>
        pages.MapGet("/beside", async (Guid id, string list, ShowList lists, ListQuery asks, RecordNeighbours find, Actor actor, CancellationToken cancel) =>
        {
            var (state, _) = await lists.State(actor, type, new QueryCollection(QueryHelpers.ParseQuery(list)), cancel);
            var (previous, next) = await find.Read(actor, type, id, asks.Query(actor, type, state with { After = null }), cancel);
            return Page.Piece<RecordBeside>(new { Found = new Neighbours(previous, next, list), type.Pages!.Path });
        }).Needs(new Permission(type.Name, Actions.View));
}

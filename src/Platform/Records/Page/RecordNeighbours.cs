using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Dangol.Platform;

/// <summary>The records before and after one in the list that the person came from.</summary>
public sealed record Neighbours(Guid? Previous, Guid? Next, string List);

/// <summary>Finds them by the order of the list, one row each way.</summary>
internal sealed class RecordNeighbours(Company company, ListRecords lists)
{
    /// <summary>Before and after the record in a list; none where it is too slow to find.</summary>
    public async Task<(Guid? Previous, Guid? Next)> Read(Actor actor, DeclaredType type, Guid id, RecordQuery list, CancellationToken cancel = default)
    {
        var place = await PlaceOf(actor, type, id, list.Sort, cancel);
        var one = list with { Columns = [type.Pages!.Columns[0]], Size = 1, Counted = false };
        try
        {
            var before = await lists.Read(actor, type, one with { After = place with { Backwards = true } }, cancel);
            var after = await lists.Read(actor, type, one with { After = place }, cancel);
            return (before.Rows.FirstOrDefault()?.Id, after.Rows.FirstOrDefault()?.Id);
        }
        catch (Refused slow) when (slow.Rule == "list_too_slow") { return (null, null); }
    }

    private async Task<Keyset> PlaceOf(Actor actor, DeclaredType type, Guid id, string? sort, CancellationToken cancel)
    {
        if (sort is null) return new(null, id);
        await using var read = await company.Store.Read(cancel);
        var sql = new RecordSql(type, company.Declarations, read.Engine, actor, new AsOf(company.Today, company.Profile.TimeZone, actor.Id));
        var column = sql.Columns.Find(sort);
        var key = sql.SortKey(column);
        var where = sql.Conditions($"t.id = {sql.Bind(id)}", sql.Reached);
        var line = await read.First($"select t.id, t.version, {key} from {sql.From}{where}", row => ListRecords.Line(row, [], column, RecordSql.SortsAsText(column, company.Declarations)), cancel, sql.Args) ?? throw ReachOfChange.OutOfReach(type);
        return new(line.SortKey, id);
    }

    public static void Map(RouteGroupBuilder pages, DeclaredType type) =>
        pages.MapGet("/beside", async (Guid id, string list, ShowList lists, ListQuery asks, RecordNeighbours find, Actor actor, CancellationToken cancel) =>
        {
            var (state, _) = await lists.State(actor, type, new QueryCollection(QueryHelpers.ParseQuery(list)), cancel);
            var (previous, next) = await find.Read(actor, type, id, asks.Query(actor, type, state with { After = null }), cancel);
            return Page.Piece<RecordBeside>(new { Found = new Neighbours(previous, next, list), type.Pages!.Path });
        }).Needs(new Permission(type.Name, Actions.View));
}

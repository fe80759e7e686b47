using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>A change set as a line of the list.</summary>
/// <param name="Id">Its key; newer ones have higher ones.</param>
/// <param name="At">When it began (UTC).</param>
/// <param name="Actor">Who.</param>
/// <param name="Origin">Through which door, as <see cref="Platform.Origin"/> in snake_case.</param>
/// <param name="Reason">Why.</param>
/// <param name="Undoes">The one that it takes back.</param>
/// <param name="Final">Why it can't be taken back.</param>
/// <param name="UndoneBy">The one that took it back.</param>
/// <param name="Entries">How many entries of the journal it has.</param>
public sealed record ChangeLine(Guid Id, DateTime At, string Actor, string Origin, Text Reason, Guid? Undoes, Text? Final, Guid? UndoneBy, CappedCount Entries);

/// <summary>The latest change sets, newest first.</summary>
public sealed class ListChanges(Store store)
{
    /// <summary>How many to a page.</summary>
    public const int PageSize = 50;

    /// <summary>May read the history.</summary>
    public static readonly Permission Read = new("change_set", Actions.View);

    /// <summary>What the page is called.</summary>
    public static readonly Text Title = new("변경 이력", "Change history");

    private static readonly string Columns = $"""
        c.id, c.at, c.actor_name, c.origin, c.reason_ko, c.reason_en, c.undoes, c.final_ko, c.final_en,
        {UndoneBy("c")},
        (select count(*) from (select 1 from journal j where j.change_set_id = c.id limit {CappedCount.Limit + 1}) counted)
        """;

    /// <summary>SQL for the key of the change set that took another one back as a whole, and stands.</summary>
    /// <param name="set">The other one's alias.</param>
    internal static string UndoneBy(string set) =>
        $"(select u.id from change_sets u where u.undoes = {set}.id and not u.undoes_part and not exists (select 1 from change_sets r where r.undoes = u.id and not r.undoes_part) limit 1)";

    /// <summary>A page of them, with the keys that the pages around it begin at.</summary>
    public async Task<(IReadOnlyList<ChangeLine> Lines, Keyset? Previous, Keyset? Next)> Page(string? after, CancellationToken cancel)
    {
        var at = Keyset.Of(after);
        var back = at is { Backwards: true };
        await using var read = await store.Read(cancel);
        var lines = await read.List($"""
            select {Columns} from change_sets c {(at is null ? "" : back ? "where c.id > @id" : "where c.id < @id")} order by c.id {(back ? "asc" : "desc")} limit {PageSize + 1}
            """, Map, cancel, at is null ? [] : [("id", at.Id)]);
        var more = lines.Count > PageSize;
        if (more) lines.RemoveAt(PageSize);
        if (back) lines.Reverse();
        return (lines, at is not null && (!back || more) && lines.Count > 0 ? new(null, lines[0].Id, Backwards: true) : null, (back || more) && lines.Count > 0 ? new(null, lines[^1].Id) : null);
    }

    /// <summary>One of them, or a refusal that says there is none.</summary>
    public static async Task<ChangeLine> Find(Session read, Guid id, CancellationToken cancel) =>
        await read.First($"select {Columns} from change_sets c where c.id = @id", Map, cancel, ("id", id))
        ?? throw new Refused("change_set_unknown", "change_set", new("그런 변경 묶음이 없어요.", "There is no such change set."), 404);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/changes", async (ListChanges list, string? after, CancellationToken cancel) =>
        {
            var (lines, previous, next) = await list.Page(after, cancel);
            return Platform.Page.Of<ChangesPage>(Title, new { Lines = lines, Previous = previous, Next = next });
        }).Needs(Read);
    }

    private static ChangeLine Map(Row row) => new(row.Guid(0), row.Instant(1), row.Text(2), row.Text(3), new(row.Text(4), row.Text(5)), row.GuidOrNull(6),
        row.TextOrNull(7) is { } ko ? new Text(ko, row.Text(8)) : null, row.GuidOrNull(9), new(Math.Min(row.Long(10), CappedCount.Limit), row.Long(10) > CappedCount.Limit));
}

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
/// <param name="PartlyUndone">Some of its records were taken back alone, or the rest of it could not be yet.</param>
/// <param name="Records">How many records it touched; of facts alone, how many chunks of them.</param>
public sealed record ChangeLine(Guid Id, DateTime At, string Actor, string Origin, Text Reason, Guid? Undoes, Text? Final, Guid? UndoneBy, bool PartlyUndone, CappedCount Records);

/// <summary>The latest change sets, newest first: those that touched something within reach of who looks, and their own.</summary>
public sealed class ListChanges(Store store, Declarations declarations)
{
    /// <summary>How many to a page.</summary>
    public const int PageSize = 50;

    // Of somebody who reaches little most change sets are others': so many are looked at for a page, and so many entries of each.
    private const int MostLooked = 1000, MostEntries = 200;

    /// <summary>May read the history.</summary>
    public static readonly Permission Read = new("change_set", Actions.View);

    /// <summary>What the page is called.</summary>
    public static readonly Text Title = new("변경 이력", "Change history");

    private static readonly string Columns = $"""
        c.id, c.at, c.actor_name, c.origin, c.reason_ko, c.reason_en, c.undoes, c.final_ko, c.final_en,
        {UndoneBy("c")},
        exists (select 1 from change_sets p where p.undoes = c.id and p.undoes_part and not exists (select 1 from change_sets r where r.undoes = p.id and not r.undoes_part)),
        {RecordsIn("c.id")}
        """;

    /// <summary>SQL for the number of records that a change set touched: what happened with one (its stage log) goes with it.</summary>
    private static string RecordsIn(string set) =>
        $"(select coalesce(nullif(count(distinct counted.record_id), 0), count(*)) from (select j.record_id from journal j where j.change_set_id = {set} and j.operation <> '{Operations.Event}' limit {CappedCount.Limit + 1}) counted)";

    /// <summary>How many records a change set touched, as every page says it.</summary>
    internal static async Task<CappedCount> Count(Session read, Guid set, CancellationToken cancel) => Capped(await read.Number("select " + RecordsIn("@set"), cancel, ("set", set)));

    private static CappedCount Capped(long number) => new(Math.Min(number, CappedCount.Limit), number > CappedCount.Limit);

    /// <summary>SQL for the key of the change set that took another one back as a whole, and stands.</summary>
    /// <param name="set">The other one's alias.</param>
    internal static string UndoneBy(string set) =>
        $"(select u.id from change_sets u where u.undoes = {set}.id and not u.undoes_part and not exists (select 1 from change_sets r where r.undoes = u.id and not r.undoes_part) limit 1)";

    /// <summary>A page of them, with the keys that the pages around it begin at.</summary>
    public async Task<(IReadOnlyList<ChangeLine> Lines, Keyset? Previous, Keyset? Next)> Page(Actor actor, string? after, CancellationToken cancel)
    {
        var at = Keyset.Of(after);
        var back = at is { Backwards: true };
        await using var read = await store.Read(cancel);
        var (lines, last, all) = (new List<ChangeLine>(), at?.Id, SeenEntries.AreAll(actor, declarations, read.Engine));
        var more = true;
        for (var looked = 0; more && lines.Count <= PageSize && looked < MostLooked; looked += PageSize)
        {
            var some = await read.List($"""
                select {Columns}, c.actor_id from change_sets c {(last is null ? "" : back ? "where c.id > @id" : "where c.id < @id")} order by c.id {(back ? "asc" : "desc")} limit {PageSize + 1}
                """, row => (Line: Map(row), By: row.Guid(12)), cancel, last is null ? [] : [("id", last)]);
            more = some.Count > PageSize;
            last = some.Count == 0 ? last : some[^1].Line.Id;
            lines.AddRange(all ? some.Select(s => s.Line) : await Seen(read, actor, some, cancel));
        }
        if (lines.Count > PageSize) (more, lines) = (true, lines[..PageSize]);
        // Where it was looked long and little was found, the next page goes on from where this one stopped.
        var end = lines.Count == PageSize ? lines[^1].Id : last;
        var begin = back ? end : lines.Count > 0 ? lines[0].Id : at?.Id;
        if (back) (lines, end) = ([.. Enumerable.Reverse(lines)], lines.Count > 0 ? lines[0].Id : at!.Id);
        return (lines, at is not null && (!back || more) && begin is { } first ? new(null, first, Backwards: true) : null, (back || more) && end is { } next ? new(null, next) : null);
    }

    /// <summary>Those of which the actor may read something, each with the number of what they may read: one question for all entries, and one a type.</summary>
    private async Task<List<ChangeLine>> Seen(Session read, Actor actor, List<(ChangeLine Line, Guid By)> sets, CancellationToken cancel)
    {
        if (sets.Count == 0) return [];
        var parts = sets.Select((_, i) => $"select * from (select {i} as n, j.type, j.record_id from journal j where j.change_set_id = @s{i} and j.operation <> @event order by j.chunk_no, j.seq limit {MostEntries}) e{i}");
        var entries = await read.List(string.Join(" union all ", parts), row => (Set: row.Int(0), Type: row.Text(1), Record: row.GuidOrNull(2)), cancel, [("event", Operations.Event), .. sets.Select((s, i) => ($"s{i}", (object?)s.Line.Id))]);
        var seen = await SeenEntries.Of(read, actor, declarations, entries.Select(e => (e.Type, e.Record)), cancel);
        var (all, held) = (entries.ToLookup(e => e.Set), entries.Where(e => seen.Holds(e.Type, e.Record, sets[e.Set].By == actor.Id)).ToLookup(e => e.Set, e => e.Record));
        return [.. sets.Select((s, i) => (s.By, Line: s.Line with { Records = new(held[i].OfType<Guid>().Distinct().Count() is > 0 and var records ? records : held[i].Count(), all[i].Count() == MostEntries && held[i].Any()) })).Where(s => s.Line.Records.Number > 0 || s.By == actor.Id).Select(s => s.Line)];
    }

    /// <summary>One of them as the actor may read it, or a refusal that says there is none.</summary>
    internal async Task<ChangeLine> Find(Session read, Actor actor, Guid id, CancellationToken cancel)
    {
        var found = await read.First($"select {Columns}, c.actor_id from change_sets c where c.id = @id", row => (Line: (ChangeLine?)Map(row), By: row.Guid(12)), cancel, ("id", id));
        return found.Line is { } line && (SeenEntries.AreAll(actor, declarations, read.Engine) ? line : (await Seen(read, actor, [(line, found.By)], cancel)).SingleOrDefault()) is { } seen ? seen : throw Unknown();
    }

    internal static Refused Unknown() => new("change_set_unknown", "change_set", new("그런 변경 묶음이 없어요.", "There is no such change set."), 404);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/changes", async (ListChanges list, Actor actor, string? after, CancellationToken cancel) =>
        {
            var (lines, previous, next) = await list.Page(actor, after, cancel);
            return Platform.Page.Of<ChangesPage>(Title, new { Lines = lines, Previous = previous, Next = next });
        }).Needs(Read);
    }

    private static ChangeLine Map(Row row) => new(row.Guid(0), row.Instant(1), row.Text(2), row.Text(3), new(row.Text(4), row.Text(5)), row.GuidOrNull(6),
        row.TextOrNull(7) is { } ko ? new Text(ko, row.Text(8)) : null, row.GuidOrNull(9), row.Bool(10), Capped(row.Long(11)));
}

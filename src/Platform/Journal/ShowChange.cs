using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>An entry of a change set as people read it.</summary>
/// <param name="Type">What kind of record.</param>
/// <param name="Record">Which one; null for rows of facts, which go together.</param>
/// <param name="Name">What the record is called, where it still exists and the reader reaches it.</param>
/// <param name="Link">Its page, where it has one.</param>
/// <param name="Operation">What was done (<see cref="Operations"/>).</param>
/// <param name="Fields">Before and after.</param>
public sealed record EntryLine(Text Type, Guid? Record, string? Name, string? Link, string Operation, IReadOnlyList<FieldChange> Fields);

/// <summary>A change set with its entries, and what an undo left alone.</summary>
public sealed record ChangeDetail(ChangeLine Line, IReadOnlyList<EntryLine> Entries, string? Next, IReadOnlyList<LeftLine> Conflicts, IReadOnlyList<string> Types);

/// <summary>Shows one change set entry by entry, and takes all of it back, or the records that were picked.</summary>
internal sealed class ShowChange(Store store, Declarations declarations, ListChanges list, ChangedFields changed, LeftAlone left, UndoChangeSet undo, Jobs jobs)
{
    private const int PageSize = 100;

    // Up to here an undo answers at once; beyond, it is background work with progress and an end on demand.
    private const int MostAtOnce = 500;

    /// <summary>The entries of a change set from a place on: <c>chunk-seq</c>, or the beginning.</summary>
    public async Task<ChangeDetail> Read(Actor actor, Guid id, string? after, CancellationToken cancel)
    {
        var (chunk, seq) = Place(after);
        await using var read = await store.Read(cancel);
        var line = await list.Find(read, actor, id, cancel);
        var entries = await read.List($"""
            select {JournalFeed.Columns} from journal where change_set_id = @set and (chunk_no, seq) > (@chunk, @seq) order by chunk_no, seq limit {PageSize + 1}
            """, JournalFeed.Map, cancel, ("set", id), ("chunk", chunk), ("seq", seq));
        var undone = await read.First($"select {JournalFeed.Columns} from journal where change_set_id = @set and operation = @event and type = @type limit 1", JournalFeed.Map, cancel,
            ("set", id), ("event", Operations.Event), ("type", Names.Snake(nameof(ChangeSetUndone))));
        var types = await read.List("select distinct type from journal where change_set_id = @set and operation <> @event", row => row.Text(0), cancel, ("set", id), ("event", Operations.Event));
        var shown = entries.Take(PageSize).Where(e => e.Operation != Operations.Event).ToList();
        if (!SeenEntries.AreAll(actor, declarations, read.Engine))
        {
            var own = await read.Number("select count(*) from change_sets where id = @id and actor_id = @me", cancel, ("id", id), ("me", actor.Id)) > 0;
            var seen = await SeenEntries.Of(read, actor, declarations, shown.Select(e => (e.Type, e.RecordId)), cancel);
            shown.RemoveAll(e => !seen.Holds(e.Type, e.RecordId, own));
        }
        return new(line, await Lines(read, actor, shown, cancel), entries.Count > PageSize ? $"{entries[PageSize - 1].ChunkNo}-{entries[PageSize - 1].Position.Seq}" : null, undone is null ? [] : await left.Lines(read, actor, line.Undoes ?? id, await SeenEntries.Of(read, actor, declarations, undone.Event<ChangeSetUndone>().Conflicts, cancel), cancel), types);
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/settings/changes/{id:guid}", async (Guid id, ShowChange show, Actor actor, string? after, CancellationToken cancel) => Show(await show.Read(actor, id, after, cancel), actor)).Needs(ListChanges.Read);
        // Where an undo was refused its page stands at this address: whoever comes back to it sees the change.
        site.MapGet("/settings/changes/{id:guid}/undo", (Guid id) => Page.Next($"/settings/changes/{id}")).Needs(ListChanges.Read);
        site.MapPost("/settings/changes/{id:guid}/undo", async (Guid id, [FromForm(Name = "return")] string? back, [FromForm] Guid[] only, [FromForm] string? part, HttpContext context, ShowChange show, Actor actor, CancellationToken cancel) =>
        {
            if (part is not null && only.Length == 0)
                return Show(await show.Read(actor, id, null, cancel), actor, new Refused("nothing_picked", "only", new("되돌릴 기록을 먼저 선택해 주세요.", "Select what to take back first.")));
            (UndoReport? Report, Guid? Job) done;
            try { done = await show.Undo(actor, id, part is null ? [] : only, cancel); }
            catch (Refused refused) when (refused.Status == 409 || refused.Rule == "more_than_own") { return Show(await show.Read(actor, id, null, cancel), actor, refused); }
            if (done.Report is not { } report)
                return InBackground(context);
            if (report.UndoId is not { } by)
                return Show(await show.Read(actor, id, null, cancel) with { Conflicts = await show.Left(actor, id, report.Conflicts, cancel) }, actor,
                    new Refused("nothing_undone", null, new("되돌릴 수 있는 것이 없었어요. 아래에 까닭이 있어요.", "Nothing could be undone; see below why."), 409));
            Toast.Done(context, new($"{report.Count}건을 되돌렸어요.", $"{report.Count} undone."));
            // From a message one goes back to where it stood; what was left alone is shown in any case.
            return Page.Next(report.Conflicts.Count == 0 && Preferences.IsOwnPath(back) ? back! : $"/settings/changes/{by}");
        }).Needs(ListChanges.Read);
        site.MapPost("/api/v1/change_set/{id:guid}/undo", async (Guid id, HttpRequest request, ShowChange show, Actor actor, CancellationToken cancel) =>
        {
            var only = request.ContentLength is null or 0 ? [] : Only(ApiBody.Object(await ApiBody.Bytes(request, cancel)));
            var (report, job) = await show.Undo(actor, id, only, cancel);
            return report is null ? Results.Accepted($"/api/v1/job/{job}") : Results.Json(Json(report));
        }).Needs(ListChanges.Read).Limited(site).WithSummary("Take a change set back, or only the records in `only`; what changed since is listed and left alone");
    }

    private async Task<IReadOnlyList<LeftLine>> Left(Actor actor, Guid undone, IReadOnlyList<UndoConflict> conflicts, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        return await left.Lines(read, actor, undone, conflicts, cancel);
    }

    /// <summary>To where the work can be followed.</summary>
    public static IResult InBackground(HttpContext context)
    {
        Toast.Done(context, new("양이 많아 백그라운드에서 되돌려요. 진행 상황은 여기에서 볼 수 있어요.", "This is much, so it is taken back in the background. Follow it here."));
        return Page.Next("/settings/jobs");
    }

    private static Guid[] Only(JsonObject body) => body["only"] is null ? [] : body["only"] is JsonArray ids && ids.All(id => Guid.TryParse(id?.ToString(), out _)) && ids.Count > 0
        ? [.. ids.Select(id => Guid.Parse(id!.ToString()))]
        : throw new Refused("only_wrong", "only", new("only에는 기록의 id를 하나 이상 넣어 주세요.", "only wants the ids of one or more records."), 422);

    private static Dictionary<string, object?> Json(UndoReport report) => new()
    {
        ["change_set_id"] = report.UndoId, ["records"] = report.Records, ["facts"] = report.Facts, ["has_rest"] = report.HasRest,
        ["conflicts"] = report.Conflicts.Select(c => new Dictionary<string, object?> { ["type"] = c.Type, ["id"] = c.RecordId, ["field"] = c.Field, ["why"] = new Dictionary<string, string> { ["ko"] = c.Why.Ko, ["en"] = c.Why.En } }),
    };

    /// <summary>Takes all of it back, or the records named; now, or, where it is much, by work in the background.</summary>
    public async Task<(UndoReport? Report, Guid? Job)> Undo(Actor actor, Guid id, IReadOnlyCollection<Guid> only, CancellationToken cancel)
    {
        if (only.Count == 0)
        {
            await using var read = await store.Read(cancel);
            await list.Find(read, actor, id, cancel);
            await undo.Check(actor, id, cancel);
            if (await read.Number($"select count(*) from (select 1 from journal where change_set_id = @id limit {MostAtOnce + 1}) counted", cancel, ("id", id)) > MostAtOnce)
                return (null, await jobs.Start(actor, UndoWork.Kind, new UndoWork.Arguments(id), cancel));
        }
        var report = await undo.Run(actor, id, only.Count == 0 ? null : only.ToHashSet(), cancel: cancel);
        await using var after = await store.Read(cancel);
        return (report with { Conflicts = await SeenEntries.Of(after, actor, declarations, report.Conflicts, cancel) }, null);
    }

    private static IResult Show(ChangeDetail detail, Actor actor, Refused? refused = null) => Page.Of<ChangePage>(detail.Line.Reason, new
    {
        Detail = detail, Refused = refused, MayUndo = detail.Line.Final is null && detail.Line.UndoneBy is null && detail.Types.All(type => actor.Rights.Allows(new(type, Actions.Undo))),
    }, refused?.Status ?? 200);

    /// <summary>The entries in words: one query for the names of each type that they are of or point to.</summary>
    private async Task<List<EntryLine>> Lines(Session read, Actor actor, List<JournalEntry> entries, CancellationToken cancel)
    {
        var values = entries.Select(e => declarations.Has(e.Type) ? ChangedValues.Of(declarations.Named(e.Type), e.Before, e.After, e.Personal) : null).ToList();
        var pointed = await changed.Names(read, actor, values.OfType<ChangedValues>(), cancel);
        var own = new Dictionary<Guid, string>();
        foreach (var group in entries.Where(e => e.RecordId is not null && declarations.Has(e.Type)).GroupBy(e => e.Type, e => e.RecordId!.Value, StringComparer.Ordinal))
            await ChangedFields.Add(own, read, actor, declarations.Named(group.Key), group.ToHashSet(), cancel);
        return [.. entries.Zip(values, (entry, value) =>
        {
            var name = entry.RecordId is { } id ? own.GetValueOrDefault(id) : null;
            return new EntryLine(value?.Type.Label ?? Text.Same(entry.Type), entry.RecordId, name, name is not null && value!.Type.Pages is { } pages ? $"/{pages.Path}/{entry.RecordId}" : null,
                entry.Operation, entry.RecordId is null || value is null ? [] : changed.Of(value, pointed));
        })];
    }

    private static (int Chunk, long Seq) Place(string? after) =>
        after?.Split('-') is [var chunk, var seq] && int.TryParse(chunk, CultureInfo.InvariantCulture, out var c) && long.TryParse(seq, CultureInfo.InvariantCulture, out var s) ? (c, s) : (0, 0);
}

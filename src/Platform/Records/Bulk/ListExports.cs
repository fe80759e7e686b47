using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>A file of records that left the house.</summary>
/// <param name="ChangeSetId">The change set that it stands in.</param>
/// <param name="At">When (UTC).</param>
/// <param name="ActorId">Whose doing it was.</param>
/// <param name="Actor">What they are called.</param>
/// <param name="Type">The type of the records.</param>
/// <param name="Of">What they were taken from, where it was no list: a campaign.</param>
/// <param name="Records">How many.</param>
/// <param name="Columns">Which columns, as they are called.</param>
/// <param name="Filter">By which condition they were found.</param>
/// <param name="Reason">Why, where it was asked.</param>
/// <param name="Hash">SHA-256 of the file.</param>
/// <param name="Until">Until when it could be had (UTC).</param>
public sealed record ExportLine(Guid ChangeSetId, DateTime At, Guid ActorId, string Actor, string Type, string? Of, long Records, IReadOnlyList<Text> Columns, Text? Filter, string? Reason, string? Hash, DateTime? Until);

/// <summary>A page of them; <paramref name="Next"/> is the change set before which the next page begins.</summary>
public sealed record ExportLines(IReadOnlyList<ExportLine> Lines, Guid? Next);

/// <summary>Every file that left the house, newest first, from the journal: who took what, how much and why. Who may see that may not have the files.</summary>
internal sealed class ListExports(Company company)
{
    /// <summary>May see it.</summary>
    public static readonly Permission View = new("export_log", Actions.View);

    internal static readonly Text Title = new("내보내기 기록", "Exports");

    private const int PageSize = 50;

    public async Task<ExportLines> Run(Actor actor, Guid? before, CancellationToken cancel = default)
    {
        actor.Must(View);
        await using var read = await company.Store.Read(cancel);
        var lines = await read.List($"""
            select s.id, s.at, s.actor_id, s.actor_name, j.after from journal j join change_sets s on s.id = j.change_set_id
            where j.type = 'records_exported' {(before is null ? "" : "and j.change_set_id < @before")} order by j.change_set_id desc limit {PageSize + 1}
            """, row => Line(actor, row.Guid(0), row.Instant(1), row.Guid(2), row.Text(3), JsonSerializer.Deserialize<RecordsExported>(row.Text(4), JournalJson.Options)!), cancel, before is null ? [] : [("before", before)]);
        return new([.. lines.Take(PageSize)], lines.Count > PageSize ? lines[PageSize - 1].ChangeSetId : null);
    }

    private ExportLine Line(Actor actor, Guid set, DateTime at, Guid by, string name, RecordsExported what)
    {
        var columns = company.Declarations.Has(what.Type) ? RecordColumns.Of(actor, company.Declarations.Named(what.Type), company.Declarations) : null;
        return new(set, at, by, name, what.Type, what.Of, what.Records, [.. what.Columns.Select(path => columns is null ? Text.Same(path) : columns.FindOrNull(path)?.Label).OfType<Text>()], Said(columns, what.Filter), what.Reason, what.Hash, what.Until);
    }

    /// <summary>The condition in words; nothing where it names what the actor doesn't see, or what is there no more.</summary>
    private static Text? Said(RecordColumns? columns, string? filter)
    {
        try { return columns is null || filter is null ? null : TreeSentence.Of(TreeParser.Clause(filter), columns.Schema); }
        catch (Refused) { return null; }
    }

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/settings/exports", async (Guid? before, ListExports list, Actor actor, CancellationToken cancel) =>
            Page.Of<ExportsPage>(Title, new { Page = await list.Run(actor, before, cancel), First = before is null })).Needs(View);
        site.MapGet("/api/v1/access/exports", async (Guid? before, ListExports list, Actor actor, CancellationToken cancel) =>
            Results.Json(await list.Run(actor, before, cancel), JournalJson.Options)).Needs(View).WithSummary("Files that left the house: who, what, how many, why");
    }
}

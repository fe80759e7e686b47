namespace Dangol.Platform;

/// <summary>One change of one record, as its history shows it.</summary>
/// <param name="ChangeSetId">The change set that it was a part of.</param>
/// <param name="Version">The version that it made.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Who">Who.</param>
/// <param name="Origin">Through which door.</param>
/// <param name="Reason">Why.</param>
/// <param name="Operation">What was done (<see cref="Operations"/>).</param>
/// <param name="Fields">Before and after, personal values masked.</param>
/// <param name="Undoes">The change set that this one took back.</param>
/// <param name="UndoneBy">The change set that took this one back.</param>
/// <param name="Final">Why it can't be taken back.</param>
/// <param name="IsAlone">The change set touched nothing else.</param>
public sealed record RecordChange(Guid ChangeSetId, int Version, DateTime At, string Who, string Origin, Text Reason, string Operation, IReadOnlyList<FieldChange> Fields, Guid? Undoes, Guid? UndoneBy, Text? Final, bool IsAlone);

/// <summary>Reads what was done to one record from the journal: one query for the changes and one for each type whose records are named in them.</summary>
public sealed class RecordHistory(ChangedFields changed, Screen screen)
{
    /// <summary>Changes to a page.</summary>
    public const int PageSize = 25;

    private const string Columns = """
        j.change_set_id, j.version, j.operation, j.before, j.after, j.personal, s.at, s.actor_name, s.origin, s.reason_ko, s.reason_en, s.undoes, s.final_ko, s.final_en
        """;

    /// <summary>The changes below a version, the latest first.</summary>
    public async Task<(IReadOnlyList<RecordChange> Changes, int? Next)> Page(Session read, Actor actor, DeclaredType type, Guid id, int? below, CancellationToken cancel)
    {
        var rows = await read.List($"""
            select {Columns}, {ListChanges.UndoneBy("s")},
                (select count(*) from (select 1 from journal o where o.change_set_id = s.id and o.operation <> '{Operations.Event}' limit 2) counted)
            from journal j join change_sets s on s.id = j.change_set_id
            where j.record_id = @id and j.type = @type and j.version < @below order by j.version desc limit {PageSize + 1}
            """, row => Raw.Of(type, row), cancel, ("id", id), ("type", type.Name), ("below", below ?? int.MaxValue));
        var names = await changed.Names(read, actor, rows.Select(r => r.Values), cancel);
        int? next = rows.Count > PageSize ? rows[PageSize - 1].Version : null;
        return ([.. rows.Take(PageSize).Select(r => new RecordChange(r.Set, r.Version, r.At, r.Who, r.Origin, r.Reason, r.Operation, changed.Of(r.Values, names), r.Undoes, r.UndoneBy, r.Final, r.Entries <= 1))], next);
    }

    /// <summary>The same as events of the timeline.</summary>
    internal async Task<List<TimelineEntry>> Timeline(Session read, Actor actor, DeclaredType type, Guid id, DateTime at, Guid after, int limit, CancellationToken cancel)
    {
        var rows = await read.List($"""
            select {Columns}, null, 0 from journal j join change_sets s on s.id = j.change_set_id
            where j.record_id = @id and j.type = @type and (s.at, s.id) < (@at, @after) order by j.version desc limit {limit}
            """, row => Raw.Of(type, row), cancel, ("id", id), ("type", type.Name), ("at", at), ("after", after));
        var names = await changed.Names(read, actor, rows.Select(r => r.Values), cancel);
        return [.. rows.Select(r => new TimelineEntry(RecordTimelines.Changes, ChangeWords.Done(r.Operation), "history", r.At, r.Set, screen.Say(r.Reason))   // icon
        {
            By = screen.Who(r.Who), Changes = r.Operation == Operations.Updated ? changed.Of(r.Values, names) : [],
        })];
    }

    private sealed record Raw(Guid Set, int Version, string Operation, ChangedValues Values, DateTime At, string Who, string Origin, Text Reason, Guid? Undoes, Text? Final, Guid? UndoneBy, long Entries)
    {
        public static Raw Of(DeclaredType type, Row row) => new(row.Guid(0), row.Int(1), row.Text(2), ChangedValues.Of(type, row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5)), row.Instant(6), row.Text(7), row.Text(8),
            new(row.Text(9), row.Text(10)), row.GuidOrNull(11), row.TextOrNull(12) is { } ko ? new Text(ko, row.Text(13)) : null, row.GuidOrNull(14), row.Long(15));
    }
}

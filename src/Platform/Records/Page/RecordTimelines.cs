using System.Globalization;

namespace Dangol.Platform;

/// <summary>
/// A record's timeline, newest first: the journal's changes of it, what was written down about it, and what other modules published. One query a source, each
/// limited; they are merged here, so that a page costs the same however much there is.
/// </summary>
public sealed class RecordTimelines(Company company, RecordHistory history, Disclose disclose, IEnumerable<RecordTimeline> sources, IEnumerable<ComposerKind> kinds)
{
    internal const int PageSize = 20;
    internal const string Changes = "change";

    /// <summary>The kinds that can be written down about records of a type, by this actor.</summary>
    public IReadOnlyList<ComposerKind> Composed(Actor actor, DeclaredType type) =>
        [.. kinds.Where(k => ChooseRegarding.IsOpen(type) && actor.Rights.Allows(new(k.Type, Actions.Create)))];

    /// <summary>The events after a place, of one kind or of all.</summary>
    public async Task<TimelinePage> Read(Session read, Actor actor, RecordSheet sheet, Keyset? after, string? only, CancellationToken cancel = default)
    {
        var type = sheet.Type;
        var written = kinds.Where(k => ChooseRegarding.IsOpen(type) && actor.Rights.Allows(new(k.Type, Actions.View))).ToList();
        var published = sources.Where(s => s.Type == type.Name && (s.Needed is not { } needed || actor.Rights.Allows(needed))).ToList();
        List<(string Kind, Text Label, string Icon)> known =
            [.. written.Select(k => (k.Type, company.Declarations.Named(k.Type).Label, k.Icon)), .. published.Select(s => (s.Kind, s.Label, s.Icon)), (Changes, new("변경", "Changes"), "history")];   // icon
        if (known.All(k => k.Kind != only)) only = null;

        var (at, id) = (after?.Number is { } ms ? DateTime.UnixEpoch.AddMilliseconds(ms) : DateTime.UnixEpoch.AddYears(8000), after?.Id ?? Guid.AllBitsSet);
        var entries = new List<TimelineEntry>();
        foreach (var kind in written.Where(k => only is null || k.Type == only))
            foreach (var link in LinksTo(company.Declarations.Named(kind.Type), type)) entries.AddRange(await Written(read, actor, kind, link, sheet, at, id, cancel));
        foreach (var source in published.Where(s => only is null || s.Kind == only)) entries.AddRange(await Published(read, actor, source, sheet.Id, at, id, cancel));
        if (only is null or Changes) entries.AddRange(await history.Timeline(read, actor, type, sheet.Id, at, id, PageSize + 1, cancel));

        var ordered = entries.DistinctBy(e => (e.Kind, e.Id)).OrderByDescending(e => e.At).ThenByDescending(e => e.Id.ToString("N"), StringComparer.Ordinal).Take(PageSize + 1).ToList();
        Keyset? next = null;
        if (ordered.Count > PageSize)
        {
            ordered.RemoveAt(PageSize);
            next = new(Session.Milliseconds(ordered[^1].At).ToString(CultureInfo.InvariantCulture), ordered[^1].Id);
        }
        return new(ordered, next, known, only);
    }

    /// <summary>One event that was written down, as it is now.</summary>
    internal async Task<TimelineEntry?> One(Session read, Actor actor, ComposerKind kind, RecordSheet sheet, Guid id, CancellationToken cancel)
    {
        foreach (var link in LinksTo(company.Declarations.Named(kind.Type), sheet.Type))
            if (await Written(read, actor, kind, link, sheet, DateTime.UnixEpoch.AddYears(8000), Guid.AllBitsSet, cancel, id) is [var one]) return one;
        return null;
    }

    /// <summary>The kind of that name that can be written down about records of a type.</summary>
    internal ComposerKind Kind(DeclaredType type, string name) => kinds.FirstOrDefault(k => k.Type == name && ChooseRegarding.IsOpen(type))
        ?? throw new Refused("unknown_kind", "kind", new("그런 활동 종류가 없어요.", "There is no such kind of activity."), 404);

    /// <summary>How an activity belongs to a record: it says that it is about it, or it refers to it by a field of its own.</summary>
    private static IEnumerable<string> LinksTo(DeclaredType kind, DeclaredType type) =>
        kind.Fields.Where(f => f.Type is ReferenceType reference && reference.To == type.Name).Select(f => f.Name).Prepend(ComposerKind.RegardingId);

    private async Task<List<TimelineEntry>> Written(Session read, Actor actor, ComposerKind kind, string link, RecordSheet sheet, DateTime at, Guid after, CancellationToken cancel, Guid? only = null)
    {
        var type = company.Declarations.Named(kind.Type);
        var sql = new RecordSql(type, company.Declarations, read.Engine, actor, new AsOf(company.Today, company.Profile.TimeZone, actor.Id));
        List<RecordColumn> columns = [.. Disclosure.Visible(actor, type, new[] { kind.Line, kind.At, "created_by" }.Concat(kind.Facts).Concat(kind.Tick is { } tick ? [tick] : []), company.Declarations).Select(sql.Columns.Find)];
        if (columns.TrueForAll(c => c.Path != kind.At)) return [];
        var values = string.Concat(columns.Select(column => ", " + sql.Shown(column)));
        var names = string.Concat(columns.Select(column => ", " + (sql.Called(column) ?? "null")));
        var about = link == ComposerKind.RegardingId ? $" and t.{ComposerKind.RegardingType} = {sql.Bind(sheet.Type.Name)}" : "";
        var where = sql.Conditions($"t.{link} = {sql.Bind(sheet.Id)}{about}", $"(t.{kind.At}, t.id) < ({sql.Bind(at)}, {sql.Bind(after)})", only is { } one ? $"t.id = {sql.Bind(one)}" : null, sql.Reached);
        var lines = await read.List($"select t.id, t.version, null{values}{names} from {sql.From}{where} order by t.{kind.At} desc, t.id desc limit {PageSize + 1}",
            row => ListRecords.Line(row, columns, null), cancel, sql.Args);
        return [.. (await disclose.List(read, actor, type, columns, lines, cancel)).Select(line => new TimelineEntry(kind.Type, type.Label, kind.Icon, (DateTime)Value(line, kind.At)!, line.Id, Value(line, kind.Line)?.ToString() ?? "–")
        {
            By = line.Names[At("created_by")], Version = line.Version, Href = $"/{type.Pages!.Path}/{line.Id}",
            Facts = [.. kind.Facts.Select(At).Where(i => i >= 0 && line.Values[i] is not null and not MaskedValue).Select(i => new RecordCell(columns[i], line.Values[i], line.Names[i]))],
            Done = kind.Tick is { } done && At(done) >= 0 ? Value(line, done) is true : null,
        })];

        int At(string path) => columns.FindIndex(c => c.Path == path);

        object? Value(RecordLine line, string path) => At(path) is >= 0 and var i ? line.Values[i] : null;
    }

    private Task<List<TimelineEntry>> Published(Session read, Actor actor, RecordTimeline source, Guid record, DateTime at, Guid after, CancellationToken cancel) =>
        read.List(source.Sql, row => new TimelineEntry(source.Kind, source.Label, source.Icon, row.Instant(0), row.Guid(1), row.Text(2))
        {
            Amount = row.LongOrNull(3) is { } amount && (source is not { Of: { } told, AmountOf: { } field } || Disclosure.Tells(actor, told, field)) ? new Money(amount, row.Text(4)) : null, Detail = row.TextOrNull(5) is { } detail ? new(new("detail", source.Label, source.Details), detail, null) : null,
            Href = source.Of is { } of ? RecordWords.PageOf(of, row.Guid(1), company.Declarations) : null,
        }, cancel, ("record", record), ("at", at), ("after", after), ("limit", PageSize + 1));
}

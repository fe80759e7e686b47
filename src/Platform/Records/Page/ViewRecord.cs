namespace Dangol.Platform;

/// <summary>Puts together what the page of a record shows: a fixed number of queries on one connection, whatever the number of records.</summary>
internal sealed class ViewRecord(Company company, ShowRecord show, RecordTimelines timelines, RecordHistory history, RelatedRecords related, FindSimilar similar, VerbForms verbs, StagePath path)
{
    /// <summary>The page with the timeline.</summary>
    public async Task<RecordView> Timeline(Actor actor, DeclaredType type, Guid id, PageQuery query, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await Timeline(read, actor, type, id, query, cancel);
    }

    /// <summary>The same on a connection that is open.</summary>
    internal async Task<RecordView> Timeline(Session read, Actor actor, DeclaredType type, Guid id, PageQuery query, CancellationToken cancel)
    {
        var view = await Whole(read, actor, type, id, query, cancel);
        return view with { Timeline = await timelines.Read(read, actor, view.Sheet, Keyset.Of(query.After), query.Kind, cancel) };
    }

    /// <summary>The page with the history.</summary>
    public async Task<RecordView> History(Actor actor, DeclaredType type, Guid id, PageQuery query, IReadOnlyList<UndoConflict> report, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var view = await Whole(read, actor, type, id, query, cancel);
        var (changes, next) = await history.Page(read, actor, type, id, query.Below, cancel);
        return view with { History = new(changes, next, query.Report is { } undo ? await SeenEntries.Of(read, actor, company.Declarations, await Report(read, undo, id, cancel), cancel) : report) };
    }

    /// <summary>The head and the fields alone.</summary>
    public async Task<RecordView> Fields(Actor actor, DeclaredType type, Guid id, PageQuery query, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return await Of(read, await show.Read(read, actor, type, id, cancel), actor, query, cancel);
    }

    /// <summary>A page of the timeline alone.</summary>
    public async Task<(RecordSheet Sheet, TimelinePage Page)> Events(Actor actor, DeclaredType type, Guid id, PageQuery query, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var sheet = await show.Read(read, actor, type, id, cancel);
        return (sheet, await timelines.Read(read, actor, sheet, Keyset.Of(query.After), query.Kind, cancel));
    }

    private async Task<RecordView> Whole(Session read, Actor actor, DeclaredType type, Guid id, PageQuery query, CancellationToken cancel)
    {
        var sheet = await show.Read(read, actor, type, id, cancel);
        return await Of(read, sheet, actor, query, cancel) with { Related = await related.Read(read, actor, type, id, cancel), Similar = await similar.Of(read, actor, sheet, cancel) };
    }

    private async Task<RecordView> Of(Session read, RecordSheet sheet, Actor actor, PageQuery query, CancellationToken cancel)
    {
        var at = new AsOf(company.Today, company.Profile.TimeZone, actor.Id);
        var may = await RecordMay.Of(read, actor, sheet.Type, sheet.Id, verbs.Of(sheet.Type), cancel);
        var settable = sheet.Cells.Where(c => may.Sets(actor, sheet.Type, c.Column) && !sheet.IsMasked(c) && !sheet.Locked.Contains(c.Column.Path)).Select(c => c.Column.Path).ToHashSet(StringComparer.Ordinal);
        // The two that say what it is about are set together, and not over what stands there unseen.
        var about = sheet.Cells.Where(c => ChooseRegarding.IsPart(sheet.Type, c.Column)).ToList();
        var isSeen = about.TrueForAll(c => settable.Contains(c.Column.Path) && (c.Value is not Guid || c.Name is not null));
        var inForm = settable.Except(isSeen ? [] : about.Select(c => c.Column.Path)).ToHashSet(StringComparer.Ordinal);
        settable.ExceptWith(about.Select(c => c.Column.Path));
        return new(sheet, may, settable, timelines.Composed(actor, sheet.Type), null, null, [], [], query.List is { Length: < 4000 } list ? list : null)
        {
            InForm = inForm,
            Steps = await path.Read(read, actor, sheet, may, cancel),
            Verbs = [.. verbs.Of(sheet.Type).Where(v => may.Runs(actor, v) && (v.When is null || ShowRecord.Holds(sheet.Type, v.When, sheet.Cells, at))).OrderBy(v => v.IsMain).Select(VerbForms.Offer)],
        };
    }

    /// <summary>What an undo left alone of this record.</summary>
    private static async Task<IReadOnlyList<UndoConflict>> Report(Session read, Guid undo, Guid id, CancellationToken cancel)
    {
        var entry = await read.First($"select {JournalFeed.Columns} from journal where change_set_id = @set and operation = @event and type = @type limit 1", JournalFeed.Map, cancel,
            ("set", undo), ("event", Operations.Event), ("type", Names.Snake(nameof(ChangeSetUndone))));
        return entry is null ? [] : [.. entry.Event<ChangeSetUndone>().Conflicts.Where(c => c.RecordId == id)];
    }
}

/// <summary>What the address of a record's page may say: the list one came from, the kind and place of the timeline, and the place and report of the history.</summary>
internal sealed record PageQuery
{
    public string? List { get; init; }
    public string? Kind { get; init; }
    public string? After { get; init; }
    public int? Below { get; init; }
    public Guid? Report { get; init; }
    public int? More { get; init; }
    public string? Compose { get; init; }
}

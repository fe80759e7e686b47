namespace Dangol.Platform;

/// <summary>
/// Changes or removes many records in the background: in chunks under one change set, each in a transaction of its own, so that it can be stopped, goes on after
/// a crash, and is taken back whole. What one record refuses leaves the others be.
/// </summary>
internal sealed class BulkRecords(Company company, FillForm fill) : IJob
{
    public const string Kind = "bulk_records";

    /// <summary>What is to be done to which records: those named, or all that the tree finds.</summary>
    internal sealed record Arguments(string Type, bool Delete, IReadOnlyList<Guid>? Ids, string? Filter, string? Field, string? Value);

    /// <summary>How far it is.</summary>
    internal sealed record Place(Guid Set, Guid After, long Done, long Left, long Total, Text? Why);

    /// <summary>What became of it.</summary>
    internal sealed record Outcome(Guid Set, long Done, long Left, Text? Why, bool Stopped);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var asked = run.Arguments<Arguments>();
        var type = company.Declarations.Named(asked.Type);
        foreach (var action in Needs(asked.Delete, asked.Field == "owner_id")) run.Actor.Must(new(type.Name, action));
        var values = new RecordValues();
        if (asked.Field is { } name)
        {
            var column = RecordColumns.Of(run.Actor, type, company.Declarations).Find(name);
            values[name] = column.Type.Parse(asked.Value, fill.At(column));
        }
        var place = run.State<Place>() ?? new(company.Ids.Next(), Guid.Empty, 0, 0, await Total(run.Actor, type, asked, cancel), null);
        var fields = new RecordRows(type, company, run.Actor);
        var set = new ChangeSet(place.Set, run.Actor, Reason(type, asked));
        var label = asked.Delete ? new Text("삭제하는 중", "Deleting") : new Text("수정하는 중", "Changing");
        var (size, after) = (new ChunkSize(company.Clock), place.After);
        await foreach (var ids in Ahead.Of(Next))
        {
            if (run.CancelAsked) break;
            run.Progress(place.Done + place.Left, place.Total, label);
            // What was begun is finished: the end that somebody asks for comes between two chunks.
            var (before, rows) = (place, ids.ConvertAll(id => new BatchRow(asked.Delete ? BatchDo.Delete : BatchDo.Update, values) { Id = id }));
            place = await company.Writes.Run(set, change => size.Learn(ids.Count, async () =>
            {
                var verdicts = await BatchChunk.Of(change, type, rows, fields, company).Run(run.Stop);
                var left = verdicts.Where(v => v.Why is not null).ToList();
                var next = before with { After = ids[^1], Done = before.Done + verdicts.Length - left.Count, Left = before.Left + left.Count, Why = before.Why ?? left.FirstOrDefault().Why?.Text };
                await run.Checkpoint(change, next, run.Stop);
                return next;
            }), background: true, run.Stop);
        }
        run.Progress(place.Done + place.Left, place.Total, Words(type, asked.Delete, place.Done, place.Left));
        run.Result(new Outcome(place.Set, place.Done, place.Left, place.Why, run.CancelAsked), place.Done > 0 ? $"/settings/changes/{place.Set}" : null);

        async Task<List<Guid>?> Next()
        {
            // It is read while a chunk is written, which ends by itself when somebody asks for the end.
            var ids = await Find(run.Actor, type, asked, after, size.Rows, run.Stop);
            if (ids.Count == 0) return null;
            after = ids[^1];
            return ids;
        }
    }

    /// <summary>What one needs to do it: to do it to one record, and to many at once.</summary>
    public static IEnumerable<string> Needs(bool delete, bool assign) => delete ? [Actions.BulkEdit, Actions.Delete] : assign ? [Actions.BulkEdit, Actions.Edit, Actions.Assign] : [Actions.BulkEdit, Actions.Edit];

    public static Text Words(DeclaredType type, bool delete, long done, long left) => (delete, left) switch
    {
        (true, 0) => new($"{type.Label.Ko} {done:N0}건을 삭제했어요.", $"{done:N0} removed."),
        (false, 0) => new($"{type.Label.Ko} {done:N0}건을 수정했어요.", $"{done:N0} changed."),
        (true, _) => new($"{type.Label.Ko} {done:N0}건을 삭제했고 {left:N0}건은 남겨 두었어요.", $"{done:N0} removed, {left:N0} left alone."),
        _ => new($"{type.Label.Ko} {done:N0}건을 수정했고 {left:N0}건은 남겨 두었어요.", $"{done:N0} changed, {left:N0} left alone."),
    };

    private static Text Reason(DeclaredType type, Arguments asked) => asked.Delete
        ? new($"{type.Label.Ko} 여러 건 삭제", $"Removal of many {type.Pages!.Many.En.ToLowerInvariant()}")
        : new($"{type.Label.Ko} 여러 건 수정", $"Edit of many {type.Pages!.Many.En.ToLowerInvariant()}");

    /// <summary>The next keys, in their order: what the edit changes in a record doesn't bring it up again.</summary>
    private async Task<List<Guid>> Find(Actor actor, DeclaredType type, Arguments asked, Guid after, int most, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var (sql, conditions) = Conditions(actor, type, asked, read.Engine);
        conditions.Add($"t.id > {sql.Bind(after)}");
        return await read.List($"select t.id from {sql.From}{sql.Conditions([.. conditions])} order by t.id limit {most}", row => row.Guid(0), cancel, sql.Args);
    }

    private async Task<long> Total(Actor actor, DeclaredType type, Arguments asked, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        var (sql, conditions) = Conditions(actor, type, asked, read.Engine);
        return await read.Number($"select count(*) from {sql.From}{sql.Conditions([.. conditions])}", cancel, sql.Args);
    }

    private (RecordSql Sql, List<string?> Conditions) Conditions(Actor actor, DeclaredType type, Arguments asked, Engine engine)
    {
        var sql = new RecordSql(type, company.Declarations, engine, actor, new AsOf(company.Today, company.Profile.TimeZone, actor.Id));
        var conditions = new List<string?> { sql.Reached };
        if (asked.Ids is { } ids)
            conditions.Add(engine == Engine.Postgres ? $"t.id = any({sql.Bind(ids)})" : $"t.id in (select unhex(value) from json_each({sql.Bind(ids)}))");
        else if (asked.Filter is { } filter) conditions.Add(sql.Where(TreeParser.Clause(filter)));
        return (sql, conditions);
    }
}

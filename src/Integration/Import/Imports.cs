using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>One file that was brought in, or is on its way.</summary>
/// <param name="State">asked, applying, done, failed, cancelled, undoing, undone, or left: undone but for what later files need.</param>
/// <param name="DataChangeSetId">The change set that holds what came in: undo takes it back.</param>
/// <param name="MappingJson">The mapping as it was given; null where it was to be found by the header.</param>
public sealed record Import(Guid Id, string FileName, string FilePath, string? Mapping, string Source, DateTime AskedAt, string ActorName, Guid? JobId, Guid DataChangeSetId,
    string State, long SourceLines, ImportReport? Report, DateTime? EndedAt, string? MappingJson)
{
    /// <summary>May bring files in.</summary>
    public static readonly Permission Create = new("import", "create");

    /// <summary>May see what was brought in.</summary>
    public static readonly Permission View = new("import", "view");
}

/// <summary>The files that were brought in: asked for here, carried out by <see cref="ImportSales"/>.</summary>
internal sealed class Imports(Company company, Store store, Writes writes, Jobs jobs, Ids ids)
{
    private static readonly Text Reason = new("가져오기", "Import");
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // A job that was cancelled before it began could not say so here.
    private const string Columns = """
        i.id, i.file_name, i.file_path, i.mapping, i.source, i.asked_at, i.actor_name, i.job_id, i.data_change_set_id,
        case when i.state = 'asked' and exists (select 1 from jobs j where j.id = i.job_id and j.state = 'cancelled') then 'cancelled' else i.state end, i.source_lines, i.report, i.ended_at, i.mapping_json
        """;

    private string Folder => Path.Combine(company.Place.Folder, "imports");

    /// <summary>Asks for a sales file to be brought in; the file must stay where it is until the job has ended.</summary>
    /// <param name="actor">Who brings it in.</param>
    /// <param name="file">The file.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="mapping">Name of a shipped mapping, or a mapping as JSON; found by the header where none is given.</param>
    /// <param name="source">The system it comes from: document and customer numbers are its own. "sales" where none is given.</param>
    /// <param name="encoding">Forces an encoding.</param>
    /// <param name="delimiter">Forces a delimiter.</param>
    /// <param name="id">Key, where the caller has put the file under it already.</param>
    /// <param name="cancel">Stops before it is asked for.</param>
    /// <exception cref="Refused"><c>file_missing</c>, <c>mapping_missing</c>, <c>resident_number</c>.</exception>
    public async Task<(Guid Import, Guid Job)> Ask(Actor actor, string file, string name, string? mapping, string? source, string? encoding, string? delimiter, Guid? id = null, CancellationToken cancel = default)
    {
        actor.Must(Import.Create);
        if (!File.Exists(file)) throw new Refused("file_missing", "file", new($"파일이 없어요: {file}", $"There is no such file: {file}"), 404);
        var given = mapping is null ? null : SalesMapping.Of(mapping);
        foreach (var (text, field) in new[] { (name, "file"), (source, "source"), (given?.Name, "mapping"), (given?.ToJson(), "mapping") }) ResidentNumbers.MustNotBeIn(text, field, bare: false);
        Sweep();
        var import = id ?? ids.Next();
        var job = await writes.Run(actor, Reason, async change =>
        {
            var asked = await jobs.Start(change, ImportSales.Kind, new ImportArguments(import, encoding, delimiter), cancel);
            await change.Execute("""
                insert into imports (id, kind, file_name, file_path, mapping, mapping_json, encoding, delimiter, source, asked_at, actor_name, job_id, data_change_set_id, state, source_lines)
                values (@id, 'sales', @name, @path, @mapping, @json, @encoding, @delimiter, @source, @now, @actor, @job, @set, 'asked', 0)
                """, cancel, ("id", import), ("name", name), ("path", Path.GetFullPath(file)), ("mapping", given?.Name), ("json", given?.ToJson()), ("encoding", encoding), ("delimiter", delimiter), ("source", string.IsNullOrWhiteSpace(source) ? "sales" : source.Trim()),
                ("now", change.Now), ("actor", actor.Name), ("job", asked), ("set", ids.Next()));
            return asked;
        }, cancel);
        return (import, job);
    }

    /// <summary>One import.</summary>
    /// <exception cref="Refused"><c>import_unknown</c> (404).</exception>
    public async Task<Import> Find(Guid id, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return await read.First($"select {Columns} from imports i where i.id = @id", Map, cancel, ("id", id))
            ?? throw new Refused("import_unknown", "id", new("그런 가져오기가 없어요.", "There is no such import."), 404);
    }

    /// <summary>The latest imports.</summary>
    public async Task<List<Import>> List(CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        return await read.List($"select {Columns} from imports i order by i.asked_at desc, i.id desc limit 100", Map, cancel);
    }

    /// <summary>Takes back what came in; nothing where nothing did, or where it was taken back already and only the end was not written down.</summary>
    public async Task<UndoReport?> TakeBack(UndoChangeSet undo, Actor actor, Import import, CancellationToken cancel)
    {
        await using (var read = await store.Read(cancel))
            if (await read.Number("select count(*) from change_sets where id = @id", cancel, ("id", import.DataChangeSetId)) == 0) return null;
        try { return await undo.Run(actor, import.DataChangeSetId, cancel: cancel); }
        catch (Refused refused) when (refused.Rule == "already_undone") { return null; }
    }

    /// <summary>Asks for what came in to be taken back, in the background.</summary>
    /// <exception cref="Refused"><c>not_done</c>: it is not there as a whole, or goes back already.</exception>
    public Task AskUndo(Actor actor, Guid id, CancellationToken cancel)
    {
        actor.Must(Import.Create);
        return writes.Run(actor, new("가져오기 되돌리기", "Undo an import"), async change =>
        {
            var job = await jobs.Start(change, UndoImport.Kind, new UndoImport.Arguments(id), cancel);
            if (await change.Execute("update imports set state = 'undoing', job_id = @job where id = @id and state in ('done', 'failed', 'left')", cancel, ("job", job), ("id", id)) == 0)
                throw new Refused("not_done", null, new("끝난 가져오기만 되돌릴 수 있어요.", "Only an import that has come to its end can be taken back."), 409);
        }, cancel);
    }

    public Task Note(Guid id, string state, ImportReport report, CancellationToken cancel) => writes.Run(Actor.System, Reason, change => change.Execute(
        "update imports set state = @state, report = @report, source_lines = @lines where id = @id", cancel,
        ("state", state), ("report", report.ToJson()), ("lines", report.File.SourceLines), ("id", id)), cancel);

    public Task End(Guid id, string state, CancellationToken cancel) => writes.Run(Actor.System, Reason, change => change.Execute(
        "update imports set state = @state, ended_at = @now where id = @id", cancel, ("state", state), ("now", change.Now), ("id", id)), cancel);

    /// <summary>An uploaded file has done its duty when its lines are in, or back: it holds people's data.</summary>
    public void Forget(Import import)
    {
        if (Path.GetDirectoryName(import.FilePath) == Path.GetFullPath(Folder)) File.Delete(import.FilePath);
    }

    /// <summary>Error files, and what failed imports left, go after a month.</summary>
    private void Sweep()
    {
        var before = company.Clock.GetUtcNow().UtcDateTime - Kept;
        foreach (var old in new DirectoryInfo(Made()).GetFiles().Where(f => f.LastWriteTimeUtc < before)) old.Delete();
    }

    public string StagingPath(Guid id) => Path.Combine(Made(), $"{id:N}.duckdb");

    public string UploadPath(Guid id, string name) => Path.Combine(Made(), $"{id:N}{(name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? ".gz" : "")}");

    public string ErrorPath(Guid id, Language language) => Path.Combine(Made(), $"{id:N}.{Names.Snake(language.ToString())}.csv");

    private string Made() => Directory.CreateDirectory(Folder).FullName;

    private static Import Map(Row row) => new(row.Guid(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.Text(4), row.Instant(5), row.Text(6), row.GuidOrNull(7), row.Guid(8), row.Text(9),
        row.Long(10), row.TextOrNull(11) is { } report ? ImportReport.FromJson(report) : null, row.InstantOrNull(12), row.TextOrNull(13));
}

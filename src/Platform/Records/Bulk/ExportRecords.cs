using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Records went out of the house as a file; it stands in the journal with the reason that was given.</summary>
public sealed record RecordsExported(string Type, long Records, IReadOnlyList<string> Columns, string? Reason)
{
    /// <summary>SHA-256 of the file, so that it is known again.</summary>
    public string? Hash { get; init; }

    /// <summary>The condition by which they were found, as a tree in JSON.</summary>
    public string? Filter { get; init; }

    /// <summary>What they were taken from, where it was no list.</summary>
    public string? Of { get; init; }

    /// <summary>Until when the file can be had.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>
/// Writes a list as it stands to a CSV file for spreadsheets: UTF-8 with a mark at its beginning, and no text in it that a spreadsheet takes for a formula.
/// Personal data goes out unmasked, so a reason is asked for and kept.
/// </summary>
internal sealed class ExportRecords(Company company, ListRecords lists) : IJob
{
    public const string Kind = "export_records", Action = "export";
    private const int NotedRecords = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    internal sealed record Arguments(string Type, IReadOnlyList<string> Columns, string? Filter, string? Sort, bool Descending, string? Reason, string? Ip = null, string? Group = null, bool GroupDescending = false);

    /// <summary>What it made: for whom, of what, how many rows, the file's SHA-256, and until when it can be had.</summary>
    internal sealed record Outcome(Guid Person, string Type, long Records, string Hash, DateTime Until);

    public async Task Run(JobRun run, CancellationToken cancel)
    {
        var asked = run.Arguments<Arguments>();
        var type = company.Declarations.Named(asked.Type);
        run.Actor.Must(new(type.Name, Action));
        foreach (var by in (string?[])[asked.Group, asked.Sort]) lists.MustSort(run.Actor, type, by);
        Directory.CreateDirectory(Folder(company));
        foreach (var old in new DirectoryInfo(Folder(company)).GetFiles().Where(f => f.LastWriteTimeUtc < company.Clock.GetUtcNow().UtcDateTime - Kept)) old.Delete();
        var (path, done, first, guarded) = (PathOf(company, run.Id), 0L, new List<Guid>(), Array.Empty<string>());
        try
        {
            await using (var file = new StreamWriter(path + ".part", append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
            {
                await using var read = await company.Store.Read(cancel);
                var sql = new RecordSql(type, company.Declarations, read.Engine, run.Actor, new AsOf(company.Today, company.Profile.TimeZone, run.Actor.Id));
                var columns = Disclosure.Visible(run.Actor, type, asked.Columns, company.Declarations).Select(sql.Columns.Find).ToList();
                var masks = columns.ConvertAll(c => (Far: Disclosure.Masks(run.Actor, sql.Columns, c, company.Declarations, near: false), Near: Disclosure.Masks(run.Actor, sql.Columns, c, company.Declarations, near: true)));
                guarded = [.. columns.Where(c => Disclosure.IsGuarded(sql.Columns, c, company.Declarations)).Select(c => c.Path)];
                // What one may see with a reason goes out as it is, as a reason was given; and one's own.
                var open = Reach.SqlOrNothing(run.Actor, type, "t", read.Engine, Actions.Unmask);
                var isOpen = open.IsAll ? "1" : $"case when {open.Where}{(type.Grain == Grain.Record ? $" or t.owner_id = {sql.Bind(run.Actor.Id)}" : "")} then 1 else 0 end";
                // What one sees one may not always take along.
                var taken = Reach.SqlOrNothing(run.Actor, type, "t", read.Engine, Action);
                var format = new Format(run.Actor.Language, company.Profile.TimeZone, company.Clock);
                await file.WriteLineAsync(string.Join(',', columns.Select(c => Cell(c.Label.In(run.Actor.Language)))));
                var statement = Statement(sql, columns, asked, taken.IsAll ? null : taken.Where, isOpen, read.Engine, company.Profile.TimeZone);
                await foreach (var (row, opened) in read.Stream(statement, r => (ListRecords.Line(r, columns, null), r.Int(3 + columns.Sum(c => c.Type.HasCurrency ? 2 : 1) + columns.Count) == 1), cancel, [.. sql.Args.Concat(open.Args).Concat(taken.Args).DistinctBy(a => a.Name)]))
                {
                    for (var i = 0; i < columns.Count; i++)
                    {
                        var value = (opened ? masks[i].Near : masks[i].Far) && row.Values[i] is { } hidden ? Disclosure.Covered(columns[i], hidden) : row.Values[i];
                        await file.WriteAsync((i > 0 ? "," : "") + (value is MaskedValue masked ? Cell(masked.Text) : value is null ? "" : Cell(Text(columns[i], value, Disclosure.Named(run.Actor, company.Declarations, columns[i], row.Names[i]), format), columns[i].Type)));
                    }
                    if (first.Count < NotedRecords) first.Add(row.Id);
                    await file.WriteLineAsync();
                    if (++done % 1_000 == 0) run.Progress(done, 0, new("파일을 쓰는 중", "Writing the file"));
                }
            }
            File.Move(path + ".part", path, overwrite: true);
        }
        catch { File.Delete(path + ".part"); throw; }
        string hash;
        await using (var file = File.OpenRead(path)) hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancel));
        var until = company.Clock.GetUtcNow().UtcDateTime + Kept;
        if (guarded.Length > 0 && run.Actor.Id != Guid.Empty) await company.PersonalLog.Keep(new(run.Actor, asked.Ip ?? "-", PersonalAction.Exported, type.Name, first, done, done, guarded, $"{asked.Reason} (SHA-256 {hash})"));
        await company.Writes.Run(run.Actor, new($"{type.Label.Ko} 내보내기", $"Export of {type.Pages!.Many.En.ToLowerInvariant()}"), change => change.Publish(new RecordsExported(type.Name, done, asked.Columns, asked.Reason) { Hash = hash, Filter = asked.Filter, Until = until }, cancel), cancel);
        run.Progress(done, done, new($"{type.Label.Ko} {done:N0}건을 파일로 만들었어요.", $"{done:N0} records written to a file."));
        run.Result(new Outcome(run.Actor.Id, type.Name, done, hash, until), $"/{type.Pages.Path}/export/{run.Id}");
    }

    internal static string PathOf(Company company, Guid job) => Path.Combine(Folder(company), job.ToString("N") + ".csv");

    /// <summary>A text that begins like a formula gets a quotation mark before it (OWASP, CSV injection); numbers are left alone.</summary>
    internal static string Cell(string text, FieldType? type = null)
    {
        if (type is not { IsNumber: true } && text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }

    private static string Folder(Company company) => Path.Combine(company.Place.Folder, "exports");

    private static string Statement(RecordSql sql, List<RecordColumn> columns, Arguments asked, string? taken, string isOpen, Engine engine, TimeZoneInfo zone)
    {
        var shown = string.Concat(columns.Select(c => ", " + sql.Shown(c)));
        var names = string.Concat(columns.Select(c => ", " + (sql.Called(c) ?? "null")));
        var way = asked.Descending ? "desc" : "asc";
        var parts = asked.Group is { } group ? GroupOrder.Of(sql, sql.Columns.Find(group), engine, zone, asked.GroupDescending).ToList() : [];
        if (asked.Sort is { } sort) parts.Add(GroupOrder.By(sql, sql.Columns.Find(sort), asked.Descending));
        var where = sql.Conditions(asked.Filter is { } filter ? sql.Where(TreeParser.Clause(filter)) : null, sql.Reached, taken);
        return $"select t.id, t.version, null{shown}{names}, {isOpen} from {sql.From}{where} order by {GroupOrder.Clause(parts.Select(p => p.Sql), parts, backwards: false)}t.id {way}";
    }

    private static string Text(RecordColumn column, object value, string? name, Format format) => column.Type switch
    {
        ReferenceType => name ?? value.ToString()!,
        MoneyType => TypedNumber.Units((Money)value).ToString(System.Globalization.CultureInfo.InvariantCulture) + (((Money)value).Currency is "KRW" ? "" : " " + ((Money)value).Currency),
        UnitPriceType => (((UnitPrice)value).Micros / 1_000_000m).ToString(System.Globalization.CultureInfo.InvariantCulture) + (((UnitPrice)value).Currency is "KRW" ? "" : " " + ((UnitPrice)value).Currency),
        WholeType or DecimalType => column.Type.ToKey(value),
        DateType => column.Type.ToKey(value),
        _ => column.Type.Show(value, format),
    };

    internal static void Map(IEndpointRouteBuilder site, DeclaredType type)
    {
        var path = "/" + type.Pages!.Path;
        var pages = site.MapGroup("").Needs(new Permission(type.Name, Action));
        var show = pages.MapGet(path + "/export", async (HttpRequest request, AskExport ask, Actor actor, CancellationToken cancel) => await ask.Show(actor, type, request.Query, cancel));
        var start = pages.MapPost(path + "/export", async (HttpRequest request, AskExport ask, Actor actor, CancellationToken cancel) => await ask.Start(actor, type, await request.ReadFormAsync(cancel), cancel));
        var file = pages.MapGet(path + "/export/{job:guid}", async (Guid job, Jobs jobs, Company company, Actor actor, CancellationToken cancel) =>
        {
            // Only who asked for it may have it.
            if (await jobs.Find(job, cancel) is { Kind: Kind, State: JobState.Succeeded, Result: { } result } && System.Text.Json.JsonSerializer.Deserialize<Outcome>(result, JournalJson.Options) is { } outcome
                && outcome.Person == actor.Id && outcome.Type == type.Name && outcome.Until > company.Clock.GetUtcNow().UtcDateTime && File.Exists(PathOf(company, job)))
                return Results.File(PathOf(company, job), "text/csv; charset=utf-8", $"{type.Pages.Path}-{company.Today:yyyy-MM-dd}.csv");
            throw new Refused("export_gone", null, new("파일이 없어요. 내보낸 파일은 요청한 사람만 7일 동안 내려받을 수 있어요.", "There is no such file. An export can be downloaded for 7 days by who asked for it."), 404);
        });
        // Personal data leaves the house by the hand of the very person, each time that it does.
        if (type.Fields.Any(f => f.IsPersonal)) { show.NeedsFreshProof(); start.NeedsFreshProof(); file.NeedsFreshProof(); }
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>db</c>: what keeps the data safe and lets a change be taken back.</summary>
internal static class DbCommand
{
    private const int Listed = 30;

    private sealed record Undo(Guid Id);

    private sealed record Backup(string File);

    public static IReadOnlyList<LocalCommand> Locals { get; } =
    [
        new("db-undo", async (call, cancel) =>
        {
            var report = await call.Get<UndoChangeSet>().Run(Actor.Operator, call.Arguments<Undo>().Id, cancel: cancel);
            return new
            {
                change_set = report.UndoId, report.Records, report.Facts, report.HasRest, conflicts = report.Conflicts.Select(c => new { c.Type, id = c.RecordId, c.Field, ko = c.Why.Ko, en = c.Why.En }),
                text = $"되돌림 · undone: 항목 · records {report.Records:N0}, 기록 · facts {report.Facts:N0}; 남겨 둠 · left alone: {report.Conflicts.Count:N0}{(report.HasRest ? "; 남은 것은 나중에 다시 되돌릴 수 있어요 · the rest can be undone later" : "")}",
            };
        }),
        new("db-backup", async (call, cancel) =>
        {
            var file = call.Arguments<Backup>().File;
            var made = await call.Get<BackUp>().Run(Actor.Operator, file, (done, total) => call.Tell(new(done, total, "백업하는 중", "Backing up")), cancel);
            return new { file, made.MadeAt, files = made.Files.Count, bytes = new FileInfo(file).Length, rows = made.Rows.Values.Sum(), text = $"{file}  {made.Rows.Values.Sum():N0}행 · rows, {new FileInfo(file).Length:N0}바이트 · bytes" };
        }),
        new("db-check", async (call, cancel) =>
        {
            var results = await call.Get<CheckData>().Run(Actor.Operator, (at, of, what) => call.Tell(new(at, of, what.Ko, what.En)), cancel);
            return new
            {
                faults = results.Sum(r => r.Faults), checks = results.Select(r => new { r.Name, r.Faults, r.Examples }),
                text = string.Join(Environment.NewLine, results.Select(r => $"{(r.Faults == 0 ? "✓" : "✗")} {r.Label.Ko} · {r.Label.En}{(r.Faults == 0 ? "" : $": {r.Faults:N0}")}{string.Concat(r.Examples.Select(e => Environment.NewLine + "    " + e))}")),
            };
        }),
        new("db-search-rebuild", async (call, cancel) =>
        {
            var rebuilt = await call.Get<RebuildSearch>().Run(Actor.Operator, (done, type) => call.Tell(new(done, 0, $"검색 색인을 다시 만드는 중: {type.Ko}", $"Making the search index anew: {type.En}")), cancel);
            return new { rebuilt.Records, rebuilt.Resumed, text = $"검색 색인 · search index: {rebuilt.Records:N0}{(rebuilt.Resumed ? " (이어서 · resumed)" : "")}" };
        }),
        new("db-schema", async (call, cancel) =>
        {
            var steps = await call.Get<SchemaState>().Read(cancel);
            return steps.Select(s => new
            {
                s.Module, s.Number, s.Name, state = Names.Snake(s.State.ToString()), s.AppliedAt,
                text = string.Create(CultureInfo.InvariantCulture, $"{s.Module,-12} {s.Number:0000} {s.Name,-24} {Names.Snake(s.State.ToString()),-8} {s.AppliedAt:yyyy-MM-dd HH:mm}"),
            });
        }),
        new("db-changes", async (call, cancel) =>
        {
            var (lines, _, _) = await call.Get<ListChanges>().Page(Actor.Operator, null, cancel);
            return lines.Take(Listed).Select(l => new
            {
                l.Id, l.At, l.Actor, l.Origin, reason = l.Reason.En, records = l.Records.ToString(), l.Undoes, l.UndoneBy,
                text = string.Create(CultureInfo.InvariantCulture, $"{l.Id}  {l.At:yyyy-MM-dd HH:mm}  {l.Actor,-10}  {l.Reason.Ko} · {l.Reason.En} ({l.Records}){(l.UndoneBy is null ? "" : "  ↩")}"),
            });
        }),
    ];

    public static Command Make() => Commands.Of("db", "The databases of the data folder.", (_, _, _) => throw new Refused("action_missing", null,
        new("무엇을 할지 적어 주세요: db backup, restore, check, schema, changes, undo, search", "Say what to do: db backup, restore, check, schema, changes, undo, search")),
        MakeBackup(), MakeRestore(), MakeCheck(),
        Commands.Of("schema", "List the steps of the schema and how they stand.", (_, place, cancel) => Lines(place, "db-schema", cancel)),
        Commands.Of("changes", "List the latest change sets, newest first.", (_, place, cancel) => Lines(place, "db-changes", cancel)),
        MakeUndo(),
        Commands.Of("search", "The search index.", (_, _, _) => throw new Refused("action_missing", null, new("무엇을 할지 적어 주세요: db search rebuild", "Say what to do: db search rebuild")),
            Commands.Of("rebuild", "Make the search index anew from the records; what broke off goes on.", async (_, place, cancel) => Said(place, await LocalRun.Of(place, "db-search-rebuild", new { }, cancel)))));

    private static Command MakeBackup()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Where to write it; never overwritten. It holds the company's key: keep it safe." };
        return Commands.Of("backup", "Write the company into one file, while people go on working.", async (parsed, place, cancel) =>
            Said(place, await LocalRun.Of(place, "db-backup", new Backup(parsed.GetValue(file)!.FullName), cancel)), file);
    }

    private static Command MakeRestore()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A backup." };
        var force = new Option<bool>("--force") { Description = "Replace a company that is there; its files are put aside, not deleted." };
        return Commands.Of("restore", "Bring a backup back into a folder that nobody serves.", async (parsed, place, cancel) =>
        {
            using var held = FolderLock.Take(place);
            var report = await new Restore(TimeProvider.System).Run(parsed.GetValue(file)!.FullName, new(place.Data.FullName, place.Db), parsed.GetValue(force), null, cancel);
            return place.Json
                ? new { report.Manifest.MadeAt, report.Epoch, report.Replaced, rows = report.Manifest.Rows.Values.Sum(), files = report.Manifest.Files.Count }
                : string.Create(CultureInfo.InvariantCulture, $"{place.Data.FullName}  {report.Manifest.Rows.Values.Sum():N0}행 · rows, {report.Manifest.MadeAt:yyyy-MM-dd HH:mm} UTC{(report.Replaced is { } aside ? Environment.NewLine + $"있던 것 · what was there: {aside}" : "")}");
        }, file, force);
    }

    private static Command MakeCheck() => Commands.Of("check", "Look whether the data holds together; ends with 1 where it does not.", async (_, place, cancel) =>
    {
        var result = await LocalRun.Of(place, "db-check", new { }, cancel);
        return result.GetProperty("faults").GetInt64() == 0 ? Said(place, result) : new Bad(Said(place, result)!);
    });

    private static Command MakeUndo()
    {
        var id = new Argument<Guid>("CHANGE_SET") { Description = "The change set, as the change history shows it." };
        return Commands.Of("undo", "Take a change set back; what changed since is listed and left alone.", async (parsed, place, cancel) =>
            Said(place, await LocalRun.Of(place, "db-undo", new Undo(parsed.GetValue(id)), cancel)), id);
    }

    private static async Task<object?> Lines(Place place, string name, CancellationToken cancel)
    {
        var lines = await LocalRun.Of(place, name, new { }, cancel);
        return place.Json ? lines : string.Join(Environment.NewLine, lines.EnumerateArray().Select(line => line.GetProperty("text").GetString()));
    }

    private static object? Said(Place place, JsonElement result) => place.Json ? result : result.GetProperty("text").GetString();
}

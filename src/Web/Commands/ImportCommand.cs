using System.CommandLine;
using System.Text.Json;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>import sales FILE</c>: brings a sales file in.</summary>
internal static class ImportCommand
{
    private sealed record Asked(string File, string? Mapping, string? Source, string? Encoding, string? Delimiter);

    public static LocalCommand Local { get; } = new("import-sales", async (call, cancel) =>
    {
        var asked = call.Arguments<Asked>();
        var started = await call.Get<SalesImport>().Start(Actor.Operator, asked.File, asked.Mapping, asked.Source, asked.Encoding, asked.Delimiter, cancel);
        await RunningJob.Follow(call, started.Job, cancel);
        return await call.Get<SalesImport>().Report(started.Import, cancel);
    });

    public static Command Make()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A sales file: CSV in any usual encoding, also .gz." };
        var mapping = new Option<string?>("--mapping") { Description = "A mapping by name or file; found by the header where none is given.", HelpName = "NAME|FILE" };
        var source = new Option<string?>("--source") { Description = "The system whose order and customer numbers these are (default sales).", HelpName = "NAME" };
        var encoding = new Option<string?>("--encoding") { Description = "Forces an encoding, such as cp949.", HelpName = "NAME" };
        var delimiter = new Option<string?>("--delimiter") { Description = "Forces a delimiter.", HelpName = "CHARACTER" };
        return Commands.Of("import", "Bring data in.", (_, _, _) => throw new Refused("kind_missing", null, new("무엇을 가져올지 적어 주세요: import sales FILE", "Say what to import: import sales FILE")),
            Commands.Of("sales", "Bring a sales file in; the report adds up to its number of lines.", async (parsed, place, cancel) =>
            {
                var result = await LocalRun.Of(place, Local.Name, new Asked(parsed.GetValue(file)!.FullName, Mapping(parsed.GetValue(mapping)), parsed.GetValue(source), parsed.GetValue(encoding), parsed.GetValue(delimiter)), cancel);
                return place.Json ? result.GetProperty("report") : result.GetProperty("text").GetString();
            }, file, mapping, source, encoding, delimiter));
    }

    /// <summary>A mapping file is read here, where its path means what whoever typed it meant; the server gets its text.</summary>
    private static string? Mapping(string? nameOrPath) => nameOrPath is not null && File.Exists(nameOrPath) ? File.ReadAllText(nameOrPath) : nameOrPath;
}

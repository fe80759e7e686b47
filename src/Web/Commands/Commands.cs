using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>Where a command works and how it answers: the options that every command takes.</summary>
/// <param name="Data">The folder of the embedded databases, files and keys.</param>
/// <param name="Db">A PostgreSQL connection text; null for the embedded databases.</param>
/// <param name="Json">The result goes to standard output as JSON, one value a line.</param>
internal sealed record Place(DirectoryInfo Data, string? Db, bool Json)
{
    /// <summary>Where the warehouse is, as the command line says it: <c>duckdb</c> or <c>postgres</c>; null where it says nothing.</summary>
    public string? Warehouse { get; init; }
}

/// <summary>A result that is printed like any other, while the command ends with 1: what it was asked to look at is not well.</summary>
internal sealed record Bad(object Result);

/// <summary>The options that all commands share, and how a command ends: 0 done, 1 refused or failed, 2 wrong words on the command line.</summary>
internal static class Commands
{
    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "Folder of the embedded databases, files and keys (default ./data).", Recursive = true, DefaultValueFactory = _ => new DirectoryInfo("data"), HelpName = "DIR",
    };

    private static readonly Option<string?> Db = new("--db") { Description = "PostgreSQL instead: \"Host=…;Database=…;Username=…\".", Recursive = true, HelpName = "CONNECTION" };
    private static readonly Option<string?> Warehouse = WarehouseChoice.Option();
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON.", Recursive = true };

    // Two seconds, where nothing is said, cut off requests that run and jobs that hand back what they do.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(1);

    /// <summary>Runs what the words on the command line say.</summary>
    public static async Task<int> Run(IEnumerable<Command> commands, string[] args)
    {
        var root = new Command("dangol", "단골 Dangol: open-source closed-loop CRM") { Data, Db, Warehouse, Json, new HelpOption(), new VersionOption() };
        foreach (var command in commands) root.Subcommands.Add(command);
        var parsed = root.Parse(args.Length == 0 ? ["help"] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("'help' explains the commands.");
            return 2;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestEnd });
    }

    /// <summary>
    /// A command: what it does gets its place and answers with a result, which is printed as JSON where that is asked, else as its own text. Texts are in both
    /// languages, Korean first: a terminal seldom tells which one its reader wants. A refusal goes to standard error.
    /// </summary>
    public static Command Of(string name, string description, Func<ParseResult, Place, CancellationToken, Task<object?>> run, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option) command.Options.Add(option);
            else if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Subcommands.Add((Command)symbol);
        }
        command.SetAction(async (parsed, cancel) =>
        {
            // Signals are listened for once the action has given the thread back: at once, not after all that it can do without waiting.
            await Task.Yield();
            var place = new Place(parsed.GetValue(Data)!, parsed.GetValue(Db), parsed.GetValue(Json)) { Warehouse = parsed.GetValue(Warehouse) };
            try
            {
                var result = await run(parsed, place, cancel);
                var bad = result as Bad;
                if (bad is not null) result = bad.Result;
                if (result is not null) await Console.Out.WriteLineAsync(place.Json ? JsonSerializer.Serialize(result, Print) : result.ToString());
                return bad is null ? 0 : 1;
            }
            catch (Refused refused)
            {
                if (place.Json) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { refused.Rule, refused.Field, refused.Text.Ko, refused.Text.En }, Print));
                else await Console.Error.WriteLineAsync($"{refused.Text.Ko}\n{refused.Text.En} ({refused.Rule})");
                return 1;
            }
        });
        return command;
    }

    /// <summary>How results are written: snake_case, Hangul readable, null for a number that is none.</summary>
    public static readonly JsonSerializerOptions Print = new()
    {
        Converters = { new FiniteNumbers() }, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
    };
}

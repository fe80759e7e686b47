using System.CommandLine;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>loop</c>: turns the loop once and says a line for each step.</summary>
internal static class LoopCommand
{
    public static LocalCommand Local { get; } = new("loop", async (call, cancel) =>
        (await call.Get<RunLoop>().Run(Actor.Operator, line => call.Tell(new(0, 0, line.Label.Ko, line.Label.En)), cancel))
            .Select(line => new { line.Step, line.Count, line.Seconds, ko = line.What.Ko, done = line.Done, line.Failed, text = line.ToString() }));

    public static Command Make() => Commands.Of("loop", "Turn the loop once: load, score, segment, send, collect responses.", async (_, place, cancel) =>
    {
        var lines = await LocalRun.Of(place, Local.Name, new { }, cancel);
        return place.Json ? lines : string.Join(Environment.NewLine, lines.EnumerateArray().Select(line => line.GetProperty("text").GetString()));
    });
}

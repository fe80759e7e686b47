using System.CommandLine;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>loop</c>: turns the loop once and says a line for each step; one that is on its way already is followed, not doubled.</summary>
internal static class LoopCommand
{
    public static LocalCommand Local { get; } = new("loop", async (call, cancel) =>
    {
        await RunningJob.Follow(call, await call.Get<TurnsAsked>().Ask(Actor.Operator, cancel), cancel);
        var loop = call.Get<RunLoop>();
        var last = await loop.Last(Actor.Operator, cancel);
        return loop.Steps.Where(s => last.ContainsKey(s.Name)).Select(s => last[s.Name])
            .Select(line => new { line.Step, line.Count, line.Seconds, ko = line.What.Ko, done = line.Done, line.Failed, text = line.ToString() });
    });

    public static Command Make() => Commands.Of("loop", "Turn the loop once: load, score, segment, send, collect responses. Ends with 1 where a step failed.", async (_, place, cancel) =>
    {
        var lines = await LocalRun.Of(place, Local.Name, new { }, cancel);
        object said = place.Json ? lines : string.Join(Environment.NewLine, lines.EnumerateArray().Select(line => line.GetProperty("text").GetString()));
        return lines.EnumerateArray().Any(line => line.GetProperty("failed").GetBoolean()) ? new Bad(said) : said;
    });
}

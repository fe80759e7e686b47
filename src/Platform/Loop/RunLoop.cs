using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Dangol.Platform;

/// <summary>A step that was run: what, how many there are now, how long it took; what went wrong where it failed.</summary>
public sealed record LoopLine(string Step, [property: JsonIgnore] Text Label, long Count, [property: JsonIgnore] Text What, double Seconds, DateTime At, bool Failed)
{
    /// <summary>What was done, in English, for programs.</summary>
    public string Done => What.En;

    /// <summary>A line for the command line, in both languages.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Failed ? '✗' : '✓')} {Label.Ko} · {Label.En}  {Count:N0}  {Seconds:0.00}s  {What.Ko} · {What.En}");
}

/// <summary>Turns the loop once: every step does what is due, in order; the last turn of each is kept for the loop page.</summary>
public sealed class RunLoop(IServiceProvider services, IEnumerable<LoopStep> steps, Store store, Writes writes, Declarations declarations, TimeProvider clock, ILogger<RunLoop> log)
{
    /// <summary>May turn the loop.</summary>
    public static readonly Permission Turn = new("loop", "run");

    private static readonly Text Reason = new("순환 실행", "Turn of the loop");

    /// <summary>The steps in their order.</summary>
    public IReadOnlyList<LoopStep> Steps { get; } = [.. steps.OrderBy(s => s.Order)];

    /// <summary>Runs every step; one that fails is said and the rest go on, since each works on what is there.</summary>
    public async Task<IReadOnlyList<LoopLine>> Run(Actor actor, Action<LoopLine>? tell = null, CancellationToken cancel = default)
    {
        Must(actor);
        var lines = new List<LoopLine>();
        foreach (var step in Steps)
        {
            lines.Add(await Do(step, actor, cancel));
            tell?.Invoke(lines[^1]);
        }
        foreach (var (at, step) in Steps.Index())
            if (step.Recount is { } recount && !lines[at].Failed) await Keep(lines[at] = lines[at] with { Count = await recount(services, cancel) }, cancel);
        return lines;
    }

    /// <summary>Refuses whoever may not turn it, or doesn't see all that its steps reckon from: a turn of theirs would leave nothing but refusals where the numbers stood.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>all_needed</c></exception>
    public void Must(Actor actor)
    {
        actor.Must(Turn);
        foreach (var type in Steps.SelectMany(s => s.TellsOf).Distinct(StringComparer.Ordinal)) if (declarations.Has(type)) actor.MustSeeAll(declarations.Named(type));
    }

    /// <summary>Runs one step alone.</summary>
    /// <exception cref="Refused"><c>step_unknown</c></exception>
    public Task<LoopLine> Step(Actor actor, string name, CancellationToken cancel = default)
    {
        actor.Must(Turn);
        var step = Steps.FirstOrDefault(s => s.Name == name) ?? throw new Refused("step_unknown", "step", new($"순환에 '{name}' 단계가 없어요.", $"The loop has no step '{name}'."), 404);
        return Do(step, actor, cancel);
    }

    private async Task<LoopLine> Do(LoopStep step, Actor actor, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        LoopResult done;
        try { done = await step.Run(services, actor, cancel); }
        catch (Refused refused) { done = new(0, refused.Text, Failed: true); }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogError(error, "The step {Step} of the loop failed", step.Name);
            done = new(0, new($"예상하지 못한 오류가 났어요: {error.Message}", $"An unexpected error occurred: {error.Message}"), Failed: true);
        }
        var line = new LoopLine(step.Name, step.Label, done.Count, done.What, clock.GetElapsedTime(began).TotalSeconds, clock.GetUtcNow().UtcDateTime, done.Failed);
        await Keep(line, cancel);
        return line;
    }

    /// <summary>What each step did when it last ran: of those steps whose numbers the actor may know.</summary>
    public async Task<IReadOnlyDictionary<string, LoopLine>> Last(Actor actor, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        var rows = await read.List("select step, count, what_ko, what_en, seconds, at, failed from loop_turns",
            row => (Step: row.Text(0), Count: row.Long(1), What: new Text(row.Text(2), row.Text(3)), Seconds: row.Double(4), At: row.Instant(5), Failed: row.Bool(6)), cancel);
        return rows.Where(r => Steps.Any(s => s.Name == r.Step && s.TellsOf.All(actor.SeesAll))).ToDictionary(r => r.Step,
            r => new LoopLine(r.Step, Steps.First(s => s.Name == r.Step).Label, r.Count, r.What, r.Seconds, r.At, r.Failed), StringComparer.Ordinal);
    }

    private Task Keep(LoopLine line, CancellationToken cancel) => writes.Run(Actor.System, Reason, change => change.Execute("""
        insert into loop_turns (step, count, what_ko, what_en, seconds, at, failed) values (@step, @count, @ko, @en, @seconds, @at, @failed)
        on conflict (step) do update set count = excluded.count, what_ko = excluded.what_ko, what_en = excluded.what_en, seconds = excluded.seconds, at = excluded.at, failed = excluded.failed
        """, cancel, ("step", line.Step), ("count", line.Count), ("ko", line.What.Ko), ("en", line.What.En), ("seconds", line.Seconds), ("at", line.At), ("failed", line.Failed)), cancel);
}

using Microsoft.Extensions.Logging;

namespace Dangol.Platform;

/// <summary>What a step of the loop came to: how many there are now, exactly the rows behind its page, and in words what it did; failed where some of it could not be done.</summary>
public sealed record LoopResult(long Count, Text What, bool Failed = false);

/// <summary>What a step could not do. It works on several things, and one that fails must not keep the others from their turn.</summary>
public sealed class LoopFaults(ILogger log)
{
    private readonly List<Text> _said = [];

    /// <summary>Does something for one thing; a fault is kept, with the thing's name.</summary>
    public async Task Try(string name, Func<Task> work, CancellationToken cancel)
    {
        try { await work(); }
        catch (Refused refused) { _said.Add(new($"{name}: {refused.Text.Ko}", $"{name}: {refused.Text.En}")); }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            log.LogError(error, "The loop could not work off {Name}", name);
            _said.Add(new($"{name}: 예상하지 못한 오류가 났어요: {error.Message}", $"{name}: an unexpected error occurred: {error.Message}"));
        }
    }

    /// <summary>What was done, with what could not be.</summary>
    public LoopResult Beside(LoopResult done) => _said.Count == 0 ? done : new(done.Count,
        new($"{done.What.Ko}; 못 한 것 {_said.Count:N0}건: {string.Join("; ", _said.Select(t => t.Ko))}", $"{done.What.En}; {_said.Count:N0} failed: {string.Join("; ", _said.Select(t => t.En))}"), Failed: true);
}

/// <summary>One station of the closed loop, brought by the module that owns it. It does what is due and nothing twice.</summary>
/// <param name="Order">Its place in the ring.</param>
/// <param name="Name">Stable code.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Icon">A name of tabler-icons.</param>
/// <param name="Href">The page on which its number opens into its rows: exactly as many.</param>
/// <param name="Run">Does what is due, in a scope of the company.</param>
public sealed record LoopStep(int Order, string Name, Text Label, string Icon, string Href, Func<IServiceProvider, Actor, CancellationToken, Task<LoopResult>> Run)
{
    /// <summary>Counts again when the turn has ended, where later steps add to what it counts.</summary>
    public Func<IServiceProvider, CancellationToken, Task<long>>? Recount { get; init; }

    /// <summary>Of whose records its count and its words tell: shown to those who see all of them.</summary>
    public IReadOnlyList<string> TellsOf { get; init; } = [];

    /// <summary>How often it is done by itself, beside the turns of the whole loop; null where only they do it.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Whether there is anything to do when its time has come.</summary>
    public Func<IServiceProvider, CancellationToken, Task<bool>>? IsDue { get; init; }
}

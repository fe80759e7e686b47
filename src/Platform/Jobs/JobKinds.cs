namespace Dangol.Platform;

/// <summary>
/// Work in the background. It may be stopped at any moment, by a crash too, and is then run again from what it saved last: keep each step short, and save
/// the place together with what the step wrote (<see cref="JobRun.Checkpoint{T}"/>).
/// </summary>
public interface IJob
{
    /// <summary>
    /// Does the work. <paramref name="cancel"/> fires when somebody asked for the end (<see cref="JobRun.CancelAsked"/>), when this node shuts down, or when
    /// another node took the job over. A job that must take something back after a cancel does so here, watching <see cref="JobRun.Stop"/> meanwhile.
    /// </summary>
    /// <exception cref="Refused">Ends the job as failed, with that message; any other error is tried again, five times in all.</exception>
    Task Run(JobRun run, CancellationToken cancel);
}

/// <summary>A kind of job: its stable name, what people call it, and the class that does it.</summary>
public sealed record JobKind(string Name, Text Label, Type Type)
{
    /// <summary>What became of it is asked for as long as the company is there: an ended one is never swept away.</summary>
    public bool IsKept { get; init; }

    /// <summary>The right with which one may watch it, beside whoever asked for it and those who see all work; null for none.</summary>
    public Permission? SeenWith { get; init; }
}

/// <summary>A job that starts by itself.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="Kind">The kind of job that it starts.</param>
/// <param name="Every">The time between two starts; one that still runs is not started again.</param>
public sealed record JobSchedule(string Name, string Kind, TimeSpan Every)
{
    /// <summary>What the job is asked; one with other arguments may run beside it.</summary>
    public object? Arguments { get; init; }

    /// <summary>Whether there is anything to do; where there is not, no job is started. Asked in a scope of the company.</summary>
    public Func<IServiceProvider, CancellationToken, Task<bool>>? IsDue { get; init; }
}

/// <summary>All kinds that the modules registered.</summary>
public sealed class JobKinds(IEnumerable<JobKind> kinds, IEnumerable<JobSchedule> schedules)
{
    private readonly Dictionary<string, JobKind> _kinds = kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Names => _kinds.Keys;

    /// <summary>The names of those whose ended jobs stay.</summary>
    internal IReadOnlyList<string> Kept { get; } = [.. kinds.Where(k => k.IsKept).Select(k => k.Name)];

    /// <summary>What starts by itself.</summary>
    public IReadOnlyList<JobSchedule> Schedules { get; } = [.. schedules];

    /// <summary>The kind of that name; a name that no module registered is a mistake in the program.</summary>
    public JobKind Named(string name) => _kinds.TryGetValue(name, out var kind) ? kind : throw new InvalidOperationException($"no module registered the job kind '{name}'");

    /// <summary>Who may watch one of them.</summary>
    internal LiveWork Watched(string name, Guid actor) => new(actor, _kinds.TryGetValue(name, out var kind) ? kind.SeenWith : null);

    /// <summary>What people call it; a kind of a newer program shows its name.</summary>
    public Text Label(string name) => _kinds.TryGetValue(name, out var kind) ? kind.Label : Text.Same(name);
}

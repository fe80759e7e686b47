namespace Dangol.Platform;

/// <summary>How a job stands. Cancelling: somebody asked for the end, and the job is taking back or finishing what it has begun.</summary>
public enum JobState { Queued, Running, Cancelling, Succeeded, Failed, Cancelled }

/// <summary>A job as pages, commands and the API show it.</summary>
/// <param name="Id">Key.</param>
/// <param name="Kind">Which work it is; see <see cref="JobKinds"/>.</param>
/// <param name="State">How it stands.</param>
/// <param name="ActorName">Who asked for it.</param>
/// <param name="AskedAt">When (UTC).</param>
/// <param name="StartedAt">When it was first begun (UTC), or null while it waits.</param>
/// <param name="EndedAt">When it ended (UTC), or null.</param>
/// <param name="Attempts">How often it was begun: more than once after a crash or an error.</param>
/// <param name="Done">How much is done, in the job's own unit.</param>
/// <param name="Total">Of how much; 0 where that is not known.</param>
/// <param name="PerSecond">How much a second, lately.</param>
/// <param name="What">What it is doing now.</param>
/// <param name="Result">JSON that the job left as its result.</param>
/// <param name="Link">The page that shows the result.</param>
/// <param name="Error">Why it failed, or why it will be tried again, in plain words.</param>
public sealed record Job(
    Guid Id, string Kind, JobState State, string ActorName, DateTime AskedAt, DateTime? StartedAt, DateTime? EndedAt, int Attempts,
    long Done, long Total, double? PerSecond, Text? What, string? Result, string? Link, Text? Error)
{
    /// <summary>Whose it is.</summary>
    public Guid ActorId { get; init; }

    /// <summary>May look at the background work of the company.</summary>
    public static readonly Permission Read = new("job", Actions.View);

    /// <summary>May cancel or restart it.</summary>
    public static readonly Permission Steer = new("job", "steer");

    /// <summary>The topic of <see cref="Live"/> under which its progress is told.</summary>
    public string Topic => TopicOf(Id);

    /// <summary>The topic of a job's progress.</summary>
    public static string TopicOf(Guid id) => $"job:{id}";

    /// <summary>How long it will still take at the present rate, or null where that is not known.</summary>
    public TimeSpan? Left => State == JobState.Running && Total > Done && PerSecond is > 0 and var rate ? TimeSpan.FromSeconds((Total - Done) / rate) : null;

    internal const string Columns = """
        id, kind, state, actor_name, asked_at, started_at, ended_at, attempts, done, total, per_second, what_ko, what_en, result, link, error_ko, error_en, actor_id
        """;

    internal static Job Map(Row row) => new(row.Guid(0), row.Text(1), StateOf(row.Text(2)), row.Text(3), row.Instant(4), row.InstantOrNull(5), row.InstantOrNull(6), row.Int(7),
        row.Long(8), row.Long(9), row.DoubleOrNull(10), Both(row, 11), row.TextOrNull(13), row.TextOrNull(14), Both(row, 15)) { ActorId = row.Guid(17) };

    internal static JobState StateOf(string text) => Enum.Parse<JobState>(text, ignoreCase: true);

    internal LiveProgress Progress() => new(State switch { JobState.Succeeded => "done", JobState.Cancelling => "running", _ => Names.Snake(State.ToString()) }, Done, Total, PerSecond, Left,
        State == JobState.Cancelling ? new("취소하는 중이에요", "Cancelling") : What);

    private static Text? Both(Row row, int column) => row.TextOrNull(column) is { } ko ? new(ko, row.Text(column + 1)) : null;
}

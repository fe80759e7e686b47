namespace Dangol.Customers;

/// <summary>The record that something is about: its declared type and its key.</summary>
public readonly record struct Regarding(string Type, Guid Id);

/// <summary>What somebody wrote down about a record, as another system knows it.</summary>
/// <param name="Key">That system's own key.</param>
/// <param name="Subject">One line.</param>
public abstract record IncomingActivity(string Key, string Subject)
{
    /// <summary>What it is about, if anything.</summary>
    public Regarding? About { get; init; }

    /// <summary>The customer whom it concerns, if any.</summary>
    public Guid? CustomerId { get; init; }

    /// <summary>Who is to be in charge; null for nobody yet.</summary>
    public Guid? OwnerId { get; init; }
}

/// <summary>Something to be done, as another system knows it.</summary>
/// <param name="Key">That system's own key.</param>
/// <param name="Subject">What to do.</param>
public sealed record IncomingTask(string Key, string Subject) : IncomingActivity(Key, Subject)
{
    /// <summary>By when.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary><c>high</c>, <c>normal</c> or <c>low</c>.</summary>
    public string Priority { get; init; } = "normal";

    /// <summary>True where it is done.</summary>
    public bool Done { get; init; }
}

/// <summary>A meeting, as another system knows it.</summary>
/// <param name="Key">That system's own key.</param>
/// <param name="Subject">What it is for.</param>
/// <param name="StartsAt">When it begins (UTC).</param>
public sealed record IncomingMeeting(string Key, string Subject, DateTime StartsAt) : IncomingActivity(Key, Subject)
{
    /// <summary>When it ends (UTC).</summary>
    public DateTime? EndsAt { get; init; }

    /// <summary>Where.</summary>
    public string? Place { get; init; }

    /// <summary>What was said.</summary>
    public string? Notes { get; init; }
}

/// <summary>Takes tasks and meetings that come in bulk from other systems, inside the caller's change. One whose key is known already is left as it is.</summary>
public sealed class ActivityIntake
{
    /// <summary>Takes tasks.</summary>
    /// <returns>How many are new.</returns>
    public Task<int> Take(Change change, IReadOnlyList<IncomingTask> tasks, CancellationToken cancel) => Take(change, "task", "tasks", tasks, Todo.From, cancel);

    /// <summary>Takes meetings.</summary>
    /// <returns>How many are new.</returns>
    public Task<int> Take(Change change, IReadOnlyList<IncomingMeeting> meetings, CancellationToken cancel) => Take(change, "meeting", "meetings", meetings, Meeting.From, cancel);

    private static async Task<int> Take<TSaid, TRow>(Change change, string type, string table, IReadOnlyList<TSaid> said, Func<Guid, TSaid, TRow> from, CancellationToken cancel)
        where TSaid : IncomingActivity where TRow : Activity
    {
        change.Set.Actor.Must(new(type, Actions.Create));
        var known = await change.Session.List($"select external_key from {table} where {change.Session.In<string>("external_key", "keys")}", row => row.Text(0), cancel, ("keys", said.Select(s => s.Key).ToArray()));
        var rows = said.Where(s => !known.Contains(s.Key)).DistinctBy(s => s.Key).Select(s => from(change.NewId(), s)).ToList();
        if (Array.Find(await change.Bulk(rows, cancel: cancel), v => v.Outcome == BulkOutcome.Refused).Why is { } why) throw why;
        return rows.Count;
    }
}

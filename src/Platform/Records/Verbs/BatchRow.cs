namespace Dangol.Platform;

/// <summary>What is to be done with a row of a batch.</summary>
public enum BatchDo { Create, Update, Upsert, Delete }

/// <summary>One row of a batch.</summary>
/// <param name="Do">What is to be done.</param>
/// <param name="Values">The fields to set.</param>
public sealed record BatchRow(BatchDo Do, RecordValues Values)
{
    /// <summary>The record to update or delete.</summary>
    public Guid? Id { get; init; }

    /// <summary>The version that was read; where it is given and another, the row is refused.</summary>
    public int? Version { get; init; }

    /// <summary>The unique field by which an upsert finds its record.</summary>
    public Field? By { get; init; }

    /// <summary>What was wrong with it before it came here.</summary>
    public Refused? Wrong { get; init; }
}

/// <summary>What became of a row.</summary>
public enum BatchOutcome { Created, Updated, Unchanged, Deleted, Refused }

/// <summary>The verdict for a row: where it stands now, or why it was refused.</summary>
public readonly record struct BatchVerdict(BatchOutcome Outcome, Guid Id = default, int Version = 0, Refused? Why = null);

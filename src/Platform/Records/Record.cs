namespace Dangol.Platform;

/// <summary>
/// What every declared noun carries. The values here are set by <see cref="Change.Save"/> alone; an entity guards the rest of itself.
/// </summary>
public abstract class Record
{
    /// <summary>Key, UUIDv7. A factory may set it from <see cref="Ids"/> where another row must refer to it at once; else it is given on saving.</summary>
    public Guid Id { get; protected internal set; }

    /// <summary>Counts the changes, from 1. An update must name the version that was read.</summary>
    public int Version { get; internal set; }

    /// <summary>The person who is responsible for the record, if any.</summary>
    public Guid? OwnerId { get; protected internal set; }

    /// <summary>The team that is responsible for the record, if any.</summary>
    public Guid? TeamId { get; protected internal set; }

    /// <summary>When it was made (UTC).</summary>
    public DateTime CreatedAt { get; internal set; }

    /// <summary>Who made it.</summary>
    public Guid CreatedBy { get; internal set; }

    /// <summary>When it was last changed (UTC).</summary>
    public DateTime UpdatedAt { get; internal set; }

    /// <summary>Who last changed it.</summary>
    public Guid UpdatedBy { get; internal set; }

    /// <summary>The change set that last touched it.</summary>
    public Guid ChangeSetId { get; internal set; }

    /// <summary>The company's own fields as a JSON object, or null.</summary>
    public string? Custom { get; protected internal set; }
}

/// <summary>
/// A row that states what happened (an order line, a contact, a response): never changed, corrected by new rows, journaled by the chunk it came in.
/// </summary>
public abstract class Fact
{
    /// <summary>The change set that brought it.</summary>
    public Guid ChangeSetId { get; internal set; }

    /// <summary>The chunk of that change set, from 1: change set and chunk find the rows of one journal entry.</summary>
    public int ChunkNo { get; internal set; }
}

/// <summary>How finely the journal records a type: an entry for each record, or one for each chunk of facts.</summary>
public enum Grain { Record, Fact }

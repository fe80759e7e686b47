namespace Dangol.Platform;

/// <summary>By which way a record is within reach.</summary>
public enum ReachWay
{
    /// <summary>One is responsible for it.</summary>
    Own,

    /// <summary>One's team is, or a team under it.</summary>
    Team,

    /// <summary>Somebody below oneself is.</summary>
    Subtree,

    /// <summary>It was shared.</summary>
    Share,

    /// <summary>What it belongs to is within reach.</summary>
    Parent,
}

/// <summary>One way, as a condition over the type's table under an alias.</summary>
/// <param name="Way">Which.</param>
/// <param name="Where">The condition.</param>
public sealed record ReachBranch(ReachWay Way, string Where)
{
    /// <summary>The same as a look-up for one row, where the way leads to many others too; null where there is none.</summary>
    internal string? Probe { get; init; }
}

/// <summary>
/// The ways in which an actor reaches records of a type, each a condition that an index answers. A question about few records takes them joined by OR
/// (<see cref="Where"/>); a list takes each branch by itself.
/// </summary>
public sealed record ReachBranches(IReadOnlyList<ReachBranch> Branches, (string Name, object? Value)[] Args)
{
    /// <summary>Any of them; <c>false</c> where there is none.</summary>
    public string Where => Branches.Count == 0 ? "false" : string.Join(" or ", Branches.Select(b => Branches.Count == 1 ? b.Where : $"({b.Where})"));
}

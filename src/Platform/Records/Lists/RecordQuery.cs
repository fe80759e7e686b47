namespace Dangol.Platform;

/// <summary>What a list, a board's column, an export or the API asks of one declared type.</summary>
public sealed record RecordQuery
{
    /// <summary>Most rows of one page.</summary>
    public const int MostRows = 500;

    /// <summary>Rows of a page where nothing else is asked.</summary>
    public const int UsualRows = 50;

    /// <summary>The paths of its columns, in their order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Which records; all where null.</summary>
    public Clause? Filter { get; init; }

    /// <summary>The path in whose order they stand; where null, in that in which they were made.</summary>
    public string? Sort { get; init; }

    /// <summary>The other way round: largest, last first. Empty values come last either way.</summary>
    public bool Descending { get; init; }

    /// <summary>The path by which they are grouped (<see cref="GroupOrder.Can"/>): they stand in the order of their groups, and within a group as <see cref="Sort"/> says.</summary>
    public string? Group { get; init; }

    /// <summary>The groups the other way round.</summary>
    public bool GroupDescending { get; init; }

    /// <summary>After which row the page begins.</summary>
    public Keyset? After { get; init; }

    /// <summary>The last page, where <see cref="After"/> says nothing.</summary>
    internal bool IsFromEnd { get; init; }

    /// <summary>Rows a page.</summary>
    public int Size { get; init; } = UsualRows;

    /// <summary>Whether they are to be counted, up to <see cref="CappedCount.Limit"/>.</summary>
    public bool Counted { get; init; } = true;
}

/// <summary>One record of a list.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Version">Its version, which an edit names.</param>
/// <param name="Values">The values by column, null where empty.</param>
/// <param name="Names">For a reference, what it leads to is called; null elsewhere, and where the actor doesn't reach it.</param>
public sealed record RecordLine(Guid Id, int Version, object?[] Values, string?[] Names)
{
    internal string? SortKey { get; init; }

    /// <summary>It is close to who asks: its personal values are shown as they are.</summary>
    public bool IsNear { get; init; }
}

/// <summary>A page of a list.</summary>
/// <param name="Columns">What its values are.</param>
/// <param name="Rows">The records.</param>
/// <param name="Count">How many there are, counted up to the limit; null where it was not asked for or took too long.</param>
/// <param name="Previous">From where the page before begins.</param>
/// <param name="Next">From where the next page begins.</param>
public sealed record RecordList(IReadOnlyList<RecordColumn> Columns, IReadOnlyList<RecordLine> Rows, CappedCount? Count, Keyset? Previous, Keyset? Next)
{
    /// <summary>It is grouped, but so long that within a group the records stand as they come.</summary>
    public bool HasGroupsOnly { get; init; }
}

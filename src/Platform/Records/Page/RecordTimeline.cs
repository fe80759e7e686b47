namespace Dangol.Platform;

/// <summary>
/// What a module puts on the timeline of another type's records. Its SQL gives, newest first, the columns <c>at, id, title, amount, currency, detail</c> for
/// <c>@record</c>, only where <c>(at, id)</c> comes before <c>(@at, @after)</c>, at most <c>@limit</c>.
/// </summary>
/// <param name="Type">The declared type whose records have it.</param>
/// <param name="Kind">Stable code, which the filter names.</param>
/// <param name="Label">What people call such an event.</param>
/// <param name="Icon">A name of tabler-icons (outline).</param>
/// <param name="Sql">The query.</param>
public sealed record RecordTimeline(string Type, string Kind, Text Label, string Icon, string Sql)
{
    /// <summary>The declared type whose records the events are, which have pages; null for none.</summary>
    public string? Of { get; init; }

    /// <summary>The right without which they are not shown; null where who sees the record sees them.</summary>
    public Permission? Needed { get; init; }

    /// <summary>The field of <see cref="Of"/> that the amount is: to whom that is hidden it is not shown.</summary>
    public string? AmountOf { get; init; }

    /// <summary>How the detail reads where it is a code.</summary>
    public FieldType Details { get; init; } = TextType.Line;
}

/// <summary>
/// A declared type whose records are written down about any other record: a task, a call, a note. Its records say what they are about in <c>regarding_type</c>
/// and <c>regarding_id</c>; they are made in the composer and stand on the timeline.
/// </summary>
/// <param name="Type">The declared type.</param>
/// <param name="Icon">A name of tabler-icons (outline).</param>
/// <param name="Line">The field that is the line on the timeline; the composer begins with it.</param>
/// <param name="Form">All fields of the small form, the line first.</param>
public sealed record ComposerKind(string Type, string Icon, string Line, params IReadOnlyList<string> Form)
{
    /// <summary>The fields that stand below the line.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>When it happened: a field, or when it was made.</summary>
    public string At { get; init; } = "created_at";

    /// <summary>A yes/no field that can be ticked off on the timeline.</summary>
    public string? Tick { get; init; }

    internal const string RegardingType = "regarding_type", RegardingId = "regarding_id";
}

/// <summary>One event of a record's timeline.</summary>
/// <param name="Kind">Of which kind it is.</param>
/// <param name="Label">What people call such an event.</param>
/// <param name="Icon">Its sign.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Id">With the instant it makes the order.</param>
/// <param name="Title">What happened.</param>
public sealed record TimelineEntry(string Kind, Text Label, string Icon, DateTime At, Guid Id, string Title)
{
    /// <summary>Who.</summary>
    public string? By { get; init; }

    /// <summary>More about it, a line each.</summary>
    public IReadOnlyList<RecordCell> Facts { get; init; } = [];

    /// <summary>More about it in words.</summary>
    public RecordCell? Detail { get; init; }

    /// <summary>How much.</summary>
    public Money? Amount { get; init; }

    /// <summary>Its own page.</summary>
    public string? Href { get; init; }

    /// <summary>Ticked off or not; null where it can't be.</summary>
    public bool? Done { get; init; }

    /// <summary>The version to name when it is ticked off.</summary>
    public int Version { get; init; }

    /// <summary>The fields that a change touched.</summary>
    public IReadOnlyList<FieldChange> Changes { get; init; } = [];
}

/// <summary>A page of a timeline.</summary>
/// <param name="Entries">The events, newest first.</param>
/// <param name="Next">After which event the next page begins; null at the end.</param>
/// <param name="Kinds">What it can be filtered by.</param>
/// <param name="Only">The kind that it is filtered by, or null for all.</param>
public sealed record TimelinePage(IReadOnlyList<TimelineEntry> Entries, Keyset? Next, IReadOnlyList<(string Kind, Text Label, string Icon)> Kinds, string? Only);

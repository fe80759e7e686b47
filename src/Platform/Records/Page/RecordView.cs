namespace Dangol.Platform;

/// <summary>A page of a record's history.</summary>
/// <param name="Changes">The changes, the latest first.</param>
/// <param name="Next">Below which version the next page begins; null at the end.</param>
/// <param name="Report">What an undo left alone, right after it.</param>
public sealed record HistoryPage(IReadOnlyList<RecordChange> Changes, int? Next, IReadOnlyList<UndoConflict> Report);

/// <summary>All that the page of a record shows.</summary>
/// <param name="Sheet">The record.</param>
/// <param name="May">What the one who looks may do with it.</param>
/// <param name="Settable">The fields that they may set by hand.</param>
/// <param name="Composed">What they may write down about it.</param>
/// <param name="Timeline">What happened; null where the history is looked at.</param>
/// <param name="History">What was changed; null where the timeline is looked at.</param>
/// <param name="Related">What refers to it.</param>
/// <param name="Similar">What is probably the same.</param>
/// <param name="List">The query of the list that they came from, or null.</param>
public sealed record RecordView(RecordSheet Sheet, RecordMay May, IReadOnlySet<string> Settable, IReadOnlyList<ComposerKind> Composed, TimelinePage? Timeline, HistoryPage? History,
    IReadOnlyList<RelatedList> Related, IReadOnlyList<AlikeRecord> Similar, string? List)
{
    /// <summary>The verbs that it can be put through, the main one last.</summary>
    public IReadOnlyList<VerbOffer> Verbs { get; init; } = [];

    /// <summary>The fields that the form of the whole record has: those, and what is set only along with another.</summary>
    public IReadOnlySet<string> InForm { get; init; } = Settable;

    /// <summary>The way that it goes, from step to step.</summary>
    public IReadOnlyList<StageStep> Steps { get; init; } = [];

    /// <summary>What is being written down; null where the composer is closed.</summary>
    public ComposerForm? Form { get; init; }

    /// <summary>The address of the page with the list that they came from.</summary>
    public string Address(string below = "") => $"{Sheet.Path}{below}{(List is null ? "" : (below.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "list=" + Uri.EscapeDataString(List))}";
}

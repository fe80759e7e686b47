namespace Dangol.Platform;

/// <summary>How the pages of a record type begin.</summary>
/// <param name="Path">The path of its list, such as <c>leads</c>: <c>/leads</c>, <c>/leads/new</c>, <c>/leads/{id}</c>.</param>
/// <param name="Group">Where it stands in the navigation.</param>
/// <param name="Icon">A name of tabler-icons (outline).</param>
/// <param name="Columns">The columns of its list, the first of which is the record's name.</param>
public sealed record RecordPages(string Path, NavGroup Group, string Icon, params IReadOnlyList<string> Columns)
{
    /// <summary>What many of them are called: 리드, Leads.</summary>
    public required Text Many { get; init; }

    /// <summary>The field by whose choices a board has its columns, or null for none.</summary>
    public string? Board { get; init; }

    /// <summary>What a card of the board says below the record's name; the first columns of the list where nothing is said.</summary>
    public IReadOnlyList<string> Cards { get; init; } = [];

    /// <summary>In which order the list stands at first; a minus before it for the other way round.</summary>
    public string Sort { get; init; } = "-updated_at";

    /// <summary>The facts that the head of the record page shows.</summary>
    public IReadOnlyList<string> KeyFacts { get; init; } = [];

    /// <summary>People make, change and remove them by hand; else they come from elsewhere and only what is declared so can be edited.</summary>
    public bool ByHand { get; init; } = true;

    /// <summary>Files bring them in: the empty list leads to the import.</summary>
    public bool Imported { get; init; }

    /// <summary>The page on which one is made where that is a way of its own, for those who may do what it says; null where there is none.</summary>
    public (Text Label, string Path, Permission Needed)? MadeAt { get; init; }

    /// <summary>What it refers to lists it on its page; not where its module shows it there in a way of its own (<see cref="RecordPart"/>).</summary>
    public bool Related { get; init; } = true;

    /// <summary>What it is for, on the empty list.</summary>
    public Text For { get; init; } = new("", "");
}

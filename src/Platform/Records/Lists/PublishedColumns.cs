namespace Dangol.Platform;

/// <summary>
/// Columns that a module publishes for the records of another: its view has at most one row a record. They can be shown, asked for and sorted by like fields, and nobody
/// sets them. A list in the order of such a column has the records that have a value in it. A column that lists are sorted by wants an index of what <see cref="Only"/> says, the column and the key.
/// </summary>
/// <param name="Type">The declared type whose records have them.</param>
/// <param name="View">The published view (<c>pub_…</c>).</param>
/// <param name="Key">The record's key in it.</param>
/// <param name="Columns">The columns.</param>
public sealed record PublishedColumns(string Type, string View, string Key, params IReadOnlyList<PublishedColumn> Columns)
{
    /// <summary>Only the rows with this value in this column; all where null.</summary>
    public (string Column, object Value)? Only { get; init; }
}

/// <summary>One of them.</summary>
/// <param name="Name">Its path among the record's columns.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Column">The view's column.</param>
/// <param name="Currency">The view's column with an amount's currency.</param>
public sealed record PublishedColumn(string Name, Text Label, FieldType Type, string Column, string? Currency = null)
{
    /// <summary>From what it is reckoned: the records of a type, or a field of them. To whom those are hidden it is not there either.</summary>
    public (string Type, string? Field)? Tells { get; init; }
}

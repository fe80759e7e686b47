namespace Dangol.Platform;

/// <summary>One value of a record.</summary>
/// <param name="Column">What it is.</param>
/// <param name="Value">The value, null where empty.</param>
/// <param name="Name">For a reference, what it leads to is called; null elsewhere, and where the actor doesn't reach it.</param>
public sealed record RecordCell(RecordColumn Column, object? Value, string? Name);

/// <summary>One record as its page shows it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its key.</param>
/// <param name="Version">Its version, which an edit names.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Cells">Its values in the order of the declaration, then the key facts that come through references.</param>
/// <param name="Hidden">Fields that are not shown as the record stands.</param>
/// <param name="Needed">Fields that must have a value as the record stands.</param>
public sealed record RecordSheet(DeclaredType Type, Guid Id, int Version, string Title, IReadOnlyList<RecordCell> Cells, IReadOnlySet<string> Hidden, IReadOnlySet<string> Needed)
{
    /// <summary>Fields that can't be set by hand as the record stands.</summary>
    public IReadOnlySet<string> Locked { get; init; } = new HashSet<string>();

    /// <summary>Its page.</summary>
    public string Path => $"/{Type.Pages!.Path}/{Id}";

    /// <summary>The value of a column, or null where the record has no such column.</summary>
    public RecordCell? Cell(string path) => Cells.FirstOrDefault(c => c.Column.Path == path);

    /// <summary>Personal values are shown only once they were asked for; the name of a record and what people wrote in it are known to whoever sees it.</summary>
    public bool IsMasked(RecordCell cell) => cell is { Value: not null, Column.IsPersonal: true } && cell.Column.Field != Type.TitleField && cell.Column.Type is not LongTextType;

    /// <summary>The field says of which type another field's record is; it says nothing by itself.</summary>
    internal static bool NamesType(DeclaredType type, string path) => type.Fields.Any(f => f.Type is ReferenceType { Beside: { } beside } && beside == path);
}

/// <summary>What the one who looks may do with the record.</summary>
public sealed record RecordMay(bool Edit, bool Delete, bool Undo, bool Share)
{
    internal static RecordMay Of(Actor actor, DeclaredType type) => new(
        actor.Rights.Allows(new(type.Name, Actions.Edit)),
        type.Pages is { ByHand: true } && actor.Rights.Allows(new(type.Name, Actions.Delete)),
        actor.Rights.Allows(new(type.Name, Actions.Undo)),
        actor.Rights.Allows(new(type.Name, Actions.Share)));

    /// <summary>May this field be set by hand at all?</summary>
    internal bool Sets(Actor actor, DeclaredType type, RecordColumn column) =>
        Edit && column.Type is not ReferenceType { Beside: not null } && !RecordSheet.NamesType(type, column.Path) && (column.Path == "owner_id" || column.Field is { IsReadOnly: false }) && column.Through is null && actor.Rights.MaySet(type.Name, column.Path);
}

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

    /// <summary>The fields that are masked for who looks at it.</summary>
    public IReadOnlySet<string> Masked { get; init; } = new HashSet<string>();

    /// <summary>Is the value masked?</summary>
    public bool IsMasked(RecordCell cell) => cell.Value is not null && Masked.Contains(cell.Column.Path);

    /// <summary>The field says of which type another field's record is; it says nothing by itself.</summary>
    internal static bool NamesType(DeclaredType type, string path) => type.Fields.Any(f => f.Type is ReferenceType { Beside: { } beside } && beside == path);
}

/// <summary>What the one who looks may do with the record.</summary>
public sealed record RecordMay(bool Edit, bool Delete, bool Undo, bool Share, bool Unmask, bool Assign)
{
    /// <summary>What verbs ask for and the actor may do with it.</summary>
    internal IReadOnlySet<string> Does { get; init; } = new HashSet<string>();

    /// <summary>May a verb be run on it? Of what needs a right of another type, the verb decides.</summary>
    internal bool Runs(Actor actor, RecordVerb verb) => verb.Needs.Type == verb.Type ? Does.Contains(verb.Needs.Action) : actor.Rights.Allows(verb.Needs);

    /// <summary>What the actor may do with this very record, and by its verbs: one question for all of it, and only where a role says how far.</summary>
    internal static async Task<RecordMay> Of(Session read, Actor actor, DeclaredType type, Guid id, IEnumerable<RecordVerb> verbs, CancellationToken cancel)
    {
        List<string> actions = [Actions.Edit, Actions.Delete, Actions.Undo, Actions.Share, Actions.Unmask, Actions.Assign];
        actions.AddRange(verbs.Where(v => v.Needs.Type == type.Name).Select(v => v.Needs.Action).Distinct());
        var reaches = actions.Select(action => Reach.SqlOrNothing(actor, type, "t", read.Engine, action)).ToList();
        var may = reaches.TrueForAll(r => r.IsAll || r.Where == "false") ? reaches.ConvertAll(r => r.IsAll)
            : await read.First($"select {string.Join(", ", reaches.Select(r => $"case when {r.Where} then 1 else 0 end"))} from {type.Table} t where t.id = @id",
                row => reaches.Select((_, i) => row.Int(i) == 1).ToList(), cancel, [("id", id), .. reaches.SelectMany(r => r.Args).DistinctBy(a => a.Name)]) ?? [.. actions.Select(_ => false)];
        return new(may[0], type.Pages is { ByHand: true } && may[1], may[2], may[3], may[4], may[5]) { Does = actions.Where((_, i) => may[i]).ToHashSet(StringComparer.Ordinal) };
    }

    /// <summary>May this field be set by hand at all?</summary>
    internal bool Sets(Actor actor, DeclaredType type, RecordColumn column) =>
        Edit && (column.Path == "owner_id" ? Assign : column.Field is { IsReadOnly: false }) && column.Through is null && actor.Rights.MaySet(type.Name, column.Path);
}

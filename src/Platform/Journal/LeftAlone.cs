namespace Dangol.Platform;

/// <summary>Something that an undo left alone, as people read it.</summary>
/// <param name="Type">What kind of record.</param>
/// <param name="Record">Which; empty where the reader doesn't reach it.</param>
/// <param name="Name">What it is called, where it still exists and the reader reaches it.</param>
/// <param name="Link">Its page, where it has one.</param>
/// <param name="Field">Which field; null where it is the record as a whole.</param>
/// <param name="Was">What would have come back.</param>
/// <param name="Now">What stands there since.</param>
/// <param name="Why">Why it was left.</param>
public sealed record LeftLine(Text Type, Guid Record, string? Name, string? Link, Text? Field, string? Was, string? Now, Text Why);

/// <summary>Says what an undo left alone: which records, what their fields were before and what they are now, from the journal alone, so that nothing personal is kept twice.</summary>
internal sealed class LeftAlone(Declarations declarations, ChangedFields changed)
{
    // Of records that were changed very often since, the value of now may be missing.
    private const int MostEntries = 5_000;

    /// <summary>Conflicts in words, as far as they were shown to this actor (<see cref="SeenEntries"/>).</summary>
    /// <param name="read">The connection.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="undone">The change set that was taken back.</param>
    /// <param name="conflicts">What was left.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<LeftLine>> Lines(Session read, Actor actor, Guid undone, IReadOnlyList<UndoConflict> conflicts, CancellationToken cancel)
    {
        if (conflicts.Count == 0) return [];
        var ids = conflicts.Select(c => c.RecordId).Where(id => id != Guid.Empty).Distinct().ToList();
        var entries = ids.Count == 0 ? [] : await read.List($"""
            select {JournalFeed.Columns} from journal where {read.In<Guid>("record_id", "ids")} and operation <> @event order by version limit {MostEntries}
            """, JournalFeed.Map, cancel, ("ids", ids), ("event", Operations.Event));
        var values = entries.Where(e => declarations.Has(e.Type)).Select(e => (Entry: e, Values: ChangedValues.Of(declarations.Named(e.Type), e.Before, e.After, e.Personal))).ToList();
        var pointed = await changed.Names(read, actor, values.Select(v => v.Values), cancel);
        var told = values.ToLookup(v => (v.Entry.Type, v.Entry.RecordId!.Value), v => (Set: v.Entry.ChangeSetId, Fields: changed.Of(v.Values, pointed)));
        var names = new Dictionary<Guid, string>();
        foreach (var group in conflicts.Where(c => c.RecordId != Guid.Empty && declarations.Has(c.Type)).GroupBy(c => c.Type, c => c.RecordId, StringComparer.Ordinal))
            await ChangedFields.Add(names, read, actor, declarations.Named(group.Key), group.ToHashSet(), cancel);
        return [.. conflicts.Select(conflict =>
        {
            var type = declarations.Has(conflict.Type) ? declarations.Named(conflict.Type) : null;
            var (name, label) = (names.GetValueOrDefault(conflict.RecordId), conflict.Field is { } field ? type?.Fields.FirstOrDefault(f => f.Name == field)?.Label ?? Text.Same(field) : (Text?)null);
            var steps = label is null ? [] : told[(conflict.Type, conflict.RecordId)].Select(t => (t.Set, Field: t.Fields.Find(f => f.Label == label))).Where(t => t.Field is not null).ToList();
            return new LeftLine(type?.Label ?? Text.Same(conflict.Type), conflict.RecordId, name, name is not null && type?.Pages is { } pages ? $"/{pages.Path}/{conflict.RecordId}" : null, label,
                steps.Find(s => s.Set == undone).Field?.Before, steps.Count == 0 ? null : steps[^1].Field!.After, conflict.Why);
        })];
    }
}

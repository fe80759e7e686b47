namespace Dangol.Platform;

/// <summary>
/// Which entries of the journal somebody may read: those of records within their reach. What is gone can't be asked how far it was: it is seen by who reaches every record of its
/// type, and by who made the change.
/// </summary>
internal sealed class SeenEntries
{
    private readonly HashSet<(string, Guid)> _reached = [], _there = [];
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);

    /// <summary>Does the actor reach every record of every type? Then nothing need be asked.</summary>
    public static bool AreAll(Actor actor, Declarations declarations, Engine engine) =>
        actor.Rights == Rights.Everything || declarations.All.All(type => Reach.SqlOrNothing(actor, type, "t", engine).IsAll);

    /// <summary>Looks which of these are seen: one question for each type that the actor doesn't reach wholly.</summary>
    public static async Task<SeenEntries> Of(Session read, Actor actor, Declarations declarations, IEnumerable<(string Type, Guid? Record)> entries, CancellationToken cancel)
    {
        var seen = new SeenEntries();
        foreach (var of in entries.Distinct().GroupBy(e => e.Type, StringComparer.Ordinal).Where(g => declarations.Has(g.Key)))
        {
            var type = declarations.Named(of.Key);
            var reach = Reach.SqlOrNothing(actor, type, "t", read.Engine);
            if (reach.IsAll) { seen._whole.Add(of.Key); continue; }
            foreach (var ids in of.Select(e => e.Record).OfType<Guid>().Chunk(500))
                foreach (var (id, isReached) in await read.List($"select t.id, case when {reach.Where} then 1 else 0 end from {type.Table} t where {read.In<Guid>("t.id", "ids")}", row => (row.Guid(0), row.Int(1) == 1), cancel, [("ids", ids), .. reach.Args]))
                {
                    seen._there.Add((of.Key, id));
                    if (isReached) seen._reached.Add((of.Key, id));
                }
        }
        return seen;
    }

    /// <summary>May it be read? <paramref name="own"/> is what the actor did.</summary>
    public bool Holds(string type, Guid? record, bool own) =>
        _whole.Contains(type) || record is { } id && (_reached.Contains((type, id)) || own && !_there.Contains((type, id)));

    /// <summary>What an undo left alone, as the actor may read it: of what is beyond their reach only that there was some, and no field that is hidden from them.</summary>
    public static async Task<IReadOnlyList<UndoConflict>> Of(Session read, Actor actor, Declarations declarations, IReadOnlyList<UndoConflict> conflicts, CancellationToken cancel)
    {
        if (conflicts.Count == 0 || actor.Rights == Rights.Everything) return conflicts;
        var seen = await Of(read, actor, declarations, conflicts.Select(c => (c.Type, (Guid?)c.RecordId)), cancel);
        return [.. conflicts.Select(c => !seen.Holds(c.Type, c.RecordId, own: false) ? new(c.Type, Guid.Empty, null, UndoRecords.OutOfReach)
            : c.Field is { } field && declarations.Has(c.Type) && !actor.Rights.MaySee(c.Type, declarations.Named(c.Type).Behind(field)?.Name ?? field) ? c with { Field = null } : c).Distinct()];
    }
}

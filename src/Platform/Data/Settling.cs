namespace Dangol.Platform;

/// <summary>What follows from a change in the same transaction, whichever way it was written: by hand, in bulk, by undo.</summary>
public sealed partial class Change
{
    private readonly HashSet<DeclaredType> _touched = [];

    /// <summary>Records of this type are written: what hangs on them is settled before the transaction ends.</summary>
    internal void Touch(DeclaredType type)
    {
        if (type.Settles || type.IsGuarded) _touched.Add(type);
    }

    /// <summary>What this change wrote of a type.</summary>
    internal async Task<List<JournalEntry>> Entries(DeclaredType type, CancellationToken cancel) => await Session.List(
        $"select {JournalFeed.Columns} from journal where change_set_id = @set and chunk_no = @chunk and type = @type and record_id is not null", JournalFeed.Map, cancel,
        ("set", Set.Id), ("chunk", await _journal.OpenChunk(cancel)), ("type", type.Name));

    /// <summary>Lets the touched types put right what is derived from them. The journal says which records it is about.</summary>
    internal async Task Settle(CancellationToken cancel)
    {
        foreach (var type in _touched)
        {
            var entries = await Entries(type, cancel);
            if (type.IsGuarded && !Set.Actor.IsProved && entries.Exists(e => ChangedValues.Of(type, e.Before, e.After, e.Personal).Fields.Any(type.Guards))) Set.Actor.MustBeProved();
            if (type.Settles) await type.Settle(this, [.. entries.Select(e => e.RecordId!.Value).Distinct()], cancel);
        }
        _touched.Clear();
        await HoldLed(cancel);
    }
}

namespace Dangol.Platform;

/// <summary>What follows from a change in the same transaction, whichever way it was written: by hand, in bulk, by undo.</summary>
public sealed partial class Change
{
    private readonly HashSet<DeclaredType> _touched = [];

    /// <summary>Records of this type are written: what hangs on them is settled before the transaction ends.</summary>
    internal void Touch(DeclaredType type)
    {
        if (type.Settles) _touched.Add(type);
    }

    /// <summary>Lets the touched types put right what is derived from them. The journal says which records it is about.</summary>
    internal async Task Settle(CancellationToken cancel)
    {
        foreach (var type in _touched)
        {
            var ids = await Session.List("select distinct record_id from journal where change_set_id = @set and chunk_no = @chunk and type = @type and record_id is not null", row => row.Guid(0), cancel,
                ("set", Set.Id), ("chunk", await _journal.OpenChunk(cancel)), ("type", type.Name));
            await type.Settle(this, ids, cancel);
        }
        _touched.Clear();
        await HoldLed(cancel);
    }
}

using System.Text.Json;

namespace Dangol.Platform;

/// <summary>What a batch of the journal says has changed: keys of records, and chunks of facts, by type.</summary>
internal sealed class WarehouseDelta
{
    private readonly Dictionary<string, HashSet<Guid>> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<(Guid Set, int Chunk)>> _chunks = new(StringComparer.Ordinal);

    public WarehouseDelta(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries) Take(entry);
    }

    public IReadOnlyCollection<Guid> Records(string type) => _records.TryGetValue(type, out var ids) ? ids : [];

    public IReadOnlyCollection<(Guid Set, int Chunk)> Chunks(string type) => _chunks.TryGetValue(type, out var chunks) ? chunks : [];

    private void Take(JournalEntry entry)
    {
        switch (entry.Operation)
        {
            case Operations.Event:
                return;
            case Operations.Facts:
                Of(_chunks, entry.Type).Add((entry.ChangeSetId, entry.ChunkNo));
                return;
            case Operations.FactsUndone:
                using (var undone = JsonDocument.Parse(entry.After!))
                    Of(_chunks, entry.Type).Add((undone.RootElement.GetProperty("change_set_id").GetGuid(), undone.RootElement.GetProperty("chunk_no").GetInt32()));
                return;
            default:
                if (entry.RecordId is { } id) Of(_records, entry.Type).Add(id);
                return;
        }
    }

    private static HashSet<T> Of<T>(Dictionary<string, HashSet<T>> sets, string type) => sets.TryGetValue(type, out var set) ? set : sets[type] = [];
}

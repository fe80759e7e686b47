using System.Text.Json.Nodes;

namespace Dangol.Platform;

public sealed partial class Change
{
    /// <summary>
    /// Removes facts that are derived and no longer hold, such as the scores of customers who have none any more; the journal says of which chunks.
    /// What happened is never removed so: it is corrected by new rows, or undone with its change set.
    /// </summary>
    /// <returns>How many rows went.</returns>
    public Task<int> TakeBack<T>(string condition, CancellationToken cancel, params (string Name, object? Value)[] args) where T : Fact =>
        TakeBack(_declarations.Of(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not declared"), condition, cancel, args);

    internal async Task<int> TakeBack(DeclaredType type, string condition, CancellationToken cancel, params (string Name, object? Value)[] args)
    {
        var chunks = await Session.List($"select change_set_id, chunk_no, count(*) from {type.Table} where {condition} group by change_set_id, chunk_no",
            row => (Set: row.Guid(0), Chunk: row.Int(1), Rows: row.Long(2)), cancel, args);
        if (chunks.Count == 0) return 0;
        var gone = await ExecuteUnchecked($"delete from {type.Table} where {condition}", cancel, args);
        foreach (var (set, chunk, rows) in chunks)
            await _journal.Append(type.Name, null, null, Operations.FactsUndone, null,
                new JsonObject { ["change_set_id"] = set.ToString(), ["chunk_no"] = chunk, ["rows"] = rows }.ToJsonString(), null, cancel);
        return gone;
    }
}

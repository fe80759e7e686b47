using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Dangol.Platform;

/// <summary>Writes a change's entries into the journal, in the same transaction as the rows.</summary>
internal sealed class JournalWriter(Change change, JournalEpoch epoch)
{
    private int _chunk;

    /// <summary>What an entry of the journal will say, taken before the rows are written.</summary>
    internal sealed record Written(DeclaredType Type, Guid? RecordId, int? Version, string Operation, string? Before, string? After, string? Personal);

    /// <summary>Takes before and after from a tracked row; facts give nothing, as the chunk speaks for them.</summary>
    public Written Take(EntityEntry entry)
    {
        var type = change.DeclaredAs(entry);
        if (entry.Entity is not Record record) return new(type, null, null, Operations.Facts, null, null, null);
        var (before, after, personal) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var property in entry.Properties)
        {
            if (Bookkeeping.Contains(property.Metadata.Name)) continue;
            var name = Names.Snake(property.Metadata.Name);
            var field = type.Behind(name);
            if (field is { IsSecret: true }) continue;
            if (entry.State == EntityState.Modified && !property.IsModified) continue;
            if (entry.State != EntityState.Added) Put(field, "before", before, personal, name, property.OriginalValue);
            if (entry.State != EntityState.Deleted) Put(field, "after", after, personal, name, property.CurrentValue);
        }
        var operation = entry.State switch { EntityState.Added => Operations.Created, EntityState.Deleted => Operations.Deleted, _ => Operations.Updated };
        return new(type, record.Id, record.Version, operation, Json(before), Json(after), Json(personal));
    }

    /// <summary>Appends entries; all facts of one type in this transaction are one entry.</summary>
    public async Task Append(IReadOnlyList<Written> written, CancellationToken cancel)
    {
        foreach (var entry in written.DistinctBy(w => w.RecordId is null ? (object)w.Type : w))
            await Append(entry.Type.Name, entry.RecordId, entry.Version, entry.Operation, entry.Before, entry.After, entry.Personal, cancel);
    }

    public Task AppendEvent<T>(T happened, CancellationToken cancel) where T : class =>
        Append(Names.Snake(typeof(T).Name), null, null, Operations.Event, null, JsonSerializer.Serialize(happened, JournalJson.Options), null, cancel);

    public async Task Append(string type, Guid? record, int? version, string operation, string? before, string? after, string? personal, CancellationToken cancel)
    {
        var chunk = await OpenChunk(cancel);
        if (operation != Operations.Event && change.Declarations.Has(type)) change.Touch(change.Declarations.Named(type));
        await change.ExecuteUnchecked($"""
            insert into journal (epoch, xid, change_set_id, chunk_no, type, record_id, version, operation, before, after, personal)
            values (@epoch, {Xid}, @set, @chunk, @type, @record, @version, @operation, @before, @after, @personal)
            """, cancel, ("epoch", epoch.Number), ("set", change.Set.Id), ("chunk", chunk), ("type", type), ("record", record), ("version", version),
            ("operation", operation), ("before", before), ("after", after), ("personal", personal));
    }

    /// <summary>One row of a record's entry, for a chunk that is open.</summary>
    public JournalRow Row(DeclaredType type, Guid record, int version, int chunk, string operation, string? before, string? after, string? personal) => new()
    {
        Epoch = epoch.Number, ChangeSetId = change.Set.Id, ChunkNo = chunk, Type = type.Name, RecordId = record, Version = version, Operation = operation, Before = before, After = after, Personal = personal,
    };

    /// <summary>Appends the entries of many records at once.</summary>
    public async Task Append(IReadOnlyList<JournalRow> rows, CancellationToken cancel)
    {
        foreach (var type in rows.Select(r => r.Type).Distinct(StringComparer.Ordinal)) change.Touch(change.Declarations.Named(type));
        await RowWriter.Insert(change.Session, JournalRow.Shape(change.Session.Engine), rows, OnExisting.Fail, null, change.Set.Id, cancel);
    }

    /// <summary>
    /// On PostgreSQL the transaction's number, or the last one that had ended when the entry is written: a transaction that drew its number early and then waited for a record stands behind
    /// the one that it waited for. SQLite has one writer, so its row numbers say the order.
    /// </summary>
    private string Xid => change.Session.Engine == Engine.Postgres ? "greatest(pg_current_xact_id()::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)" : "0";

    /// <summary>Opens the chunk, and with the first one the change set itself: a change that touches nothing declared leaves no trace.</summary>
    public async Task<int> OpenChunk(CancellationToken cancel)
    {
        if (_chunk > 0) return _chunk;
        var set = change.Set;
        var chunk = await change.Session.First("""
            insert into change_sets (id, at, actor_id, actor_name, origin, reason_ko, reason_en, undoes, undoes_part, final_ko, final_en, chunks)
            values (@id, @at, @actor, @name, @origin, @ko, @en, @undoes, @undoes_part, @final_ko, @final_en, 1)
            on conflict (id) do update set chunks = change_sets.chunks + 1
            returning chunks
            """, row => row.Int(0), cancel, ("id", set.Id), ("at", change.Now), ("actor", set.Actor.Id), ("name", set.Actor.Name),
            ("origin", set.Actor.Origin), ("ko", set.Reason.Ko), ("en", set.Reason.En), ("undoes", set.Undoes),
            ("undoes_part", set.Undoes is not null), ("final_ko", set.Final?.Ko), ("final_en", set.Final?.En));
        return _chunk = chunk;
    }

    private static readonly HashSet<string> Bookkeeping = ["Id", "Version", "CreatedAt", "CreatedBy", "UpdatedAt", "UpdatedBy", "ChangeSetId", "ChunkNo"];

    /// <summary>Columns that every entry has anyway, in another form.</summary>
    internal static readonly HashSet<string> BookkeepingColumns = [.. Bookkeeping.Select(Names.Snake)];

    internal static void Put(Field? field, string side, JsonObject plain, JsonObject personal, string name, object? value)
    {
        var json = JsonSerializer.SerializeToNode(value, JournalJson.Options);
        if (field is not { IsPersonal: true }) { plain[name] = json; return; }
        if (personal[side] is not JsonObject values) personal[side] = values = [];
        values[name] = json;
    }

    public static string? Json(JsonObject values) => values.Count == 0 ? null : values.ToJsonString(JournalJson.Options);
}

/// <summary>What a journal entry says was done.</summary>
public static class Operations
{
    /// <summary>A record was made.</summary>
    public const string Created = "created";

    /// <summary>A record was changed.</summary>
    public const string Updated = "updated";

    /// <summary>A record was removed; the entry is its recycle bin.</summary>
    public const string Deleted = "deleted";

    /// <summary>A chunk of facts was added.</summary>
    public const string Facts = "facts";

    /// <summary>A chunk of facts was taken back; <c>after</c> names its change set and chunk.</summary>
    public const string FactsUndone = "facts_undone";

    /// <summary>Something happened that other modules may want to know.</summary>
    public const string Event = "event";
}

/// <summary>How values stand in the journal.</summary>
internal static class JournalJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>A record type's columns, for reading and restoring a row without its entity: what undo works with.</summary>
internal sealed class RecordShape
{
    private static readonly HashSet<string> Bookkeeping = ["id", "version", "created_at", "created_by", "updated_at", "updated_by", "change_set_id"];

    private readonly DeclaredType _type;
    private readonly List<(string Name, Type Type)> _columns;

    private RecordShape(DeclaredType type, List<(string, Type)> columns) => (_type, _columns) = (type, columns);

    internal sealed record Current(int Version, JsonObject Values);

    public static RecordShape Of(DeclaredType type, Store store, Declarations declarations)
    {
        using var db = ModuleDbFactory<RecordsDb>.New(store, declarations);
        return new(type, [.. db.Model.FindEntityType(type.Entity)!.GetProperties().Select(p => (p.GetColumnName(), p.ClrType)).Where(c => !Bookkeeping.Contains(c.Item1))]);
    }

    /// <summary>The row as it is now, in the journal's form, or null where it is gone.</summary>
    public Task<Current?> Read(Session session, Guid id, CancellationToken cancel) => session.First(
        $"select version, {string.Join(", ", _columns.Select(c => c.Name))} from {_type.Table} where id = @id",
        row =>
        {
            var values = new JsonObject();
            for (var i = 0; i < _columns.Count; i++) values[_columns[i].Name] = JsonSerializer.SerializeToNode(Value(row, i + 1, _columns[i].Type), JournalJson.Options);
            return new Current(row.Int(0), values);
        }, cancel, ("id", id));

    public Task<bool> Insert(Change change, Guid id, int version, JsonObject values, TryExecute run, CancellationToken cancel)
    {
        var known = _columns.Where(c => values.ContainsKey(c.Name)).ToList();
        var names = known.Select(c => c.Name).Concat(Bookkeeping);
        return run(change, $"insert into {_type.Table} ({string.Join(", ", names)}) values ({string.Join(", ", names.Select(n => "@" + n))})", cancel,
            [.. known.Select(c => (c.Name, Typed(values[c.Name], c.Type))), ("id", id), ("version", version), ("created_at", change.Now), ("created_by", change.Set.Actor.Id), .. Stamp(change)]);
    }

    public Task<bool> Update(Change change, Guid id, int version, JsonObject values, TryExecute run, CancellationToken cancel)
    {
        var known = _columns.Where(c => values.ContainsKey(c.Name)).ToList();
        return run(change, $"""
            update {_type.Table} set {string.Join(", ", known.Select(c => $"{c.Name} = @{c.Name}"))}, version = @version, updated_at = @updated_at, updated_by = @updated_by,
            change_set_id = @change_set_id where id = @id
            """, cancel, [.. known.Select(c => (c.Name, Typed(values[c.Name], c.Type))), ("id", id), ("version", version), .. Stamp(change)]);
    }

    internal delegate Task<bool> TryExecute(Change change, string sql, CancellationToken cancel, params (string Name, object? Value)[] args);

    private static (string, object?)[] Stamp(Change change) => [("updated_at", change.Now), ("updated_by", change.Set.Actor.Id), ("change_set_id", change.Set.Id)];

    private static object? Typed(JsonNode? value, Type type) => value.Deserialize(type, JournalJson.Options);

    private static object? Value(Row row, int column, Type type)
    {
        if (row.IsNull(column)) return null;
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(Guid) ? row.Guid(column)
            : bare == typeof(string) ? row.Text(column)
            : bare == typeof(long) ? row.Long(column)
            : bare == typeof(int) ? row.Int(column)
            : bare == typeof(bool) ? row.Bool(column)
            : bare == typeof(double) ? row.Double(column)
            : bare == typeof(DateTime) ? row.Instant(column)
            : bare == typeof(DateOnly) ? row.Date(column)
            : throw new NotSupportedException($"{bare.Name} has no column type");
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Platform;

/// <summary>A record type's columns, for reading and restoring many rows without their entity: what undo works with.</summary>
internal sealed class RecordShape
{
    private static readonly (string Name, Type Type)[] Bookkeeping =
        [("id", typeof(Guid)), ("version", typeof(int)), ("created_at", typeof(DateTime)), ("created_by", typeof(Guid)), ("updated_at", typeof(DateTime)), ("updated_by", typeof(Guid)), ("change_set_id", typeof(Guid))];

    private readonly DeclaredType _type;
    private readonly RowShape<State> _rows;
    private readonly (string Name, Type Type)[] _columns;
    private readonly Dictionary<string, int> _places;

    private RecordShape(DeclaredType type, (string Name, Type Type)[] columns)
    {
        (_type, _columns, Columns) = (type, columns, [.. columns.Select(c => c.Name)]);
        _places = columns.Index().ToDictionary(c => c.Item.Name, c => c.Index, StringComparer.Ordinal);
        _rows = new(type.Table, [.. Bookkeeping.Select(c => c.Name), .. Columns], [.. Bookkeeping.Select(c => c.Type), .. columns.Select(c => c.Type)],
        [
            (row, cells) => cells.Put(row.Id), (row, cells) => cells.Put(row.Version), (row, cells) => cells.Put(row.By.Now), (row, cells) => cells.Put(row.By.Set.Actor.Id),
            (row, cells) => cells.Put(row.By.Now), (row, cells) => cells.Put(row.By.Set.Actor.Id), (row, cells) => cells.Put(row.By.Set.Id),
            .. columns.Select<(string, Type), Action<State, Cells>>((_, i) => (row, cells) => Put(cells, row.Values[i])),
        ]);
    }

    /// <summary>A row as it stands.</summary>
    internal sealed record Current(int Version, object?[] Values);

    /// <summary>A row as a change leaves it.</summary>
    internal sealed record State(Guid Id, int Version, object?[] Values, Change By);

    /// <summary>The columns that say something, in the order of the values.</summary>
    public IReadOnlyList<string> Columns { get; }

    public static RecordShape Of(DeclaredType type, Store store, Declarations declarations)
    {
        using var db = ModuleDbFactory<RecordsDb>.New(store, declarations);
        return new(type, [.. db.Model.FindEntityType(type.Entity)!.GetProperties().Select(p => (p.GetColumnName(), p.ClrType)).Where(c => Bookkeeping.All(b => b.Name != c.Item1))]);
    }

    /// <summary>Where a column's value stands, or null where there is no such column (any more).</summary>
    public int? PlaceOf(string column) => _places.TryGetValue(column, out var place) ? place : null;

    /// <summary>A value of the journal as the column has it.</summary>
    public object? ValueOf(int column, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        var bare = Nullable.GetUnderlyingType(_columns[column].Type) ?? _columns[column].Type;
        return bare == typeof(string) && value.ValueKind == JsonValueKind.String ? value.GetString() : value.Deserialize(bare, JournalJson.Options);
    }

    /// <summary>The rows as they are now, those that are there; on PostgreSQL nobody else changes them until this change ends.</summary>
    public async Task<Dictionary<Guid, Current>> Read(Session session, Guid[] ids, CancellationToken cancel)
    {
        var found = await session.List($"""
            select id, version{string.Concat(Columns.Select(c => ", " + c))} from {_type.Table} where {session.In<Guid>("id", "ids")} {(session.Engine == Engine.Postgres ? "order by id for update" : "")}
            """, row => (Id: row.Guid(0), Row: new Current(row.Int(1), [.. _columns.Select((c, i) => Value(row, i + 2, c.Type))])), cancel, ("ids", ids));
        return found.ToDictionary(f => f.Id, f => f.Row);
    }

    /// <summary>Brings rows back with the columns that are known of them; what isn't known has what the table begins with.</summary>
    public Task Insert(Session session, IReadOnlyList<State> rows, IReadOnlySet<string> columns, CancellationToken cancel) =>
        RowWriter.Insert(session, _rows.Only(c => columns.Contains(c) || Bookkeeping.Any(b => b.Name == c)), rows, OnExisting.Fail, null, rows[0].By.Set.Id, cancel);

    /// <summary>Gives rows their values in some columns.</summary>
    /// <returns>False where one of them has another version than was read.</returns>
    public async Task<bool> Update(Session session, IReadOnlyList<State> rows, IReadOnlySet<string> columns, CancellationToken cancel) =>
        Array.TrueForAll(await RowWriter.Update(session, _rows.Only(c => columns.Contains(c) || (Bookkeeping.Any(b => b.Name == c) && c is not ("created_at" or "created_by"))), rows, cancel), written => written);

    /// <summary>Removes rows.</summary>
    public Task Delete(Change change, IEnumerable<Guid> ids, CancellationToken cancel) =>
        change.ExecuteUnchecked($"delete from {_type.Table} where {change.Session.In<Guid>("id", "ids")}", cancel, ("ids", ids.ToArray()));

    private static object? Value(Row row, int column, Type type)
    {
        if (row.IsNull(column)) return null;
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(string) ? row.Text(column)
            : bare == typeof(Guid) ? row.Guid(column)
            : bare == typeof(long) ? row.Long(column)
            : bare == typeof(int) ? row.Int(column)
            : bare == typeof(bool) ? row.Bool(column)
            : bare == typeof(double) ? row.Double(column)
            : bare == typeof(DateTime) ? row.Instant(column)
            : bare == typeof(DateOnly) ? row.Date(column)
            : throw new NotSupportedException($"{bare.Name} has no column type");
    }

    private static void Put(Cells cells, object? value)
    {
        switch (value)
        {
            case null: cells.PutNull(); break;
            case string text: cells.Put(text); break;
            case Guid id: cells.Put(id); break;
            case long number: cells.Put(number); break;
            case int number: cells.Put(number); break;
            case bool yes: cells.Put(yes); break;
            case double number: cells.Put(number); break;
            case DateTime at: cells.Put(at); break;
            case DateOnly day: cells.Put(day); break;
            default: throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"{value.GetType().Name} has no column type"));
        }
    }
}

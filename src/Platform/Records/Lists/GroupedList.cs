namespace Dangol.Platform;

/// <summary>
/// A list in groups, with the records of each group in the order that was chosen. No index has such an order, so all that fit are sorted: of more than
/// <see cref="Most"/> the groups alone are kept in order.
/// </summary>
internal sealed class GroupedList(Company company, Reading read, Actor actor, DeclaredType type, RecordQuery query, ListWays? ways)
{
    /// <summary>Of how many records groups are sorted in themselves.</summary>
    public const long Most = 10_000;

    private const char Between = '\u001f';

    /// <summary>Is it a place in such a list? A text that is sorted by has no such sign.</summary>
    public static bool IsPlace(Keyset? place) => place?.Value?.Contains(Between, StringComparison.Ordinal) ?? false;

    /// <summary>How many fit; one more than the limit where there are more.</summary>
    public async Task<long> Count(CancellationToken cancel)
    {
        var (fit, args) = Fit();
        return await read.Number($"select count(*) from (select 1 from ({fit}) f limit {Most + 1}) n", cancel, args);
    }

    /// <summary>Rows of the page, one more than its size where there are more, and their places.</summary>
    public async Task<List<(RecordLine Line, Keyset Place)>> Rows(int limit, CancellationToken cancel)
    {
        var backwards = query.After?.Backwards ?? false;
        var (fit, args) = Fit();
        var keys = New("g");
        keys.LeadBy($"({fit}) f {Join} {type.Table} t on t.id = f.id");
        var parts = Parts(keys);
        var falls = GroupOrder.Way(query.Descending != backwards);
        var after = query.After is { } place && PlaceOf(place, parts) is { } values
            ? GroupOrder.After(parts, values, $"t.id {(query.Descending != backwards ? "<" : ">")} {keys.Bind(place.Id)}", backwards, keys.Bind) : null;
        var named = parts.Select((_, i) => $"g{i}").ToList();
        var page = $"select * from (select t.id as id{string.Concat(parts.Zip(named, (part, name) => $", {part.Sql} as {name}"))} from {keys.From}{keys.Conditions(after)}) p order by {GroupOrder.Clause(named, parts, backwards)}id {falls} limit {limit}";

        var sql = New("k");
        sql.LeadBy($"({page}) k {Join} {type.Table} t on t.id = k.id");
        var shown = query.Columns.Select(sql.Columns.Find).ToList();
        var names = named.ConvertAll(name => "k." + name);
        var first = 3 + shown.Sum(c => c.Type.HasCurrency ? 2 : 1) + shown.Count;
        return await read.List($"select t.id, t.version, null{ListRecords.Shown(sql, shown)}, {string.Join(", ", names)} from {sql.From} order by {GroupOrder.Clause(names, parts, backwards)}t.id {falls}",
            row => (ListRecords.Line(row, shown, null), Place(row, first, parts)), cancel, [.. args.Concat(keys.Args).Concat(sql.Args).DistinctBy(a => a.Name)]);
    }

    /// <summary>The place of a record in the list.</summary>
    public async Task<Keyset> Place(Guid id, CancellationToken cancel)
    {
        var sql = New("g");
        var parts = Parts(sql);
        var found = await read.List($"select t.id, {string.Join(", ", parts.Select(p => p.Sql))} from {sql.From}{sql.Conditions($"t.id = {sql.Bind(id)}", sql.Reached)}", row => Place(row, 1, parts), cancel, sql.Args);
        return found is [var place] ? place : throw ReachOfChange.OutOfReach(type);
    }

    private string Join => read.Engine == Engine.Sqlite ? "cross join" : "join";

    private List<OrderPart> Parts(RecordSql sql)
    {
        var parts = GroupOrder.Of(sql, sql.Columns.Find(query.Group!), read.Engine, company.Profile.TimeZone, query.GroupDescending).ToList();
        if (query.Sort is { } sort && (sort != query.Group || GroupOrder.IsByMonth(sql.Columns.Find(sort)))) parts.Add(GroupOrder.By(sql, sql.Columns.Find(sort), query.Descending));
        return parts;
    }

    /// <summary>The keys of what fits, by the ways that lead to it.</summary>
    private (string Sql, (string Name, object? Value)[] Args) Fit()
    {
        var sql = New("f");
        var where = query.Filter is { } filter ? sql.Where(filter) : null;
        var fit = ways is null ? $"select t.id from {sql.From}{sql.Conditions(where, sql.Reached)}"
            : string.Join(" union ", ways.All.Select(way => $"select t.id from {sql.FromOf(way.Of(type, read.Engine))}{sql.Conditions(where, way.Within(read.Engine))}"));
        return (fit, sql.Args);
    }

    private RecordSql New(string prefix) => new(type, company.Declarations, read.Engine, actor, new AsOf(company.Today, company.Profile.TimeZone, actor.Id)) { Prefix = prefix };

    private static Keyset Place(Row row, int at, List<OrderPart> parts) =>
        new(string.Concat(parts.Select((part, i) => (row.IsNull(at + i) ? "0" : "1" + part.Key(row, at + i)) + Between)), row.Guid(0));

    /// <summary>The values of a place; null where it belongs to another list, which then begins at its beginning.</summary>
    private static object?[]? PlaceOf(Keyset place, List<OrderPart> parts)
    {
        if (place.Value?.Split(Between) is not { } said || said.Length != parts.Count + 1) return null;
        var values = new object?[parts.Count];
        for (var i = 0; i < values.Length; i++)
            if (said[i] is ['1', .. var key]) { if ((values[i] = parts[i].OfKey(key)) is null) return null; }
        return values;
    }
}

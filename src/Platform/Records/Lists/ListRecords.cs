using System.Collections.Concurrent;
using System.Globalization;

namespace Dangol.Platform;

/// <summary>
/// Reads a page of records of any declared type. A page is answered from the index of its order, or few enough records fit that they are sorted; else it stops
/// after <see cref="Longest"/> and says so.
/// </summary>
public sealed class ListRecords(Company company, Disclose disclose)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    /// <summary>For how many steps of SQLite's machine the order is walked before it is counted on: about as many as counting those 7,000 takes. A list of which one row in fifty fits has its page before.</summary>
    internal int StepsTried { get; init; } = 60_000;

    /// <summary>A smaller page is given up after fewer.</summary>
    private int StepsOf(RecordQuery query) => StepsTried * Math.Clamp(query.Size, 10, RecordQuery.UsualRows) / RecordQuery.UsualRows;

    /// <summary>From how many on what a way leads to is not few, and is many; null where it is reckoned.</summary>
    internal (long Few, long Many)? Limits { get; init; }

    /// <summary>Up to how many records are sorted within their groups.</summary>
    internal long MostSorted { get; init; } = GroupedList.Most;

    /// <summary>A page of what the actor may read.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>unknown_field</c>, <c>not_sortable</c>, <c>tree_…</c>, <c>list_too_slow</c>.</exception>
    public async Task<RecordList> Read(Actor actor, DeclaredType type, RecordQuery query, CancellationToken cancel = default)
    {
        query = query with { Columns = Disclosure.Visible(actor, type, query.Columns, company.Declarations) };
        await using var read = await company.Store.Read(cancel);
        if (query.Group is { } group)
        {
            if (RecordColumns.Of(actor, type, company.Declarations).Find(group) is var by && !GroupOrder.Can(by, company.Declarations)) throw GroupOrder.Refusal(by);
            MustSort(actor, type, group);
            MustSort(actor, type, query.Sort);
            return await new ReadGrouped(this, company, disclose, read, actor, type, query).Page(cancel);
        }
        return await Read(read, actor, type, query, cancel);
    }

    internal async Task<RecordList> Read(Reading read, Actor actor, DeclaredType type, RecordQuery query, CancellationToken cancel)
    {
        if (IsBroken(actor, type, query)) query = query with { After = null };
        var plan = await Count(read, actor, type, query, cancel);
        if (plan.Way == Way.Tries)
        {
            if (await read.WithinSteps(StepsOf(query), () => Page(read, actor, type, query, plan, cancel)) is { } page) return page;
            plan = await CountOn(read, actor, type, query, plan, cancel);
        }
        try { return await read.Within(plan.TimedOut ? Longest * 4 : Longest * 2, () => Page(read, actor, type, query, plan, cancel)); }
        catch (TimeoutException) { throw TooSlow(type, query); }
    }

    /// <summary>The list with the records of each group in order.</summary>
    internal async Task<GroupedList> Grouping(Reading read, Actor actor, DeclaredType type, RecordQuery query, CancellationToken cancel)
    {
        var plain = query with { Sort = null, Group = null };
        var ways = await ListWays.Of(company, read, actor, type, new ListIndices(company.Store, read, type, plain, walks => New(actor, type, read.Engine, plain, walks), null), Limits, cancel);
        return new(company, read, actor, type, query, ways);
    }

    /// <summary>Where a record stands in a list, and the list as it can be had.</summary>
    /// <exception cref="Refused"><c>out_of_reach</c></exception>
    internal async Task<(RecordQuery List, Keyset Place)> Place(Actor actor, DeclaredType type, Guid id, RecordQuery query, CancellationToken cancel)
    {
        await using var read = await company.Store.Read(cancel);
        return query.Group is null ? (query, await Place(read, actor, type, id, query.Sort, cancel)) : await new ReadGrouped(this, company, disclose, read, actor, type, query).Place(id, cancel);
    }

    internal async Task<Keyset> Place(Reading read, Actor actor, DeclaredType type, Guid id, string? by, CancellationToken cancel)
    {
        if (by is null) return new(null, id);
        var sql = New(actor, type, read.Engine, new() { Columns = [] });
        var column = sql.Columns.Find(by);
        var where = sql.Conditions($"t.id = {sql.Bind(id)}", sql.Reached);
        var line = await read.First($"select t.id, t.version, {sql.SortKey(column)} from {sql.From}{where}", row => Line(row, [], column, sql.SortsAsText(column)), cancel, sql.Args) ?? throw ReachOfChange.OutOfReach(type);
        return new(line.SortKey, id);
    }

    /// <summary>A place that is none in this order was tampered with, or belongs to another: the list begins at its beginning.</summary>
    private bool IsBroken(Actor actor, DeclaredType type, RecordQuery query) => query is { After.Value: { Length: > 0 } value, Sort: { } path } && Sorted(actor, type, path) is var sort
        && !RecordSql.SortsAsText(sort, company.Declarations) && sort.Type.OfKey(value) is null;

    /// <summary>From which side SQLite comes: it sorts what fits, walks the order until a page fits, tries that for a while, or has an index that does both at once.</summary>
    private enum Way { Sorts, Walks, Tries, Both }

    /// <param name="Way">From which side.</param>
    /// <param name="Counted">How many fit, where that was asked.</param>
    /// <param name="TimedOut">They could not be counted in time.</param>
    /// <param name="Ways">By which ways the actor reaches them; null where there is no choice of them.</param>
    private readonly record struct Plan(Way Way, CappedCount? Counted, bool TimedOut, ListWays? Ways);

    /// <summary>Counts what fits, as far as the plan or the page needs it.</summary>
    private async Task<Plan> Count(Reading read, Actor actor, DeclaredType type, RecordQuery query, CancellationToken cancel)
    {
        // Keys that are named are few.
        if (query is { Counted: false, Sort: null, Filter: Clause.Compare(Term.Field("id"), Operator.Equal or Operator.In, _) }) return new(Way.Sorts, null, TimedOut: false, null);
        var indices = new ListIndices(company.Store, read, type, query, walks => New(actor, type, read.Engine, query, walks), query.Sort is { } sort ? Sorted(actor, type, sort) : null);
        var ways = await ListWays.Of(company, read, actor, type, indices, Limits, cancel);
        var both = await indices.HaveBoth(cancel);
        // Where nobody asks how many fit, they are counted only if the page isn't found without.
        if (!query.Counted) return new(both ? Way.Both : query.Filter is null || read.Engine == Engine.Postgres ? Way.Walks : Way.Tries, null, TimedOut: false, ways);
        try
        {
            var fit = await read.Within(Longest, () => Fitting(read, actor, type, query, ways, CappedCount.Limit, cancel));
            // None among those that were looked at says nothing of the others.
            return new(both ? Way.Both : query.Filter is null || read.Engine == Engine.Postgres ? Way.Walks : fit.More ? Way.Tries : Way.Sorts, fit is { Number: 0, More: true } ? null : fit, TimedOut: false, ways);
        }
        catch (TimeoutException) { return new(both ? Way.Both : Way.Walks, null, TimedOut: true, ways); }
    }

    /// <summary>Counts on where a page was not found soon: sorting what fits may be less work.</summary>
    private async Task<Plan> CountOn(Reading read, Actor actor, DeclaredType type, RecordQuery query, Plan plan, CancellationToken cancel)
    {
        try { return plan with { Way = await read.Within(Longest, async () => await Fitting(read, actor, type, query, plan.Ways, await ListWays.FewEnough(read, type, cancel) - 1, cancel)) is { More: false } ? Way.Sorts : Way.Walks }; }
        catch (TimeoutException) { return plan with { Way = Way.Walks, TimedOut = true }; }
    }

    /// <summary>
    /// How many fit, up to a limit. What is reached by ways that lead to not so many is counted by them; where their indices don't answer the conditions, no more
    /// rows are looked at than are counted: what fits among those, and perhaps more.
    /// </summary>
    private async Task<CappedCount> Fitting(Reading read, Actor actor, DeclaredType type, RecordQuery query, ListWays? ways, long limit, CancellationToken cancel)
    {
        const long Looked = CappedCount.Limit + 1;
        var byWays = ways is { IsAnyMany: false } && (query.Filter ?? (object?)PublishedSort(actor, type, query)) is not null;
        var (looks, sql) = (byWays && !ways!.AreCovered, New(actor, type, read.Engine, query, walks: byWays && ways!.AreCovered));
        if (looks) sql.LeadBy($"(select * from {type.Table} t where {ways!.Any} limit {Looked}) t");
        var where = query.Filter is { } filter ? sql.Where(filter) : null;
        var there = PublishedSort(actor, type, query) is { } sort ? sql.SortKey(sort) + " is not null" : null;
        if (looks)
        {
            var (seen, fitting) = await read.First($"select count(*), count(case when {string.Join(" and ", new[] { where, there }.Where(c => c is not null).Select(c => $"({c})"))} then 1 end) from {sql.From}", row => (row.Long(0), row.Long(1)), cancel, sql.Args);
            return new(Math.Min(fitting, limit), fitting > limit || seen == Looked);
        }
        // PostgreSQL answers no OR of ways from their indices.
        var apart = byWays || ways is not null && query.Filter is null && there is null && read.Engine == Engine.Postgres;
        var from = apart ? string.Join(" union ", ways!.All.Select((way, i) => $"select * from (select t.id from {sql.FromOf(way.Of(type, read.Engine))}{sql.Conditions(where, there, way.Within(read.Engine))} limit {limit + 1}) w{i}"))
            : $"select 1 from {sql.Counted(where, there, ways is null ? sql.Reached : query.Filter is null ? ways.Any : ways.AnyBeside(read.Engine))}";
        var fit = await read.Number($"select count(*) from ({from} limit {limit + 1}) fit", cancel, sql.Args);
        return new(Math.Min(fit, limit), fit > limit);
    }

    /// <summary>The column of the order that another module publishes: what has no value there is not in the list.</summary>
    private RecordColumn? PublishedSort(Actor actor, DeclaredType type, RecordQuery query) => query.Sort is { } path && Sorted(actor, type, path) is { Published: not null } sort ? sort : null;

    private async Task<RecordList> Page(Reading read, Actor actor, DeclaredType type, RecordQuery query, Plan plan, CancellationToken cancel)
    {
        var size = Math.Clamp(query.Size, 1, RecordQuery.MostRows);
        var backwards = query.After?.Backwards ?? query.IsFromEnd;
        var rows = new List<RecordLine>();
        // Empty values come last: the pages run through the rows with a value, then through those without. Backwards it is the other way round.
        var stretches = StretchesOf(query.Sort is { } path ? Sorted(actor, type, path) : null, company.Declarations);
        var here = query.After is null ? -1 : stretches.Length == 1 ? 0 : Array.IndexOf(stretches, query.After.Value switch { null => Stretch.Missing, "" => Stretch.Blank, _ => Stretch.Filled });
        var left = backwards ? stretches[..(here < 0 ? stretches.Length : here + 1)].Reverse().ToArray() : here < 0 ? stretches : stretches[here..];
        foreach (var (i, stretch) in left.Index())
        {
            if (rows.Count > size) break;
            rows.AddRange(await Range(read, actor, type, query, plan, stretch, i == 0 && here >= 0 ? query.After : null, backwards, size + 1 - rows.Count, cancel));
        }

        var more = rows.Count > size;
        if (more) rows.RemoveAt(size);
        if (backwards) rows.Reverse();
        var columns = RecordColumns.Of(type, company.Declarations);
        var (first, last) = rows.Count == 0 ? (null, null) : (rows[0], rows[^1]);
        List<RecordColumn> shown = [.. query.Columns.Select(columns.Find)];
        return new(shown, await disclose.List(read, actor, type, shown, rows, cancel), query.Counted ? plan.Counted : null,
            query.After is not null && (!backwards || more) && first is not null ? new(first.SortKey, first.Id, Backwards: true) : null,
            (backwards || more) && last is not null ? new(last.SortKey, last.Id) : null);
    }

    /// <summary>A part of the list, which an index gives in its order: rows with a value in the sorted column, with a blank text, with none.</summary>
    private enum Stretch { All, Filled, Blank, Missing }

    // A reference is sorted by a name, which may be out of reach, whether it must be there or not.
    private static Stretch[] StretchesOf(RecordColumn? sort, Declarations declarations) =>
        // What has no row in another module's view can't be found but by looking at every record: such a list has those that have a value.
        sort?.Published is not null ? [Stretch.Filled]
        : sort is null || sort.IsNeverEmpty && RecordSql.TitleOf(sort, declarations) is null ? [Stretch.All]
        : RecordSql.SortsAsText(sort, declarations) ? [Stretch.Filled, Stretch.Blank, Stretch.Missing]
        : [Stretch.Filled, Stretch.Missing];

    private async Task<List<RecordLine>> Range(Reading read, Actor actor, DeclaredType type, RecordQuery query, Plan plan, Stretch stretch, Keyset? after, bool backwards, int limit, CancellationToken cancel)
    {
        if (plan.Ways is null && plan.Way != Way.Sorts)
        {
            var only = Ask(read, actor, type, query, plan.Way, stretch, after, backwards, limit, null, keys: false, "a");
            return await read.List(only.Sql, only.Map, cancel, only.Args);
        }
        // Each way to records is a list of its own, cut before they are brought together: a condition that joins them by OR would make every row of the table be looked at.
        // What is sorted is sorted by key alone; what is shown is fetched for the page.
        var parts = plan.Ways is null ? [Ask(read, actor, type, query, plan.Way, stretch, after, backwards, limit, null, keys: true, "a")]
            : plan.Ways.All.Select((way, i) => Ask(read, actor, type, query, plan.Way, stretch, after, backwards, limit, way, keys: true, $"b{i}x")).ToList();
        var (sql, order) = (New(actor, type, read.Engine, query, prefix: "k"), query.Descending != backwards ? "desc" : "asc");
        var keys = parts.Count == 1 ? parts[0].Sql : $"select * from ({string.Join(" union ", parts.Select((part, i) => $"select * from ({part.Sql}) w{i}"))}) w order by {(parts[0].HasKey ? $"2 {order}, 1 {order}" : $"1 {order}")} limit {limit}";
        sql.LeadBy($"({keys}) k {(read.Engine == Engine.Sqlite ? "cross join" : "join")} {type.Table} t on t.id = k.id");
        var shown = query.Columns.Select(sql.Columns.Find).ToList();
        return await read.List($"select t.id, t.version, k.sort_key{Shown(sql, shown)} from {sql.From} order by {(parts[0].HasKey ? $"3 {order}, 1 {order}" : $"1 {order}")}", parts[0].Map, cancel, [.. parts.SelectMany(part => part.Args).Concat(sql.Args).DistinctBy(a => a.Name)]);
    }

    private sealed record Asked(string Sql, (string Name, object? Value)[] Args, Func<Row, RecordLine> Map, bool HasKey);

    internal static string Shown(RecordSql sql, IReadOnlyList<RecordColumn> shown) =>
        string.Concat(shown.Select(column => ", " + sql.Shown(column))) + string.Concat(shown.Select(column => ", " + (sql.Called(column) ?? "null")));

    /// <summary>The question for a part of the list, by one way where it is given: of whole rows, or of their keys with what they are sorted by.</summary>
    private Asked Ask(Reading read, Actor actor, DeclaredType type, RecordQuery query, Way how, Stretch stretch, Keyset? after, bool backwards, int limit, ListWay? way, bool keys, string prefix)
    {
        if (way is { IsFew: true }) how = Way.Sorts;
        var walks = how is Way.Walks or Way.Tries;
        // Where few are reached, they are found by the way itself: neither the order nor the conditions are to have an index.
        var sql = New(actor, type, read.Engine, query, walks || way is { IsFew: true }, prefix);
        if (way is { IsFew: true } few) sql.LeadBy(few.Of(type, read.Engine));
        var reached = way is not { } one ? sql.Reached : one.IsFew ? one.Within(read.Engine) : how == Way.Sorts ? one.Branch.Where : one.Beside(read.Engine);
        var shown = query.Columns.Select(sql.Columns.Find).ToList();
        var sort = query.Sort is { } path ? Sorted(actor, type, path) : null;
        if (walks && stretch == Stretch.Filled && sort?.Published is { } published) sql.LeadBy(published);
        var key = sort is null ? null : sql.SortKey(sort);
        var conditions = new List<string?> { query.Filter is { } filter ? sql.Where(filter) : null, reached };
        var isText = sort is not null && RecordSql.SortsAsText(sort, company.Declarations);
        // A second lower bound of the same column might be the one by which the index is entered.
        var begins = stretch == Stretch.Filled && query.Filter is Clause.Compare(Term.Field(var field), Operator.StartsWith, _) && field == query.Sort;
        if (stretch != Stretch.All && !begins) conditions.Add(key + stretch switch { Stretch.Missing => " is null", Stretch.Blank => " = ''", _ => isText ? " > ''" : " is not null" });
        var falls = query.Descending != backwards;
        if (after is not null)
        {
            var sign = falls ? "<" : ">";
            conditions.Add(key is null || stretch is Stretch.Blank or Stretch.Missing || after.Value is null
                ? $"{sql.Key} {sign} {sql.Bind(after.Id)}"
                : $"({key}, {sql.Key}) {sign} ({sql.Bind(isText ? after.Value : sort!.Type.OfKey(after.Value))}, {sql.Bind(after.Id)})");
        }
        var order = falls ? "desc" : "asc";
        // A plus keeps SQLite from walking the order where few fit.
        var plus = how == Way.Sorts && read.Engine == Engine.Sqlite ? "+" : "";
        var by = key is null || stretch is Stretch.Blank or Stretch.Missing ? $"{plus}{sql.Key} {order}" : $"{plus}{key} {order}, {sql.Key} {order}";
        var what = keys ? $"{sql.Key} as id, {key ?? "null"} as sort_key" : $"t.id, t.version, {key ?? "null"}{Shown(sql, shown)}";
        return new($"select {what} from {sql.From}{sql.Conditions([.. conditions])} order by {by} limit {limit}", sql.Args, row => Line(row, shown, sort, isText), key is not null);
    }

    /// <summary>A row that begins with key, version and sort key, then has the values, then the names.</summary>
    internal static RecordLine Line(Row row, IReadOnlyList<RecordColumn> shown, RecordColumn? sort, bool isText = false)
    {
        var (values, names) = (new object?[shown.Count], new string?[shown.Count]);
        var at = 3;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.IsNull(at) || shown[i].Type.Read(row, at) is var value && value is "" ? null : value;
            at += shown[i].Type.HasCurrency ? 2 : 1;
        }
        for (var i = 0; i < names.Length; i++)
            if (shown[i].Type is ReferenceType) names[i] = row.TextOrNull(at + i);
        return new(row.Guid(0), row.Int(1), values, names) { SortKey = sort is null || row.IsNull(2) ? null : isText ? row.Text(2) : Key(row, sort) };
    }

    private static string Key(Row row, RecordColumn sort) => sort.Type.HasCurrency ? row.Long(2).ToString(CultureInfo.InvariantCulture) : sort.Type.ToKey(sort.Type.Read(row, 2));

    /// <summary>Refuses an order by what is not there, or is masked, for the actor: what goes out in that order would tell.</summary>
    internal void MustSort(Actor actor, DeclaredType type, string? path)
    {
        if (path is not null) Sorted(actor, type, path);
    }

    private RecordColumn Sorted(Actor actor, DeclaredType type, string path)
    {
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var column = columns.Find(path);
        if (Disclosure.Hides(actor, columns, column, company.Declarations))
            throw new Refused("not_sortable", path, new($"{column.Label.Ko} 항목은 가려져 있어서 그 순서로 정렬할 수 없어요.", $"{column.Label.En} is masked for you, so a list can't be sorted by it."), 403);
        return column.Type.Sorts ? column : throw new Refused("not_sortable", path, new($"{column.Label.Ko} 순으로는 정렬할 수 없어요.", $"A list can't be sorted by {column.Label.En}."));
    }

    private RecordSql New(Actor actor, DeclaredType type, Engine engine, RecordQuery query, bool walks = false, string prefix = "a") =>
        new(type, company.Declarations, engine, actor, new AsOf(company.Today, company.Profile.TimeZone, actor.Id)) { Walks = walks, Prefix = prefix, InOrderOf = query.Sort, Filter = query.Filter };

    internal static Refused TooSlow(DeclaredType type, RecordQuery query) => new("list_too_slow", query.Sort, new(
        $"{type.Label.Ko} 목록을 이 조건과 순서로는 빨리 찾을 수 없어요. 조건을 좁히거나 다른 순서로 정렬해 주세요.",
        $"The list of {type.Label.En.ToLowerInvariant()} records can't be found quickly by these conditions in this order. Narrow the conditions or choose another order."), 422);
}

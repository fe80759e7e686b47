namespace Dangol.Platform;

/// <summary>
/// Reads a page of a list in groups by one of three ways: of few records all are sorted (<see cref="GroupedList"/>), of many one group is read after the other
/// (<see cref="GroupChain"/>), and where groups can't be told beforehand (months, texts), they stand in their order with the records in them as they come.
/// </summary>
internal sealed class ReadGrouped(ListRecords lists, Company company, Disclose disclose, Reading read, Actor actor, DeclaredType type, RecordQuery query)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);
    private readonly RecordColumns _columns = RecordColumns.Of(type, company.Declarations);

    private RecordColumn Group => _columns.Find(query.Group!);

    public async Task<RecordList> Page(CancellationToken cancel)
    {
        var sorted = await lists.Grouping(read, actor, type, query, cancel);
        var fit = await Fit(sorted, cancel);
        CappedCount? count = query.Counted && fit is { } all ? new(Math.Min(all, CappedCount.Limit), all > CappedCount.Limit) : null;
        if (fit <= lists.MostSorted)
        {
            try { return await Sorted(sorted, count, cancel); }
            catch (TimeoutException) { }
        }
        if (await Chain(cancel) is { } groups) return await Chained(groups, count, cancel);
        return await lists.Read(read, actor, type, OfGroupsOnly, cancel) with { HasGroupsOnly = true };
    }

    /// <summary>Where a record stands in the list, and the list as it can be had.</summary>
    /// <exception cref="Refused"><c>out_of_reach</c></exception>
    public async Task<(RecordQuery List, Keyset Place)> Place(Guid id, CancellationToken cancel)
    {
        var sorted = await lists.Grouping(read, actor, type, query, cancel);
        if (await Fit(sorted, cancel) <= lists.MostSorted) return (query, await sorted.Place(id, cancel));
        if (await Chain(cancel) is not { } groups) return (OfGroupsOnly, await lists.Place(read, actor, type, id, OfGroupsOnly.Sort, cancel));
        var within = await lists.Place(read, actor, type, id, query.Sort, cancel);
        var sql = new RecordSql(type, company.Declarations, read.Engine, actor, new AsOf(company.Today, company.Profile.TimeZone, actor.Id));
        var value = await read.First($"select {sql.Value(Group).Value} from {sql.From}{sql.Conditions($"t.id = {sql.Bind(id)}")}", row => row.IsNull(0) ? null : Group.Type.Read(row, 0), cancel, sql.Args);
        return (query, groups.FirstOrDefault(g => g.Key == GroupChain.KeyOf(value)) is { } group ? GroupChain.Place(group, within) : within);
    }

    /// <summary>How many fit, counted a little further than they are sorted; null where that takes too long.</summary>
    private async Task<long?> Fit(GroupedList sorted, CancellationToken cancel)
    {
        try { return await read.Within(Longest, () => sorted.Count(cancel)); }
        catch (TimeoutException) { return null; }
    }

    private Task<IReadOnlyList<GroupLink>?> Chain(CancellationToken cancel) => GroupChain.Of(company, read, actor, type, Group, query.GroupDescending, cancel);

    private RecordQuery OfGroupsOnly => query with
    {
        Sort = query.Group, Descending = query.GroupDescending, Group = null, After = GroupedList.IsPlace(query.After) || GroupChain.IsPlace(query.After) ? null : query.After,
    };

    private async Task<RecordList> Sorted(GroupedList sorted, CappedCount? count, CancellationToken cancel)
    {
        var (size, backwards) = (Math.Clamp(query.Size, 1, RecordQuery.MostRows), query.After?.Backwards ?? false);
        var rows = await read.Within(Longest * 2, () => sorted.Rows(size + 1, cancel));
        var page = Cut(rows, size, backwards, count);
        return page with { Rows = await disclose.List(read, actor, type, page.Columns, [.. page.Rows], cancel) };
    }

    private async Task<RecordList> Chained(IReadOnlyList<GroupLink> groups, CappedCount? count, CancellationToken cancel)
    {
        var began = company.Clock.GetTimestamp();
        var place = GroupChain.PlaceOf(query.After, groups);
        var (size, backwards) = (Math.Clamp(query.Size, 1, RecordQuery.MostRows), place is not null && query.After!.Backwards);
        var rows = new List<(RecordLine Line, Keyset Place)>();
        for (var i = place?.Group ?? 0; i >= 0 && i < groups.Count && rows.Count <= size; i += backwards ? -1 : 1)
        {
            if (company.Clock.GetElapsedTime(began) > Longest * 4) throw ListRecords.TooSlow(type, query);
            var here = i == place?.Group;
            var list = await lists.Read(read, actor, type, query with
            {
                Group = null, Counted = false, Size = size + 1 - rows.Count, Filter = query.Filter is { } filter ? new Clause.All([groups[i].Within, filter]) : groups[i].Within,
                After = here ? place!.Value.Within : null, IsFromEnd = backwards && !here,
            }, cancel);
            rows.AddRange((backwards ? list.Rows.Reverse() : list.Rows).Select(line => (line, GroupChain.Place(groups[i], new(line.SortKey, line.Id)))));
        }
        return Cut(rows, size, backwards, count);
    }

    /// <summary>A page of rows that were read in their order, or backwards, one more than fits where there are more.</summary>
    private RecordList Cut(List<(RecordLine Line, Keyset Place)> rows, int size, bool backwards, CappedCount? count)
    {
        var more = rows.Count > size;
        var page = rows.Take(size).ToList();
        if (backwards) page.Reverse();
        return new([.. query.Columns.Select(_columns.Find)], page.ConvertAll(r => r.Line), count,
            query.After is not null && (!backwards || more) && page.Count > 0 ? page[0].Place with { Backwards = true } : null, (backwards || more) && page.Count > 0 ? page[^1].Place with { Backwards = false } : null);
    }
}

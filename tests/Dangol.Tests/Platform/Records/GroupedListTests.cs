using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Lists in groups, page by page, and their sums, against the same gadgets in memory.</summary>
public sealed class GroupedListTests
{
    private static readonly Text Because = new("시험", "A test");

    [Theory, EveryEngine]
    public async Task records_stand_by_group_and_within_it_as_was_chosen(Engine engine)
    {
        await using var gadgets = await Gather(engine, count: 90);
        var some = new Clause.Compare(new Term.Field("name"), Operator.NotEqual, new Term.Literal("나사"));
        var walked = 0;
        foreach (var group in gadgets.Columns.Own.Where(c => GroupOrder.Can(c, gadgets.Company.Company.Declarations)))
            foreach (var sort in (string?[])["price", "code", "parent_id", "weighted", group.Path, null])
                foreach (var (falls, groupsFall) in ((bool, bool)[])[(false, false), (true, false), (true, true)])
                {
                    var expected = Sorted(gadgets, gadgets.All.Where(g => gadgets.Which(some).Contains(g.Id)), group, groupsFall, sort is null ? null : gadgets.Columns.Find(sort), falls);
                    await ListRecordsTests.Walk(gadgets, new() { Columns = ["name", group.Path], Filter = some, Group = group.Path, GroupDescending = groupsFall, Sort = sort, Descending = falls, Size = 17 }, expected);
                    walked++;
                }
        Assert.True(walked > 150, $"only {walked} orders");
    }

    [Theory, EveryEngine]
    public async Task long_lists_are_read_group_by_group_in_the_same_order(Engine engine)
    {
        await using var gadgets = await Gather(engine, count: 90);
        var lists = new ListRecords(gadgets.Company.Company, gadgets.Company.Get<Disclose>()) { MostSorted = 0 };
        var some = new Clause.Compare(new Term.Field("name"), Operator.NotEqual, new Term.Literal("나사"));
        foreach (var group in (string[])["size", "is_fragile", "keeper_id", "owner_id", "team_id"])
            foreach (var sort in (string?[])["price", "code", "made_on", null])
                foreach (var (falls, groupsFall) in ((bool, bool)[])[(false, false), (true, false), (true, true)])
                {
                    var expected = Sorted(gadgets, gadgets.All.Where(g => gadgets.Which(some).Contains(g.Id)), gadgets.Columns.Find(group), groupsFall, sort is null ? null : gadgets.Columns.Find(sort), falls);
                    var query = new RecordQuery { Columns = ["name", group], Filter = some, Group = group, GroupDescending = groupsFall, Sort = sort, Descending = falls, Size = 17 };
                    await ListRecordsTests.Walk(gadgets, query, expected, lists);
                    var (list, place) = await lists.Place(gadgets.Somebody, gadgets.Type, expected[20], query, default);
                    Assert.Equal(expected.Skip(21).Take(17), (await lists.Read(gadgets.Somebody, gadgets.Type, list with { After = place })).Rows.Select(r => r.Id));
                    Assert.Equal(expected.Skip(3).Take(17), (await lists.Read(gadgets.Somebody, gadgets.Type, list with { After = place with { Backwards = true } })).Rows.Select(r => r.Id));
                }
        // Months and what may be gone are no groups that can be told beforehand.
        foreach (var group in (string[])["made_on", "seen_at", "parent_id"])
        {
            var page = await lists.Read(gadgets.Somebody, gadgets.Type, new() { Columns = ["name"], Group = group, Sort = "price", Size = 500 });
            Assert.Equal((true, gadgets.All.Count), (page.HasGroupsOnly, page.Rows.Count));
        }
    }

    [Theory, EveryEngine]
    public async Task a_record_has_its_place_and_what_is_out_of_reach_is_in_no_group(Engine engine)
    {
        await using var gadgets = await Gather(engine, count: 60);
        var (me, team) = (gadgets.People[1].Id, gadgets.Teams[0].Id);
        await gadgets.Company.Writes.Run(Actor.System, Because, async change =>
        {
            (await change.Open<IdentityDb>().FindAsync<User>(me))!.Place(null, team);
            await change.Save();
        });
        var grants = new RoleGrants().Grant("gadget", ReachLevel.Team, Actions.View);
        var clerk = new Actor(me, "clerk", Language.Korean, Origin.Web, new RoleRights(me, [new(Guid.CreateVersion7(), "역할", false, grants)], new HashSet<(string, bool)>(), gadgets.Company.Company.Declarations, () => default));
        var lists = gadgets.Company.Get<ListRecords>();
        var query = new RecordQuery { Columns = ["name"], Group = "made_on", Sort = "price", Descending = true, Size = 7 };
        var expected = Sorted(gadgets, gadgets.All.Where(g => g.OwnerId == me || g.TeamId == team), gadgets.Columns.Find("made_on"), false, gadgets.Columns.Find("price"), true);
        var page = await lists.Read(clerk, gadgets.Type, query);
        Assert.Equal((expected.Count, false), ((int)page.Count!.Value.Number, page.HasGroupsOnly));
        Assert.Equal(expected.Take(7), page.Rows.Select(r => r.Id));
        // The neighbours of a record are those of the list.
        var (list, place) = await lists.Place(clerk, gadgets.Type, expected[9], query, default);
        Assert.Equal(expected.Skip(10).Take(7), (await lists.Read(clerk, gadgets.Type, list with { After = place })).Rows.Select(r => r.Id));
        Assert.Equal(expected.Skip(2).Take(7), (await lists.Read(clerk, gadgets.Type, list with { After = place with { Backwards = true } })).Rows.Select(r => r.Id));
        await Assert.ThrowsAsync<Refused>(() => lists.Place(clerk, gadgets.Type, gadgets.All.First(g => !expected.Contains(g.Id)).Id, query, default));
        // A place of another list, or one that was tampered with, begins at the beginning.
        foreach (var wrong in (string?[])["x", "1nonsense\u001f1x\u001f", "100", null])
            Assert.Equal(expected.Take(7), (await lists.Read(clerk, gadgets.Type, query with { After = new(wrong, expected[9]) })).Rows.Select(r => r.Id));
        var refused = await Assert.ThrowsAsync<Refused>(() => lists.Read(clerk, gadgets.Type, query with { Group = "story" }));
        Assert.Equal(("not_groupable", "story"), (refused.Rule, refused.Field));
    }

    [Theory, EveryEngine]
    public async Task too_many_records_are_kept_in_order_of_their_groups_alone(Engine engine)
    {
        await using var gadgets = await Gather(engine, count: 3);
        await using (var raw = await gadgets.Company.RawConnection())
        await using (var command = raw.CreateCommand())
        {
            var columns = "change_set_id, version, created_at, created_by, updated_at, updated_by, name, name_folded, size";
            command.CommandText = engine == Engine.Sqlite
                ? $"insert into gadgets (id, {columns}) with recursive n(x) as (select 1 union all select x + 1 from n where x <= {GroupedList.Most}) select randomblob(16), {columns} from n, (select * from gadgets limit 1) g"
                : $"insert into gadgets (id, {columns}) select gen_random_uuid(), {columns} from generate_series(0, {GroupedList.Most}) n, (select * from gadgets limit 1) g";
            await command.ExecuteNonQueryAsync();
        }
        var query = new RecordQuery { Columns = ["name"], Group = "made_on", Sort = "code" };
        var page = await gadgets.List(query);
        Assert.True(page.HasGroupsOnly);
        Assert.Equal(new CappedCount(CappedCount.Limit, More: true), page.Count);
        Assert.True((await gadgets.List(query with { After = page.Next })).HasGroupsOnly);
        // What they are chosen from is known of sizes: one after the other.
        var sizes = await gadgets.List(query with { Group = "size", After = page.Next });
        Assert.Equal((false, new CappedCount(CappedCount.Limit, More: true)), (sizes.HasGroupsOnly, sizes.Count));
        // What is narrowed is sorted within its groups again; the place of the longer list is none in it.
        var few = new Clause.Compare(new Term.Field("code"), Operator.NotEmpty, []);
        var narrow = await gadgets.List(query with { Filter = few, After = page.Next });
        Assert.Equal((false, gadgets.Which(few).Count), (narrow.HasGroupsOnly, narrow.Rows.Count));
    }

    [Theory, EveryEngine]
    public async Task groups_have_the_sums_of_their_records_in_the_order_of_the_list(Engine engine)
    {
        await using var gadgets = await Gather(engine, count: 90);
        var zone = gadgets.Company.Company.Profile.TimeZone;
        foreach (var column in gadgets.Columns.Own.Where(c => GroupOrder.Can(c, gadgets.Company.Company.Declarations)))
            foreach (var falls in (bool[])[false, true])
            {
                var months = GroupOrder.IsByMonth(column);
                var groups = await gadgets.Company.Get<AggregateRecords>().Read(gadgets.Somebody, gadgets.Type, new(null, column.Path, ["price"]) { InOrder = true, Descending = falls, ByMonth = months });
                var expected = Sorted(gadgets, gadgets.All, column, falls, null, false).ConvertAll(id => gadgets.All.Single(g => g.Id == id))
                    .GroupBy(g => gadgets.Value(column.Path, g) is { } value ? months ? First(value, zone) : value : null).ToList();
                Assert.Equal(expected.Select(g => (column.Path, g.Key, (long)g.Count())), groups.Groups.Select(g => (column.Path, g.Value, g.Count)));
                foreach (var (group, rows) in groups.Groups.Zip(expected))
                    Assert.Equal(rows.Select(r => gadgets.Value("price", r)).OfType<Money>().GroupBy(m => m.Currency).Select(m => new Money(m.Sum(x => x.Minor), m.Key)).OrderBy(m => m.Currency, StringComparer.Ordinal), groups.Of(group, groups.Sums[0]).Cast<Money>());
            }
        var refused = await Assert.ThrowsAsync<Refused>(() => gadgets.Company.Get<AggregateRecords>().Read(gadgets.Somebody, gadgets.Type, new(null, "size", []) { ByMonth = true }));
        Assert.Equal(("no_months", "size"), (refused.Rule, refused.Field));
    }

    [Theory, EveryEngine]
    public async Task the_month_of_an_instant_is_that_of_the_zone_whatever_its_clocks_do(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 1, seed: 1);
        var column = gadgets.Columns.Find("seen_at");
        await using var read = await gadgets.Company.Company.Store.Read(default);
        foreach (var name in (string[])["Asia/Seoul", "Europe/London", "America/New_York", "Australia/Lord_Howe"])
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
            for (var month = new DateTime(2025, 12, 1, 0, 0, 0, DateTimeKind.Unspecified); month.Year < 2027; month = month.AddMonths(1))
                foreach (var ms in (int[])[-1, 0, 1])
                {
                    var at = TimeZoneInfo.ConvertTimeToUtc(month, zone).AddMilliseconds(ms);
                    var found = await read.First($"select {GroupOrder.Month(column, "x", engine, zone)} from (select {(engine == Engine.Sqlite ? "@at" : "@at::timestamptz")} as x) t", row => row.Text(0), default, ("at", at));
                    Assert.Equal((name, at, TimeZoneInfo.ConvertTimeFromUtc(at, zone).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)), (name, at, found));
                }
        }
    }

    /// <summary>Gadgets that were made and seen in several months.</summary>
    private static async Task<Gadgets> Gather(Engine engine, int count)
    {
        var gadgets = await Gadgets.Gather(engine, count, seed: 31);
        var (made, seen) = (gadgets.Type.Fields.Single(f => f.Name == "made_on"), gadgets.Type.Fields.Single(f => f.Name == "seen_at"));
        await gadgets.Company.Writes.Run(Actor.System, Because, async change =>
        {
            foreach (var (i, gadget) in gadgets.All.Index().Where(g => g.Index % 3 > 0))
            {
                var there = (await change.Open<RecordsDb>().FindAsync<Gadget>(gadget.Id))!;
                foreach (var row in (Gadget[])[there, gadget])
                {
                    RecordRow.Set(made, row, new DateOnly(2026, 1, 31).AddMonths(i % 5));
                    // The last hours of a month in London are the first of the next in Seoul.
                    RecordRow.Set(seen, row, new DateTime(2026, 1, 31, 14 + i % 4, 30, 0, DateTimeKind.Utc).AddMonths(i % 2 * 2));
                }
            }
            await change.Save();
        });
        return gadgets;
    }

    private static object First(object value, TimeZoneInfo zone) =>
        (value is DateTime at ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, zone)) : (DateOnly)value) is var day ? new DateOnly(day.Year, day.Month, 1) : value;

    /// <summary>By the group, then by the column, then by the key; empty values last either way.</summary>
    private static List<Guid> Sorted(Gadgets gadgets, IEnumerable<Gadget> rows, RecordColumn group, bool groupsFall, RecordColumn? sort, bool falls)
    {
        var zone = gadgets.Company.Company.Profile.TimeZone;
        var keyed = rows.Select(g => (Group: Places(g), Sort: sort is null ? null : Filled(ListRecordsTests.Key(gadgets, sort, g)), g.Id)).ToList();
        keyed.Sort((a, b) =>
        {
            foreach (var (x, y) in a.Group.Zip(b.Group))
                if (InOrder(x, y, groupsFall) is not 0 and var first) return first;
            return InOrder(a.Sort, b.Sort, falls) is not 0 and var then ? then : a.Id.CompareTo(b.Id) * (falls ? -1 : 1);
        });
        return keyed.ConvertAll(k => k.Id);

        object?[] Places(Gadget gadget) => gadgets.Value(group.Path, gadget) switch
        {
            null => [null],
            var value when GroupOrder.IsByMonth(group) => [First(value, zone)],
            var value when group.Type is ChoiceType choices => [choices.Choices.ToList().FindIndex(c => c.Value == (string)value)],
            Guid id => [Filled(ListRecordsTests.Key(gadgets, group, gadget)), id],
            var value => [value],
        };
    }

    private static object? Filled(object? key) => key is "" ? null : key;

    private static int InOrder(object? a, object? b, bool falls) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        _ => ListRecordsTests.Compare(a, b) * (falls ? -1 : 1),
    };
}

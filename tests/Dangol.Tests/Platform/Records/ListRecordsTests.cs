using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Lists of records, page by page, against the same gadgets sorted in memory.</summary>
public sealed class ListRecordsTests
{
    [Theory, EveryEngine]
    public async Task pages_forward_and_back_by_every_column_are_a_sort_in_memory(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 75, seed: 1);
        var sorted = 0;
        foreach (var column in gadgets.Columns.All.Where(c => c.Type.Sorts))
            foreach (var descending in (bool[])[false, true])
            {
                var expected = Sorted(gadgets, gadgets.All, column, descending);
                await Walk(gadgets, new() { Columns = ["name", column.Path], Sort = column.Path, Descending = descending, Size = 11 }, expected);
                sorted++;
            }
        Assert.True(sorted > 70, $"only {sorted} orders");
        await Walk(gadgets, new() { Columns = ["name"], Size = 10 }, [.. gadgets.All.Select(g => g.Id).Order()]);
        await Walk(gadgets, new() { Columns = ["name"], Size = 25, Descending = true }, [.. gadgets.All.Select(g => g.Id).OrderDescending()]);
    }

    [Theory, EveryEngine]
    public async Task filtered_pages_are_those_of_memory_through_references_too(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 150, seed: 2);
        Clause[] filters =
        [
            new Clause.Compare(new Term.Field("size"), Operator.In, [new Term.Literal("small"), new Term.Literal("large")]),
            new Clause.Compare(new Term.Field("parent.size"), Operator.NotEqual, new Term.Literal("small")),
            new Clause.Not(new Clause.Compare(new Term.Field("parent.keeper_id"), Operator.Empty, [])),
            new Clause.All([new Clause.Compare(new Term.Field("keeper.name"), Operator.StartsWith, new Term.Literal("김")), new Clause.Compare(new Term.Field("weighted"), Operator.More, new Term.Literal(new Money(0, "KRW")))]),
        ];
        foreach (var filter in filters)
            foreach (var sort in (string[])["price", "parent.name", "parent_id", "keeper_id", "weighted", "made_on"])
                foreach (var descending in (bool[])[false, true])
                {
                    var chosen = gadgets.Which(filter);
                    Assert.InRange(chosen.Count, 1, 149);
                    var expected = Sorted(gadgets, gadgets.All.Where(g => chosen.Contains(g.Id)), gadgets.Columns.Find(sort), descending);
                    await Walk(gadgets, new() { Columns = ["name", "parent.name"], Filter = filter, Sort = sort, Descending = descending, Size = 13 }, expected);
                }
    }

    [Theory, EveryEngine]
    public async Task what_many_records_fulfil_and_the_beginning_of_a_name_give_the_pages_of_memory(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 1_300, seed: 12);
        var many = new Clause.Compare(new Term.Field("made_on"), Operator.NotEmpty, []);
        if (gadgets.Which(many).Count <= CappedCount.Limit) many = new(new Term.Field("name"), Operator.NotEmpty, []);
        var starts = new Clause.Compare(new Term.Field("name"), Operator.StartsWith, new Term.Literal("나"));
        var none = new Clause.Compare(new Term.Field("made_on"), Operator.Empty, []);
        // Walked at once, and counted on where that took too many steps.
        foreach (var lists in new[] { gadgets.Company.Get<ListRecords>(), new ListRecords(gadgets.Company.Company, gadgets.Company.Get<Disclose>()) { StepsTried = 1_000 } })
            foreach (var (filter, sort) in new[] { (many, "price"), (many, "name"), (starts, "name"), (starts, "price"), (none, "name"), (none, "made_on") })
                foreach (var descending in (bool[])[false, true])
                {
                    var chosen = gadgets.Which(filter);
                    var expected = Sorted(gadgets, gadgets.All.Where(g => chosen.Contains(g.Id)), gadgets.Columns.Find(sort), descending);
                    var query = new RecordQuery { Columns = ["name", sort], Filter = filter, Sort = sort, Descending = descending, Size = 40 };
                    var page = await lists.Read(gadgets.Somebody, gadgets.Type, query);
                    Assert.Equal((Math.Min(expected.Count, CappedCount.Limit), expected.Count > CappedCount.Limit), (page.Count!.Value.Number, page.Count.Value.More));
                    Assert.Equal(expected.Take(40), page.Rows.Select(r => r.Id));
                    Assert.Equal(expected.Take(40), (await lists.Read(gadgets.Somebody, gadgets.Type, query with { Counted = false })).Rows.Select(r => r.Id));
                    Assert.Equal(expected.Skip(40).Take(40), (await lists.Read(gadgets.Somebody, gadgets.Type, query with { After = page.Next })).Rows.Select(r => r.Id));
                }
        Assert.True(gadgets.Which(many).Count > CappedCount.Limit, "not many enough");
    }

    [Theory, EveryEngine]
    public async Task a_row_has_its_values_and_the_names_of_what_it_refers_to(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 60, seed: 4);
        var paths = gadgets.Columns.All.Select(c => c.Path).ToList();
        var list = await gadgets.List(new() { Columns = paths, Size = 500 });
        Assert.Equal(60, list.Rows.Count);
        foreach (var row in list.Rows)
        {
            var gadget = gadgets.All.Single(g => g.Id == row.Id);
            foreach (var (i, path) in paths.Index()) Assert.Equal((path, gadgets.Value(path, gadget) is var value && value is "" ? null : value), (path, row.Values[i]));
            Assert.Equal(gadgets.All.SingleOrDefault(g => g.Id == gadget.ParentId)?.Name, row.Names[paths.IndexOf("parent_id")]);
            Assert.Equal(gadgets.Person("keeper_id", gadget)?.Name, row.Names[paths.IndexOf("keeper_id")]);
            Assert.Null(row.Names[paths.IndexOf("name")]);
        }
    }

    [Theory, EveryEngine]
    public async Task rows_counts_and_names_keep_to_the_reach(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 120, seed: 6);
        var me = gadgets.People[1].Id;
        var clerk = new Actor(me, "clerk", Language.Korean, Origin.Web, new Own());
        bool Mine(Guid? id) => gadgets.All.Any(g => g.Id == id && g.OwnerId == me);

        var list = await gadgets.List(new() { Columns = ["name", "parent_id", "parent.name", "keeper_id"], Size = 500 }, clerk);
        Assert.Equal(gadgets.All.Where(g => g.OwnerId == me).Select(g => g.Id).Order(), list.Rows.Select(r => r.Id));
        Assert.Equal(list.Rows.Count, list.Count!.Value.Number);
        foreach (var row in list.Rows)
        {
            var gadget = gadgets.All.Single(g => g.Id == row.Id);
            Assert.Equal(Mine(gadget.ParentId), row.Names[1] is not null);
            Assert.Equal(Mine(gadget.ParentId), row.Values[2] is not null);
            Assert.Equal(gadget.KeeperId is null, row.Names[3] is null);
        }
        Assert.Contains(list.Rows, r => r.Values[1] is not null && r.Names[1] is null);
        Assert.Contains(list.Rows, r => r.Names[1] is not null);

        // What is out of reach can't be guessed by asking for it, nor does it order what is within.
        var named = new Clause.Compare(new Term.Field("parent.name"), Operator.NotEmpty, []);
        var found = await gadgets.List(new() { Columns = ["name"], Filter = named, Size = 500 }, clerk);
        Assert.Equal(gadgets.All.Where(g => g.OwnerId == me && Mine(g.ParentId)).Select(g => g.Id).Order(), found.Rows.Select(r => r.Id));
        var ordered = await gadgets.List(new() { Columns = ["name"], Sort = "parent_id", Size = 500 }, clerk);
        var last = gadgets.All.Where(g => g.OwnerId == me && !Mine(g.ParentId)).Select(g => g.Id).Order().ToList();
        Assert.Equal(last, ordered.Rows.TakeLast(last.Count).Select(r => r.Id));
        Assert.Equal(403, (await Assert.ThrowsAsync<Refused>(() => gadgets.List(new() { Columns = ["name"] }, clerk with { Rights = Rights.Nothing }))).Status);
    }

    [Theory, EveryEngine]
    public async Task what_is_reached_by_several_ways_is_one_list_whether_they_lead_to_few_to_some_or_to_many(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 300, seed: 21);
        var (me, team) = (gadgets.People[1].Id, gadgets.Teams[0].Id);
        await gadgets.Company.Writes.Run(Actor.System, new("팀에 들어감", "Joined a team"), async change =>
        {
            (await change.Open<IdentityDb>().FindAsync<User>(me))!.Place(null, team);
            await change.Save();
        });
        var grants = new RoleGrants().Grant("gadget", ReachLevel.Team, Actions.View);
        var clerk = new Actor(me, "clerk", Language.Korean, Origin.Web, new RoleRights(me, [new(Guid.CreateVersion7(), "역할", false, grants)], new HashSet<(string, bool)>(), gadgets.Company.Company.Declarations, () => default));
        var reached = gadgets.All.Where(g => g.OwnerId == me || g.TeamId == team).ToList();
        Assert.Contains(reached, g => g.OwnerId == me && g.TeamId == team);
        var size = new Clause.Compare(new Term.Field("size"), Operator.In, [new Term.Literal("small"), new Term.Literal("large")]);
        var name = new Clause.Compare(new Term.Field("name"), Operator.NotEmpty, []);
        foreach (var limits in new (long, long)?[] { null, (1, 1_000), (1, 2) })
        {
            var lists = new ListRecords(gadgets.Company.Company, gadgets.Company.Get<Disclose>()) { Limits = limits };
            foreach (var filter in new Clause?[] { null, size, name })
                foreach (var sort in (string[])["name", "price", "made_on"])
                    foreach (var descending in (bool[])[false, true])
                    {
                        var chosen = filter is null ? null : gadgets.Which(filter);
                        var expected = Sorted(gadgets, reached.Where(g => chosen is null || chosen.Contains(g.Id)), gadgets.Columns.Find(sort), descending);
                        var query = new RecordQuery { Columns = ["name", sort], Filter = filter, Sort = sort, Descending = descending, Size = 40 };
                        var page = await lists.Read(clerk, gadgets.Type, query);
                        Assert.Equal((limits, sort, expected.Count, false), (limits, sort, (int)page.Count!.Value.Number, page.Count.Value.More));
                        Assert.Equal(expected.Take(40), page.Rows.Select(r => r.Id));
                        var next = await lists.Read(clerk, gadgets.Type, query with { After = page.Next });
                        Assert.Equal(expected.Skip(40).Take(40), next.Rows.Select(r => r.Id));
                        Assert.Equal(expected.Take(40), (await lists.Read(clerk, gadgets.Type, query with { After = next.Previous })).Rows.Select(r => r.Id));
                    }
        }
    }

    [Theory, EveryEngine]
    public async Task a_list_that_takes_too_long_stops_and_says_so(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 3, seed: 7);
        await using (var raw = await gadgets.Company.RawConnection())
        await using (var command = raw.CreateCommand())
        {
            // A table whose rows take for ever to find.
            command.CommandText = """
                alter table gadgets rename to gadgets_kept;
                create view gadgets as select * from gadgets_kept where (with recursive n(x) as (select 1 union all select x + 1 from n where x < 2000000000) select max(x) from n) > 0;
                """;
            await command.ExecuteNonQueryAsync();
        }
        var refused = await Assert.ThrowsAsync<Refused>(() => gadgets.List(new() { Columns = ["name"], Sort = "name" }));
        Assert.Equal(("list_too_slow", "name", 422), (refused.Rule, refused.Field, refused.Status));
        // The connection is as good as before.
        Assert.Equal(3, await gadgets.Company.Count("select count(*) from gadgets_kept"));
    }

    [Theory, EveryEngine]
    public async Task what_is_not_there_is_refused_by_name(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 2, seed: 9);
        await Refuses("unknown_field", "nothing", new() { Columns = ["nothing"] });
        await Refuses("unknown_field", "nothing", new() { Columns = ["name"], Sort = "nothing" });
        await Refuses("not_sortable", "story", new() { Columns = ["name"], Sort = "story" });
        await Refuses("tree_unknown_field", "tree", new() { Columns = ["name"], Filter = new Clause.Compare(new Term.Field("nothing"), Operator.Empty, []) });
        // A password's hash is no column, not even through a reference.
        await Refuses("unknown_field", "keeper.password_hash", new() { Columns = ["keeper.password_hash"] });

        async Task Refuses(string rule, string field, RecordQuery query)
        {
            var refused = await Assert.ThrowsAsync<Refused>(() => gadgets.List(query));
            Assert.Equal((rule, field), (refused.Rule, refused.Field));
        }
    }

    internal static async Task Walk(Gadgets gadgets, RecordQuery query, List<Guid> expected, ListRecords? lists = null)
    {
        var what = $"{query.Group} {query.GroupDescending} {query.Sort} {(query.Descending ? "descending" : "ascending")}";
        var (there, back) = (new List<Guid>(), new List<Guid>());
        RecordList page;
        for (var after = (Keyset?)null; ; after = Keyset.Of(page.Next.ToUrl()))
        {
            page = await List(query with { After = after });
            Assert.Equal((what, after is null), (what, page.Previous is null));
            there.AddRange(page.Rows.Select(r => r.Id));
            Assert.True(there.Count <= expected.Count, $"{what}: more rows than there are");
            if (page.Next is null) break;
            Assert.Equal(query.Size, page.Rows.Count);
        }
        Assert.True(expected.SequenceEqual(there), $"{what}: forward, {there.Zip(expected).TakeWhile(x => x.First == x.Second).Count()} of {expected.Count} rows are right");
        back.AddRange(page.Rows.Select(r => r.Id));
        while (page.Previous is { } before)
        {
            page = await List(query with { After = Keyset.Of(before.ToUrl()) });
            Assert.NotNull(page.Next);
            back.InsertRange(0, page.Rows.Select(r => r.Id));
            Assert.True(back.Count <= expected.Count, $"{what}: more rows back than there are");
        }
        Assert.True(expected.SequenceEqual(back), $"{what}: back, {back.Count} of {expected.Count} rows");

        Task<RecordList> List(RecordQuery asked) => lists?.Read(gadgets.Somebody, gadgets.Type, asked) ?? gadgets.List(asked);
    }

    /// <summary>Empty values last either way; ties by the key, which falls with the order.</summary>
    private static List<Guid> Sorted(Gadgets gadgets, IEnumerable<Gadget> rows, RecordColumn column, bool descending)
    {
        var keyed = rows.Select(g => (Key: Key(gadgets, column, g), g.Id)).ToList();
        var order = Comparer<(object? Key, Guid Id)>.Create((a, b) => (Emptiness(a.Key), Emptiness(b.Key)) switch
        {
            var (x, y) when x != y => x.CompareTo(y),
            _ => Math.Sign(Compare(a.Key, b.Key) is not 0 and var first ? first : a.Id.CompareTo(b.Id)) * (descending ? -1 : 1),
        });
        return [.. keyed.Order(order).Select(x => x.Id)];
    }

    private static int Emptiness(object? key) => key switch { null => 2, "" => 1, _ => 0 };

    internal static object? Key(Gadgets gadgets, RecordColumn column, Gadget gadget) => column switch
    {
        { Path: "parent_id" } => gadgets.All.SingleOrDefault(g => g.Id == gadget.ParentId)?.NameFolded,
        { Type: ReferenceType { To: "gadget" } } => gadgets.Value(column.Path, gadget) is Guid id ? gadgets.All.Single(g => g.Id == id).NameFolded : null,
        { Type: ReferenceType { To: "team" } } => gadgets.Value(column.Path, gadget) is Guid id ? gadgets.Teams.SingleOrDefault(t => t.Id == id)?.NameFolded : null,
        { Type: ReferenceType { To: "user" } } => gadgets.Value(column.Path, gadget) is Guid id ? gadgets.People.SingleOrDefault(p => p.Id == id)?.Name : null,
        _ => gadgets.Value(column.Path, gadget) switch { Money money => money.Minor, UnitPrice price => price.Micros, string text when column.Folded is not null => Fold.Of(text) is { Length: > 0 } folded ? folded : null, var value => value },
    };

    internal static int Compare(object? a, object? b) => a is string text ? CodePoints.Compare(text, (string)b!) : Comparer<object>.Default.Compare(a, b);

    private sealed class Own : Rights
    {
        public override bool Allows(Permission permission) => true;

        public override bool MaySet(string type, string field) => true;

        public override Clause? Reach(Permission permission) => permission.Type == "gadget" ? new Clause.Compare(new Term.Field("owner_id"), Operator.Equal, new Term.Me()) : null;
    }
}

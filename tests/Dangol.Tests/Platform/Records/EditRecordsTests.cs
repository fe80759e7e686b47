using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Making, changing and removing records of any declared type.</summary>
public sealed class EditRecordsTests
{
    [Theory, EveryEngine]
    public async Task a_new_record_has_what_was_said_and_else_what_it_begins_with(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 1, seed: 1);
        var me = gadgets.Somebody;
        var saved = await Edit(gadgets).Create(me, gadgets.Type, new() { ["name"] = "새 물건", ["price"] = new Money(1250, "USD"), ["tags"] = "|vip|", ["parent_id"] = gadgets.All[0].Id });
        Assert.Equal(1, saved.Version);
        Assert.Equal(["새 물건", new Money(1250, "USD"), "|vip|", gadgets.All[0].Id, "small", gadgets.Company.Company.Today, me.Id, me.Id],
            await Show(gadgets, saved.Id, "name", "price", "tags", "parent_id", "size", "made_on", "keeper_id", "owner_id"));
        var emptied = await Edit(gadgets).Create(me, gadgets.Type, new() { ["name"] = "빈 것", ["made_on"] = null, ["keeper_id"] = null });
        Assert.Equal([null, null], await Show(gadgets, emptied.Id, "made_on", "keeper_id"));
    }

    [Theory, EveryEngine]
    public async Task what_is_wrong_is_refused_at_its_field_and_nothing_is_kept(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 2, seed: 2);
        var before = (await gadgets.Company.Count("select count(*) from gadgets"), await gadgets.Company.Count("select count(*) from journal"));
        await Refused("required", "name", new());
        await Refused("required", "name", new() { ["name"] = "" });
        await Refused("required", "size", new() { ["name"] = "a", ["size"] = null });
        await Refused("too_long", "name", new() { ["name"] = new string('가', 501) });
        await Refused("unknown_field", "colour", new() { ["name"] = "a", ["colour"] = "red" });
        await Refused("read_only", "checked_at", new() { ["name"] = "a", ["checked_at"] = DateTime.UnixEpoch });
        await Refused("negative", "pieces", new() { ["name"] = "a", ["pieces"] = -1L });
        await Refused("reference_unknown", "parent_id", new() { ["name"] = "a", ["parent_id"] = Guid.CreateVersion7() });
        await Refused("reference_unknown", "keeper_id", new() { ["name"] = "a", ["keeper_id"] = Guid.CreateVersion7() });
        await Refused("reference_unknown", "owner_id", new() { ["name"] = "a", ["owner_id"] = Guid.CreateVersion7() });
        await Refused("required", "handling", new() { ["name"] = "a", ["is_fragile"] = true, ["size"] = "large" });
        await Refused("duplicate", "code", new() { ["name"] = "a", ["code"] = gadgets.All.First(g => g.Code is not null).Code });
        Assert.Equal(before, (await gadgets.Company.Count("select count(*) from gadgets"), await gadgets.Company.Count("select count(*) from journal")));
        Assert.Equal(403, (await Assert.ThrowsAsync<Refused>(() => Edit(gadgets).Create(gadgets.Somebody with { Rights = Rights.Nothing }, gadgets.Type, new() { ["name"] = "a" }))).Status);

        async Task Refused(string rule, string field, RecordValues values)
        {
            var refused = await Assert.ThrowsAsync<Refused>(() => Edit(gadgets).Create(gadgets.Somebody, gadgets.Type, values));
            Assert.Equal((rule, field), (refused.Rule, refused.Field));
        }
    }

    [Theory, EveryEngine]
    public async Task a_choice_that_is_not_offered_is_refused_and_what_is_left_over_goes(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 1, seed: 3);
        var refused = await Assert.ThrowsAsync<Refused>(() => Edit(gadgets).Create(gadgets.Somebody, gadgets.Type, new() { ["name"] = "나무", ["colours"] = "|clear|" }));
        Assert.Equal(("choice_not_offered", "colours"), (refused.Rule, refused.Field));
        var saved = await Edit(gadgets).Create(gadgets.Somebody, gadgets.Type, new() { ["name"] = "유리", ["is_fragile"] = true, ["colours"] = "|red|clear|" });
        await Edit(gadgets).Change(gadgets.Somebody, gadgets.Type, saved.Id, 1, new() { ["name"] = "유리잔" });
        Assert.Equal(["|red|clear|"], await Show(gadgets, saved.Id, "colours"));
        await Edit(gadgets).Change(gadgets.Somebody, gadgets.Type, saved.Id, 2, new() { ["is_fragile"] = false });
        Assert.Equal(["|red|"], await Show(gadgets, saved.Id, "colours"));
        refused = await Assert.ThrowsAsync<Refused>(() => Edit(gadgets).Change(gadgets.Somebody, gadgets.Type, saved.Id, 3, new() { ["colours"] = "|clear|" }));
        Assert.Equal("choice_not_offered", refused.Rule);
    }

    [Theory, EveryEngine]
    public async Task a_field_that_is_not_shown_is_emptied(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 1, seed: 3);
        var saved = await Edit(gadgets).Create(gadgets.Somebody, gadgets.Type, new() { ["name"] = "유리", ["is_fragile"] = true, ["handling"] = "조심" });
        Assert.Equal(["조심"], await Show(gadgets, saved.Id, "handling"));
        await Edit(gadgets).Change(gadgets.Somebody, gadgets.Type, saved.Id, 1, new() { ["is_fragile"] = false });
        Assert.Equal([null], await Show(gadgets, saved.Id, "handling"));
        await Edit(gadgets).Change(gadgets.Somebody, gadgets.Type, saved.Id, 2, new() { ["handling"] = "던져도 됨" });
        Assert.Equal([null], await Show(gadgets, saved.Id, "handling"));
    }

    [Theory, EveryEngine]
    public async Task two_who_change_one_record_lose_nothing(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 1, seed: 4);
        var (one, two) = (gadgets.Somebody with { Name = "하나" }, gadgets.Somebody with { Id = gadgets.People[1].Id, Name = "둘" });
        var saved = await Edit(gadgets).Create(one, gadgets.Type, new() { ["name"] = "처음", ["price"] = new Money(100, "KRW"), ["phone"] = "+821012345678" });
        await Change(one, 1, ("name", "하나가"), ("price", new Money(100, "USD")), ("phone", "+821087654321"));

        // Other fields: both stay. The same field: refused by its name, whatever else is changed along with it.
        Assert.Equal(3, (await Change(two, 1, ("pieces", 7L))).Version);
        Assert.Equal("name", await Meets(two, 1, ("name", "둘이")));
        Assert.Equal("name", await Meets(two, 1, ("weight", 2.0), ("name", "둘이")));
        Assert.Equal("phone", await Meets(two, 1, ("phone", "+821000000000")));
        Assert.Equal("price", await Meets(two, 1, ("price", new Money(100, "JPY"))));
        // To what it is already is no conflict, and no change.
        var same = await Change(two, 1, ("name", "하나가"));
        Assert.Equal((3, Guid.Empty), (same.Version, same.ChangeSetId));
        Assert.Equal(["하나가", 7L, null, new Money(100, "USD"), "+821087654321"], await Show(gadgets, saved.Id, "name", "pieces", "weight", "price", "phone"));
        Assert.Equal(4, (await Change(two, 3, ("name", "둘이"))).Version);
        var unknown = await Assert.ThrowsAsync<Refused>(() => Change(two, 9, ("name", "x")));
        Assert.Equal("version_unknown", unknown.Rule);

        Task<RecordSaved> Change(Actor who, int version, params (string, object?)[] values) => Edit(gadgets).Change(who, gadgets.Type, saved.Id, version, Values(values));

        async Task<string?> Meets(Actor who, int read, (string, object?) value, (string, object?)? more = null)
        {
            var refused = await Assert.ThrowsAsync<Refused>(() => Change(who, read, more is { } other ? [value, other] : [value]));
            Assert.Equal(("changed_meanwhile", 409), (refused.Rule, refused.Status));
            Assert.Contains("하나", refused.Text.Ko, StringComparison.Ordinal);
            return refused.Field;
        }
    }

    [Theory, EveryEngine]
    public async Task two_who_assign_one_record_lose_nothing(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 0, seed: 4);
        var me = gadgets.Somebody;
        var saved = await Edit(gadgets).Create(me, gadgets.Type, new() { ["name"] = "가위" });
        await Edit(gadgets).Change(me, gadgets.Type, saved.Id, 1, new() { ["owner_id"] = gadgets.People[1].Id });
        var refused = await Assert.ThrowsAsync<Refused>(() => Edit(gadgets).Change(me, gadgets.Type, saved.Id, 1, new() { ["owner_id"] = gadgets.People[2].Id }));
        Assert.Equal(("changed_meanwhile", "owner_id", 409), (refused.Rule, refused.Field, refused.Status));
        Assert.Contains("담당자", refused.Text.Ko, StringComparison.Ordinal);
        // The same person is no conflict, and who has seen it may decide anew.
        Assert.Equal(2, (await Edit(gadgets).Change(me, gadgets.Type, saved.Id, 1, new() { ["owner_id"] = gadgets.People[1].Id })).Version);
        Assert.Equal(3, (await Edit(gadgets).Change(me, gadgets.Type, saved.Id, 2, new() { ["owner_id"] = gadgets.People[2].Id })).Version);
    }

    [Theory, EveryEngine]
    public async Task what_was_made_changed_or_removed_can_be_taken_back(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 1, seed: 5);
        var me = gadgets.Somebody;
        var made = await Edit(gadgets).Create(me, gadgets.Type, new() { ["name"] = "처음", ["email"] = "kim@example.com", ["price"] = new Money(1, "USD"), ["share"] = 0.5, ["is_fragile"] = true });
        string[] all = [.. gadgets.Columns.Own.Where(c => c.Field is not null).Select(c => c.Path)];
        var first = await Show(gadgets, made.Id, all);
        var changed = await Edit(gadgets).Change(me, gadgets.Type, made.Id, 1, new() { ["name"] = "다음", ["email"] = null, ["price"] = null, ["share"] = 0.25, ["is_fragile"] = null });
        await Undo(changed.ChangeSetId);
        Assert.Equal(first, await Show(gadgets, made.Id, all));
        var removed = await Edit(gadgets).Delete(me, gadgets.Type, made.Id);
        Assert.Equal(404, (await Assert.ThrowsAsync<Refused>(() => Edit(gadgets).Delete(me, gadgets.Type, made.Id))).Status);
        Assert.Equal(1, await gadgets.Company.Count("select count(*) from gadgets"));
        await Undo(removed.ChangeSetId);
        Assert.Equal(first, await Show(gadgets, made.Id, all));
        var list = await gadgets.List(new() { Columns = ["name"], Sort = "email" });
        Assert.Equal(made.Id, list.Rows[0].Id);

        async Task Undo(Guid set)
        {
            await gadgets.Company.Settled();
            Assert.Equal((1, 0), await Undone(gadgets, me, set));
        }
    }

    private static async Task<(int, int)> Undone(Gadgets gadgets, Actor actor, Guid set)
    {
        var report = await gadgets.Company.Get<UndoChangeSet>().Run(actor, set);
        return (report.Records, report.Conflicts.Count);
    }

    private static EditRecords Edit(Gadgets gadgets) => gadgets.Company.Get<EditRecords>();

    private static RecordValues Values((string Name, object? Value)[] values) => new(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));

    private static async Task<object?[]> Show(Gadgets gadgets, Guid id, params string[] paths)
    {
        var list = await gadgets.List(new() { Columns = paths, Size = 500 });
        return list.Rows.Single(r => r.Id == id).Values;
    }
}

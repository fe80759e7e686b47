using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Roles with their reaches over the product's own leads: what lists show, what writes reach, and what a change of the rules brings at once.</summary>
public sealed class RoleTests
{
    private static readonly string[] Columns = ["name"];

    [Theory, EveryEngine]
    public async Task each_reach_shows_what_it_says_and_nothing_else(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await House.Of(site);
        Assert.Equal("가1 가2 나1 나2", await house.Names(house.A));
        Assert.Equal("다1 다2", await house.Names(house.C));
        Assert.Equal("가1 가2 나1 나2", await house.Names(house.Head));
        Assert.Equal("가1 가2 나1 나2 다1 다2", await house.Names(house.Boss));
        Assert.Equal("가1 가2 나1 나2 다1 다2 무", await house.Names(site.Administrator));

        await site.Grant("seller", g => g.Grant("lead", ReachLevel.Own, Actions.View));
        Assert.Equal("가1 가2", await house.Names(house.A));
        await site.Grant("seller", g => g.Grant("lead", ReachLevel.None, Actions.View));
        await Assert.ThrowsAsync<Refused>(() => house.Names(house.A));

        // Roles add up: what one of them lets is let.
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), async change => { await FirstRoles.GiveRole(change, [house.A], "executive", default); return true; });
        Assert.Equal("가1 가2 나1 나2 다1 다2 무", await house.Names(house.A));
    }

    [Theory, EveryEngine]
    public async Task a_write_reaches_no_further_than_its_action(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await House.Of(site);
        await house.Edit(house.A, "가1", "가1 바뀜");
        // Seen with the team, but only one's own may be changed; what is not seen is not there.
        Assert.Equal("not_allowed", (await Assert.ThrowsAsync<Refused>(() => house.Edit(house.A, "나1", "뺏음"))).Rule);
        Assert.Equal("out_of_reach", (await Assert.ThrowsAsync<Refused>(() => house.Edit(house.A, "다1", "뺏음"))).Rule);
        await house.Edit(house.Head, "나1", "나1 바뀜");
        Assert.Equal("out_of_reach", (await Assert.ThrowsAsync<Refused>(() => house.Edit(house.Head, "다1", "뺏음"))).Rule);

        // One's own given away out of one's sight is refused; within the organisation it goes, and the team goes with it.
        Assert.Equal("out_of_reach", (await Assert.ThrowsAsync<Refused>(() => house.Give(house.A, "가2", house.C))).Rule);
        await house.Give(house.Boss, "가2", house.C);
        Assert.Equal("가2 다1 다2", await house.Names(house.C));
        Assert.Equal(house.Busan, await house.TeamOf("가2"));

        // Who makes one is in charge of it, with their team.
        await house.Make(house.A, "새것", null);
        Assert.Equal(house.Seoul, await house.TeamOf("새것"));
        Assert.Contains("새것", await house.Names(house.B), StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_batch_has_a_verdict_for_what_would_leave_the_reach(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await House.Of(site);
        var type = site.Company.Declarations.Named("lead");
        var actor = await site.ActorOf(house.A);
        var rows = new List<BatchRow>
        {
            new(BatchDo.Create, new RecordValues { ["name"] = "제것" }),
            new(BatchDo.Create, new RecordValues { ["name"] = "남의 것", ["owner_id"] = house.C }),
            new(BatchDo.Update, new RecordValues { ["interest"] = "원두" }) { Id = await house.Id("나1") },
            new(BatchDo.Update, new RecordValues { ["interest"] = "원두" }) { Id = await house.Id("가1") },
            new(BatchDo.Update, new RecordValues { ["interest"] = "원두" }) { Id = await house.Id("다1") },
        };
        var done = await site.Do<BatchRecords, BatchVerdict[]>(batch => batch.Run(site.Company.Writes.NewChangeSet(actor, new("시험", "A test")), type, rows, null, default));
        Assert.Equal([null, "out_of_reach", "out_of_reach", null, "out_of_reach"], done.Select(v => v.Why?.Rule));
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '원두'"));
        Assert.Equal(0, await site.Count("select count(*) from leads where name = '남의 것'"));
    }

    [Theory, EveryEngine]
    public async Task a_share_opens_one_record_until_its_last_day(Engine engine)
    {
        var clock = new HandClock(new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero));
        await using var site = await TestSite.Open(engine, clock: clock);
        var house = await House.Of(site);
        var id = await house.Id("다1");
        await site.Share("lead", id, user: house.A, until: new DateOnly(2026, 11, 22));
        Assert.Equal("가1 가2 나1 나2 다1", await house.Names(house.A));
        Assert.Equal("not_allowed", (await Assert.ThrowsAsync<Refused>(() => house.Edit(house.A, "다1", "뺏음"))).Rule);
        clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("가1 가2 나1 나2", await house.Names(house.A));

        await site.Share("lead", id, team: house.Sales, mayEdit: true);
        await house.Edit(house.B, "다1", "다1 함께");
        await site.Share("lead", await house.Id("다2"), role: await house.Role("marketer"));
        var marketer = await site.Person("marketer");
        await site.Grant("marketer", g => g.Grant("lead", ReachLevel.None, Actions.View, Actions.Create, Actions.Edit));
        Assert.Equal("다2", await house.Names(marketer));
    }

    [Theory, EveryEngine]
    public async Task a_department_moves_with_everybody_in_it_and_back_by_undo(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await House.Of(site);
        var (version, paths) = (await site.Count("select version from access_versions"), await site.Count("select count(*) from manager_paths"));
        await site.Move(house.Head, house.Other);
        Assert.Equal("가1 가2 나1 나2 다1 다2", await house.Names(house.Other));
        Assert.Equal(paths + 3, await site.Count("select count(*) from manager_paths"));
        Assert.True(await site.Count("select version from access_versions") > version);

        var moved = await site.Do<Store, Guid>(async store => { await using var read = await store.Read(); return await read.First("select change_set_id from journal where type = 'user' order by epoch desc, xid desc, seq desc limit 1", row => row.Guid(0), default); });
        await site.Do<UndoChangeSet, UndoReport>(undo => undo.Run(Actor.System, moved));
        Assert.Equal("다1 다2", await house.Names(house.Other));
        Assert.Equal(paths, await site.Count("select count(*) from manager_paths"));

        Assert.Equal("manager_circle", (await Assert.ThrowsAsync<Refused>(() => site.Move(house.Boss, house.A))).Rule);
        Assert.Equal("manager_circle", (await Assert.ThrowsAsync<Refused>(() => site.Move(house.A, house.A))).Rule);
        Assert.Equal("가1 가2 나1 나2 다1 다2", await house.Names(house.Boss));
    }

    [Theory, EveryEngine]
    public async Task somebody_who_looks_as_a_role_sees_what_it_sees_and_changes_nothing(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await House.Of(site);
        var (rights, _) = await SeeAsRole.Rights(site.Company, site.Administrator, await house.Role("seller"), default);
        var looking = new Actor(site.Administrator, "관리자", Language.Korean, Origin.Web, rights);
        Assert.Equal("무", await house.Names(looking));
        Assert.False(rights.Allows(new("lead", Actions.Edit)));
        Assert.False(rights.Allows(new("role", Actions.View)));
        await Assert.ThrowsAsync<Refused>(() => site.Do<EditRecords, RecordSaved>(edit => edit.Create(looking, site.Company.Declarations.Named("lead"), new RecordValues { ["name"] = "안 됨" })));
    }

    /// <summary>A boss over two heads; under one A and B in 서울, under the other C in 부산; two leads of each of the three, and one of nobody's.</summary>
    private sealed class House(TestSite site)
    {
        public Guid Boss, Head, Other, A, B, C, Sales, Seoul, Busan;

        public static async Task<House> Of(TestSite site)
        {
            var house = new House(site);
            house.Sales = await site.Team("영업");
            house.Seoul = await site.Team("서울", house.Sales);
            house.Busan = await site.Team("부산", house.Sales);
            house.Boss = await site.Person("sales_manager");
            house.Head = await site.Person("sales_manager", house.Boss);
            house.Other = await site.Person("sales_manager", house.Boss);
            house.A = await site.Person("seller", house.Head, house.Seoul);
            house.B = await site.Person("seller", house.Head, house.Seoul);
            house.C = await site.Person("seller", house.Other, house.Busan);
            foreach (var (name, owner) in new[] { ("가1", house.A), ("가2", house.A), ("나1", house.B), ("나2", house.B), ("다1", house.C), ("다2", house.C) }) await house.Make(null, name, owner);
            await house.Make(site.Administrator, "무", null);
            return house;
        }

        public async Task<string> Names(Guid person) => await Names(await site.ActorOf(person));

        public async Task<string> Names(Actor actor)
        {
            var type = site.Company.Declarations.Named("lead");
            var list = await site.Do<ListRecords, RecordList>(l => l.Read(actor, type, new() { Columns = Columns, Sort = "created_at" }));
            var names = list.Rows.Select(r => (string)r.Values[0]!).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(names.Count, list.Count!.Value.Number);
            return string.Join(' ', names);
        }

        public async Task Make(Guid? who, string name, Guid? owner)
        {
            var actor = who is { } person ? await site.ActorOf(person) : Actor.System;
            var values = new RecordValues { ["name"] = name };
            if (owner is not null) values["owner_id"] = owner;
            await site.Do<EditRecords, RecordSaved>(edit => edit.Create(actor, site.Company.Declarations.Named("lead"), values));
        }

        public Task Edit(Guid who, string name, string to) => Set(who, name, new RecordValues { ["name"] = to });

        public Task Give(Guid who, string name, Guid owner) => Set(who, name, new RecordValues { ["owner_id"] = owner });

        private async Task Set(Guid who, string name, RecordValues values)
        {
            var (actor, id) = (await site.ActorOf(who), await Id(name));
            var version = (int)await site.Count("select version from leads where id = @id", ("id", id));
            await site.Do<EditRecords, RecordSaved>(edit => edit.Change(actor, site.Company.Declarations.Named("lead"), id, version, values));
        }

        public Task<Guid> Id(string name) => One("select id from leads where name = @name", ("name", name));

        public Task<Guid> TeamOf(string name) => One("select team_id from leads where name = @name", ("name", name));

        public Task<Guid> Role(string code) => One("select id from roles where code = @code", ("code", code));

        private Task<Guid> One(string sql, (string, object?) arg) => site.Do<Store, Guid>(async store =>
        {
            await using var read = await store.Read();
            return await read.First(sql, row => row.Guid(0), default, arg);
        });
    }
}

using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ReviewAccessTests
{
    [Theory, EveryEngine]
    public async Task the_review_finds_nights_bulk_strangers_and_exports_and_whether_a_line_was_touched(Engine engine)
    {
        // 10:00 in Seoul.
        var clock = new HandClock(new(2026, 11, 10, 1, 0, 0, TimeSpan.Zero));
        await using var site = await TestSite.Open(engine, clock: clock);
        var (day, night, bulk, exports) = (await site.Person("seller", name: "낮"), await site.Person("agent", name: "밤"), await site.Person("agent", name: "많이"), await site.Person("analyst", name: "파일"));
        await Saw(day, PersonalAction.Viewed, 1, 0);
        await Saw(bulk, PersonalAction.Listed, 250, 250);
        await Saw(exports, PersonalAction.Exported, 2_000, 2_000, "보고서에 쓰려고 해요");
        clock.Advance(TimeSpan.FromHours(13));
        await Saw(night, PersonalAction.Viewed, 1, 0);

        var auditor = await site.SignedIn(await site.Person("auditor"));
        var page = await auditor.Get("/settings/personal-data?month=2026-11");
        Assert.Equal(200, page.Code);
        using var month = System.Text.Json.JsonDocument.Parse((await auditor.Get("/api/v1/access/personal-data?month=2026-11")).Body);
        var odd = month.RootElement.GetProperty("odd").EnumerateArray().Select(o => (o.GetProperty("actor").GetString(), o.GetProperty("kind").GetString())).Order().ToList();
        Assert.Equal([("많이", "bulk"), ("많이", "strangers"), ("밤", "night"), ("파일", "bulk"), ("파일", "export")], odd);
        Assert.Equal(0, month.RootElement.GetProperty("broken").GetInt32());
        Assert.Contains("보고서에 쓰려고 해요", page.Words, StringComparison.Ordinal);
        // Who checks the others says that they did; who works does not.
        Assert.Equal(303, (await auditor.Submit(page, "/settings/personal-data/review", ("note", "이상 없음"))).Code);
        Assert.Equal(1, await site.Count("select count(*) from personal_reviews where month = '2026-11' and note = '이상 없음'"));
        Assert.Equal(403, (await (await site.SignedIn(exports)).Get("/settings/personal-data")).Code);

        // A line that was changed or taken out shows: by the chain, and by what the review saw, which finds the end cut off too.
        foreach (var (tamper, broken) in new[] { ("update personal_accesses set reason = 'x' where action = 'exported'", 1), ("delete from personal_accesses where actor_name = '낮'", 3), ("delete from personal_accesses where actor_name = '밤'", 4) })
        {
            await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.Execute(tamper, default));
            using var now = System.Text.Json.JsonDocument.Parse((await auditor.Get("/api/v1/access/personal-data?month=2026-11")).Body);
            Assert.Equal(broken, now.RootElement.GetProperty("broken").GetInt32());
        }
        Assert.Contains("바뀌거나 빠진 줄이 있어요", (await auditor.Get("/settings/personal-data?month=2026-11")).Words, StringComparison.Ordinal);

        async Task Saw(Guid who, PersonalAction action, int records, int strangers, string? why = null)
        {
            var name = await site.Do<Store, string>(async store => { await using var read = await store.Read(); return await read.First("select name from users where id = @id", row => row.Text(0), default, ("id", who)) ?? ""; });
            await site.Company.PersonalLog.Keep(new(new(who, name, Language.Korean, Origin.Web, Rights.Nothing), "127.0.0.1", action, "customer", [Guid.NewGuid()], records, strangers, ["phone"], why));
        }
    }

    [Theory, EveryEngine]
    public async Task a_whole_day_that_was_taken_out_is_missed_by_the_next(Engine engine)
    {
        var clock = new HandClock(new(2026, 11, 10, 1, 0, 0, TimeSpan.Zero));
        await using var site = await TestSite.Open(engine, clock: clock);
        for (var day = 0; day < 3; day++, clock.Advance(TimeSpan.FromDays(1)))
            for (var i = 0; i < 2; i++) await site.Company.PersonalLog.Keep(new(new(Guid.NewGuid(), "누구", Language.Korean, Origin.Web, Rights.Nothing), "127.0.0.1", PersonalAction.Viewed, "customer", [Guid.NewGuid()], 1, 1, ["phone"]));
        Assert.Equal(0, await Broken());
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.Execute("delete from personal_accesses where business_date = @day", default, ("day", new DateOnly(2026, 11, 11))));
        Assert.Equal(1, await Broken());

        async Task<long> Broken()
        {
            await using var read = await site.Company.Store.Read();
            return await ReviewAccess.Broken(read, new(2026, 11, 1), new(2026, 12, 1), default);
        }
    }
}

using Dangol.Platform;

namespace Dangol.Tests;

public sealed class BulkTests
{
    [Theory, EveryEngine]
    public async Task all_that_a_list_finds_is_changed_in_the_background_and_taken_back(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        for (var i = 0; i < 60; i++) await site.Lead($"리드 {i}", ("source", i % 2 == 0 ? "web" : "call"));
        var browser = await site.SignedIn();
        var list = await browser.Get("/leads?w=source:in:web");
        var ask = await browser.Submit(list, "/leads/bulk", ("all", "1"), ("do", "edit"));
        Assert.Contains("30건 수정", ask.Words, StringComparison.Ordinal);
        var wrong = await browser.Submit(ask, "/leads/bulk", ("field", "next_step_on"), ("value", "어느 날"), ("do", "apply"));
        Assert.Equal(422, wrong.Code);
        // The list is asked by what is changed: nothing is left out, nothing changed twice.
        var begun = await browser.Submit(ask, "/leads/bulk", ("field", "source"), ("value", "event"), ("do", "apply"));
        Assert.Equal(303, begun.Code);
        await Until.True(async () => await site.Count("select count(*) from jobs where kind = 'bulk_records' and state = 'succeeded'") == 1, "the work ended");
        Assert.Equal(30, await site.Count("select count(*) from leads where source = 'event' and version = 2"));
        var after = await browser.Get(begun.Location!);
        Assert.Contains("리드 30건을 수정했어요", after.Words, StringComparison.Ordinal);
        await browser.Submit(after, after.Html.QuerySelector(".work-strip form")!.GetAttribute("action")!);
        Assert.Equal(30, await site.Count("select count(*) from leads where source = 'web'"));
    }

    [Theory, EveryEngine]
    public async Task what_is_selected_is_assigned_and_removed(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var jane = await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("jane@example.com", "Jane", "a rather long sentence")));
        var (one, two) = (await site.Lead("하나"), await site.Lead("두리"));
        await site.Lead("세나");
        var browser = await site.SignedIn();
        var list = await browser.Get("/leads");
        var ask = await browser.Piece(list, "/leads/bulk", ("ids", one.Id.ToString()), ("ids", two.Id.ToString()), ("do", "assign"));
        Assert.Contains("owner_id", ask.Body, StringComparison.Ordinal);
        // The way back in the browser ends in the list, not in an error.
        Assert.Equal((303, "/leads"), await browser.Get("/leads/bulk") is var back ? (back.Code, back.Location) : default);
        await browser.Piece(list, "/leads/bulk", ("ids", one.Id.ToString()), ("ids", two.Id.ToString()), ("do", "apply"), ("field", "owner_id"), ("value", jane.ToString()));
        await Until.True(async () => await site.Count("select count(*) from leads where owner_id = @jane", ("jane", jane)) == 2, "the work ended");
        await browser.Piece(list, "/leads/bulk", ("ids", one.Id.ToString()), ("do", "delete"));
        await Until.True(async () => await site.Count("select count(*) from leads") == 2, "the work ended");
        await Until.True(async () => await site.Count("select count(*) from jobs where state = 'succeeded'") == 2, "the work ended");
    }

    [Theory, EveryEngine]
    public async Task what_is_sent_twice_is_done_once_and_what_else_is_sent_is_done(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var one = await site.Lead("하나");
        var two = await site.Lead("두리");
        var browser = await site.SignedIn();
        var list = await browser.Get("/leads?cols=name,rating&w=source:in:other");
        var ask = await browser.Submit(list, "/leads/bulk", ("ids", one.Id.ToString()), ("do", "edit"));
        string[] begun = await Twice(() => browser.Submit(ask, "/leads/bulk", ("field", "rating"), ("value", "hot"), ("do", "apply")));
        Assert.Equal(begun[0], begun[1]);
        // One comes back to the form and wants something else: that is another work.
        await browser.Submit(ask, "/leads/bulk", ("field", "rating"), ("value", "cold"), ("do", "apply"));
        Assert.Equal(2, await site.Count("select count(*) from jobs where kind = 'bulk_records'"));
        await Twice(() => browser.Submit(list, "/leads/bulk", ("ids", two.Id.ToString()), ("do", "delete")));
        Assert.Equal(3, await site.Count("select count(*) from jobs where kind = 'bulk_records'"));
        var export = await browser.Get("/leads/export?cols=name");
        await Twice(() => browser.Submit(export, "/leads/export", ("reason", "감사 자료로 내려고 해요")));
        Assert.Equal(1, await site.Count("select count(*) from jobs where kind = 'export_records'"));
        var views = await Twice(() => browser.Submit(list, "/leads/views", ("do", "save_as"), ("name", "내 보기")));
        Assert.Equal(views[0], views[1]);
        Assert.Equal(1, await site.Count("select count(*) from saved_views"));
        await Until.True(async () => await site.Count("select count(*) from jobs where state = 'succeeded'") == 4, "the work ended");

        static async Task<string[]> Twice(Func<Task<TestPage>> send)
        {
            var sent = await Task.WhenAll(send(), send());
            Assert.All(sent, answer => Assert.True(answer.Code == 303, answer.ToString()));
            return [sent[0].Location!, sent[1].Location!];
        }
    }

    [Theory, EveryEngine]
    public async Task an_export_wants_a_reason_and_carries_no_formula(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("=1+1", ("organisation", "가, \"나\""), ("phone", "+821012345678"));
        var browser = await site.SignedIn();
        var ask = await browser.Get("/leads/export?cols=name,organisation,phone");
        Assert.Equal(422, (await browser.Submit(ask, "/leads/export")).Code);
        var begun = await browser.Submit(ask, "/leads/export", ("reason", "감사 자료로 내려고 해요"));
        await Until.True(async () => await site.Count("select count(*) from jobs where kind = 'export_records' and state = 'succeeded'") == 1, "the work ended");
        var link = (await browser.Get(begun.Location!)).Html.QuerySelector(".work-strip a.btn-primary")!.GetAttribute("href")!;
        var file = await browser.Get(link);
        Assert.Equal("\uFEFF이름,회사,전화번호\r\n'=1+1,\"가, \"\"나\"\"\",010-1234-5678\r\n".ReplaceLineEndings("\n"), file.Body.ReplaceLineEndings("\n").Insert(0, file.Body.StartsWith('\uFEFF') ? "" : "\uFEFF"));
        Assert.Equal(1, await site.Count("select count(*) from journal where after like '%감사 자료로 내려고 해요%'"));
        Assert.Equal(1, await site.Count("select count(*) from personal_accesses where action = 'exported' and records = 1 and reason like '감사 자료로 내려고 해요 (SHA-256 %'"));
        var other = await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("jane@example.com", "Jane", "a rather long sentence")));
        Assert.Equal(404, (await (await site.SignedIn(other)).Get(link)).Code);
    }
}

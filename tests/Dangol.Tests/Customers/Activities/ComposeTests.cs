using AngleSharp.Dom;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ComposeTests
{
    [Theory, EveryEngine]
    public async Task what_is_written_down_stands_on_top_of_the_timeline(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘");
        var browser = await EditFieldTests.Script(site);
        foreach (var (kind, line, more) in new (string, string, (string, string)[])[]
        {
            ("memo", "memo.body", []), ("call", "call.subject", [("call.result", "reached"), ("call.minutes", "12")]), ("task", "task.subject", [("task.due_on", "2026-12-01"), ("task.priority", "high")]),
            ("meeting", "meeting.subject", [("meeting.starts_at", "2099-12-01T10:00"), ("meeting.place", "본사 회의실")]),
        })
        {
            var form = await browser.Get($"/leads/{id}/compose/{kind}");
            var saved = await browser.Submit(form, $"/leads/{id}/compose/{kind}", [(line, $"첫 {kind}"), .. more]);
            Assert.Equal(200, saved.Code);
            Assert.NotNull(saved.Html.QuerySelector("#composer[data-saved]"));
            var timeline = await browser.Get($"/leads/{id}/timeline");
            Assert.Equal($"첫 {kind}", timeline.Html.QuerySelector(".timeline-title")!.TextContent);
        }
        var words = (await browser.Get($"/leads/{id}/timeline")).Words;
        foreach (var part in new[] { "결과 통화함", "통화 시간(분) 12", "기한 2026. 12. 1.", "우선순위 높음", "장소 본사 회의실", TestSite.Name, "리드 만들기" }) Assert.Contains(part, words, StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from tasks where regarding_type = 'lead' and regarding_id = @id and owner_id = @me and not done", ("id", id), ("me", site.Administrator)));

        var calls = await browser.Get($"/leads/{id}/timeline?kind=call");
        Assert.Equal(["첫 call"], calls.Html.QuerySelectorAll(".timeline-title").Select(t => t.TextContent));
        Assert.Equal("통화", calls.Html.QuerySelector(".kind-chip[aria-current=true]")!.TextContent.Trim());
    }

    [Theory, EveryEngine]
    public async Task what_is_wrong_stands_at_its_field_and_without_script_the_page_comes_back(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘");
        var browser = await site.SignedIn();
        var page = await browser.Get($"/leads/{id}?compose=meeting");
        var wrong = await browser.Submit(page, $"/leads/{id}/compose/meeting", ("meeting.subject", "제안 설명"), ("meeting.starts_at", "2026-12-01T10:00"), ("meeting.ends_at", "2026-12-01T09:00"));
        Assert.Equal(422, wrong.Code);
        Assert.Contains("끝은 시작보다 늦어야 해요", wrong.Html.QuerySelector("#meeting-ends_at-fault")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("제안 설명", wrong.Html.QuerySelector("[name='meeting.subject']")!.GetAttribute("value"));
        Assert.Equal(422, (await browser.Submit(page, $"/leads/{id}/compose/meeting", ("meeting.subject", "제안 설명"))).Code);
        Assert.Equal(0, await site.Count("select count(*) from meetings"));
        var saved = await browser.Submit(wrong, $"/leads/{id}/compose/meeting", ("meeting.ends_at", "2026-12-01T11:00"));
        Assert.Equal(303, saved.Code);
        Assert.Contains("제안 설명", (await browser.Get($"/leads/{id}")).Words, StringComparison.Ordinal);
        Assert.Equal(404, (await browser.Get($"/leads/{id}?compose=nothing")).Code);
    }

    [Theory, EveryEngine]
    public async Task a_task_is_ticked_off_from_the_timeline_and_has_a_page_that_says_what_it_is_about(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘");
        var browser = await site.SignedIn();
        await browser.Submit(await browser.Get($"/leads/{id}?compose=task"), $"/leads/{id}/compose/task", ("task.subject", "견적 보내기"));
        var page = await browser.Get($"/leads/{id}");
        var tick = page.Html.QuerySelector(".timeline-tick")!.GetAttribute("action")!;
        Assert.Equal(303, (await browser.Submit(page, tick)).Code);
        Assert.Equal(1, await site.Count("select count(*) from tasks where done"));
        Assert.NotNull((await browser.Get($"/leads/{id}")).Html.QuerySelector(".timeline-done"));

        var task = await browser.Get(page.Html.QuerySelector("a.timeline-title")!.GetAttribute("href")!);
        Assert.Equal("견적 보내기", task.Html.QuerySelector("h1")!.TextContent);
        Assert.Equal(("김하늘", $"/leads/{id}"), (task.Html.QuerySelector("#field-regarding_id a")!.TextContent, task.Html.QuerySelector("#field-regarding_id a")!.GetAttribute("href")));
        Assert.Null(task.Html.QuerySelector("#field-regarding_type"));
        Assert.Null(task.Html.QuerySelector("#composer"));
    }

    [Theory, EveryEngine]
    public async Task what_is_sent_twice_is_written_down_once(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘");
        var browser = await site.SignedIn();
        var page = await browser.Get($"/leads/{id}?compose=memo");
        var sent = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => browser.Submit(page, $"/leads/{id}/compose/memo", ("memo.body", "메모"))));
        Assert.All(sent, answer => Assert.Equal(303, answer.Code));
        Assert.Equal(1, await site.Count("select count(*) from memos"));
        // A form that was refused keeps its key; the next form has another.
        var empty = await browser.Submit(await browser.Get($"/leads/{id}?compose=memo"), $"/leads/{id}/compose/memo");
        Assert.Equal(422, empty.Code);
        await browser.Submit(empty, $"/leads/{id}/compose/memo", ("memo.body", "둘째"));
        Assert.Equal(2, await site.Count("select count(*) from memos"));
    }

    [Theory, EveryEngine]
    public async Task nothing_is_written_down_about_what_is_not_there(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var refused = await Assert.ThrowsAsync<Refused>(() => site.Do<EditRecords, RecordSaved>(edit => edit.Create(MadeLeads.Person(site), site.Company.Declarations.Named("memo"),
            new() { ["body"] = "누구?", ["regarding_type"] = "lead", ["regarding_id"] = Guid.NewGuid() })));
        Assert.Equal(("reference_unknown", "regarding_id"), (refused.Rule, refused.Field));
        var half = await Assert.ThrowsAsync<Refused>(() => site.Do<EditRecords, RecordSaved>(edit => edit.Create(MadeLeads.Person(site), site.Company.Declarations.Named("memo"), new() { ["body"] = "누구?", ["regarding_type"] = "lead" })));
        Assert.Equal("regarding_half", half.Rule);
    }

    [Theory, EveryEngine]
    public async Task a_long_timeline_is_read_page_by_page_and_nothing_is_lost_or_doubled(Engine engine)
    {
        await using var site = await TestSite.Open(engine, clock: new HandClock());   // all at the same instant, so that only the key tells them apart
        var id = await MadeLeads.New(site, "김하늘");
        for (var i = 0; i < 45; i++)
            await site.Do<EditRecords, RecordSaved>(edit => edit.Create(MadeLeads.Person(site), site.Company.Declarations.Named(i % 2 == 0 ? "memo" : "call"),
                new() { [i % 2 == 0 ? "body" : "subject"] = $"일 {i}", ["regarding_type"] = "lead", ["regarding_id"] = id }));
        for (var i = 1; i <= 10; i++) await MadeLeads.Change(site, id, i, ("interest", $"관심 {i}"));
        var browser = await EditFieldTests.Script(site);
        var (path, seen, pages) = ($"/leads/{id}/timeline", new List<string>(), 0);
        while (path is not null)
        {
            var page = await browser.Get(path);
            seen.AddRange(page.Html.QuerySelectorAll(".timeline > li").Select(li => li.Id!));
            path = page.Html.QuerySelector(".timeline-more a")?.GetAttribute("hx-get");
            pages++;
        }
        Assert.Equal((3, 56, 56), (pages, seen.Count, seen.Distinct().Count()));
    }
}

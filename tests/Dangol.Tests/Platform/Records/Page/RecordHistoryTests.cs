using AngleSharp.Dom;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class RecordHistoryTests
{
    [Theory, EveryEngine]
    public async Task the_history_says_who_changed_what_when_and_why_without_personal_values(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘", ("phone", "+821012345678"), ("rating", "cold"));
        await MadeLeads.Change(site, id, 1, ("rating", "hot"), ("phone", "+821099998888"), ("next_step_on", new DateOnly(2026, 12, 1)), ("owner_id", null));
        var page = await (await site.SignedIn()).Get($"/leads/{id}/history");
        var latest = page.Html.QuerySelectorAll(".record-changes > li").First();
        Assert.Contains(TestSite.Name, latest.TextContent, StringComparison.Ordinal);
        Assert.Contains("리드 수정", latest.TextContent, StringComparison.Ordinal);
        var rows = latest.QuerySelectorAll("tbody tr").ToDictionary(r => r.Children[0].TextContent, r => (r.Children[1].TextContent, r.Children[2].TextContent));
        Assert.Equal(("낮음", "높음"), rows["등급"]);
        Assert.Equal(("•••", "•••"), rows["전화번호"]);
        Assert.Equal(("–", "2026. 12. 1."), rows["다음 할 일 날짜"]);
        Assert.Equal((TestSite.Name, "–"), rows["담당자"]);
        Assert.DoesNotContain("9999", page.Body, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_change_is_taken_back_from_the_history_and_what_was_changed_since_is_reported(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘", ("interest", "정수기"), ("job_title", "대리"));
        await MadeLeads.Change(site, id, 1, ("interest", "비데"), ("job_title", "과장"));
        await MadeLeads.Change(site, id, 2, ("job_title", "부장"));
        var browser = await site.SignedIn();
        var page = await browser.Get($"/leads/{id}/history");
        var second = page.Html.QuerySelectorAll(".record-changes > li")[1].QuerySelector("input[name=set]")!.GetAttribute("value")!;
        var undone = await browser.Post($"/leads/{id}/undo", ("set", second), ("__RequestVerificationToken", Token(page)));
        Assert.Equal(303, undone.Code);
        var report = await browser.Get(undone.Location!);
        Assert.Contains("남겨 둔 것이 1건", report.Words, StringComparison.Ordinal);
        Assert.Contains("직함: 그 뒤에 다시 바뀐 값이라", report.Words, StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '정수기' and job_title = '부장'"));

        var again = await browser.Post($"/leads/{id}/undo", ("set", second), ("__RequestVerificationToken", Token(page)));
        Assert.Equal(409, again.Code);
        Assert.Contains("변경 이력", again.Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task of_a_change_of_many_only_this_record_is_taken_back(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (one, two) = (await MadeLeads.New(site, "하나", ("interest", "a")), await MadeLeads.New(site, "둘", ("interest", "a")));
        var set = await site.Company.Writes.Run(MadeLeads.Person(site), new("함께 수정", "Edited together"), async change =>
        {
            foreach (var id in new[] { one, two })
                await site.Do<EditRecords, Record>(edit => edit.Update(change, MadeLeads.Type(site), id, 1, new() { ["interest"] = "b" }, default));
            await change.Save();
            return change.Set.Id;
        });
        var browser = await site.SignedIn();
        var page = await browser.Get($"/leads/{one}/history");
        Assert.Contains("이 기록만 되돌리기", page.Words, StringComparison.Ordinal);
        Assert.Equal(303, (await browser.Post($"/leads/{one}/undo", ("set", set.ToString()), ("only", "1"), ("__RequestVerificationToken", Token(page)))).Code);
        Assert.Equal(1, await site.Count("select count(*) from leads where id = @id and interest = 'a'", ("id", one)));
        Assert.Equal(1, await site.Count("select count(*) from leads where id = @id and interest = 'b'", ("id", two)));
    }

    private static string Token(TestPage page) => page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!;
}

using System.Net.Http.Headers;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class EditFieldTests
{
    [Theory, EveryEngine]
    public async Task a_field_is_saved_by_itself_and_can_be_taken_back(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘", ("interest", "정수기"));
        var browser = await Script(site);
        var control = await browser.Get($"/leads/{id}/fields/interest");
        Assert.Equal("정수기", control.Html.QuerySelector("input[name=interest]")!.GetAttribute("value"));
        var saved = await browser.Submit(control, $"/leads/{id}/fields/interest", ("interest", "공기청정기"));
        Assert.Equal((200, "#record-fields"), (saved.Code, saved.Headers["HX-Retarget"]));
        Assert.Contains("공기청정기", saved.Html.QuerySelector("#field-interest")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("\"undo\":", saved.Headers["HX-Trigger"], StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '공기청정기' and version = 2"));

        var none = await browser.Submit(await browser.Get($"/leads/{id}/fields/interest"), $"/leads/{id}/fields/interest");
        Assert.False(none.Headers.ContainsKey("HX-Trigger"));
        Assert.Equal(1, await site.Count("select count(*) from leads where version = 2"));
    }

    [Theory, EveryEngine]
    public async Task what_is_wrong_stands_at_the_field_and_nothing_is_saved(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘", ("phone", "+821012345678"));
        var browser = await Script(site);
        var wrong = await browser.Submit(await browser.Get($"/leads/{id}/fields/phone"), $"/leads/{id}/fields/phone", ("phone", "전화 없음"));
        Assert.Equal(422, wrong.Code);
        Assert.Equal("전화 없음", wrong.Html.QuerySelector("input[name=phone]")!.GetAttribute("value"));
        Assert.Contains("전화번호가 아니에요", wrong.Html.QuerySelector("#phone-fault")!.TextContent, StringComparison.Ordinal);
        var empty = await browser.Submit(await browser.Get($"/leads/{id}/fields/name"), $"/leads/{id}/fields/name", ("name", " "));
        Assert.Equal(422, empty.Code);
        Assert.Contains("이름을 입력해 주세요", empty.Words, StringComparison.Ordinal);
        Assert.Equal(422, (await browser.Get($"/leads/{id}/fields/status")).Code);
        Assert.Equal(404, (await browser.Get($"/leads/{id}/fields/nothing")).Code);
        Assert.Equal(1, await site.Count("select count(*) from leads where version = 1 and phone = '+821012345678'"));
    }

    [Theory, EveryEngine]
    public async Task who_meets_somebody_elses_change_sees_it_at_the_field_and_decides(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘", ("interest", "정수기"), ("job_title", "대리"));
        var browser = await Script(site);
        var interest = await browser.Get($"/leads/{id}/fields/interest");
        var title = await browser.Get($"/leads/{id}/fields/job_title");
        await site.Do<EditRecords, RecordSaved>(edit => edit.Change(MadeLeads.Person(site, "박지민"), MadeLeads.Type(site), id, 1, new() { ["interest"] = "비데" }));

        var other = await browser.Submit(title, $"/leads/{id}/fields/job_title", ("job_title", "과장"));
        Assert.Equal(200, other.Code);
        var met = await browser.Submit(interest, $"/leads/{id}/fields/interest", ("interest", "공기청정기"));
        Assert.Equal(409, met.Code);
        Assert.Contains("박지민 님이 관심 상품 항목을 바꿨어요", met.Words, StringComparison.Ordinal);
        Assert.Contains("지금 값 비데", met.Words, StringComparison.Ordinal);
        Assert.Equal("공기청정기", met.Html.QuerySelector("input[name=interest]")!.GetAttribute("value"));
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '비데' and job_title = '과장'"));
        Assert.Equal(200, (await browser.Submit(met, $"/leads/{id}/fields/interest")).Code);
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '공기청정기'"));
    }

    [Theory, EveryEngine]
    public async Task without_script_the_form_saves_only_what_was_touched(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await MadeLeads.New(site, "김하늘", ("interest", "정수기"), ("job_title", "대리"), ("owner_id", site.Administrator), ("tags", "|vip|"));
        var browser = await site.SignedIn();
        Assert.Equal($"/leads/{id}/edit#interest", (await browser.Get($"/leads/{id}/fields/interest")).Location);
        var form = await browser.Get($"/leads/{id}/edit");
        await site.Do<EditRecords, RecordSaved>(edit => edit.Change(MadeLeads.Person(site, "박지민"), MadeLeads.Type(site), id, 1, new() { ["interest"] = "비데" }));
        var saved = await browser.Submit(form, $"/leads/{id}/edit", ("job_title", "과장"));
        Assert.Equal((303, $"/leads/{id}"), (saved.Code, saved.Location));
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '비데' and job_title = '과장' and tags = '|vip|' and owner_id is not null"));
        var wrong = await browser.Submit(await browser.Get($"/leads/{id}/edit"), $"/leads/{id}/edit", ("email", "아님"));
        Assert.Equal(422, wrong.Code);
        Assert.Equal("아님", wrong.Html.QuerySelector("input[name=email]")!.GetAttribute("value"));
    }

    internal static async Task<TestBrowser> Script(TestSite site)
    {
        var browser = await site.SignedIn();
        var token = (await browser.Get("/")).Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content");
        browser.Headers.Add("HX-Request", "true");
        browser.Headers.Add("X-CSRF-TOKEN", token);
        return browser;
    }
}

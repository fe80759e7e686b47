using Dangol.Platform;
using Microsoft.EntityFrameworkCore;

namespace Dangol.Tests;

public sealed class ChangesPageTests
{
    private static readonly Text Because = new("메모 정리", "Tidy the notes");

    [Theory, EveryEngine]
    public async Task a_change_is_found_read_and_taken_back(Engine engine)
    {
        await using var site = await TestSite.Open(engine, NotesModule.AddNotes);
        var id = await Note(site, n => (n.Title, n.Phone, n.Size) = ("처음 제목", "+821012345678", 5));
        await Edit(site, id, n => (n.Title, n.Phone) = ("바뀐 제목", "+821099999999"));
        var browser = await site.SignedIn();

        var list = await browser.Get("/settings/changes");
        var links = list.Html.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(3, links.Count);
        var page = await browser.Get(links[0]);
        Assert.Contains("처음 제목", page.Words, StringComparison.Ordinal);
        Assert.Contains("바뀐 제목", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("8210", page.Words, StringComparison.Ordinal);
        Assert.Contains("전화번호 ••• •••", page.Words, StringComparison.Ordinal);

        var undone = await browser.Submit(page, links[0] + "/undo");
        Assert.Equal(303, undone.Code);
        var report = await browser.Get(undone.Location!);
        Assert.Contains("1건을 되돌렸어요", report.Words, StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from notes where title = '처음 제목' and phone = '+821012345678' and version = 3"));
        Assert.Contains("되돌림", (await browser.Get("/settings/changes")).Words, StringComparison.Ordinal);
        Assert.Empty((await browser.Get(links[0])).Html.QuerySelectorAll("form[action$='/undo']"));
        Assert.Equal(409, (await browser.Submit(page, links[0] + "/undo")).Code);
    }

    [Theory, EveryEngine]
    public async Task what_an_undo_left_alone_is_listed_with_its_reason(Engine engine)
    {
        await using var site = await TestSite.Open(engine, NotesModule.AddNotes);
        var id = await Note(site, n => (n.Title, n.Size) = ("a", 1));
        var set = await Edit(site, id, n => (n.Title, n.Size) = ("b", 2));
        await Edit(site, id, n => n.Title = "c");
        var browser = await site.SignedIn();
        var undone = await browser.Submit(await browser.Get($"/settings/changes/{set}"), $"/settings/changes/{set}/undo");
        var report = await browser.Get(undone.Location!);
        Assert.Contains("남겨 둔 것 1건", report.Words, StringComparison.Ordinal);
        Assert.Contains("그 뒤에 다시 바뀐 값이라", report.Words, StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from notes where title = 'c' and size = 1"));

        var last = await Edit(site, id, n => n.Size = 9);
        await Edit(site, id, n => n.Size = 10);
        var nothing = await browser.Submit(await browser.Get($"/settings/changes/{last}"), $"/settings/changes/{last}/undo");
        Assert.Equal(409, nothing.Code);
        Assert.Contains("되돌릴 수 있는 것이 없었어요", nothing.Words, StringComparison.Ordinal);
        Assert.Contains("그 뒤에 다시 바뀐 값이라", nothing.Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task some_rows_are_taken_back_first_and_the_rest_later(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (one, two, three) = (await site.Lead("하나"), await site.Lead("두리"), await site.Lead("세나"));
        var set = await site.Company.Writes.Run(MadeLeads.Person(site), Because, async change =>
        {
            foreach (var lead in new[] { one, two, three })
                await site.Do<EditRecords, Record>(edit => edit.Update(change, MadeLeads.Type(site), lead.Id, 1, new() { ["rating"] = "hot" }, default));
            await change.Save();
            return change.Set.Id;
        });
        var browser = await site.SignedIn();
        var page = await browser.Get($"/settings/changes/{set}");
        Assert.Contains("두리", page.Words, StringComparison.Ordinal);
        Assert.Contains("높음", page.Words, StringComparison.Ordinal);
        Assert.Equal(422, (await browser.Submit(page, $"/settings/changes/{set}/undo", ("part", "1"))).Code);
        Assert.Equal((303, $"/settings/changes/{set}"), await browser.Get($"/settings/changes/{set}/undo") is var back ? (back.Code, back.Location) : default);

        Assert.Equal(303, (await browser.Submit(page, $"/settings/changes/{set}/undo", ("part", "1"), ("only", two.Id.ToString()))).Code);
        Assert.Equal(["두리"], await Cold());
        Assert.Contains("일부 되돌림", (await browser.Get("/settings/changes")).Words, StringComparison.Ordinal);
        Assert.Contains("이 변경의 일부만 되돌렸어요.", (await browser.Get($"/settings/changes/{set}")).Words, StringComparison.Ordinal);
        var later = await browser.Submit(await browser.Get($"/settings/changes/{set}"), $"/settings/changes/{set}/undo");
        Assert.Equal(["두리", "세나", "하나"], await Cold());
        Assert.DoesNotContain("일부 되돌림", (await browser.Get("/settings/changes")).Words, StringComparison.Ordinal);
        // What was taken back alone is no conflict, and now nothing is left to take back.
        Assert.DoesNotContain("남겨 둔 것", (await browser.Get(later.Location!)).Words, StringComparison.Ordinal);
        Assert.Equal(409, (await browser.Submit(page, $"/settings/changes/{set}/undo")).Code);

        async Task<List<string>> Cold()
        {
            await using var read = await site.Company.Store.Read();
            return await read.List("select name from leads where rating is null order by name", row => row.Text(0), default);
        }
    }

    [Theory, EveryEngine]
    public async Task a_large_change_is_taken_back_in_the_background(Engine engine)
    {
        await using var site = await TestSite.Open(engine, NotesModule.AddNotes);
        var set = await site.Company.Writes.Run(Actor.System, Because, async change =>
        {
            for (var i = 0; i < 1_200; i++) change.Open<NotesDb>().Add(new Note { Id = change.NewId(), Title = $"n{i}" });
            await change.Save();
            return change.Set.Id;
        });
        var browser = await site.SignedIn();
        var page = await browser.Get($"/settings/changes/{set}");
        var begun = await browser.Submit(page, $"/settings/changes/{set}/undo");
        Assert.Equal("/settings/jobs", begun.Location);
        await Until.True(async () => await site.Count("select count(*) from jobs where kind = 'undo_change_set' and state = 'succeeded'") == 1, "the work ended");
        Assert.Equal(0, await site.Count("select count(*) from notes"));
        Assert.Contains("1,200건을 되돌렸어요", (await browser.Get("/settings/jobs")).Words, StringComparison.Ordinal);
        Assert.Equal(409, (await browser.Submit(page, $"/settings/changes/{set}/undo")).Code);
    }

    [Theory, EveryEngine]
    public async Task an_undo_that_was_stopped_on_the_way_leaves_the_rest_to_be_taken_back(Engine engine)
    {
        await using var company = await TestCompany.Open(engine, NotesModule.AddNotes);
        var set = await company.Writes.Run(Actor.System, Because, async change =>
        {
            for (var i = 0; i < 1_200; i++) change.Open<NotesDb>().Add(new Note { Id = change.NewId(), Title = $"n{i}" });
            await change.Save();
            return change.Set.Id;
        });
        var undo = company.Get<UndoChangeSet>();
        UndoChangeSet.Place? place = null;
        await undo.Run(Actor.System, set, null, null, (_, at) => { place = at; return Task.FromResult(false); }, default);
        Assert.Equal(500, place!.Records);
        Assert.Equal(700, await company.Count("select count(*) from notes"));
        var report = await undo.Run(Actor.System, set, null, place, (_, _) => Task.FromResult(true), default);
        Assert.Equal((1_200, 0), (report.Records, report.Conflicts.Count));
        Assert.Equal(0, await company.Count("select count(*) from notes"));
        Assert.Equal("already_undone", (await Assert.ThrowsAsync<Refused>(() => undo.Run(Actor.System, set))).Rule);
    }

    [Theory, EveryEngine]
    public async Task pages_go_forth_and_back_by_key(Engine engine)
    {
        await using var site = await TestSite.Open(engine, NotesModule.AddNotes);
        for (var i = 0; i < 120; i++) await Note(site, n => n.Title = $"n{i}");
        var browser = await site.SignedIn();
        var seen = new List<string>();
        var (path, pages) = ("/settings/changes", 0);
        TestPage page;
        while (true)
        {
            page = await browser.Get(path);
            pages++;
            seen.AddRange(page.Html.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!));
            if (page.Html.QuerySelector("a[rel=next]")?.GetAttribute("href") is not { } next) break;
            path = next;
        }
        Assert.Equal((3, 121, 121), (pages, seen.Count, seen.Distinct().Count()));
        var before = await browser.Get(page.Html.QuerySelector("a[rel=prev]")!.GetAttribute("href")!);
        Assert.Equal(seen.Skip(50).Take(50), before.Html.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!));
    }

    [Theory, EveryEngine]
    public async Task a_user_stays_and_their_password_is_nowhere_in_the_journal(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var browser = await site.SignedIn();
        await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("jane@example.com", "Jane", "a rather long sentence")));
        var link = (await browser.Get("/settings/changes")).Html.QuerySelector("tbody th a")!.GetAttribute("href")!;
        var page = await browser.Get(link);
        Assert.Contains("사용자는 지우지 않아요", page.Words, StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll("form[action$='/undo']"));
        Assert.Equal(409, (await browser.Post(link + "/undo", ("__RequestVerificationToken", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content")!))).Code);
        Assert.Equal(2, await site.Count("select count(*) from users"));
        Assert.Equal(0, await site.Count("select count(*) from journal where coalesce(before, '') || coalesce(after, '') || coalesce(personal, '') like '%password_hash%'"));
    }

    private static Task<Guid> Note(TestSite site, Action<Note> fill) => site.Company.Writes.Run(Actor.System, Because, async change =>
    {
        var note = new Note();
        fill(note);
        change.Open<NotesDb>().Add(note);
        await change.Save();
        return note.Id;
    });

    private static Task<Guid> Edit(TestSite site, Guid id, Action<Note> edit) => site.Company.Writes.Run(Actor.System, Because, async change =>
    {
        edit(await change.Open<NotesDb>().Notes.SingleAsync(n => n.Id == id));
        await change.Save();
        return change.Set.Id;
    });
}

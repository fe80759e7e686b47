using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What an undo says of itself: how many records, the same everywhere, and which ones it left alone.</summary>
public sealed class LeftAloneTests
{
    [Theory, EveryEngine]
    public async Task what_is_left_alone_is_named_with_what_it_was_and_what_it_is(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var leads = new List<Guid>();
        foreach (var name in new[] { "김하나", "김두리", "김세나" }) leads.Add(await MadeLeads.New(site, name, ("next_step", "처음 일")));
        var set = await Change(site, [.. leads], "묶음 일");
        await Change(site, [leads[1]], "혼자 바꾼 일");
        var browser = await site.SignedIn();
        var page = await browser.Get($"/settings/changes/{set}");
        Assert.Contains("기록 3건", page.Words, StringComparison.Ordinal);

        var undone = await browser.Submit(page, $"/settings/changes/{set}/undo");
        var told = await browser.Get(undone.Location!);
        Assert.Contains("2건을 되돌렸어요", told.Html.QuerySelector(".toast-item")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("기록 2건", told.Words, StringComparison.Ordinal);
        Assert.Contains("남겨 둔 것 1건", told.Words, StringComparison.Ordinal);
        var row = told.Html.QuerySelector($"tbody tr:has(a[href='/leads/{leads[1]}'])")!;
        Assert.Equal("김두리", row.QuerySelector("th a")!.TextContent);
        Assert.Equal(["다음 할 일", "처음 일", "혼자 바꾼 일"], row.QuerySelectorAll("td").Take(3).Select(c => c.TextContent));
        var line = (await browser.Get("/settings/changes")).Html.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector($"a[href='{undone.Location}']") is not null);
        Assert.Equal("2", line.QuerySelector("td.num")!.TextContent);
    }

    [Theory, EveryEngine]
    public async Task what_one_does_not_reach_is_not_named(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var house = await Strangers.Of(site);
        await site.Grant("seller", g => { g.Grant("lead", ReachLevel.Own, [Actions.View, Actions.Edit, Actions.Undo]); g.Grant("change_set", ReachLevel.All, [Actions.View]); });
        var set = await Change(site, [house.Mine["lead"], house.Theirs["lead"]], "묶음 일");
        var browser = await site.SignedIn(house.Me);
        var undone = await browser.Submit(await browser.Get($"/settings/changes/{set}"), $"/settings/changes/{set}/undo");
        var told = await browser.Get(undone.Location!);
        Assert.Contains("남겨 둔 것 1건", told.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(Strangers.Secret, told.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(house.Theirs["lead"].ToString(), told.Body, StringComparison.Ordinal);
    }

    /// <summary>Gives leads a next step, all in one change set.</summary>
    private static Task<Guid> Change(TestSite site, Guid[] leads, string step) => site.Do<EditRecords, Guid>(edit => site.Company.Writes.Run(MadeLeads.Person(site), new("묶음 수정", "Many changed"), async change =>
    {
        foreach (var id in leads)
            await edit.Update(change, MadeLeads.Type(site), id, (int)await change.Session.Number("select version from leads where id = @id", default, ("id", id)), new() { ["next_step"] = step }, default);
        await change.Save();
        return change.Set.Id;
    }));
}

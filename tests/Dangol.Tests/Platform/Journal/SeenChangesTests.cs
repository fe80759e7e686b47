using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What the history tells somebody who doesn't reach every record or see every field.</summary>
public sealed class SeenChangesTests
{
    private static readonly Text Because = new("묶음 수정", "Many changed");

    [Theory, EveryEngine]
    public async Task the_history_tells_of_records_within_reach_alone(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (seller, own, other, gone) = await Planted(site);
        var (both, others) = (await Change(site, ("hot", own), ("hot", other)), await Change(site, ("cold", other)));
        var removed = await site.Do<EditRecords, RecordSaved>(edit => edit.Delete(Actor.System, site.Company.Declarations.Named("lead"), gone));
        var (browser, all) = (await site.SignedIn(seller), await site.SignedIn());

        var list = await browser.Get("/settings/changes");
        Assert.Equal(200, list.Code);
        var links = list.Html.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")).ToList();
        Assert.Contains($"/settings/changes/{both}", links);
        foreach (var unseen in new[] { others, removed.ChangeSetId })
        {
            Assert.DoesNotContain($"/settings/changes/{unseen}", links);
            Assert.Equal(404, (await browser.Get($"/settings/changes/{unseen}")).Code);
            Assert.Equal(404, (await browser.PostJson($"/api/v1/change_set/{unseen}/undo", "", list)).Code);
        }
        // Not counted either.
        Assert.Equal("1", list.Html.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector($"a[href$='{both}']") is not null).QuerySelector("td.num")!.TextContent);
        Assert.Equal("2", (await all.Get("/settings/changes")).Html.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector($"a[href$='{both}']") is not null).QuerySelector("td.num")!.TextContent);

        var page = await browser.Get($"/settings/changes/{both}");
        Assert.Contains("내 리드", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("남의 리드", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(other.ToString(), page.Body, StringComparison.Ordinal);
        // What is personal is masked in it, and what is hidden is not there.
        await site.Do<EditRecords, RecordSaved>(edit => edit.Change(Actor.System, site.Company.Declarations.Named("lead"), own, 2, new() { ["phone"] = "+821044445555", ["interest"] = "숨긴 관심" }));
        foreach (var path in new[] { $"/leads/{own}/history", $"/leads/{own}/timeline", (await browser.Get("/settings/changes")).Html.QuerySelector("tbody th a")!.GetAttribute("href")! })
        {
            var told = await browser.Get(path);
            Assert.Contains("•••", told.Words, StringComparison.Ordinal);
            foreach (var word in new[] { "숨긴 관심", "관심 상품" }) Assert.DoesNotContain(word, told.Body, StringComparison.Ordinal);
            // On the record's own page it stands open beside the history.
            if (path.StartsWith("/settings", StringComparison.Ordinal)) Assert.DoesNotContain("4444", told.Body, StringComparison.Ordinal);
        }
    }

    [Theory, EveryEngine]
    public async Task where_the_latest_changes_are_all_others_one_can_look_on(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (seller, own, other, _) = await Planted(site);
        var mine = await Change(site, ("hot", own));
        // More than are looked at for one page.
        await site.Company.Writes.Run(Actor.System, Because, async change =>
        {
            for (var i = 0; i < 1_100; i++)
                await change.Execute("insert into change_sets (id, at, actor_id, actor_name, origin, reason_ko, reason_en, chunks) values (@id, @now, @other, 'x', 'system', 'x', 'x', 1)", default, ("id", change.NewId()), ("now", change.Now), ("other", Guid.NewGuid()));
            return true;
        });
        var browser = await site.SignedIn(seller);
        var page = await browser.Get("/settings/changes");
        for (var hops = 0; hops < 3 && !page.Body.Contains($"/settings/changes/{mine}", StringComparison.Ordinal); hops++)
        {
            Assert.Contains("이 기간에는 볼 수 있는 변경이 없어요", page.Words, StringComparison.Ordinal);
            page = await browser.Get(page.Html.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        }
        Assert.Contains($"/settings/changes/{mine}", page.Body, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task taking_back_reaches_no_further_and_says_nothing_of_what_is_beyond(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (seller, own, other, _) = await Planted(site);
        var both = await Change(site, ("hot", own), ("hot", other));
        var browser = await site.SignedIn(seller);
        var undone = await browser.PostJson($"/api/v1/change_set/{both}/undo", "", await browser.Get("/"));
        Assert.Equal(200, undone.Code);
        Assert.DoesNotContain(other.ToString(), undone.Body, StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from leads where rating = 'hot'"));
        // The rest is not taken as taken back.
        await site.Do<UndoChangeSet, UndoReport>(undo => undo.Run(Actor.System, both));
        Assert.Equal(0, await site.Count("select count(*) from leads where rating = 'hot'"));

        // A field that one doesn't see is not put back by one either, nor named.
        var hidden = await site.Do<EditRecords, RecordSaved>(edit => edit.Change(Actor.System, site.Company.Declarations.Named("lead"), own, 3, new() { ["interest"] = "나중", ["organisation"] = "나중" }));
        var part = await browser.PostJson($"/api/v1/change_set/{hidden.ChangeSetId}/undo", "", await browser.Get("/"));
        Assert.Equal(200, part.Code);
        Assert.DoesNotContain("interest", part.Body, StringComparison.Ordinal);
        Assert.Equal(1, await site.Count("select count(*) from leads where interest = '나중' and organisation is null"));
    }

    /// <summary>A seller who reads the history, with a lead of their own; and two of somebody else's.</summary>
    private static async Task<(Guid Seller, Guid Own, Guid Other, Guid Gone)> Planted(TestSite site)
    {
        var seller = await site.Person("seller", team: await site.Team("영업팀"));
        await site.Grant("seller", g => g.Grant("change_set", ReachLevel.All, Actions.View).Grant("lead", ReachLevel.Own, Actions.View, Actions.Undo).Set("lead", "interest", FieldLevel.Hidden));
        return (seller, await Lead(seller, "내 리드"), await Lead(site.Administrator, "남의 리드"), await Lead(site.Administrator, "지울 리드"));

        async Task<Guid> Lead(Guid owner, string name) => (await site.Do<EditRecords, RecordSaved>(edit => edit.Create(Actor.System, site.Company.Declarations.Named("lead"), new() { ["name"] = name, ["owner_id"] = owner, ["phone"] = "+821012345678" }))).Id;
    }

    private static Task<Guid> Change(TestSite site, params (string Rating, Guid Lead)[] leads) => site.Company.Writes.Run(Actor.System, Because, async change =>
    {
        foreach (var (rating, lead) in leads)
            await site.Do<EditRecords, Record>(async edit => await edit.Update(change, site.Company.Declarations.Named("lead"), lead, (int)await site.Count("select version from leads where id = @id", ("id", lead)), new() { ["rating"] = rating }, default));
        await change.Save();
        return change.Set.Id;
    });
}

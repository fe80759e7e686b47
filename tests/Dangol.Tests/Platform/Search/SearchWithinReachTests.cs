using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What a search tells somebody: by what they see, of what they reach.</summary>
public sealed class SearchWithinReachTests
{
    [Theory, EveryEngine]
    public async Task parts_of_what_is_masked_find_nothing_and_the_whole_of_it_finds(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var team = await site.Team("영업팀");
        var (seller, colleague) = (await site.Person("seller", team: team), await site.Person("seller", team: team));
        await Lead(site, seller, "김철수", "+821012345678", "mine@example.com");
        await Lead(site, colleague, "박영희", "+821077778888", "secret@example.com");
        await Indexed(site, 2);
        var browser = await site.SignedIn(seller);
        foreach (var (query, found) in new[]
        {
            // One's own is open, in every part.
            ("5678", "김철수"), ("mine", "김철수"), ("010-1234-5678", "김철수"),
            // A colleague's is masked; what it is called is not.
            ("박영희", "박영희"), ("ㅂㅇㅎ", "박영희"), ("8888", null), ("7777", null), ("0107777", null), ("secret", null), ("secret@example", null), ("example 박영희", null),
            ("010-7777-8888", "박영희"), ("+82 10 7777 8888", "박영희"), ("01077778888", "박영희"), ("secret@example.com", "박영희"), ("박영희 secret@example.com", "박영희"),
        })
            Assert.Equal((query, found), (query, await Found(query)));

        await site.Grant("seller", g => g.Set("lead", "name", FieldLevel.Masked));
        foreach (var (query, found) in new[] { ("박영", null), ("ㅂㅇㅎ", null), ("영희", null), ("박영희", "박*희") }) Assert.Equal((query, found), (query, await Found(query)));
        Assert.DoesNotContain("박영희", (await browser.Get("/leads")).Body + (await browser.Get("/search?q=%EB%B0%95%EC%98%81%ED%9D%AC")).Html.QuerySelector("main")!.QuerySelector("table")!.TextContent, StringComparison.Ordinal);

        await site.Grant("seller", g => g.Set("lead", "name", FieldLevel.Usual).Set("lead", "phone", FieldLevel.Hidden));
        Assert.Null(await Found("010-7777-8888"));
        Assert.Null(await Found("5678"));

        async Task<string?> Found(string query)
        {
            var asked = Uri.EscapeDataString(query);
            using var json = System.Text.Json.JsonDocument.Parse((await browser.Get($"/api/v1/search?q={asked}")).Body);
            var titles = json.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("title").GetString()).ToList();
            // The palette says the same.
            Assert.Equal((query, titles.Count), (query, (await browser.Get($"/palette?q={asked}")).Html.QuerySelectorAll("a[href^='/leads/']").Count(a => Guid.TryParse(a.GetAttribute("href")![7..], out _))));
            return titles.Count == 0 ? null : Assert.Single(titles);
        }
    }

    [Theory, EveryEngine]
    public async Task ones_own_is_found_behind_more_of_others_than_are_looked_at(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var seller = await site.Person("seller", team: await site.Team("영업팀"));
        await Lead(site, seller, "김철수", "+821012345678", "mine@example.com");
        var type = site.Company.Declarations.Named("lead");
        var set = site.Company.Writes.NewChangeSet(Actor.System, new("시험", "A test"));
        await site.Do<BatchRecords, BatchVerdict[]>(batch => batch.Run(set, type, [.. Enumerable.Range(0, 700).Select(_ => new BatchRow(BatchDo.Create, new() { ["name"] = "김철수", ["owner_id"] = site.Administrator }))], null, default));
        await Indexed(site, 701);
        var browser = await site.SignedIn(seller);
        foreach (var query in new[] { "김철수", "철수", "ㄱㅊㅅ" })
        {
            using var json = System.Text.Json.JsonDocument.Parse((await browser.Get($"/api/v1/search?q={Uri.EscapeDataString(query)}")).Body);
            Assert.Equal((query, 1, false), (query, json.RootElement.GetProperty("items").GetArrayLength(), json.RootElement.GetProperty("more").GetBoolean()));
        }
    }

    private static Task Indexed(TestSite site, int leads) => Until.True(async () =>
    {
        await site.Do<JournalReaders, int>(readers => readers.CatchUp());
        return await site.Count("select count(*) from search_documents where type = 'lead'") == leads;
    }, "all leads in the index");

    private static Task<RecordSaved> Lead(TestSite site, Guid owner, string name, string phone, string email) => site.Do<EditRecords, RecordSaved>(edit =>
        edit.Create(Actor.System, site.Company.Declarations.Named("lead"), new() { ["name"] = name, ["owner_id"] = owner, ["phone"] = phone, ["email"] = email }));
}

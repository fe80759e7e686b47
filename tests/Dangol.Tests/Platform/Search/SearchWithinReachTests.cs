using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What a search tells somebody: by what they see, of what they reach.</summary>
public sealed class SearchWithinReachTests
{
    private static readonly Text Because = new("시험", "A test");

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
    public async Task what_one_reaches_is_found_behind_more_of_others_than_are_looked_at(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (top, team) = (await site.Person("sales_manager"), await site.Team("영업팀"));
        var head = await site.Person("sales_manager", manager: top);
        var (seller, colleague, own, other, guest) = (await site.Person("seller", head, team), await site.Person("seller", team: team), await site.Person("agent"), await site.Person("agent"), await site.Person(null));
        // More people than the index is asked for one by one.
        await site.Company.Writes.Run(Actor.System, Because, async change =>
        {
            for (var n = 0; n < 250; n++)
            {
                var user = User.New($"{n}@many.example.com", "사람", Language.Korean, "no password");
                user.Id = change.NewId();
                user.Place(top, null);
                change.Open<IdentityDb>().Add(user);
            }
            await change.Save();
        });
        var sold = (await Lead(site, seller, "김철수", "+821012345678", "mine@example.com")).Id;
        await Lead(site, own, "김철수", "+821012345679", "own@example.com");
        await site.Share("lead", sold, user: guest);
        await Others(site, 700);
        await Indexed(site, 702);
        foreach (var (person, name, finds) in new[] { (seller, "seller", 1), (colleague, "colleague", 1), (head, "head", 1), (top, "top", 1), (own, "own", 1), (other, "other", 0), (guest, "guest", 1) })
        {
            var browser = await site.SignedIn(person);
            foreach (var query in new[] { "김철수", "철수", "ㄱㅊㅅ" })
            {
                // A machine that does much else may not look at all of them in the time that a search has, and then says so.
                var found = await Settled(() => Asked(browser, query));
                Assert.Equal((name, query, finds), (name, query, found.Count));
                Assert.Equal((name, finds), (name, (await browser.Get($"/palette?q={Uri.EscapeDataString(query)}")).Html.QuerySelectorAll("a[href^='/leads/']").Count(a => Guid.TryParse(a.GetAttribute("href")![7..], out _))));
            }
        }
    }

    [Theory, EveryEngine]
    public async Task who_no_longer_has_a_record_does_not_find_it_and_who_has_it_now_does(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (a, b, head) = (await site.Person("agent"), await site.Person("agent"), await site.Person("sales_manager"));
        var lead = await Lead(site, a, "김철수", "+821012345678", "mine@example.com");
        await Others(site, 600);
        await Indexed(site, 601);
        var (first, second, third) = (await site.SignedIn(a), await site.SignedIn(b), await site.SignedIn(head));
        await Found(first, 1);
        await Found(second, 0);

        var type = site.Company.Declarations.Named("lead");
        var given = await site.Do<EditRecords, RecordSaved>(edit => edit.Change(Actor.System, type, lead.Id, 1, new() { ["owner_id"] = b }));
        Assert.Empty((await Asked(first, "철수")).Found);   // before the index knows, too
        await Found(second, 1);
        await site.Do<UndoChangeSet, UndoReport>(undo => undo.Run(Actor.System, given.ChangeSetId));
        Assert.Empty((await Asked(second, "철수")).Found);
        await Found(first, 1);

        var set = site.Company.Writes.NewChangeSet(Actor.System, Because);
        await site.Do<BatchRecords, BatchVerdict[]>(batch => batch.Run(set, type, [new BatchRow(BatchDo.Update, new() { ["owner_id"] = b }) { Id = lead.Id, Version = 3 }], null, default));
        Assert.Empty((await Asked(first, "철수")).Found);
        await Found(second, 1);
        // A move in the organisation changes no record: what one reaches is asked anew each time.
        await Found(third, 0);
        await site.Move(b, head);
        await Found(third, 1);
        await site.Move(b, null);
        Assert.Empty((await Asked(third, "철수")).Found);

        async Task Found(TestBrowser browser, int count) => await Until.True(async () => (await Asked(browser, "철수")).Found.Count == count, $"{count} found");
    }

    [Theory, EveryEngine]
    public async Task documents_of_an_older_program_are_written_anew_and_found_meanwhile(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var own = await site.Person("agent");
        await Lead(site, own, "김철수", "+821012345678", "mine@example.com");
        await Others(site, 600);
        await Indexed(site, 601);
        await site.Company.Writes.Run(Actor.System, Because, async change =>
        {
            await change.Execute("update search_documents set whose = null", default);
            await change.Execute("insert into search_upgrades (only_one, upto) select 1, max(id) from search_documents", default);
        });
        var (browser, newest) = (await site.SignedIn(own), await Newest());
        Assert.Single(await Settled(() => Asked(browser, "철수")));
        var job = await site.Do<Jobs, Guid>(jobs => jobs.Start(Actor.System, UpgradeSearch.Kind));
        await Until.True(async () => await site.Do<Jobs, bool>(async jobs => (await jobs.Find(job))!.State == JobState.Succeeded), "the end of the job");
        Assert.Equal((0, 0, 601), (await site.Count("select count(*) from search_upgrades"), await site.Count("select count(*) from search_documents where whose is null"), await site.Count("select count(*) from search_documents where type = 'lead'")));
        Assert.Single(await Settled(() => Asked(browser, "철수")));
        Assert.Equal(newest, await Newest());

        async Task<List<Guid>> Newest()
        {
            await using var read = await site.Company.Store.Read();
            return await read.List("select record_id from search_documents where type = 'lead' order by id desc limit 50", row => row.Guid(0), CancellationToken.None);
        }
    }

    private static Task<BatchVerdict[]> Others(TestSite site, int count) => site.Do<BatchRecords, BatchVerdict[]>(batch => batch.Run(site.Company.Writes.NewChangeSet(Actor.System, Because), site.Company.Declarations.Named("lead"),
        [.. Enumerable.Range(0, count).Select(_ => new BatchRow(BatchDo.Create, new() { ["name"] = "김철수", ["owner_id"] = site.Administrator }))], null, default));

    private static async Task<List<string?>> Settled(Func<Task<(List<string?> Found, bool More)>> ask)
    {
        List<string?> found = [];
        await Until.True(async () => await ask() is (var some, false) && (found = some) is not null, "an answer that is whole");
        return found;
    }

    private static async Task<(List<string?> Found, bool More)> Asked(TestBrowser browser, string query)
    {
        using var json = System.Text.Json.JsonDocument.Parse((await browser.Get($"/api/v1/search?q={Uri.EscapeDataString(query)}")).Body);
        return (json.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()).ToList(), json.RootElement.GetProperty("more").GetBoolean());
    }

    private static Task Indexed(TestSite site, int leads) => Until.True(async () =>
    {
        await site.Do<JournalReaders, int>(readers => readers.CatchUp());
        return await site.Count("select count(*) from search_documents where type = 'lead'") == leads;
    }, "all leads in the index");

    private static Task<RecordSaved> Lead(TestSite site, Guid owner, string name, string phone, string email) => site.Do<EditRecords, RecordSaved>(edit =>
        edit.Create(Actor.System, site.Company.Declarations.Named("lead"), new() { ["name"] = name, ["owner_id"] = owner, ["phone"] = phone, ["email"] = email }));
}

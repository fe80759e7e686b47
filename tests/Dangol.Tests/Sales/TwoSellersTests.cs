using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Two people work on one opportunity: nobody's decision is silently lost, through whichever door it comes.</summary>
public sealed class TwoSellersTests
{
    [Theory, EveryEngine]
    public async Task who_fills_in_the_form_of_a_move_hears_that_somebody_else_has_moved_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (id, stages) = await Sold(site);
        var (one, two) = (await site.SignedIn(), await site.SignedIn());
        var board = await one.Get("/opportunities/board");
        var card = board.Html.QuerySelector($".board-card[data-id='{id}']")!;

        // The move asks for a reason first; meanwhile the other moves the card.
        var asks = await one.Piece(board, "/opportunities/board/move", ("id", $"{id}"), ("stage_id", $"{stages[5]}"), ("version", card.GetAttribute("data-version")!));
        Assert.Equal(422, asks.Code);
        await Move(site, id, stages[2]);
        var seen = asks.Html.QuerySelector("input[name=version]")!.GetAttribute("value")!;
        var late = await one.Piece(board, "/opportunities/board/move", ("id", $"{id}"), ("stage_id", $"{stages[5]}"), ("lost_reason", "price"), ("version", seen));
        Assert.Equal(409, late.Code);
        Assert.Equal("보드 새로 고침", late.Html.QuerySelector("[data-closes]")!.TextContent.Trim());
        Assert.Null(late.Html.QuerySelector("button[type=submit]"));
        Assert.Equal(stages[2], await StageOf(site, id));

        // The same on the page; there one sees where it is now, and may decide again.
        var form = await two.Get($"/opportunities/{id}/do/lose");
        await Move(site, id, stages[3]);
        var told = await two.Submit(form, $"/opportunities/{id}/do/lose", ("lost_reason", "price"));
        Assert.Equal(409, told.Code);
        Assert.Contains("그 사이에", told.Words, StringComparison.Ordinal);
        Assert.Contains("지금 단계 협상", told.Words, StringComparison.Ordinal);
        Assert.Equal(stages[3], await StageOf(site, id));
        Assert.Equal(303, (await two.Submit(told, $"/opportunities/{id}/do/lose", ("lost_reason", "price"))).Code);
        Assert.Equal(stages[5], await StageOf(site, id));
    }

    [Theory, EveryEngine]
    public async Task a_button_of_a_page_that_is_out_of_date_decides_nothing_but_other_fields_do_not_hinder_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (id, stages) = await Sold(site);
        var browser = await site.SignedIn();
        var page = await browser.Get($"/opportunities/{id}");
        await Move(site, id, stages[1]);
        Assert.Equal(409, (await browser.Submit(page, $"/opportunities/{id}/do/win")).Code);
        Assert.Equal(stages[1], await StageOf(site, id));
        page = await browser.Get($"/opportunities/{id}");
        await site.Do<EditRecords, RecordSaved>(edit => edit.Change(MadeLeads.Person(site), Type(site), id, 2, new() { ["competitor"] = "경쟁상사" }));
        Assert.Equal(303, (await browser.Submit(page, $"/opportunities/{id}/do/win")).Code);
        Assert.Equal(stages[4], await StageOf(site, id));
    }

    [Theory, EveryEngine]
    public async Task a_program_that_names_the_version_it_read_decides_by_what_it_saw(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var (id, stages) = await Sold(api.Site);
        await Move(api.Site, id, stages[1]);
        var late = await api.Post($"opportunity/{id}/do/win", "{}", ("If-Match", "\"1\""));
        Assert.Equal((409, "changed_meanwhile", "stage_id"), (late.Code, late.Text("rule"), late.Text("field")));
        Assert.Equal("version_unknown", (await api.Post($"opportunity/{id}/do/win", "{}", ("If-Match", "\"9\""))).Text("rule"));
        Assert.Equal(200, (await api.Post($"opportunity/{id}/do/win", "{}", ("If-Match", "\"2\""))).Code);
        Assert.Equal(stages[4], await StageOf(api.Site, id));
    }

    [Theory, EveryEngine]
    public async Task of_two_who_decide_at_the_same_time_one_does(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (id, stages) = await Sold(site);
        var sent = await Task.WhenAll(Enumerable.Range(1, 4).Select(async i =>
        {
            try { await Move(site, id, stages[i], seen: 1); return true; }
            catch (Refused refused) when (refused.Rule == "changed_meanwhile") { return false; }
        }));
        Assert.Single(sent, done => done);
        Assert.Equal(2, await site.Count("select count(*) from stage_moves where opportunity_id = @id", ("id", id)));
    }

    [Theory, EveryEngine]
    public async Task a_move_of_one_record_alone_is_taken_back_with_its_line_in_the_log(Engine engine)
    {
        await using var shop = await Sale.Open(engine);
        var (one, two) = (await shop.New("opportunity", new() { ["name"] = "하나" }), await shop.New("opportunity", new() { ["name"] = "둘" }));
        var moved = await shop.Verb("move").Run(Actor.System, [one, two], new() { ["stage_id"] = shop.Stages[1] });
        var undo = shop.Company.Get<UndoChangeSet>();
        Assert.Equal((1, 1L), await undo.Run(Actor.System, moved.ChangeSetId, new HashSet<Guid> { one }) is var first ? (first.Records, first.Facts) : default);
        Assert.Equal((1, 2), (await Logged(one), await Logged(two)));
        // What was moved on since stays, with all of its log.
        await shop.Verb("move").Run(Actor.System, [two], new() { ["stage_id"] = shop.Stages[2] });
        Assert.NotEmpty((await undo.Run(Actor.System, moved.ChangeSetId, new HashSet<Guid> { two })).Conflicts);
        Assert.Equal(3, await Logged(two));

        Task<long> Logged(Guid id) => shop.Company.Count("select count(*) from stage_moves where opportunity_id = @id", ("id", id));
    }

    private static DeclaredType Type(TestSite site) => site.Company.Declarations.Named("opportunity");

    private static async Task<(Guid Id, List<Guid> Stages)> Sold(TestSite site)
    {
        var saved = await site.Do<EditRecords, RecordSaved>(edit => edit.Create(MadeLeads.Person(site), Type(site), new() { ["name"] = "가을 납품" }));
        await using var read = await site.Company.Store.Read();
        return (saved.Id, await read.List("select s.id from stages s where s.pipeline_id = (select o.pipeline_id from opportunities o where o.id = @id) order by s.position", row => row.Guid(0), default, ("id", saved.Id)));
    }

    private static Task<VerbDone> Move(TestSite site, Guid id, Guid to, int? seen = null) => site.Do<VerbForms, VerbDone>(verbs =>
        verbs.Find(MadeLeads.Person(site), Type(site), "move").Run(MadeLeads.Person(site), [id], new() { ["stage_id"] = to }, new(seen)));

    private static async Task<Guid> StageOf(TestSite site, Guid id)
    {
        await using var read = await site.Company.Store.Read();
        return (await read.List("select stage_id from opportunities where id = @id", row => row.Guid(0), default, ("id", id))).Single();
    }
}

using Dangol.Platform;
using Dangol.Sales;

namespace Dangol.Tests;

/// <summary>The stages of an opportunity over HTTP: on the board, on its page, by program.</summary>
public sealed class OpportunityPageTests
{
    [Theory, EveryEngine]
    public async Task a_card_is_moved_where_it_may_lie_and_else_says_what_is_missing(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (id, stages) = await Sold(site);
        var browser = await site.SignedIn();
        var board = await browser.Get("/opportunities/board");
        Assert.Equal(6, board.Html.QuerySelectorAll(".board-column").Length);

        var moved = await Move(browser, board, id, stages[1], seen: 1);
        Assert.Equal((204, "\"2\""), (moved.Code, moved.Headers["ETag"]));
        Assert.Contains("undo", moved.Headers["HX-Trigger"], StringComparison.Ordinal);
        Assert.Equal(stages[1], await StageOf(site, id));

        // Lost without a reason: the small form asks for it, and with it the card lies there.
        var lost = await Move(browser, board, id, stages[5], seen: 2);
        Assert.Equal(422, lost.Code);
        Assert.NotNull(lost.Html.QuerySelector("#lost_reason-fault"));
        Assert.Equal(stages[5].ToString(), lost.Html.QuerySelector("input[name=stage_id]")!.GetAttribute("value"));
        Assert.Equal(stages[1], await StageOf(site, id));
        Assert.Equal(204, (await Move(browser, board, id, stages[5], 2, ("lost_reason", "price"))).Code);

        // A stage that needs a field says so, with the way to the record.
        await site.Do<EditRecords, RecordSaved>(edit => edit.Change(MadeLeads.Person(site), site.Company.Declarations.Named("stage"), stages[2], 1, new() { ["needs"] = "|amount|" }));
        var needs = await Move(browser, board, id, stages[2], seen: 3);
        Assert.Equal(422, needs.Code);
        Assert.Contains("금액 항목을 먼저 채워 주세요", needs.Words, StringComparison.Ordinal);
        Assert.NotNull(needs.Html.QuerySelector($"a[href='/opportunities/{id}']"));
    }

    [Theory, EveryEngine]
    public async Task a_card_that_somebody_else_has_moved_stays_where_they_put_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (id, stages) = await Sold(site);
        var browser = await site.SignedIn();
        var board = await browser.Get("/opportunities/board");
        Assert.Equal(204, (await Move(browser, board, id, stages[2], seen: 1)).Code);
        var late = await Move(browser, board, id, stages[1], seen: 1);
        Assert.Equal(409, late.Code);
        Assert.Contains("그 사이에", late.Words, StringComparison.Ordinal);
        Assert.Contains("보드 새로 고침", late.Html.QuerySelector("[data-closes]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(stages[2], await StageOf(site, id));
        var page = await browser.Get($"/opportunities/{id}");
        Assert.Equal(409, (await browser.Submit(page, $"/opportunities/{id}/do/move", ("stage_id", stages[1].ToString()), ("version", "1"))).Code);
        Assert.Equal(428, (await browser.Piece(page, $"/opportunities/{id}/do/move", ("stage_id", stages[1].ToString()))).Code);
        Assert.Equal(404, (await Move(browser, board, Guid.NewGuid(), stages[1], seen: 1)).Code);
    }

    [Theory, EveryEngine]
    public async Task without_the_permission_no_door_moves_it(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (id, stages) = await Sold(site);
        var browser = await site.SignedIn(await site.Person("auditor"));
        var board = await browser.Get("/opportunities/board");
        Assert.Null(board.Html.QuerySelector(".board[data-may]"));
        Assert.Equal(403, (await Move(browser, board, id, stages[1], seen: 1)).Code);
        var page = await browser.Get($"/opportunities/{id}");
        Assert.NotNull(page.Html.QuerySelector(".stage-path .here"));
        Assert.Empty(page.Html.QuerySelectorAll(".stage-path button, a[href*='/do/']"));
        Assert.Equal(403, (await browser.Piece(page, $"/opportunities/{id}/do/move", ("stage_id", stages[1].ToString()))).Code);
        var api = new ApiCallerForm(browser, page);
        Assert.Equal(403, await api.Post($"/api/v1/opportunity/{id}/do/move", $$"""{"stage_id":"{{stages[1]}}"}"""));
        Assert.Equal(stages[0], await StageOf(site, id));
        await site.Grant("auditor", g => g.Grant("opportunity", ReachLevel.All, Actions.Edit, Opportunity.Move.Action));
        Assert.Equal(200, await api.Post($"/api/v1/opportunity/{id}/do/move", $$"""{"stage_id":"{{stages[1]}}"}"""));
        Assert.Equal(422, await api.Post($"/api/v1/opportunity/{id}/do/move", $$"""{"stage_id":"{{stages[5]}}"}"""));
        Assert.Equal(404, await api.Post($"/api/v1/opportunity/{id}/do/fly", "{}"));
        Assert.Equal(stages[1], await StageOf(site, id));
    }

    [Theory, EveryEngine]
    public async Task the_page_shows_the_way_and_a_step_leads_on(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var (id, stages) = await Sold(site);
        var browser = await site.SignedIn();
        var path = $"/opportunities/{id}/do/move";
        var page = await browser.Get($"/opportunities/{id}");
        var steps = page.Html.QuerySelectorAll(".stage-path li");
        Assert.Equal(6, steps.Length);
        Assert.Equal("step", steps[0].GetAttribute("aria-current"));
        Assert.Equal(stages[2].ToString(), steps[2].QuerySelector("input[name=stage_id]")!.GetAttribute("value"));
        Assert.Equal($"/opportunities/{id}", (await browser.Submit(page, path, ("stage_id", stages[2].ToString()))).Location);
        page = await browser.Get($"/opportunities/{id}");
        Assert.Equal(["passed", "passed", "here", null, null, null], page.Html.QuerySelectorAll(".stage-path li").Select(s => s.GetAttribute("class")));

        // The small form knows the stage by its name and asks for the reason alone.
        var asks = await browser.Submit(page, path, ("stage_id", stages[5].ToString()));
        Assert.Equal(422, asks.Code);
        Assert.NotNull(asks.Html.QuerySelector("#lost_reason-fault"));
        var called = asks.Html.QuerySelector("input[name='stage_id.called']")!.GetAttribute("value")!;
        Assert.NotEqual("", called);
        Assert.Equal(303, (await browser.Submit(asks, path, ("stage_id", stages[5].ToString()), ("stage_id.called", called), ("lost_reason", "price"))).Code);
        Assert.Equal(stages[5], await StageOf(site, id));
    }

    private static async Task<(Guid Id, List<Guid> Stages)> Sold(TestSite site)
    {
        var saved = await site.Do<EditRecords, RecordSaved>(edit => edit.Create(MadeLeads.Person(site), site.Company.Declarations.Named("opportunity"), new() { ["name"] = "가을 납품" }));
        await using var read = await site.Company.Store.Read();
        return (saved.Id, await read.List("select s.id from stages s where s.pipeline_id = (select o.pipeline_id from opportunities o where o.id = @id) order by s.position", row => row.Guid(0), default, ("id", saved.Id)));
    }

    private static Task<TestPage> Move(TestBrowser browser, TestPage board, Guid id, Guid to, int seen, params (string, string)[] more) =>
        browser.Piece(board, "/opportunities/board/move", [("id", id.ToString()), ("stage_id", to.ToString()), ("version", seen.ToString(System.Globalization.CultureInfo.InvariantCulture)), .. more]);

    private static async Task<Guid> StageOf(TestSite site, Guid id)
    {
        await using var read = await site.Company.Store.Read();
        return (await read.List("select stage_id from opportunities where id = @id", row => row.Guid(0), default, ("id", id))).Single();
    }

    /// <summary>A program that calls with the cookie of a browser.</summary>
    private sealed class ApiCallerForm(TestBrowser browser, TestPage page)
    {
        public async Task<int> Post(string path, string json)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Add("X-CSRF-TOKEN", page.Html.QuerySelector("meta[name=csrf]")!.GetAttribute("content"));
            return (await browser.Send(request)).Code;
        }
    }
}

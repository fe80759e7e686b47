using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Views are of list and board alike; a shared one is pinned by each for themselves.</summary>
public sealed class BoardViewTests
{
    [Theory, EveryEngine]
    public async Task a_view_of_the_board_opens_the_board_with_its_pipeline_and_conditions(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var pipeline = await New(site, "pipeline", ("name", "갱신"), ("position", 2L));
        await New(site, "stage", ("name", "갱신 안내"), ("pipeline_id", pipeline));
        await New(site, "opportunity", ("name", "가을 갱신"), ("pipeline_id", pipeline), ("competitor", "경쟁상사"));
        await New(site, "opportunity", ("name", "봄 갱신"), ("pipeline_id", pipeline));
        var browser = await site.SignedIn();
        var board = await browser.Get($"/opportunities/board?of={pipeline}&w=competitor:not_empty");
        Assert.Equal(["가을 갱신"], Cards(board));
        var saved = await browser.Submit(board, "/opportunities/views", ("do", "save_as"), ("name", "갱신 보드"), ("pinned", "on"));
        Assert.StartsWith("/opportunities/board?view=", saved.Location, StringComparison.Ordinal);
        var again = await browser.Get(saved.Location!);
        Assert.Equal(["가을 갱신"], Cards(again));
        Assert.Equal(["갱신 안내"], again.Html.QuerySelectorAll(".board-column h2").Select(h => h.TextContent));
        Assert.Contains("갱신 보드", again.Html.QuerySelector(".view-name")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("바뀜", again.Html.QuerySelector(".view-menu")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(again.Html.QuerySelector($".shell-nav a[href='{saved.Location}']"));
        // From the list's menu it leads to the board; the list can be searched and so can the board.
        Assert.NotNull((await browser.Get("/opportunities?view=all")).Html.QuerySelector($".view-menu a[href='{saved.Location}']"));
        Assert.Equal(["봄 갱신"], Cards(await browser.Get($"/opportunities/board?of={pipeline}&q=봄")));
        // Another name for a view is to be had, whether it was changed or not.
        Assert.NotNull(again.Html.QuerySelector(".view-menu button[value=save_as]"));
    }

    [Theory, EveryEngine]
    public async Task what_stands_in_no_column_lies_apart(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var id = await New(site, "opportunity", ("name", "단계 없음"));
        var browser = await site.SignedIn();
        Assert.Equal(6, (await browser.Get("/opportunities/board")).Html.QuerySelectorAll(".board-column").Length);
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.ExecuteUnchecked("update opportunities set stage_id = null where id = @id", default, ("id", id)));
        var board = await browser.Get("/opportunities/board");
        Assert.Equal(["단계 없음"], board.Html.QuerySelectorAll(".board-column[data-value=''] .board-title").Select(t => t.TextContent));
        Assert.Equal("1", (await browser.Get("/opportunities/board/sums")).Html.QuerySelector("#count-")!.TextContent);
        Assert.Contains("단계 없음", (await browser.Get("/opportunities/board/cards?value=")).Words, StringComparison.Ordinal);
    }

    [Theory, EveryEngine]
    public async Task a_day_is_late_only_where_something_is_still_to_be_done(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var past = site.Company.Today.AddDays(-3);
        for (var i = 0; i < 14; i++) await site.Lead($"가람 {i}", ("next_step_on", past));
        await site.Company.Writes.Run(Actor.System, new("시험", "A test"), change => change.ExecuteUnchecked("update leads set status = 'unqualified'", default));
        await site.Lead("나루", ("next_step_on", past));
        var browser = await site.SignedIn();
        var board = await browser.Get("/leads/board");
        Assert.Equal(["new"], board.Html.QuerySelectorAll(".board-column:has(.board-fact .tag-warn)").Select(c => c.GetAttribute("data-value")));
        var more = await browser.Get(board.Html.QuerySelector(".board-more")!.GetAttribute("hx-get")!);
        Assert.Equal(2, Cards(more).Count);
        Assert.Null(more.Html.QuerySelector(".tag-warn"));
    }

    [Theory, EveryEngine]
    public async Task a_column_to_which_no_move_leads_says_what_does(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var lead = await site.Lead("가람");
        var browser = await site.SignedIn();
        var board = await browser.Get("/leads/board");
        var asked = await browser.Piece(board, "/leads/board/move", ("id", lead.Id.ToString()), ("status", "converted"), ("version", "1"));
        Assert.Equal(422, asked.Code);
        Assert.Contains("'고객으로 전환' 작업으로만", asked.Words, StringComparison.Ordinal);
        Assert.NotNull(asked.Html.QuerySelector($"a[href='/leads/{lead.Id}/do/convert']"));
        Assert.Empty(asked.Html.QuerySelectorAll("select"));
        // What a move does ask for is asked, and what isn't a column is refused as a value.
        Assert.NotNull((await browser.Piece(board, "/leads/board/move", ("id", lead.Id.ToString()), ("status", "unqualified"), ("version", "1"))).Html.QuerySelector("select[name=unqualified_reason]"));
        Assert.Equal(422, (await browser.Piece(board, "/leads/board/move", ("id", lead.Id.ToString()), ("status", "nowhere"), ("version", "1"))).Code);
        // Of what somebody else did it says so, with nothing to fill in but the way to a board that is true.
        Assert.Equal(204, (await browser.Piece(board, "/leads/board/move", ("id", lead.Id.ToString()), ("status", "working"), ("version", "1"))).Code);
        var late = await browser.Piece(board, "/leads/board/move", ("id", lead.Id.ToString()), ("status", "qualified"), ("version", "1"));
        Assert.Equal((409, "보드 새로 고침"), (late.Code, late.Html.QuerySelector("[data-closes]")!.TextContent.Trim()));
    }

    [Theory, EveryEngine]
    public async Task a_shared_view_is_pinned_by_each_for_themselves(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        var other = await site.Do<CreateUser, Guid>(create => create.Run(Actor.System, new("jane@example.com", "Jane", "a rather long sentence")));
        var (mine, theirs) = (await site.SignedIn(), await site.SignedIn(other));
        await site.Lead("가람");
        var saved = await mine.Submit(await mine.Get("/leads?w=rating:empty"), "/leads/views", ("do", "save_as"), ("name", "모두의 보기"), ("shared", "on"), ("pinned", "on"));
        var pinned = $".shell-nav a[href='{saved.Location}']";
        Assert.NotNull((await mine.Get("/leads")).Html.QuerySelector(pinned));
        var seen = await theirs.Get(saved.Location!);
        Assert.Null(seen.Html.QuerySelector(pinned));
        await theirs.Submit(seen, "/leads/views", ("do", "pin"));
        seen = await theirs.Get(saved.Location!);
        Assert.NotNull(seen.Html.QuerySelector(pinned));
        await theirs.Submit(seen, "/leads/views", ("do", "unpin"));
        Assert.Null((await theirs.Get("/leads")).Html.QuerySelector(pinned));
        Assert.NotNull((await mine.Get("/leads")).Html.QuerySelector(pinned));

        // Who may not share keeps views for themselves.
        var type = site.Company.Declarations.Named("lead");
        var reader = new Actor(other, "Jane", Language.Korean, Origin.Web, new Reader());
        var state = ListState.Begin(type, null);
        var refused = await Assert.ThrowsAsync<Refused>(() => site.Do<SaveView, (Guid?, Guid)>(save => save.Run(reader, type, new("save_as", null, "내 것", Shared: true, Pinned: false, Default: true), state)));
        Assert.Equal("not_allowed", refused.Rule);
        Assert.NotNull((await site.Do<SaveView, (Guid? View, Guid)>(save => save.Run(reader, type, new("save_as", null, "내 것", Shared: false, Pinned: true, Default: true), state))).View);
    }

    private static List<string> Cards(TestPage board) => [.. board.Html.QuerySelectorAll(".board-title").Select(t => t.TextContent)];

    private static async Task<Guid> New(TestSite site, string type, params (string Name, object? Value)[] values) => (await site.Do<EditRecords, RecordSaved>(edit =>
        edit.Create(MadeLeads.Person(site), site.Company.Declarations.Named(type), new(values.Select(v => KeyValuePair.Create(v.Name, v.Value)))))).Id;

    private sealed class Reader : Rights
    {
        public override bool Allows(Permission permission) => permission.Action == Actions.View;

        public override bool MaySet(string type, string field) => true;
    }
}

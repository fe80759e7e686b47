using Dangol.Platform;

namespace Dangol.Tests;

public sealed class FilterTreeTests
{
    private static readonly Clause Web = Is("source", "web"), Hot = Is("rating", "hot"), Call = Is("source", "call");

    [Fact]
    public void a_tree_keeps_its_meaning_while_it_is_edited()
    {
        var clause = new Clause.All([Web, new Clause.Any([Hot, Call]), new Clause.Not(new Clause.Any([Call]))]);
        var whole = FilterNode.Whole(clause);
        Assert.Equal(clause, whole.ToClause());
        Assert.Equal(new Clause.Not(new Clause.Any([new Clause.All([Web, Hot])])), FilterNode.Whole(new Clause.Not(new Clause.All([Web, Hot]))).ToClause());
        Assert.Equal(new Clause.All([Web]), FilterNode.Whole(Web).ToClause());
        Assert.Equal([FilterNode.Top, "1", "2"], whole.Groups().Select(g => g.Place));
    }

    [Fact]
    public void a_condition_is_moved_and_an_empty_group_goes()
    {
        var whole = FilterNode.Whole(new Clause.All([Web, new Clause.Any([Hot]), new Clause.Any([Call])]));
        Assert.Equal(new Clause.All([new Clause.Any([Hot, Web]), new Clause.Any([Call])]), whole.Move("0", "1")!.ToClause());
        Assert.Equal(new Clause.All([Web, new Clause.Any([Call]), Hot]), whole.Move("1.0", FilterNode.Top)!.ToClause());
        Assert.Equal(new Clause.All([Web, new Clause.Any([Call, new Clause.Any([Hot])])]), whole.Move("1", "2")!.ToClause());
        // A group can't be moved into itself, nor anything to where nothing is.
        Assert.Equal(whole.ToClause(), whole.Move("1", "1")!.ToClause());
        Assert.Equal(whole.ToClause(), whole.Move("1", "9.9")!.ToClause());
        Assert.Null(FilterNode.Whole(new Clause.Any([Web])).With("0", _ => null));
    }

    [Theory, EveryEngine]
    public async Task conditions_are_combined_step_by_step_by_plain_forms(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("source", "web"), ("rating", "hot"));
        await site.Lead("나루", ("source", "call"), ("rating", "cold"));
        await site.Lead("다솜", ("source", "event"), ("rating", "hot"));
        var browser = await site.SignedIn();

        // What chips say becomes the tree; the address of each step holds the whole.
        var page = await Step("/leads?view=all&w=source:in:web|call&t=fold");
        Assert.Equal(["나루", "가람"], page.Rows());
        Assert.Empty(page.Html.QuerySelectorAll(".chip"));
        page = await Step(page, "group top", "rating", "in", "hot");
        Assert.Equal(["가람"], page.Rows());
        page = await Step(page, "add 1", "name", "starts", "나");
        Assert.Equal(["나루", "가람"], page.Rows());
        Assert.Contains("등급이 높음이거나, 이름이 ‘나’로 시작하는", page.Html.QuerySelector(".list-sentence")!.TextContent, StringComparison.Ordinal);
        page = await Step(page, "none 1");
        Assert.Empty(page.Rows());
        page = await Step(page, "any top");
        Assert.Equal(["나루", "가람"], page.Rows());
        page = await Step(page, "move 0 1");
        Assert.Empty(page.Rows());
        page = await Step(page, "remove 0.0");
        page = await Step(page, "remove 0.0");
        Assert.Equal(["다솜"], page.Rows());
        var edited = await browser.Get((await browser.Get(Turn(page, "edit 0.0"))).Location!);
        Assert.NotNull(edited.Html.QuerySelector(".tree-list #condition-tree input[value=web][checked]"));
        page = await Step(page, "remove 0.0");
        Assert.Equal(3, page.Rows().Count);
        Assert.DoesNotContain("&f=", page.Html.QuerySelector(".chips a[href*=fold]")?.GetAttribute("href") ?? "", StringComparison.Ordinal);

        async Task<TestPage> Step(object from, params string[] say)
        {
            var to = from is string address ? address : Turn((TestPage)from, say[0]);
            var next = await browser.Get(to);
            if (say.Length > 1) next = await browser.Get($"{next.Location}&add.field={say[1]}&add.op={say[2]}&add.v={say[3]}&add.apply=1");
            return await browser.Get(next.Location!);
        }
    }

    [Theory, EveryEngine]
    public async Task a_board_has_the_same_conditions(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        await site.Lead("가람", ("source", "web"));
        await site.Lead("나루", ("source", "call"));
        var browser = await site.SignedIn();
        var tree = TreeJson.ToUrl(new Clause.Any([Web]));
        var board = await browser.Get($"/leads/board?view=all&f={tree}&edit=top");
        Assert.Equal(["가람"], board.Html.QuerySelectorAll(".board-title").Select(c => c.TextContent));
        var next = await browser.Get(Turn(board, "none top"));
        Assert.StartsWith("/leads/board?", next.Location, StringComparison.Ordinal);
        Assert.Equal(["나루"], (await browser.Get(next.Location!)).Html.QuerySelectorAll(".board-title").Select(c => c.TextContent));
        Assert.Equal("/leads/board?view=all&w=source%3Ain%3Aweb", (await browser.Get("/leads/board?view=all&add.at=-1&add.field=source&add.op=in&add.v=web&add.apply=1")).Location);
    }

    /// <summary>The address to which a button of the tree leads.</summary>
    private static string Turn(TestPage page, string button)
    {
        var form = page.Html.QuerySelector(".tree-box form")!;
        Assert.NotNull(form.QuerySelector($"button[value='{button}']"));
        var fields = form.QuerySelectorAll("input[type=hidden]").Select(i => $"{i.GetAttribute("name")}={Uri.EscapeDataString(i.GetAttribute("value")!)}");
        return $"{form.GetAttribute("action")}?{string.Join('&', fields)}&t={Uri.EscapeDataString(button)}";
    }

    private static Clause Is(string field, string value) => new Clause.Compare(new Term.Field(field), Operator.In, [new Term.Literal(value)]);
}

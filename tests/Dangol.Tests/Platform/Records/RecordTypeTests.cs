using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>CONTRIBUTING says that an entity, a declaration and a schema file make a record type with all that is ordinary: <see cref="Gadget"/> has nothing else.</summary>
public sealed partial class RecordTypeTests
{
    [Theory, EveryEngine]
    public async Task an_entity_a_declaration_and_a_schema_file_give_all_that_is_ordinary(Engine engine)
    {
        await using var site = await TestSite.Open(engine, GadgetsModule.AddGadgets);
        var browser = await site.SignedIn();

        // Form, record page and their place in the navigation.
        var made = await browser.Submit(await browser.Get("/gadgets/new"), "/gadgets/new", ("name", "파란 유리잔"), ("code", "G-1"), ("price", "12000"));
        Assert.Equal(303, made.Code);
        var path = made.Location!.Split('?')[0];
        var id = path[^36..];
        Assert.Equal("파란 유리잔", (await browser.Get(path)).Html.QuerySelector("#record-title")!.TextContent.Trim());
        Assert.NotNull((await browser.Get("/")).Html.QuerySelector(".shell-nav a[href='/gadgets']"));

        // List with filter and sum, a view, the board and a move on it, a field in its place, what is wrong said at its field.
        Assert.Equal(["파란 유리잔"], (await browser.Get("/gadgets?w=size:in:small&sort=-price")).Rows());
        Assert.Empty((await browser.Get("/gadgets?w=size:in:large")).Rows());
        Assert.Contains("12,000", (await browser.Get("/gadgets/sums?cols=name,price")).Words, StringComparison.Ordinal);
        var list = await browser.Get("/gadgets?w=size:in:small");
        Assert.Equal(303, (await browser.Submit(list, "/gadgets/views", ("do", "save_as"), ("name", "작은 것"))).Code);
        var board = await browser.Get("/gadgets/board");
        Assert.Equal(["파란 유리잔"], board.Html.QuerySelectorAll(".board-column[data-value=small] .board-title").Select(t => t.TextContent));
        Assert.Equal(204, (await browser.Piece(board, "/gadgets/board/move", ("id", id), ("size", "medium"), ("version", "1"))).Code);
        Assert.Equal(200, (await browser.Piece(board, $"{path}/fields/pieces", ("pieces", "3"), ("version", "2"))).Code);
        Assert.Equal(422, (await browser.Piece(board, $"{path}/fields/pieces", ("pieces", "-1"), ("version", "3"))).Code);
        Assert.Equal(1, await site.Count("select count(*) from gadgets where size = 'medium' and pieces = 3 and version = 3"));

        // API, search and export.
        var read = JsonNode.Parse((await browser.Get($"/api/v1/gadget/{id}")).Body)!;
        Assert.Equal("G-1", read["code"]!.GetValue<string>());
        Assert.Equal(409, (await browser.PostJson("/api/v1/gadget", """{"name":"둘째","code":"G-1","size":"small"}""", board)).Code);
        Assert.NotNull(JsonNode.Parse((await browser.Get("/api/v1/openapi.json")).Body)!["paths"]!["/gadget/batch"]);
        await Until.True(async () => (await browser.Get("/search?q=ㅍㄹ")).Words.Contains("파란 유리잔", StringComparison.Ordinal), "it is found by its initial consonants");
        var ask = await browser.Get("/gadgets/export?cols=code,size&w=size:in:medium");
        var begun = await browser.Submit(ask, "/gadgets/export", ("reason", "재고를 세려고 해요"));
        await Until.True(async () => await site.Count("select count(*) from jobs where kind = 'export_records' and state = 'succeeded'") == 1, "the file is made");
        Assert.Equal(["코드,크기", "G-1,중간"], (await browser.Get((await browser.Get(begun.Location!)).Html.QuerySelector(".work-strip a.btn-primary")!.GetAttribute("href")!)).Body.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries));

        // History and undo.
        var history = await browser.Get($"{path}/history");
        Assert.Equal(3, history.Html.QuerySelectorAll(".record-changes > li").Length);
        var moved = history.Html.QuerySelectorAll(".record-changes > li")[1].QuerySelector("input[name=set]")!.GetAttribute("value")!;
        Assert.Equal(303, (await browser.Submit(history, $"{path}/undo", ("set", moved))).Code);
        Assert.Equal(1, await site.Count("select count(*) from gadgets where size = 'small' and pieces = 3"));
        Assert.Empty(site.Log);
    }

    [Theory, EveryEngine]
    public async Task an_export_holds_the_rows_the_order_and_the_columns_of_the_list_that_was_shown(Engine engine)
    {
        await using var site = await TestSite.Open(engine);
        foreach (var (name, source) in new[] { ("가람", "web"), ("나래", "call"), ("다솜", "web"), ("라온", "web") }) await site.Lead(name, ("source", source));
        var browser = await site.SignedIn();
        var list = await browser.Get("/leads?w=source:in:web&sort=-name&cols=name,source");
        Assert.Equal(["라온", "다솜", "가람"], list.Rows());
        var ask = await browser.Get(list.Html.QuerySelector("a[href*='/leads/export']")!.GetAttribute("href")!);
        var begun = await browser.Submit(ask, "/leads/export", ("reason", "전화할 목록이 필요해요"));
        await Until.True(async () => await site.Count("select count(*) from jobs where kind = 'export_records' and state = 'succeeded'") == 1, "the file is made");
        var link = (await browser.Get(begun.Location!)).Html.QuerySelector(".work-strip a.btn-primary")!.GetAttribute("href")!;
        var lines = (await browser.Get(link)).Body.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["라온", "다솜", "가람"], lines[1..].Select(line => line.Split(',')[0]));
        Assert.All(lines, line => Assert.Equal(2, line.Split(',').Length));
    }

    /// <summary>What the page on record types tells people to write must be there to be written.</summary>
    [Fact]
    public void what_contributing_names_exists()
    {
        var page = Sources.Read("CONTRIBUTING.md");
        var section = page[page.IndexOf("## A record type in one sitting", StringComparison.Ordinal)..page.IndexOf("## Commits", StringComparison.Ordinal)];
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;
        var known = new[] { typeof(Field), typeof(RecordType<Gadget>), typeof(PlatformModule) }.SelectMany(t => t.GetMethods(Any)).Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var named = Called().Matches(section).Select(m => m.Groups[1].Value).Where(name => name is not ("base" or "typeof" or "new")).Distinct().ToList();
        Assert.True(named.Count >= 12, "hardly anything was found");
        Assert.Subset(known, named.ToHashSet(StringComparer.Ordinal));
        Assert.All(Files().Matches(section).Select(m => m.Value), file => Assert.Contains(Sources.Of("src/", ".cs", ".sql").Concat(Sources.Of("tests/", ".cs", ".sql")), there => there.EndsWith("/" + file, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"(?<![A-Za-z/])\.?([A-Z]\w+|base|typeof|new)(?:<\w+>)?\(")]
    private static partial Regex Called();

    [GeneratedRegex(@"\b(?:Gadget|Lead)\.cs\b|\b0005_leads\.sql\b")]
    private static partial Regex Files();
}

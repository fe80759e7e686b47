using System.Text.Json.Nodes;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Conditions as programs write them.</summary>
public sealed class FilterApiTests
{
    [Theory, EveryEngine]
    public async Task a_telephone_is_found_as_people_write_it(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        await api.Made("""{"name":"하나","phone":"010-1234-5678"}""");
        await api.Made("""{"name":"둘","phone":"02-555-1234"}""");
        // Asked by somebody for whom it is masked, the whole number finds; its parts find for whoever sees it.
        foreach (var (clause, found) in new[]
        {
            ("""["eq",{"f":"phone"},"010-1234-5678"]""", "하나"), ("""["eq",{"f":"phone"},"01012345678"]""", "하나"), ("""["eq",{"f":"phone"},"+82 10 1234 5678"]""", "하나"), ("""["in",{"f":"phone"},"02) 555-1234","010-0000-0000"]""", "둘"),
        })
        {
            var answer = await Asked(api, clause);
            Assert.True(answer.Code == 200, clause + answer.Page.Body);
            Assert.Equal(found, string.Join(", ", answer.Json["items"]!.AsArray().Select(r => r!["name"]!.GetValue<string>())));
        }
        var type = api.Site.Company.Declarations.Named("gadget");
        foreach (var (comparison, number, found) in new[]
        {
            (Operator.NotEqual, "010.1234.5678", "둘"), (Operator.StartsWith, "010-12", "하나"), (Operator.StartsWith, "02", "둘"), (Operator.StartsWith, "+82 10", "하나"), (Operator.Contains, "010-1234", "하나"), (Operator.Contains, "5-12", "둘"),
        })
        {
            var clause = new Clause.Compare(new Term.Field("phone"), comparison, new Term.Literal(number));
            var list = await api.Site.Do<ListRecords, RecordList>(lists => lists.Read(Actor.System, type, new() { Columns = ["name"], Filter = clause }));
            Assert.Equal((number, found), (number, string.Join(", ", list.Rows.Select(r => r.Values[0]))));
        }
        foreach (var clause in new[] { """["eq",{"f":"phone"},"내일"]""", """["in",{"f":"phone"},"010-1234-5678","12"]""" })
        {
            var refused = await Asked(api, clause);
            Assert.Equal((422, "tree_bad_value"), (refused.Code, refused.Text("rule")));
            Assert.Contains("전화번호", refused.Text("detail"), StringComparison.Ordinal);
        }
        // The same typed in a list.
        var browser = await api.Site.SignedIn();
        Assert.Equal(["하나"], (await browser.Get("/gadgets?w=phone:eq:010-1234-5678")).Html.QuerySelectorAll("#records tbody th a").Select(a => a.TextContent));
    }

    [Theory, EveryEngine]
    public async Task how_a_condition_is_written_stands_where_programs_look(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        Assert.Contains("""{"v":1,"tree":[…]}""", (await api.Get("lead?filter=" + Uri.EscapeDataString("""["eq",{"f":"name"},"x"]"""))).Text("detail"), StringComparison.Ordinal);
        Assert.NotEmpty(FilterGrammar.Examples);
        foreach (var example in FilterGrammar.Examples) Assert.Equal(200, (await api.Get("lead?filter=" + Uri.EscapeDataString(TreeJson.Write(example)))).Code);
        var browser = await api.Site.SignedIn();
        var page = await browser.Get("/api?type=lead");
        foreach (var word in TreeJson.Operators.Concat(TreeJson.Names).Concat(["all", "any", "not", "last", "next", "dates", "me", "today", "money", "round"]))
            Assert.Contains(word, page.Html.QuerySelectorAll("table code").SelectMany(c => c.TextContent.Split('"', ' ', '[', ']', '{', ':')));
        Assert.Contains(TreeJson.Write(FilterGrammar.Examples[0]), page.Html.Body!.TextContent, StringComparison.Ordinal);
        var schemas = JsonNode.Parse((await browser.Get("/api/v1/openapi.json")).Body)!["components"]!["schemas"]!;
        var said = schemas["tree_clause"]!.ToJsonString() + schemas["tree_value"]!.ToJsonString();
        foreach (var word in TreeJson.Operators.Concat(TreeJson.Names).Concat(TreeJson.Signs)) Assert.Contains($"\"{word}\"", said, StringComparison.Ordinal);
    }

    private static Task<ApiAnswered> Asked(ApiCaller api, string clause) => api.Get("gadget?filter=" + Uri.EscapeDataString($$"""{"v":1,"tree":{{clause}}}"""));
}

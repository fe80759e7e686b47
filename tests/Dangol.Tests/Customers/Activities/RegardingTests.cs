using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What an activity is about must be there, at every door.</summary>
public sealed class RegardingTests
{
    [Theory, EveryEngine]
    public async Task what_an_activity_is_about_must_be_there(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var lead = await Made(api, "lead", """{"name":"김하늘"}""");
        var nobody = Guid.NewGuid();
        var said = await api.Post("task/batch", $$$"""
            {"rows":[
              {"fields":{"subject":"고객 없음","regarding_type":"customer","regarding_id":"{{{nobody}}}"}},
              {"fields":{"subject":"유형 없음","regarding_type":"nonsense","regarding_id":"{{{lead}}}"}},
              {"fields":{"subject":"다른 유형","regarding_type":"customer","regarding_id":"{{{lead}}}"}},
              {"fields":{"subject":"있음","regarding_type":"lead","regarding_id":"{{{lead}}}"}}
            ]}
            """);
        Assert.Equal(["reference_unknown", "unknown_type", "reference_unknown", null], said.Json["rows"]!.AsArray().Select(r => (string?)r!["rule"]));
        Assert.Equal(["regarding_id", "regarding_type", "regarding_id", null], said.Json["rows"]!.AsArray().Select(r => (string?)r!["field"]));
        Assert.Equal(1, (int)said.Json["created"]!);
        var alone = await api.Post("task", $$"""{"subject":"x","regarding_type":"customer","regarding_id":"{{nobody}}"}""");
        Assert.Equal((422, "reference_unknown"), (alone.Code, alone.Text("rule")));
        Assert.Equal((422, "unknown_type"), await api.Post("task", $$"""{"subject":"x","regarding_type":"nonsense","regarding_id":"{{lead}}"}""") is var odd ? (odd.Code, odd.Text("rule")) : default);
    }

    [Theory, EveryEngine]
    public async Task the_type_alone_can_not_turn_it_to_something_that_is_not_there(Engine engine)
    {
        await using var api = await ApiCaller.SignIn(await TestSite.Open(engine));
        var lead = await Made(api, "lead", """{"name":"김하늘"}""");
        var task = await Made(api, "task", $$"""{"subject":"전화","regarding_type":"lead","regarding_id":"{{lead}}"}""");
        var turned = await api.Call("PATCH", "task/" + task, """{"regarding_type":"customer"}""", ("If-Match", "\"1\""));
        Assert.Equal((422, "reference_unknown", "regarding_id"), (turned.Code, turned.Text("rule"), turned.Text("field")));
        var batch = await api.Post("task/batch", $$$"""{"rows":[{"do":"update","id":"{{{task}}}","fields":{"regarding_type":"customer"}},{"do":"update","id":"{{{task}}}","fields":{"regarding_type":null,"regarding_id":null}}]}""");
        Assert.Equal(["refused", "updated"], batch.Json["rows"]!.AsArray().Select(r => (string?)r!["outcome"]));
    }

    private static async Task<string> Made(ApiCaller api, string type, string json)
    {
        var made = await api.Post(type, json);
        Assert.True(made.Code == 201, made.Page.Body);
        return made.Text("id");
    }
}

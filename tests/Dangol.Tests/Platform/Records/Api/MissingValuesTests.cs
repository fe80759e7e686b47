using System.Globalization;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>What a program leaves out, or says of what is not there, is refused at its field; the database is never the first to notice.</summary>
public sealed class MissingValuesTests
{
    private static readonly string[] Values = ["null", "\"\"", "\"\\u0000\"", "\"00000000-0000-0000-0000-000000000000\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59Z\"", "9223372036854775807", "-1", "1e300", "[]", "{}", "true"];

    [Theory, EveryEngine]
    public async Task what_must_be_said_is_asked_for_at_its_field(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        Assert.Equal((422, "required", "pipeline_id"), (await api.Post("stage", """{"name":"s"}""")).Problem());
        Assert.Equal((422, "required", "pipeline_id"), (await api.Post("stage", """{"name":"s","pipeline_id":null}""")).Problem());
        Assert.Equal((422, "required", "starts_at"), (await api.Post("meeting", """{"subject":"s"}""")).Problem());
        var pipeline = (await api.Post("pipeline", """{"name":"과정"}""")).Text("id");
        var done = await api.Post("stage/batch", $$$"""{"rows":[{"fields":{"name":"ok","pipeline_id":"{{{pipeline}}}"}},{"fields":{"name":"c"}},{"fields":{"name":"d","pipeline_id":"00000000-0000-0000-0000-000000000000"}}]}""");
        Assert.Equal(["created", "required pipeline_id", "reference_unknown pipeline_id"], Verdicts(done));
    }

    [Theory, EveryEngine]
    public async Task no_value_of_any_field_of_any_type_is_a_fault(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var types = api.Site.Company.Declarations.All.Where(t => t.Pages is { ByHand: true }).ToList();
        Assert.True(types.Count > 10);
        var tried = 0;
        foreach (var type in types)
        {
            var rows = new List<string> { "{}" };
            foreach (var field in ApiValues.Settable(type))
                foreach (var value in Values)
                    rows.Add($$"""{"{{field.Name}}":{{value}}}""");
            foreach (var row in rows)
                if (await api.Post(type.Name, row) is { Code: >= 500 or 404 } answer) Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{type.Name} {row}: {answer.Code} {string.Join('\n', api.Site.Log)}"));
            var done = await api.Post(type.Name + "/batch", $$"""{"rows":[{{string.Join(',', rows.Select(r => $$"""{"fields":{{r}}}"""))}}]}""");
            Assert.True(done.Code == 200, $"{type.Name} {done.Page.Body} {string.Join('\n', api.Site.Log)}");
            tried += rows.Count;
        }
        Assert.True(tried > 500);
        Assert.Equal((400, "json_wrong", (string?)null), (await api.Post("lead", """{"name":"\ud800"}""")).Problem());
        Assert.Equal((400, "json_wrong", (string?)null), (await api.Post("lead/batch", """{"rows":[{"fields":{"\udfff":"1"}}]}""")).Problem());

        // The same for records that are there.
        foreach (var (name, made) in new[] { ("customer", """{"name":"고객"}"""), ("lead", """{"name":"리드"}"""), ("opportunity", """{"name":"기회"}"""), ("gadget", """{"name":"물건"}""") })
        {
            var id = (await api.Post(name, made)).Text("id");
            var fields = ApiValues.Settable(types.Single(t => t.Name == name));
            var done = await api.Post(name + "/batch", $$"""{"rows":[{{string.Join(',', fields.SelectMany(f => Values, (f, v) => $$$"""{"do":"update","id":"{{{id}}}","fields":{"{{{f.Name}}}":{{{v}}}}}""").Take(50))}}]}""");
            Assert.True(done.Code == 200, $"{name} {done.Page.Body} {string.Join('\n', api.Site.Log)}");
        }
    }

    [Theory, EveryEngine]
    public async Task a_row_that_cannot_begin_keeps_no_other_back_and_leaves_nothing_in_the_log(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        var pipeline = (await api.Post("pipeline", """{"name":"빈 과정"}""")).Text("id");
        var done = await api.Post("opportunity/batch", $$$"""{"rows":[{"fields":{"name":"o1"}},{"fields":{"name":""}},{"fields":{"name":"o3","pipeline_id":"{{{pipeline}}}"}},{"fields":{"name":"o4"}}]}""");
        Assert.Equal(["created", "required name", "no_stage pipeline_id", "created"], Verdicts(done));
        Assert.Equal((2, 2), (await api.Site.Count("select count(*) from opportunities"), await api.Site.Count("select count(*) from stage_moves")));
        Assert.Equal((422, "no_stage", "pipeline_id"), (await api.Post("opportunity", $$"""{"name":"o5","pipeline_id":"{{pipeline}}"}""")).Problem());
    }

    private static IEnumerable<string> Verdicts(ApiAnswered done) =>
        done.Json["rows"]!.AsArray().Select(v => v!["outcome"]!.GetValue<string>() is "refused" ? $"{v["rule"]} {v["field"]}" : v["outcome"]!.GetValue<string>());
}

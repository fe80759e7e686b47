using System.Text.Json.Nodes;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Counts and sums, against the same gadgets added up in memory.</summary>
public sealed class AggregateApiTests
{
    [Theory, EveryEngine]
    public async Task groups_and_sums_are_those_of_memory(Engine engine)
    {
        await using var gadgets = await Gadgets.Gather(engine, count: 200, seed: 14);
        string[] sums = ["pieces", "weight", "price", "weighted", "parent.price"];
        var filter = new Clause.Compare(new Term.Field("pieces"), Operator.Less, new Term.Literal(1000));
        foreach (var path in gadgets.Columns.All.Where(c => c is { Type: { Sorts: true, HasCurrency: false }, Formula: null }).Select(c => c.Path).Prepend(null))
            foreach (var asked in (Clause?[])[null, filter])
            {
                var groups = await gadgets.Company.Get<AggregateRecords>().Read(gadgets.Somebody, gadgets.Type, new(asked, path, asked is null ? ["weight", "price"] : sums));
                var chosen = asked is null ? gadgets.All : [.. gadgets.All.Where(g => gadgets.Which(asked).Contains(g.Id))];
                var expected = chosen.GroupBy(g => path is null ? null : gadgets.Value(path, g) is "" ? null : gadgets.Value(path, g)).ToList();
                Assert.Equal((path, expected.Count), (path, groups.Groups.Count));
                Assert.Equal(expected.Select(g => g.Count()).OrderDescending(), groups.Groups.Select(g => (int)g.Count));
                foreach (var group in groups.Groups)
                {
                    var rows = expected.Single(e => Equals(e.Key, group.Value)).ToList();
                    Assert.Equal(rows.Count, group.Count);
                    foreach (var (column, sum) in groups.Sums.Zip(group.Sums)) Same(rows.Select(r => gadgets.Value(column.Path, r)).Where(v => v is not null).ToList(), sum);
                }
            }
    }

    [Theory, EveryEngine]
    public async Task they_are_asked_over_http_and_wrong_questions_refused(Engine engine)
    {
        await using var api = await ApiCaller.Open(engine);
        foreach (var (size, price) in (ReadOnlySpan<(string, string)>)[("small", "1000"), ("small", "500"), ("large", """{"amount":2.5,"currency":"USD"}"""), ("large", "7"), ("medium", "null")])
            api.Made($$"""{"name":"a","size":"{{size}}","price":{{price}},"pieces":2}""").Wait();
        var answered = await api.Post("gadget/aggregate", """{"group":"size","sums":["price","pieces"]}""");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"groups":[
              {"value":"large","count":2,"sums":{"price":[{"amount":7,"currency":"KRW"},{"amount":2.5,"currency":"USD"}],"pieces":4}},
              {"value":"small","count":2,"sums":{"price":[{"amount":1500,"currency":"KRW"}],"pieces":4}},
              {"value":"medium","count":1,"sums":{"price":[],"pieces":2}}],"more":false}
            """), answered.Json), answered.Page.Body);
        var whole = await api.Post("gadget/aggregate", """{"filter":{"v":1,"tree":["eq",{"f":"size"},"small"]}}""");
        Assert.Equal("""{"groups":[{"count":2,"sums":{}}],"more":false}""", whole.Page.Body);
        Assert.True((await api.Post("gadget/aggregate", """{"group":"size","size":2}""")).Json["more"]!.GetValue<bool>());
        var months = await api.Post("gadget/aggregate", """{"group":"made_on","by":"month"}""");
        Assert.Equal($"{{\"groups\":[{{\"value\":\"{api.Site.Company.Today:yyyy-MM}\",\"count\":5,\"sums\":{{}}}}],\"more\":false}}", months.Page.Body);
        var keepers = await api.Post("gadget/aggregate", """{"group":"keeper_id"}""");
        Assert.Equal("김민수", keepers.Json["groups"]![0]!["name"]!.GetValue<string>());

        Assert.Equal((422, "not_groupable", "story"), (await api.Post("gadget/aggregate", """{"group":"story"}""")).Problem());
        Assert.Equal((422, "not_summable", "size"), (await api.Post("gadget/aggregate", """{"sums":["size"]}""")).Problem());
        Assert.Equal((422, "unknown_field", "nothing"), (await api.Post("gadget/aggregate", """{"group":"nothing"}""")).Problem());
        Assert.Equal((422, "value_wrong", "sums"), (await api.Post("gadget/aggregate", """{"sums":[1]}""")).Problem());
        Assert.Equal((422, "value_wrong", "size"), (await api.Post("gadget/aggregate", """{"size":1001}""")).Problem());
        Assert.Equal((422, "unknown_part", "per"), (await api.Post("gadget/aggregate", """{"per":"size"}""")).Problem());
        Assert.Equal((422, "value_wrong", "by"), (await api.Post("gadget/aggregate", """{"group":"made_on","by":"week"}""")).Problem());
        Assert.Equal((422, "no_months", "size"), (await api.Post("gadget/aggregate", """{"group":"size","by":"month"}""")).Problem());
        // As many of the largest amount as no whole number holds the sum of.
        for (var i = 0; i < 1100; i += 100) Assert.Equal(100, (await api.Post("gadget/batch", $$"""{"rows":[{{string.Join(',', Enumerable.Repeat("""{"fields":{"name":"큰 것","price":9000000000000000}}""", 100))}}]}""")).Json["created"]!.GetValue<int>());
        Assert.Equal((422, "sum_too_large", null), (await api.Post("gadget/aggregate", """{"sums":["price"]}""")).Problem());
    }

    private static void Same(List<object?> values, object? sum)
    {
        if (sum is List<Money> amounts)
            Assert.Equal(values.Cast<Money>().GroupBy(m => m.Currency).Select(g => new Money(g.Sum(m => m.Minor), g.Key)).OrderBy(m => m.Currency, StringComparer.Ordinal), amounts);
        else if (values.Count == 0) Assert.Null(sum);
        else if (sum is long whole) Assert.Equal(values.Cast<long>().Sum(), whole);
        else Assert.Equal(values.Cast<double>().Sum(), (double)sum!, 1e-9);
    }
}

using System.Globalization;
using System.Text.Json;

namespace Dangol.Tests;

/// <summary>Recommendations and baskets through the program's own door, from files as people have them.</summary>
public sealed class RecommendCommandTests
{
    [Fact]
    public async Task a_log_of_sales_becomes_lists_with_reasons()
    {
        var random = new Random(4);
        // Customers of four tastes; cancelled lines, lines without a customer and a column that nobody needs.
        var lines = Enumerable.Range(0, 3000).Select(i => (Customer: random.Next(150), Day: i * 300 / 3000)).Select(s =>
            $"C{s.Customer};P{(random.Next(10) < 8 ? s.Customer % 4 * 10 + random.Next(10) : random.Next(40))};{(random.Next(50) == 0 ? "-1" : "2")};{new DateOnly(2025, 1, 1).AddDays(s.Day):dd/MM/yyyy};x");
        var file = await Wrote(["고객번호;상품코드;수량;주문일;비고", .. lines, ";P1;1;01/05/2025;x"]);
        var result = await Json("recommend", file, "--top", "5", "--models", "ease,neighbours", "--for", "C7");
        Assert.Equal((3001, 150, 40), (result.GetProperty("rows").GetInt32(), result.GetProperty("customers").GetInt32(), result.GetProperty("items").GetInt32()));
        var ndcg = result.GetProperty("held_out").GetProperty("ndcg");
        Assert.True(ndcg.GetProperty("low").GetDouble() <= ndcg.GetProperty("value").GetDouble());
        var models = result.GetProperty("models").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("ndcg").GetProperty("value").GetDouble());
        Assert.True(models["blend"] > models["popularity"] + 0.05, string.Join(' ', models));
        var list = Assert.Single(result.GetProperty("recommendations").EnumerateArray());
        Assert.Equal(("C7", 5), (list.GetProperty("customer").GetString(), list.GetProperty("items").GetArrayLength()));
        Assert.Equal(5, result.GetProperty("new_customer").GetArrayLength());
        Assert.Equal(2, result.GetProperty("notes").GetArrayLength());
        // The same file and seed, the same answer.
        Assert.Equal(result.GetProperty("recommendations").GetRawText(), (await Json("recommend", file, "--top", "5", "--models", "ease,neighbours", "--for", "C7")).GetProperty("recommendations").GetRawText());
    }

    [Fact]
    public async Task ratings_with_two_colons_and_sequences_without_columns_are_read()
    {
        var random = new Random(2);
        var ratings = await Wrote([.. Enumerable.Range(0, 60).SelectMany(u => Enumerable.Range(0, 12).Select(k => $"{u + 1}::{u % 3 * 8 + random.Next(8) + 1}::{random.Next(1, 6)}::{978300000 + k * 100 + u}"))]);
        var result = await Json("recommend", ratings, "--split", "random", "--test-share", "0.25", "--where", "3>=2", "--models", "ease");
        Assert.Equal((720, 60), (result.GetProperty("rows").GetInt32(), result.GetProperty("customers").GetInt32()));
        Assert.True(result.GetProperty("purchases").GetInt32() is > 500 and < 650);
        Assert.Equal("random", result.GetProperty("parameters").GetProperty("split").GetString());

        var sequences = await Wrote([.. Enumerable.Range(1, 50).Select(u => string.Join(' ', Enumerable.Range(0, 4 + u % 7).Select(k => (u % 3 * 6 + (u + k) % 6 + 1).ToString(CultureInfo.InvariantCulture)).Prepend($"{u}")))]);
        var last = await Json("recommend", sequences, "--models", "transitions", "--keep-owned");
        Assert.Equal((50, "last"), (last.GetProperty("customers").GetInt32(), last.GetProperty("parameters").GetProperty("split").GetString()));
        // Each follows the one before it in a circle.
        Assert.True(last.GetProperty("held_out").GetProperty("hit_rate").GetProperty("value").GetDouble() > 0.95);
    }

    [Fact]
    public async Task baskets_one_a_line_and_baskets_in_rows_are_the_same()
    {
        string[][] baskets = [["bread", "milk"], ["bread", "butter", "milk"], ["beer"], ["bread", "butter"], ["bread", "butter", "jam", "milk"], ["beer", "crisps"], ["milk"]];
        // The first line of such a file looks like names of columns and is a basket.
        var wide = await Json("baskets", await Wrote([.. baskets.Select(b => string.Join(',', b))]), "--support", "0.28", "--confidence", "0.7");
        var rows = await Json("baskets", await Wrote(["Invoice No\tDescription\tQuantity", .. baskets.SelectMany((b, i) => b.Select(item => $"{i}\t{item}\t1").Append($"{i}\t{b[0]}\t3")), "9\tbread\t-1"]), "--support", "0.28", "--confidence", "0.7");
        var counted = await Json("baskets", await Wrote(["Item(s),Item 1,Item 2,Item 3,Item 4", .. baskets.Select(b => $"{b.Length},{string.Join(',', b)}{new string(',', 4 - b.Length)}")]), "--support", "0.28", "--confidence", "0.7", "--wide");
        foreach (var result in (JsonElement[])[wide, rows, counted])
        {
            Assert.Equal((7, 6), (result.GetProperty("baskets").GetInt32(), result.GetProperty("items").GetInt32()));
            // bread 4, milk 4, butter 3, beer 2, bread+milk 3, bread+butter 3, butter+milk 2, all three 2.
            Assert.Equal(8, result.GetProperty("itemsets").GetInt32());
            Assert.Equal(wide.GetProperty("top_rules").GetRawText().Length, result.GetProperty("top_rules").GetRawText().Length);
        }
        var rule = wide.GetProperty("top_rules").EnumerateArray().Single(r => r.GetProperty("if")[0].GetString() == "butter" && r.GetProperty("if").GetArrayLength() == 1 && r.GetProperty("then")[0].GetString() == "bread" && r.GetProperty("then").GetArrayLength() == 1);
        Assert.Equal((1, 1.75), (rule.GetProperty("confidence").GetDouble(), rule.GetProperty("lift").GetDouble()));
        Assert.Equal(4 / 35.0, rule.GetProperty("p_value").GetDouble(), 1e-12);          // all three with butter among the four with bread: C(4,3) / C(7,3)
    }

    [Theory]
    [InlineData("column_missing", "baskets", "a;b\n1;2\n3;4")]
    [InlineData("share_outside", "baskets", "order_id;item\n1;2\n3;4", "--support", "2")]
    [InlineData("condition_unreadable", "baskets", "order_id;item\n1;2\n3;4", "--where", "item")]
    [InlineData("column_unknown", "recommend", "customer;item\n1;2\n3;4", "--where", "price>0")]
    [InlineData("nothing_held_out", "recommend", "customer;item\n1;2\n3;4")]
    [InlineData("model_unknown", "recommend", "customer;item\n1;2\n3;4", "--models", "magic")]
    [InlineData("time_missing", "recommend", "customer;item\n1;2\n3;4", "--cut", "2025-01-01")]
    [InlineData("line_too_long", "recommend", "customer;item\n1;2\n3;4;5", "--customer", "customer")]
    [InlineData("date_unreadable", "recommend", "customer;item;date\n1;2;2025-01-01\n3;4;soon")]
    public async Task what_cannot_be_done_is_refused_by_name(string rule, string model, string text, params string[] options)
    {
        var file = await Wrote(text.Split('\n'));
        var (code, said, _) = await TestProgram.Run(["model", model, file, "--json", .. options]);
        Assert.Equal((1, rule), (code, JsonDocument.Parse(said).RootElement.GetProperty("rule").GetString()));
    }

    private static async Task<JsonElement> Json(string model, string file, params string[] options)
    {
        var (code, said, error) = await TestProgram.Run(["model", model, file, "--json", .. options]);
        Assert.True(code == 0, said + error);
        return JsonDocument.Parse(said).RootElement;
    }

    private static async Task<string> Wrote(string[] lines)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("dangol-model-").FullName, "data.csv");
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }
}

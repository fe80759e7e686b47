using System.Globalization;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>classify, uplift and cluster through the program's own door, on files that nobody described.</summary>
public sealed class TableModelCommandTests
{
    [Fact]
    public async Task a_table_with_an_outcome_is_classified()
    {
        var draws = new RandomStream(1);
        var file = await Wrote(["고객번호;방문;요금제;이탈여부", .. Enumerable.Range(0, 500).Select(i =>
        {
            var (visits, plan) = (draws.Next(20), draws.Next(3));
            return string.Create(CultureInfo.InvariantCulture, $"{i + 7000};{visits},5;요금제{plan};{(draws.Next() < 1 / (1 + Math.Exp(0.3 * visits - 2)) ? "예" : "아니요")}");
        })]);
        var (code, said, _) = await TestProgram.Run("model", "classify", file, "--json");
        Assert.Equal(0, code);
        var result = JsonDocument.Parse(said).RootElement;
        Assert.Equal(("usable", "예", 500), (result.GetProperty("verdict").GetString(), result.GetProperty("positive").GetString(), result.GetProperty("rows").GetInt32()));
        var auc = result.GetProperty("held_out").GetProperty("auc");
        Assert.True(auc.GetProperty("low").GetDouble() > 0.6 && auc.GetProperty("value").GetDouble() < auc.GetProperty("high").GetDouble());
        Assert.True(result.GetProperty("seconds").GetProperty("fit").GetDouble() > 0);
        Assert.True(result.GetProperty("log_likelihood").GetDouble() < 0);

        var (_, text, _) = await TestProgram.Run("model", "classify", file);
        Assert.Contains("held_out", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_campaign_is_read_for_whom_it_moves()
    {
        var draws = new RandomStream(2);
        var file = await Wrote(["age\tgroup\tconverted", .. Enumerable.Range(0, 1500).Select(i =>
        {
            var (age, sent) = (20 + draws.Next(50), draws.Next(2) == 1);
            return $"{age}\t{(sent ? "mail" : "control")}\t{(draws.Next() < (sent && age > 45 ? 0.6 : 0.2) ? 1 : 0)}";
        })]);
        var (code, said, _) = await TestProgram.Run("model", "uplift", file, "--json", "--repeats", "1");
        Assert.Equal(0, code);
        var result = JsonDocument.Parse(said).RootElement;
        Assert.Equal("beats_random", result.GetProperty("verdict").GetString());
        Assert.True(result.GetProperty("held_out").GetProperty("qini").GetProperty("low").GetDouble() > 0);
        Assert.Equal(10, result.GetProperty("tenths").GetArrayLength());
    }

    [Fact]
    public async Task rows_are_grouped()
    {
        var draws = new RandomStream(3);
        var file = await Wrote(["visits,spend", .. Enumerable.Range(0, 200).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 2 * 30 + draws.NextNormal():0.00},{i % 2 * 50 + 5 + draws.NextNormal():0.00}"))]);
        var (code, said, _) = await TestProgram.Run("model", "cluster", file, "--json", "--most", "3");
        Assert.Equal(0, code);
        var result = JsonDocument.Parse(said).RootElement;
        Assert.Equal(("stable", 2), (result.GetProperty("verdict").GetString(), result.GetProperty("parameters").GetProperty("groups").GetInt32()));
    }

    [Fact]
    public async Task a_table_without_an_outcome_says_which_columns_there_are()
    {
        var file = await Wrote(["a,b", "1,2", "3,4"]);
        var (code, _, error) = await TestProgram.Run("model", "classify", file);
        Assert.Equal(1, code);
        Assert.Contains("--target 열을 찾지 못했어요", error, StringComparison.Ordinal);
        var (again, json, _) = await TestProgram.Run("model", "classify", file, "--target", "b", "--json");
        Assert.Equal((1, "too_few_rows"), (again, JsonDocument.Parse(json).RootElement.GetProperty("rule").GetString()));
    }

    private static async Task<string> Wrote(string[] lines)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("dangol-model-").FullName, "data.csv");
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }
}

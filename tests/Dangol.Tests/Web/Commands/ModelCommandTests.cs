using System.Text.Json;

namespace Dangol.Tests;

/// <summary>Models through the program's own door.</summary>
public sealed class ModelCommandTests
{
    [Fact]
    public async Task a_log_that_nobody_described_becomes_a_forecast()
    {
        var file = await Wrote(["Customer ID;Order Date;Amount", .. Enumerable.Range(0, 900).Select(i => $"K{i * i % 97 % 60};{1 + i % 28:00}/{1 + i / 28 % 12:00}/2025;{10 + i % 7},50")]);
        var (code, said, _) = await TestProgram.Run("model", "lifetime-value", file, "--json");
        Assert.Equal(0, code);
        var result = JsonDocument.Parse(said).RootElement;
        Assert.Equal(900, result.GetProperty("rows").GetInt32());
        Assert.True(result.GetProperty("held_out").GetProperty("measures").GetProperty("purchases_mae").GetProperty("low").GetDouble() >= 0);
        Assert.True(result.GetProperty("seconds").GetProperty("fit").GetDouble() > 0);
    }

    [Fact]
    public async Task a_column_that_is_not_there_is_named_in_both_languages()
    {
        var file = await Wrote(["a,b", "1,2", "3,4"]);
        var (code, said, error) = await TestProgram.Run("model", "cohorts", file);
        Assert.Equal((1, ""), (code, said));
        Assert.Contains("--customer 열을 찾지 못했어요", error, StringComparison.Ordinal);
        Assert.Contains("Its columns: 1 a, 2 b (column_missing)", error, StringComparison.Ordinal);

        var (again, json, _) = await TestProgram.Run("model", "survival", file, "--time", "c", "--json");
        Assert.Equal((1, "column_unknown"), (again, JsonDocument.Parse(json).RootElement.GetProperty("rule").GetString()));
    }

    private static async Task<string> Wrote(string[] lines)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("dangol-model-").FullName, "data.csv");
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }
}

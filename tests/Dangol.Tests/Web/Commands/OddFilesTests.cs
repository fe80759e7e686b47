using System.Globalization;
using System.Text;
using System.Text.Json;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Files as people have them, through the program's own door: every model answers with JSON in which each number is one, or refuses by name and place in both languages.</summary>
public sealed class OddFilesTests
{
    private static readonly string[] OfTables = ["classify", "uplift", "survival", "cluster"];

    [Fact]
    public async Task sales_in_the_words_and_marks_of_a_korean_shop_are_those_of_a_plain_file()
    {
        var plain = Sales("customer_id,order_date,order_id,product,amount", d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), a => $"{a}");
        string[] others =
        [
            Sales("구매자;결제 일시;영수증;품명;결제금액(원)", d => d.ToString("yyyy. M. d.", CultureInfo.InvariantCulture), a => $"₩{a:N0}"),
            Sales("customer_id,order_date,order_id,product,amount", d => (d.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture), a => $"\"{a:N0}원\""),
            Sales("customer_id,order_date,order_id,product,amount,amount", d => d.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture), a => $"{a},1"),
            Sales("Buyer,when,Receipt No.,Product Name,Amount (KRW)", d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T10:00", a => $"{a}"),
        ];
        var wanted = (await Said("rfm", plain)).GetProperty("means").ToString();
        foreach (var text in others) Assert.Equal(wanted, (await Said("rfm", text.Contains(';', StringComparison.Ordinal) ? Separated(text) : text)).GetProperty("means").ToString());
    }

    [Fact]
    public async Task nothing_that_is_no_table_makes_a_model_fall()
    {
        string[] texts = ["", "\n\n", "안녕", "a,b\n", "<!doctype html><p>hello, world</p>", "PK\u0003\u0004", "customer_id,order_date,amount\nK1,2026-01-31,5\n", "customer_id,order_date,amount\nNaN,NaN,NaN\nNaN,NaN,NaN\n", "a,b\n1,\"2\n"];
        foreach (var text in texts)
            foreach (var model in (string[])["rfm", "recommend", "forecast"]) await Said(model, text);
    }

    [Fact]
    public async Task tables_of_one_value_of_gaps_and_of_brackets_are_answered_or_refused_by_name()
    {
        var draws = new RandomStream(4);
        string Row(int i, string age, string spend) => $"M{i},{age},{spend},{(draws.Next(2) == 1 ? "O" : "X")},{1 + draws.Next(40)},{(draws.Next(3) == 0 ? "O" : "X")}";
        string Table(Func<int, string> row) => "회원,나이,구매금액(원),캠페인 수신,계약 개월수,해지 여부\n" + string.Join('\n', Enumerable.Range(0, 400).Select(row)) + "\n";
        foreach (var table in new[]
        {
            Table(i => Row(i, $"{20 + i % 50}", i % 9 == 0 ? $"\"({i},000)\"" : $"\"₩{i},500\"")), Table(i => Row(i, i % 3 == 0 ? "NaN" : "Infinity", "")), Table(_ => "M1,30,1,O,5,O"), Table(i => $"M{i},,,X,0,X"),
        })
            foreach (var model in OfTables) await Said(model, table);
        var read = await Said("classify", Table(i => Row(i, $"{20 + i % 50}", i % 9 == 0 ? $"\"({i},000)\"" : $"\"₩{i},500\"")));
        Assert.Contains(read.GetProperty("columns").EnumerateArray(), c => c.GetProperty("name").GetString() == "구매금액(원)" && c.GetProperty("kind").GetString() == "number");
    }

    [Fact]
    public async Task a_series_without_a_usual_name_of_its_date_is_read_and_years_are_years()
    {
        var months = await Said("forecast", "마감월 표기,판매액\n" + string.Concat(Enumerable.Range(0, 36).Select(i => $"{2023 + i / 12}년 {1 + i % 12}월,\"{100 + i % 12 * 7 + i:N0}원\"\n")));
        Assert.Equal(("month", 36, "2026-01"), (months.GetProperty("step").GetString(), months.GetProperty("observations").GetInt32(), months.GetProperty("forecast")[0].GetProperty("step").GetString()));
        var years = await Said("forecast", "연도,매출\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{2010 + i},{100 + i * 3 + i % 2}\n")));
        Assert.Equal(("year", "2022"), (years.GetProperty("step").GetString(), years.GetProperty("forecast")[0].GetProperty("step").GetString()));
    }

    private static string Sales(string header, Func<DateOnly, string> day, Func<int, string> amount) => header + "\n" + string.Concat(Enumerable.Range(0, 300).Select(i =>
        $"K{i * i % 37},{day(new DateOnly(2025, 1, 1).AddDays(i))},{5000 + i / 2},P{i % 7},{amount(1200 + i * 31)}\n"));

    /// <summary>With ; between fields, so that commas may stand in amounts.</summary>
    private static string Separated(string text) => string.Join('\n', text.Split('\n').Select((line, i) => i == 0 ? line : string.Join(';', line.Split(',', 5))));

    private static async Task<JsonElement> Said(string model, string text)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("dangol-odd-").FullName, "odd.csv");
        await File.WriteAllTextAsync(file, text, new UTF8Encoding(false));
        var (code, said, error) = await TestProgram.Run("model", model, file, "--json");
        Assert.True(code is 0 or 1 && error.Length == 0, $"{model}: {code} {error}");
        var result = JsonDocument.Parse(said).RootElement;
        if (code == 1) Assert.True(result.GetProperty("rule").GetString()!.Length > 0 && result.GetProperty("ko").GetString()!.Any(c => c is >= '가' and <= '힣') && result.GetProperty("en").GetString()!.Length > 0);
        return result;
    }
}

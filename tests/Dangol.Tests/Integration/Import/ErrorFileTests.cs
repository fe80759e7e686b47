using System.Text.Json;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ErrorFileTests
{
    [Fact]
    public void refused_and_warned_lines_are_listed_with_their_reasons_in_the_chosen_language()
    {
        using var trial = ImportTrial.Retail(
            "1,A,x,1,2011-01-01 10:00:00,1.5,7,UK", "2,A,\"y, z\",many,never,1.5,7,UK", "1,A,x,1,2011-01-01 10:00:00,1.5,7,UK", "3,A,x,1", "4,A,x,1,2011-01-01 10:00:00,1,,UK");

        var lines = trial.ErrorFile(Language.Korean).Split("\r\n");
        Assert.Equal(5, lines.Length);
        Assert.Equal("\uFEFF줄,판정,코드,사유,InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,원문", lines[0]);
        Assert.StartsWith("3,거절,date_wrong quantity_wrong,주문일시를 날짜로 읽을 수 없어요. 수량을 숫자로 읽을 수 없어요.,2,A,\"y, z\",many,never,1.5,7,UK,", lines[1]);
        Assert.StartsWith("4,경고와 함께 받음,duplicate_line,", lines[2]);
        Assert.EndsWith(",1,A,x,1,2011-01-01 10:00:00,1.5,7,UK,", lines[2]);
        Assert.EndsWith(",3,A,x,1,,,,,\"3,A,x,1\"", lines[3]);
        Assert.Equal(4, trial.ErrorFile(Language.English, withWarnings: false).Split("\r\n").Length);
    }

    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("+82-10-1234", "'+82-10-1234")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("-5", "-5")]
    public void a_cell_that_a_spreadsheet_would_compute_is_disarmed(string cell, string written)
    {
        using var trial = ImportTrial.Retail($"1,A,{cell},many,2011-01-01 10:00:00,1.5,7,UK");
        Assert.Contains($",1,A,{written},many,", trial.ErrorFile());
    }

    [Fact]
    public void corrected_lines_of_the_error_file_can_be_imported()
    {
        using var trial = ImportTrial.Retail("1,A,x,many,2011-01-01 10:00:00,1.5,7,UK");
        using var again = new ImportTrial(trial.ErrorFile().Replace(",many,", ",3,", StringComparison.Ordinal));
        Assert.Equal((3L, "7"), (again.Lines.Single().Quantity, again.Lines.Single().Customer));
    }

    [Fact]
    public void the_report_reads_in_both_languages_and_survives_as_json()
    {
        using var trial = ImportTrial.Retail("1,A,x,3,2011-01-01 10:00:00,0.335,7,UK", "2,A,x,many,2011-01-01 10:00:00,1.5,7,UK");
        var report = trial.Report;

        Assert.Contains("원본 줄", report.In(Language.Korean));
        Assert.Contains("Total of the file 1.005 = line amounts £1.00 + rounding 0.005", report.In(Language.English));
        var json = report.ToJson();
        Assert.Equal(json, ImportReport.FromJson(json).ToJson());
        using var parsed = JsonDocument.Parse(json);
        Assert.Equal(1, parsed.RootElement.GetProperty("verdicts")[2].GetProperty("tally").GetProperty("lines").GetInt64());
        Assert.Equal("수량을 숫자로 읽을 수 없어요.", parsed.RootElement.GetProperty("reasons")[0].GetProperty("label").GetProperty("ko").GetString());
    }
}

using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class MappingTests
{
    [Fact]
    public void a_shipped_mapping_survives_being_written_and_read()
    {
        Assert.NotEmpty(SalesMapping.Shipped);
        foreach (var mapping in SalesMapping.Shipped) Assert.Equal(mapping.ToJson(), SalesMapping.Parse(mapping.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("\"invoice\":", "\"voucher\":", "mapping_wrong", "country")]
    [InlineData("\"version\": 1", "\"version\": 9", "mapping_wrong", "9")]
    [InlineData("\"zone\": \"Europe/London\"", "\"zone\": \"Mars/Olympus\"", "mapping_wrong", "Mars")]
    [InlineData("\"currency\": \"GBP\"", "\"currency\": \"pounds\"", "mapping_wrong", "KRW")]
    [InlineData("\"decimal\": \".\"", "\"decimal\": \",\"", "mapping_wrong", "decimal")]
    [InlineData("\"limits\":", "\"limit\":", "mapping_unreadable", "limit")]
    [InlineData("\"kind\": \"postage\"", "\"kind\": \"stamps\"", "mapping_unreadable", "kind")]
    public void a_wrong_mapping_is_refused_with_what_is_wrong(string from, string to, string rule, string says)
    {
        var json = SalesMapping.Of("online-retail").ToJson();
        Assert.Contains(from, json);
        var refused = Assert.Throws<Refused>(() => SalesMapping.Parse(json.Replace(from, to, StringComparison.Ordinal)));
        Assert.Equal(rule, refused.Rule);
        Assert.Contains(says, refused.Text.En);
    }

    [Fact]
    public void a_missing_column_is_told_with_the_columns_that_are_there()
    {
        var refused = Assert.Throws<Refused>(() => new ImportTrial("Invoice,Code,Menge\n1,2,3\n", new(Mapping: SalesMapping.Of("online-retail"))));
        Assert.Equal(("column_missing", "product"), (refused.Rule, refused.Field));
        Assert.Contains("Invoice, Code, Menge", refused.Text.En);
        Assert.Contains("상품코드", refused.Text.Ko);
    }

    [Fact]
    public void headers_are_matched_without_regard_to_case_spaces_and_width()
    {
        using var trial = new ImportTrial(" 주문 번호 ,상품코드,수량,주문일시,단가,회원ＩＤ,매장명,카테고리\nA,P,1,2011-01-01,1000,kim,강남점,빵\n");
        var line = trial.Lines.Single();
        Assert.Equal(("A", "kim", "강남점", "빵"), (line.Invoice, line.Customer, line.Channel, line.Category));
    }

    [Fact]
    public void a_file_without_a_header_is_read_by_column_numbers()
    {
        var mapping = SalesMapping.Of("korean-sales") with
        {
            Header = false,
            Columns = new Dictionary<string, IReadOnlyList<string>>
            {
                ["invoice"] = ["#1"], ["product"] = ["#3"], ["quantity"] = ["#4"], ["at"] = ["#2"], ["unit_price"] = ["#5"],
            },
        };
        using var trial = new ImportTrial("A,2011-01-01,P,2,1000\nB,2011-01-02,P,1,1000\n", new(Mapping: mapping));
        Assert.Equal(["A", "B"], trial.Lines.Select(line => line.Invoice));
        Assert.Equal(2000, trial.Lines[0].Amount);
    }

    [Theory]
    [InlineData("POST", CodeKind.Postage)]
    [InlineData("DOT", CodeKind.Postage)]
    [InlineData("C2", CodeKind.Postage)]
    [InlineData("m", CodeKind.Manual)]
    [InlineData("D", CodeKind.Discount)]
    [InlineData("B", CodeKind.BadDebt)]
    [InlineData("S", CodeKind.Sample)]
    [InlineData("CRUK", CodeKind.Commission)]
    [InlineData("BANK CHARGES", CodeKind.Fee)]
    [InlineData("AMAZONFEE", CodeKind.Fee)]
    [InlineData("gift_0001_20", CodeKind.GiftVoucher)]
    [InlineData("TEST002", CodeKind.Test)]
    [InlineData("DCGS0076", CodeKind.Product)]
    [InlineData("PADS", CodeKind.Product)]
    [InlineData("85123a", CodeKind.Product)]
    public void codes_that_are_no_products_are_told_apart(string code, CodeKind kind) =>
        Assert.Equal(kind, new CodeBook(SalesMapping.Of("online-retail").Codes).KindOf(System.Text.Encoding.UTF8.GetBytes(code)));

    [Fact]
    public void a_mapping_names_no_file_of_the_server()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, SalesMapping.Of("online-retail").ToJson());
        Assert.Equal("mapping_missing", Assert.Throws<Refused>(() => SalesMapping.Of(path)).Rule);
        Assert.Equal("online-retail", SalesMapping.Of(File.ReadAllText(path)).Name);
        File.Delete(path);
    }

    [Fact]
    public void a_mapping_that_does_not_exist_is_told_with_those_that_do()
    {
        var refused = Assert.Throws<Refused>(() => SalesMapping.Of("nonsense"));
        Assert.Contains("online-retail", refused.Text.En);
    }
}

using System.IO.Compression;
using System.Text;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class ReadingTests
{
    private const string Korean =
        "주문번호,상품코드,상품명,수량,주문일시,단가,고객번호,국가\n" +
        "A1,P1,단팥빵,2,2011-05-02 09:30:00,\"1,500\",100,대한민국\n" +
        "A1,P2,똠방각하 세트,1,2011-05-02 09:30:00,12000,100,대한민국\n";

    static ReadingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8", false, "utf-8")]
    [InlineData("utf-8", true, "utf-8")]
    [InlineData("utf-16", true, "utf-16")]
    [InlineData("utf-16", false, "utf-16")]
    [InlineData("utf-16BE", true, "utf-16BE")]
    [InlineData("ks_c_5601-1987", false, "cp949")]
    public void a_korean_file_reads_the_same_in_every_encoding(string encoding, bool mark, string found)
    {
        var writer = Encoding.GetEncoding(encoding);
        byte[] file = [.. mark ? writer.GetPreamble() : [], .. writer.GetBytes(Korean)];
        using var trial = new ImportTrial(file);

        Assert.Equal(found, trial.Report.File.Encoding);
        Assert.Equal("korean-sales", trial.Report.Mapping);
        Assert.Equal(["단팥빵", "똠방각하 세트"], trial.Lines.Select(line => line.Description));
        Assert.Equal([3000, 12000], trial.Lines.Select(line => line.Amount));
        Assert.Equal("대한민국", trial.Lines[0].Country);
    }

    [Fact]
    public void the_encoding_is_found_even_when_the_first_korean_letter_comes_very_late()
    {
        var plain = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"A{i},P1,BREAD,1,2011-05-02 09:30:00,1500,{i},KR\n"));
        var header = "order_no,product_code,product_name,qty,order_date,price,customer_no,country\n";
        var file = Encoding.GetEncoding(949).GetBytes(header + plain + "B1,P2,팥빙수,1,2011-05-02 09:30:00,9000,1,KR\n");
        using var trial = new ImportTrial(file);

        Assert.True(file.Length > 1 << 20);
        Assert.Equal("cp949", trial.Report.File.Encoding);
        Assert.Equal("팥빙수", trial.Lines.Single(line => line.Product == "P2").Description);
    }

    [Fact]
    public void a_western_file_with_pound_signs_is_read_as_such()
    {
        var file = Encoding.Latin1.GetBytes(ImportTrial.RetailHeader + "1,G,Voucher £10.00,1,2011-05-02 09:30:00,10,7,UK\n");
        using var trial = new ImportTrial(file);

        Assert.Equal("windows-1252", trial.Report.File.Encoding);
        Assert.Equal("Voucher £10.00", trial.Lines[0].Description);
    }

    [Fact]
    public void an_encoding_can_be_forced_and_a_wrong_name_is_refused()
    {
        using var trial = new ImportTrial(Encoding.GetEncoding(949).GetBytes(Korean), new("euc-kr"));
        Assert.Equal("단팥빵", trial.Lines[0].Description);
        Assert.Equal("encoding_unknown", Assert.Throws<Refused>(() => new ImportTrial(Korean, new("morse"))).Rule);
    }

    [Fact]
    public void a_line_with_bytes_that_are_no_text_is_refused_alone()
    {
        var good = Encoding.UTF8.GetBytes(Korean);
        byte[] file = [.. good, .. "A2,P1,"u8, 0xFF, 0xFE, .. ",1,2011-05-02 09:30:00,1500,100,KR\n"u8, .. "A3,P1,빵,1,2011-05-02 09:30:00,1500,100,KR\n"u8];
        using var trial = new ImportTrial(file);

        Assert.Equal(["A1", "A1", "A3"], trial.Lines.Select(line => line.Invoice));
        Assert.Equal("unreadable_text", trial.Report.Reasons.Single(reason => reason.Severity == Severity.Refusal).Code);
    }

    [Theory]
    [InlineData(",", ",")]
    [InlineData(";", ";")]
    [InlineData("\t", "tab")]
    [InlineData("|", "|")]
    public void the_delimiter_is_found(string delimiter, string name)
    {
        var header = string.Join(delimiter, ImportTrial.RetailHeader.TrimEnd().Split(','));
        var line = string.Join(delimiter, "536365", "85123A", "\"A, B; C | D\tE\"", "6", "2010-12-01 08:26:00", "2.55", "17850.0", "United Kingdom");
        using var trial = new ImportTrial(header + "\r\n" + line + "\r\n" + line.Replace("85123A", "71053", StringComparison.Ordinal));

        Assert.Equal(name, trial.Report.File.Delimiter);
        Assert.Equal(2, trial.Lines.Count);
        Assert.Equal("A, B; C | D\tE", trial.Lines[0].Description);
        Assert.Equal("17850", trial.Lines[0].Customer);
    }

    [Fact]
    public void a_spreadsheets_own_word_on_the_delimiter_counts()
    {
        using var trial = new ImportTrial("sep=;\n" + ImportTrial.RetailHeader.Replace(',', ';') + "1;A;x;1;2011-01-01;2.50;7;UK\n");
        Assert.Equal(3, trial.Lines.Single().SourceLine);
    }

    [Fact]
    public void quotes_may_reach_over_lines_and_lines_keep_their_numbers()
    {
        using var trial = ImportTrial.Retail(
            "1,A,\"two\r\nlines, \"\"quoted\"\"\",1,2011-01-01 10:00:00,1,7,UK",
            "",
            ",,,,,,,",
            "2,B,plain,1,2011-01-01 11:00:00,1,7,UK");

        Assert.Equal(["two\r\nlines, \"quoted\"", "plain"], trial.Lines.Select(line => line.Description));
        Assert.Equal([2L, 6L], trial.Lines.Select(line => line.SourceLine));
        Assert.Equal((2L, 6L, 2L), (trial.Report.File.SourceLines, trial.Report.File.PhysicalLines, trial.Report.File.BlankLines));
    }

    [Fact]
    public void a_quote_that_is_never_closed_costs_one_line_only()
    {
        var many = Enumerable.Range(0, 50_000).Select(i => $"{i},A,x,1,2011-01-01 10:00:00,1,7,UK");
        using var trial = ImportTrial.Retail(["900000,A,\"open,1,2011-01-01 10:00:00,1,7,UK", .. many]);

        Assert.Equal(50_000, trial.Lines.Count);
        var refused = trial.Report.Reasons.Single(reason => reason.Severity == Severity.Refusal);
        Assert.Equal(("open_quote", 1L), (refused.Code, refused.Lines));
        Assert.Contains("2,Refused,open_quote", trial.ErrorFile());
    }

    [Fact]
    public void something_behind_a_closing_quote_is_refused_and_the_next_line_is_read()
    {
        using var trial = ImportTrial.Retail("1,A,\"x\" y,1,2011-01-01 10:00:00,1,7,UK", "2,A,5\" nail,1,2011-01-01 10:00:00,1,7,UK");
        Assert.Equal("5\" nail", trial.Lines.Single().Description);
        Assert.Contains(trial.Report.Reasons, reason => reason.Code == "broken_quote");
    }

    [Fact]
    public void a_line_of_megabytes_is_refused_in_constant_memory()
    {
        using var trial = ImportTrial.Retail("1,A," + new string('x', 5_000_000) + ",1,2011-01-01 10:00:00,1,7,UK", "2,A,x,1,2011-01-01 10:00:00,1,7,UK");
        Assert.Equal(3, trial.Lines.Single().SourceLine);
        Assert.Contains(trial.Report.Reasons, reason => reason.Code == "line_too_long");
    }

    [Fact]
    public void very_old_line_ends_are_read()
    {
        using var trial = new ImportTrial((ImportTrial.RetailHeader + "1,A,x,1,2011-01-01,1,7,UK\n2,B,\"y\",1,2011-01-01,1,7,UK\n").Replace('\n', '\r'));
        Assert.Equal(2, trial.Lines.Count);
    }

    [Theory]
    [InlineData("", "file_empty")]
    [InlineData("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n", "file_without_lines")]
    [InlineData("just one column\nand no more\n", "file_one_column")]
    [InlineData("a,b,c\n1,2,3\n", "mapping_not_found")]
    [InlineData("PK\u0003\u0004 an archive", "file_is_spreadsheet")]
    public void a_file_that_is_no_table_of_sales_is_refused_as_a_whole(string file, string rule)
    {
        var refused = Assert.Throws<Refused>(() => new ImportTrial(file));
        Assert.Equal(rule, refused.Rule);
        Assert.NotEqual(refused.Text.Ko, refused.Text.En);
    }

    [Fact]
    public void bytes_that_are_no_text_are_refused_as_a_whole()
    {
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        Assert.Equal("file_not_text", Assert.Throws<Refused>(() => new ImportTrial(noise)).Rule);
    }

    [Fact]
    public void a_packed_file_is_unpacked_and_one_that_was_cut_off_is_refused()
    {
        var text = ImportTrial.RetailHeader + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},A,{i * 7919 % 1000},1,2011-01-01 10:00:00,1.{i % 100:00},{i},UK\n"));
        var packed = Packed(text);
        using (var trial = new ImportTrial(packed)) Assert.Equal(5000, trial.Lines.Count);
        using (var trial = new ImportTrial([.. packed, .. Packed("9,A,x,1,2011-01-01 10:00:00,1,7,UK\n")])) Assert.Equal(5001, trial.Lines.Count);

        foreach (var kept in new[] { packed.Length - 1, packed.Length - 8, packed.Length - 9, packed.Length / 2, packed.Length / 3 })
            Assert.Equal("file_damaged", Assert.Throws<Refused>(() => new ImportTrial(packed[..kept])).Rule);
        Assert.Throws<Refused>(() => new ImportTrial(packed[..12]));
        packed[packed.Length / 2] ^= 0x55;
        Assert.Throws<Refused>(() => new ImportTrial(packed));
    }

    [Fact]
    public void lines_with_other_columns_than_the_header_are_refused()
    {
        using var trial = ImportTrial.Retail(
            "1,A,x,1,2011-01-01 10:00:00,1,7,UK", "2,A,x,1,2011-01-01 10:00:00,1", "3,A,x,y,1,2011-01-01 10:00:00,1,7,UK", "4,A,x,1,2011-01-01 10:00:00,1,7,UK,,");
        Assert.Equal(["1", "4"], trial.Lines.Select(line => line.Invoice));
        Assert.Equal(2, trial.Report.Reasons.Single(reason => reason.Code == "columns_wrong").Lines);
    }

    private static byte[] Packed(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}

using System.IO.Compression;
using System.Text;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class DelimitedTableTests
{
    static DelimitedTableTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void columns_between_blanks_are_read_with_and_without_names()
    {
        var table = Read(" customer_id  date n   value\n 00001 19970101  1   11.77\n\n 00002 19970112\t5   77.00\n");
        Assert.Equal(("space", 2, 4), (table.Delimiter, table.Rows, table.Columns));
        Assert.Equal(["customer_id", "date", "n", "value"], table.Header!);
        Assert.Equal([11.77, 77], Column(table, 3).Numbers());
        Assert.Equal([2, 4], [table.Line(0), table.Line(1)]);

        var plain = Read("00004 0001 19970101  2   29.33\n00004 0001 19970118  2   29.73\n");
        Assert.Null(plain.Header);
        Assert.Equal([new DateTime(1997, 1, 1), new DateTime(1997, 1, 18)], Column(plain, 2).Moments());
    }

    [Fact]
    public void a_large_file_between_blanks_loses_no_line()
    {
        var table = Read(string.Concat(Enumerable.Range(0, 200_000).Select(i => $"  {i}   {i * 2}  x{i}\n")));
        Assert.Equal(200_000, table.Rows);
        Assert.Equal(Enumerable.Range(0, 200_000).Select(i => i * 2.0), Column(table, 1).Numbers());
    }

    [Fact]
    public void korean_files_packed_files_and_marks_are_read()
    {
        var cp949 = Read(Encoding.GetEncoding(949).GetBytes("고객번호;주문일;금액\n가나;2026-01-31;1.234,50\n다라;2026-02-01;12,5\n"));
        Assert.Equal(("cp949", ";"), (cp949.Encoding, cp949.Delimiter));
        Assert.Equal([1234.5, 12.5], Column(cp949, 2).Numbers());
        Assert.Equal("고객번호", cp949.Header![0]);

        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes("\uFEFFid,이름\n1,김\n2,\"이, 영순\"\n"));
        var table = Read(packed.ToArray());
        Assert.Equal(["id", "이름"], table.Header!);
        Assert.Equal("이, 영순", table.Text(1, 1));
    }

    [Theory]
    [InlineData("1,234.50|12|-3", new[] { 1234.5, 12, -3 })]
    [InlineData("1,234|2,500,000|7", new double[] { 1234, 2_500_000, 7 })]
    [InlineData("1,5|2,25|3", new[] { 1.5, 2.25, 3 })]
    [InlineData("₩1,000|(250)|12.5%", new[] { 1000, -250, 12.5 })]
    [InlineData("1e3|2.5E-2|+4", new[] { 1000, 0.025, 4 })]
    [InlineData("3-|- 5|5원", new double[] { -3, -5, 5 })]
    [InlineData("₩1,234|₩12,345,678|1,000원", new double[] { 1234, 12_345_678, 1000 })]
    [InlineData("△1,234|▲5|(₩1,000)|−7", new double[] { -1234, -5, -1000, -7 })]
    public void numbers_are_read_as_the_whole_column_writes_them(string values, double[] expected) =>
        Assert.Equal(expected, Column(Read("n\tm\n" + string.Concat(values.Split('|').Select(v => $"{v}\t1\n"))), 0).Numbers());

    [Theory]
    [InlineData("2026-01-31|2026-02-01 08:26", "2026-01-31 00:00|2026-02-01 08:26")]
    [InlineData("31/01/2026|01/02/2026", "2026-01-31 00:00|2026-02-01 00:00")]
    [InlineData("01/31/2026|02/01/2026", "2026-01-31 00:00|2026-02-01 00:00")]
    [InlineData("31.1.26|1.2.26", "2026-01-31 00:00|2026-02-01 00:00")]
    [InlineData("20260131|20260201", "2026-01-31 00:00|2026-02-01 00:00")]
    [InlineData("2026년 1월 31일|2026년 2월 1일 오후 1:05", "2026-01-31 00:00|2026-02-01 13:05")]
    [InlineData("31-Jan-2026|1 Feb 2026", "2026-01-31 00:00|2026-02-01 00:00")]
    [InlineData("Jan 31, 2026|February 1, 2026", "2026-01-31 00:00|2026-02-01 00:00")]
    [InlineData("2026-01-31T23:59:59Z|2026-02-01T00:00:00+09:00", "2026-01-31 23:59|2026-02-01 00:00")]
    [InlineData("1/31/2026 12:05:00 AM|2/1/2026 1:05:00 PM", "2026-01-31 00:05|2026-02-01 13:05")]
    [InlineData("2026-01|2026-02", "2026-01-01 00:00|2026-02-01 00:00")]
    [InlineData("2026-Q1|2026Q3", "2026-01-01 00:00|2026-07-01 00:00")]
    [InlineData("46053|46054.5", "2026-01-31 00:00|2026-02-01 12:00")]
    [InlineData("1769817600|1769904000000", "2026-01-31 00:00|2026-02-01 00:00")]
    [InlineData("2025|2026", "2025-01-01 00:00|2026-01-01 00:00")]
    [InlineData("25-12-31|26-01-01|26-02-14", "2025-12-31 00:00|2026-01-01 00:00|2026-02-14 00:00")]
    public void dates_are_read_as_the_whole_column_writes_them(string values, string expected) =>
        Assert.Equal(expected.Split('|'), Column(Read("when;n\n" + string.Concat(values.Split('|').Select(v => $"{v};1\n"))), 0).Moments().Select(m => m.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void a_name_that_comes_twice_is_told_apart_where_numbers_below_prove_that_it_names()
    {
        Assert.Equal(["day", "n", "N (3)"], Read("day,n,N\n2026-01-31,1,2\n2026-02-01,3,4\n").Header!);
        Assert.Null(Read("milk,milk\nbread,beer\n").Header);
    }

    [Fact]
    public void who_is_missing_is_nobody_where_that_is_said()
    {
        var table = Read("who,n\nNaN,1\nkim,2\nnull,3\n");
        Assert.Equal([-1, 0, -1], Column(table, 0).Codes(out _, missing: true));
        Assert.Equal([0, 1, 2], Column(table, 0).Codes(out _));
    }

    [Fact]
    public void yes_and_no_have_many_words_and_others_can_be_named()
    {
        Assert.Equal([true, false, true, false, true, false], Column(Read("y,n\nYes,1\nno,1\n1,1\n0,1\n예,1\nFALSE,1\n"), 0).Flags());
        Assert.Equal([true, false], Column(Read("y,n\ngone,1\nstays,1\n"), 0).Flags("gone"));
        Assert.Equal("flag_unreadable", Assert.Throws<Refused>(() => Column(Read("y,n\ngone,1\nstays,1\n"), 0).Flags()).Rule);
    }

    [Fact]
    public void missing_values_are_allowed_where_it_is_said_and_named_where_not()
    {
        var table = Read("a,b\n1,NA\n2,\n3,?\n4,5\n");
        Assert.Equal([double.NaN, double.NaN, double.NaN, 5], Column(table, 1).Numbers(missing: true));
        var refused = Assert.Throws<Refused>(() => Column(table, 1).Numbers());
        Assert.Equal(("value_missing", "b"), (refused.Rule, refused.Field));
        Assert.Contains("line 2, column 'b'", refused.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public void what_cannot_be_read_is_refused_with_its_place()
    {
        var wrong = Assert.Throws<Refused>(() => Column(Read("a,b\n1,2\n\n3,x\n"), 1).Numbers());
        Assert.Equal("number_unreadable", wrong.Rule);
        Assert.Contains("line 4, column 'b': 'x'", wrong.Text.En, StringComparison.Ordinal);
        Assert.Equal("line_too_long", Assert.Throws<Refused>(() => Read("a,b\n1,2\n1,2,3\n")).Rule);
        Assert.Equal("line_too_long", Assert.Throws<Refused>(() => Read("a,b\n1,2,3\n1,2\n")).Rule);
        Assert.Equal("line_unreadable", Assert.Throws<Refused>(() => Read("a,b\n1,\"2\n")).Rule);
        Assert.Equal("file_without_rows", Assert.Throws<Refused>(() => Read("a,b\n")).Rule);
        Assert.Equal("file_is_markup", Assert.Throws<Refused>(() => Read("<!DOCTYPE html>\n<p>a, b</p>\n")).Rule);
        Assert.Equal("file_is_markup", Assert.Throws<Refused>(() => Read("[{\"a\":1,\"b\":2}]\n")).Rule);
        Assert.Equal("file_missing", Assert.Throws<Refused>(() => DelimitedTable.Read("nowhere.csv")).Rule);
    }

    [Fact]
    public void lines_of_their_own_length_row_names_and_empty_tails_are_taken_as_they_are_meant()
    {
        var baskets = Read("milk,bread\nmilk,bread,beer\nbeer\n", new(Ragged: true, Header: false));
        Assert.Equal([2, 3, 1], [baskets.Fields(0), baskets.Fields(1), baskets.Fields(2)]);

        var named = Read("a,b\nr1,1,2\nr2,3,4\n");
        Assert.Equal(["", "a", "b"], named.Header!);
        Assert.Equal([2.0, 4], Column(named, 2).Numbers());

        Assert.Equal(2, Read("a,b\n1,2,,\n3\n").Columns);
        Assert.Equal(3, Read("112\n118\n132\n").Rows);
        Assert.Null(Read("112\n118\n132\n").Header);
    }

    private static DelimitedColumn Column(DelimitedTable table, int at) => new(table, at);

    private static DelimitedTable Read(string text, TableDialect? dialect = null) => Read(Encoding.UTF8.GetBytes(text), dialect);

    private static DelimitedTable Read(byte[] bytes, TableDialect? dialect = null)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            return DelimitedTable.Read(path, dialect);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

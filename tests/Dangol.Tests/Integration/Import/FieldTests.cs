using System.Text;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class FieldTests
{
    [Theory]
    [InlineData("2.55", 2_550_000)]
    [InlineData("0.001", 1_000)]
    [InlineData("-11062.06", -11_062_060_000)]
    [InlineData("1,234,567", 1_234_567_000_000)]
    [InlineData("₩12,000", 12_000_000_000)]
    [InlineData("12,000원", 12_000_000_000)]
    [InlineData("- £5.10", -5_100_000)]
    [InlineData("(3.25)", -3_250_000)]
    [InlineData("7.5-", -7_500_000)]
    [InlineData("+.5", 500_000)]
    [InlineData("5.", 5_000_000)]
    public void a_price_is_read_exactly(string text, long micros)
    {
        Assert.Equal(NumberRead.Ok, new Numbers(new()).Micros(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(micros, read);
    }

    [Theory]
    [InlineData("0.0000005", 0)]
    [InlineData("0.0000015", 2)]
    [InlineData("0.00000051", 1)]
    [InlineData("-0.3333333", -333_333)]
    public void more_than_six_places_are_rounded_half_to_even_and_it_is_said(string text, long micros)
    {
        Assert.Equal(NumberRead.Rounded, new Numbers(new()).Micros(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(micros, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--5")]
    [InlineData("(-5)")]
    [InlineData("1,23")]
    [InlineData("1,2345")]
    [InlineData(",123")]
    [InlineData("1.2.3")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("１２")]
    [InlineData("1 000")]
    public void what_is_no_number_is_not_read_as_one(string text) =>
        Assert.Equal(NumberRead.Wrong, new Numbers(new()).Micros(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void a_number_beyond_64_bits_is_too_large_and_not_wrapped()
    {
        Assert.Equal(NumberRead.TooLarge, new Numbers(new()).Micros("99999999999999999999"u8, out _));
        Assert.Equal(NumberRead.TooLarge, new Numbers(new()).Micros("9223372036855"u8, out _));
        Assert.Equal(NumberRead.Ok, new Numbers(new()).Micros("9223372036854.775807"u8, out var most));
        Assert.Equal(long.MaxValue, most);
    }

    [Fact]
    public void a_decimal_comma_is_read_where_the_mapping_says_so()
    {
        var numbers = new Numbers(new() { Decimal = ",", Thousands = "." });
        Assert.Equal(NumberRead.Ok, numbers.Micros("1.234,5"u8, out var micros));
        Assert.Equal(1_234_500_000, micros);
        Assert.Equal(NumberRead.Wrong, numbers.Micros("1,234.5"u8, out _));
    }

    [Theory]
    [InlineData("536365,85123A,x,6,2010-12-01 08:26:00,2.55,17850.0,UK", "")]
    [InlineData(",A,x,1,2011-01-01,1,7,UK", "invoice_missing")]
    [InlineData("1,,x,1,2011-01-01,1,7,UK", "product_missing")]
    [InlineData("1,A,x,,2011-01-01,1,7,UK", "quantity_missing")]
    [InlineData("1,A,x,many,2011-01-01,1,7,UK", "quantity_wrong")]
    [InlineData("1,A,x,1.5,2011-01-01,1,7,UK", "quantity_not_whole")]
    [InlineData("1,A,x,2.0,2011-01-01,1,7,UK", "")]
    [InlineData("1,A,x,99999999999,2011-01-01,1,7,UK", "quantity_too_large")]
    [InlineData("1,A,x,1,,1,7,UK", "date_missing")]
    [InlineData("1,A,x,1,2011-02-30,1,7,UK", "date_wrong")]
    [InlineData("1,A,x,1,yesterday,1,7,UK", "date_wrong")]
    [InlineData("1,A,x,1,2011-13-01 10:00:00,1,7,UK", "date_wrong")]
    [InlineData("1,A,x,1,1/12/2010 8:26,1,7,UK", "")]
    [InlineData("1,A,x,1,1899-12-31,1,7,UK", "date_too_early")]
    [InlineData("1,A,x,1,2012-01-01 12:00:00,1,7,UK", "")]
    [InlineData("1,A,x,1,2012-01-03 12:00:00,1,7,UK", "date_in_future")]
    [InlineData("1,A,x,1,2011-01-01,,7,UK", "price_missing")]
    [InlineData("1,A,x,1,2011-01-01,free,7,UK", "price_wrong")]
    [InlineData("1,A,x,1,2011-01-01,9999999999999,7,UK", "price_too_large")]
    [InlineData("1,A,x,1,2011-01-01,99999999999999999999,7,UK", "price_too_large")]
    [InlineData("1,A,x,1,2011-01-01,0.1234567,7,UK", "price_rounded")]
    [InlineData("C1,A,x,1,2011-01-01,1,7,UK", "cancellation_positive")]
    [InlineData("1,A,x,many,never,1,7,UK", "date_wrong quantity_wrong")]
    [InlineData("1,A,x,1,2011-01-01,1,,UK", "no_customer")]
    [InlineData("1,A,x,1,2011-01-01,0,7,UK", "free_of_charge")]
    [InlineData("1,A,lost,-3,2011-01-01,0,,UK", "stock_adjustment no_customer")]
    [InlineData("1,A,found,3,2011-01-01,0,,UK", "stock_adjustment no_customer")]
    [InlineData("1,A,x,-3,2011-01-01,2,7,UK", "negative_quantity")]
    [InlineData("A1,B,Adjust bad debt,1,2011-01-01,-11062.06,,UK", "negative_price no_customer")]
    [InlineData("1,A,x,0,2011-01-01,2,7,UK", "zero_quantity")]
    [InlineData("1,TEST001,x,1,2011-01-01,2,7,UK", "test_line")]
    [InlineData("C1,A,x,-1,2011-01-01,2,7,UK", "reversed_sale_not_found")]
    public void every_kind_of_dirt_has_its_reason(string line, string codes) => Assert.Equal(codes, ImportTrial.ReasonsOf(line));

    [Fact]
    public void an_amount_that_overflows_is_refused()
    {
        var mapping = SalesMapping.Of("online-retail") with { Limits = new() { Quantity = long.MaxValue, UnitPrice = long.MaxValue } };
        using var trial = new ImportTrial(ImportTrial.RetailHeader + "1,A,x,9000000000000000000,2011-01-01,9000000000000,7,UK\n", new(Mapping: mapping));
        Assert.Equal("amount_too_large", trial.Report.Reasons.Single().Code);
        Assert.Equal(1, trial.Report.LinesWithoutAmount);
    }

    [Fact]
    public void times_are_told_in_the_sources_zone_and_the_business_date_is_its_day()
    {
        using var trial = ImportTrial.Retail("1,A,x,1,2011-07-01 00:30:00,1,7,UK", "2,A,x,1,2011-12-01 00:30:00,1,7,UK", "3,A,x,1,2011-03-27 01:30:00,1,7,UK");
        var byInvoice = trial.Lines.ToDictionary(line => line.Invoice);

        Assert.Equal(new DateTime(2011, 6, 30, 23, 30, 0, DateTimeKind.Utc), byInvoice["1"].SoldAt);
        Assert.Equal(new DateOnly(2011, 7, 1), byInvoice["1"].BusinessDate);
        Assert.Equal(new DateTime(2011, 12, 1, 0, 30, 0, DateTimeKind.Utc), byInvoice["2"].SoldAt);

        // That half hour did not exist in London: the clocks had gone forward.
        Assert.Equal(new DateTime(2011, 3, 27, 1, 30, 0, DateTimeKind.Utc), byInvoice["3"].SoldAt);
    }

    [Fact]
    public void the_business_date_can_be_the_companys_day()
    {
        var mapping = SalesMapping.Of("online-retail") with { BusinessDate = BusinessDay.Company };
        using var trial = new ImportTrial(ImportTrial.RetailHeader + "1,A,x,1,2011-12-01 18:00:00,1,7,UK\n", new(Mapping: mapping));
        Assert.Equal(new DateOnly(2011, 12, 2), trial.Lines.Single().BusinessDate);
    }

    [Theory]
    [InlineData("2011-05-02 오후 3:04:05")]
    [InlineData("2011/5/2 15:04:05")]
    [InlineData("2011.5.2 15:04:05")]
    [InlineData("20110502150405")]
    public void korean_dates_are_read(string date)
    {
        using var trial = new ImportTrial($"주문번호,상품코드,수량,주문일시,단가\n1,A,1,{date},1000\n");
        Assert.Equal(new DateTime(2011, 5, 2, 6, 4, 5, DateTimeKind.Utc), trial.Lines.Single().SoldAt);
    }
}

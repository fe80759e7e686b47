using Dangol.Integration;

namespace Dangol.Tests;

public sealed class ReversalTests
{
    [Fact]
    public void the_latest_sale_with_enough_is_taken_back()
    {
        using var trial = ImportTrial.Retail(
            "1,A,x,10,2011-01-01 10:00:00,1,7,UK", "2,A,x,10,2011-01-02 10:00:00,1,7,UK", "3,A,x,3,2011-01-03 10:00:00,1,7,UK", "C4,A,x,-8,2011-01-04 10:00:00,1,7,UK");
        Assert.Equal(["C4>2:8"], Links(trial));
        Assert.DoesNotContain(trial.Report.Reasons, reason => reason.Severity == Severity.Warning);
    }

    [Fact]
    public void where_none_has_enough_several_are_taken_back_the_latest_first()
    {
        using var trial = ImportTrial.Retail(
            "1,A,x,4,2011-01-01 10:00:00,1,7,UK", "2,A,x,5,2011-01-02 10:00:00,1,7,UK", "3,A,x,3,2011-01-03 10:00:00,1,7,UK", "C4,A,x,-9,2011-01-04 10:00:00,1,7,UK");
        Assert.Equal(["C4>1:1", "C4>2:5", "C4>3:3"], Links(trial));
    }

    [Fact]
    public void what_is_taken_back_is_not_taken_back_twice()
    {
        using var trial = ImportTrial.Retail(
            "1,A,x,5,2011-01-01 10:00:00,1,7,UK", "C2,A,x,-5,2011-01-02 10:00:00,1,7,UK", "C3,A,x,-5,2011-01-03 10:00:00,1,7,UK");
        Assert.Equal(["C2>1:5"], Links(trial));
        Assert.Equal("reversed_sale_not_found", trial.Lines.Single(line => line.Invoice == "C3").Codes);
    }

    [Fact]
    public void a_part_that_is_found_is_taken_back_and_the_rest_is_warned()
    {
        using var trial = ImportTrial.Retail("1,A,x,5,2011-01-01 10:00:00,1,7,UK", "C2,A,x,-8,2011-01-02 10:00:00,1,7,UK");
        Assert.Equal(["C2>1:5"], Links(trial));
        Assert.Equal("reversed_in_part", trial.Lines.Single(line => line.Invoice == "C2").Codes);
    }

    [Theory]
    [InlineData("1,A,x,5,2011-01-03 10:00:00,1,7,UK", "a later sale")]
    [InlineData("1,A,x,5,2011-01-01 10:00:00,1,8,UK", "another customer")]
    [InlineData("1,B,x,5,2011-01-01 10:00:00,1,7,UK", "another product")]
    [InlineData("1,A,x,5,2011-01-01 10:00:00,1.01,7,UK", "another price")]
    public void a_sale_that_differs_is_not_taken_back(string sale, string why)
    {
        using var trial = ImportTrial.Retail(sale, "C2,A,x,-5,2011-01-02 10:00:00,1,7,UK");
        Assert.True(trial.Reversals.Count == 0, why);
        Assert.Equal("reversed_sale_not_found", trial.Lines.Single(line => line.Invoice == "C2").Codes);
    }

    [Fact]
    public void a_sale_of_the_same_instant_can_be_taken_back_and_one_without_a_customer_cannot()
    {
        using var trial = ImportTrial.Retail(
            "C1,A,x,-1,2011-01-01 10:00:00,1,7,UK", "2,A,x,1,2011-01-01 10:00:00,1,7,UK", "3,Z,x,1,2011-01-01 10:00:00,1,,UK", "C4,Z,x,-1,2011-01-02 10:00:00,1,,UK");
        Assert.Equal(["C1>2:1"], Links(trial));
        Assert.Equal("reversed_sale_not_found no_customer", trial.Lines.Single(line => line.Invoice == "C4").Codes);
    }

    [Fact]
    public void discounts_and_fees_on_a_cancellation_correct_money_and_look_for_no_sale()
    {
        using var trial = ImportTrial.Retail("C1,D,Discount,-1,2011-01-01 10:00:00,27.50,7,UK");
        Assert.Equal((LineType.Correction, ""), (trial.Lines[0].Type, trial.Lines[0].Codes));
    }

    [Fact]
    public void where_the_mapping_says_so_a_negative_quantity_is_a_cancellation()
    {
        using var trial = new ImportTrial("주문번호,상품코드,수량,주문일시,단가,고객번호\n1,A,3,2011-01-01,1000,7\n2,A,-2,2011-01-02,1000,7\n");
        Assert.Equal(["2>1:2"], Links(trial));
        Assert.Equal(LineType.Cancellation, trial.Lines[1].Type);
    }

    [Fact]
    public void a_sale_of_an_earlier_import_is_taken_back_as_far_as_it_is_open()
    {
        using var first = ImportTrial.Retail("1,A,x,5,2011-01-01 10:00:00,1,7,UK", "C2,A,x,-3,2011-01-02 10:00:00,1,7,UK");
        using var second = new ImportTrial(ImportTrial.RetailHeader + "C3,A,x,-4,2011-01-03 10:00:00,1,7,UK\n", known: _ => first.AsKnown());

        var reversal = Assert.Single(second.Reversals);
        Assert.Equal((first.Lines[0].Key, second.Lines[0].Key, 2L), (reversal.Sale, reversal.Cancellation, reversal.Quantity));
        Assert.Equal("reversed_in_part", second.Lines[0].Codes);
    }

    [Fact]
    public void a_cancellation_that_waits_in_the_store_finds_a_sale_that_comes_late()
    {
        using var first = ImportTrial.Retail("C2,A,x,-3,2011-01-02 10:00:00,1,7,UK");
        using var second = new ImportTrial(ImportTrial.RetailHeader + "1,A,x,5,2011-01-01 10:00:00,1,7,UK\n", known: _ => first.AsKnown());

        var reversal = Assert.Single(second.Reversals);
        Assert.Equal((second.Lines[0].Key, first.Lines[0].Key, 3L), (reversal.Sale, reversal.Cancellation, reversal.Quantity));
    }

    private static List<string> Links(ImportTrial trial)
    {
        var invoices = trial.Lines.ToDictionary(line => line.Key, line => line.Invoice);
        Assert.All(trial.Reversals, r => Assert.Equal((invoices[r.Cancellation], invoices[r.Sale]), (r.CancellationInvoice, r.SaleInvoice)));
        return [.. trial.Reversals.Select(r => $"{r.CancellationInvoice}>{r.SaleInvoice}:{r.Quantity}").Order(StringComparer.Ordinal)];
    }
}

using Dangol.Analytics;
using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>The real retailer's goods, sold to known customers: what each buys for the first time from 1 November 2011 on.</summary>
public sealed class RetailRecommendationTests
{
    private static readonly long Cut = new DateTime(2011, 11, 1).Ticks;

    [Fact]
    public void ease_gives_the_figures_of_the_reference()
    {
        var log = Goods();
        Assert.Equal((4_334, 3_659), (log.Customers, log.Items));
        var fitted = Recommendations.Fit(log, new() { Split = RecommendationSplit.Time, Cut = Cut, Models = ["ease"], Lambda = 300 });
        // The reference: EASE with λ 300 in numpy, nDCG@10 .1032, hit rate .469; popularity .0376 and .253. Decay is tuned here, and may only help.
        var (blend, popularity) = (fitted.Accuracy[0], fitted.Accuracy[^1]);
        Assert.Equal(1_449, blend.Customers);
        Assert.InRange(blend.Ndcg.Value, 0.1031, 0.12);
        Assert.InRange(blend.HitRate.Value, 0.468, 0.52);
        Assert.Equal(0.0376, popularity.Ndcg.Value, 5e-4);
        Assert.Equal(0.253, popularity.HitRate.Value, 2e-3);
        Assert.Empty(fitted.Notes);
    }

    [Fact]
    public void tuned_before_the_test_the_blend_keeps_its_promise()
    {
        var fitted = Recommendations.Fit(Goods(), new() { Split = RecommendationSplit.Time, Cut = Cut });
        Assert.True(fitted.Accuracy[0].Ndcg.Value >= 0.102, $"{fitted.Accuracy[0].Ndcg.Value}");
        Assert.True(fitted.Accuracy[0].Ndcg.Low > fitted.Accuracy[^1].Ndcg.High);
        var list = fitted.For(0, 10);
        Assert.Equal(10, list.Select(r => r.Item).Distinct().Count());
        Assert.All(list, r => Assert.NotEmpty(r.Because));
        Assert.True(fitted.Cycles()!.ErrorOwn < fitted.Cycles()!.ErrorItem);
    }

    /// <summary>Lines of goods (a code of five digits, perhaps with a letter) that were sold to a known customer.</summary>
    private static RecommendationLog Goods()
    {
        var table = DelimitedTable.Read(RetailFile.Path());
        DelimitedColumn At(string name) => new(table, table.Header!.ToList().IndexOf(name));
        var all = RetailLines.All();
        var codes = At("StockCode").Codes(out var names);
        var goods = Array.ConvertAll(names, n => n.Length >= 5 && n.AsSpan(0, 5).IndexOfAnyExceptInRange('0', '9') < 0);
        var moments = At("InvoiceDate").Moments();
        var rows = all.Sold().Where(row => goods[codes[row]]).ToArray();
        var (customers, items) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        foreach (var row in rows) { customers.TryAdd(all.Customer[row], customers.Count); items.TryAdd(codes[row], items.Count); }
        return new(customers.Count, items.Count, Array.ConvertAll(rows, r => customers[all.Customer[r]]), Array.ConvertAll(rows, r => items[codes[r]]), Array.ConvertAll(rows, r => moments[r].Ticks));
    }
}
